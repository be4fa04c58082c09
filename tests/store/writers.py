"""Writers of the plainest kind: each says one thing on one or several channels, under an id of its own."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from parvis.domain.events import Numbered
from parvis.domain.ids import Channel, page_channel, queue_channel, thread_channel, uuid7
from parvis.domain.pages import SiteRules
from parvis.sites.queries import add_site, site_named
from parvis.store import journal
from parvis.store.database import Database
from parvis.store.journal import Hint, Journal, Work, Writing

_ticks = itertools.count()


@dataclass
class Desk:
    """A journal as one process has it, and what its listener heard."""

    database: Database
    journal: Journal
    heard: list[Numbered] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)


@dataclass(frozen=True)
class Acknowledged:
    """A write that was answered. `asked` and `answered` are moments on one clock."""

    id: UUID
    seq: int
    asked: int
    answered: int


def desk_on(database: Database) -> Desk:
    desk = Desk(database, Journal(database, lambda events, hints: (desk.heard.extend(events), desk.hints.extend(hints))))  # type: ignore[arg-type, func-returns-value]
    return desk


@contextlib.asynccontextmanager
async def another_process(url: str) -> AsyncIterator[Desk]:
    """A database and a journal that share nothing with the first but the tables."""
    database = Database(url)
    await database.open()
    yield desk_on(database)
    await database.close()


async def prepare(database: Database) -> UUID:
    """A site, and a table in which every word is kept under its id."""
    await database.execute("create table said (id uuid primary key, channel text not null, seq bigint not null)")
    await add_site(database, "valombre", SiteRules(("https://www.valombre.example",)))
    site = await site_named(database, "valombre")
    assert site is not None
    return site.id


def thread(site: UUID) -> Channel:
    return thread_channel(site, uuid7())


def wide(site: UUID, page: UUID) -> tuple[Channel, ...]:
    """What opening a thread locks."""
    return queue_channel(site), page_channel(site, page), thread(site)


def saying(channel: Channel, id: UUID, *also: Channel) -> Work[int]:
    """Says it once, however often it is asked; answers the number on the first channel."""

    async def work(writing: Writing) -> int:
        already: int | None = await writing.connection.fetchval("select seq from said where id = $1", id)
        if already is not None:
            return already
        seq = writing.append(channel, "post.added", {"id": str(id)}, about=id)
        for other in also:
            writing.append(other, "thread.changed", {"id": str(id)}, about=id)
        await writing.connection.execute("insert into said values ($1, $2, $3)", id, channel.name, seq)
        return seq

    return work


async def say(desk: Desk, channel: Channel, id: UUID | None = None) -> Acknowledged:
    id, asked = id or uuid7(), next(_ticks)
    seq = await desk.journal.write([channel], saying(channel, id))
    return Acknowledged(id, seq, asked, next(_ticks))


async def stored(database: Database, channel: Channel) -> list[tuple[int, Any]]:
    """Every number of a channel with the id that it was given to, in order."""
    rows = await database.fetch(
        "select seq, about from events where site_id = $1 and channel = $2 order by seq", channel.site, channel.name
    )
    return [(row["seq"], row["about"]) for row in rows]


async def assert_gapless(database: Database, channel: Channel, written: Sequence[Acknowledged]) -> None:
    """The numbers are 1 … n, each acknowledged one is stored with its id, and nothing else is."""
    found = await stored(database, channel)
    assert [seq for seq, _ in found] == list(range(1, len(written) + 1))
    assert dict(found) == {one.seq: one.id for one in written}
    assert [e.seq for e in await journal.since(database, [(channel, 0)], limit=10_000)] == [seq for seq, _ in found]


def assert_in_order(written: Sequence[Acknowledged]) -> None:
    """What was acknowledged before another was asked for has the lower number."""
    for earlier, later in itertools.product(written, repeat=2):
        assert earlier.answered > later.asked or earlier.seq < later.seq
