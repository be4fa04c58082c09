"""Sessions are listed and ended one by one or all, end by themselves, and take what they opened with them."""

from __future__ import annotations

import asyncio
import re

import pytest

from parvis.agents import queries as agents
from parvis.domain.ids import uuid7
from parvis.domain.people import Person
from parvis.domain.problems import LastAdministrator, NotFound
from parvis.doors import people, sessions
from parvis.live import socket
from tests.conftest import SITE, Scene
from tests.doors.browser import Browser, says
from tests.live.reader import reader

SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"


async def entered(scene: Scene, *kind: str) -> Browser:
    browser = Browser(scene, *kind)
    await browser.come_in_by_link()
    return browser


async def test_open_sessions_are_told_in_words_and_ended_one_by_one(scene: Scene) -> None:
    desk, phone = await entered(scene), await entered(scene, SAFARI)
    page = await desk.look("/console/account")
    assert (
        says(page, "Firefox · Windows") and says(page, "Safari · iPhone") and says(page, "par un lien") and says(page, "celle-ci")
    )
    ends = re.findall(r'action="(/console/account/sessions/[0-9a-f-]{36}/end)"', page.text)
    assert len(ends) == 1, "one's own is left by signing out"
    assert (await desk.send(ends[0])).status_code == 303
    assert await desk.is_in() and not await phone.is_in()


async def test_all_others_are_ended_at_once(scene: Scene) -> None:
    browsers = [await entered(scene) for _ in range(4)]
    assert (await browsers[0].send("/console/account/sessions/others/end")).status_code == 303
    assert [await browser.is_in() for browser in browsers] == [True, False, False, False]


async def test_the_same_over_the_api_and_never_somebody_elses(scene: Scene) -> None:
    mine, other = await entered(scene), await entered(scene, SAFARI)
    listed = (await mine.look("/api/v1/agent/sessions")).json()["sessions"]
    assert [(one["way"], one["browser"]) for one in listed] == [("link", "Safari · iPhone"), ("link", "Firefox · Windows")]
    colleague = await agents.add_agent(scene.database, scene.site, "Agent Deux", "Service", "deux@valombre.example", "agent")
    person = Person(colleague, scene.site, "Agent Deux", "agent", "Service", "agent")
    await sessions.open_session(scene.database, person, "link", "")
    theirs = await scene.database.fetchval("select id from agent_keys where agent_id = $1", colleague)
    assert (await mine._ask("DELETE", f"/api/v1/agent/sessions/{theirs}", {"Origin": scene.origin})).status_code == 404
    assert (await mine.send(f"/console/account/sessions/{theirs}/end")).status_code == 404
    for _ in range(2):
        answer = await mine._ask("DELETE", f"/api/v1/agent/sessions/{listed[0]['id']}", {"Origin": scene.origin})
        assert answer.status_code == 204, "harmless to repeat"
    assert not await other.is_in() and await mine.is_in()
    assert await scene.database.fetchval("select spent_at is null from agent_keys where id = $1", theirs)


async def test_a_session_that_nobody_uses_ends_and_one_in_use_lasts(scene: Scene) -> None:
    idle, used = await entered(scene), await entered(scene)
    await scene.database.execute("update agent_keys set seen_at = now() - interval '11 hours' where use = 'session'")
    assert await used.is_in()
    await scene.database.execute("update agent_keys set seen_at = seen_at - interval '61 minutes' where use = 'session'")
    assert await used.is_in() and not await idle.is_in()


async def test_no_session_outlasts_seven_days(scene: Scene) -> None:
    browser = await entered(scene)
    left = await scene.database.fetchval("select expires_at - now() from agent_keys where use = 'session'")
    assert 6.99 < left.total_seconds() / 86_400 <= 7
    await scene.database.execute("update agent_keys set expires_at = now(), seen_at = now() where use = 'session'")
    assert not await browser.is_in()


async def test_only_listening_is_no_use(scene: Scene) -> None:
    browser = await entered(scene)
    old = "update agent_keys set seen_at = now() - interval '2 hours' where use = 'session'"
    await scene.database.execute(old)
    cookie = f"__Host-parvis={browser.cookies['__Host-parvis']}"
    async with reader(scene.origin, additional_headers={"Cookie": cookie, "Origin": scene.origin}) as agent:
        await agent.hello(None, url=None)
        await agent.watch(f"queue:{scene.site}")
    await browser.look(f"/api/v1/events?site={SITE}&channel=queue:{scene.site}")
    seen = "select seen_at < now() - interval '1 hour' from agent_keys where use = 'session'"
    assert await scene.database.fetchval(seen)
    await browser.look("/console")
    assert not await scene.database.fetchval(seen)


async def test_what_a_session_opened_closes_within_five_seconds_of_its_end(scene: Scene) -> None:
    assert socket.RECHECK < 5
    browser, other = await entered(scene), await entered(scene)
    cookie = f"__Host-parvis={browser.cookies['__Host-parvis']}"
    async with reader(scene.origin, additional_headers={"Cookie": cookie, "Origin": scene.origin}) as agent:
        await agent.hello(None, url=None)
        await agent.watch(f"queue:{scene.site}")
        await other.send("/console/account/sessions/others/end")
        ended = asyncio.get_running_loop().time()
        assert await agent.close_code() == 4401
        assert asyncio.get_running_loop().time() - ended < 6  # five, and a machine that has other things to do


async def test_another_role_starts_the_connection_anew(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "RECHECK", 0.05)
    async with reader(scene.origin) as agent:
        await agent.hello(scene.agent, url=None)
        await agent.watch(f"queue:{scene.site}")
        await people.set_role(scene.database, scene.site, scene.agent.id, "moderator")
        assert await agent.close_code() == 1012


async def test_the_ways_in_change_only_just_after_coming_in(scene: Scene) -> None:
    browser = await entered(scene)
    await scene.database.execute("update agent_keys set created_at = now() - interval '31 minutes' where use = 'session'")
    page = await browser.look("/console/account")
    assert page.status_code == 200 and says(page, "connectez-vous de nouveau") and "/console/account/totp" not in page.text
    for path in ("/password", "/totp", "/totp/remove", f"/passkeys/{uuid7()}/remove"):
        assert (await browser.send(f"/console/account{path}", {"password": "x", "code": "1"})).status_code == 403
    assert (await browser.look("/console/account/totp")).status_code == 403
    for path in ("/passkeys/begin", "/passkeys"):
        assert (await browser.post(f"/console/account{path}", {})).json()["code"] == "sign-in-again"
    assert (await browser.send("/console/account/sessions/others/end")).status_code == 303, "that is always possible"


async def test_an_account_is_shown_to_its_session_alone(scene: Scene) -> None:
    assert (await Browser(scene).look("/console/account")).status_code == 401
    answer = await scene.http.get(f"{scene.origin}/console/account", headers=scene.agent.headers)
    assert answer.status_code == 401, "an API token has no account page"


async def test_a_site_keeps_an_administrator_also_when_two_demote_each_other(scene: Scene) -> None:
    await people.set_role(scene.database, scene.site, scene.agent.id, "administrator")
    with pytest.raises(LastAdministrator):
        await people.set_role(scene.database, scene.site, scene.agent.id, "agent")
    with pytest.raises(LastAdministrator):
        await people.remove(scene.database, scene.site, scene.agent.id)
    other = await agents.add_agent(scene.database, scene.site, "Agent Deux", "Service", "deux@valombre.example", "administrator")
    both = [people.set_role(scene.database, scene.site, id, "agent") for id in (scene.agent.id, other)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastAdministrator", "NoneType"]
    with pytest.raises(NotFound):
        await people.set_role(scene.database, scene.site, uuid7(), "agent")


async def test_who_is_removed_is_out_and_what_she_wrote_stays_signed(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    await scene.reply(scene.agent, thread)
    browser = await entered(scene)
    await people.remove(scene.database, scene.site, scene.agent.id)
    assert not await browser.is_in()
    await scene.must(401, "GET", "/agent/queue", scene.agent)
    posts = (await scene.must(200, "GET", f"/threads/{thread}", None)).json()["posts"]
    assert posts[1]["author"]["service"] == "Service des passeports"
