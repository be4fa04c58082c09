"""A page's threads as a reader wants them: sorted, filtered, fifty at a time; what is written meanwhile moves no window."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec

from parvis.domain.events import PAGE_WINDOW
from parvis.domain.problems import BadShape
from parvis.domain.values import Thread
from parvis.store import rows
from parvis.store.database import Database
from parvis.threads.queries import THREAD_COLUMNS

Sort = Literal["active", "newest", "helpful"]
_ORDERS: dict[Sort, tuple[str, type]] = {
    "active": ("t.active_at", datetime),
    "newest": ("t.seq", int),
    "helpful": ("(t.helpful + t.same_question)::bigint", int),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """`page` None: the whole site. `status` "unanswered": nobody replied yet; "solved": by its asker or an official answer."""

    page: UUID | None
    sort: Sort = "active"
    kind: Literal["question", "discussion"] | None = None
    status: Literal["unanswered", "solved"] | None = None
    field: str | None = None
    step: str | None = None
    topic: str | None = None
    author: UUID | None = None
    after: str | None = None


async def where_listed(database: Database, site: str, page: UUID) -> tuple[UUID, UUID] | None:
    """The site of that name, and the page on which this page's discussion now stands; None when there is no such site."""
    row = await database.fetchrow(
        """select s.id, coalesce((select page_id from page_aliases a where a.site_id = s.id and a.id = $2), $2) as page
        from sites s where s.name = $1""",
        site,
        page,
    )
    return (row["id"], row["page"]) if row else None


async def threads_of_page(database: Database, site: UUID, wanted: Wanted) -> tuple[list[Thread], int, str | None]:
    """A window of threads, how many there are in all, and the cursor of the next window. Raises BadShape (no such cursor)."""
    order, _ = _ORDERS[wanted.sort]
    given = (site, wanted.page, wanted.kind, wanted.status, wanted.field, wanted.step, wanted.topic, wanted.author)
    # Of one page, its own index; of the whole site, that of topics.
    where = "t.page_id = $2" if wanted.page else "$2::uuid is null and t.topics @> array[$7::text]"
    matching = f"""t.site_id = $1 and {where} and t.state = 'visible' and t.kind in ('question', 'discussion')
        and ($3::text is null or t.kind = $3)
        and ($4::text is null or case $4 when 'unanswered' then t.posts <= 1 and t.status = 'open'
                                         else t.status = 'solved' or t.official_id is not null end)
        and ($5::text is null or t.field_key = $5) and ($6::text is null or t.field_step = $6)
        and ($7::text is null or $7 = any(t.topics)) and ($8::uuid is null or t.author_id = $8)"""
    below = ""
    at: tuple[Any, ...] = ()
    if wanted.after is not None:
        at = _place(wanted.after, wanted.sort)
        below = f"and ({order}, t.id) < ($9, $10::uuid)"
    async with database.snapshot() as connection:
        total: int = await connection.fetchval(f"select count(*) from threads t where {matching}", *given)
        found = await connection.fetch(
            f"select {THREAD_COLUMNS}, {order} as place from threads t where {matching} {below} "
            f"order by {order} desc, t.id desc limit {PAGE_WINDOW + 1}",
            *given,
            *at,
        )
    last = found[PAGE_WINDOW - 1] if len(found) > PAGE_WINDOW else None
    return [rows.thread(row) for row in found[:PAGE_WINDOW]], total, _cursor(wanted.sort, last) if last else None


def _cursor(sort: Sort, row: Any) -> str:
    """Where the window ended: opaque to its reader."""
    return base64.urlsafe_b64encode(msgspec.json.encode([sort, row["place"], row["id"]])).decode().rstrip("=")


def _place(cursor: str, sort: Sort) -> tuple[Any, UUID]:
    """Only what `_cursor` wrote comes back as it was. Raises BadShape."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        named, place, id = msgspec.json.decode(raw, type=tuple[str, _ORDERS[sort][1], UUID])  # type: ignore[misc]
        if named == sort and (abs(place) < 2**53 if isinstance(place, int) else place.utcoffset() == timedelta(0)):
            return place, id
    except ValueError:
        pass
    raise BadShape(field="after", expected="a cursor of this list")
