"""From the journal to the hub. NOTIFY is only a doorbell; the journal is the truth.

The doorbell is rung after the commit, gathered for a few milliseconds, on a connection of its own, and carries only *site,
channel, seq*. A lost ring costs time, never data: every second, and after every new LISTEN, the heads of all watched channels
are read anyway. At start the relay rings for itself; a pooler that swallows LISTEN is then known and said.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from parvis.domain.events import Numbered
from parvis.domain.ids import Channel, parse_channel
from parvis.domain.problems import Problem
from parvis.live.hub import Hub, Stream
from parvis.store import journal
from parvis.store.database import AWAY, Database

log = logging.getLogger("parvis.live")

DOORBELL = "parvis_doorbell"
HINTS = "parvis_hints"
GATHER = 0.004
POLL = 1.0
POLL_DEAF = 0.25
PAYLOAD = 7_500
"""NOTIFY carries less than 8,000 bytes."""


class Relay:
    def __init__(self, database: Database, direct_url: str, hub: Hub) -> None:
        self.database = database
        self.hub = hub
        self.epoch = ""
        self.on_hint: Callable[[str], None] = lambda payload: None
        self.on_epoch: Callable[[], None] = lambda: None
        self.hears = False
        self._url = direct_url
        self._bell: asyncpg.Connection[Any] | None = None
        self._at_the_bell = asyncio.Lock()  # a connection does one thing at a time
        self._rung: dict[Channel, int] = {}
        self._said: list[str] = []
        self._behind: set[Channel] = set()
        self._wake = asyncio.Event()
        self._ring_wake = asyncio.Event()
        self._heard = asyncio.Event()
        self._nonce = ""
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self.epoch = await journal.epoch(self.database)
        self._tasks = [asyncio.create_task(run) for run in (self._listen(), self._ring(), self._read(), self._poll())]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._bell is not None:
            self._bell.terminate()

    def ring(self, events: Sequence[Numbered]) -> None:
        """Something was committed: read it here at once, and tell the other processes."""
        for event in events:
            self._rung[event.channel] = max(event.seq, self._rung.get(event.channel, 0))
            self.look(event.channel)
        self._ring_wake.set()

    def look(self, channel: Channel) -> None:
        """Read this channel soon, if anybody watches it here."""
        if channel in self.hub.streams:
            self._behind.add(channel)
            self._wake.set()

    def say(self, payload: str) -> None:
        """Pass a hint to every process, this one included. Dropped when the bell is away: hints are never awaited."""
        if self._bell is None:
            self.on_hint(payload)
        elif len(payload.encode()) < PAYLOAD and len(self._said) < 1000:
            self._said.append(payload)
            self._ring_wake.set()

    async def reach(self, stream: Stream, seq: int) -> int:
        """Bring the hub's copy of a channel up to this number, if there is such a number; its head then."""
        before, head = -1, stream.head or 0
        while before < head < seq:
            await self._read_now([stream.channel])
            before, head = head, stream.head or 0
        return head

    async def _read(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            behind, self._behind = self._behind, set()
            try:
                await self._read_now(behind)
            except Exception as error:
                _say_unless_away(error)
                await asyncio.sleep(0.2)  # the poll will find what was missed

    async def _read_now(self, channels: Iterable[Channel]) -> None:
        streams = [s for c in channels if (s := self.hub.streams.get(c)) is not None and s.head is not None]
        events = await journal.since(self.database, [(s.channel, s.head or 0) for s in streams])
        self.hub.publish(events)
        full = {c for c, n in _counts(events).items() if n >= 500}
        for channel in full:
            self.look(channel)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL if self.hears else POLL_DEAF)
            self._behind.update(self.hub.streams)
            self._wake.set()
            await _quietly(self._check_epoch())

    async def _check_epoch(self) -> None:
        epoch = await journal.epoch(self.database)
        if epoch != self.epoch:
            self.epoch = epoch
            self.on_epoch()

    async def _ring(self) -> None:
        while True:
            await self._ring_wake.wait()
            await asyncio.sleep(GATHER)
            self._ring_wake.clear()
            rung, self._rung = self._rung, {}
            said, self._said = self._said, []
            payloads = [*((DOORBELL, p) for p in _packed(rung)), *((HINTS, p) for p in said)]
            if payloads:
                await _quietly(self._notify(payloads))

    async def _notify(self, payloads: list[tuple[str, str]]) -> None:
        async with self._at_the_bell:
            if self._bell is not None:
                await self._bell.execute(
                    "select pg_notify(name, payload) from unnest($1::text[], $2::text[]) as said (name, payload)",
                    [name for name, _ in payloads],
                    [payload for _, payload in payloads],
                )

    async def _listen(self) -> None:
        """Keep one connection that listens; after each new one, read everything that may have been missed."""
        pause = 0.1
        while True:
            try:
                bell = await asyncpg.connect(
                    self._url,
                    timeout=3,
                    command_timeout=3,
                    statement_cache_size=0,
                    server_settings={"application_name": "parvis doorbell"},
                )
                gone = asyncio.Event()
                bell.add_termination_listener(lambda *_, gone=gone: gone.set())
                self._bell = bell
                async with self._at_the_bell:
                    await bell.add_listener(DOORBELL, self._on_bell)
                    await bell.add_listener(HINTS, lambda *heard: self.on_hint(heard[3]))
                self._behind.update(self.hub.streams)
                self._wake.set()
                if not await self._hears_itself():
                    log.error("LISTEN hears nothing: is DATABASE_DIRECT_URL behind a transaction pooler? Reading every 250 ms.")
                pause = 0.1
                await self._watch_over(gone)
            except Exception as error:
                log.warning("doorbell away: %s", type(error).__name__)
                _say_unless_away(error)
            finally:
                broken, self._bell, self.hears = self._bell, None, False
                if broken is not None:
                    broken.terminate()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 2.0)

    async def _watch_over(self, gone: asyncio.Event) -> None:
        """Until the connection ends, or ends in silence: every few seconds it must still hear itself."""
        while not gone.is_set():
            heard = self.hears
            try:
                await asyncio.wait_for(gone.wait(), 5)
            except TimeoutError:
                if not await self._hears_itself() and heard:
                    return

    async def _hears_itself(self) -> bool:
        self._nonce = uuid4().hex
        self._heard.clear()
        await self._notify([(DOORBELL, self._nonce)])
        try:
            await asyncio.wait_for(self._heard.wait(), 2)
        except TimeoutError:
            self.hears = False
        else:
            self.hears = True
        return self.hears

    def _on_bell(self, *heard: Any) -> None:
        payload: str = heard[3]
        if payload == self._nonce:
            self._heard.set()
        for channel, seq in _unpacked(payload):
            stream = self.hub.streams.get(channel)
            if stream is not None and (stream.head is None or stream.head < seq):
                self.look(channel)


def _counts(events: Sequence[Numbered]) -> dict[Channel, int]:
    counts: dict[Channel, int] = {}
    for event in events:
        counts[event.channel] = counts.get(event.channel, 0) + 1
    return counts


def _packed(rung: dict[Channel, int]) -> list[str]:
    """`site channel seq` triples, one a line, cut into payloads that NOTIFY can carry."""
    payloads: list[str] = []
    for channel, seq in rung.items():
        line = f"{channel.site} {channel.name} {seq}"
        if payloads and len(payloads[-1]) + len(line) < PAYLOAD:
            payloads[-1] += "\n" + line
        else:
            payloads.append(line)
    return payloads


def _unpacked(payload: str) -> list[tuple[Channel, int]]:
    found = []
    for line in payload.split("\n"):
        try:
            site, name, seq = line.split(" ")
            channel = parse_channel(UUID(site), name)
            if channel is not None:
                found.append((channel, int(seq)))
        except ValueError:
            continue
    return found


def _say_unless_away(error: Exception) -> None:
    """A database that is away is told elsewhere; anything else is a fault of ours, and no reason to stop relaying."""
    if not isinstance(error, (Problem, *AWAY)):
        log.error("the relay met a fault", exc_info=error)


async def _quietly(attempt: Awaitable[None]) -> None:
    """What is tried again anyway may fail."""
    try:
        await attempt
    except Exception as error:
        _say_unless_away(error)
