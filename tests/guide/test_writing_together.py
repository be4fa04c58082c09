"""A guide is written together: nobody's words are overwritten silently, and what a step said is known."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from parvis.domain.ids import uuid7
from parvis.guide import routes
from parvis.guide.diffs import Piece, diff
from parvis.guide.rules import STEPS_LIMIT
from tests.conftest import PAGE, SITE, Scene
from tests.guide.writing import BODY, channel, edit, guide, history, titles, write
from tests.threads.test_snapshot_proof import Proof

FIELD = {"key": "prenoms", "label": "Prénoms", "step": "Identité"}


async def test_steps_stand_where_their_writers_put_them(scene: Scene) -> None:
    assert (await guide(scene))["steps"] == [], "a page without a guide has an empty one"
    first = await write(scene, scene.camille, "Gardez votre passeport")
    await write(scene, scene.lou, "Envoyez", field=FIELD)
    await write(scene, scene.lou, "Ajoutez la photo", after=first["id"], heading="Votre photo")
    steps = (await guide(scene))["steps"]
    assert [step["title"] for step in steps] == ["Gardez votre passeport", "Ajoutez la photo", "Envoyez"]
    assert steps[2]["field"] == FIELD and steps[1]["heading"] == "Votre photo" and steps[0]["author"]["name"] == "Hirondelle 42"
    await scene.must(200, "POST", f"/guide/steps/{steps[2]['id']}/move", scene.camille, json={"after": None})
    assert await titles(scene) == ["Envoyez", "Gardez votre passeport", "Ajoutez la photo"]
    for _ in range(2):
        await scene.must(200, "POST", f"/guide/steps/{first['id']}/move", scene.camille, json={"after": steps[1]["id"]})
    assert await titles(scene) == ["Envoyez", "Ajoutez la photo", "Gardez votre passeport"]
    await scene.must(422, "POST", f"/guide/steps/{first['id']}/move", scene.camille, json={"after": str(uuid7())})


async def test_many_steps_find_room_between_the_same_two(scene: Scene) -> None:
    proof = Proof(scene.database)
    await proof.follow(channel(scene))
    first = await write(scene, scene.camille, "0")
    for number in range(1, 15):
        await write(scene, scene.lou, str(number), after=first["id"])
    assert await titles(scene) == ["0", *map(str, range(14, 0, -1))]
    assert set((await proof.holds())["guide"]) == {"step.written"}


async def test_an_edit_takes_effect_at_once_and_both_names_stay(scene: Scene) -> None:
    step = await write(scene, scene.camille, summary="première version")
    edited = await edit(scene, scene.lou, step, "Dans l’ordre de votre **acte** de naissance.", summary="plus précis")
    assert edited["revision"] == 2 and edited["author"]["name"] == "Pinson 18"
    newest, oldest = await history(scene, step)
    assert (newest["revision"]["summary"], newest["revision"]["author"]["name"]) == ("plus précis", "Pinson 18")
    assert (oldest["revision"]["summary"], oldest["revision"]["author"]["name"]) == ("première version", "Hirondelle 42")
    assert {"kind": "added", "text": BODY} in oldest["body"]
    assert "".join(p["text"] for p in newest["body"] if p["kind"] != "added") == BODY
    assert "".join(p["text"] for p in newest["body"] if p["kind"] != "removed") == edited["body"]


async def test_the_second_of_two_who_edit_at_once_gets_both_texts(scene: Scene) -> None:
    step = await write(scene, scene.camille)
    hers = await edit(scene, scene.camille, step, "Tous, séparés par des virgules.")
    refused = await edit(scene, scene.lou, step, "Tous, même le troisième.", status=409)
    assert refused["code"] == "edited-meanwhile" and refused["theirs"] == hers
    assert refused["yours"]["body"] == "Tous, même le troisième."
    assert (await guide(scene))["steps"] == [hers], "nothing was overwritten"
    merged = await edit(scene, scene.lou, hers, "Tous, même le troisième, séparés par des virgules.")
    assert merged["revision"] == 3


async def test_of_many_edits_of_the_same_text_one_wins_and_the_others_are_told(scene: Scene) -> None:
    step = await write(scene, scene.camille)
    wanted = [{"base": 1, "title": f"Titre {number}", "body": BODY, "id": str(uuid7())} for number in range(8)]
    path = f"/guide/steps/{step['id']}"
    answers = await asyncio.gather(*(scene.call("PUT", path, scene.lou, json=each) for each in wanted))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    winner = next(answer.json() for answer in answers if answer.status_code == 200)
    assert all(answer.json()["theirs"] == winner for answer in answers if answer.status_code == 409)


async def test_an_edit_sent_twice_is_one_edit_and_its_id_is_nobody_elses(scene: Scene) -> None:
    ids: dict[str, Any] = {"id": str(uuid7()), "revision": str(uuid7())}
    step = await write(scene, scene.camille, **ids)
    assert await write(scene, scene.camille, **ids) == step
    assert (await write(scene, scene.camille, "Autre chose", **ids, status=409))["code"] == "id-taken"
    assert (await write(scene, scene.lou, **{**ids, "revision": str(uuid7())}, status=409))["code"] == "id-taken"
    revision = str(uuid7())
    once = await edit(scene, scene.lou, step, "Mieux.", id=revision)
    assert await edit(scene, scene.lou, step, "Mieux.", id=revision) == once, "also when its base is no longer the current one"
    assert (await edit(scene, scene.lou, step, "Autre.", id=revision, status=409))["code"] == "id-taken"
    assert (await edit(scene, scene.camille, step, "Mieux.", id=revision, status=409))["code"] == "id-taken"
    assert (await edit(scene, scene.lou, once, "Mieux."))["revision"] == 2, "the same words are no new revision"


async def test_long_texts_are_compared_beside_the_loop(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads a history, or an agent's desk, keeps nobody waiting who writes at that moment."""
    threads: set[int] = set()

    def watched(old: str, new: str) -> list[Piece]:
        threads.add(threading.get_ident())
        return diff(old, new)

    monkeypatch.setattr(routes, "diff", watched)
    step = await write(scene, scene.camille)
    await edit(scene, scene.lou, step, "Mieux.")
    assert len(await history(scene, step)) == 2
    assert len((await scene.must(200, "GET", "/agent/guide", scene.agent)).json()["steps"]) == 1
    assert threads and threading.get_ident() not in threads


async def test_a_text_comes_back_as_a_new_revision(scene: Scene) -> None:
    step = await write(scene, scene.camille)
    spoilt = await edit(scene, scene.lou, step, "N’importe quoi.")
    wanted = {"base": spoilt["revision"], "revision": 1, "id": str(uuid7())}
    for _ in range(2):
        back = (await scene.must(200, "POST", f"/guide/steps/{step['id']}/revert", scene.agent, json=wanted)).json()
    assert back["body"] == BODY and back["revision"] == 3 and back["author"]["voice"] == "agent"
    assert (await history(scene, step))[0]["revision"]["restores"] == 1
    stale = {"base": 2, "revision": 1}
    refused = (await scene.must(409, "POST", f"/guide/steps/{step['id']}/revert", scene.lou, json=stale)).json()
    assert refused["theirs"] == back
    for none in (3, 9):
        await scene.must(422, "POST", f"/guide/steps/{step['id']}/revert", scene.lou, json={"base": 3, "revision": none})


async def test_an_agent_stands_for_what_she_read_until_the_next_edit(scene: Scene) -> None:
    step = await write(scene, scene.camille)
    proof = Proof(scene.database)
    await proof.follow(channel(scene))
    path = f"/guide/steps/{step['id']}/validated"
    await scene.must(403, "PUT", path, scene.lou, json={"base": 1})
    done = (await scene.must(200, "PUT", path, scene.agent, json={"base": 1, "source": "Décret 2005-1726"})).json()
    validated = done["validated"]
    assert (validated["name"], validated["service"]) == ("Agent Démo", "Service des passeports")
    assert validated["source"] == "Décret 2005-1726" and validated["at"]
    assert await proof.holds() == {"guide": ["step.written"]}
    moved = (await scene.must(200, "POST", f"/guide/steps/{step['id']}/move", scene.lou, json={"after": None})).json()
    assert moved["validated"] == validated, "a move changes no word"
    edited = await edit(scene, scene.lou, step, "Dans l’ordre du passeport.")
    assert edited["validated"] is None
    assert await proof.holds() == {"guide": ["step.written"]}
    refused = (await scene.must(409, "PUT", path, scene.agent, json={"base": 1})).json()
    assert refused["theirs"] == edited, "she read another text than the one that stands there"
    [waiting] = (await scene.must(200, "GET", "/agent/guide", scene.agent)).json()["steps"]
    assert waiting["step"] == edited and waiting["page"]["key"] == PAGE
    assert {p["kind"] for p in waiting["body"]} == {"same", "removed", "added"}, "what changed since an agent read it"
    await scene.must(200, "PUT", path, scene.agent, json={"base": 2})
    assert (await scene.must(200, "GET", "/agent/guide", scene.agent)).json()["steps"] == []
    assert (await scene.must(200, "DELETE", path, scene.agent)).json()["validated"] is None
    await proof.holds()


async def test_who_may_remove_a_step_and_what_is_left_of_it(scene: Scene) -> None:
    alone, shared = await write(scene, scene.camille, "Secret un"), await write(scene, scene.camille, "Secret deux")
    await edit(scene, scene.lou, shared, "Un autre secret.")
    proof = Proof(scene.database)
    await proof.follow(channel(scene))
    path = "/guide/steps/"
    await scene.must(403, "DELETE", path + alone["id"], scene.lou)
    await scene.must(403, "DELETE", path + shared["id"], scene.camille)
    await scene.must(204, "DELETE", path + alone["id"], scene.camille)
    await scene.must(204, "DELETE", path + shared["id"], scene.agent)
    await scene.must(204, "DELETE", path + shared["id"], scene.agent)
    assert await proof.holds() == {"guide": ["step.removed", "step.removed"]}
    assert (await guide(scene))["steps"] == []
    await scene.must(404, "GET", f"{path}{shared['id']}/history", None)
    assert (await edit(scene, scene.lou, shared, "Encore.", status=409))["code"] == "step-removed"
    for table in ("events", "guide_revisions"):
        kept = await scene.database.fetchval(f"select count(*) from {table} t where t::text ilike '%secret%'")
        assert kept == 0, table


async def test_an_erased_revision_leaves_no_word_behind(scene: Scene) -> None:
    step = await write(scene, scene.camille)
    leaked = await edit(scene, scene.lou, step, "Mon numéro est 12345.")
    current = await edit(scene, scene.camille, leaked, BODY + " Merci.")
    proof = Proof(scene.database)
    await proof.follow(channel(scene))
    newest, middle, _ = await history(scene, step)
    path = f"/guide/steps/{step['id']}/history/"
    await scene.must(403, "DELETE", path + middle["revision"]["id"], scene.camille)
    await scene.must(422, "DELETE", path + newest["revision"]["id"], scene.camille)
    await scene.must(404, "DELETE", path + str(uuid7()), scene.camille)
    for _ in range(2):
        await scene.must(204, "DELETE", path + middle["revision"]["id"], scene.lou)
    assert await proof.holds() == {"guide": ["step.written"]}
    newest, middle, _ = await history(scene, step)
    assert middle["revision"]["erased"] and middle["body"] == [] and middle["revision"]["author"]["name"] == "Pinson 18"
    assert [piece["text"] for piece in newest["body"] if piece["kind"] == "added"] == [" Merci."], (
        "told from the last that is left"
    )
    assert (await guide(scene))["steps"] == [current]
    for table in ("events", "guide_revisions"):
        assert await scene.database.fetchval(f"select count(*) from {table} t where t::text like '%12345%'") == 0
    await scene.must(422, "POST", f"/guide/steps/{step['id']}/revert", scene.lou, json={"base": 3, "revision": 2})


async def test_a_good_answer_becomes_a_step_that_leads_back_to_it(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    answer = await scene.reply(scene.lou, thread)
    step = await write(scene, scene.agent, origin={"thread": thread, "post": answer["id"]})
    assert step["origin"] == {"thread": thread, "post": answer["id"], "name": "Pinson 18"}
    await scene.must(200, "DELETE", f"/posts/{answer['id']}", scene.lou)
    refused = await write(scene, scene.agent, origin={"thread": thread, "post": answer["id"]}, status=422)
    assert refused["field"] == "origin"


async def test_a_guide_that_is_too_long_helps_nobody(scene: Scene) -> None:
    for number in range(STEPS_LIMIT):
        await write(scene, scene.camille, f"Étape {number}")
    refused = await write(scene, scene.camille, status=409)
    assert (refused["code"], refused["limit"]) == ("guide-full", STEPS_LIMIT)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": " "}, "empty"),
        ({"body": "x" * 5_001}, "too-long"),
        ({"summary": "x" * 201}, "too-long"),
        ({"title": "a\u202eb"}, "bad-characters"),
        ({"field": FIELD, "heading": "Votre photo"}, "bad-shape"),
        ({"after": str(uuid7())}, "bad-shape"),
        ({"video": {"url": "https://youtu.be/abc", "title": "Film", "alt": " "}}, "empty"),
        ({"video": {"url": "https://elsewhere.example/film", "title": "Film", "alt": "On voit."}}, "video-refused"),
    ],
)
async def test_what_is_no_step_is_refused(scene: Scene, wrong: dict[str, Any], code: str) -> None:
    wanted: dict[str, Any] = {"status": 422, **wrong}
    assert (await write(scene, scene.camille, **wanted))["code"] == code
    assert (await guide(scene))["steps"] == []


async def test_a_step_of_another_site_is_not_there(scene: Scene) -> None:
    step = await write(scene, scene.camille)
    await scene.database.execute(
        "insert into sites (id, name, origins) values ($1, 'ailleurs', '{https://www.ailleurs.example}')", uuid7()
    )
    arrived = (await scene.must(201, "POST", "/visitors", None, json={"site": "ailleurs"})).json()
    stranger = {"Authorization": f"Bearer {arrived['token']}"}
    path = f"/guide/steps/{step['id']}"
    await scene.must(404, "PUT", path, None, json={"base": 1, "title": "a", "body": "b"}, headers=stranger)
    body = {"site": SITE, "url": PAGE, "title": "a", "body": "b"}
    await scene.must(403, "POST", "/guide/steps", None, json=body, headers=stranger)
