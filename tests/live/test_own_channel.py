"""A person's own channel is hers alone: asked at hello, at resume and at delivery."""

from __future__ import annotations

import os
from typing import Any

import msgspec
import pytest

from parvis.domain.ids import person_channel
from parvis.store.journal import Journal, Writing
from tests.conftest import Member, Scene
from tests.live.reader import at_page, live_of, reader


async def tell(scene: Scene, whom: Member, id: str = "b3") -> None:
    """Something is told to her alone."""
    channel = person_channel(scene.site, whom.id)
    held = {"id": id, "thread": "a1", "opens": False, "reasons": ["links"], "at": "2026-11-23T10:00:00.000000Z"}

    async def work(writing: Writing) -> None:
        writing.append(channel, "held.told", {"held": held})

    await Journal(scene.database, lambda events, hints: live_of(scene).relay.ring(events)).write((channel,), work)


async def test_she_hears_what_is_told_to_her(scene: Scene) -> None:
    own = f"person:{scene.camille.id}"
    async with at_page(scene, scene.camille) as camille:
        snapshot = await camille.watch(own)
        assert (snapshot["seq"], snapshot["state"]) == (0, {"decisions": [], "held": [], "asides": []})
        await tell(scene, scene.camille)
        await camille.up_to(1, own)
        await tell(scene, scene.camille, "b4")
        await camille.up_to(2, own)
    async with at_page(scene, scene.camille, epoch=camille.heard[0]["epoch"], after={own: 1}) as again:
        await again.up_to(2, own)
    assert again.types(own) == ["welcome", "event"]


@pytest.mark.parametrize("other", ["lou", "agent", "nobody"])
async def test_nobody_else_may_watch_it(scene: Scene, other: str) -> None:
    who: Member | None = getattr(scene, other, None)
    own = f"person:{scene.camille.id}"
    await tell(scene, scene.camille)
    async with at_page(scene, who, after={own: 0}) as somebody:
        await somebody.say("watch", channel=own)
        await somebody.until("refused", channel=own, code="not-yours")
        await tell(scene, scene.camille, "b4")
        await scene.ask(scene.lou)  # which the page hears after it
        await somebody.until("event", kind="thread.opened")
    assert somebody.types(own) == ["refused", "refused"] and not any("held" in raw for raw in somebody.raw)
    for accept in ("text/event-stream", "application/json"):
        answer = await scene.call("GET", "/events", who, params={"channel": own}, headers={"Accept": accept})
        assert (answer.status_code, answer.json()["code"]) == (403, "not-yours")


async def test_another_sites_token_does_not_open_it(scene: Scene) -> None:
    async with reader(scene.origin) as somebody:
        await somebody.hello(Member(scene.camille.id, "", "pv_" + os.urandom(16).hex()))
        assert await somebody.close_code() == 4401


async def test_a_token_that_was_taken_back_hears_nothing_more(scene: Scene) -> None:
    own = f"person:{scene.camille.id}"
    async with at_page(scene, scene.camille) as camille:
        await camille.watch(own)
        await scene.database.execute("update visitors set token_hash = sha256('another') where id = $1", scene.camille.id)
        await tell(scene, scene.camille)
        assert await camille.close_code() == 4401
    assert camille.numbers(own) == []


async def test_it_is_followed_where_sockets_are_blocked(scene: Scene) -> None:
    await tell(scene, scene.camille)
    answer = await scene.must(200, "GET", "/events", scene.camille, params={"channel": f"person:{scene.camille.id}"})
    messages: list[Any] = msgspec.json.decode(answer.content)["messages"]
    assert [m["type"] for m in messages] == ["welcome", "snapshot", "hint"]
