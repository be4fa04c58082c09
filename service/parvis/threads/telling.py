"""How a change of a thread is told: to its page, to itself, to the agents' queue. Every act here speaks through these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from parvis.domain.ids import Channel, page_channel, queue_channel, thread_channel
from parvis.domain.problems import Busy
from parvis.domain.values import COUNTERS, Page, Thread, plain
from parvis.store import pages, waiting
from parvis.store.journal import Writing
from parvis.threads import queries, rules


def channels_of(site: UUID, thread: Thread, *, wide: bool = True) -> Sequence[Channel]:
    """The channels to lock: wide for what the page's list or the queue shows too, else the thread alone."""
    own = thread_channel(site, thread.id)
    return (queue_channel(site), page_channel(site, thread.page), own) if wide else (own,)


def tell(writing: Writing, site: UUID, thread: Thread, changes: dict[str, Any]) -> None:
    """Page and thread hear of the same change; the agents' queue too while the thread waits there. Raises Busy."""
    page = page_channel(site, thread.page)
    if page not in writing.heads:
        raise Busy  # moved to another page a moment ago: the next try holds the lock of that one
    stays_waiting = rules.is_owed_an_answer(thread) and not changes.keys() & {"state", "status"}
    for channel in (page, thread_channel(site, thread.id), *([queue_channel(site)] if stays_waiting else [])):
        writing.append(channel, "thread.changed", {"id": str(thread.id), "changes": changes})


async def change_status(
    writing: Writing, site: UUID, thread: Thread, status: str, now: datetime, by: Literal["agent", "citizen"] = "agent"
) -> None:
    """Tell a new status, and let the thread join or leave the agents' queue with it. `by`: whose word ends its wait."""
    if status == thread.status:
        return
    changed = msgspec.structs.replace(thread, status=status)
    waits = rules.is_owed_an_answer(changed)
    if rules.is_owed_an_answer(thread):
        await waiting.end(writing.connection, site, thread.id, now, by)
    await queries.set_status(writing.connection, site, thread.id, status, now if waits else None)
    tell(writing, site, thread, {"status": status})
    if waits:
        found = await queries.page_of(writing.connection, site, thread.page)
        assert found is not None
        opening = await queries.opening_post(writing.connection, site, thread.id)
        await join_queue(writing, site, changed, found[0], now, opening.id)
    elif rules.is_owed_an_answer(thread):
        writing.append(queue_channel(site), "queue.left", {"id": str(thread.id)})


async def page_of_ask(writing: Writing, site: UUID, id: UUID, key: str, title: str) -> Page:
    """The page on which somebody asks; when it has another title than before, page and queue hear of it."""
    page = await pages.ensure_page(writing.connection, site, id, key, title)
    if title in ("", page.title):
        return page
    await pages.retitle_page(writing.connection, site, id, title)
    renamed = msgspec.structs.replace(page, title=title)
    for channel in (page_channel(site, id), queue_channel(site)):
        writing.append(channel, "page.renamed", {"page": plain(renamed)})
    return renamed


async def join_queue(writing: Writing, site: UUID, thread: Thread, page: Page, now: datetime, about: UUID) -> None:
    """With what is promised at this moment."""
    joined = await waiting.begin(writing.connection, site, thread, page, now)
    writing.append(queue_channel(site), "queue.joined", plain(joined), about=about)


def hint_counters(writing: Writing, site: UUID, thread: Thread) -> None:
    counters = {str(thread.id): {name: getattr(thread, name) for name in COUNTERS}}
    for channel in (page_channel(site, thread.page), queue_channel(site)):
        writing.hint(channel, "counters", {"threads": counters})
