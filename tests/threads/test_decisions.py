"""What is decided about a thread: each decision is told completely, harmless to repeat, and refused to those it is not for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from parvis.domain.events import PINNED_LIMIT
from parvis.domain.ids import page_channel, queue_channel, thread_channel
from tests.conftest import Scene
from tests.threads.test_snapshot_proof import Proof


async def followed(scene: Scene, asked: Any) -> Proof:
    """A proof on the page, the queue and the thread."""
    proof = Proof(scene.database)
    page = page_channel(scene.site, UUID(asked["thread"]["page"]))
    await proof.follow(page, queue_channel(scene.site), thread_channel(scene.site, UUID(asked["thread"]["id"])))
    return proof


async def thread_of(scene: Scene, id: str) -> Any:
    shown = (await scene.must(200, "GET", f"/threads/{id}", None)).json()
    listed = {one["id"]: one for one in (await scene.page())["threads"]}[id]
    assert listed == shown["thread"], "the page's list and the thread agree"
    return shown["thread"]


async def test_an_agent_stands_for_an_answer_with_name_service_date_and_source(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    answer = await scene.reply(scene.lou, thread)
    proof = await followed(scene, asked)
    path = f"/posts/{answer['id']}/official"
    for _ in range(2):
        post = (await scene.must(200, "PUT", path, scene.agent, json={"source": " Code civil,  art. 4"})).json()
        assert (post["official"]["name"], post["official"]["service"]) == ("Agent Démo", "Service des passeports")
        assert post["official"]["at"] > answer["created_at"] and post["source"] == "Code civil, art. 4"
    told = await proof.holds()
    assert told["thread"] == ["post.changed", "thread.changed", "thread.changed"]
    assert told["queue"][-1] == "queue.left"
    kept = await thread_of(scene, thread)
    assert (kept["official"], kept["status"]) == (answer["id"], "answered")

    post = (await scene.must(200, "DELETE", path, scene.agent)).json()
    assert (post["official"], post["source"]) == (None, "Code civil, art. 4"), "what it rests on stays"
    assert await proof.holds() == {"page": ["thread.changed"], "thread": ["post.changed", "thread.changed"]}
    assert (await thread_of(scene, thread))["official"] is None


async def test_a_thread_has_one_official_answer_at_most(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    first, second = await scene.reply(scene.lou, thread), await scene.reply(scene.agent, thread, "Page 3.")
    await scene.must(200, "PUT", f"/posts/{first['id']}/official", scene.agent, json={})
    proof = await followed(scene, asked)
    await scene.must(200, "PUT", f"/posts/{second['id']}/official", scene.agent, json={})
    assert await proof.holds() == {"page": ["thread.changed"], "thread": ["post.changed", "post.changed", "thread.changed"]}
    posts = (await scene.must(200, "GET", f"/threads/{thread}", None)).json()["posts"]
    assert [post["id"] for post in posts if post["official"]] == [second["id"]]


async def test_an_official_answer_that_is_withdrawn_or_reworded_by_a_citizen_is_no_longer_official(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    reworded, withdrawn = await scene.reply(scene.lou, thread), await scene.reply(scene.lou, thread, "Page 3.")
    await scene.must(200, "PUT", f"/posts/{reworded['id']}/official", scene.agent, json={})
    await scene.reply(scene.camille, thread, "Et sur l’ancien modèle ?")
    proof = await followed(scene, asked)
    edited = (await scene.must(200, "PATCH", f"/posts/{reworded['id']}", scene.lou, json={"body": "Là."})).json()
    assert edited["official"] is None
    assert await proof.holds() == {
        "page": ["thread.changed"], "queue": ["thread.changed"], "thread": ["post.changed", "thread.changed", "post.edited"],
    }  # fmt: skip
    await scene.must(200, "PUT", f"/posts/{withdrawn['id']}/official", scene.agent, json={})
    await proof.holds()
    await scene.must(200, "DELETE", f"/posts/{withdrawn['id']}", scene.lou)
    assert await proof.holds() == {"page": ["thread.changed"], "thread": ["post.withdrawn", "thread.changed"]}
    assert (await thread_of(scene, thread))["official"] is None


async def test_an_agents_own_rewording_keeps_it_official(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    answer = await scene.reply(scene.agent, thread)
    await scene.must(200, "PUT", f"/posts/{answer['id']}/official", scene.agent, json={})
    edited = (await scene.must(200, "PATCH", f"/posts/{answer['id']}", scene.agent, json={"body": "Là."})).json()
    assert edited["official"]["name"] == "Agent Démo"


async def test_only_an_agent_and_only_a_visible_reply_can_be_official(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    answer = await scene.reply(scene.lou, asked["thread"]["id"])
    path = f"/posts/{answer['id']}/official"
    await scene.must(403, "PUT", path, scene.camille, json={})
    await scene.must(401, "PUT", path, None, json={})
    await scene.must(422, "PUT", f"/posts/{asked['post']['id']}/official", scene.agent, json={})
    await scene.must(422, "PUT", path, scene.agent, json={"source": "a" * 301})
    await scene.must(200, "DELETE", f"/posts/{answer['id']}", scene.lou)
    refused = await scene.must(409, "PUT", path, scene.agent, json={})
    assert refused.json()["code"] == "post-withdrawn"


async def test_a_pinned_thread_stands_first_on_its_page(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    await scene.ask(scene.lou, "Une autre")
    thread = asked["thread"]["id"]
    proof = await followed(scene, asked)
    for _ in range(2):
        assert (await scene.must(200, "PUT", f"/threads/{thread}/pinned", scene.agent)).json()["pinned"] is True
    assert await proof.holds() == {
        "page": ["thread.changed", "thread.pinned"], "queue": ["thread.changed"], "thread": ["thread.changed"],
    }  # fmt: skip
    page = await scene.page()
    assert [one["id"] for one in page["pinned"]] == [thread]
    assert (await thread_of(scene, thread))["pinned"] is True
    for _ in range(2):
        assert (await scene.must(200, "DELETE", f"/threads/{thread}/pinned", scene.agent)).json()["pinned"] is False
    assert await proof.holds() == {
        "page": ["thread.changed", "thread.unpinned"], "queue": ["thread.changed"], "thread": ["thread.changed"],
    }  # fmt: skip
    assert (await scene.page())["pinned"] == []
    await scene.must(403, "PUT", f"/threads/{thread}/pinned", scene.camille)


async def test_a_pinned_question_that_is_withdrawn_stands_nowhere_and_says_nothing(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille, "Le dossier de Madame Ibis")
    await scene.must(200, "PUT", f"/threads/{asked['thread']['id']}/pinned", scene.agent)
    proof = await followed(scene, asked)
    await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)
    assert await proof.holds() == {
        "page": ["thread.changed"], "queue": ["queue.left"], "thread": ["post.withdrawn", "thread.changed"],
    }  # fmt: skip
    assert (await scene.page())["pinned"] == []
    assert await scene.database.fetchval("select count(*) from events where data::text like '%Madame Ibis%'") == 0
    refused = await scene.must(409, "PUT", f"/threads/{asked['thread']['id']}/pinned", scene.agent)
    assert refused.json()["code"] == "post-withdrawn"


async def test_only_so_many_are_pinned(scene: Scene) -> None:
    asked = [(await scene.ask(scene.camille, f"Question {n}"))["thread"]["id"] for n in range(PINNED_LIMIT + 1)]
    for thread in asked[:-1]:
        await scene.must(200, "PUT", f"/threads/{thread}/pinned", scene.agent)
    refused = (await scene.must(409, "PUT", f"/threads/{asked[-1]}/pinned", scene.agent)).json()
    assert (refused["code"], refused["limit"]) == ("pinned-enough", PINNED_LIMIT)
    await scene.must(200, "DELETE", f"/threads/{asked[0]}/pinned", scene.agent)
    await scene.must(200, "PUT", f"/threads/{asked[-1]}/pinned", scene.agent)


async def test_the_asker_says_that_her_question_is_settled_and_that_it_is_not(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    proof = await followed(scene, asked)
    path = f"/threads/{thread}/status"
    for _ in range(2):
        assert (await scene.must(200, "PUT", path, scene.camille, json={"status": "solved"})).json()["status"] == "solved"
    assert await proof.holds() == {"page": ["thread.changed"], "queue": ["queue.left"], "thread": ["thread.changed"]}
    assert (await thread_of(scene, thread))["status"] == "solved"
    for _ in range(2):
        assert (await scene.must(200, "PUT", path, scene.camille, json={"status": "open"})).json()["status"] == "open"
    assert await proof.holds() == {"page": ["thread.changed"], "queue": ["queue.joined"], "thread": ["thread.changed"]}


async def test_reopened_no_answer_is_the_kept_one(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    answer = await scene.reply(scene.lou, thread)
    await scene.must(200, "PUT", f"/threads/{thread}/accepted", scene.camille, json={"post": answer["id"]})
    proof = await followed(scene, asked)
    await scene.must(200, "PUT", f"/threads/{thread}/status", scene.camille, json={"status": "open"})
    assert await proof.holds() == {
        "page": ["thread.changed"] * 2, "queue": ["queue.joined"], "thread": ["thread.changed"] * 2,
    }  # fmt: skip
    kept = await thread_of(scene, thread)
    assert (kept["status"], kept["accepted"]) == ("open", None)


async def test_what_an_agent_closed_only_an_agent_opens(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    answer = await scene.reply(scene.lou, thread)
    await scene.must(200, "PUT", f"/threads/{thread}/accepted", scene.camille, json={"post": answer["id"]})
    proof = await followed(scene, asked)
    path = f"/threads/{thread}/status"
    await scene.must(200, "PUT", path, scene.agent, json={"status": "closed"})
    assert await proof.holds() == {"page": ["thread.changed"], "thread": ["thread.changed"]}
    for status in ("open", "solved"):
        assert (await scene.must(409, "PUT", path, scene.camille, json={"status": status})).json()["code"] == "thread-closed"
    assert (await scene.must(409, "POST", f"/threads/{thread}/posts", scene.lou, json={"body": "Ici."})).status_code == 409
    await scene.must(200, "DELETE", f"/posts/{answer['id']}", scene.lou)
    kept = await thread_of(scene, thread)
    assert (kept["status"], kept["accepted"]) == ("closed", None), "a withdrawn answer opens nothing"
    await proof.holds()
    await scene.must(200, "PUT", path, scene.agent, json={"status": "open"})
    assert await proof.holds() == {"page": ["thread.changed"], "queue": ["queue.joined"], "thread": ["thread.changed"]}


@pytest.mark.parametrize("status", ["solved", "closed", "open"])
async def test_nobody_else_settles_a_question(scene: Scene, status: str) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    await scene.must(403, "PUT", f"/threads/{thread}/status", scene.lou, json={"status": status})
    await scene.must(401, "PUT", f"/threads/{thread}/status", None, json={"status": status})
    if status == "closed":
        await scene.must(403, "PUT", f"/threads/{thread}/status", scene.camille, json={"status": status})
    await scene.must(422, "PUT", f"/threads/{thread}/status", scene.agent, json={"status": "answered"})


async def test_an_agents_own_discussion_closed_and_reopened_waits_for_nobody(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.agent, "Que manque-t-il à cette page ?", kind="discussion")
    proof = await followed(scene, asked)
    for status in ("closed", "open"):
        await scene.must(200, "PUT", f"/threads/{asked['thread']['id']}/status", scene.agent, json={"status": status})
        assert await proof.holds() == {"page": ["thread.changed"], "thread": ["thread.changed"]}


async def test_an_agent_says_what_a_question_is_about(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    proof = await followed(scene, asked)
    path = f"/threads/{thread}/topics"
    for _ in range(2):
        named = await scene.must(200, "PUT", path, scene.agent, json={"topics": [" photo  d’identité", "délai", "délai", " "]})
        assert named.json()["topics"] == ["photo d’identité", "délai"]
    assert await proof.holds() == {"page": ["thread.changed"], "queue": ["thread.changed"], "thread": ["thread.changed"]}
    assert (await thread_of(scene, thread))["topics"] == ["photo d’identité", "délai"]
    await scene.must(422, "PUT", path, scene.agent, json={"topics": ["un", "deux", "trois", "quatre", "cinq", "six"]})
    await scene.must(422, "PUT", path, scene.agent, json={"topics": ["a" * 41]})
    await scene.must(422, "PUT", path, scene.agent, json={"topics": ["\u202e"]})
    await scene.must(403, "PUT", path, scene.camille, json={"topics": []})
    assert (await scene.must(200, "PUT", path, scene.agent, json={"topics": []})).json()["topics"] == []
