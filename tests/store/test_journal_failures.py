"""What is refused, broken or cut leaves no trace and no hole, and nobody is told that something was stored when it was not."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from asyncpg.transaction import Transaction

from parvis.domain.ids import uuid7
from parvis.domain.problems import Busy, ThreadClosed, Unknown
from parvis.store import journal
from parvis.store.database import Database
from parvis.store.journal import Writing
from tests.store.writers import Desk, assert_gapless, desk_on, prepare, say, saying, stored, thread

LOST = asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")


@pytest.fixture
async def site(database: Database) -> UUID:
    return await prepare(database)


@pytest.fixture
def desk(database: Database) -> Desk:
    return desk_on(database)


async def own_pid(writing: Writing) -> int:
    return int(await writing.connection.fetchval("select pg_backend_pid()"))


@pytest.mark.parametrize("error", [ThreadClosed(), KeyError("a fault of ours"), "a row that exists"])
async def test_a_work_that_fails_in_a_batch_undoes_only_itself(
    database: Database, site: UUID, desk: Desk, error: Exception | str
) -> None:  # fmt: skip
    channel, taken = thread(site), uuid7()
    first = await say(desk, channel, taken)

    async def fails(writing: Writing) -> None:
        await saying(channel, uuid7())(writing)
        writing.hint(channel, "typing", {})
        if isinstance(error, Exception):
            raise error
        await writing.connection.execute("insert into said values ($1, '', 0)", taken)

    tasks = [say(desk, channel) if n % 3 else desk.journal.write([channel], fails) for n in range(60)]
    answers: list[Any] = await asyncio.gather(*tasks, return_exceptions=True)
    expected = type(error) if isinstance(error, Exception) else asyncpg.UniqueViolationError
    assert all(isinstance(answer, expected) for answer in answers[::3])
    await assert_gapless(database, channel, [first, *(a for n, a in enumerate(answers) if n % 3)])
    assert await database.fetchval("select count(*) from said") == 41
    assert desk.hints == [] and [event.seq for event in desk.heard] == list(range(1, 42))


async def test_a_refused_work_leaves_no_hole(database: Database, site: UUID, desk: Desk) -> None:
    channel = thread(site)

    async def fails(writing: Writing) -> None:
        await saying(channel, uuid7())(writing)
        raise ThreadClosed

    written = []
    for _ in range(5):
        with pytest.raises(ThreadClosed):
            await desk.journal.write([channel], fails)
        written.append(await say(desk, channel))
    await assert_gapless(database, channel, written)


async def test_beyond_a_bounded_backlog_a_writer_is_told_when_to_come_back(site: UUID, desk: Desk) -> None:
    channel, page = thread(site), thread(site)
    entered, may_end = asyncio.Event(), asyncio.Event()

    async def slow(writing: Writing) -> None:
        entered.set()
        await may_end.wait()

    under_way = asyncio.create_task(desk.journal.write([channel], slow))
    await entered.wait()
    waiting = [asyncio.create_task(say(desk, channel)) for _ in range(journal.LANE_LIMIT)]
    await asyncio.sleep(0)  # every writer has handed in
    for crowded in ([channel], [channel, page]):
        with pytest.raises(Busy) as refused:
            await desk.journal.write(crowded, saying(channel, uuid7()))
        assert refused.value.status == 503 and refused.value.more["retry_after"] > 0
    assert (await say(desk, page)).seq == 1, "another channel is not concerned"
    may_end.set()
    await under_way
    await assert_gapless(desk.database, channel, await asyncio.gather(*waiting))
    assert (await say(desk, channel)).seq == journal.LANE_LIMIT + 1


async def test_a_connection_killed_before_the_commit_stores_nothing(database: Database, site: UUID, desk: Desk) -> None:
    channel = thread(site)

    async def killed(writing: Writing) -> int:
        seq = await saying(channel, uuid7())(writing)
        await database.execute("select pg_terminate_backend($1)", await own_pid(writing))
        return seq

    with pytest.raises(Busy):
        await desk.journal.write([channel], killed)
    assert await stored(database, channel) == [] and desk.heard == []
    assert (await say(desk, channel)).seq == 1


async def test_a_batch_whose_connection_is_killed_stores_nothing_of_anybody(database: Database, site: UUID, desk: Desk) -> None:
    channel = thread(site)

    async def killed(writing: Writing) -> int:
        await database.execute("select pg_terminate_backend($1)", await own_pid(writing))
        return await saying(channel, uuid7())(writing)

    ids = [uuid7() for _ in range(20)]
    tasks: list[Any] = [*(say(desk, channel, id) for id in ids), desk.journal.write([channel], killed)]
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, Busy) for answer in answers)
    assert await stored(database, channel) == [] and desk.heard == []
    await assert_gapless(database, channel, await asyncio.gather(*(say(desk, channel, id) for id in ids)))


async def test_a_connection_killed_at_the_commit_is_unknown_and_the_same_id_tells(
    database: Database, site: UUID, desk: Desk
) -> None:  # fmt: skip
    await database.execute(
        """create function die() returns trigger language plpgsql as
           $$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return null; end $$"""
    )
    await database.execute(
        "create constraint trigger dies after insert on said deferrable initially deferred for each row execute function die()"
    )
    channel, id = thread(site), uuid7()
    with pytest.raises(Unknown):
        await say(desk, channel, id)
    assert await stored(database, channel) == []

    await database.execute("drop trigger dies on said")
    assert (await say(desk, channel, id)).seq == 1
    assert await stored(database, channel) == [(1, id)]


async def test_a_commit_whose_answer_is_lost_is_unknown_and_the_same_id_tells(
    database: Database, site: UUID, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    channel, id = thread(site), uuid7()
    commits = Transaction.commit

    async def commit_and_lose_the_answer(transaction: Transaction) -> None:
        await commits(transaction)
        raise LOST

    with monkeypatch.context() as broken, pytest.raises(Unknown):
        broken.setattr(Transaction, "commit", commit_and_lose_the_answer)
        await say(desk, channel, id)
    assert (await say(desk, channel, id)).seq == 1
    assert await stored(database, channel) == [(1, id)]


async def test_a_connection_that_breaks_on_its_way_back_takes_nothing_back(
    database: Database, site: UUID, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    channel = thread(site)
    releases = asyncpg.Pool.release

    async def release_and_break(pool: Any, connection: Any, **options: Any) -> None:
        await releases(pool, connection, **options)
        raise LOST

    with monkeypatch.context() as broken:
        broken.setattr(asyncpg.Pool, "release", release_and_break)
        written = await say(desk, channel)
        assert await database.fetchval("select 'what was read'") == "what was read"
        with pytest.raises(Unknown):  # which must not become “nothing was stored”
            async with database.connection():
                raise Unknown
    await assert_gapless(database, channel, [written])
    assert [event.seq for event in desk.heard] == [1]


async def test_a_row_that_somebody_holds_costs_a_moment_and_then_a_refusal(database: Database, site: UUID, desk: Desk) -> None:
    channel = thread(site)
    await say(desk, channel)
    async with database.connection() as holder, holder.transaction():
        await holder.execute("select from channels where name = $1 for update", channel.name)
        async with asyncio.timeout(4):
            with pytest.raises(Busy):
                await say(desk, channel)
    assert (await say(desk, channel)).seq == 2


async def test_a_value_that_no_column_can_hold_is_a_fault_and_not_a_busy_service(database: Database) -> None:
    with pytest.raises(asyncpg.DataError):
        await database.fetchval("select $1::int", 2**40)


async def test_a_database_that_is_not_there_is_said_to_be_busy(tmp_path: Any) -> None:
    nowhere = Database(f"postgresql:///nothing?host={tmp_path}")
    await nowhere.open()
    with pytest.raises(Busy):
        await nowhere.fetchval("select 1")
    await nowhere.close()
