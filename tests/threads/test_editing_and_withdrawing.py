"""One's own words: reworded within the hour, taken back at any time, and then nowhere to be found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from parvis.domain.ids import Channel, page_channel, queue_channel, thread_channel
from parvis.domain.people import Person
from parvis.domain.problems import TooLate
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.journal import Journal
from parvis.threads import acts
from tests.conftest import Member, Scene
from tests.threads.test_snapshot_proof import Proof


async def everything_stored(database: Database) -> str:
    """Every row of every table, as text; binary columns in hexadecimal."""
    tables = await database.fetch("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
    texts = [await database.fetchval(f'select string_agg(t::text, chr(10)) from "{table["relname"]}" t') for table in tables]
    return "\n".join(text for text in texts if text)


def house_at(scene: Scene, now: datetime) -> House:
    """The same house at another hour."""

    def nobody(channel: Channel) -> dict[str, Any]:
        return {"people": 0, "agents": []}

    return House(scene.database, Journal(scene.database, lambda events, hints: None), nobody, lambda: now)


def person(scene: Scene, member: Member) -> Person:
    return Person(member.id, scene.site, member.name, "agent" if member.service else "citizen", member.service)


async def test_a_reworded_message_shows_its_new_words_and_says_so(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    reply = await scene.reply(scene.lou, asked["thread"]["id"], "En haut à gauche.")
    edited = (await scene.must(200, "PATCH", f"/posts/{reply['id']}", scene.lou, json={"body": "En haut à *droite*."})).json()

    assert edited["body"] == "En haut à *droite*." and edited["edited_at"] > reply["created_at"]
    assert edited["doc"][0]["children"][1]["type"] == "emphasis"
    shown = (await scene.must(200, "GET", f"/threads/{asked['thread']['id']}", None)).json()
    assert shown["posts"] == [asked["post"], edited] and shown["thread"]["posts"] == 2


async def test_the_same_words_again_are_no_edit(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, body="Deux numéros.")
    same = (
        await scene.must(200, "PATCH", f"/posts/{asked['post']['id']}", scene.camille, json={"body": " Deux numéros. "})
    ).json()
    assert same == asked["post"] and same["edited_at"] is None


@pytest.mark.parametrize(
    ("later", "allowed"),
    [
        (timedelta(minutes=59, seconds=59), True),
        (timedelta(hours=1), True),
        (timedelta(hours=1, microseconds=1), False),
        (timedelta(days=3), False),
    ],
)
async def test_a_message_is_edited_within_the_hour(scene: Scene, later: timedelta, allowed: bool) -> None:
    asked = await scene.ask(scene.camille)
    id = UUID(asked["post"]["id"])
    house = house_at(scene, datetime.fromisoformat(asked["post"]["created_at"]) + later)
    if allowed:
        assert (await acts.edit(house, person(scene, scene.camille), id, "Autre chose.")).body == "Autre chose."
        return
    with pytest.raises(TooLate):
        await acts.edit(house, person(scene, scene.camille), id, "Autre chose.")
    assert (await acts.withdraw(house, person(scene, scene.camille), id)).state == "withdrawn", "taking back is always possible"


async def test_too_late_is_said_to_the_browser(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    await scene.database.execute("update posts set created_at = $1", datetime.now(UTC) - timedelta(minutes=61))
    refused = await scene.must(409, "PATCH", f"/posts/{asked['post']['id']}", scene.camille, json={"body": "Autre chose."})
    assert refused.json()["code"] == "too-late"
    assert asked["post"]["body"] in await everything_stored(scene.database)


async def test_nobody_edits_or_withdraws_the_words_of_another(scene: Scene) -> None:
    post = (await scene.ask(scene.camille))["post"]["id"]
    for other in (scene.lou, scene.agent):
        assert (await scene.must(403, "PATCH", f"/posts/{post}", other, json={"body": "Non."})).json()["code"] == "not-yours"
        assert (await scene.must(403, "DELETE", f"/posts/{post}", other)).json()["code"] == "not-yours"
    await scene.must(401, "PATCH", f"/posts/{post}", None, json={"body": "Non."})
    await scene.must(401, "DELETE", f"/posts/{post}", None)


async def test_a_withdrawn_message_leaves_a_tombstone_in_its_place(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    first = await scene.reply(scene.lou, thread, "Une erreur.")
    second = await scene.reply(scene.camille, thread, "Merci.", reply_to=first["id"])
    gone = (await scene.must(200, "DELETE", f"/posts/{first['id']}", scene.lou)).json()

    assert gone == {**first, "state": "withdrawn", "body": "", "doc": []}
    shown = (await scene.must(200, "GET", f"/threads/{thread}", None)).json()
    assert shown["posts"][1:] == [gone, second] and shown["thread"]["posts"] == 2
    again = (await scene.must(200, "DELETE", f"/posts/{first['id']}", scene.lou)).json()
    assert again == gone
    assert (await scene.must(200, "GET", f"/threads/{thread}", None)).json()["thread"]["posts"] == 2
    refused = await scene.must(409, "PATCH", f"/posts/{first['id']}", scene.lou, json={"body": "Revenir."})
    assert refused.json()["code"] == "post-withdrawn"


async def test_withdrawing_the_opening_message_withdraws_the_question(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Un titre regretté")
    reply = await scene.reply(scene.lou, asked["thread"]["id"])
    await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)

    page = await scene.page()
    assert page["total"] == 0
    assert [(thread["state"], thread["title"]) for thread in page["threads"]] == [("withdrawn", "")]
    shown = (await scene.must(200, "GET", f"/threads/{asked['thread']['id']}", None)).json()
    assert shown["posts"][1] == reply, "what others wrote stays"
    queue = (await scene.must(200, "GET", "/agent/queue", scene.agent)).json()
    assert (queue["threads"], queue["total"]) == ([], 0)


async def test_a_withdrawn_question_no_longer_says_which_field_it_was_about(scene: Scene) -> None:
    field = {"key": "revenus", "label": "Revenus du FOYER", "step": "Étape SECRET"}
    asked = await scene.ask(scene.camille, field=field)
    page, thread = (
        page_channel(scene.site, UUID(asked["thread"]["page"])),
        thread_channel(scene.site, UUID(asked["thread"]["id"])),
    )
    await scene.reply(scene.agent, asked["thread"]["id"])
    await scene.reply(scene.camille, asked["thread"]["id"])  # told again, as it waits anew
    proof = Proof(scene.database)
    await proof.follow(page, thread, queue_channel(scene.site))
    await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)
    await proof.holds()
    assert [shown["field"] for shown in (await scene.page())["threads"]] == [None]
    stored = await everything_stored(scene.database)
    assert [word for word in ("revenus", "FOYER", "SECRET") if word in stored] == []


async def test_a_withdrawn_question_can_still_be_talked_under_and_waits_for_nobody(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    await scene.reply(scene.agent, thread, "Page de la photo.")
    await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)
    await scene.reply(scene.camille, thread, "Merci quand même.")
    await scene.reply(scene.agent, thread, "Je vous en prie.")

    shown = (await scene.must(200, "GET", f"/threads/{thread}", None)).json()
    assert (shown["thread"]["state"], shown["thread"]["title"], shown["thread"]["posts"]) == ("withdrawn", "", 3)
    assert (await scene.must(200, "GET", "/agent/queue", scene.agent)).json()["total"] == 0


async def test_erased_words_are_nowhere_in_the_database(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Titre HARICOT", "Corps **HARICOT** et `HARICOT`")
    thread = asked["thread"]["id"]
    await scene.reply(scene.agent, thread, "Une réponse.")
    await scene.reply(scene.camille, thread, "Encore.")  # back in the queue: the title is told again there
    reply = await scene.reply(scene.lou, thread, "Réponse NAVET", reply_to=asked["post"]["id"])
    await scene.must(200, "PATCH", f"/posts/{reply['id']}", scene.lou, json={"body": "Réponse POIREAU"})
    await scene.must(200, "PATCH", f"/posts/{asked['post']['id']}", scene.camille, json={"body": "Corps RADIS, HARICOT"})
    before = await everything_stored(scene.database)
    assert all(word in before for word in ("HARICOT", "POIREAU", "RADIS")) and "NAVET" not in before

    await scene.must(200, "PATCH", f"/posts/{reply['id']}", scene.lou, json={"body": "Réponse CAROTTE"})
    assert "POIREAU" not in await everything_stored(scene.database)
    await scene.must(200, "DELETE", f"/posts/{reply['id']}", scene.lou)
    await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)

    after = await everything_stored(scene.database)
    assert [word for word in ("HARICOT", "NAVET", "POIREAU", "RADIS", "CAROTTE") if word in after] == []
    assert "Une réponse." in after, "what others wrote stays"
