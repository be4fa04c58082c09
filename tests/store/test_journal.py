"""Numbers without gaps, in commit order, whoever writes and however many."""

from __future__ import annotations

import asyncio
import itertools
from uuid import UUID

import pytest

from parvis.domain.ids import Channel, page_channel, queue_channel, uuid7
from parvis.store import journal
from parvis.store.database import Database
from parvis.store.journal import Writing
from tests.store.writers import (
    Desk,
    another_process,
    assert_gapless,
    assert_in_order,
    desk_on,
    prepare,
    say,
    saying,
    stored,
    thread,
    wide,
)


@pytest.fixture
async def site(database: Database) -> UUID:
    return await prepare(database)


@pytest.fixture
def desk(database: Database) -> Desk:
    return desk_on(database)


async def test_two_hundred_at_once_get_the_numbers_one_to_two_hundred(database: Database, site: UUID, desk: Desk) -> None:
    channel = thread(site)
    written = await asyncio.gather(*(say(desk, channel) for _ in range(200)))
    await assert_gapless(database, channel, written)
    assert [event.seq for event in desk.heard] == list(range(1, 201)), "the listener hears them in order, each once"


async def test_what_arrives_meanwhile_is_the_next_batch(database: Database, site: UUID, desk: Desk) -> None:
    channel = thread(site)
    await asyncio.gather(*(say(desk, channel) for _ in range(200)))
    commits = await database.fetchval("select count(distinct xmin::text) from events where channel = $1", channel.name)
    assert commits <= 1 + -(-199 // journal.BATCH)


async def test_two_processes_on_the_same_channels_number_them_together(database_url: str, site: UUID, desk: Desk) -> None:
    channels = [thread(site) for _ in range(5)]
    async with another_process(database_url) as other:
        tasks = [(channel, say(who, channel)) for channel, who, _ in itertools.product(channels, (desk, other), range(20))]
        written = await asyncio.gather(*(task for _, task in tasks))
        for channel in channels:
            its = [one for one, (where, _) in zip(written, tasks, strict=True) if where == channel]
            await assert_gapless(desk.database, channel, its)


async def test_what_was_acknowledged_before_has_the_lower_number(database_url: str, site: UUID, desk: Desk) -> None:
    channel = thread(site)

    async def talk(who: Desk) -> list[object]:
        return [await say(who, channel) for _ in range(12)]

    async with another_process(database_url) as other:
        talks = await asyncio.gather(*(talk(who) for who in (desk, other) * 4))
    written = [one for talk in talks for one in talk]
    assert_in_order(written)  # type: ignore[arg-type]
    await assert_gapless(desk.database, channel, written)  # type: ignore[arg-type]


async def test_the_same_id_is_stored_once_and_answered_alike(database_url: str, site: UUID, desk: Desk) -> None:
    channel, id = thread(site), uuid7()
    async with another_process(database_url) as other:
        written = await asyncio.gather(*(say(who, channel, id) for who in (desk, other) * 15))
    assert {one.seq for one in written} == {1}
    assert await stored(desk.database, channel) == [(1, id)]


async def test_wide_and_narrow_writers_never_wait_for_each_other_in_a_ring(database_url: str, site: UUID, desk: Desk) -> None:
    page = uuid7()
    lanes = [wide(site, page) for _ in range(8)]

    async def both(who: Desk, channels: tuple[Channel, ...]) -> None:
        queue, on, own = channels
        handed_in = (queue, on, own), (own,), (own, queue, on), (on, own), (own,)
        writes = (who.journal.write(some, saying(own, uuid7(), *(c for c in some if c != own))) for some in handed_in)
        await asyncio.gather(*writes)

    async with another_process(database_url) as other:
        await asyncio.gather(*(both(who, lane) for who in (desk, other) for lane in lanes))
    for channel, count in [(queue_channel(site), 32), (page_channel(site, page), 48), *((lane[2], 10) for lane in lanes)]:
        assert [seq for seq, _ in await stored(desk.database, channel)] == list(range(1, count + 1))


async def test_one_transaction_is_under_way_per_channel_and_process(site: UUID, desk: Desk) -> None:
    page, inside, most = uuid7(), 0, 0

    async def work(writing: Writing) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await writing.connection.execute("select pg_sleep(0.005)")
        inside -= 1

    await asyncio.gather(*(desk.journal.write(wide(site, page), work) for _ in range(20)))
    assert most == 1


async def test_a_crowd_before_one_channel_leaves_connections_for_the_others(site: UUID, desk: Desk) -> None:
    page, entered, may_end = uuid7(), asyncio.Event(), asyncio.Event()

    async def slow(writing: Writing) -> None:
        entered.set()
        await may_end.wait()

    crowd = [asyncio.create_task(desk.journal.write(wide(site, page), slow)) for _ in range(30)]
    await entered.wait()
    async with asyncio.timeout(2):
        assert (await say(desk, thread(site))).seq == 1
        assert await asyncio.gather(*(desk.database.fetchval("select 1") for _ in range(9))) == [1] * 9
    may_end.set()
    await asyncio.gather(*crowd)


async def test_an_old_snapshot_elsewhere_changes_nothing(database: Database, site: UUID, desk: Desk) -> None:
    channel = thread(site)
    first = await say(desk, channel)
    async with database.snapshot() as dump:
        assert await dump.fetchval("select count(*) from events") == 1
        later = await asyncio.gather(*(say(desk, channel) for _ in range(50)))
        assert await dump.fetchval("select count(*) from events") == 1
    await assert_gapless(database, channel, [first, *later])


async def test_drain_waits_until_everything_handed_in_is_answered(database: Database, site: UUID, desk: Desk) -> None:
    channel = thread(site)
    writes = [asyncio.create_task(say(desk, channel)) for _ in range(100)]
    await asyncio.sleep(0)  # every writer has handed in
    await desk.journal.drain()
    assert len(await stored(database, channel)) == 100
    await asyncio.gather(*writes)


async def test_a_writer_who_goes_away_does_not_stop_what_has_begun(database: Database, site: UUID, desk: Desk) -> None:
    channel = thread(site)
    gone = asyncio.create_task(say(desk, channel))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    await desk.journal.drain()
    assert gone.cancelled() and len(await stored(database, channel)) == 1


async def test_nothing_is_kept_in_memory_of_a_channel_that_is_quiet(site: UUID, desk: Desk) -> None:
    await asyncio.gather(*(say(desk, thread(site)) for _ in range(20)))
    await desk.journal.drain()
    assert not desk.journal._lanes and not desk.journal._waiting and not desk.journal._turns


async def test_since_reads_many_channels_at_once_each_in_order_and_bounded(database: Database, site: UUID, desk: Desk) -> None:
    busy, calm, silent = thread(site), thread(site), thread(site)
    for channel, count in ((busy, 7), (calm, 2)):
        for _ in range(count):
            await say(desk, channel)
    found = await journal.since(database, [(calm, 1), (silent, 0), (busy, 2)], limit=4)
    assert [(event.channel, event.seq) for event in found] == [(calm, 2), *((busy, seq) for seq in (3, 4, 5, 6))]
