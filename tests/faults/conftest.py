"""A site and its cast in the test's database, and what every test of faults ends with."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from parvis.store.database import Database
from tests.conftest import Member, cast
from tests.faults.checker import History


@dataclass
class Town:
    """Who acts, and the history of what they did."""

    site: UUID
    camille: Member
    lou: Member
    agent: Member
    history: History = field(default_factory=History)

    @property
    def everybody(self) -> tuple[Member, Member, Member]:
        return self.camille, self.lou, self.agent


@pytest.fixture
async def town(database: Database) -> Town:
    return Town(*await cast(database))
