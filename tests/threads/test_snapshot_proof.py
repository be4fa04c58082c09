"""For every action: the old snapshot plus its events is the new snapshot, on every channel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from parvis.agents.queries import queue_snapshot
from parvis.domain.events import State, apply
from parvis.domain.ids import Channel, page_channel, queue_channel, thread_channel
from parvis.domain.values import COUNTERS
from parvis.store import journal
from parvis.store.database import Database
from parvis.store.people import person_snapshot
from parvis.threads.snapshots import page_snapshot, thread_snapshot
from parvis.web.app import OWN
from tests.conftest import Scene


async def snapshot(database: Database, channel: Channel) -> tuple[int, State]:
    match channel.kind:
        case "guide":
            raise AssertionError("no act writes a guide yet")
        case "person":
            return await person_snapshot(database, channel.site, channel.id, OWN)
        case "page":
            return await page_snapshot(database, channel.site, channel.id)
        case "queue":
            return await queue_snapshot(database, channel.site)
        case "thread":
            found = await thread_snapshot(database, channel.site, channel.id)
            return found or (0, {"thread": None, "posts": [], "earlier": None})


def durable(channel: Channel, state: State) -> State:
    """What the journal answers for: the counters of a list travel as hints."""
    if channel.kind in ("thread", "person"):
        return state

    def without(thread: State) -> State:
        return {name: value for name, value in thread.items() if name not in COUNTERS}

    rows = [{**row, "thread": without(row["thread"])} if "thread" in row else without(row) for row in state["threads"]]
    return {**state, "threads": rows, **({"pinned": [without(row) for row in state["pinned"]]} if "pinned" in state else {})}


class Proof:
    """Follows the channels from snapshot to snapshot."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.channels: dict[Channel, tuple[int, State]] = {}

    async def follow(self, *channels: Channel) -> None:
        for channel in channels:
            self.channels[channel] = await snapshot(self.database, channel)

    async def holds(self) -> dict[str, list[str]]:
        """Replays what happened since the last look; returns the kinds, by class of channel."""
        kinds: dict[str, list[str]] = {}
        for channel, (known, before) in list(self.channels.items()):
            seq, state = known, before
            for event in await journal.since(self.database, [(channel, known)]):
                seq += 1
                assert event.seq == seq, "numbers have no gaps"
                state = apply(state, event.kind, msgspec.json.decode(event.data))
                kinds.setdefault(channel.kind, []).append(event.kind)
            head, fresh = await snapshot(self.database, channel)
            assert head == seq
            assert durable(channel, _titled(state, fresh)) == durable(channel, fresh)
            self.channels[channel] = (seq, fresh)
        return kinds


def _titled(state: State, fresh: State) -> State:
    """A page nobody wrote on has no title yet; the first question brings it, and the reader already knows where she is."""
    return {**state, "page": fresh["page"]} if state.get("page", {}).get("key") == "" else state


async def test_every_action_is_told_completely(scene: Scene) -> None:
    proof = Proof(scene.database)
    first = await scene.ask(scene.lou, "Une autre question")
    page = page_channel(scene.site, UUID(first["thread"]["page"]))
    await proof.follow(page, queue_channel(scene.site))

    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    assert await proof.holds() == {"page": ["thread.opened"], "queue": ["queue.joined"]}

    await proof.follow(thread_channel(scene.site, UUID(thread)))
    hers = await scene.reply(scene.lou, thread)
    assert await proof.holds() == {"thread": ["post.added"]}

    await scene.reply(scene.agent, thread, "Page de la photo.", reply_to=hers["id"])
    assert await proof.holds() == {
        "page": ["thread.changed"], "queue": ["queue.left"], "thread": ["post.added", "thread.changed"],
    }  # fmt: skip

    await scene.reply(scene.camille, thread, "Et sur l’ancien modèle ?")
    assert await proof.holds() == {
        "page": ["thread.changed"], "queue": ["queue.joined"], "thread": ["post.added", "thread.changed"],
    }  # fmt: skip

    await scene.must(200, "PATCH", f"/posts/{hers['id']}", scene.lou, json={"body": "En **haut** à droite."})
    assert await proof.holds() == {"thread": ["post.edited"]}

    await scene.must(200, "DELETE", f"/posts/{hers['id']}", scene.lou)
    assert await proof.holds() == {"thread": ["post.withdrawn"]}

    await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)
    assert await proof.holds() == {
        "page": ["thread.changed"], "queue": ["queue.left"], "thread": ["post.withdrawn", "thread.changed"],
    }  # fmt: skip
