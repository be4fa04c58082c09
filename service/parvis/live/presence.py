"""Who is here, who is typing, how many posts: hints. Latest wins, at most one a second, never stored, never awaited.

Every process counts its own watchers and tells the others; what a silent process said is forgotten after a while. Agents are on
duty while they say so and watch their site's queue, that is, while their console is open.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import msgspec

from parvis.domain.ids import Channel, parse_channel, queue_channel
from parvis.domain.people import Person
from parvis.domain.values import author, plain
from parvis.live.hub import Hub
from parvis.live.relay import Relay
from parvis.store.journal import Hint

TICK = 1.0
REPEAT = 8.0
FORGET = 20.0


class Said(msgspec.Struct, array_like=True):
    """What one process tells the others."""

    process: str
    site: UUID
    channel: str
    kind: str
    data: Any


@dataclass(slots=True)
class _Room:
    """One channel's people: here (by who they are) and elsewhere (by process)."""

    here: dict[object, Person | None] = field(default_factory=dict)
    elsewhere: dict[str, tuple[float, int, list[list[str]]]] = field(default_factory=dict)
    told: tuple[float, int, list[list[str]]] = (0.0, 0, [])


class Presence:
    def __init__(self, hub: Hub, relay: Relay, next_opening: Callable[[UUID], str | None] = lambda site: None) -> None:
        self.hub = hub
        self._relay = relay
        self._next_opening = next_opening
        self._process = uuid4().hex[:12]
        self._rooms: dict[Channel, _Room] = {}
        self._changed: set[Channel] = set()
        self._shown: dict[Channel, dict[str, Any]] = {}
        self._counters: dict[Channel, dict[str, Any]] = {}
        self._latest: dict[tuple[Channel, str], dict[str, Any]] = {}
        self._typed: dict[tuple[UUID, UUID], float] = {}
        relay.on_hint = self._hear

    async def run(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._tick()

    def enter(self, channel: Channel, key: object, person: Person | None) -> None:
        self._rooms.setdefault(channel, _Room()).here[key] = person
        self._changed.add(channel)

    def leave(self, channel: Channel, key: object) -> None:
        if (room := self._rooms.get(channel)) is not None:
            room.here.pop(key, None)
            self._changed.add(channel)

    def here(self, channel: Channel) -> dict[str, Any]:
        """`{people, agents}` of a channel, over all processes, as known now; nobody on duty: when the service opens again."""
        people, _ = self._sum(channel)
        _, agents = self._sum(queue_channel(channel.site))
        here = {"people": people, "agents": [{"name": name, "service": service} for _, name, service in agents]}
        opens = None if agents else self._next_opening(channel.site)
        return {**here, "next_opening": opens} if opens else here

    def look_again(self, site: UUID) -> None:
        """What is said of a site's agents may be other than a moment ago."""
        self._changed.add(queue_channel(site))

    def duty(self, site: UUID, agent: UUID, on: bool) -> None:
        """An agent of the site is on duty, or no longer, in all windows she has open here."""
        for channel, room in self._rooms.items():
            for key, person in room.here.items():
                if person is not None and person.id == agent and channel.site == site:
                    room.here[key] = replace(person, on_duty=on)
        self.look_again(site)

    def type(self, channel: Channel, who: Person) -> None:
        """Somebody is writing in a thread; at most once a second per person."""
        now = time.monotonic()
        if now - self._typed.get((who.id, channel.id), 0.0) >= 1.0:
            if len(self._typed) > 10_000:
                self._typed = {k: t for k, t in self._typed.items() if now - t < 1.0}
            self._typed[who.id, channel.id] = now
            self._say(channel, "typing", {"author": plain(author(who))})

    def gather(self, hints: Sequence[Hint]) -> None:
        """Duty is told at once; the rest at the next tick, the latest counters of each thread, and the latest of other kinds."""
        for hint in hints:
            if hint.kind == "duty":
                self._say(hint.channel, hint.kind, hint.data)
            elif hint.kind == "counters":
                self._counters.setdefault(hint.channel, {}).update(hint.data["threads"])
            else:
                self._latest[hint.channel, hint.kind] = hint.data

    def _tick(self) -> None:
        counters, self._counters = self._counters, {}
        for channel, threads in counters.items():
            for some in _portions(threads, 60):
                self._say(channel, "counters", {"threads": some})
        latest, self._latest = self._latest, {}
        for (channel, kind), data in latest.items():
            self._say(channel, kind, data)
        now = time.monotonic()
        changed, self._changed = self._changed, set()
        for channel, room in list(self._rooms.items()):
            people, agents = _count(room.here)
            due = (people or agents) and now - room.told[0] > REPEAT
            if due or (channel in changed and (people, agents) != room.told[1:]):
                room.told = (now, people, agents)
                self._say(channel, "presence", [people, agents])
            self._forget(channel, room, now)
        for channel in self._to_tell(changed):
            # Whoever polls leaves and comes back between two answers: that is no news, not even to herself.
            if (here := self.here(channel)) != self._shown.get(channel):
                self._shown[channel] = here
                self.hub.hint(channel, "presence", here)

    def _to_tell(self, changed: set[Channel]) -> set[Channel]:
        """A change in a site's agents concerns every channel of the site."""
        sites = {c.site for c in changed if c.kind == "queue"}
        return changed | {c for c in self.hub.streams if c.site in sites}

    def _forget(self, channel: Channel, room: _Room, now: float) -> None:
        for process, (heard, _, _) in list(room.elsewhere.items()):
            if now - heard > FORGET:
                del room.elsewhere[process]
                self._changed.add(channel)
        if not room.here and not room.elsewhere and room.told[1:] == (0, []):
            del self._rooms[channel]
            self._shown.pop(channel, None)

    def _sum(self, channel: Channel) -> tuple[int, list[list[str]]]:
        room = self._rooms.get(channel)
        if room is None:
            return 0, []
        people, agents = _count(room.here)
        for _, more_people, more_agents in room.elsewhere.values():
            people += more_people
            agents = agents + more_agents
        return people, [list(agent) for agent in sorted({tuple(agent) for agent in agents}, key=lambda a: a[1:])]

    def _say(self, channel: Channel, kind: str, data: Any) -> None:
        said = Said(self._process, channel.site, channel.name, kind, data)
        self._relay.say(msgspec.json.encode(said).decode())

    def _hear(self, payload: str) -> None:
        try:
            said = msgspec.json.decode(payload, type=Said)
        except msgspec.DecodeError:
            return
        channel = parse_channel(said.site, said.channel)
        if channel is None:
            return
        if said.kind == "duty":
            self.duty(said.site, UUID(said.data["agent"]), said.data["on"])
        elif said.kind != "presence":
            self.hub.hint(channel, said.kind, said.data)
        elif said.process != self._process:
            people, agents = said.data
            before = self._sum(channel)
            room = self._rooms.setdefault(channel, _Room())
            room.elsewhere[said.process] = (time.monotonic(), people, agents)
            if self._sum(channel) != before:
                self._changed.add(channel)


def _count(here: dict[object, Person | None]) -> tuple[int, list[list[str]]]:
    """Citizens, each once however many windows they have open; agents by id, name and service."""
    citizens = {person.id if person else key for key, person in here.items() if person is None or not person.is_agent}
    agents = {(str(p.id), p.name, p.service or "") for p in here.values() if p is not None and p.is_agent and p.on_duty}
    return len(citizens), [list(agent) for agent in sorted(agents)]


def _portions(threads: dict[str, Any], size: int) -> list[dict[str, Any]]:
    items = list(threads.items())
    return [dict(items[i : i + size]) for i in range(0, len(items), size)]
