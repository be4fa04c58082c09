"""Solved questions like the one that an agent answers: threads and search meet here, since rooms never do."""

from __future__ import annotations

from uuid import UUID

import msgspec

from parvis.domain.endpoint import Endpoint
from parvis.domain.people import Person
from parvis.domain.problems import NotFound
from parvis.search.finding import Found, find
from parvis.search.queries import Where
from parvis.store.house import House
from parvis.threads.queries import thread_with

SHOWN = 5


class SolvedAlike(msgspec.Struct):
    threads: list[Found]


async def solved_alike(house: House, who: Person, id: UUID) -> SolvedAlike:
    """Solved questions of the site like this one, its own page's first."""
    async with house.database.snapshot() as connection:
        thread = await thread_with(connection, who.site, id)
        if thread is None:
            raise NotFound
        found = await find(connection, Where(who.site, thread.page, status="solved"), thread.title, SHOWN + 1)
    return SolvedAlike([each for each in found.threads if each.thread.id != id][:SHOWN])


ENDPOINTS = [Endpoint("GET", "/agent/threads/{id}/similar", solved_alike, SolvedAlike, who="agent")]
