"""What every room is handed: the database, the journal, and a way to ask who is here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from parvis.domain.gate import Kept, Request, Said
from parvis.domain.ids import Channel
from parvis.domain.people import Person
from parvis.domain.values import Post
from parvis.store.database import Database
from parvis.store.journal import Journal
from parvis.store.shelf import Shelf


class Gate(Protocol):
    async def hold(self, house: House, who: Person, said: Said) -> Kept | None:
        """Keep the words from the public, or let them pass (None). Raises IdTaken, Suspended, Banned."""

    async def may_reword(self, house: House, who: Person, post: Post, body: str) -> None:
        """Raises NeedsReading, Suspended, Banned."""

    async def may_say(self, house: House, who: Person, title: str, body: str) -> None:
        """Words that stand at once, or not at all: a guide's. Raises NeedsReading, Suspended, Banned."""

    async def may_be_called(self, house: House, site: UUID, name: str) -> None:
        """Raises NameRefused."""


class Open:
    """The gate through which everything passes: what a moderator publishes, the demo's history."""

    async def hold(self, house: House, who: Person, said: Said) -> Kept | None:
        return None

    async def may_reword(self, house: House, who: Person, post: Post, body: str) -> None:
        return None

    async def may_say(self, house: House, who: Person, title: str, body: str) -> None:
        return None

    async def may_be_called(self, house: House, site: UUID, name: str) -> None:
        return None


async def _nobody(house: House, who: Person, request: Request) -> None:
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class House:
    database: Database
    journal: Journal
    here: Callable[[Channel], dict[str, Any]]
    """Who watches a channel, and which agents are on duty: `{people, agents:[{name, service}]}`."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    shelf: Shelf | None = None
    """Where files lie outside the database; None: in it."""
    gate: Gate = field(default_factory=Open)
    publish: Callable[[House, Person, Request], Awaitable[None]] = _nobody
    """Do what was asked while it was held, as if it was asked now."""
