"""The journal: one transaction locks the channels, numbers what happens, stores it, and only then is it acknowledged.

Numbers have no gaps and follow commit order, because they are given under a lock on the channel's row that is held until the
commit. The row itself is never updated, and no SQL sequence is used: a reader of "id > last" would miss what commits late.

Writers hand in *works*. One transaction is under way per channel and process. Works for the same channels that arrive meanwhile
become the next transaction together, each in a savepoint of its own: a hot channel costs one commit for many posts, and rooms
never notice.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

import msgspec

from parvis.domain.events import Kind, Numbered
from parvis.domain.ids import Channel
from parvis.domain.problems import Busy, Problem, Unknown
from parvis.store.database import AWAY, SLOW, Database

if TYPE_CHECKING:
    from parvis.store.database import Connection

log = logging.getLogger("parvis.store")

T = TypeVar("T")
BATCH = 64
LANE_LIMIT = 400
"""Works that may wait for one channel. Beyond that watchers would lag: 503, and the browser tries again."""

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Hint:
    """Something worth knowing now and not worth keeping."""

    channel: Channel
    kind: str
    data: dict[str, Any]


@dataclass(slots=True)
class Writing:
    """An open transaction that holds the locks of its channels."""

    connection: Connection
    heads: dict[Channel, int]
    events: list[tuple[Numbered, UUID | None]] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)

    def next_seq(self, channel: Channel) -> int:
        """The number that the next event on this channel will have."""
        return self.heads[channel] + 1

    def append(self, channel: Channel, kind: Kind, data: dict[str, Any], about: UUID | None = None) -> int:
        """Number an event. `about` is the post whose text it holds."""
        self.heads[channel] += 1
        self.events.append((Numbered(channel, self.heads[channel], kind, _encode(data)), about))
        return self.heads[channel]

    def hint(self, channel: Channel, kind: str, data: dict[str, Any]) -> None:
        """Tell watchers, after the commit, something that is not journalled."""
        self.hints.append(Hint(channel, kind, data))


Work = Callable[[Writing], Awaitable[T]]
Listener = Callable[[Sequence[Numbered], Sequence[Hint]], None]


@dataclass(slots=True)
class _Pending:
    work: Work[Any]
    outcome: asyncio.Future[Any]


class Journal:
    def __init__(self, database: Database, listener: Listener) -> None:
        """`listener` is called after each commit with what was committed; it must not wait."""
        self.database = database
        self._listener = listener
        self._lanes: dict[tuple[Channel, ...], deque[_Pending]] = {}
        self._waiting: Counter[Channel] = Counter()
        self._turns: WeakValueDictionary[Channel, asyncio.Lock] = WeakValueDictionary()
        self._runs: set[asyncio.Task[None]] = set()

    async def write(self, channels: Sequence[Channel], work: Work[T]) -> T:
        """Run `work` under the locks of `channels`; returns its answer once everything is durable.

        Raises whatever Problem the work raises (nothing of it is stored), Busy (nothing stored), Unknown (stored or not: the
        same id tells). A caller who goes away does not stop a work that has begun.
        """
        key = tuple(sorted(channels, key=lambda channel: channel.lock_order))
        if any(self._waiting[channel] >= LANE_LIMIT for channel in key):
            raise Busy
        pending = _Pending(work, asyncio.get_running_loop().create_future())
        self._waiting.update(key)
        if key in self._lanes:
            self._lanes[key].append(pending)
        else:
            self._lanes[key] = deque([pending])
            run = asyncio.create_task(self._run(key))
            self._runs.add(run)
            run.add_done_callback(self._runs.discard)
        return await asyncio.shield(pending.outcome)

    async def drain(self) -> None:
        """Wait until everything handed in is answered."""
        while self._runs:
            await asyncio.wait(set(self._runs))

    async def _run(self, key: tuple[Channel, ...]) -> None:
        lane = self._lanes[key]
        while lane:
            async with self._turn(key):
                batch = [lane.popleft() for _ in range(min(BATCH, len(lane)))]
                self._forget_waiting(key, len(batch))
                try:
                    await self._commit(key, batch)
                except Exception as error:
                    if not isinstance(error, Problem):
                        log.exception("a batch of %d failed", len(batch))
                    for pending in batch:
                        _refuse(pending, error)
        del self._lanes[key]

    @asynccontextmanager
    async def _turn(self, channels: tuple[Channel, ...]) -> AsyncIterator[None]:
        """Wait here rather than on the rows: whoever waits there holds a connection that readers of other pages need."""
        async with AsyncExitStack() as turns:
            for channel in channels:
                await turns.enter_async_context(self._turns.setdefault(channel, asyncio.Lock()))
            yield

    def _forget_waiting(self, channels: tuple[Channel, ...], works: int) -> None:
        for channel in channels:
            self._waiting[channel] -= works
            if not self._waiting[channel]:
                del self._waiting[channel]

    async def _commit(self, channels: tuple[Channel, ...], batch: list[_Pending]) -> None:
        async with self.database.connection() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                writing = Writing(connection, await _lock(connection, channels))
                answers = await _carry_out(writing, batch)
                await _store(writing)
            except BaseException:
                if not connection.is_closed():
                    await transaction.rollback()
                raise
            try:
                await transaction.commit()
            except AWAY as error:
                raise Unknown from error
            # Acknowledged before the connection goes back, which is a round trip.
            for pending, answer in answers:
                pending.outcome.set_result(answer)
            self._listener([numbered for numbered, _ in writing.events], writing.hints)


async def _carry_out(writing: Writing, batch: list[_Pending]) -> list[tuple[_Pending, Any]]:
    """The works one after the other, with their answers; those that are refused are undone and told so at once."""
    if len(batch) == 1:
        return [(batch[0], await batch[0].work(writing))]
    answers = []
    for pending in batch:
        try:
            answers.append((pending, await _apart(writing, pending.work)))
        except (*AWAY, *SLOW):
            raise
        except Exception as error:
            _refuse(pending, error)
    return answers


async def _apart(writing: Writing, work: Work[Any]) -> Any:
    """One work of several, in a savepoint: when it fails it is undone, numbers included, without the others."""
    heads, events, hints = dict(writing.heads), len(writing.events), len(writing.hints)
    try:
        async with writing.connection.transaction():
            return await work(writing)
    except Exception:
        writing.heads = heads
        del writing.events[events:]
        del writing.hints[hints:]
        raise


async def _lock(connection: Connection, channels: tuple[Channel, ...]) -> dict[Channel, int]:
    """The last number of each channel, which nobody else can raise until the commit."""
    for channel in channels:
        while not await connection.fetchval(
            "select true from channels where site_id = $1 and name = $2 for no key update", channel.site, channel.name
        ):
            await connection.execute(
                "insert into channels (site_id, name) values ($1, $2) on conflict do nothing",
                channel.site,
                channel.name,
            )
    # A statement of its own: under READ COMMITTED it sees what was committed while we waited for the lock.
    rows = await connection.fetch(
        """
        select last.seq from unnest($1::uuid[], $2::text[]) with ordinality as asked (site_id, name, place),
        lateral (select coalesce(max(seq), 0) as seq from events where site_id = asked.site_id and channel = asked.name) last
        order by asked.place
        """,
        [channel.site for channel in channels],
        [channel.name for channel in channels],
    )
    return {channel: row["seq"] for channel, row in zip(channels, rows, strict=True)}


async def _store(writing: Writing) -> None:
    if writing.events:
        await writing.connection.executemany(
            "insert into events (site_id, channel, seq, kind, data, about) values ($1, $2, $3, $4, $5, $6)",
            [(e.channel.site, e.channel.name, e.seq, e.kind, e.data.decode(), about) for e, about in writing.events],
        )


async def erase(writing: Writing, post: UUID, site: UUID, *, title_too: bool, gone: bool = False) -> None:
    """Empty, in place, what earlier events say of a post: after an edit or a withdrawal no reader can replay the old text.

    `title_too`: it opened a thread, whose title and field go with it. `gone`: it was withdrawn, so that what stood beside its
    text goes too.
    """
    await writing.connection.execute(
        """
        update events set data = jsonb_set(jsonb_set(jsonb_set(jsonb_set(jsonb_set(jsonb_set(data,
            '{post,body}', '""', false), '{post,doc}', '[]', false), '{body}', '""', false), '{doc}', '[]', false),
            '{thread,title}', case when $3 then '""' else coalesce(data #> '{thread,title}', 'null') end, false),
            '{thread,field}', case when $3 then 'null' else coalesce(data #> '{thread,field}', 'null') end, false)
        where site_id = $1 and about = $2
        """,
        site,
        post,
        title_too,
    )
    if gone:
        await writing.connection.execute(
            """
            update events set data = case when data ? 'post'
                then jsonb_set(data, '{post}', data -> 'post' || '{"source":null,"testimony":null,"pictures":[],"video":null}')
                when data #> '{changes,state}' is not null
                then jsonb_set(jsonb_set(data, '{changes,title}', '""', false), '{changes,field}', 'null', false)
                else jsonb_set(data, '{changes}', '{}', false) end
            where site_id = $1 and about = $2
            """,
            site,
            post,
        )


async def since(database: Database, wanted: Sequence[tuple[Channel, int]], limit: int = 500) -> list[Numbered]:
    """The events after the given number of each channel, in order, at most `limit` a channel: one read for all of them."""
    if not wanted:
        return []
    rows = await database.fetch(
        """
        select asked.place, e.seq, e.kind, e.data
        from unnest($1::uuid[], $2::text[], $3::bigint[]) with ordinality as asked (site_id, name, after, place),
        lateral (select seq, kind, data from events
                 where site_id = asked.site_id and channel = asked.name and seq > asked.after
                 order by seq limit $4) e
        order by asked.place, e.seq
        """,
        [channel.site for channel, _ in wanted],
        [channel.name for channel, _ in wanted],
        [after for _, after in wanted],
        limit,
    )
    return [Numbered(wanted[r["place"] - 1][0], r["seq"], r["kind"], r["data"].encode()) for r in rows]


async def head(connection: Connection, channel: Channel) -> int:
    """The last number of a channel; 0 when nothing ever happened there."""
    found = await connection.fetchval(
        "select max(seq) from events where site_id = $1 and channel = $2", channel.site, channel.name
    )
    return int(found or 0)


async def epoch(database: Database) -> str:
    return str(await database.fetchval("select epoch from instance"))


def _refuse(pending: _Pending, error: Exception) -> None:
    if not pending.outcome.done():
        pending.outcome.set_exception(error)
        pending.outcome.exception()  # marked as seen: the caller may have gone away
