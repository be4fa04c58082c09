"""What waits for a moderator, with all that is needed to decide: the words, why, who, and what was decided about her before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import msgspec

from parvis.domain import text
from parvis.domain.decisions import Decision, Reason
from parvis.domain.values import Author, Page, stamp
from parvis.moderation import log
from parvis.moderation.counting import Counts, counts
from parvis.store.house import House

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record

View = Literal["held", "flagged", "appeals"]
WINDOW = 50
EARLIER = 10


class Notice(msgspec.Struct):
    """A flag. `name` and `email`: of a notifier of illegal content."""

    reference: UUID
    reason: Reason
    detail: str | None
    at: str
    name: str | None
    email: str | None


class Appealed(msgspec.Struct):
    """A decision, its author's words against it, and by whom it was taken (null: automatic)."""

    decision: Decision
    by: str | None
    by_id: UUID
    text: str
    at: str


class Waiting(msgspec.Struct):
    """One matter. Of a hidden message the kept words are shown. `post` null: it is about a thread or a person."""

    at: str
    author: Author
    post: UUID | None
    thread: UUID | None
    page: Page | None
    opens: bool
    state: str
    title: str
    body: str
    doc: list[dict[str, Any]]
    reasons: list[Reason]
    flags: list[Notice]
    appeal: Appealed | None
    earlier: list[Decision]


class Desk(msgspec.Struct):
    counts: Counts
    waiting: list[Waiting]
    next: int | None


_HELD = """
select h.at, h.author_id, h.author_name, h.author_voice, h.author_service, h.id as post_id, h.thread_id, h.opens, 'held' as state,
       coalesce(nullif(h.title, ''), t.title, '') as title, h.body, h.reasons, g.id as page_id, g.key, g.title as page_title,
       h.request #>> '{ask,key}' as asked_key
from held h left join threads t on (t.site_id, t.id) = (h.site_id, h.thread_id)
left join pages g on (g.site_id, g.id) = (h.site_id, h.page_id)
where h.site_id = $1 and h.state = 'held' order by h.at, h.id limit $2 offset $3
"""
_POSTS = """p.author_id, p.author_name, p.author_voice, p.author_service, p.id as post_id, p.thread_id,
    p.seq = 1 and t.kind <> 'testimonies' as opens, p.state, coalesce(k.title, t.title) as title,
    coalesce(k.words ->> 'body', p.body) as body, g.id as page_id, g.key, g.title as page_title, null as asked_key"""
_JOINED = """join threads t on (t.site_id, t.id) = (p.site_id, p.thread_id)
    join pages g on (g.site_id, g.id) = (t.site_id, t.page_id)
    left join kept_words k on (k.site_id, k.post_id) = (p.site_id, p.id)"""
_FLAGGED = f"""
select f.at, f.reasons, {_POSTS}
from (select post_id, min(at) as at, array_agg(distinct reason) as reasons from flags
      where site_id = $1 and decision_id is null group by post_id order by min(at), post_id limit $2 offset $3) f
join posts p on p.site_id = $1 and p.id = f.post_id {_JOINED} order by f.at, f.post_id
"""
_APPEALS = f"""
select {log.COLUMNS}, coalesce(k.title, t.title, h.title, '') as title,
       coalesce(k.words ->> 'body', nullif(p.body, ''), h.body, '') as body, coalesce(p.state, h.state, '') as state,
       coalesce(p.seq = 1, h.opens, false) as opens, g.id as page_id, g.key, g.title as page_title,
       coalesce(p.author_name, h.author_name, t.author_name, v.name, '') as author_name,
       coalesce(p.author_voice, h.author_voice, t.author_voice, 'citizen') as author_voice,
       coalesce(p.author_service, h.author_service, t.author_service) as author_service
from {log.SOURCE}
left join posts p on (p.site_id, p.id) = (d.site_id, d.post_id)
left join held h on (h.site_id, h.id) = (d.site_id, d.post_id)
left join threads t on (t.site_id, t.id) = (d.site_id, d.thread_id)
left join pages g on (g.site_id, g.id) = (d.site_id, coalesce(t.page_id, h.page_id))
left join kept_words k on (k.site_id, k.post_id) = (d.site_id, d.post_id)
left join visitors v on (v.site_id, v.id) = (d.site_id, d.person_id)
where d.site_id = $1 and a.at is not null and w.at is null order by a.at, d.id limit $2 offset $3
"""


async def desk(house: House, site: UUID, view: View, start: int) -> Desk:
    """Longest wait first, fifty at a time; `next` continues."""
    statement, waiting_from = _VIEWS[view]
    async with house.database.snapshot() as connection:
        total = await counts(connection, site)
        found = await connection.fetch(statement, site, WINDOW + 1, start)
        people = {row["person_id" if view == "appeals" else "author_id"] for row in found[:WINDOW]}
        earlier = {person: await _earlier(connection, site, person) for person in people}
        flags = await _flags(connection, site, [row["post_id"] for row in found[:WINDOW]]) if view == "flagged" else {}
    waiting = [waiting_from(row, flags, earlier) for row in found[:WINDOW]]
    return Desk(total, waiting, start + WINDOW if len(found) > WINDOW else None)


async def _earlier(connection: Connection, site: UUID, person: UUID) -> list[Decision]:
    return [log.line_from(row).decision for row in await log.rows_about(connection, site, person, EARLIER)]


async def _flags(connection: Connection, site: UUID, posts: list[UUID]) -> dict[UUID, list[Notice]]:
    found = await connection.fetch(
        """select f.*, n.name, n.email from flags f left join notifiers n on (n.site_id, n.reference) = (f.site_id, f.reference)
        where f.site_id = $1 and f.post_id = any($2) and f.decision_id is null order by f.at""",
        site,
        posts,
    )
    flags: dict[UUID, list[Notice]] = {}
    for row in found:
        notice = Notice(row["reference"], row["reason"], row["detail"], stamp(row["at"]), row["name"], row["email"])
        flags.setdefault(row["post_id"], []).append(notice)
    return flags


def _message(row: Record, flags: dict[UUID, list[Notice]], earlier: dict[UUID, list[Decision]]) -> Waiting:
    author = Author(row["author_id"], row["author_name"], row["author_voice"], row["author_service"])
    return Waiting(
        stamp(row["at"]), author, row["post_id"], row["thread_id"], _page(row, row["asked_key"]), row["opens"], row["state"],
        row["title"], row["body"], text.parse(row["body"]), row["reasons"], flags.get(row["post_id"], []), None,
        earlier.get(author.id, []),
    )  # fmt: skip


def _appealed(row: Record, flags: dict[UUID, list[Notice]], earlier: dict[UUID, list[Decision]]) -> Waiting:
    line = log.line_from(row)
    author = Author(line.person, row["author_name"], row["author_voice"], row["author_service"])
    appeal = Appealed(line.decision, line.by_name or None, line.by, row["appeal_text"], stamp(row["appealed_at"]))
    others = [decision for decision in earlier.get(line.person, []) if decision.id != line.decision.id]
    return Waiting(
        appeal.at, author, line.decision.post, line.decision.thread, _page(row, None), row["opens"], row["state"], row["title"],
        row["body"], text.parse(row["body"]), [line.decision.reason], [], appeal, others,
    )  # fmt: skip


def _page(row: Record, key: str | None) -> Page | None:
    """The page on which a held question would be the first has a key only."""
    if row["page_id"] is not None:
        return Page(row["page_id"], row["key"], row["page_title"])
    return None if key is None else Page(UUID(int=0), key, "")


_Made = Callable[["Record", dict[UUID, list[Notice]], dict[UUID, list[Decision]]], Waiting]
_VIEWS: dict[View, tuple[str, _Made]] = {
    "held": (_HELD, _message),
    "flagged": (_FLAGGED, _message),
    "appeals": (_APPEALS, _appealed),
}
