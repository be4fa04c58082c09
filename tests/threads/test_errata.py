"""An erratum stands above the answer that it corrects, and is news to everyone who follows the thread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from parvis.domain.ids import page_channel, queue_channel, thread_channel, uuid7
from tests.conftest import Member, Scene, cast
from tests.threads.test_snapshot_proof import Proof


async def answered(scene: Scene) -> tuple[Any, Any]:
    """Camille's question, and Lou's answer for which the agent stands."""
    asked = await scene.ask(scene.camille)
    answer = await scene.reply(scene.lou, asked["thread"]["id"])
    await scene.must(200, "PUT", f"/posts/{answer['id']}/official", scene.agent, json={})
    return asked["thread"], answer


async def unread(scene: Scene, who: Member) -> int:
    (followed,) = (await scene.must(200, "GET", "/me/follows", who)).json()["threads"]
    return int(followed["unread"])


async def test_an_agent_corrects_an_official_answer_and_its_words_stay(scene: Scene) -> None:
    thread, answer = await answered(scene)
    proof = Proof(scene.database)
    own = thread_channel(scene.site, UUID(thread["id"]))
    await proof.follow(page_channel(scene.site, UUID(thread["page"])), queue_channel(scene.site), own)
    wanted = {"id": str(uuid7()), "body": "La taxe est de **86 euros**."}
    for _ in range(2):
        post = (await scene.must(201, "POST", f"/agent/posts/{answer['id']}/erratum", scene.agent, json=wanted)).json()
        assert post["body"] == answer["body"] and post["erratum"]["body"] == wanted["body"]
        assert (post["erratum"]["name"], post["erratum"]["service"]) == ("Agent Démo", "Service des passeports")
    assert await proof.holds() == {"thread": ["post.changed", "thread.changed"]}
    taken = await scene.must(409, "POST", f"/agent/posts/{answer['id']}/erratum", scene.agent, json=wanted | {"body": "Non."})
    assert taken.json()["code"] == "id-taken"

    await scene.must(201, "POST", f"/agent/posts/{answer['id']}/erratum", scene.agent, json={"body": "De 92 euros."})
    said = (await scene.must(200, "GET", f"/posts/{answer['id']}/errata", None)).json()["errata"]
    assert [one["body"] for one in said] == ["De 92 euros.", wanted["body"]]
    page = await scene.http.get(f"{scene.origin}/t/{thread['id']}", headers={"Accept-Language": "fr"})
    feed = await scene.http.get(f"{scene.origin}/t/{thread['id']}.atom")
    assert "De 92 euros." in feed.text and said[0]["at"][:19] in feed.text, "news to those who follow by feed"
    assert "Erratum" in page.text and page.text.index("De 92 euros.") < page.text.index("En haut à droite.")


async def test_everyone_who_follows_has_it_to_read_also_who_had_read_all_and_who_wrote_the_answer(scene: Scene) -> None:
    thread, answer = await answered(scene)
    for who in (scene.camille, scene.lou):
        await scene.must(204, "PUT", f"/threads/{thread['id']}/seen", who, json={"seq": 100})
        assert await unread(scene, who) == 0
        await scene.must(204, "PUT", f"/threads/{thread['id']}/follow", who)
    await scene.database.execute("update follows set seen = 4")
    await scene.must(201, "POST", f"/agent/posts/{answer['id']}/erratum", scene.agent, json={"body": "De 92 euros."})
    for who in (scene.camille, scene.lou):
        assert await unread(scene, who) == 1
        marks = (await scene.must(200, "GET", "/me/marks", who, params={"page": thread["page"]})).json()
        assert marks["unread"] == [thread["id"]]
    seq = (await scene.must(200, "GET", f"/threads/{thread['id']}", None)).json()["seq"]
    await scene.must(204, "PUT", f"/threads/{thread['id']}/seen", scene.camille, json={"seq": seq})
    assert await unread(scene, scene.camille) == 0


async def test_a_withdrawn_answer_takes_its_errata_with_it(scene: Scene) -> None:
    thread, answer = await answered(scene)
    await scene.must(201, "POST", f"/agent/posts/{answer['id']}/erratum", scene.agent, json={"body": "De 92 euros."})
    proof = Proof(scene.database)
    await proof.follow(thread_channel(scene.site, UUID(thread["id"])))
    gone = (await scene.must(200, "DELETE", f"/posts/{answer['id']}", scene.lou)).json()
    assert gone["erratum"] is None
    await proof.holds()
    assert (await scene.must(200, "GET", f"/posts/{answer['id']}/errata", None)).json()["errata"] == []
    assert not await scene.database.fetchval("select count(*) from errata")
    assert not await scene.database.fetchval("select count(*) from events where data::text like '%92 euros%'")
    await scene.must(409, "POST", f"/agent/posts/{answer['id']}/erratum", scene.agent, json={"body": "De 92 euros."})


async def test_only_an_agent_of_the_site_corrects_and_only_what_the_service_said(scene: Scene) -> None:
    thread, answer = await answered(scene)
    other = await cast(scene.database, "ailleurs", "https://www.ailleurs.example")
    path = f"/agent/posts/{answer['id']}/erratum"
    await scene.must(401, "POST", path, None, json={"body": "Non."})
    await scene.must(403, "POST", path, scene.camille, json={"body": "Non."})
    await scene.must(404, "POST", path, other[3], json={"body": "Non."})
    await scene.must(422, "POST", path, scene.agent, json={"body": " "})
    hers = await scene.reply(scene.camille, thread["id"], "Merci.")
    await scene.must(422, "POST", f"/agent/posts/{hers['id']}/erratum", scene.agent, json={"body": "Non."})
    mine = await scene.reply(scene.agent, thread["id"], "86 euros.")
    await scene.must(201, "POST", f"/agent/posts/{mine['id']}/erratum", scene.agent, json={"body": "92 euros."})
