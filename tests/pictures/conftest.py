"""How the cast sends, shows and looks at pictures."""

from __future__ import annotations

import io
from typing import Any

import httpx
from PIL import Image

from parvis.domain.ids import uuid7
from tests.conftest import SITE, Member, Scene
from tests.pictures import files


async def send(scene: Scene, who: Member, raw: bytes | None = None, id: str | None = None, **more: Any) -> httpx.Response:
    params = {"site": SITE, **({"id": id} if id else {})}
    return await scene.call("POST", "/pictures", who, content=files.png() if raw is None else raw, params=params, **more)


async def sent(scene: Scene, who: Member, raw: bytes | None = None) -> str:
    """A picture that waits for its message; its id."""
    answer = await send(scene, who, raw, str(uuid7()))
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["id"]
    return id


async def look(scene: Scene, id: str) -> httpx.Response:
    return await scene.http.get(f"{scene.origin}/i/{id}")


async def seen(scene: Scene, id: str) -> Image.Image:
    """What a browser shows at its address."""
    answer = await look(scene, id)
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content))


def named(*ids: str, alt: str = "L’écran d’erreur") -> list[dict[str, str]]:
    return [{"id": id, "alt": alt} for id in ids]
