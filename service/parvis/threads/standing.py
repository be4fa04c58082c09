"""A thread or a post as it stands before an act: which channels the act must lock follows from it."""

from __future__ import annotations

from uuid import UUID

from parvis.domain.problems import NotFound
from parvis.domain.values import Post, Thread
from parvis.store.house import House
from parvis.threads import queries


async def standing_thread(house: House, site: UUID, id: UUID) -> Thread:
    """Raises NotFound."""
    async with house.database.connection() as connection:
        thread = await queries.thread_with(connection, site, id)
    if thread is None:
        raise NotFound
    return thread


async def standing_post(house: House, site: UUID, id: UUID) -> Post:
    """Raises NotFound."""
    async with house.database.connection() as connection:
        post = await queries.post_with(connection, site, id)
    if post is None:
        raise NotFound
    return post
