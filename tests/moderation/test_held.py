"""A message that is held exists for its author and for moderators, and on no other surface, until it is published."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from parvis.domain.ids import page_channel, person_channel, queue_channel, thread_channel, uuid7
from tests.conftest import PAGE, SITE
from tests.live.reader import at_page
from tests.moderation.conftest import GROUND, Moderated
from tests.threads.test_snapshot_proof import Proof

SECRET = "Tournesol"


async def test_a_held_message_is_answered_as_held_and_a_retry_alike(moderated: Moderated) -> None:
    await moderated.choose(mode="before")
    wanted = {"site": SITE, "url": PAGE, "title": "Où lire ?", "body": "Ici ?", "id": str(uuid7()), "post": str(uuid7())}
    answers = [(await moderated.must(201, "POST", "/threads", moderated.camille, json=wanted)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert (answers[0]["thread"]["state"], answers[0]["post"]["state"], answers[0]["post"]["body"]) == ("held", "held", "Ici ?")
    other = {**wanted, "body": "Autre chose."}
    assert (await moderated.must(409, "POST", "/threads", moderated.camille, json=other)).json()["code"] == "id-taken"
    assert (await moderated.must(409, "POST", "/threads", moderated.lou, json=wanted)).json()["code"] == "id-taken"


async def test_it_is_on_no_surface_but_its_authors(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.lou)
    thread, page = asked["thread"]["id"], asked["thread"]["page"]
    await moderated.choose(words=[SECRET])
    everybody = (None, moderated.lou, moderated.sacha, moderated.agent, moderated.rosa)
    async with at_page(moderated, moderated.lou) as lou, at_page(moderated, moderated.agent) as agent:
        await lou.watch(f"thread:{thread}")
        await agent.watch(f"queue:{moderated.site}")
        question = await moderated.ask(moderated.camille, f"Un {SECRET} ?", f"Mon {SECRET}.")
        answer = await moderated.reply(moderated.camille, thread, f"Le {SECRET}.")
        last = await moderated.reply(moderated.sacha, thread, "Une réponse visible.")
        await lou.until("event", kind="post.added")
    assert (question["post"]["state"], answer["state"], last["state"]) == ("held", "held", "visible")
    assert lou.numbers(f"thread:{thread}") == [2], "no number was given to what nobody may see"
    heard = "".join(lou.raw + agent.raw)
    ids = (question["thread"]["id"], question["post"]["id"], answer["id"])
    assert SECRET not in heard and not any(id in heard for id in ids)

    paths = [
        f"/page?site={SITE}&url={PAGE}", f"/threads/{thread}", f"/pages/{page}/threads?site={SITE}", "/me/export", "/me/held",
        f"/search?site={SITE}&q={SECRET}", f"/similar?site={SITE}&url={PAGE}&q={SECRET}", f"/counts?site={SITE}&url={PAGE}",
        f"/around?site={SITE}&url={PAGE}", "/agent/queue", "/me/follows", f"/me/marks?page={page}",
    ]  # fmt: skip
    for who in everybody:
        for path in paths:
            body = (await moderated.call("GET", path, who)).text
            assert not any(word in body for word in (SECRET, *ids)), path
        for id in ids:
            assert (await moderated.call("GET", f"/threads/{id}", who)).status_code == 404
            assert (await moderated.call("PUT", f"/posts/{id}/helpful", who)).status_code in (401, 403, 404)
    counted = (await moderated.must(200, "GET", "/counts", None, params={"site": SITE, "url": PAGE})).json()
    assert counted["threads"] == 1
    assert (await moderated.must(200, "GET", f"/threads/{thread}", None)).json()["thread"]["posts"] == 2
    for path in (f"/p/{page}", f"/p/{page}.atom", f"/t/{thread}", f"/t/{thread}.atom", f"/p?site={SITE}", f"/p?site={SITE}&q=Un"):
        plain = await moderated.http.get(moderated.origin + path, follow_redirects=True)
        assert plain.status_code == 200 and SECRET not in plain.text, path
    assert (await moderated.http.get(f"{moderated.origin}/t/{ids[0]}")).status_code == 404
    written = await moderated.database.fetch("select data::text from events where data::text like $1", f"%{SECRET}%")
    assert written == [], "the journal never holds the words, the author's own channel included"


async def test_its_author_alone_finds_it(moderated: Moderated) -> None:
    thread = (await moderated.ask(moderated.lou))["thread"]["id"]
    await moderated.choose(links_from=1)
    async with at_page(moderated, moderated.camille) as camille:
        own = f"person:{moderated.camille.id}"
        await camille.watch(own)
        answer = await moderated.reply(moderated.camille, thread, "Voir https://a.example/x")
        told = await camille.until("event", channel=own)
    assert told["data"]["held"] | {"at": ""} == {
        "id": answer["id"],
        "thread": thread,
        "opens": False,
        "reasons": ["links"],
        "at": "",
    }
    exported = (await moderated.must(200, "GET", "/me/export", moderated.camille)).json()["posts"]
    assert [(post["body"], post["state"]) for post in exported] == [("Voir https://a.example/x", "held")]
    (mine,) = (await moderated.must(200, "GET", "/me/held", moderated.camille)).json()["held"]
    assert (mine["held"]["id"], mine["body"]) == (answer["id"], "Voir https://a.example/x")
    await moderated.must(204, "DELETE", f"/me/held/{answer['id']}", moderated.lou)  # nothing of hers
    assert len((await moderated.must(200, "GET", "/me/held", moderated.camille)).json()["held"]) == 1
    for _ in range(2):
        await moderated.must(204, "DELETE", f"/me/held/{answer['id']}", moderated.camille)
    assert (await moderated.must(200, "GET", "/me/held", moderated.camille)).json() == {"held": []}
    assert await moderated.database.fetchval("select count(*) from held where body <> '' or request is not null") == 0
    again = {"id": answer["id"], "body": "Voir https://a.example/x"}
    retried = (await moderated.must(201, "POST", f"/threads/{thread}/posts", moderated.camille, json=again)).json()
    assert (retried["state"], retried["body"]) == ("withdrawn", "")


async def test_published_it_is_as_if_it_was_written_now(moderated: Moderated) -> None:
    first = await moderated.ask(moderated.lou)
    page, thread = UUID(first["thread"]["page"]), first["thread"]["id"]
    await moderated.reply(moderated.agent, thread, "Que voyez-vous ?")
    await moderated.choose(mode="before")
    question = await moderated.ask(moderated.camille)
    answer = await moderated.reply(moderated.lou, thread, "Un numéro.")
    proof = Proof(moderated.database)
    await proof.follow(
        page_channel(moderated.site, page), queue_channel(moderated.site), thread_channel(moderated.site, UUID(thread)),
        person_channel(moderated.site, moderated.camille.id),
    )  # fmt: skip
    decided = await moderated.decide("publish", post=question["post"]["id"])
    assert await proof.holds() == {"page": ["thread.opened"], "queue": ["queue.joined"], "person": ["decision.told", "held.left"]}
    shown = (await moderated.must(200, "GET", f"/threads/{question['thread']['id']}", None)).json()
    assert shown["posts"][0]["author"]["id"] == str(moderated.camille.id) and shown["posts"][0]["state"] == "visible"
    assert shown["posts"][0]["created_at"] == shown["thread"]["created_at"] > question["post"]["created_at"]

    await moderated.decide("publish", post=answer["id"])
    kinds = await proof.holds()  # the asker's word: an answer is owed again
    assert kinds == {"page": ["thread.changed"], "queue": ["queue.joined"], "thread": ["post.added", "thread.changed"]}
    await moderated.decide("publish", status=404, post=answer["id"])
    retry = {"id": answer["id"], "body": "Un numéro."}
    assert (await moderated.must(201, "POST", f"/threads/{thread}/posts", moderated.lou, json=retry)).json()["state"] == "visible"
    assert (await moderated.desk("held"))["waiting"] == []
    assert decided["decision"]["appeal_until"] is None


async def test_two_moderators_at_once_and_its_author_decide_once(moderated: Moderated) -> None:
    await moderated.choose(mode="before")
    asked = await moderated.ask(moderated.camille)
    about = {"reason": "insult", "ground": GROUND, "facts": "Une injure.", "post": asked["post"]["id"]}
    answers = await asyncio.gather(
        *(
            moderated.call("POST", "/agent/moderation/decisions", who, json={"id": str(uuid7()), "act": act, **about})
            for who in (moderated.nadia, moderated.yann) for act in ("publish", "refuse")
        ),
        moderated.call("DELETE", f"/me/held/{asked['post']['id']}", moderated.camille),
    )  # fmt: skip
    decided = [answer.json()["decision"]["act"] for answer in answers[:4] if answer.status_code == 201]
    assert len(decided) <= 1 and {answer.status_code for answer in answers[:4]} <= {201, 404, 409}
    states = await moderated.database.fetch("select state from held")
    assert [row["state"] for row in states] == {"publish": [], "refuse": ["refused"]}.get("".join(decided), ["withdrawn"])
    shown = (await moderated.page())["total"]
    assert shown == (1 if decided == ["publish"] else 0)
    logged = await moderated.database.fetchval("select count(*) from decisions where act <> 'hold'")
    assert logged == len(decided)


async def test_refused_it_is_told_with_its_reasons_and_kept_for_an_appeal_only(moderated: Moderated) -> None:
    thread = (await moderated.ask(moderated.lou))["thread"]["id"]
    await moderated.choose(mode="before")
    answer = await moderated.reply(moderated.camille, thread, "Une injure.")
    proof = Proof(moderated.database)
    await proof.follow(person_channel(moderated.site, moderated.camille.id), thread_channel(moderated.site, UUID(thread)))
    await moderated.decide("refuse", post=answer["id"])
    assert await proof.holds() == {"person": ["decision.told", "held.left"]}
    (told,) = await moderated.told(moderated.camille)
    assert (told["decision"]["act"], told["decision"]["reason"], told["body"]) == ("refuse", "insult", "Une injure.")
    assert told["decision"]["ground"]["name"] and told["decision"]["appeal_until"] and told["decision"]["automatic"] is False
    await moderated.decide("publish", status=409, post=answer["id"])
    again = {"id": answer["id"], "body": "Une injure."}
    retried = (await moderated.must(201, "POST", f"/threads/{thread}/posts", moderated.camille, json=again)).json()
    assert (retried["state"], retried["body"]) == ("removed", "")


async def test_the_desk_tells_all_that_is_needed_to_decide(moderated: Moderated) -> None:
    await moderated.decide("warn", person=str(moderated.camille.id))
    await moderated.choose(links_from=1)
    asked = await moderated.ask(moderated.camille, "Voir ?", "Voir https://a.example/x")
    desk = await moderated.desk("held")
    (waiting,) = desk["waiting"]
    assert desk["counts"] == {"held": 1, "flagged": 0, "appeals": 0} and desk["next"] is None
    assert (waiting["title"], waiting["body"], waiting["reasons"], waiting["opens"]) == (
        "Voir ?", "Voir https://a.example/x", ["links"], True,
    )  # fmt: skip
    assert waiting["page"]["key"] == PAGE and waiting["post"] == asked["post"]["id"]
    assert [d["act"] for d in waiting["earlier"]] == ["warn"]


async def test_agents_hear_how_much_waits(moderated: Moderated) -> None:
    await moderated.choose(mode="before")
    async with at_page(moderated, moderated.agent) as agent:
        await agent.watch(f"queue:{moderated.site}")
        await moderated.ask(moderated.camille)
        hint = await agent.until("hint", kind="moderation")
    assert hint["data"] == {"held": 1, "flagged": 0, "appeals": 0}


async def test_agents_are_never_held_and_newcomers_only_at_first(moderated: Moderated) -> None:
    await moderated.choose(newcomer_posts=1, links_from=9)
    thread = (await moderated.ask(moderated.agent, "Fermeture", "Le 8."))["thread"]["id"]
    first = await moderated.reply(moderated.camille, thread, "Merci.")
    assert first["state"] == "held"
    await moderated.decide("publish", post=first["id"])
    assert (await moderated.reply(moderated.camille, thread, "Et le 9 ?"))["state"] == "visible"


async def test_an_edit_brings_in_nothing_that_would_have_been_held(moderated: Moderated) -> None:
    post = (await moderated.ask(moderated.camille))["post"]["id"]
    await moderated.choose(links_from=1)
    refused = await moderated.must(409, "PATCH", f"/posts/{post}", moderated.camille, json={"body": "https://a.example"})
    assert refused.json()["code"] == "needs-reading"
    await moderated.must(200, "PATCH", f"/posts/{post}", moderated.camille, json={"body": "Sans lien."})


async def test_a_testimony_is_held_like_any_word(moderated: Moderated) -> None:
    await moderated.choose(words=[SECRET])
    told: dict[str, Any] = {"site": SITE, "url": PAGE, "place": "Mairie", "days": 3, "month": "2026-03", "body": f"Au {SECRET}."}
    answer = (await moderated.must(201, "POST", "/testimonies", moderated.camille, json=told)).json()
    assert answer["post"]["state"] == "held" and answer["post"]["testimony"]["days"] == 3
    around = await moderated.must(200, "GET", "/around", None, params={"site": SITE, "url": PAGE})
    assert around.json()["delays"] is None and SECRET not in around.text
    await moderated.decide("publish", post=answer["post"]["id"])
    assert SECRET in json.dumps((await moderated.must(200, "GET", f"/threads/{answer['thread']['id']}", None)).json())


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_without_a_script_its_author_is_told_that_it_waits(moderated: Moderated, lang: str) -> None:
    await moderated.choose(mode="before")
    form = {"title": "Où lire ?", "body": SECRET, "site": SITE, "url": PAGE, "id": str(uuid7()), "post": str(uuid7())}
    headers = {"Origin": moderated.origin, "Accept-Language": lang}
    sent: httpx.Response = await moderated.http.post(f"{moderated.origin}/p", data=form, headers=headers)
    assert sent.status_code == 200
    assert ("relira avant de le publier" if lang == "fr" else "will read it before it is published") in sent.text
