"""What people do with what others wrote: each act is told completely, harmless to repeat, and refused where it has no place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from parvis.domain.ids import page_channel, queue_channel, thread_channel
from tests.conftest import Scene
from tests.threads.test_snapshot_proof import Proof


async def test_thanks_are_counted_once_a_person(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    answer = await scene.reply(scene.lou, asked["thread"]["id"])
    proof = Proof(scene.database)
    await proof.follow(thread_channel(scene.site, UUID(asked["thread"]["id"])))
    for _ in range(2):
        thanked = (await scene.must(200, "PUT", f"/posts/{answer['id']}/helpful", scene.camille)).json()
        assert thanked["helpful"] == 1
    assert await proof.holds() == {"thread": ["post.thanked"]}
    for _ in range(2):
        thanked = (await scene.must(200, "DELETE", f"/posts/{answer['id']}/helpful", scene.camille)).json()
        assert thanked["helpful"] == 0
    assert await proof.holds() == {"thread": ["post.thanked"]}
    refused = await scene.must(409, "PUT", f"/posts/{answer['id']}/helpful", scene.lou)
    assert refused.json()["code"] == "own-post"


async def test_the_same_question_is_counted_once_a_person(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    proof = Proof(scene.database)
    await proof.follow(thread_channel(scene.site, UUID(thread)))
    for _ in range(2):
        same = (await scene.must(200, "PUT", f"/threads/{thread}/same-question", scene.lou)).json()
        assert same["same_question"] == 1
    assert await proof.holds() == {"thread": ["thread.changed"]}
    assert (await scene.page())["threads"][0]["same_question"] == 1
    same = (await scene.must(200, "DELETE", f"/threads/{thread}/same-question", scene.lou)).json()
    assert same["same_question"] == 0
    await scene.must(409, "PUT", f"/threads/{thread}/same-question", scene.camille)


async def test_the_asker_keeps_an_answer_and_the_question_is_solved(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    answer = await scene.reply(scene.lou, thread)
    proof = Proof(scene.database)
    page = page_channel(scene.site, UUID(asked["thread"]["page"]))
    await proof.follow(page, queue_channel(scene.site), thread_channel(scene.site, UUID(thread)))
    await scene.must(403, "PUT", f"/threads/{thread}/accepted", scene.lou, json={"post": answer["id"]})
    await scene.must(422, "PUT", f"/threads/{thread}/accepted", scene.camille, json={"post": asked["post"]["id"]})
    for _ in range(2):
        kept = (await scene.must(200, "PUT", f"/threads/{thread}/accepted", scene.camille, json={"post": answer["id"]})).json()
        assert (kept["accepted"], kept["status"]) == (answer["id"], "solved")
    assert await proof.holds() == {"page": ["thread.changed"], "queue": ["queue.left"], "thread": ["thread.changed"]}
    kept = (await scene.must(200, "DELETE", f"/threads/{thread}/accepted", scene.camille)).json()
    assert (kept["accepted"], kept["status"]) == (None, "answered")
    assert await proof.holds() == {"page": ["thread.changed"], "thread": ["thread.changed"]}


async def test_an_accepted_answer_that_is_withdrawn_is_no_longer_accepted(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    answer = await scene.reply(scene.lou, thread)
    await scene.must(200, "PUT", f"/threads/{thread}/accepted", scene.camille, json={"post": answer["id"]})
    proof = Proof(scene.database)
    page = page_channel(scene.site, UUID(asked["thread"]["page"]))
    await proof.follow(page, queue_channel(scene.site), thread_channel(scene.site, UUID(thread)))
    await scene.must(200, "DELETE", f"/posts/{answer['id']}", scene.lou)
    assert await proof.holds() == {"page": ["thread.changed"], "thread": ["post.withdrawn", "thread.changed"]}
    read = (await scene.must(200, "GET", f"/threads/{thread}", None)).json()["thread"]
    assert (read["accepted"], read["status"]) == (None, "answered")
