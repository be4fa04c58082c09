"""The four things that people do here: ask, reply, edit, withdraw. Each is one work of the journal.

Every act is harmless to repeat under the same id. An act that changes what the page's list or the agents' queue shows holds the
locks of those channels too; a citizen's reply touches its thread alone, so that a busy page is not one queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import msgspec

from parvis.domain import text
from parvis.domain.events import LISTED, PINNED_LIMIT, WITHDRAWN
from parvis.domain.gate import Said
from parvis.domain.ids import page_channel, queue_channel, thread_channel
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, Busy, IdTaken, NotFound, PinnedEnough, PostWithdrawn
from parvis.domain.values import Field, Post, Thread, Video, author, plain, stamp
from parvis.store import journal, steps
from parvis.store.addresses import page_at
from parvis.store.house import House
from parvis.store.journal import Writing
from parvis.store.officehours import officehours_with
from parvis.threads import follows, pictures, queries, rules, unpublished
from parvis.threads.officials import set_official
from parvis.threads.pictures import Named
from parvis.threads.standing import standing_post, standing_thread
from parvis.threads.telling import change_status, channels_of, hint_counters, join_queue, page_of_ask, tell

shown_title = text.shown_title


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked, its text already normal and measured."""

    id: UUID
    post: UUID
    key: str
    page_title: str
    kind: Literal["question", "discussion", "note"]
    title: str
    body: str
    field: Field | None = None
    video: Video | None = None
    pictures: tuple[Named, ...] = ()
    officehours: UUID | None = None


async def ask(house: House, who: Person, asked: Asked) -> tuple[Thread, Post]:
    """Open a thread; a note stands first from its beginning.

    Raises IdTaken (the id names something else), PinnedEnough, PictureUnknown, OfficeHoursOver, BadShape (hours of another page).
    """
    async with house.database.connection() as connection:
        page = page_channel(who.site, await page_at(connection, who.site, asked.key))
    thread = thread_channel(who.site, asked.id)
    digest = rules.digest(
        who.id,
        asked.id,
        asked.post,
        asked.key,
        asked.kind,
        asked.title,
        asked.body,
        asked.field,
        *asked.pictures,
        *([asked.video] if asked.video else []),
        *([asked.officehours] if asked.officehours else []),
    )
    doc = text.parse(asked.body)
    request = {"ask": plain(asked)}
    pictured = tuple(picture.id for picture in asked.pictures)
    said = Said(asked.post, asked.id, page.id, True, asked.title, asked.body, doc, digest, request, pictured)
    if kept := await house.gate.hold(house, who, said):
        return unpublished.opened(who, said, kept, asked.kind, asked.field)

    async def work(writing: Writing) -> tuple[Thread, Post]:
        db = writing.connection
        if already := await queries.thread_with(db, who.site, asked.id):
            opening = await queries.opening_post(db, who.site, asked.id)
            await same_or_taken(writing, who, opening, digest)
            return already, opening
        if await queries.post_with(db, who.site, asked.post):
            raise IdTaken(field="post")
        moment = house.now()
        now = stamp(moment)
        if await page_at(db, who.site, asked.key) != page.id:
            raise Busy  # renamed or merged a moment ago: the next try finds the new page
        if asked.officehours is not None:
            rules.may_put_to(await officehours_with(db, who.site, asked.officehours), asked.kind, page.id, now)
        is_note = asked.kind == "note"
        if is_note and len(await queries.pinned_threads(db, who.site, page.id)) >= PINNED_LIMIT:
            raise PinnedEnough(limit=PINNED_LIMIT)
        shown = await page_of_ask(writing, who.site, page.id, asked.key, asked.page_title)
        opened = Thread(
            asked.id,
            shown.id,
            asked.kind,
            asked.field,
            asked.title,
            "visible",
            "open",
            1,
            0,
            0,
            None,
            None,
            is_note,
            [],
            author(who),
            now,
            now,
            writing.next_seq(page),
            officehours=asked.officehours,
        )
        shown_with = await pictures.take(db, who, asked.pictures)
        post = Post(
            asked.post, asked.id, 1, author(who), asked.body, doc, None, now, None, "visible",
            pictures=shown_with, video=asked.video,
        )  # fmt: skip
        await queries.add_thread(db, who.site, opened, rules.is_owed_an_answer(opened))
        await store(writing, who, post, digest)
        await follows.follow_by_writing(db, who, shown.id, asked.id, post.seq)
        writing.append(thread, "thread.opened", {"thread": plain(opened), "post": plain(post)}, about=post.id)
        writing.append(page, "thread.pinned" if is_note else "thread.opened", {"thread": plain(opened)}, about=post.id)
        if not is_note:
            await queries.count_threads(db, who.site, shown.id, +1)
        if rules.is_owed_an_answer(opened):
            await join_queue(writing, who.site, opened, shown, moment, post.id)
        return opened, post

    return await house.journal.write((queue_channel(who.site), page, thread), work)


async def reply(
    house: House,
    who: Person,
    thread_id: UUID,
    id: UUID,
    body: str,
    reply_to: UUID | None,
    source: str | None = None,
    named: tuple[Named, ...] = (),
) -> Post:
    """Add a post to a thread. `source`: what the answer rests on; `named`: the pictures it shows.

    Raises NotFound, ThreadClosed, IsDuplicate, IdTaken, BadShape (`reply_to` is not of this thread), PictureUnknown.
    """
    thread = await standing_thread(house, who.site, thread_id)
    digest = rules.digest(who.id, thread_id, id, body, reply_to, source, *named)
    doc = text.parse(body)
    own = thread_channel(who.site, thread_id)
    if thread.status != "closed":
        asked = {"thread": thread_id, "id": id, "body": body, "reply_to": reply_to, "source": source, "named": named}
        pictured = tuple(picture.id for picture in named)
        said = Said(id, thread_id, thread.page, False, "", body, doc, digest, {"reply": plain(asked)}, pictured)
        if kept := await house.gate.hold(house, who, said):
            return unpublished.post(who, said, kept)

    async def work(writing: Writing, wide: bool) -> Post | None:
        """None: this reply changes the status, and the locks of page and queue are not held."""
        db = writing.connection
        if already := await queries.post_with(db, who.site, id):
            await same_or_taken(writing, who, already, digest)
            return already
        current = await queries.thread_with(db, who.site, thread_id)
        if current is None:
            raise NotFound
        rules.may_reply(current)
        status = rules.status_after_reply(current, who)
        if status != current.status and not wide:
            return None
        if reply_to is not None:
            answered = await queries.post_with(db, who.site, reply_to)
            if answered is None or answered.thread != thread_id:
                raise BadShape(field="reply_to", expected="a post of this thread")
        now = house.now()
        seq = writing.next_seq(own)
        shown_with = await pictures.take(db, who, named)
        post = Post(
            id, thread_id, seq, author(who), body, doc, reply_to, stamp(now), None, "visible", source=source, pictures=shown_with
        )
        await store(writing, who, post, digest)
        await follows.follow_by_writing(db, who, current.page, thread_id, seq)
        touched = await queries.touch_thread(db, who.site, thread_id, now, +1)
        writing.append(own, "post.added", {"post": plain(post)}, about=id)
        await change_status(writing, who.site, touched, status, now)
        hint_counters(writing, who.site, touched)
        return post

    if rules.status_after_reply(thread, who) == thread.status:
        post = await house.journal.write(channels_of(who.site, thread, wide=False), lambda writing: work(writing, False))
        if post is not None:
            return post
    # Decisive from the start, or made so by what others wrote meanwhile.
    post = await house.journal.write(channels_of(who.site, thread, wide=True), lambda writing: work(writing, True))
    assert post is not None
    return post


async def edit(house: House, who: Person, id: UUID, body: str) -> Post:
    """Reword one's own post. An official answer is official as the agent read it: other words are the author's alone again.

    Raises NotFound, NotYours, PostWithdrawn, TooLate.
    """
    post = await standing_post(house, who.site, id)
    thread = await standing_thread(house, who.site, post.thread)
    doc = text.parse(body)
    own = thread_channel(who.site, post.thread)
    was_official = post.official is not None
    await house.gate.may_reword(house, who, post, body)

    async def work(writing: Writing) -> Post:
        current = await queries.post_with(writing.connection, who.site, id)
        if current is None:
            raise NotFound
        now = house.now()
        rules.may_edit(current, who, now)
        if current.body == body:
            return current
        if current.official and not who.is_agent:
            if not was_official:
                raise Busy  # made official a moment ago: the next try holds the lock of the page
            kept = await queries.thread_with(writing.connection, who.site, current.thread)
            assert kept is not None
            current = await set_official(writing, who.site, kept, current, None)
        edited = msgspec.structs.replace(current, body=body, doc=doc, edited_at=stamp(now))
        await queries.reword_post(writing.connection, who.site, edited)
        await journal.erase(writing, id, who.site, title_too=False)
        data = {"id": str(id), "body": body, "doc": doc, "edited_at": stamp(now)}
        writing.append(own, "post.edited", data, about=id)
        return edited

    return await house.journal.write(channels_of(who.site, thread, wide=was_official), work)


async def withdraw(house: House, who: Person, id: UUID) -> Post:
    """Take one's own post back; a tombstone keeps its place. Withdrawing the opening post withdraws the question."""
    post = await standing_post(house, who.site, id)
    thread = await standing_thread(house, who.site, post.thread)
    # The first testimony only happens to open their thread.
    opens, was_kept = post.seq == 1 and thread.kind != "testimonies", id in (thread.accepted, thread.official)
    async with house.database.connection() as connection:
        guides = await steps.guides_made_from(connection, who.site, id)

    async def work(writing: Writing) -> Post:
        db = writing.connection
        current = await queries.post_with(db, who.site, id)
        if current is None:
            raise NotFound
        rules.may_withdraw(current, who, thread)
        if current.state != "visible":
            return current
        kept = await queries.thread_with(db, who.site, post.thread)
        assert kept is not None
        if id in (kept.accepted, kept.official) and not was_kept:
            raise Busy  # accepted or made official a moment ago: the next try holds the locks of page and queue
        await queries.withdraw_post(db, who.site, id)
        await journal.erase(writing, id, who.site, gone=True, title_too=opens)
        await steps.forget_origin(writing, who.site, id)
        touched = await queries.touch_thread(db, who.site, post.thread, None, -1)
        writing.append(thread_channel(who.site, post.thread), "post.withdrawn", {"id": str(id)}, about=id)
        if opens:
            await queries.withdraw_thread(db, who.site, post.thread)
            if kept.kind in LISTED:
                await queries.count_threads(db, who.site, thread.page, -1)
            unpinned = {"pinned": False} if kept.pinned else {}
            tell(writing, who.site, touched, {"state": "withdrawn", "title": "", "field": None, **unpinned})
            writing.append(queue_channel(who.site), "queue.left", {"id": str(post.thread)})
        if kept.official == id:
            await queries.official_of_thread(db, who.site, post.thread, None)
            tell(writing, who.site, touched, {"official": None})
        if kept.accepted == id:
            status = "closed" if kept.status == "closed" else "answered"
            await queries.accept_post(db, who.site, post.thread, None, status)
            tell(writing, who.site, touched, {"accepted": None, "status": status})
        hint_counters(writing, who.site, touched)
        return msgspec.structs.replace(current, state="withdrawn", **WITHDRAWN)

    return await house.journal.write([*channels_of(who.site, thread, wide=opens or was_kept), *guides], work)


async def same_or_taken(writing: Writing, who: Person, post: Post, digest: bytes) -> None:
    """A retry of one's own write is answered like the first time; anything else may not have the id."""
    if post.author.id != who.id:
        raise IdTaken(field="id")
    if post.state != "visible":
        raise PostWithdrawn
    if await queries.digest_of(writing.connection, who.site, post.id) != digest:
        raise IdTaken(field="id")


async def store(writing: Writing, who: Person, post: Post, digest: bytes) -> None:
    """Raises IdTaken when the same id was stored in another thread, whose lock we do not hold, a moment ago."""
    if not await queries.add_post(writing.connection, who, post, digest):
        raise IdTaken(field="id")
    if post.pictures:
        await pictures.bind(writing.connection, who.site, post.id, post.pictures)
