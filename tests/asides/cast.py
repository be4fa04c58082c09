"""A private aside to test with: Camille's question, and what she and the agent say apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from parvis.domain.ids import aside_channel, asides_channel, page_channel, person_channel, queue_channel, thread_channel, uuid7
from tests.conftest import Member, Scene
from tests.threads.test_snapshot_proof import Proof

SECRET = "AB-1234-SECRET"


@dataclass
class Apart:
    scene: Scene
    thread: dict[str, Any]
    id: str
    opening: dict[str, Any]

    async def say(self, who: Member, body: str = f"Mon dossier est {SECRET}.", **more: Any) -> Any:
        path, wanted = f"/asides/{self.id}/posts", {"id": str(uuid7()), "body": body, **more}
        return (await self.scene.must(201, "POST", path, who, json=wanted)).json()

    async def read(self, who: Member | None = None) -> Any:
        return (await self.scene.must(200, "GET", f"/asides/{self.id}", who or self.scene.camille)).json()

    async def propose(self, body: str = "Le numéro figure sur le récépissé.", official: bool = False) -> Any:
        wanted = {"id": str(uuid7()), "body": body, "official": official}
        return (await self.scene.must(201, "POST", f"/agent/asides/{self.id}/conclusion", self.scene.agent, json=wanted)).json()

    async def answer(self, status: int, who: Member | None, conclusion: str, agreed: bool = True) -> Any:
        body = {"conclusion": conclusion, "agreed": agreed}
        return (await self.scene.must(status, "PUT", f"/asides/{self.id}/conclusion", who, json=body)).json()

    async def proof(self) -> Proof:
        """On the three private channels of the aside, and on the three public ones of its question."""
        proof, site = Proof(self.scene.database), self.scene.site
        await proof.follow(
            aside_channel(site, UUID(self.id)), asides_channel(site), person_channel(site, self.scene.camille.id),
            page_channel(site, UUID(self.thread["page"])), queue_channel(site), thread_channel(site, UUID(self.thread["id"])),
        )  # fmt: skip
        return proof


async def opened(scene: Scene, by: Member | None = None) -> Apart:
    """By the agent, or by Camille herself."""
    asked = await scene.ask(scene.camille)
    path = f"/threads/{asked['thread']['id']}/aside"
    wanted = {"id": str(uuid7()), "post": str(uuid7()), "body": f"À propos de {SECRET} ?"}
    path = path if by is scene.camille else f"/agent{path}"
    said = (await scene.must(201, "POST", path, by or scene.agent, json=wanted)).json()
    return Apart(scene, asked["thread"], said["aside"]["id"], said["post"])
