"""To anybody but the asker and the agents of her site, an aside is nothing: no row, event, frame or number, on any surface."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from parvis.domain.ids import uuid7
from parvis.web.app import ENDPOINTS
from tests.asides.cast import SECRET, Apart, opened
from tests.conftest import PAGE, SITE, Member, Scene, cast, citizen
from tests.live.reader import at_page, reader

OUTSIDERS = ("lou", "nobody", "agent elsewhere", "citizen elsewhere")
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/threads/{id}/aside"): {"body": "Un mot ?"},
    ("POST", "/agent/threads/{id}/aside"): {"body": "Un mot ?"},
    ("POST", "/asides/{id}/posts"): {"body": "Un mot ?"},
    ("PATCH", "/asides/{id}/posts/{post}"): {"body": "Un mot ?"},
    ("PUT", "/asides/{id}/state"): {"state": "closed"},
    ("PUT", "/asides/{id}/seen"): {"seq": 1},
    ("PUT", "/asides/{id}/conclusion"): {"agreed": True},
    ("POST", "/agent/asides/{id}/conclusion"): {"body": "Voici."},
}
LISTS = ("/me/asides", "/agent/asides")
ROUTES = [(e.method, e.path) for e in ENDPOINTS if "aside" in e.path and e.path not in LISTS]
READINGS = [e.path for e in ENDPOINTS if e.method == "GET" and "aside" not in e.path]


async def outsiders(scene: Scene) -> dict[str, Member | None]:
    site, _, _, agent = await cast(scene.database, "ailleurs", "https://www.ailleurs.example")
    there = await citizen(scene.database, site, "Grive 8")
    return {"lou": scene.lou, "nobody": None, "agent elsewhere": agent, "citizen elsewhere": there}


async def a_lively_one(scene: Scene, apart: Apart) -> str:
    """Everything that happens in an aside but its publication; the id of what is proposed."""
    hers = await apart.say(scene.camille)
    await apart.say(scene.agent, f"Reçu, {SECRET}.")
    path = f"/asides/{apart.id}"
    await scene.must(200, "PATCH", f"{path}/posts/{hers['id']}", scene.camille, json={"body": f"Pardon : {SECRET} bis."})
    await scene.must(204, "PUT", f"{path}/seen", scene.camille, json={"seq": 2})
    proposed: str = (await apart.propose(f"Voir {SECRET}."))["id"]
    await scene.must(200, "PUT", f"{path}/state", scene.agent, json={"state": "closed"})
    await scene.must(200, "PUT", f"{path}/state", scene.camille, json={"state": "open"})
    await scene.must(200, "DELETE", f"{path}/posts/{hers['id']}", scene.camille)
    return proposed


@pytest.mark.parametrize("somebody", OUTSIDERS)
async def test_every_endpoint_of_an_aside_is_closed_to_others(scene: Scene, somebody: str) -> None:
    who, apart = (await outsiders(scene))[somebody], await opened(scene)
    proposed = await a_lively_one(scene, apart)
    before = await scene.database.fetch("select * from asides"), await scene.database.fetch("select * from aside_posts")
    assert ROUTES and all((method, path) in BODIES or method in ("GET", "DELETE") for method, path in ROUTES), "a row for each"
    for method, template in ROUTES:
        id = apart.thread["id"] if "/threads/" in template else apart.id
        path = template.replace("{id}", id).replace("{post}", apart.opening["id"])
        body = BODIES.get((method, template))
        if body and "agreed" in body:
            body = body | {"conclusion": proposed}
        answer = await scene.call(method, path, who, **({} if body is None else {"json": body}))
        expected = {401} if who is None else {403, 404} if "agent/" in template or "/threads/" in template else {404}
        assert answer.status_code in expected, f"{somebody}: {method} {template}: {answer.text}"
        assert SECRET not in answer.text and apart.id not in answer.text
    assert (await scene.database.fetch("select * from asides"), await scene.database.fetch("select * from aside_posts")) == before
    for path in LISTS:
        answer = await scene.call("GET", path, who)
        assert answer.status_code in (401, 403) or answer.json()["asides"] == []


@pytest.mark.parametrize("somebody", OUTSIDERS)
async def test_no_frame_of_it_reaches_others_however_they_ask(scene: Scene, somebody: str) -> None:
    who, apart = (await outsiders(scene))[somebody], await opened(scene)
    channels = (f"aside:{apart.id}", f"asides:{scene.site}", f"person:{scene.camille.id}")
    held = dict.fromkeys(channels, 0)
    site, url = (SITE, PAGE) if "elsewhere" not in somebody else ("ailleurs", "https://www.ailleurs.example/passeport")
    async with reader(scene.origin) as listener:
        await listener.hello(who, url, site=site, after=held)
        for channel in channels:
            await listener.say("watch", channel=channel)
            await listener.say("watch", channel=channel, after=1)
            await listener.until("refused", channel=channel)
        await a_lively_one(scene, apart)
        await listener.say("watch", channel=f"thread:{uuid7()}")  # answered after all that was to come
        await listener.until("refused", code="not-found")
        await asyncio.gather(*(listener.has("refused", channel=channel) for channel in channels))
    assert {m["type"] for m in listener.heard if m.get("channel") in channels} == {"refused"}
    assert not any(SECRET in raw or "aside.listed" in raw for raw in listener.raw)
    for channel in channels:
        for named in ({}, {"site": SITE}, {"site": "ailleurs"}):
            for accept in ("application/json", "text/event-stream"):
                params = {"channel": channel, "after": 0, **named}
                answer = await scene.call("GET", "/events", who, params=params, headers={"Accept": accept})
                assert answer.status_code in (403, 404) and SECRET not in answer.text, f"{channel} {named} {answer.text}"


async def test_a_public_watcher_of_the_very_question_hears_nothing(scene: Scene) -> None:
    apart = await opened(scene)
    thread = f"thread:{apart.thread['id']}"
    async with at_page(scene, scene.lou) as lou:
        await lou.watch(thread)
        heard = len(lou.heard)
        await a_lively_one(scene, apart)
        await scene.reply(scene.camille, apart.thread["id"], "En public.")
        await lou.until("event", channel=thread, kind="post.added")
    assert not any(SECRET in raw or "aside" in raw for raw in lou.raw)
    assert [m["kind"] for m in lou.heard[heard:] if m["type"] == "event"] == ["post.added"]


async def test_asker_and_agent_hear_each_other_at_once(scene: Scene) -> None:
    apart = await opened(scene)
    own, all_of_them, hers = f"aside:{apart.id}", f"asides:{scene.site}", f"person:{scene.camille.id}"
    async with at_page(scene, scene.camille) as camille, reader(scene.origin) as agent:
        await agent.hello(scene.agent, None)
        for somebody, channels in ((camille, (own, hers)), (agent, (own, all_of_them))):
            for channel in channels:
                await somebody.watch(channel)
        said = await apart.say(scene.camille)
        for somebody in (camille, agent):
            assert (await somebody.has("event", channel=own, kind="aside.posted"))["data"]["post"] == said
        assert (await camille.has("event", channel=hers, kind="aside.listed"))["data"]["aside"]["id"] == apart.id
        assert (await agent.has("event", channel=all_of_them, kind="aside.listed"))["data"]["aside"]["waiting_since"]


async def test_an_agents_key_that_is_spent_hears_nothing_more(scene: Scene) -> None:
    apart = await opened(scene)
    own = f"aside:{apart.id}"
    async with reader(scene.origin) as agent:
        await agent.hello(scene.agent, None)
        await agent.watch(own)
        await scene.database.execute("update agent_keys set spent_at = now()")
        await apart.say(scene.camille)
        assert await agent.close_code() == 4401
    assert agent.numbers(own) == []


async def readings(scene: Scene, who: Member | None, asked: dict[str, Any]) -> dict[str, Any]:
    """Everything that can be read without being of the aside: each reading endpoint, the pages without a script, the feeds."""
    ids = {"page": asked["page"], "thread": asked["id"], "post": str(uuid7())}
    shared = {"site": SITE, "url": PAGE, "q": SECRET, "page": asked["page"]}
    known = {e.path: set(e.query.__struct_fields__) if e.query else set() for e in ENDPOINTS if e.method == "GET"}
    found: dict[str, Any] = {}
    for template in READINGS:
        id = ids["page"] if template.startswith("/pages/") else ids["thread"]
        names = {"site", "url", "q"} | ({"page"} if template == "/me/marks" else set())
        params = {name: value for name, value in shared.items() if name in names & known[template]}
        answer = await scene.call("GET", template.replace("{id}", id), who, params=params)
        found[template] = (answer.status_code, answer.text)
    for path in (
        f"/p/{ids['page']}", f"/p/{ids['page']}.atom", f"/t/{ids['thread']}", f"/t/{ids['thread']}.atom",
        f"/p?site={SITE}", f"/p?site={SITE}&q={SECRET}", "/health/ready", "/api/v1/openapi.json",
    ):  # fmt: skip
        page = await scene.http.get(scene.origin + path)
        found[path] = (page.status_code, _without_ids(page.text))
    return found


def _without_ids(html: str) -> str:
    """A form's hidden ids are new each time it is drawn."""
    return "\n".join(line for line in html.splitlines() if 'type="hidden"' not in line)


async def test_no_reading_of_anything_changes_by_it_not_even_a_count(scene: Scene) -> None:
    people = await outsiders(scene)
    asked = (await scene.ask(scene.camille))["thread"]
    await scene.must(200, "PUT", f"/threads/{asked['id']}/same-question", scene.lou)
    before = {name: await readings(scene, who, asked) for name, who in people.items()}
    queue = (await scene.must(200, "GET", "/agent/queue", scene.agent)).text
    path = f"/agent/threads/{asked['id']}/aside"
    wanted = {"body": f"À propos de {SECRET} ?"}
    said = (await scene.must(201, "POST", path, scene.agent, json=wanted)).json()
    await a_lively_one(scene, Apart(scene, asked, said["aside"]["id"], said["post"]))
    for name, who in people.items():
        after = await readings(scene, who, asked)
        for surface, shown in after.items():
            assert shown == before[name][surface], f"{name} sees it in {surface}"
            assert SECRET not in shown[1] or "q=" in surface or surface == "/search"
    assert (await scene.must(200, "GET", "/agent/queue", scene.agent)).text == queue, "nor is it a question that waits"
