"""One statement, one function: figures of a period, counted where things happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.hours import NEVER, Promise, openings

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record

PAGES, FIELDS = 100, 500
ASKED = """t.site_id = $1 and t.created_at >= $2 and t.created_at < $3 and t.kind = 'question' and t.state = 'visible'
    and t.author_voice <> 'agent' and ($4::uuid is null or t.page_id = $4)"""
"""Questions of citizens in the period that still stand."""


@dataclass(frozen=True, slots=True)
class Period:
    site: UUID
    start: datetime
    end: datetime
    page: UUID | None

    @property
    def given(self) -> tuple[UUID, datetime, datetime, UUID | None]:
        return self.site, self.start, self.end, self.page


_OPEN = """(case when width_bucket({0}, $5::timestamptz[]) = 0 then 0
    else ($7::float8[])[width_bucket({0}, $5::timestamptz[])] + least(($6::float8[])[width_bucket({0}, $5::timestamptz[])],
        extract(epoch from {0} - ($5::timestamptz[])[width_bucket({0}, $5::timestamptz[])]) / 60) end)"""
"""Minutes of opening time before a moment: those of the spans before its own, and what has passed of its own."""


async def waits(connection: Connection, asked: Period, promise: Promise) -> Record:
    """Of waits that an answer ended in the period: how long they were by the clock and in opening time, and how many kept."""
    first = await connection.fetchval(
        "select min(began_at) from waits where site_id = $1 and ended_at >= $2 and ended_at < $3", *asked.given[:3]
    )
    spans = list(openings(first or asked.start, asked.end, promise))
    starts = [opens for opens, _ in spans]
    lengths = [(closes - opens).total_seconds() / 60 for opens, closes in spans]
    before = list(accumulate(lengths, initial=0.0))[:-1]
    row = await connection.fetchrow(
        f"""select count(*) as count, count(distinct author_id) as people,
            percentile_cont(0.5) within group (order by wall) as median, percentile_cont(0.9) within group (order by wall) as p90,
            percentile_cont(0.5) within group (order by opened) as open_median,
            percentile_cont(0.9) within group (order by opened) as open_p90,
            count(due_at) as promised, count(distinct author_id) filter (where due_at is not null) as promised_people,
            count(*) filter (where ended_at <= due_at) as kept
        from (
            select t.author_id, w.due_at, w.ended_at, (extract(epoch from w.ended_at - w.began_at) / 60)::float8 as wall,
                case when $8::bool then ({_OPEN.format("w.ended_at")} - {_OPEN.format("w.began_at")})::float8 end as opened
            from waits w join threads t on (t.site_id, t.id) = (w.site_id, w.thread_id)
            where w.site_id = $1 and w.ended_at >= $2 and w.ended_at < $3 and w.ended_by in ('agent', 'citizen')
                and t.state = 'visible' and ($4::uuid is null or t.page_id = $4)
        ) ended""",
        *asked.given,
        starts,
        lengths,
        before,
        promise.hours != NEVER,
    )
    assert row is not None
    return row


async def questions(connection: Connection, asked: Period) -> Record:
    """How many were asked, by how many people; how many are settled, and how many of these without an agent's word."""
    row = await connection.fetchrow(
        f"""select count(*) as count, count(distinct author_id) as people,
            count(*) filter (where settled) as settled, count(distinct author_id) filter (where settled) as settled_people,
            count(*) filter (where settled and not by_agent) as alone
        from (
            select t.author_id, t.status in ('answered', 'solved') as settled, exists (
                select from posts p where p.site_id = t.site_id and p.thread_id = t.id and p.author_voice = 'agent'
                    and p.state = 'visible') as by_agent
            from threads t where {ASKED}
        ) asked""",
        *asked.given,
    )
    assert row is not None
    return row


async def by_page(connection: Connection, asked: Period) -> list[Record]:
    """Pages with most questions first."""
    return await connection.fetch(
        f"""select g.id, g.key, g.title, count(*) as questions, count(distinct t.author_id) as people
        from threads t join pages g on (g.site_id, g.id) = (t.site_id, t.page_id)
        where {ASKED} group by g.id, g.key, g.title order by questions desc, g.key limit {PAGES}""",
        *asked.given,
    )


async def by_field(connection: Connection, asked: Period) -> list[Record]:
    """Fields with most questions first, each as the latest question names it."""
    return await connection.fetch(
        f"""select t.page_id, t.field_key as key, (array_agg(t.field_label order by t.seq desc))[1] as label,
            (array_agg(t.field_step order by t.seq desc))[1] as step, count(*) as questions,
            count(distinct t.author_id) as people
        from threads t where {ASKED} and t.field_key is not null
        group by t.page_id, t.field_key order by questions desc, t.page_id, t.field_key limit {FIELDS}""",
        *asked.given,
    )


async def fields_of(connection: Connection, site: UUID, page: UUID) -> list[Record]:
    """The form of a page as browsers told of it, each field once, in French where it has that language."""
    return await connection.fetch(
        """select distinct on (key) key, label, step from form_fields
        where site_id = $1 and page_id = $2 and not gone order by key, lang <> 'fr', lang""",
        site,
        page,
    )


async def by_hour(connection: Connection, asked: Period, zone: str) -> list[Record]:
    """Questions by day of the week from Monday (0) and hour, on the clock of the service."""
    return await connection.fetch(
        f"""select extract(isodow from t.created_at at time zone $5)::int - 1 as day,
            extract(hour from t.created_at at time zone $5)::int as hour,
            count(*) as questions, count(distinct t.author_id) as people
        from threads t where {ASKED} group by 1, 2""",
        *asked.given,
        zone,
    )
