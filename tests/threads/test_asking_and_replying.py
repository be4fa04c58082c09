"""Asking and replying: what was written is what everybody reads, and nothing is stored that was refused."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from parvis.domain.ids import uuid7
from tests.conftest import ORIGIN, PAGE, SITE, Scene, cast


async def read(scene: Scene, thread: str) -> Any:
    return (await scene.must(200, "GET", f"/threads/{thread}", None)).json()


async def test_a_question_is_read_by_everybody_as_it_was_asked(scene: Scene) -> None:
    asked = await scene.ask(
        scene.camille, "Où lire le numéro ?", "Je vois **deux** numéros.", page_title="Renouveler un passeport"
    )

    page = await scene.page()
    assert page["threads"] == [asked["thread"]] and page["total"] == 1 and page["next"] is None
    assert page["page"]["key"] == PAGE and page["page"]["title"] == "Renouveler un passeport"
    shown = await read(scene, asked["thread"]["id"])
    assert shown["thread"] == asked["thread"] and shown["posts"] == [asked["post"]]
    assert (shown["earlier"], shown["next"]) == (None, None)

    thread, post = asked["thread"], asked["post"]
    assert thread["author"] == {"id": str(scene.camille.id), "name": "Hirondelle 42", "voice": "citizen"}
    assert (thread["title"], thread["kind"], thread["status"], thread["state"]) == (
        "Où lire le numéro ?",
        "question",
        "open",
        "visible",
    )
    assert (thread["posts"], thread["created_at"]) == (1, post["created_at"])
    assert (post["body"], post["seq"], post["edited_at"], post["reply_to"]) == ("Je vois **deux** numéros.", 1, None, None)
    assert post["doc"][0]["children"][1] == {"type": "strong", "children": [{"type": "text", "text": "deux"}]}


async def test_replies_follow_the_question_in_order(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    hers = await scene.reply(scene.lou, thread, "En haut à droite.")
    agents = await scene.reply(scene.agent, thread, "Page de la photo.", reply_to=hers["id"])

    shown = await read(scene, thread)
    assert [post["body"] for post in shown["posts"]] == ["Je vois deux numéros.", "En haut à droite.", "Page de la photo."]
    assert shown["posts"][1:] == [hers, agents]
    assert agents["reply_to"] == hers["id"]
    assert agents["author"] == {
        "id": str(scene.agent.id),
        "name": "Agent Démo",
        "voice": "agent",
        "service": "Service des passeports",
    }
    assert shown["thread"]["posts"] == 3 and shown["thread"]["active_at"] == agents["created_at"]
    assert (await scene.page())["threads"][0]["posts"] == 3


async def test_reading_a_page_nobody_wrote_on_stores_nothing(scene: Scene) -> None:
    page = await scene.page(f"{ORIGIN}/impots")
    assert (page["threads"], page["total"], page["page"]["seq"], page["page"]["title"]) == ([], 0, 0, "")
    assert await scene.database.fetchval("select count(*) from pages") == 0
    assert await scene.database.fetchval("select count(*) from channels") == 0


async def test_one_page_has_one_discussion_however_it_is_reached(scene: Scene) -> None:
    await scene.ask(scene.camille, url=f"{PAGE}/?utm_source=lettre#etape-2")
    for url in (PAGE, f"{PAGE}/index.html", f"{PAGE};jsessionid=1"):
        assert (await scene.page(url))["total"] == 1
    assert (await scene.page(f"{PAGE}/mineur"))["total"] == 0


async def test_the_newest_question_comes_first(scene: Scene) -> None:
    for title in ("Un", "Deux", "Trois"):
        thread = (await scene.ask(scene.camille, title))["thread"]["id"]
    await scene.reply(scene.lou, thread)
    assert [thread["title"] for thread in (await scene.page())["threads"]] == ["Trois", "Deux", "Un"]


async def test_a_question_may_be_its_title_alone(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Où lire le numéro ?", "  ")
    assert asked["post"]["body"] == "Où lire le numéro ?"


async def test_a_discussion_is_no_question(scene: Scene) -> None:
    assert (await scene.ask(scene.camille, kind="discussion"))["thread"]["kind"] == "discussion"


async def test_the_service_chooses_ids_when_the_browser_does_not(scene: Scene) -> None:
    asked = (await scene.must(
        201, "POST", "/threads", scene.camille, json={"site": SITE, "url": PAGE, "title": "Sans identifiant", "body": "Voilà."}
    )).json()  # fmt: skip
    reply = (await scene.must(201, "POST", f"/threads/{asked['thread']['id']}/posts", scene.lou, json={"body": "Oui."})).json()
    assert len({asked["thread"]["id"], asked["post"]["id"], reply["id"]}) == 3


async def test_an_answer_to_a_message_of_another_thread_is_refused(scene: Scene) -> None:
    first, second = await scene.ask(scene.camille), await scene.ask(scene.camille)
    for reply_to in (second["post"]["id"], str(uuid4())):
        wanted = {"body": "Oui.", "reply_to": reply_to}
        refused = await scene.must(422, "POST", f"/threads/{first['thread']['id']}/posts", scene.lou, json=wanted)
        assert refused.json()["field"] == "reply_to"
    assert len((await read(scene, first["thread"]["id"]))["posts"]) == 1


async def test_a_page_of_another_site_cannot_be_written_on(scene: Scene) -> None:
    wanted = {"site": SITE, "url": "https://ailleurs.example/", "title": "Ici ?", "body": "Non."}
    assert (await scene.must(403, "POST", "/threads", scene.camille, json=wanted)).json()["code"] == "foreign-page"
    assert await scene.database.fetchval("select count(*) from threads") == 0


async def test_a_closed_thread_is_read_and_no_longer_answered(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    await scene.database.execute("update threads set status = 'closed'")
    refused = await scene.must(409, "POST", f"/threads/{thread}/posts", scene.lou, json={"body": "Trop tard."})
    assert refused.json()["code"] == "thread-closed"
    assert len((await read(scene, thread))["posts"]) == 1


async def test_sites_share_nothing_not_even_a_copied_id(scene: Scene) -> None:
    mine = await scene.ask(scene.camille)
    _, stranger, _, _ = await cast(scene.database, "ailleurs", "https://ailleurs.example")
    thread = mine["thread"]["id"]

    await scene.must(404, "POST", f"/threads/{thread}/posts", stranger, json={"body": "Bonjour."})
    await scene.must(404, "PATCH", f"/posts/{mine['post']['id']}", stranger, json={"body": "Bonjour."})
    await scene.must(404, "DELETE", f"/posts/{mine['post']['id']}", stranger)
    await scene.must(403, "POST", "/threads", stranger, json={"site": SITE, "url": PAGE, "title": "Ici ?", "body": "Non."})

    copied = {
        "site": "ailleurs",
        "url": "https://ailleurs.example/",
        "title": "Piège",
        "body": "Piège.",
        "id": thread,
        "post": str(uuid7()),
    }
    await scene.must(201, "POST", "/threads", stranger, json=copied)
    assert (await read(scene, thread))["thread"] == mine["thread"], "a permalink still leads where it led"


async def test_many_who_reply_at_once_all_find_their_place(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    people = [scene.camille, scene.lou, scene.agent]
    replies = await asyncio.gather(*(scene.reply(people[n % 3], thread, f"Message {n}") for n in range(30)))

    shown = await read(scene, thread)
    assert shown["thread"]["posts"] == 31
    assert sorted(post["id"] for post in shown["posts"][1:]) == sorted(reply["id"] for reply in replies)
    seqs = [post["seq"] for post in shown["posts"]]
    assert seqs == sorted(set(seqs))
    assert await scene.database.fetchval("select count(*) = max(seq) from events where channel = $1", f"thread:{thread}")
