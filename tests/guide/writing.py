"""How the tests of the guide write in it."""

from __future__ import annotations

from typing import Any

from parvis.domain.ids import Channel, guide_channel, page_id, uuid7
from tests.conftest import PAGE, SITE, Member, Scene

TITLE, BODY = "Écrivez tous vos prénoms", "Dans l’ordre de l’acte de naissance."


def channel(scene: Scene) -> Channel:
    return guide_channel(scene.site, page_id(scene.site, PAGE))


async def write(scene: Scene, who: Member, title: str = TITLE, body: str = BODY, status: int = 201, **more: Any) -> Any:
    """Add a step to the guide of the passport page; the answer's JSON."""
    wanted = {"site": SITE, "url": PAGE, "title": title, "body": body, "id": str(uuid7()), "revision": str(uuid7()), **more}
    return (await scene.must(status, "POST", "/guide/steps", who, json=wanted)).json()


async def edit(scene: Scene, who: Member, step: Any, body: str, status: int = 200, **more: Any) -> Any:
    """Edit the step as it was read."""
    wanted = {"base": step["revision"], "title": step["title"], "body": body, "id": str(uuid7()), **more}
    return (await scene.must(status, "PUT", f"/guide/steps/{step['id']}", who, json=wanted)).json()


async def guide(scene: Scene) -> Any:
    return (await scene.must(200, "GET", "/guide", None, params={"site": SITE, "url": PAGE})).json()


async def titles(scene: Scene) -> list[str]:
    return [step["title"] for step in (await guide(scene))["steps"]]


async def history(scene: Scene, step: Any) -> list[Any]:
    """The changes, newest first."""
    found: list[Any] = (await scene.must(200, "GET", f"/guide/steps/{step['id']}/history", None)).json()["changes"]
    return found
