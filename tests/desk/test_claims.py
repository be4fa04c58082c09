"""Taking a question: one agent has it, a second one is told who; it ends with the answer, or with nothing being done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from parvis.domain.ids import queue_channel, uuid7
from tests.conftest import Member, Scene, cast
from tests.desk.conftest import Clock, agent, queue
from tests.threads.test_snapshot_proof import Proof


async def asked(scene: Scene) -> str:
    return str((await scene.ask(scene.camille))["thread"]["id"])


def claim(thread: str) -> str:
    return f"/agent/threads/{thread}/claim"


async def holder(scene: Scene) -> Any:
    return (await queue(scene))[0]["taken_by"]


async def test_a_question_is_taken_told_and_given_back(scene: Scene) -> None:
    thread = await asked(scene)
    proof = Proof(scene.database)
    await proof.follow(queue_channel(scene.site))
    assert await holder(scene) is None
    mine = {"id": str(scene.agent.id), "name": scene.agent.name}
    for _ in range(2):
        assert (await scene.must(200, "PUT", claim(thread), scene.agent, json={})).json()["taken_by"] == mine
    assert await holder(scene) == mine
    assert await proof.holds() == {"queue": ["queue.taken"]}, "told once"
    for _ in range(2):
        await scene.must(204, "DELETE", claim(thread), scene.agent)
    assert await holder(scene) is None
    assert await proof.holds() == {"queue": ["queue.released"]}


async def test_who_comes_second_is_told_who_has_it(scene: Scene, alix: Member) -> None:
    thread = await asked(scene)
    await scene.must(200, "PUT", claim(thread), scene.agent, json={})
    body: dict[str, Any]
    for method, body in (("PUT", {"json": {}}), ("DELETE", {})):
        refused = (await scene.must(409, method, claim(thread), alix, **body)).json()
        assert refused["code"] == "taken" and refused["taken_by"]["name"] == scene.agent.name
        assert refused["detail"] == "Agent Démo a déjà pris cette question."
    assert (await holder(scene))["name"] == scene.agent.name


async def test_of_twenty_agents_at_once_exactly_one_has_it(scene: Scene) -> None:
    thread = await asked(scene)
    many = [await agent(scene, f"{name} Petit") for name in "ABCDEFGHIJKLMNOPQRST"]
    answers = await asyncio.gather(*(scene.call("PUT", claim(thread), who, json={}) for who in many))
    won = [who for who, answer in zip(many, answers, strict=True) if answer.status_code == 200]
    assert len(won) == 1 and sorted(answer.status_code for answer in answers)[1:] == [409] * 19
    assert (await holder(scene))["id"] == str(won[0].id)
    assert {answer.json()["taken_by"]["id"] for answer in answers} == {str(won[0].id)}, "the others are told the same name"


async def test_a_question_is_given_to_a_colleague_and_a_supervisor_gives_away_what_others_took(
    scene: Scene, alix: Member, noor: Member
) -> None:  # fmt: skip
    thread = await asked(scene)
    to_alix = {"json": {"agent": str(alix.id)}}
    await scene.must(200, "PUT", claim(thread), scene.agent, **to_alix)
    assert (await holder(scene))["name"] == "Alix Morel"
    back = {"json": {"agent": str(scene.agent.id)}}
    await scene.must(409, "PUT", claim(thread), scene.agent, **back)
    await scene.must(409, "PUT", claim(thread), noor, json={})
    proof = Proof(scene.database)
    await proof.follow(queue_channel(scene.site))
    await scene.must(200, "PUT", claim(thread), noor, **back)
    await scene.must(204, "DELETE", claim(thread), noor)
    assert await proof.holds() == {"queue": ["queue.taken", "queue.released"]}
    await scene.must(422, "PUT", claim(thread), noor, json={"agent": str(scene.camille.id)})


async def test_a_claim_ends_with_the_answer_and_the_next_question_is_free(scene: Scene, alix: Member) -> None:
    thread = await asked(scene)
    await scene.must(200, "PUT", claim(thread), scene.agent, json={})
    proof = Proof(scene.database)
    await proof.follow(queue_channel(scene.site))
    await scene.reply(scene.agent, thread)
    assert await proof.holds() == {"queue": ["queue.left"]}
    assert (await scene.must(409, "PUT", claim(thread), alix, json={})).json()["code"] == "not-waiting"
    await scene.must(204, "DELETE", claim(thread), alix)
    await scene.reply(scene.camille, thread, "Et sur l’ancien modèle ?")
    assert await holder(scene) is None
    await scene.must(200, "PUT", claim(thread), alix, json={})


async def test_a_claim_with_which_nothing_is_done_ends(scene: Scene, clock: Clock, look: Callable[[], Any]) -> None:
    thread = await asked(scene)
    await scene.must(200, "PUT", claim(thread), scene.agent, json={})
    proof = Proof(scene.database)
    await proof.follow(queue_channel(scene.site))
    clock.pass_(minutes=14)
    await look()
    assert await proof.holds() == {}
    await scene.database.execute("update claims set active_at = $1", clock.now)  # she said that she is still at it
    clock.pass_(minutes=14)
    await look()
    assert await proof.holds() == {}
    clock.pass_(minutes=2)
    for _ in range(2):
        await look()
    assert await proof.holds() == {"queue": ["queue.released"]}, "told once"
    assert await holder(scene) is None


async def test_claims_are_the_agents_of_the_site(scene: Scene) -> None:
    thread = await asked(scene)
    *_, stranger = await cast(scene.database, "ailleurs", "https://ailleurs.example")
    body: dict[str, Any]
    for method, body in (("PUT", {"json": {}}), ("DELETE", {})):
        await scene.must(401, method, claim(thread), None, **body)
        await scene.must(403, method, claim(thread), scene.camille, **body)
        await scene.must(404, method, claim(thread), stranger, **body)
    await scene.must(404, "PUT", claim(str(uuid7())), scene.agent, json={})
    assert await holder(scene) is None
