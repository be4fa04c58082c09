"""Anybody may say that a post should not stand there; its author never learns who."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from parvis.domain.ids import thread_channel
from tests.live.reader import at_page
from tests.moderation.conftest import Moderated
from tests.threads.test_snapshot_proof import Proof

NOTICE: dict[str, Any] = {
    "reason": "illegal", "detail": "Injure publique.", "name": "Ana Exemple", "email": "ana@exemple.example", "good_faith": True,
}  # fmt: skip


async def test_a_flag_is_acknowledged_once_a_person_and_post(moderated: Moderated) -> None:
    post = (await moderated.ask(moderated.camille))["post"]["id"]
    flags, spam = f"/posts/{post}/flags", {"reason": "spam"}
    first = (await moderated.must(201, "POST", flags, moderated.lou, json=spam)).json()
    assert (await moderated.must(201, "POST", flags, moderated.lou, json=spam)).json() == first
    again = await moderated.must(409, "POST", flags, moderated.lou, json={"reason": "insult"})
    assert again.json()["code"] == "already-flagged"
    assert (await moderated.must(409, "POST", flags, moderated.camille, json=spam)).json()["code"] == "own-post"
    await moderated.must(201, "POST", flags, moderated.sacha, json={"reason": "insult", "detail": "Regardez la fin."})
    (waiting,) = (await moderated.desk("flagged"))["waiting"]
    assert waiting["reasons"] == ["insult", "spam"] and [f["detail"] for f in waiting["flags"]] == [None, "Regardez la fin."]
    assert waiting["post"] == post and waiting["state"] == "visible"


@pytest.mark.parametrize("missing", ["detail", "name", "email", "good_faith"])
async def test_a_notice_of_illegal_content_is_complete(moderated: Moderated, missing: str) -> None:
    flags = f"/posts/{(await moderated.ask(moderated.camille))['post']['id']}/flags"
    notice = {name: value for name, value in NOTICE.items() if name != missing}
    assert (await moderated.must(422, "POST", flags, moderated.lou, json=notice)).json()["field"] == missing


async def test_a_notice_is_acknowledged_decided_and_answered_its_contact_kept_apart(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille, "Titre", "Une injure.")
    post = asked["post"]["id"]
    async with at_page(moderated, moderated.camille) as camille:
        await camille.watch(f"person:{moderated.camille.id}")
        given = (await moderated.must(201, "POST", f"/posts/{post}/flags", moderated.lou, json=NOTICE)).json()
        assert given["reference"] and given["at"]
        (waiting,) = (await moderated.desk("flagged"))["waiting"]
        assert waiting["flags"][0]["email"] == "ana@exemple.example"
        decided = await moderated.decide("remove", post=post, reason="illegal", ground={"kind": "law", "name": "Loi de 1881"})
        await camille.until("event", kind="decision.told")
    for text in ("".join(camille.raw), str(await moderated.told(moderated.camille))):
        assert "Ana" not in text and "ana@" not in text and str(moderated.lou.id) not in text
    (mine,) = (await moderated.must(200, "GET", "/me/flags", moderated.lou)).json()["flags"]
    assert (mine["reference"], mine["decided"], mine["decided_at"]) == (given["reference"], "remove", decided["decision"]["at"])
    assert (await moderated.desk("flagged"))["waiting"] == []


async def test_enough_people_hide_a_post_until_it_is_decided(moderated: Moderated) -> None:
    await moderated.choose(flags_from=2)
    asked = await moderated.ask(moderated.agent)
    thread = asked["thread"]["id"]
    post = (await moderated.reply(moderated.camille, thread, "Une injure."))["id"]
    proof = Proof(moderated.database)
    await proof.follow(thread_channel(moderated.site, UUID(thread)))
    await moderated.must(201, "POST", f"/posts/{post}/flags", moderated.lou, json={"reason": "insult"})
    assert await proof.holds() == {}
    await moderated.must(201, "POST", f"/posts/{post}/flags", moderated.sacha, json={"reason": "insult"})
    assert await proof.holds() == {"thread": ["post.removed"]}
    (told,) = await moderated.told(moderated.camille)
    assert (told["decision"]["act"], told["decision"]["reason"], told["decision"]["automatic"]) == ("hide", "flagged", True)
    (waiting,) = (await moderated.desk("flagged"))["waiting"]
    assert (waiting["state"], waiting["body"]) == ("removed", "Une injure.")
    await moderated.decide("restore", post=post, reason="mistake")
    assert await proof.holds() == {"thread": ["post.restored"]}
    assert (await moderated.desk("flagged"))["waiting"] == []

    for who in (moderated.lou, moderated.camille):  # the word of the service is not hidden by numbers
        await moderated.must(201, "POST", f"/posts/{asked['post']['id']}/flags", who, json={"reason": "misleading"})
    assert (await moderated.must(200, "GET", f"/threads/{thread}", None)).json()["thread"]["state"] == "visible"
    await moderated.decide("keep", post=asked["post"]["id"], reason="off-topic")
    assert (await moderated.desk("flagged"))["waiting"] == []
    assert len(await moderated.told(moderated.agent)) == 0, "what stays where it is changes nothing for its author"


async def test_what_is_gone_is_not_flagged(moderated: Moderated) -> None:
    post = (await moderated.ask(moderated.camille))["post"]["id"]
    await moderated.must(200, "DELETE", f"/posts/{post}", moderated.camille)
    await moderated.must(409, "POST", f"/posts/{post}/flags", moderated.lou, json={"reason": "spam"})
