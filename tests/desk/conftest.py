"""The desk's own cast: a second agent, Alix, and a supervisor, Noor; and a clock that a test may turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from parvis.agents import queries as agents
from parvis.desk.sweep import sweep
from parvis.domain.keys import new_key
from parvis.store.house import House
from parvis.store.journal import Journal
from tests.conftest import Member, Scene

WORKDAYS: list[Any] = [*[[["09:00", "12:00"], ["14:00", "17:00"]]] * 5, [], []]


async def agent(scene: Scene, name: str, role: str = "agent", site: UUID | None = None) -> Member:
    """One more agent of the site."""
    service = "Service des passeports"
    email = f"{name.partition(' ')[0].lower()}@valombre.example"
    id = await agents.add_agent(scene.database, site or scene.site, name, service, email, role)
    token, token_hash = new_key("pa_")
    await agents.add_key(scene.database, site or scene.site, id, token_hash, "api", None)
    return Member(id, name, token, service)


@dataclass
class Clock:
    """What the house believes the time to be."""

    now: datetime

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
async def alix(scene: Scene) -> Member:
    return await agent(scene, "Alix Morel")


@pytest.fixture
async def noor(scene: Scene) -> Member:
    return await agent(scene, "Noor Salem", "supervisor")


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def house(scene: Scene, clock: Clock) -> House:
    """The same database under another clock."""
    return House(scene.database, Journal(scene.database, lambda events, hints: None), lambda channel: {}, lambda: clock.now)


@pytest.fixture
def look(house: House) -> Iterator[Callable[[], Any]]:
    """What a process does now and then."""
    yield lambda: sweep(house)


async def promised(scene: Scene, who: Member, **more: Any) -> Any:
    """The site promises an answer within an hour, at any time of any day."""
    said = {"minutes": 60, "hours": [[["00:00", "24:00"]]] * 7, **more}
    return (await scene.must(200, "PUT", "/agent/settings", who, json=said)).json()


async def queue(scene: Scene, who: Member | None = None) -> Any:
    return (await scene.must(200, "GET", "/agent/queue", who or scene.agent)).json()["threads"]
