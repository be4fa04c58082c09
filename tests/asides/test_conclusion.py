"""What was said apart comes back to the public thread only as words that the asker read and agreed to."""

from __future__ import annotations

import asyncio

from parvis.domain.ids import uuid7
from tests.asides.cast import opened
from tests.conftest import Scene


async def test_agreed_to_it_is_a_public_reply_of_the_agent_once(scene: Scene) -> None:
    apart = await opened(scene)
    proof = await apart.proof()
    proposed = await apart.propose()
    assert (proposed["state"], proposed["author"]["name"]) == ("proposed", "Agent Démo")
    assert await proof.holds() == {"aside": ["aside.concluded"], "person": ["aside.listed"], "asides": ["aside.listed"]}
    assert (await scene.must(200, "GET", f"/threads/{apart.thread['id']}", None)).json()["thread"]["posts"] == 1

    for _ in range(3):
        settled = await apart.answer(200, scene.camille, proposed["id"])
        assert (settled["conclusion"]["state"], settled["aside"]["conclusion"]) == ("published", "published")
    told = await proof.holds()
    assert told["thread"] == ["post.added", "thread.changed"] and told["queue"] == ["queue.left"]
    shown = (await scene.must(200, "GET", f"/threads/{apart.thread['id']}", None)).json()
    (_, reply) = shown["posts"]
    assert (reply["id"], reply["body"]) == (proposed["id"], proposed["body"])
    assert (reply["author"]["voice"], reply["author"]["service"]) == ("agent", "Service des passeports")
    assert set(reply) == set(shown["posts"][0]), "nothing in it says that anything was said apart"
    await apart.answer(409, scene.camille, proposed["id"], agreed=False)


async def test_the_service_may_stand_for_it(scene: Scene) -> None:
    apart = await opened(scene)
    proposed = await apart.propose(official=True)
    await apart.answer(200, scene.camille, proposed["id"])
    thread = (await scene.must(200, "GET", f"/threads/{apart.thread['id']}", None)).json()
    assert thread["thread"]["official"] == proposed["id"] and thread["posts"][1]["official"]["name"] == "Agent Démo"


async def test_without_her_agreement_nothing_is_published(scene: Scene) -> None:
    apart = await opened(scene)
    first = await apart.propose("Une première version.")
    for _ in range(2):
        assert (await apart.answer(200, scene.camille, first["id"], agreed=False))["conclusion"]["state"] == "declined"
    assert (await apart.answer(409, scene.camille, first["id"]))["code"] == "conclusion-settled"
    second = await apart.propose("Une deuxième version.")
    third = await apart.propose("Une troisième version.")
    await apart.answer(409, scene.camille, second["id"])  # not the words that are proposed now
    await apart.answer(403, scene.agent, third["id"])
    await apart.answer(404, scene.lou, third["id"])
    await apart.answer(401, None, third["id"])
    assert (await scene.must(200, "GET", f"/threads/{apart.thread['id']}", None)).json()["thread"]["posts"] == 1
    await apart.answer(200, scene.camille, third["id"])


async def test_a_proposal_sent_twice_is_one_and_only_agents_propose(scene: Scene) -> None:
    apart = await opened(scene)
    path, wanted = f"/agent/asides/{apart.id}/conclusion", {"id": str(uuid7()), "body": "Voici."}
    for _ in range(2):
        await scene.must(201, "POST", path, scene.agent, json=wanted)
    await scene.must(409, "POST", path, scene.agent, json=wanted | {"body": "Voilà."})
    for who, status in ((scene.camille, 403), (scene.lou, 403), (None, 401)):
        await scene.must(status, "POST", path, who, json={"body": "Voici."})


async def test_yes_and_no_at_once_leave_it_public_or_declined_never_both(scene: Scene) -> None:
    apart = await opened(scene)
    for _ in range(4):
        proposed = await apart.propose()
        path = f"/asides/{apart.id}/conclusion"
        answers = [{"conclusion": proposed["id"], "agreed": agreed} for agreed in (True, False) * 3]
        await asyncio.gather(*(scene.call("PUT", path, scene.camille, json=answer) for answer in answers))
        state = (await apart.read())["conclusion"]["state"]
        public = await scene.database.fetchval("select count(*) from posts where id = $1::uuid", proposed["id"])
        assert (state, public) in (("published", 1), ("declined", 0))


async def test_agreement_outlives_a_thread_that_is_closed_and_carries_on_when_it_opens(scene: Scene) -> None:
    apart = await opened(scene)
    proposed = await apart.propose()
    status = f"/threads/{apart.thread['id']}/status"
    await scene.must(200, "PUT", status, scene.agent, json={"status": "closed"})
    assert (await apart.answer(409, scene.camille, proposed["id"]))["code"] == "thread-closed"
    assert (await apart.read())["conclusion"]["state"] == "agreed"
    await scene.must(409, "POST", f"/agent/asides/{apart.id}/conclusion", scene.agent, json={"body": "Une autre."})
    await scene.must(200, "PUT", status, scene.agent, json={"status": "open"})
    assert (await apart.answer(200, scene.camille, proposed["id"]))["conclusion"]["state"] == "published"
