"""From one process to the other: the bell for speed, the journal for truth."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from parvis.domain.ids import Channel
from parvis.live import relay as relays
from parvis.live.hub import Hub
from parvis.live.relay import Relay
from parvis.store import journal
from parvis.store.database import Database
from tests.conftest import until
from tests.store.writers import Desk, desk_on, prepare, say, thread


class Ear:
    def __init__(self) -> None:
        self.numbers: list[int] = []

    def deliver(self, messages: Sequence[bytes], frames: bytes) -> None:
        self.numbers += [msgspec.json.decode(message)["seq"] for message in messages]

    def notice(self, message: bytes, frame: bytes) -> None: ...


@contextlib.asynccontextmanager
async def process(database: Database) -> AsyncIterator[tuple[Relay, Desk]]:
    """The relay of one process, and a journal that rings through it."""
    relay = Relay(database, database.url, Hub())
    desk = desk_on(database)
    desk.journal = journal.Journal(database, lambda events, hints: relay.ring(events))
    await relay.start()
    yield relay, desk
    await relay.stop()


def listen(relay: Relay, channel: Channel) -> Ear:
    """Somebody who stands in the stream of an empty channel."""
    ear, stream = Ear(), relay.hub.enter(channel)
    stream.head = 0
    stream.watchers.add(ear)
    return ear


@pytest.fixture
async def site(database: Database) -> UUID:
    return await prepare(database)


async def test_the_bell_brings_what_another_process_wrote(
    database: Database, site: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(relays, "POLL", 3600)
    monkeypatch.setattr(relays, "POLL_DEAF", 3600)
    channel = thread(site)
    async with process(database) as (_, desk), process(database) as (relay, _):
        await until(lambda: relay.hears)
        ear = listen(relay, channel)
        for _ in range(20):
            await say(desk, channel)
        await until(lambda: ear.numbers == list(range(1, 21)))


async def test_a_bell_that_is_never_heard_costs_time_and_no_event(
    database: Database, site: UUID, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    async def swallow(*_: Any) -> None:
        """What a transaction pooler does with LISTEN."""

    monkeypatch.setattr(asyncpg.Connection, "add_listener", swallow)
    channel = thread(site)
    with caplog.at_level(logging.ERROR, "parvis.live"):
        async with process(database) as (_, desk), process(database) as (relay, _):
            ear = listen(relay, channel)
            await until(lambda: "LISTEN hears nothing" in caplog.text)
            assert not relay.hears
            for _ in range(3):
                await say(desk, channel)
            await until(lambda: ear.numbers == [1, 2, 3])


async def test_ringing_and_listening_do_not_get_in_each_others_way(database: Database, site: UUID) -> None:
    async with process(database) as (relay, _):
        await until(lambda: relay.hears)
        bell = relay._bell
        heard: set[str] = set()
        relay.on_hint = heard.add
        for number in range(60):
            relay.say(f"hint {number}")
            await asyncio.sleep(relays.GATHER)  # as long as hints are gathered: the bell rings in between
            assert await relay._hears_itself()
        await until(lambda: heard == {f"hint {number}" for number in range(60)})
        assert relay._bell is bell, "one connection was enough"


async def test_a_fault_while_reading_does_not_end_the_relay(
    database: Database, site: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    channel, since, faults = thread(site), journal.since, iter([asyncpg.UndefinedTableError("events"), ValueError()])

    async def faulty(*given: Any) -> Any:
        for fault in faults:
            raise fault
        return await since(*given)

    monkeypatch.setattr(journal, "since", faulty)
    async with process(database) as (relay, desk):
        ear = listen(relay, channel)
        await say(desk, channel)
        await until(lambda: ear.numbers == [1])


async def test_another_epoch_is_told_once(database: Database, site: UUID) -> None:
    told = []
    async with process(database) as (relay, _):
        relay.on_epoch = lambda: told.append(relay.epoch)
        new = await database.fetchval("update instance set epoch = gen_random_uuid() returning epoch::text")
        await until(lambda: told)
        await relay._check_epoch()
    assert told == [new]


def test_many_channels_fit_into_what_notify_can_carry() -> None:
    rung = {thread(UUID(int=1)): number for number in range(1, 501)}
    payloads = relays._packed(rung)
    assert len(payloads) > 1 and all(len(payload) < relays.PAYLOAD for payload in payloads)
    assert dict(pair for payload in payloads for pair in relays._unpacked(payload)) == rung
    assert relays._unpacked("who rings?\n1 2 3\n\n") == []
