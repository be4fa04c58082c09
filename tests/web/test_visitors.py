"""Visitors: a name and a token at the first act, another name whenever they like, and everything they wrote in their hands."""

from __future__ import annotations

from typing import Any

import pytest

from parvis.agents.queries import add_agent
from parvis.domain.people import BIRDS
from tests.conftest import PAGE, SITE, Scene, cast
from tests.guide.writing import write


async def arrive(scene: Scene, **named: Any) -> Any:
    return (await scene.must(201, "POST", "/visitors", None, json={"site": SITE, **named})).json()


async def me(scene: Scene, token: str) -> Any:
    return (await scene.must(200, "GET", "/me", None, headers={"Authorization": f"Bearer {token}"})).json()


async def test_a_visitor_arrives_under_the_name_she_chose(scene: Scene) -> None:
    arrived = await arrive(scene, name="  Camille   D. ")
    assert arrived["visitor"]["name"] == "Camille D."
    assert await me(scene, arrived["token"]) == {**arrived["visitor"], "voice": "citizen"}


async def test_who_gives_no_name_gets_a_bird(scene: Scene) -> None:
    for arrived in [await arrive(scene), await arrive(scene, name=None)]:
        bird, number = arrived["visitor"]["name"].split()
        assert bird in BIRDS and 2 <= int(number) <= 99


async def test_no_bird_is_given_that_an_agent_is_called(scene: Scene) -> None:
    for bird in BIRDS[1:]:
        await add_agent(scene.database, scene.site, f"{bird} Démo", bird, f"{bird}@valombre.example", "agent")
    for _ in range(5):
        assert (await arrive(scene))["visitor"]["name"].startswith(BIRDS[0])


async def test_the_token_is_shown_once_and_kept_as_a_hash(scene: Scene) -> None:
    token = (await arrive(scene, name="Camille"))["token"]
    assert token.startswith("pv_") and len(token) > 40
    rows = await scene.database.fetch("select t::text as text from visitors t")
    assert not any(token in row["text"] or token.encode().hex() in row["text"] for row in rows)


async def test_two_visitors_may_have_the_same_name_and_are_two(scene: Scene) -> None:
    first, second = await arrive(scene, name="Camille"), await arrive(scene, name="Camille")
    assert first["visitor"]["id"] != second["visitor"]["id"] and first["token"] != second["token"]


IMITATIONS = [
    "Agent Démo",
    "agent demo",
    "Аgent Demo",
    "Service des passeports",
    "Agent",
    "Modérateur",
    "Lou ✓",
    "Ａｇｅｎｔ",
    "ᴀɢᴇɴᴛ",
]


@pytest.mark.parametrize("name", IMITATIONS)
async def test_nobody_arrives_as_an_agent_nor_becomes_one_later(scene: Scene, name: str) -> None:
    before = await scene.database.fetchval("select count(*) from visitors")
    for refused in (
        await scene.must(422, "POST", "/visitors", None, json={"site": SITE, "name": name}),
        await scene.must(422, "PATCH", "/me", scene.camille, json={"name": name}),
    ):
        assert (refused.json()["code"], refused.json()["field"]) == ("name-refused", "name")
    assert await scene.database.fetchval("select count(*) from visitors") == before
    assert (await me(scene, scene.camille.token))["name"] == "Hirondelle 42"


async def test_the_names_of_one_sites_agents_are_free_on_another(scene: Scene) -> None:
    await add_agent(scene.database, scene.site, "Zoé Arman", "Service des cartes", "zoe@valombre.example", "agent")
    await cast(scene.database, "ailleurs", "https://ailleurs.example")
    await scene.must(422, "POST", "/visitors", None, json={"site": SITE, "name": "Zoe Arman"})
    await scene.must(201, "POST", "/visitors", None, json={"site": "ailleurs", "name": "Zoe Arman"})


async def test_a_new_name_is_for_what_is_written_from_then_on(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    renamed = (await scene.must(200, "PATCH", "/me", scene.camille, json={"name": "Camille"})).json()
    assert renamed == {"id": str(scene.camille.id), "name": "Camille", "voice": "citizen"}
    reply = await scene.reply(scene.camille, asked["thread"]["id"])
    posts = (await scene.must(200, "GET", f"/threads/{asked['thread']['id']}", None)).json()["posts"]
    assert [post["author"]["name"] for post in posts] == ["Hirondelle 42", "Camille"]
    assert reply["author"]["id"] == asked["post"]["author"]["id"]


async def test_an_agents_name_is_not_hers_to_change(scene: Scene) -> None:
    assert (await scene.must(403, "PATCH", "/me", scene.agent, json={"name": "Camille"})).json()["code"] == "not-yours"
    assert (await me(scene, scene.agent.token))["name"] == "Agent Démo"


async def test_an_export_holds_all_that_one_wrote_and_nothing_of_others(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Ma question", "Mes mots.", page_title="Passeport")
    await scene.reply(scene.lou, asked["thread"]["id"], "Les mots de Lou.")
    second = await scene.reply(scene.camille, asked["thread"]["id"], "Encore mes mots.")
    gone = await scene.reply(scene.camille, asked["thread"]["id"], "Regretté.")
    await scene.must(200, "DELETE", f"/posts/{gone['id']}", scene.camille)

    answer = await scene.must(200, "GET", "/me/export", scene.camille)
    export = answer.json()
    assert export["visitor"] | {"since": ""} == {"id": str(scene.camille.id), "name": "Hirondelle 42", "since": "", "trade": None}
    assert [(post["body"], post["state"]) for post in export["posts"]] == [
        ("Mes mots.", "visible"), ("Encore mes mots.", "visible"), ("", "withdrawn"),
    ]  # fmt: skip
    assert (export["posts"][0]["title"], export["posts"][0]["page"]) == ("Ma question", PAGE)
    assert export["posts"][1]["created_at"] == second["created_at"]
    assert "Lou" not in answer.text and "Regretté" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


async def test_an_export_holds_what_stands_beside_the_words_and_what_one_chose(scene: Scene) -> None:
    field = {"key": "numero", "label": "Numéro", "step": "Identité"}
    mine = await scene.ask(scene.camille, field=field)
    other = await scene.ask(scene.lou, "Une autre question ?")
    answer = await scene.reply(scene.lou, mine["thread"]["id"])
    sourced = await scene.reply(scene.camille, other["thread"]["id"], "C’est écrit.", source="Décret 2005-1726")
    told = {"site": SITE, "url": PAGE, "place": "Valombre", "days": 21, "month": "2026-03", "body": ""}
    await scene.must(201, "POST", "/testimonies", scene.camille, json=told)
    film = {"url": "https://youtu.be/aB3", "title": "Prendre la photo", "alt": "On s’assied de face."}
    step = await write(scene, scene.camille, field=field, video=film)
    headed = await write(scene, scene.camille, heading="Votre photo")
    await scene.must(200, "PUT", f"/posts/{answer['id']}/helpful", scene.camille)
    await scene.must(200, "PUT", f"/threads/{other['thread']['id']}/same-question", scene.camille)
    await scene.must(204, "PUT", f"/pages/{mine['thread']['page']}/follow", scene.camille, json={"mode": "mute"})

    export = (await scene.must(200, "GET", "/me/export", scene.camille)).json()
    question, reply, testimony = export["posts"]
    assert (question["field"], question["source"], question["testimony"]) == (field, None, None)
    assert (reply["id"], reply["source"], reply["field"]) == (sourced["id"], "Décret 2005-1726", None)
    assert testimony["testimony"] == {"place": "Valombre", "days": 21, "month": "2026-03"}
    assert [(edit["field"], edit["heading"], edit["video"]) for edit in export["guides"]] == [
        (field, None, step["video"]), (None, "Votre photo", None),
    ] and headed["heading"]  # fmt: skip
    assert [thanked["post"] for thanked in export["thanks"]] == [answer["id"]]
    assert [chosen["thread"] for chosen in export["same_questions"]] == [other["thread"]["id"]]
    assert {mine["thread"]["id"], other["thread"]["id"]} <= {followed["thread"] for followed in export["follows"]}
    assert [(page["page"], page["mode"]) for page in export["pages"]] == [(PAGE, "mute")]


async def test_who_is_nobody_has_nothing_to_read_here(scene: Scene) -> None:
    for method, path in (("GET", "/me"), ("GET", "/me/export"), ("PATCH", "/me")):
        refused = await scene.must(401, method, path, None, json={"name": "Camille"} if method == "PATCH" else None)
        assert refused.json()["code"] == "not-signed-in"


async def test_an_unknown_site_has_no_visitors(scene: Scene) -> None:
    refused = await scene.must(404, "POST", "/visitors", None, json={"site": "inconnu", "name": "Camille"})
    assert (refused.json()["code"], refused.json()["field"]) == ("unknown-site", "site")
