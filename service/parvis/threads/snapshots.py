"""The state of a page's and of a thread's channel, with the number it is the state of: one instant, one read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.events import PAGE_WINDOW, THREAD_WINDOW, State
from parvis.domain.ids import page_channel, thread_channel
from parvis.domain.values import Page, Post, Thread, plain
from parvis.store import journal
from parvis.store.database import Database
from parvis.store.fields import changed_fields
from parvis.store.officehours import announced
from parvis.threads import queries

if TYPE_CHECKING:
    from parvis.store.database import Connection


async def page_snapshot(database: Database, site: UUID, page: UUID) -> tuple[int, State]:
    """A page nobody wrote on has number 0 and an empty list; its key is then unknown here and stays empty."""
    async with database.snapshot() as connection:
        seq = await journal.head(connection, page_channel(site, page))
        found = await queries.page_of(connection, site, page)
        threads = await queries.latest_threads(connection, site, page, PAGE_WINDOW)
        pinned = await queries.pinned_threads(connection, site, page)
        changed = await changed_fields(connection, site, page)
        hours = await announced(connection, site, [page])
    shown, total = found or (Page(page, "", ""), 0)
    return seq, {
        "page": plain(shown), "threads": plain(threads), "total": total, "pinned": plain(pinned), "changed": changed,
        "officehours": plain(hours),
    }  # fmt: skip


async def thread_snapshot(database: Database, site: UUID, id: UUID) -> tuple[int, State] | None:
    """The opening post and the latest ones; None when there is no such thread."""
    async with database.snapshot() as connection:
        seq = await journal.head(connection, thread_channel(site, id))
        thread = await queries.thread_with(connection, site, id)
        if thread is None:
            return None
        posts = await queries.latest_posts(connection, site, id, THREAD_WINDOW)
        posts, earlier = await with_opening(connection, site, thread, posts)
    return seq, {"thread": plain(thread), "posts": plain(posts), "earlier": earlier}


async def with_opening(connection: Connection, site: UUID, thread: Thread, posts: list[Post]) -> tuple[list[Post], int | None]:
    """The window with what must never be missing before it: the opening post, the accepted and the official answer.

    And below which number there are more posts, if any. Readers know a post by its id: one that comes twice is one.
    """
    if posts and posts[0].seq == 1:
        return posts, None
    opening = await queries.opening_post(connection, site, thread.id)
    between = await queries.latest_posts(connection, site, thread.id, 1, before=posts[0].seq if posts else None)
    kept = [await queries.post_with(connection, site, id) for id in {thread.accepted, thread.official} - {None} if id]
    older = sorted((post for post in kept if post and posts and post.seq < posts[0].seq), key=lambda post: post.seq)
    return [opening, *older, *posts], posts[0].seq if posts and between and between[0].seq > 1 else None
