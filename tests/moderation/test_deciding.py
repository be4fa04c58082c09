"""What a moderator decides is done, logged and told in one transaction, and can be repeated without harm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from parvis.domain.ids import page_channel, person_channel, queue_channel, thread_channel, uuid7
from parvis.moderation.retention import purge
from tests.conftest import PAGE, SITE, Scene
from tests.live.reader import at_page
from tests.moderation.conftest import GROUND, Moderated
from tests.threads.test_snapshot_proof import Proof


async def followed(scene: Scene, asked: Any, author: UUID) -> Proof:
    proof = Proof(scene.database)
    page, thread = (UUID(asked["thread"][name]) for name in ("page", "id"))
    await proof.follow(
        page_channel(scene.site, page), queue_channel(scene.site), thread_channel(scene.site, thread),
        person_channel(scene.site, author),
    )  # fmt: skip
    return proof


async def read(scene: Scene, asked: Any) -> Any:
    return (await scene.must(200, "GET", f"/threads/{asked['thread']['id']}", None)).json()


async def test_a_hidden_reply_leaves_a_tombstone_that_says_why_and_comes_back_as_it_was(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    reply = await moderated.reply(moderated.lou, asked["thread"]["id"], "Une **injure**.", source="Article 3")
    below = await moderated.reply(moderated.sacha, asked["thread"]["id"], "Restons calmes.", reply_to=reply["id"])
    before = await read(moderated, asked)
    proof = await followed(moderated, asked, moderated.lou.id)

    await moderated.decide("hide", post=reply["id"])
    assert await proof.holds() == {"thread": ["post.removed"], "person": ["decision.told"]}
    hidden = await read(moderated, asked)
    gone = next(post for post in hidden["posts"] if post["id"] == reply["id"])
    assert (gone["state"], gone["removed"], gone["body"], gone["doc"], gone["source"]) == ("removed", "insult", "", [], None)
    assert (
        hidden["thread"]["posts"] == 2 and next(p for p in hidden["posts"] if p["id"] == below["id"])["reply_to"] == reply["id"]
    )
    plain = await moderated.http.get(f"{moderated.origin}/t/{asked['thread']['id']}")
    assert "Message masqué par la modération\u00a0: propos blessants." in plain.text and "injure" not in plain.text
    assert not await moderated.database.fetch("select 1 from events where data::text like '%**injure**%'"), "no reader replays it"
    found = await moderated.must(200, "GET", "/search", None, params={"site": SITE, "q": "injure"})
    assert found.json()["total"] == 0

    await moderated.decide("restore", post=reply["id"], reason="mistake")
    assert await proof.holds() == {"thread": ["post.restored"], "person": ["decision.told"]}
    assert await read(moderated, asked) | {"seq": 0} == before | {"seq": 0}


async def test_with_its_opening_post_a_question_is_hidden_everywhere_and_comes_back(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille, "Une injure ?")
    await moderated.must(200, "PUT", f"/threads/{asked['thread']['id']}/pinned", moderated.agent)
    proof = await followed(moderated, asked, moderated.camille.id)
    await moderated.decide("hide", post=asked["post"]["id"])
    assert await proof.holds() == {
        "page": ["thread.changed"], "queue": ["queue.left"], "thread": ["post.removed", "thread.changed"],
        "person": ["decision.told"],
    }  # fmt: skip
    page = await moderated.page()
    assert (page["total"], page["pinned"], [t["state"] for t in page["threads"]]) == (0, [], ["removed"])
    assert "injure" not in (await moderated.call("GET", "/page", params={"site": SITE, "url": PAGE})).text
    plain = await moderated.http.get(f"{moderated.origin}/t/{asked['thread']['id']}")
    assert plain.status_code == 410 and "Question masquée par la modération" in plain.text

    await moderated.decide("restore", post=asked["post"]["id"], reason="mistake")
    assert await proof.holds() == {
        "page": ["thread.changed"], "queue": ["queue.joined"], "thread": ["post.restored", "thread.changed"],
        "person": ["decision.told"],
    }  # fmt: skip
    assert (await moderated.page())["total"] == 1 and (await read(moderated, asked))["thread"]["title"] == "Une injure ?"
    for _ in range(2):  # and once more: what was emptied in the journal still counts right
        await moderated.decide("hide", post=asked["post"]["id"])
        await proof.holds()
        await moderated.decide("restore", post=asked["post"]["id"], reason="mistake")
        await proof.holds()


async def test_who_was_away_meanwhile_arrives_at_the_same_state(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    reply = await moderated.reply(moderated.lou, asked["thread"]["id"], "Une injure.")
    proof = await followed(moderated, asked, moderated.lou.id)
    await moderated.must(200, "PUT", f"/threads/{asked['thread']['id']}/accepted", moderated.camille, json={"post": reply["id"]})
    await moderated.must(200, "PUT", f"/posts/{reply['id']}/official", moderated.agent, json={"source": "Article 1"})
    await moderated.decide("hide", post=reply["id"])
    await moderated.decide("restore", post=reply["id"], reason="mistake")
    await moderated.decide("hide", post=asked["post"]["id"])
    await moderated.decide("restore", post=asked["post"]["id"], reason="mistake")
    await moderated.decide("remove", post=asked["post"]["id"])
    await proof.holds()
    thread = (await read(moderated, asked))["thread"]
    assert (thread["accepted"], thread["official"], thread["state"]) == (None, None, "removed")


async def test_what_is_removed_for_good_only_an_appeal_brings_back(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    await moderated.decide(
        "remove", post=asked["post"]["id"], reason="illegal", ground={"kind": "law", "name": "Loi de 1881, art. 29"}
    )
    await moderated.decide("restore", status=409, post=asked["post"]["id"], reason="mistake")
    await moderated.must(200, "DELETE", f"/posts/{asked['post']['id']}", moderated.camille)  # the tombstone stays as it is
    assert (await read(moderated, asked))["posts"][0]["state"] == "removed"


async def test_a_note_of_the_service_is_hidden_and_stands_first_again(moderated: Moderated) -> None:
    await moderated.ask(moderated.camille)
    written = {"title": "Fermé", "body": "Le 8.", "url": PAGE}
    note = (await moderated.must(201, "POST", "/agent/notes", moderated.agent, json=written)).json()
    proof = await followed(moderated, note, moderated.agent.id)
    await moderated.decide("hide", post=note["post"]["id"])
    await proof.holds()
    assert (await moderated.page())["pinned"] == []
    await moderated.decide("restore", post=note["post"]["id"], reason="mistake")
    await proof.holds()
    page = await moderated.page()
    assert [thread["title"] for thread in page["pinned"]] == ["Fermé"] and page["total"] == 1


async def test_a_discussion_is_closed(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    proof = await followed(moderated, asked, moderated.camille.id)
    await moderated.decide("close", thread=asked["thread"]["id"])
    assert await proof.holds() == {
        "page": ["thread.changed"], "queue": ["queue.left"], "thread": ["thread.changed"], "person": ["decision.told"],
    }  # fmt: skip
    closed = await moderated.must(409, "POST", f"/threads/{asked['thread']['id']}/posts", moderated.lou, json={"body": "Oui."})
    assert closed.json()["code"] == "thread-closed"


async def test_the_author_reads_the_whole_statement_and_nobody_else_does(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    reply = await moderated.reply(moderated.lou, asked["thread"]["id"], "Une injure.")
    async with at_page(moderated, moderated.lou) as lou, at_page(moderated, moderated.camille) as camille:
        await lou.watch(f"person:{moderated.lou.id}")
        await camille.watch(f"thread:{asked['thread']['id']}")
        await moderated.decide("hide", post=reply["id"], facts="Le message traite Camille de menteuse.")
        told = (await lou.until("event", kind="decision.told"))["data"]["decision"]
        await camille.until("event", kind="post.removed")
    assert told["ground"] == GROUND and told["facts"] == "Le message traite Camille de menteuse." and told["automatic"] is False
    assert datetime.fromisoformat(told["appeal_until"]) > datetime.now(UTC) + timedelta(days=180)
    assert "menteuse" not in "".join(camille.raw) and "Nadia" not in "".join(lou.raw), "nor does she learn who decided"
    (mine,) = await moderated.told(moderated.lou)
    assert (mine["decision"], mine["body"]) == (told, "Une injure.")
    assert await moderated.told(moderated.camille) == []


async def test_the_same_decision_twice_is_one(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    id = str(uuid7())
    first = await moderated.decide("hide", id=id, post=asked["post"]["id"])
    assert await moderated.decide("hide", id=id, post=asked["post"]["id"]) == first
    assert (await moderated.decide("hide", status=409, id=id, post=asked["post"]["id"], facts="Autre."))["code"] == "id-taken"
    assert (await moderated.decide("hide", moderated.yann, 409, id=id, post=asked["post"]["id"]))["code"] == "id-taken"
    assert len(await moderated.told(moderated.camille)) == 1


async def test_who_is_suspended_may_read_and_appeal_and_write_nothing(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.lou)
    posts, own = (
        f"/threads/{asked['thread']['id']}/posts",
        (await moderated.reply(moderated.camille, asked["thread"]["id"]))["id"],
    )
    until = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    decided = await moderated.decide("suspend", person=str(moderated.camille.id), until=until)
    question = {"site": SITE, "url": PAGE, "title": "Où ?", "body": "Ici ?"}
    for method, path, body in (
        ("POST", posts, {"body": "Encore."}), ("POST", "/threads", question), ("PATCH", f"/posts/{own}", {"body": "Autre."}),
        ("PUT", f"/posts/{asked['post']['id']}/helpful", None),
        ("POST", f"/posts/{asked['post']['id']}/flags", {"reason": "spam"}),
        ("PATCH", "/me", {"name": "Alouette 3"}),
    ):  # fmt: skip
        refused = (await moderated.must(403, method, path, moderated.camille, **({"json": body} if body else {}))).json()
        assert (refused["code"], refused["why"]) == ("suspended", "insult")
        assert "propos blessants" in refused["detail"] and datetime.fromisoformat(refused["until"]) == datetime.fromisoformat(
            until
        )
    english = await moderated.call("POST", posts, moderated.camille, json={"body": "x"}, headers={"Accept-Language": "en"})
    assert "hurtful words" in english.json()["detail"]
    await moderated.must(200, "GET", "/me/decisions", moderated.camille)
    await moderated.must(200, "DELETE", f"/posts/{own}", moderated.camille)
    await moderated.must(
        201, "POST", f"/me/decisions/{decided['decision']['id']}/appeal", moderated.camille, json={"text": "Non."}
    )
    await moderated.database.execute("update bars set until = now() - interval '1 second'")
    await moderated.must(201, "POST", posts, moderated.camille, json={"body": "De retour."})


async def test_who_is_banned_writes_no_more_until_it_is_lifted(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.lou)
    posts = f"/threads/{asked['thread']['id']}/posts"
    await moderated.decide("ban", person=str(moderated.camille.id))
    assert (await moderated.must(403, "POST", posts, moderated.camille, json={"body": "x"})).json()["code"] == "banned"
    await moderated.decide("restore", person=str(moderated.camille.id), reason="mistake")
    await moderated.must(201, "POST", posts, moderated.camille, json={"body": "Merci."})
    await moderated.decide("restore", status=409, person=str(moderated.camille.id), reason="mistake")


@pytest.mark.parametrize(
    ("act", "more", "field"),
    [
        ("hold", {}, "act"),
        ("hide", {}, "post"),
        ("close", {}, "thread"),
        ("hide", {"reason": "newcomer"}, "reason"),
        ("hide", {"until": "2027-01-01T00:00:00Z"}, "until"),
        ("suspend", {}, "until"),
        ("suspend", {"until": "2020-01-01T00:00:00Z"}, "until"),
        ("suspend", {"until": "2099-01-01T00:00:00"}, "until"),
        ("hide", {"facts": " "}, "facts"),
        ("hide", {"ground": {"kind": "rule", "name": " "}}, "ground"),
    ],
)
async def test_a_decision_that_says_too_little_is_refused(moderated: Moderated, act: str, more: Any, field: str) -> None:
    about = {} if field in ("post", "thread") else {"post": str(uuid7())}
    assert (await moderated.decide(act, status=422, **{**about, **more}))["field"] == field


async def test_nobody_decides_about_herself_nor_bars_an_agent(moderated: Moderated) -> None:
    own = await moderated.ask(moderated.nadia)
    await moderated.decide("hide", status=403, post=own["post"]["id"])
    agents = await moderated.ask(moderated.agent)
    await moderated.decide("ban", status=403, post=agents["post"]["id"])
    await moderated.decide("hide", status=404, post=str(uuid7()))
    await moderated.decide("warn", status=404, person=str(moderated.agent.id))


async def test_after_the_term_the_words_are_erased_and_the_decision_stays(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    await moderated.decide("hide", post=asked["post"]["id"])
    await moderated.choose(mode="before")
    held = await moderated.reply(moderated.camille, asked["thread"]["id"], "Une injure.")
    await moderated.decide("refuse", post=held["id"])
    assert await purge(moderated.database, datetime.now(UTC)) == 0
    assert await purge(moderated.database, datetime.now(UTC) + timedelta(days=190)) == 2
    assert [mine["body"] for mine in await moderated.told(moderated.camille)] == [None, None]
    await moderated.decide("restore", status=410, post=asked["post"]["id"], reason="mistake")
