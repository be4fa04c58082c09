"""A person's own channel: several rooms tell her what is hers alone, and one read gives all of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.events import State
from parvis.domain.ids import person_channel
from parvis.store import journal
from parvis.store.database import Database

if TYPE_CHECKING:
    from parvis.store.database import Connection

Part = Callable[["Connection", UUID, UUID], Awaitable[State]]
"""What one room tells a person, by its names in the state: asked with site and person."""


async def person_snapshot(database: Database, site: UUID, person: UUID, parts: Sequence[Part]) -> tuple[int, State]:
    """The parts as of one instant. Somebody to whom nothing was ever told has number 0."""
    async with database.snapshot() as connection:
        seq = await journal.head(connection, person_channel(site, person))
        state: State = {"decisions": [], "held": [], "asides": []}
        for part in parts:
            state |= await part(connection, site, person)
    return seq, state
