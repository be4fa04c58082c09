"""The same id with the same content is stored once and answered alike, however often it is sent; anything else is a 409."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from parvis.domain.ids import uuid7
from tests.conftest import PAGE, SITE, Scene


def question(**other: Any) -> dict[str, Any]:
    return {"site": SITE, "url": PAGE, "title": "Où ?", "body": "Ici.", "id": str(uuid7()), "post": str(uuid7()), **other}


def alike(answers: list[httpx.Response]) -> bool:
    return all(answer.json() == answers[0].json() for answer in answers)


async def count(scene: Scene) -> tuple[int, int, int]:
    row = await scene.database.fetchrow(
        "select (select count(*) from threads), (select count(*) from posts), (select count(*) from events)"
    )
    assert row is not None
    return tuple(row)


async def test_a_question_sent_three_times_is_asked_once(scene: Scene) -> None:
    wanted = question()
    answers = [(await scene.must(201, "POST", "/threads", scene.camille, json=wanted)).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert await count(scene) == (1, 1, 3)
    assert (await scene.page())["total"] == 1


async def test_a_reply_sent_three_times_is_said_once(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    wanted = {"id": str(uuid7()), "body": "En haut."}
    answers = [(await scene.must(201, "POST", f"/threads/{thread}/posts", scene.agent, json=wanted)).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert (await scene.must(200, "GET", f"/threads/{thread}", None)).json()["thread"]["posts"] == 2


async def test_sent_many_times_at_once_it_is_still_one(scene: Scene) -> None:
    wanted = question()
    asked = await asyncio.gather(*(scene.call("POST", "/threads", scene.camille, json=wanted) for _ in range(8)))
    assert {answer.status_code for answer in asked} == {201} and alike(asked)

    path, said = f"/threads/{wanted['id']}/posts", {"id": str(uuid7()), "body": "En haut."}
    replies = await asyncio.gather(*(scene.call("POST", path, scene.lou, json=said) for _ in range(8)))
    assert {answer.status_code for answer in replies} == {201} and alike(replies)
    assert (await count(scene))[:2] == (1, 2)


async def test_whitespace_alone_makes_no_other_message(scene: Scene) -> None:
    wanted = question(body="Ici.")
    first = (await scene.must(201, "POST", "/threads", scene.camille, json=wanted)).json()
    assert (await scene.must(201, "POST", "/threads", scene.camille, json={**wanted, "body": " Ici.\r\n"})).json() == first


@pytest.mark.parametrize("other", [{"title": "Quand ?"}, {"body": "Là."}, {"kind": "discussion"}, {"url": f"{PAGE}/mineur"}])
async def test_the_same_id_with_other_content_is_refused(scene: Scene, other: dict[str, str]) -> None:
    wanted = question()
    await scene.must(201, "POST", "/threads", scene.camille, json=wanted)
    refused = await scene.must(409, "POST", "/threads", scene.camille, json={**wanted, **other})
    assert refused.json()["code"] == "id-taken" and refused.json()["field"] == "id"
    assert await count(scene) == (1, 1, 3)


async def test_the_id_of_another_is_refused_even_with_the_same_content(scene: Scene) -> None:
    wanted = question()
    await scene.must(201, "POST", "/threads", scene.camille, json=wanted)
    assert (await scene.must(409, "POST", "/threads", scene.lou, json=wanted)).json()["code"] == "id-taken"
    said = {"id": str(uuid7()), "body": "En haut."}
    path = f"/threads/{wanted['id']}/posts"
    await scene.must(201, "POST", path, scene.lou, json=said)
    for other in (scene.camille, scene.agent):
        assert (await scene.must(409, "POST", path, other, json=said)).json()["code"] == "id-taken"


async def test_an_id_names_one_message_on_the_whole_site(scene: Scene) -> None:
    first, second = question(), question()
    for wanted in (first, second):
        await scene.must(201, "POST", "/threads", scene.camille, json=wanted)
    said = {"id": str(uuid7()), "body": "En haut."}
    await scene.must(201, "POST", f"/threads/{first['id']}/posts", scene.lou, json=said)
    await scene.must(409, "POST", f"/threads/{second['id']}/posts", scene.lou, json=said)
    await scene.must(409, "POST", f"/threads/{first['id']}/posts", scene.camille, json={"id": first["post"], "body": "En haut."})
    assert (await scene.must(409, "POST", "/threads", scene.camille, json=question(post=said["id"]))).json()["field"] == "post"
    assert (await scene.must(409, "POST", "/threads", scene.camille, json=question(id=first["id"]))).json()["field"] == "id"


async def test_one_id_sent_to_two_threads_at_once_is_stored_in_one(scene: Scene) -> None:
    threads = [(await scene.ask(scene.camille))["thread"]["id"] for _ in range(4)]
    for _ in range(5):
        said = {"id": str(uuid7()), "body": "En haut."}
        sent = (scene.call("POST", f"/threads/{thread}/posts", scene.lou, json=said) for thread in threads)
        answers = sorted(answer.status_code for answer in await asyncio.gather(*sent))
        assert answers == [201, 409, 409, 409]


async def test_what_was_withdrawn_is_not_brought_back_by_a_retry(scene: Scene) -> None:
    wanted = question()
    await scene.must(201, "POST", "/threads", scene.camille, json=wanted)
    path, said = f"/threads/{wanted['id']}/posts", {"id": str(uuid7()), "body": "En haut."}
    await scene.must(201, "POST", path, scene.lou, json=said)
    await scene.must(200, "DELETE", f"/posts/{said['id']}", scene.lou)
    await scene.must(200, "DELETE", f"/posts/{wanted['post']}", scene.camille)

    assert (await scene.must(409, "POST", path, scene.lou, json=said)).json()["code"] == "post-withdrawn"
    assert (await scene.must(409, "POST", "/threads", scene.camille, json=wanted)).json()["code"] == "post-withdrawn"
    assert (await scene.page())["total"] == 0


async def test_a_retry_after_an_edit_answers_with_the_new_words(scene: Scene) -> None:
    wanted = question()
    await scene.must(201, "POST", "/threads", scene.camille, json=wanted)
    edited = (await scene.must(200, "PATCH", f"/posts/{wanted['post']}", scene.camille, json={"body": "Là."})).json()
    again = (await scene.must(201, "POST", "/threads", scene.camille, json=wanted)).json()
    assert again["post"] == edited
