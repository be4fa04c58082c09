"""The queue as an agent looks at it: by view, filtered, fifty at a time; and how much there is in each view.

What is counted is counted up to a thousand: beyond, the number says nothing more, and a million threads cost no more than that.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

import msgspec

from parvis.domain.problems import BadShape
from parvis.domain.values import Holder, Level, Page, Thread, stamp
from parvis.store import rows, waiting

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record

View = Literal["unanswered", "mine", "stale", "everything"]
"""What waits; what I took; answers about a field that has changed since; every thread, last written in first."""
WINDOW = 50
COUNTED = 1000


class Case(msgspec.Struct, frozen=True):
    """A thread as agents see it. `waiting_since` null: no answer is owed. `changed_at`: since when its field is another."""

    thread: Thread
    page: Page
    waiting_since: str | None
    due_at: str | None
    taken_by: Holder | None
    level: Level
    changed_at: str | None = None


class Counts(msgspec.Struct, frozen=True):
    """How much there is in each view. `late` and `stale` up to a thousand; `mine` by agent."""

    unanswered: int
    late: int
    stale: int
    everything: int
    mine: dict[str, int]


class Filter(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What of a view an agent wants to see. `level`: 2 for what is late."""

    view: View = "unanswered"
    page: UUID | None = None
    field: str | None = None
    topic: str | None = None
    status: Literal["open", "answered", "solved", "closed"] | None = None
    kind: Literal["question", "discussion", "note"] | None = None
    level: Annotated[int, msgspec.Meta(ge=0, le=2)] | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """Where a view is read, and in which order: by a moment, and then by id."""

    tables: str
    place: str
    falling: bool
    changed: str = "null::timestamptz"


_QUEUE = _Look(
    f"""waits w join threads t on (t.site_id, t.id) = (w.site_id, w.thread_id) {waiting.BESIDE}
    where w.site_id = $1 and w.ended_at is null""",
    waiting.URGENCY,
    False,
)
_OPEN_WAIT = "left join waits w on (w.site_id, w.thread_id) = (t.site_id, t.id) and w.ended_at is null"
_STALE = """(select site_id, page_id, key, max(changed_at) as changed_at from form_fields
        where site_id = $1 and changed_at is not null group by site_id, page_id, key) f
    join threads t on (t.site_id, t.page_id, t.field_key) = (f.site_id, f.page_id, f.key)
        and t.state = 'visible' and t.status in ('answered', 'solved') and t.active_at < f.changed_at"""
_LOOKS: dict[View, _Look] = {
    "unanswered": _QUEUE,
    "mine": _Look(_QUEUE.tables + " and c.agent_id = $2", _QUEUE.place, False),
    "stale": _Look(f"{_STALE} {_OPEN_WAIT} {waiting.BESIDE} where true", "f.changed_at", True, "f.changed_at"),
    "everything": _Look(
        f"threads t {_OPEN_WAIT} {waiting.BESIDE} where t.site_id = $1 and t.state = 'visible' and t.kind <> 'testimonies'",
        "t.active_at",
        True,
    ),
}


async def cases(
    connection: Connection, site: UUID, agent: UUID, wanted: Filter, after: str | None
) -> tuple[list[Case], int, str | None]:
    """A window of a view, how many there are in all (a thousand at most), and the cursor of the next. Raises BadShape."""
    look = _LOOKS[wanted.view]
    values: list[Any] = [site]

    def given(value: Any) -> str:
        values.append(value)
        return f"${len(values)}"

    if wanted.view == "mine":
        given(agent)
    matching = look.tables + _narrowed(wanted, given)
    total: int = await connection.fetchval(f"select count(*) from (select from {matching} limit {COUNTED}) counted", *values)
    beyond = ""
    if after is not None:
        at, id = _place(after, wanted.view)
        beyond = f" and ({look.place}, t.id) {'<' if look.falling else '>'} ({given(at)}::timestamptz, {given(id)}::uuid)"
    way = "desc" if look.falling else "asc"
    found = await connection.fetch(
        f"""select {waiting.WAITING_COLUMNS}, {look.changed} as changed_at, {look.place} as place from {matching}{beyond}
        order by {look.place} {way}, t.id {way} limit {WINDOW + 1}""",
        *values,
    )
    last = found[WINDOW - 1] if len(found) > WINDOW else None
    return [_case(row) for row in found[:WINDOW]], total, _cursor(wanted.view, last) if last else None


async def counts(connection: Connection, site: UUID) -> Counts:
    late, stale, everything = await connection.fetchrow(
        f"""select
            (select count(*) from (select from waits
                where site_id = $1 and ended_at is null and level = 2 limit {COUNTED}) counted) as late,
            (select count(*) from (select from {_STALE} limit {COUNTED}) counted) as stale,
            (select coalesce(sum(threads), 0) from pages where site_id = $1) as everything""",
        site,
    ) or (0, 0, 0)
    mine = await connection.fetch("select agent_id, count(*) as count from claims where site_id = $1 group by agent_id", site)
    unanswered = await waiting.how_many(connection, site)
    return Counts(unanswered, late, stale, everything, {str(row["agent_id"]): row["count"] for row in mine})


def _narrowed(wanted: Filter, given: Callable[[Any], str]) -> str:
    narrow = {
        "t.page_id = {}": wanted.page, "t.field_key = {}": wanted.field, "{} = any(t.topics)": wanted.topic,
        "t.status = {}": wanted.status, "t.kind = {}": wanted.kind, "w.level = {}": wanted.level,
    }  # fmt: skip
    return "".join(f" and {test.format(given(value))}" for test, value in narrow.items() if value is not None)


def _case(row: Record) -> Case:
    page = Page(row["page_id"], row["page_key"], row["page_title"])
    since, due, changed = (stamp(row[name]) if row[name] else None for name in ("began_at", "due_at", "changed_at"))
    return Case(rows.thread(row), page, since, due, waiting.holder(row), row["level"], changed)


def _cursor(view: View, row: Record) -> str:
    """Where the window ended: opaque to its reader."""
    return base64.urlsafe_b64encode(msgspec.json.encode([view, row["place"], row["id"]])).decode().rstrip("=")


def _place(cursor: str, view: View) -> tuple[datetime, UUID]:
    """Only what `_cursor` wrote comes back as it was. Raises BadShape."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        named, place, id = msgspec.json.decode(raw, type=tuple[str, datetime, UUID])
        if named == view and place.utcoffset() == timedelta(0):
            return place, id
    except ValueError:
        pass
    raise BadShape(field="after", expected="a cursor of this view")
