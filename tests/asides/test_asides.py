"""What the asker and the agents do apart: told completely on their own channels, harmless to repeat, and theirs to edit."""

from __future__ import annotations

import asyncio
from typing import Any

from parvis.domain.ids import uuid7
from tests.asides.cast import SECRET, opened
from tests.conftest import Member, Scene

TOLD = {"person": ["aside.listed"], "asides": ["aside.listed"]}


async def listed(scene: Scene, who: Member, **params: Any) -> list[Any]:
    path = "/agent/asides" if who is scene.agent else "/me/asides"
    asides: list[Any] = (await scene.must(200, "GET", path, who, params=params)).json()["asides"]
    return asides


async def test_every_act_is_told_on_the_private_channels_and_nowhere_else(scene: Scene) -> None:
    apart = await opened(scene)
    proof = await apart.proof()
    hers = await apart.say(scene.camille)
    assert await proof.holds() == {"aside": ["aside.posted"], **TOLD}
    await scene.must(200, "PATCH", f"/asides/{apart.id}/posts/{hers['id']}", scene.camille, json={"body": "Plutôt **B**."})
    assert await proof.holds() == {"aside": ["aside.edited"]}
    await scene.must(200, "DELETE", f"/asides/{apart.id}/posts/{hers['id']}", scene.camille)
    assert await proof.holds() == {"aside": ["aside.withdrawn"], **TOLD}
    for state in ("closed", "closed", "open", "open"):
        changed = await scene.must(200, "PUT", f"/asides/{apart.id}/state", scene.agent, json={"state": state})
        assert changed.json()["state"] == state
    assert await proof.holds() == {"aside": ["aside.changed"] * 2, "person": ["aside.listed"] * 2, "asides": ["aside.listed"] * 2}


async def test_the_opening_is_told_too_whoever_opens_it(scene: Scene) -> None:
    first = await opened(scene)
    proof = await first.proof()
    await opened(scene, scene.camille)
    told = await proof.holds()
    assert {kind: told[kind] for kind in TOLD} == TOLD
    assert told["page"] == ["thread.opened"] and "thread" not in told, "only the question itself"


async def test_it_waits_for_an_agent_as_long_as_her_word_is_the_last(scene: Scene) -> None:
    apart = await opened(scene)
    assert (await apart.read())["aside"]["waiting_since"] is None
    first, second = await apart.say(scene.camille), await apart.say(scene.camille, "Et voilà.")
    assert (await apart.read())["aside"]["waiting_since"] == first["created_at"]
    await scene.must(200, "DELETE", f"/asides/{apart.id}/posts/{first['id']}", scene.camille)
    assert (await apart.read())["aside"]["waiting_since"] == second["created_at"]
    calm = await opened(scene)
    assert [one["aside"]["id"] for one in await listed(scene, scene.agent)] == [apart.id, calm.id], "waiting first"
    answer = await apart.say(scene.agent, "C’est noté.")
    assert (await apart.read())["aside"]["waiting_since"] is None
    await scene.must(200, "DELETE", f"/asides/{apart.id}/posts/{answer['id']}", scene.agent)
    assert (await apart.read())["aside"]["waiting_since"] == second["created_at"]


async def test_each_knows_what_is_new_to_her(scene: Scene) -> None:
    apart = await opened(scene)
    assert [one["unread"] for one in await listed(scene, scene.camille)] == [1]
    assert [one["unread"] for one in await listed(scene, scene.agent)] == [0]
    (shown,) = await listed(scene, scene.camille)
    assert (shown["title"], shown["page"]["id"]) == (apart.thread["title"], apart.thread["page"])
    hers = await apart.say(scene.camille)
    await scene.must(204, "PUT", f"/asides/{apart.id}/seen", scene.camille, json={"seq": hers["seq"]})
    await scene.must(204, "PUT", f"/asides/{apart.id}/seen", scene.camille, json={"seq": 0})
    assert [one["unread"] for one in await listed(scene, scene.camille)] == [0]
    assert [one["unread"] for one in await listed(scene, scene.agent)] == [1]
    await scene.must(200, "PUT", f"/asides/{apart.id}/state", scene.camille, json={"state": "closed"})
    assert await listed(scene, scene.agent) == [] and len(await listed(scene, scene.agent, state="closed")) == 1
    assert len(await listed(scene, scene.camille)) == 1, "hers stay hers to read"
    assert (await scene.must(200, "GET", "/me/asides", scene.agent)).json()["asides"] == []


async def test_sent_twice_it_is_stored_once_and_other_words_may_not_have_the_id(scene: Scene) -> None:
    apart = await opened(scene)
    path = f"/agent/threads/{apart.thread['id']}/aside"
    same = {"id": apart.id, "post": apart.opening["id"], "body": apart.opening["body"]}
    assert (await scene.must(201, "POST", path, scene.agent, json=same)).json()["post"] == apart.opening
    for other in ({"body": "Autre"}, {"post": str(uuid7())}):
        assert (await scene.must(409, "POST", path, scene.agent, json=same | other)).json()["code"] == "id-taken"
    hers = await apart.say(scene.camille)
    assert await apart.say(scene.camille, id=hers["id"]) == hers
    for who, body in ((scene.camille, "Autre"), (scene.agent, hers["body"])):
        await scene.must(409, "POST", f"/asides/{apart.id}/posts", who, json={"id": hers["id"], "body": body})
    assert (await apart.read())["aside"]["posts"] == 2


async def test_one_at_a_time_for_a_question_whoever_is_quicker(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    path = f"/threads/{asked['thread']['id']}/aside"
    calls = [
        scene.call("POST", path if who is scene.camille else f"/agent{path}", who, json={"body": "Un mot ?"})
        for who in (scene.camille, scene.agent) * 4
    ]
    answers = await asyncio.gather(*calls)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    (one,) = [answer.json()["aside"]["id"] for answer in answers if answer.status_code == 201]
    assert {answer.json()["aside"] for answer in answers if answer.status_code == 409} == {one}
    await scene.must(200, "PUT", f"/asides/{one}/state", scene.agent, json={"state": "closed"})
    other = (await scene.must(201, "POST", path, scene.camille, json={"body": "Un autre mot ?"})).json()["aside"]["id"]
    refused = await scene.must(409, "PUT", f"/asides/{one}/state", scene.agent, json={"state": "open"})
    assert (refused.json()["code"], refused.json()["aside"]) == ("aside-open", other)


async def test_a_closed_one_is_read_and_not_written(scene: Scene) -> None:
    apart = await opened(scene)
    hers = await apart.say(scene.camille)
    await scene.must(200, "PUT", f"/asides/{apart.id}/state", scene.camille, json={"state": "closed"})
    assert (await apart.read())["aside"]["waiting_since"] is None
    message = f"/asides/{apart.id}/posts/{hers['id']}"
    for method, path, who in (
        ("POST", f"/asides/{apart.id}/posts", scene.camille), ("PATCH", message, scene.camille),
        ("POST", f"/agent/asides/{apart.id}/conclusion", scene.agent),
    ):  # fmt: skip
        assert (await scene.must(409, method, path, who, json={"body": "Encore"})).json()["code"] == "aside-closed"
    assert (await scene.must(200, "DELETE", message, scene.camille)).json()["body"] == "", "what is hers she may always take back"


async def test_words_that_were_taken_back_are_nowhere_any_more(scene: Scene) -> None:
    apart = await opened(scene)
    hers = await apart.say(scene.camille, "Numéro 77-perdu")
    path = f"/asides/{apart.id}/posts/{hers['id']}"
    await scene.must(403, "DELETE", path, scene.agent)
    await scene.must(403, "PATCH", path, scene.agent, json={"body": "Non."})
    await scene.must(200, "PATCH", path, scene.camille, json={"body": "Numéro 78-perdu"})
    assert not await scene.database.fetchval("select count(*) from events where data::text like '%77-perdu%'")
    for _ in range(2):
        await scene.must(200, "DELETE", path, scene.camille)
    assert not await scene.database.fetchval("select count(*) from events where data::text like '%-perdu%'")
    assert not await scene.database.fetchval("select count(*) from aside_posts where body like '%-perdu%'")
    await scene.must(409, "POST", f"/asides/{apart.id}/posts", scene.camille, json={"id": hers["id"], "body": "Numéro 77-perdu"})


async def test_only_a_citizens_question_is_taken_aside(scene: Scene) -> None:
    own = await scene.ask(scene.agent, "Que manque-t-il ici ?", kind="discussion")
    gone = await scene.ask(scene.camille)
    await scene.must(200, "DELETE", f"/posts/{gone['post']['id']}", scene.camille)
    await scene.must(422, "POST", f"/agent/threads/{own['thread']['id']}/aside", scene.agent, json={"body": "Un mot ?"})
    await scene.must(409, "POST", f"/agent/threads/{gone['thread']['id']}/aside", scene.agent, json={"body": "Un mot ?"})
    await scene.must(404, "POST", f"/agent/threads/{uuid7()}/aside", scene.agent, json={"body": "Un mot ?"})


async def test_her_export_holds_her_asides_and_nobody_elses_does(scene: Scene) -> None:
    apart = await opened(scene)
    await apart.say(scene.camille)
    hers = (await scene.must(200, "GET", "/me/export", scene.camille)).json()["asides"]
    assert [(one["name"], SECRET in one["body"]) for one in hers] == [("Agent Démo", True), ("Hirondelle 42", True)]
    for who in (scene.lou, scene.agent):
        export = await scene.must(200, "GET", "/me/export", who)
        assert export.json()["asides"] == [] and SECRET not in export.text
