"""Two questions that ask the same: links, followers and those who ask too go along, each once, and all can be taken back."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from uuid import UUID

import pytest

from parvis.domain.ids import page_channel, queue_channel, thread_channel
from tests.conftest import PAGE, SITE, Member, Scene, cast, citizen
from tests.threads.test_snapshot_proof import Proof


async def asked_twice(scene: Scene) -> tuple[str, str]:
    """Camille's question, and Lou's which asks the same."""
    kept = (await scene.ask(scene.camille, "Où lire le numéro du passeport ?"))["thread"]["id"]
    return kept, (await scene.ask(scene.lou, "Le numéro du passeport, où est-il ?"))["thread"]["id"]


async def merge(scene: Scene, thread: str, into: str, status: int = 200, who: Member | None = None) -> Any:
    path = f"/agent/threads/{thread}/duplicate_of"
    return (await scene.must(status, "PUT", path, who or scene.agent, json={"thread": into})).json()


async def part(scene: Scene, thread: str) -> Any:
    return (await scene.must(200, "DELETE", f"/agent/threads/{thread}/duplicate_of", scene.agent)).json()


async def thread_of(scene: Scene, id: str) -> Any:
    return (await scene.must(200, "GET", f"/threads/{id}", None)).json()["thread"]


async def follows(scene: Scene, who: Member) -> dict[str, int]:
    followed = (await scene.must(200, "GET", "/me/follows", who)).json()["threads"]
    return {one["thread"]["id"]: one["unread"] for one in followed}


async def test_a_duplicate_closes_and_says_where_it_leads_and_every_channel_hears_it(scene: Scene) -> None:
    kept, twice = await asked_twice(scene)
    proof = Proof(scene.database)
    page = UUID((await thread_of(scene, kept))["page"])
    channels = [thread_channel(scene.site, UUID(id)) for id in (kept, twice)]
    await proof.follow(page_channel(scene.site, page), queue_channel(scene.site), *channels)
    for _ in range(2):
        merged = await merge(scene, twice, kept)
        assert (merged["status"], merged["duplicate_of"]) == ("closed", kept)
    told = await proof.holds()
    assert told["page"] == ["thread.changed"] and told["queue"] == ["queue.left"]
    assert sorted(told["thread"]) == ["thread.changed", "thread.changed"], "the duplicate's status, the other one's counter"
    assert await thread_of(scene, twice) == merged

    for _ in range(2):
        parted = await part(scene, twice)
        assert (parted["status"], parted["duplicate_of"]) == ("open", None)
    assert (await proof.holds())["queue"] == ["queue.joined"]


async def test_followers_and_same_questions_go_along_each_person_once_and_come_back(scene: Scene) -> None:
    kept, twice = await asked_twice(scene)
    noor, sam = await citizen(scene.database, scene.site, "Merle 3"), await citizen(scene.database, scene.site, "Grive 8")
    await scene.reply(scene.agent, kept, "Page de la photo.")
    for who, thread in ((noor, twice), (noor, kept), (sam, twice), (scene.camille, twice), (scene.lou, kept)):
        await scene.must(200, "PUT", f"/threads/{thread}/same-question", who)
        await scene.must(204, "PUT", f"/threads/{thread}/follow", who)
    before = (await thread_of(scene, kept))["same_question"], await follows(scene, scene.lou), await follows(scene, sam)
    assert before == (2, {kept: 0, twice: 0}, {twice: 0})

    await merge(scene, twice, kept)
    assert (await thread_of(scene, kept))["same_question"] == 3, "Noor and Lou once, Sam; not Camille, who asked it"
    assert await follows(scene, sam) == {kept: 2}, "nothing there was read yet, and the duplicate is no longer listed"
    assert await follows(scene, scene.lou) == {kept: 0}
    marks = (await scene.must(200, "GET", "/me/marks", sam, params={"page": (await scene.page())["page"]["id"]})).json()
    assert kept in marks["same"] and kept in marks["unread"] and twice not in marks["unread"]

    await part(scene, twice)
    after = (await thread_of(scene, kept))["same_question"], await follows(scene, scene.lou), await follows(scene, sam)
    assert after == before


async def test_a_duplicate_is_read_but_not_answered_and_is_reopened_only_by_taking_it_back(scene: Scene) -> None:
    kept, twice = await asked_twice(scene)
    await scene.must(200, "PUT", f"/threads/{twice}/pinned", scene.agent)
    assert not (await merge(scene, twice, kept))["pinned"]
    assert (await scene.page())["pinned"] == []
    for method, path, who, body in (
        ("POST", f"/threads/{twice}/posts", scene.lou, {"body": "Merci."}),
        ("PUT", f"/threads/{twice}/status", scene.lou, {"status": "open"}),
        ("PUT", f"/threads/{twice}/status", scene.agent, {"status": "open"}),
        ("PUT", f"/threads/{twice}/pinned", scene.agent, None),
    ):
        refused = (await scene.must(409, method, path, who, json=body)).json()
        assert (refused["code"], refused["thread"]) == ("is-duplicate", kept)
    await scene.must(200, "PUT", f"/threads/{twice}/status", scene.agent, json={"status": "closed"})


async def test_what_leads_nowhere_is_refused(scene: Scene) -> None:
    kept, twice = await asked_twice(scene)
    other = await cast(scene.database, "ailleurs", "https://www.ailleurs.example")
    note = (await scene.must(201, "POST", "/agent/notes", scene.agent, json={"title": "Fermé", "body": "Le 8."})).json()
    await merge(scene, twice, twice, 422)
    await merge(scene, twice, note["thread"]["id"], 422)
    await merge(scene, note["thread"]["id"], kept, 422)
    await merge(scene, twice, str(scene.site), 404)
    await merge(scene, twice, kept, 403, scene.camille)
    await merge(scene, twice, kept, 404, other[3])
    await scene.must(401, "PUT", f"/agent/threads/{twice}/duplicate_of", None, json={"thread": kept})
    third = (await scene.ask(scene.lou, "Et le numéro ?"))["thread"]["id"]
    await merge(scene, twice, kept)
    assert (await merge(scene, third, twice, 409))["thread"] == kept, "it names where to lead it instead"
    assert (await merge(scene, twice, third, 409))["code"] == "is-duplicate"
    gone = await scene.ask(scene.lou, "Sans suite")
    await scene.must(200, "DELETE", f"/posts/{gone['post']['id']}", scene.lou)
    await merge(scene, third, gone["thread"]["id"], 409)


@pytest.mark.parametrize("turn", range(3))
async def test_two_agents_who_lead_them_into_each_other_make_no_ring(scene: Scene, turn: int) -> None:
    kept, twice = await asked_twice(scene)
    calls = [
        scene.call("PUT", f"/agent/threads/{a}/duplicate_of", scene.agent, json={"thread": b})
        for a, b in ((kept, twice), (twice, kept)) * 3
    ]
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {200, 409}
    found = [(await thread_of(scene, id))["duplicate_of"] for id in (kept, twice)]
    assert found in ([None, kept], [twice, None])


async def test_search_finds_the_question_before_its_duplicate(scene: Scene) -> None:
    kept, twice = await asked_twice(scene)
    for path, more in (("/search", {}), ("/similar", {"url": PAGE})):
        params = {"site": SITE, "q": "le numéro du passeport où est-il", **more}
        if path == "/search":
            found = (await scene.must(200, "GET", path, None, params=params)).json()["threads"]
            assert [one["thread"]["id"] for one in found] == [twice, kept], "its words are nearer"
            await merge(scene, twice, kept)
        found = (await scene.must(200, "GET", path, None, params=params)).json()["threads"]
        assert [one["thread"]["id"] for one in found] == [kept, twice]


async def test_an_old_link_leads_on_also_without_a_script_and_over_several_steps(scene: Scene) -> None:
    kept, twice = await asked_twice(scene)
    thrice = (await scene.ask(scene.lou, "Numéro ?"))["thread"]["id"]
    await merge(scene, thrice, twice)
    await merge(scene, twice, kept)
    for id in (twice, thrice):
        page = await scene.http.get(f"{scene.origin}/t/{id}", headers={"Accept-Language": "fr"})
        assert page.status_code == 200
        assert re.search(r'Doublon de <a href="/t/' + kept, page.text)
        assert f'rel="canonical" href="{scene.origin}/t/{kept}"' in page.text
        assert "QAPage" not in page.text and "<form" not in page.text
    page = await scene.http.get(f"{scene.origin}/t/{kept}")
    assert f'rel="canonical" href="{scene.origin}/t/{kept}"' in page.text and "QAPage" in page.text
