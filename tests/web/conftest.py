"""A question on the passport page, and every write endpoint with a body that it accepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from parvis.domain.ids import uuid7
from tests.conftest import PAGE, SITE, Member, Scene

JSON = {"Content-Type": "application/json"}


@dataclass
class Write:
    """A write endpoint, with a body that it accepts."""

    method: str
    path: str
    who: Member | None
    body: dict[str, Any]


@dataclass
class Desk:
    scene: Scene
    thread: str
    post: str

    @property
    def writes(self) -> list[Write]:
        camille = self.scene.camille
        question = {"site": SITE, "url": PAGE, "title": "Où ?", "body": "Ici.", "kind": "question", "page_title": "Passeport"}
        return [
            Write("POST", "/visitors", None, {"site": SITE, "name": "Camille"}),
            Write("PATCH", "/me", camille, {"name": "Camille"}),
            Write("POST", "/threads", camille, {**question, "id": str(uuid7()), "post": str(uuid7())}),
            Write("POST", f"/threads/{self.thread}/posts", camille, {"id": str(uuid7()), "body": "Ici.", "reply_to": self.post}),
            Write("PATCH", f"/posts/{self.post}", camille, {"body": "Là."}),
            Write("POST", "/typing", camille, {"thread": self.thread}),
        ]

    async def stored(self) -> list[Any]:
        counts = "select count(*), coalesce(max(t::text), '') from {} t"
        return [
            tuple(*await self.scene.database.fetch(counts.format(name)))
            for name in ("visitors", "threads", "posts", "events", "pages")
        ]

    async def refuses(self, write: Write, status: set[int], content: Any, headers: dict[str, str] | None = None) -> Any:
        """Sends it, expects a problem of that status and an untouched database; returns the problem."""
        before = await self.stored()
        answer = await self.scene.call(write.method, write.path, write.who, content=content, headers=headers or JSON)
        problem = must_be_a_problem(answer)
        assert answer.status_code in status, f"{write.method} {write.path} {str(content)[:80]}: {answer.text}"
        assert await self.stored() == before
        return problem


def must_be_a_problem(answer: httpx.Response) -> Any:
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert {"title", "status", "code", "detail"} <= set(problem)
    assert problem["status"] == answer.status_code and 400 <= answer.status_code < 500
    assert answer.headers["Access-Control-Allow-Origin"] == "*", "the panel, in its opaque origin, must be able to read it"
    return problem


@pytest.fixture
async def desk(scene: Scene) -> Desk:
    asked = await scene.ask(scene.camille)
    return Desk(scene, asked["thread"]["id"], asked["post"]["id"])
