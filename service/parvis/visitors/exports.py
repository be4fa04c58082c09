"""All that is kept of a person, in her own hands: what she wrote, with what stands beside it, and what she chose; also what
moderation holds or keeps of it, and what was said to her alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from parvis.domain.endpoint import Endpoint
from parvis.domain.people import Person
from parvis.domain.values import Field, Picture, Testimony, Video, stamp
from parvis.store import rows
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.steps import video_from

if TYPE_CHECKING:
    from parvis.store.database import Record


class Self(msgspec.Struct):
    """`since` and `trade` (for which an agent vouched): of visitors."""

    id: UUID
    name: str
    since: str | None
    trade: str | None


class Written(msgspec.Struct):
    """A message. `field`: what the question that it opens is about. One that is held, or was removed, has its words here."""

    id: UUID
    thread: UUID
    title: str
    page: str
    name: str
    body: str
    field: Field | None
    source: str | None
    testimony: Testimony | None
    pictures: list[Picture]
    video: Video | None
    created_at: str
    edited_at: str | None
    state: str


class GuideEdit(msgspec.Struct):
    step: UUID
    revision: int
    page: str
    name: str
    title: str
    body: str
    field: Field | None
    heading: str | None
    video: Video | None
    summary: str
    at: str
    state: str


class SaidApart(msgspec.Struct):
    """A message of a private aside about a question of hers: her own, or an agent's (`service`)."""

    id: UUID
    aside: UUID
    thread: UUID
    name: str
    service: str | None
    body: str
    created_at: str
    edited_at: str | None
    state: str


class Thanked(msgspec.Struct):
    post: UUID
    at: str


class Chosen(msgspec.Struct):
    thread: UUID
    at: str


class Followed(msgspec.Struct):
    """`seen`: up to which number of the thread it was read."""

    thread: UUID
    seen: int
    at: str


class PageMode(msgspec.Struct):
    page: str
    mode: str
    at: str


class Export(msgspec.Struct):
    visitor: Self
    posts: list[Written]
    guides: list[GuideEdit]
    asides: list[SaidApart]
    thanks: list[Thanked]
    same_questions: list[Chosen]
    follows: list[Followed]
    pages: list[PageMode]


async def export(house: House, who: Person) -> Export:
    """Everything that is kept of me here, and what agents wrote to me alone, as JSON (RGPD art. 15 and 20)."""
    db = house.database
    posts = sorted([*await _posts(db, who), *await _held(db, who)], key=lambda post: (post.created_at, post.id))
    return Export(
        await _self(db, who), posts, await _guides(db, who), await _asides(db, who),
        [Thanked(row["id"], stamp(row["created_at"])) for row in await _acts(db, who, "thanks", "post_id")],
        [Chosen(row["id"], stamp(row["created_at"])) for row in await _acts(db, who, "same_questions", "thread_id")],
        [Followed(row["id"], row["seen"], stamp(row["created_at"])) for row in await _acts(db, who, "follows", "thread_id")],
        await _pages(db, who),
    )  # fmt: skip


async def _self(database: Database, who: Person) -> Self:
    row = await database.fetchrow("select created_at, trade from visitors where site_id = $1 and id = $2", who.site, who.id)
    return Self(who.id, who.name, stamp(row["created_at"]), row["trade"]) if row else Self(who.id, who.name, None, None)


async def _posts(database: Database, who: Person) -> list[Written]:
    """With their thread's title and page; of a removed one, the words that are kept for an appeal."""
    found = await database.fetch(
        """
        select p.id, p.thread_id, coalesce(k.title, t.title) as title, g.key as page, p.author_name, p.created_at, p.state,
            w.body, w.source, w.place, w.days, w.month, w.pictures, w.video, w.edited_at,
            coalesce(t.field_label, k.field ->> 'label') as field_label, coalesce(t.field_step, k.field ->> 'step') as field_step,
            case when p.seq = 1 then coalesce(t.field_key, k.field ->> 'key') end as field_key
        from posts p join threads t on (t.site_id, t.id) = (p.site_id, p.thread_id)
        join pages g on (g.site_id, g.id) = (t.site_id, t.page_id)
        left join kept_words k on (k.site_id, k.post_id) = (p.site_id, p.id)
        cross join jsonb_to_record(coalesce(k.words, to_jsonb(p))) as w(body text, source text, place text, days integer,
            month date, pictures jsonb, video jsonb, edited_at timestamptz)
        where p.site_id = $1 and p.author_id = $2
        """,
        who.site,
        who.id,
    )
    return [
        Written(
            row["id"], row["thread_id"], row["title"], row["page"], row["author_name"], row["body"], rows.field(row),
            row["source"], rows.testimony(row), msgspec.json.decode(row["pictures"], type=list[Picture]), video_from(row),
            stamp(row["created_at"]), stamp(row["edited_at"]) if row["edited_at"] else None, row["state"],
        )
        for row in found
    ]  # fmt: skip


async def _held(database: Database, who: Person) -> list[Written]:
    """What waits for a moderator, or was refused and can be appealed: as she asked for it."""
    found = await database.fetch(
        """
        select h.id, h.thread_id, h.author_name, h.body, h.request, h.at,
            case h.state when 'refused' then 'removed' else h.state end as state,
            coalesce(nullif(h.title, ''), t.title, '') as title,
            coalesce(g.key, h.request #>> '{ask,key}', h.request #>> '{testify,key}', '') as page,
            (select coalesce(jsonb_object_agg(p.id, jsonb_build_array(p.width, p.height)), '{}') from pictures p
             where p.site_id = $1 and p.author_id = $2 and p.post_id is null and p.held_with = h.id) as sizes
        from held h left join threads t on (t.site_id, t.id) = (h.site_id, h.thread_id)
        left join pages g on (g.site_id, g.id) = (h.site_id, h.page_id)
        where h.site_id = $1 and h.author_id = $2 and h.request is not null
        """,
        who.site,
        who.id,
    )
    return [_as_asked(row) for row in found]


def _as_asked(row: Record) -> Written:
    (said,) = msgspec.json.decode(row["request"], type=dict[str, dict[str, Any]]).values()
    sizes = msgspec.json.decode(row["sizes"], type=dict[UUID, tuple[int, int]])
    pictures = [(UUID(named["id"]), named["alt"]) for named in said.get("pictures") or said.get("named") or ()]
    return Written(
        row["id"], row["thread_id"], row["title"], row["page"], row["author_name"], row["body"],
        msgspec.convert(said.get("field"), Field | None), said.get("source"), msgspec.convert(said.get("told"), Testimony | None),
        [Picture(id, alt, *sizes[id]) for id, alt in pictures if id in sizes], msgspec.convert(said.get("video"), Video | None),
        stamp(row["at"]), None, row["state"],
    )  # fmt: skip


async def _asides(database: Database, who: Person) -> list[SaidApart]:
    """Every message of the private asides about her questions, hers and the agents', oldest first."""
    found = await database.fetch(
        """
        select p.id, p.aside_id, a.thread_id, p.author_name, p.author_service, p.body, p.created_at, p.edited_at, p.state
        from aside_posts p join asides a on (a.site_id, a.id) = (p.site_id, p.aside_id)
        where a.site_id = $1 and a.asker_id = $2 order by p.created_at, p.id
        """,
        who.site,
        who.id,
    )
    return [
        SaidApart(
            row["id"], row["aside_id"], row["thread_id"], row["author_name"], row["author_service"], row["body"],
            stamp(row["created_at"]), stamp(row["edited_at"]) if row["edited_at"] else None, row["state"],
        )
        for row in found
    ]  # fmt: skip


async def _guides(database: Database, who: Person) -> list[GuideEdit]:
    """Every edit of a guide, oldest first, with its page."""
    found = await database.fetch(
        """
        select r.step_id, r.revision, g.key as page, r.author_name, r.title, r.body, r.field_key, r.field_label, r.field_step,
            r.heading, r.video, r.summary, r.at, r.state
        from guide_revisions r join guide_steps s on (s.site_id, s.id) = (r.site_id, r.step_id)
        join pages g on (g.site_id, g.id) = (s.site_id, s.page_id)
        where r.site_id = $1 and r.author_id = $2 order by r.at, r.id
        """,
        who.site,
        who.id,
    )
    return [
        GuideEdit(
            row["step_id"], row["revision"], row["page"], row["author_name"], row["title"], row["body"], rows.field(row),
            row["heading"], video_from(row), row["summary"], stamp(row["at"]), row["state"],
        )
        for row in found
    ]  # fmt: skip


async def _acts(database: Database, who: Person, table: str, of: str) -> list[Record]:
    return await database.fetch(
        f"select *, {of} as id from {table} where site_id = $1 and person_id = $2 order by created_at, {of}", who.site, who.id
    )


async def _pages(database: Database, who: Person) -> list[PageMode]:
    found = await database.fetch(
        """select g.key, f.mode, f.created_at from page_follows f join pages g on (g.site_id, g.id) = (f.site_id, f.page_id)
        where f.site_id = $1 and f.person_id = $2 order by f.created_at, g.key""",
        who.site,
        who.id,
    )
    return [PageMode(row["key"], row["mode"], stamp(row["created_at"])) for row in found]


ENDPOINTS = [Endpoint("GET", "/me/export", export, Export, who="person")]
