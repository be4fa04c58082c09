"""What every room is handed: the database, the journal, and a way to ask who is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from parvis.domain.ids import Channel
from parvis.store.database import Database
from parvis.store.journal import Journal
from parvis.store.shelf import Shelf


@dataclass(frozen=True, slots=True)
class House:
    database: Database
    journal: Journal
    here: Callable[[Channel], dict[str, Any]]
    """Who watches a channel, and which agents are on duty: `{people, agents:[{name, service}]}`."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    shelf: Shelf | None = None
    """Where files lie outside the database; None: in it."""
