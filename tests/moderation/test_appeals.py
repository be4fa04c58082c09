"""An author may ask for another look, once a decision, and somebody else than who decided gives it."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from parvis.domain.ids import page_channel, person_channel, queue_channel, thread_channel
from tests.moderation.conftest import Moderated
from tests.threads.test_snapshot_proof import Proof

WRONG = {"outcome": "overturned", "answer": "Le message citait quelqu’un."}
RIGHT = {"outcome": "upheld", "answer": "La règle 2 le dit."}


async def appealed(moderated: Moderated, decision: str, text: str = "Je citais quelqu’un.") -> str:
    await moderated.must(201, "POST", f"/me/decisions/{decision}/appeal", moderated.camille, json={"text": text})
    return f"/agent/moderation/appeals/{decision}"


async def test_another_moderator_overturns_it_and_the_post_comes_back(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    proof = Proof(moderated.database)
    page, thread = UUID(asked["thread"]["page"]), UUID(asked["thread"]["id"])
    decided = (await moderated.decide("remove", post=asked["post"]["id"]))["decision"]["id"]
    await proof.follow(
        page_channel(moderated.site, page), queue_channel(moderated.site), thread_channel(moderated.site, thread),
        person_channel(moderated.site, moderated.camille.id),
    )  # fmt: skip
    answers = await appealed(moderated, decided)
    assert await proof.holds() == {"person": ["decision.told"]}
    (waiting,) = (await moderated.desk("appeals"))["waiting"]
    assert (waiting["appeal"]["text"], waiting["body"], waiting["title"]) == (
        "Je citais quelqu’un.", "Je vois deux numéros.", "Où lire le numéro ?",
    )  # fmt: skip
    assert (await moderated.must(403, "PUT", answers, moderated.nadia, json=WRONG)).json()["code"] == "same-moderator"
    for _ in range(2):
        answered = (await moderated.must(200, "PUT", answers, moderated.yann, json=WRONG)).json()
    assert answered["decision"]["appeal"]["state"] == "overturned"
    assert await proof.holds() == {
        "page": ["thread.changed"], "queue": ["queue.joined"], "thread": ["post.restored", "thread.changed"],
        "person": ["decision.told", "decision.told"],
    }  # fmt: skip
    told = await moderated.told(moderated.camille)
    assert [(t["decision"]["act"], t["decision"]["reason"]) for t in told] == [("restore", "mistake"), ("remove", "insult")]
    assert (await moderated.desk("appeals"))["waiting"] == []
    assert (await moderated.must(409, "PUT", answers, moderated.yann, json=RIGHT)).json()["code"] == "already-decided"


async def test_upheld_it_stands(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    decided = (await moderated.decide("hide", post=asked["post"]["id"]))["decision"]["id"]
    answers = await appealed(moderated, decided)
    await moderated.must(200, "PUT", answers, moderated.yann, json=RIGHT)
    (told,) = await moderated.told(moderated.camille)
    assert told["decision"]["appeal"] | {"at": "", "answered_at": ""} == {
        "state": "upheld", "answer": RIGHT["answer"], "at": "", "answered_at": "",
    }  # fmt: skip
    assert told["appealed"] == "Je citais quelqu’un."


@pytest.mark.parametrize("act", ["refuse", "close", "ban", "warn"])
async def test_each_decision_is_taken_back_in_its_own_way(moderated: Moderated, act: str) -> None:
    asked = await moderated.ask(moderated.camille)
    thread = asked["thread"]["id"]
    about = {"refuse": "post", "close": "thread", "ban": "person", "warn": "person"}[act]
    if act == "refuse":
        await moderated.choose(mode="before")
    held = await moderated.reply(moderated.camille, thread, "Une citation.")
    await moderated.choose()
    what = {"post": held["id"], "thread": thread, "person": str(moderated.camille.id)}[about]
    decided = (await moderated.decide(act, **{about: what}))["decision"]["id"]
    await moderated.must(200, "PUT", await appealed(moderated, decided), moderated.yann, json=WRONG)
    shown = (await moderated.must(200, "GET", f"/threads/{thread}", None)).json()
    assert shown["thread"]["status"] == "open" and [p["body"] for p in shown["posts"]][-1] == "Une citation."
    await moderated.reply(moderated.camille, thread, "Merci.")


async def test_it_is_hers_alone_once_and_in_time(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    decided = (await moderated.decide("hide", post=asked["post"]["id"]))["decision"]["id"]
    path = f"/me/decisions/{decided}/appeal"
    await moderated.must(404, "POST", path, moderated.lou, json={"text": "Moi aussi."})
    for _ in range(2):
        await moderated.must(201, "POST", path, moderated.camille, json={"text": "Non."})
    assert (await moderated.must(409, "POST", path, moderated.camille, json={"text": "Si."})).json()["code"] == "already-appealed"
    restored = (await moderated.decide("restore", post=asked["post"]["id"], reason="mistake"))["decision"]["id"]
    over = await moderated.must(409, "POST", f"/me/decisions/{restored}/appeal", moderated.camille, json={"text": "Non."})
    assert over.json()["code"] == "appeal-over"


async def test_the_database_refuses_the_same_moderator_too(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    decided = (await moderated.decide("hide", post=asked["post"]["id"]))["decision"]["id"]
    await appealed(moderated, decided)
    insert = """insert into appeal_answers (site_id, decision_id, outcome, answer, answered_by, first_by, at)
        values ($1, $2, 'upheld', 'Oui.', $3, $4, now())"""
    same = (moderated.site, UUID(decided), moderated.nadia.id)
    with pytest.raises(asyncpg.CheckViolationError):
        await moderated.database.execute(insert, *same, moderated.nadia.id)
    with pytest.raises(asyncpg.ForeignKeyViolationError):  # nor under a wrong name of the first
        await moderated.database.execute(insert, *same, moderated.yann.id)
