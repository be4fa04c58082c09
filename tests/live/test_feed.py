"""One path for a first visit, a reconnect, a sleep and a lag: what is missing, without a gap and without a repetition."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from parvis.domain.events import State
from parvis.domain.ids import Channel, thread_channel
from parvis.domain.problems import NotFound
from parvis.live.feed import Feed
from parvis.live.hub import Hub, Stream
from parvis.live.relay import Relay
from parvis.store import journal
from parvis.store.database import Database
from tests.store.writers import Desk, desk_on, prepare, say, thread


@dataclass
class Process:
    """What one process has between the journal and the sockets, without a doorbell: it reads when it is asked to."""

    desk: Desk
    feed: Feed
    stream: Stream
    reads: list[str] = field(default_factory=list)

    @property
    def channel(self) -> Channel:
        return self.stream.channel

    async def say(self, posts: int) -> None:
        for _ in range(posts):
            await say(self.desk, self.channel)

    async def follow(self, after: int | None) -> list[Any]:
        """The messages that bring a cursor level."""
        found = [message async for _, some in self.feed.missing(self.stream, after) for message in some]
        return [(m["type"], m["seq"]) for m in map(msgspec.json.decode, found)]


@pytest.fixture
async def process(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Process]:
    channel = thread(await prepare(database))
    hub = Hub()
    relay = Relay(database, "", hub)

    async def snapshot(channel: Channel) -> tuple[int, State] | None:
        one.reads.append("snapshot")
        seq = await database.fetchval("select max(seq) from events where channel = $1", channel.name)
        return (seq, {}) if seq else None

    one = Process(desk_on(database), Feed(hub, relay, snapshot), hub.enter(channel))
    for name in ("since", "head"):
        read = getattr(journal, name)
        monkeypatch.setattr(journal, name, _noted(read, name, one.reads))
    yield one


def _noted(read: Any, name: str, reads: list[str]) -> Any:
    async def noting(*given: Any, **named: Any) -> Any:
        reads.append(name)
        return await read(*given, **named)

    return noting


def events(*seqs: int) -> list[tuple[str, int]]:
    return [("event", seq) for seq in seqs]


async def test_what_is_missing_comes_from_the_table_and_then_from_memory(process: Process) -> None:
    await process.say(3)
    assert await process.follow(1) == events(2, 3)
    process.reads.clear()
    await process.say(2)
    await process.feed.relay.reach(process.stream, 5)
    assert await process.follow(3) == events(4, 5)
    assert process.reads == ["since"], "only what reach() read; the cursor was brought level from memory"
    assert await process.follow(5) == []


async def test_the_table_is_read_no_further_than_what_was_published_here(process: Process) -> None:
    await process.say(3)
    await process.feed.know_head(process.stream)
    await process.say(2)  # by another process; its doorbell has not rung here yet
    assert await process.follow(1) == events(2, 3), "4 and 5 are delivered to all who stand in the stream"


async def test_a_number_that_another_process_told_is_reached_and_not_repeated(process: Process) -> None:
    await process.say(3)
    await process.feed.know_head(process.stream)
    await process.say(2)
    assert await process.follow(5) == []
    assert process.stream.head == 5 and "snapshot" not in process.reads


async def test_a_snapshot_newer_than_the_stream_takes_the_stream_along(process: Process) -> None:
    await process.say(3)
    await process.feed.know_head(process.stream)
    await process.say(2)
    assert await process.follow(None) == [("snapshot", 5)]
    assert process.stream.head == 5


async def test_a_number_that_was_never_given_means_a_snapshot(process: Process) -> None:
    await process.say(3)
    assert await process.follow(2**53) == [("snapshot", 3)]


async def test_more_than_one_read_can_hold_is_still_complete(process: Process) -> None:
    for _ in range(2):
        await asyncio.gather(*(say(process.desk, process.channel) for _ in range(350)))
    assert await process.follow(0) == events(*range(1, 701))


@pytest.mark.parametrize(("after", "read"), [(None, "snapshot"), (1, "since")])
async def test_many_who_come_back_at_once_cost_one_read(process: Process, after: int | None, read: str) -> None:
    await process.say(4)
    answers = await asyncio.gather(*(process.follow(after) for _ in range(300)))
    assert all(answer == answers[0] for answer in answers)
    assert process.reads == ["head", read]


async def test_one_who_goes_away_takes_the_read_from_nobody(process: Process) -> None:
    await process.say(2)
    first, second = asyncio.create_task(process.follow(None)), asyncio.create_task(process.follow(None))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == [("snapshot", 2)]


async def test_what_does_not_exist_is_not_found(process: Process) -> None:
    nowhere = thread_channel(UUID(int=0), uuid4())
    with pytest.raises(NotFound):
        await anext(process.feed.missing(process.feed.hub.enter(nowhere), None))


async def test_what_is_written_while_one_is_brought_level_is_neither_lost_nor_repeated(process: Process) -> None:
    await process.say(2)
    heard: list[int] = []
    arrivals: list[asyncio.Task[int]] = []

    class Ear:
        def deliver(self, messages: list[bytes], frames: bytes) -> None:
            heard.extend(msgspec.json.decode(message)["seq"] for message in messages)

        def notice(self, message: bytes, frame: bytes) -> None: ...

    async def write() -> None:
        for _ in range(60):
            await say(process.desk, process.channel)
            arrivals.append(asyncio.create_task(process.feed.relay.reach(process.stream, len(process.desk.heard))))

    async def come() -> list[int]:
        seqs: list[int] = []
        async for _, some in process.feed.missing(process.stream, 0):
            seqs += [msgspec.json.decode(message)["seq"] for message in some]
            await asyncio.sleep(0)
        process.stream.watchers.add(Ear())  # type: ignore[arg-type]
        return seqs

    writing = asyncio.create_task(write())
    missed = await come()
    await writing
    await asyncio.gather(*arrivals)
    assert missed + heard == list(range(1, 63))
