"""The official answer: an agent stands for it with name, service and date. A thread has one at most."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.domain.ids import thread_channel
from parvis.domain.people import Person
from parvis.domain.values import Official, Post, Thread, plain
from parvis.store.journal import Writing
from parvis.threads import queries
from parvis.threads.telling import tell

if TYPE_CHECKING:
    from parvis.store.database import Connection


async def set_official(
    writing: Writing, site: UUID, thread: Thread, post: Post, official: Official | None, by: Person | None = None
) -> Post:
    """The post as it then is. Needs the locks of page and thread. What was official before is so no longer."""
    db = writing.connection
    own = thread_channel(site, thread.id)
    if thread.official not in (None, post.id) and official is not None:
        await _mark(db, site, thread.official, None, None)
        writing.append(own, "post.changed", {"id": str(thread.official), "changes": {"official": None}})
    await _mark(db, site, post.id, official, by)
    await queries.official_of_thread(db, site, thread.id, post.id if official else None)
    changes = {"official": plain(official) if official else None, "source": post.source}
    writing.append(own, "post.changed", {"id": str(post.id), "changes": changes}, about=post.id)
    tell(writing, site, thread, {"official": str(post.id) if official else None})
    await _source(db, site, post)
    return msgspec.structs.replace(post, official=official)


async def _mark(connection: Connection, site: UUID, post: UUID | None, official: Official | None, by: Person | None) -> None:
    await connection.execute(
        """update posts set official_by = $3, official_name = $4, official_service = $5, official_at = $6
        where site_id = $1 and id = $2""",
        site,
        post,
        by.id if by else None,
        official.name if official else None,
        official.service if official else None,
        datetime.fromisoformat(official.at) if official else None,
    )


async def _source(connection: Connection, site: UUID, post: Post) -> None:
    await connection.execute("update posts set source = $3 where site_id = $1 and id = $2", site, post.id, post.source)
