"""Open, answered, open again: the queue holds exactly the questions to which an answer is owed, longest wait first."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.conftest import ORIGIN, PAGE, Scene


async def queue(scene: Scene) -> Any:
    return (await scene.must(200, "GET", "/agent/queue", scene.agent)).json()


async def titles(scene: Scene) -> list[str]:
    found = await queue(scene)
    assert found["total"] == len(found["threads"])
    return [waiting["thread"]["title"] for waiting in found["threads"]]


async def status(scene: Scene, thread: str) -> str:
    shown = (await scene.must(200, "GET", f"/threads/{thread}", None)).json()["thread"]
    listed = {one["id"]: one for one in (await scene.page())["threads"]}[thread]
    assert listed["status"] == shown["status"], "the page's list and the thread agree"
    return str(shown["status"])


async def test_an_agents_word_answers_and_the_askers_next_word_opens_again(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille, "Où ?"))["thread"]["id"]
    assert (await status(scene, thread), await titles(scene)) == ("open", ["Où ?"])

    await scene.reply(scene.lou, thread)
    assert (await status(scene, thread), await titles(scene)) == ("open", ["Où ?"]), "a citizen's help leaves an answer owed"
    await scene.reply(scene.agent, thread)
    assert (await status(scene, thread), await titles(scene)) == ("answered", [])
    await scene.reply(scene.lou, thread)
    await scene.reply(scene.agent, thread)
    assert (await status(scene, thread), await titles(scene)) == ("answered", [])
    await scene.reply(scene.camille, thread, "Et sur l’ancien modèle ?")
    assert (await status(scene, thread), await titles(scene)) == ("open", ["Où ?"])
    await scene.reply(scene.agent, thread)
    assert (await status(scene, thread), await titles(scene)) == ("answered", [])


async def test_the_longest_wait_comes_first_on_all_pages(scene: Scene) -> None:
    first = (await scene.ask(scene.camille, "Un"))["thread"]["id"]
    await scene.ask(scene.lou, "Deux", url=f"{ORIGIN}/impots", page_title="Impôts")
    await scene.ask(scene.camille, "Trois")
    assert await titles(scene) == ["Un", "Deux", "Trois"]

    await scene.reply(scene.agent, first)
    await scene.reply(scene.camille, first, "Et ensuite ?")
    assert await titles(scene) == ["Deux", "Trois", "Un"], "who asks again waits from then on"
    waiting = (await queue(scene))["threads"][0]
    assert waiting["page"]["key"] == f"{ORIGIN}/impots" and waiting["page"]["title"] == "Impôts"
    assert waiting["waiting_since"] == waiting["thread"]["created_at"]


async def test_an_agents_own_question_waits_for_nobody(scene: Scene) -> None:
    await scene.ask(scene.agent, "Que manque-t-il à cette page ?", kind="discussion")
    assert await titles(scene) == []


async def test_an_agent_who_talks_on_under_her_own_question_owes_herself_no_answer(scene: Scene) -> None:
    thread = (await scene.ask(scene.agent, "Que manque-t-il ?", kind="discussion"))["thread"]["id"]
    for _ in range(3):
        await scene.reply(scene.agent, thread)
        assert await titles(scene) == []


async def test_the_queue_is_the_agents_alone(scene: Scene) -> None:
    assert (await scene.must(403, "GET", "/agent/queue", scene.camille)).json()["code"] == "not-yours"
    assert (await scene.must(401, "GET", "/agent/queue", None)).json()["code"] == "not-signed-in"


async def test_the_queue_says_where_to_go_on_from(scene: Scene) -> None:
    assert (await queue(scene))["seq"] == 0
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    await scene.reply(scene.agent, thread)
    found = await queue(scene)
    assert (found["site"], found["seq"], found["epoch"]) == ("valombre", 2, (await scene.page(PAGE))["epoch"])


async def test_an_answer_and_a_further_question_that_cross_leave_the_thread_consistent(scene: Scene) -> None:
    for _ in range(8):
        thread = (await scene.ask(scene.camille, "Où ?"))["thread"]["id"]
        await asyncio.gather(scene.reply(scene.agent, thread), scene.reply(scene.camille, thread, "Et quand ?"))
        posts = (await scene.must(200, "GET", f"/threads/{thread}", None)).json()["posts"]
        asker_spoke_last = posts[-1]["author"]["voice"] == "citizen"
        assert await status(scene, thread) == ("open" if asker_spoke_last else "answered"), "no further question is overlooked"
        assert len(await titles(scene)) == asker_spoke_last
        await scene.reply(scene.agent, thread, "Voilà.")
