"""What the other rooms keep of a message goes and comes with it; and none lets pass what moderation would hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from parvis.domain.ids import uuid7
from parvis.moderation.retention import purge
from parvis.pictures.keeping import Sweeper
from parvis.pictures.rules import WAITING_LIMIT
from tests.conftest import PAGE, SITE, Member
from tests.guide.writing import channel, guide, write
from tests.moderation.conftest import Moderated
from tests.pictures.conftest import named, send, sent
from tests.threads.test_editing_and_withdrawing import house_at
from tests.threads.test_snapshot_proof import Proof

FIELD = {"key": "numero", "label": "Numéro du passeport", "step": "Identité"}
STEP = {"site": SITE, "url": PAGE, "title": "Le numéro", "body": "En haut à droite."}
APART = {"body": "Un mot à vous seul."}


async def looked(moderated: Moderated, picture: str, who: Member | None = None) -> int:
    answer = await moderated.http.get(f"{moderated.origin}/i/{picture}", headers=who.headers if who else {})
    return answer.status_code


async def seen_by(moderated: Moderated, picture: str) -> list[str]:
    everybody = {"nobody": None, "author": moderated.camille, "agent": moderated.agent, "rosa": moderated.rosa}
    everybody |= {"nadia": moderated.nadia}
    return [name for name, who in everybody.items() if await looked(moderated, picture, who) == 200]


EVERYBODY = ["nobody", "author", "agent", "rosa", "nadia"]


async def test_a_held_message_s_pictures_wait_with_it_and_moderators_alone_see_them(moderated: Moderated) -> None:
    await moderated.choose(mode="before")
    picture = await sent(moderated, moderated.camille)
    held = await moderated.ask(moderated.camille, pictures=named(picture))
    assert held["post"]["state"] == "held"
    forgotten = await sent(moderated, moderated.camille)
    await Sweeper(house_at(moderated, datetime.now(UTC) + timedelta(days=3))).sweep()
    assert not await moderated.database.fetchval("select count(*) from pictures where id = $1", UUID(forgotten))
    for _ in range(WAITING_LIMIT + 1):
        await send(moderated, moderated.camille)
    assert await seen_by(moderated, picture) == ["nadia"], "neither what waits too long nor what is too many concerns it"
    await moderated.decide("publish", post=held["post"]["id"], reason="mistake")
    assert await seen_by(moderated, picture) == EVERYBODY
    read = (await moderated.must(200, "GET", f"/threads/{held['thread']['id']}", None)).json()
    assert [shown["id"] for shown in read["posts"][0]["pictures"]] == [picture]


async def test_a_reply_s_pictures_wait_too_and_are_named_once(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.lou)
    await moderated.choose(mode="before")
    picture = await sent(moderated, moderated.camille)
    held = await moderated.reply(moderated.camille, asked["thread"]["id"], pictures=named(picture))
    again = {"id": str(uuid7()), "body": "La même.", "pictures": named(picture)}
    refused = await moderated.must(409, "POST", f"/threads/{asked['thread']['id']}/posts", moderated.camille, json=again)
    assert refused.json()["code"] == "picture-unknown"
    await moderated.must(204, "DELETE", f"/me/held/{held['id']}", moderated.camille)
    assert (await moderated.reply(moderated.camille, asked["thread"]["id"], pictures=named(picture)))["state"] == "held"


async def test_a_removed_post_s_pictures_come_back_with_it(moderated: Moderated) -> None:
    picture = await sent(moderated, moderated.camille)
    asked = await moderated.ask(moderated.camille, pictures=named(picture))
    await moderated.decide("hide", post=asked["post"]["id"])
    assert await seen_by(moderated, picture) == ["nadia"]
    await moderated.decide("restore", post=asked["post"]["id"], reason="mistake")
    assert await seen_by(moderated, picture) == EVERYBODY


async def test_a_removed_post_s_pictures_go_with_its_words(moderated: Moderated) -> None:
    picture = await sent(moderated, moderated.camille)
    asked = await moderated.ask(moderated.camille, pictures=named(picture))
    await moderated.decide("remove", post=asked["post"]["id"])
    await purge(moderated.database, datetime.now(UTC) + timedelta(days=400))
    assert await seen_by(moderated, picture) == []
    assert await moderated.database.fetchval("select count(*) from pictures") == 0


async def test_an_erratum_goes_and_comes_with_its_answer(moderated: Moderated) -> None:
    asked = await moderated.ask(moderated.camille)
    answer = await moderated.reply(moderated.agent, asked["thread"]["id"])
    await moderated.must(201, "POST", f"/agent/posts/{answer['id']}/erratum", moderated.agent, json={"body": "En bas."})

    async def errata() -> tuple[Any, int]:
        read = (await moderated.must(200, "GET", f"/threads/{asked['thread']['id']}", None)).json()
        told = (await moderated.must(200, "GET", f"/posts/{answer['id']}/errata", None)).json()
        return read["posts"][1]["erratum"] and read["posts"][1]["erratum"]["body"], len(told["errata"])

    assert await errata() == ("En bas.", 1)
    await moderated.decide("hide", post=answer["id"])
    assert await errata() == (None, 0)
    await moderated.decide("restore", post=answer["id"], reason="mistake")
    assert await errata() == ("En bas.", 1)


@pytest.mark.parametrize("act", ["hide", "remove"])
async def test_a_question_s_field_goes_with_its_words_and_is_kept_with_them(moderated: Moderated, act: str) -> None:
    asked = await moderated.ask(moderated.camille, "Mon numéro ?", field=FIELD)

    async def about() -> tuple[Any, Any]:
        read = (await moderated.must(200, "GET", f"/threads/{asked['thread']['id']}", None)).json()["thread"]
        around = (await moderated.must(200, "GET", "/around", None, params={"site": SITE, "url": PAGE})).json()
        return read["field"], around["fields"]

    assert await about() == (FIELD, {"numero": {"label": "Numéro du passeport", "count": 1}})
    decided = await moderated.decide(act, post=asked["post"]["id"])
    assert await about() == (None, {})
    assert not await moderated.database.fetch("select 1 from events where data::text like '%Identité%'"), "no reader replays it"
    (hers,) = (await moderated.must(200, "GET", "/me/export", moderated.camille)).json()["posts"]
    assert (hers["state"], hers["title"], hers["body"], hers["field"]) == (
        "removed",
        "Mon numéro ?",
        "Je vois deux numéros.",
        FIELD,
    )
    if act == "hide":
        await moderated.decide("restore", post=asked["post"]["id"], reason="mistake")
    else:
        path = f"/me/decisions/{decided['decision']['id']}/appeal"
        await moderated.must(201, "POST", path, moderated.camille, json={"text": "Ce n’est pas une injure."})
        answer = {"outcome": "overturned", "answer": "En effet."}
        await moderated.must(200, "PUT", f"/agent/moderation/appeals/{decided['decision']['id']}", moderated.yann, json=answer)
    assert (await about())[0] == FIELD
    await moderated.must(200, "DELETE", f"/posts/{asked['post']['id']}", moderated.camille)
    assert not await moderated.database.fetch("select 1 from events where data::text like '%Identité%'"), "nor what came back"


@pytest.mark.parametrize("by", ["moderator", "flags"])
async def test_a_removed_answer_is_named_by_no_step(moderated: Moderated, by: str) -> None:
    await moderated.choose(flags_from=1)
    asked = await moderated.ask(moderated.camille)
    answer = await moderated.reply(moderated.lou, asked["thread"]["id"])
    await write(moderated, moderated.camille, origin={"thread": asked["thread"]["id"], "post": answer["id"]})
    proof = Proof(moderated.database)
    await proof.follow(channel(moderated))
    if by == "moderator":
        await moderated.decide("hide", post=answer["id"])
    else:
        await moderated.must(201, "POST", f"/posts/{answer['id']}/flags", moderated.sacha, json={"reason": "insult"})
    assert await proof.holds() == {"guide": ["step.written"]}, "watchers hear of it"
    assert [step["origin"] for step in (await guide(moderated))["steps"]] == [None]
    told = await moderated.database.fetch("select data::text as data from events where channel like 'guide:%'")
    assert not any(moderated.lou.name in row["data"] for row in told)


async def test_her_export_holds_what_waits_as_she_asked_for_it(moderated: Moderated) -> None:
    thread = (await moderated.ask(moderated.lou))["thread"]["id"]
    await moderated.choose(mode="before")
    picture = await sent(moderated, moderated.camille)
    await moderated.ask(moderated.camille, "Une photo ?", field=FIELD, pictures=named(picture))
    await moderated.reply(moderated.camille, thread, "C’est écrit.", source="Décret 2005-1726")
    told = {"site": SITE, "url": PAGE, "place": "Valombre", "days": 21, "month": "2026-03", "body": ""}
    await moderated.must(201, "POST", "/testimonies", moderated.camille, json=told)
    question, reply, testimony = (await moderated.must(200, "GET", "/me/export", moderated.camille)).json()["posts"]
    assert {post["state"] for post in (question, reply, testimony)} == {"held"}
    assert {post["page"] for post in (question, reply, testimony)} == {PAGE}
    assert (question["title"], question["field"], [it["id"] for it in question["pictures"]]) == ("Une photo ?", FIELD, [picture])
    assert (reply["body"], reply["source"], reply["field"]) == ("C’est écrit.", "Décret 2005-1726", None)
    assert testimony["testimony"] == {"place": "Valombre", "days": 21, "month": "2026-03"}


async def test_a_guide_lets_pass_nothing_that_would_be_held(moderated: Moderated) -> None:
    await moderated.choose(words=["escroc"])
    written = {**STEP, "id": str(uuid7())}
    refused = await moderated.must(409, "POST", "/guide/steps", moderated.camille, json={**STEP, "body": "C’est un escroc."})
    assert refused.json()["code"] == "needs-reading"
    await moderated.must(201, "POST", "/guide/steps", moderated.camille, json=written)
    worse = {"base": 1, "title": "Le numéro", "body": "Chez l’escroc."}
    await moderated.must(409, "PUT", f"/guide/steps/{written['id']}", moderated.camille, json=worse)
    await moderated.must(200, "PUT", f"/guide/steps/{written['id']}", moderated.agent, json=worse)


async def test_nobody_is_called_by_a_word_of_the_list(moderated: Moderated) -> None:
    await moderated.choose(words=["escroc"])
    name = "Escroc en chef"
    assert (await moderated.must(422, "POST", "/visitors", None, json={"site": SITE, "name": name})).json()[
        "code"
    ] == "name-refused"
    assert (await moderated.must(422, "PATCH", "/me", moderated.camille, json={"name": name})).json()["code"] == "name-refused"
    await moderated.must(200, "PATCH", "/me", moderated.camille, json={"name": "Chef"})


@pytest.mark.parametrize("act", ["suspend", "ban"])
async def test_whoever_is_barred_writes_in_no_room(moderated: Moderated, act: str) -> None:
    asked = await moderated.ask(moderated.camille)
    thread = asked["thread"]["id"]
    aside = (await moderated.must(201, "POST", f"/threads/{thread}/aside", moderated.camille, json=APART)).json()["aside"]["id"]
    step = {**STEP, "id": str(uuid7())}
    await moderated.must(201, "POST", "/guide/steps", moderated.camille, json=step)
    until: dict[str, Any] = {"until": (datetime.now(UTC) + timedelta(days=1)).isoformat()} if act == "suspend" else {}
    await moderated.decide(act, person=str(moderated.camille.id), **until)
    edit = {"base": 1, "title": "Le numéro", "body": "Ailleurs."}
    for method, path, body in (
        ("POST", f"/threads/{thread}/posts", {"body": "Encore."}),
        ("POST", f"/asides/{aside}/posts", {"body": "Encore."}),
        ("POST", "/guide/steps", STEP),
        ("PUT", f"/guide/steps/{step['id']}", edit),
        ("PATCH", "/me", {"name": "Autre"}),
    ):
        refused = (await moderated.must(403, method, path, moderated.camille, json=body)).json()
        assert refused["code"] == ("suspended" if act == "suspend" else "banned"), path
    assert (await send(moderated, moderated.camille)).status_code == 403


async def test_what_was_held_through_the_end_of_office_hours_is_a_question_like_any_other(moderated: Moderated) -> None:
    starts = datetime.now(UTC) - timedelta(minutes=1)
    hours = {"title": "Permanence", "starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    announced = (await moderated.must(201, "POST", "/agent/officehours", moderated.agent, json=hours)).json()
    await moderated.choose(mode="before")
    held = await moderated.ask(moderated.camille, officehours=announced["id"])
    await moderated.must(200, "DELETE", f"/agent/officehours/{announced['id']}", moderated.agent)
    await moderated.decide("publish", post=held["post"]["id"], reason="mistake")
    read = (await moderated.must(200, "GET", f"/threads/{held['thread']['id']}", None)).json()["thread"]
    assert (read["state"], read["officehours"]) == ("visible", None)
