"""Two moderators beside the cast: an appeal needs another than the first."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import pytest

from parvis.agents import queries as agents
from parvis.domain.ids import uuid7
from parvis.domain.keys import new_key
from parvis.moderation.settings import Settings, choose
from parvis.store.database import Database
from tests.conftest import Member, Scene, cast, citizen

GROUND = {"kind": "rule", "name": "Règle 2, rester courtois"}


@dataclass
class Moderated(Scene):
    """The scene with Nadia and Yann, who moderate, with Sacha, another citizen, and with Rosa, who moderates elsewhere."""

    nadia: Member = None  # type: ignore[assignment]
    yann: Member = None  # type: ignore[assignment]
    sacha: Member = None  # type: ignore[assignment]
    rosa: Member = None  # type: ignore[assignment]

    async def choose(self, **settings: Any) -> None:
        await choose(self.database, self.site, Settings(**settings))

    async def decide(self, act: str, who: Member | None = None, status: int = 201, **about: Any) -> Any:
        wanted = {"id": str(uuid7()), "act": act, "reason": "insult", "ground": GROUND, "facts": "Une injure.", **about}
        return (await self.must(status, "POST", "/agent/moderation/decisions", who or self.nadia, json=wanted)).json()

    async def desk(self, view: str) -> Any:
        return (await self.must(200, "GET", "/agent/moderation", self.nadia, params={"view": view})).json()

    async def told(self, whom: Member) -> Any:
        """What somebody reads of decisions about her."""
        return (await self.must(200, "GET", "/me/decisions", whom)).json()["decisions"]


async def moderator(database: Database, site: UUID, name: str, email: str) -> Member:
    id = await agents.add_agent(database, site, name, "Service des passeports", email, "moderator")
    token, token_hash = new_key("pa_")
    await agents.add_key(database, site, id, token_hash, "api", None)
    return Member(id, name, token, "Service des passeports")


@pytest.fixture
async def moderated(scene: Scene) -> Moderated:
    site, *_ = await cast(scene.database, "ailleurs", "https://www.ailleurs.example")
    return Moderated(
        **{f.name: getattr(scene, f.name) for f in fields(Scene)},
        nadia=await moderator(scene.database, scene.site, "Nadia Modératrice", "nadia@valombre.example"),
        yann=await moderator(scene.database, scene.site, "Yann Modérateur", "yann@valombre.example"),
        sacha=await citizen(scene.database, scene.site, "Grive 7"),
        rosa=await moderator(scene.database, site, "Rosa Modératrice", "rosa@ailleurs.example"),
    )
