"""A question says which control of the form it is about, and an answer says what it rests on: stored, told, read again alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from parvis.domain.ids import page_channel, page_id, queue_channel, thread_channel, uuid7
from tests.conftest import PAGE, SITE, Scene
from tests.threads.test_snapshot_proof import Proof

NUMBER = {"key": "child[#].number", "label": "Numéro du titre", "step": "Étape 2"}


async def test_a_question_about_a_field_says_so_wherever_it_is_shown(scene: Scene) -> None:
    proof = Proof(scene.database)
    page = page_id(scene.site, PAGE)
    await proof.follow(page_channel(scene.site, page), queue_channel(scene.site))
    asked: Any = await scene.ask(scene.camille, field={**NUMBER, "label": " Numéro \n du titre "})
    assert asked["thread"]["field"] == NUMBER, "label and step stand on one line"
    assert await proof.holds() == {"page": ["thread.opened"], "queue": ["queue.joined"]}
    assert (await scene.page())["threads"][0]["field"] == NUMBER
    read = (await scene.must(200, "GET", f"/threads/{asked['thread']['id']}", None)).json()
    assert read["thread"]["field"] == NUMBER
    assert (await scene.ask(scene.camille))["thread"]["field"] is None
    without_step = await scene.ask(scene.lou, field={"key": "email", "label": "Courriel"})
    assert without_step["thread"]["field"] == {"key": "email", "label": "Courriel", "step": None}


@pytest.mark.parametrize(
    ("field", "code", "named"),
    [
        ({"key": "", "label": "Nom"}, "empty", "field.key"),
        ({"key": "nom", "label": " "}, "empty", "field.label"),
        ({"key": "a b", "label": "Nom"}, "bad-shape", "field.key"),
        ({"key": "a)b", "label": "Nom"}, "bad-shape", "field.key"),
        ({"key": 'a"b', "label": "Nom"}, "bad-shape", "field.key"),
        ({"key": "<b>", "label": "Nom"}, "bad-shape", "field.key"),
        ({"key": "a" * 121, "label": "Nom"}, "too-long", "field.key"),
        ({"key": "nom", "label": "a" * 201}, "too-long", "field.label"),
        ({"key": "nom", "label": "Nom", "step": "a" * 201}, "too-long", "field.step"),
        ({"key": "nom", "label": "N\u202eom"}, "bad-characters", "field.label"),
        ({"key": "n\u0000m", "label": "Nom"}, "bad-characters", "field.key"),
        ({"key": "nom", "label": "Nom", "value": "1"}, "bad-shape", "field.value"),
    ],
)
async def test_a_field_that_cannot_be_shown_is_refused_by_name(
    scene: Scene, field: dict[str, str], code: str, named: str
) -> None:
    wanted = {"site": SITE, "url": PAGE, "title": "Où ?", "body": "Ici.", "field": field}
    refused = (await scene.must(422, "POST", "/threads", scene.camille, json=wanted)).json()
    assert (refused["code"], refused["field"]) == (code, named)


async def test_the_same_id_about_another_field_is_another_question(scene: Scene) -> None:
    wanted = {"site": SITE, "url": PAGE, "title": "Où ?", "body": "Ici.", "id": str(uuid7()), "post": str(uuid7())}
    for _ in range(2):
        await scene.must(201, "POST", "/threads", scene.camille, json={**wanted, "field": NUMBER})
    for other in ({}, {"field": {**NUMBER, "key": "email"}}):
        refused = (await scene.must(409, "POST", "/threads", scene.camille, json={**wanted, **other})).json()
        assert refused["code"] == "id-taken"


async def test_an_answer_says_what_it_rests_on(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    proof = Proof(scene.database)
    await proof.follow(thread_channel(scene.site, UUID(thread)))
    said = await scene.reply(scene.lou, thread, source="  Code civil,\n art. 4 ")
    assert said["source"] == "Code civil, art. 4"
    assert await proof.holds() == {"thread": ["post.added"]}
    again = {"id": said["id"], "body": said["body"]}
    path = f"/threads/{thread}/posts"
    await scene.must(201, "POST", path, scene.lou, json={**again, "source": "Code civil, art. 4"})
    assert (await scene.must(409, "POST", path, scene.lou, json=again)).json()["code"] == "id-taken"
    assert (await scene.reply(scene.lou, thread, source="  "))["source"] is None
    long = await scene.must(422, "POST", path, scene.lou, json={"body": "Ici.", "source": "a" * 301})
    assert (long.json()["code"], long.json()["field"], long.json()["limit"]) == ("too-long", "source", 300)


async def test_a_withdrawn_answers_source_is_nowhere_in_the_database(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    said = await scene.reply(scene.lou, thread, source="Une lettre de Madame Ibis")
    await scene.must(200, "PUT", f"/posts/{said['id']}/official", scene.agent, json={"source": "Le courrier de Madame Ibis"})
    proof = Proof(scene.database)
    await proof.follow(thread_channel(scene.site, UUID(thread)))
    gone = (await scene.must(200, "DELETE", f"/posts/{said['id']}", scene.lou)).json()
    assert (gone["source"], gone["official"]) == (None, None)
    assert await proof.holds() == {"thread": ["post.withdrawn", "thread.changed"]}
    left = await scene.database.fetchval(
        """select (select count(*) from events where data::text like '%Madame Ibis%')
                + (select count(*) from posts where posts::text like '%Madame Ibis%')"""
    )
    assert left == 0
