"""What a decision does to posts, threads and people, told as events in the same transaction.

A removed post is a tombstone like a withdrawn one; its words are kept apart, for those who may have to bring them back.
Every function needs the locks of queue, page and thread; `remove` those of the guides that were made from the post too.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from parvis.domain.events import LISTED, PINNED_LIMIT
from parvis.domain.ids import page_channel, queue_channel, thread_channel
from parvis.domain.problems import AlreadyDecided, Busy, WordsErased
from parvis.domain.values import COUNTERS, Field, Page, Post, Thread, plain
from parvis.store import journal, rows, steps, waiting
from parvis.store.journal import Writing

if TYPE_CHECKING:
    from parvis.store.database import Connection

_WORDS = "body, doc, source, pictures, video, place, days, month, edited_at, erratum, erratum_seq"
"""What a post says, column by column; all of it goes, and comes back."""


async def post_and_thread(connection: Connection, site: UUID, id: UUID) -> tuple[Post, Thread] | None:
    row = await connection.fetchrow("select * from posts where site_id = $1 and id = $2", site, id)
    thread = await thread_with(connection, site, row["thread_id"]) if row else None
    return (rows.post(row), thread) if row and thread else None


async def thread_with(connection: Connection, site: UUID, id: UUID) -> Thread | None:
    row = await connection.fetchrow("select * from threads where site_id = $1 and id = $2", site, id)
    return rows.thread(row) if row else None


async def opening_of(connection: Connection, site: UUID, thread: UUID) -> UUID:
    id: UUID = await connection.fetchval(
        "select id from posts where site_id = $1 and thread_id = $2 order by seq limit 1", site, thread
    )
    return id


def opens(post: Post, thread: Thread) -> bool:
    """The first testimony only happens to open their thread."""
    return post.seq == 1 and thread.kind != "testimonies"


async def remove(
    writing: Writing, site: UUID, post: Post, thread: Thread, reason: str, *, for_good: bool, erase_after: datetime
) -> None:
    """A tombstone that says why. With its opening post the whole question is no longer shown."""
    db, own = writing.connection, thread_channel(site, thread.id)
    if post.state == "withdrawn":
        raise AlreadyDecided
    if post.state == "removed":  # hidden before; now for good, or for another reason
        await _keep_as(db, site, post.id, for_good, erase_after)
        return
    await db.execute(
        f"""insert into kept_words (site_id, post_id, title, field, words, for_good, erase_after)
        select p.site_id, p.id, case when $3 then t.title end,
               case when $3 and t.field_key is not null
                   then jsonb_build_object('key', t.field_key, 'label', t.field_label, 'step', t.field_step) end,
               (select to_jsonb(w) from (select {", ".join(f"p.{name.strip()}" for name in _WORDS.split(","))}) w), $4, $5
        from posts p join threads t on (t.site_id, t.id) = (p.site_id, p.thread_id) where p.site_id = $1 and p.id = $2""",
        site,
        post.id,
        opens(post, thread),
        for_good,
        erase_after,
    )
    await db.execute(
        """update posts set state = 'removed', removed_for = $3, body = '', doc = '[]', source = null, pictures = '[]',
            video = null, place = null, days = null, month = null, official_by = null, official_name = null,
            official_service = null, official_at = null, erratum = null, erratum_seq = null
        where site_id = $1 and id = $2""",
        site,
        post.id,
        reason,
    )
    await journal.erase(writing, post.id, site, gone=True, title_too=opens(post, thread))
    await steps.forget_origin(writing, site, post.id)
    waits = await db.fetchval("select waiting_since is not null from threads where site_id = $1 and id = $2", site, thread.id)
    await _count(writing, site, thread, -1)
    writing.append(own, "post.removed", {"id": str(post.id), "reason": reason}, about=post.id)
    if opens(post, thread):
        await _remove_thread(writing, site, thread)
    elif thread.official == post.id:
        await db.execute("update threads set official_id = null where site_id = $1 and id = $2", site, thread.id)
        _tell(writing, site, thread, {"official": None}, queue_too=waits)
    if thread.accepted == post.id:
        status = "closed" if thread.status == "closed" else "answered"
        await db.execute(
            "update threads set accepted_id = null, status = $3, waiting_since = null where site_id = $1 and id = $2",
            site,
            thread.id,
            status,
        )
        _tell(writing, site, thread, {"accepted": None, "status": status})


async def restore(writing: Writing, site: UUID, post: Post, thread: Thread, now: datetime, *, after_appeal: bool) -> None:
    """The post as it was. Raises AlreadyDecided (it is not removed, or for good), WordsErased (after the term)."""
    db = writing.connection
    if post.state != "removed":
        raise AlreadyDecided
    kept = await db.fetchrow("select title, field, for_good from kept_words where site_id = $1 and post_id = $2", site, post.id)
    if kept is None:
        raise WordsErased
    if kept["for_good"] and not after_appeal:
        raise AlreadyDecided
    back = await db.fetchrow(
        f"""update posts p set state = 'visible', removed_for = null, ({_WORDS}) = (select {_WORDS} from
            jsonb_to_record((select words from kept_words where site_id = $1 and post_id = $2)) as w(
                body text, doc jsonb, source text, pictures jsonb, video jsonb, place text, days integer, month date,
                edited_at timestamptz, erratum jsonb, erratum_seq bigint))
        where p.site_id = $1 and p.id = $2 returning p.*""",
        site,
        post.id,
    )
    assert back is not None
    await db.execute("delete from kept_words where site_id = $1 and post_id = $2", site, post.id)
    thread = await _count(writing, site, thread, +1)
    writing.append(thread_channel(site, thread.id), "post.restored", {"post": plain(rows.post(back))}, about=post.id)
    if opens(post, thread):
        field = msgspec.json.decode(kept["field"], type=Field) if kept["field"] else None
        await _restore_thread(writing, site, thread, kept["title"], field, post.id, now)


async def close(writing: Writing, site: UUID, thread: Thread) -> None:
    """Nobody writes there any more; only an agent opens it again."""
    if thread.status != "closed":
        await writing.connection.execute(
            "update threads set status = 'closed', waiting_since = null where site_id = $1 and id = $2", site, thread.id
        )
        _tell(writing, site, thread, {"status": "closed"})
        writing.append(queue_channel(site), "queue.left", {"id": str(thread.id)})


async def reopen(writing: Writing, site: UUID, thread: Thread, opening: UUID, now: datetime) -> None:
    """Closed by mistake: it is open again, and waits for an answer if one is owed."""
    if thread.status == "closed" and thread.state == "visible":
        await writing.connection.execute("update threads set status = 'open' where site_id = $1 and id = $2", site, thread.id)
        _tell(writing, site, thread, {"status": "open"})
        await _wait(writing, site, msgspec.structs.replace(thread, status="open"), opening, now)


async def bar(writing: Writing, site: UUID, person: UUID, until: str | None, reason: str, decision: UUID) -> None:
    await writing.connection.execute(
        """insert into bars (site_id, person_id, until, reason, decision_id) values ($1, $2, $3, $4, $5)
        on conflict (site_id, person_id) do update set until = $3, reason = $4, decision_id = $5""",
        site,
        person,
        datetime.fromisoformat(until) if until else None,
        reason,
        decision,
    )


async def unbar(writing: Writing, site: UUID, person: UUID) -> bool:
    done = await writing.connection.execute("delete from bars where site_id = $1 and person_id = $2", site, person)
    return done == "DELETE 1"


async def _keep_as(connection: Connection, site: UUID, post: UUID, for_good: bool, erase_after: datetime) -> None:
    await connection.execute(
        "update kept_words set for_good = for_good or $3, erase_after = $4 where site_id = $1 and post_id = $2",
        site,
        post,
        for_good,
        erase_after,
    )


async def _remove_thread(writing: Writing, site: UUID, thread: Thread) -> None:
    db = writing.connection
    await db.execute(
        """update threads set state = 'removed', title = '', waiting_since = null, pinned = false, field_key = null,
            field_label = null, field_step = null
        where site_id = $1 and id = $2""",
        site,
        thread.id,
    )
    changes = {"state": "removed", "title": "", "field": None, **({"pinned": False} if thread.pinned else {})}
    if thread.kind in LISTED or thread.pinned:  # a note that is not pinned stands on no page
        _tell(writing, site, thread, changes)
    else:
        writing.append(thread_channel(site, thread.id), "thread.changed", {"id": str(thread.id), "changes": changes})
    writing.append(queue_channel(site), "queue.left", {"id": str(thread.id)})
    if thread.kind in LISTED:
        await db.execute("update pages set threads = threads - 1 where site_id = $1 and id = $2", site, thread.page)


async def _restore_thread(
    writing: Writing, site: UUID, thread: Thread, title: str, field: Field | None, opening: UUID, now: datetime
) -> None:
    """A note stands first on its page again, if there is room."""
    db = writing.connection
    pins = await db.fetchval("select count(*) from threads where site_id = $1 and page_id = $2 and pinned", site, thread.page)
    pinned = thread.kind == "note" and pins < PINNED_LIMIT
    row = await db.fetchrow(
        """update threads set state = 'visible', title = $3, pinned = $4, field_key = $5, field_label = $6, field_step = $7
        where site_id = $1 and id = $2 returning *""",
        site,
        thread.id,
        title,
        pinned,
        field and field.key,
        field and field.label,
        field and field.step,
    )
    assert row is not None
    back = rows.thread(row)
    changes = {"state": "visible", "title": title, "field": plain(field), **({"pinned": True} if pinned else {})}
    if thread.kind in LISTED:
        await db.execute("update pages set threads = threads + 1 where site_id = $1 and id = $2", site, thread.page)
        _tell(writing, site, thread, changes, about=opening)
    else:
        own = thread_channel(site, thread.id)
        writing.append(own, "thread.changed", {"id": str(thread.id), "changes": changes}, about=opening)
        if pinned:
            writing.append(page_channel(site, thread.page), "thread.pinned", {"thread": plain(back)}, about=opening)
    await _wait(writing, site, back, opening, now)


async def _wait(writing: Writing, site: UUID, thread: Thread, opening: UUID, now: datetime) -> None:
    """What a citizen asks waits for the service as long as it is open."""
    if thread.status != "open" or thread.kind not in LISTED or thread.author.voice == "agent":
        return
    db = writing.connection
    await db.execute("update threads set waiting_since = $3 where site_id = $1 and id = $2", site, thread.id, now)
    page = await db.fetchrow("select id, key, title from pages where site_id = $1 and id = $2", site, thread.page)
    assert page is not None
    shown = Page(page["id"], page["key"], page["title"])
    joined = await waiting.begin(db, site, thread, shown, now)
    writing.append(queue_channel(site), "queue.joined", plain(joined), about=opening)


async def _count(writing: Writing, site: UUID, thread: Thread, by: int) -> Thread:
    """One visible post more or fewer."""
    row = await writing.connection.fetchrow(
        "update threads set posts = posts + $3 where site_id = $1 and id = $2 returning *", site, thread.id, by
    )
    assert row is not None
    counted = rows.thread(row)
    counters = {str(thread.id): {name: getattr(counted, name) for name in COUNTERS}}
    for channel in (page_channel(site, thread.page), queue_channel(site)):
        writing.hint(channel, "counters", {"threads": counters})
    return counted


def _tell(
    writing: Writing, site: UUID, thread: Thread, changes: dict[str, Any], *, about: UUID | None = None, queue_too: bool = False
) -> None:
    """Page and thread hear of the same change; the queue too while the thread waits there. Raises Busy."""
    page = page_channel(site, thread.page)
    if page not in writing.heads:
        raise Busy  # moved to another page a moment ago: the next try holds the lock of that one
    for channel in (page, thread_channel(site, thread.id), *([queue_channel(site)] if queue_too else [])):
        writing.append(channel, "thread.changed", {"id": str(thread.id), "changes": changes}, about=about)
