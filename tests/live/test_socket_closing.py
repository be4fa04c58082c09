"""When the service ends a connection, the code says what to do: docs/protocol.md."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from websockets.frames import Frame, Opcode

from parvis.domain.problems import Busy
from parvis.live import socket
from parvis.store.database import Database
from parvis.web.identity import COOKIE
from tests.conftest import SITE, Member, Scene, cast, running, service, until
from tests.live.reader import Reader, at_page, live_of, reader

BOMB = '{"type":"hello","site":"valombre","after":' + '{"a":' * 4_000 + "1" + "}" * 4_000 + "}"


@pytest.mark.parametrize(
    "first",
    [
        "", "bonjour", "[]", "null", '{"type":"hello"}', '{"type":"hello","site":1}', '{"type":"dance"}', '{"site":"valombre"}',
        '{"type":"hello","site":"valombre","more":1}', '{"type":"hello","site":"valombre","after":{"x":-1}}',
        '{"type":"hello","site":"valombre","after":{"x":1.5}}', '{"type":"hello","site":"valombre","url":"\\ud800"}',
        '{"type":"watch","channel":"page:1"}', '{"type":"hello","site":"valombre","url":"javascript:alert(1)"}',
        "[" * 30_000, BOMB, b"bytes", b"",
    ],
)  # fmt: skip
async def test_what_is_no_hello_is_malformed(scene: Scene, first: str | bytes) -> None:
    async with reader(scene.origin) as somebody:
        await somebody.connection.send(first)
        assert await somebody.close_code() == 4400


@pytest.mark.parametrize(
    "later",
    [
        '{"type":"watch","channel":"cellar:1"}', '{"type":"watch"}', '{"type":"watch","channel":"thread:zz"}', b"\x00",
        '{"type":"typing","thread":"x"}', '{"type":"hello","site":"valombre"}', '{"type":"dance"}', "{",
    ],
)  # fmt: skip
async def test_what_is_no_message_is_malformed_at_any_time(scene: Scene, later: str | bytes) -> None:
    async with at_page(scene) as somebody:
        await somebody.connection.send(later)
        assert await somebody.close_code() == 4400
    await until(lambda: not live_of(scene).hub.streams)


async def test_text_that_is_not_utf8_ends_the_connection(scene: Scene) -> None:
    async with at_page(scene) as somebody:
        somebody.connection.transport.write(Frame(Opcode.TEXT, b"\xff\xfe").serialize(mask=True))
        assert await somebody.close_code() == 1007


async def test_a_message_that_is_too_large_ends_the_connection(scene: Scene) -> None:
    async with at_page(scene) as somebody:
        await somebody.say("watch", channel="x" * 40_000)
        assert await somebody.close_code() == 1009


@pytest.mark.parametrize("token", ["pv_unknown", "pa_unknown", "", "🙂"])
async def test_a_token_that_nobody_has_is_refused(scene: Scene, token: str) -> None:
    async with reader(scene.origin) as somebody:
        await somebody.hello(token=token)
        assert await somebody.close_code() == 4401


async def test_a_cookie_that_a_foreign_page_sends_along_is_refused(scene: Scene) -> None:
    headers = {"Cookie": f"{COOKIE}=hers", "Origin": "https://evil.example"}
    async with reader(scene.origin, additional_headers=headers) as somebody:
        await somebody.hello(url=None)
        assert await somebody.close_code() == 4401


async def test_a_page_that_is_not_the_sites_is_not_for_you(scene: Scene) -> None:
    async with reader(scene.origin) as somebody:
        await somebody.hello(url="https://evil.example/passeport")
        assert await somebody.close_code() == 4403


async def test_a_token_of_another_site_is_not_for_here(scene: Scene) -> None:
    _, stranger, _, _ = await cast(scene.database, "ailleurs", "https://ailleurs.example")
    async with reader(scene.origin) as somebody:
        await somebody.hello(stranger)
        assert await somebody.close_code() == 4403


@pytest.mark.parametrize("site", ["nowhere", "", "\x00", "Valombre"])
async def test_a_site_that_nobody_knows_is_unknown(scene: Scene, site: str) -> None:
    async with reader(scene.origin) as somebody:
        await somebody.hello(site=site)
        assert await somebody.close_code() == 4404


async def test_who_says_nothing_is_let_go(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "HELLO_DEADLINE", 0.1)
    async with reader(scene.origin) as somebody:
        assert await somebody.close_code() == 4408


@pytest.mark.parametrize("way", ["hello", "watch"])
async def test_too_many_channels_are_too_many(scene: Scene, way: str) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    channels = [f"thread:{thread[:-3]}{n:03x}" for n in range(socket.CHANNELS_LIMIT)]
    epoch = (await scene.page())["epoch"]
    async with reader(scene.origin) as somebody:
        await somebody.hello(epoch=epoch, after=dict.fromkeys(channels, 0) if way == "hello" else {})
        for channel in channels if way == "watch" else []:
            await somebody.say("watch", channel=channel, after=0)
        assert await somebody.close_code() == 4429
    await until(lambda: not live_of(scene).hub.streams)


async def test_watching_and_leaving_for_ever_is_not_too_many(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    async with at_page(scene) as somebody:
        for _ in range(2 * socket.CHANNELS_LIMIT):
            await somebody.say("watch", channel=f"thread:{thread}")
        await somebody.say("unwatch", channel=f"thread:{thread}")
        await somebody.watch(f"thread:{thread}")


async def test_an_agent_who_was_signed_out_hears_no_more_however_busy_she_is(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(socket, "RECHECK", 0.05)
    async with reader(scene.origin) as agent:
        await agent.hello(scene.agent, url=None)
        await agent.watch(f"queue:{scene.site}")
        await scene.database.execute("delete from agent_keys")
        typing = asyncio.create_task(_type_for_ever(agent, scene.camille))
        assert await agent.close_code() == 4401
        typing.cancel()


async def _type_for_ever(somebody: Reader, about: Member) -> None:
    while True:
        await somebody.say("typing", thread=str(about.id))
        await asyncio.sleep(0.005)


async def test_a_database_that_is_away_for_a_moment_closes_no_agents_connection(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(socket, "RECHECK", 0.01)
    asked = 0
    async with reader(scene.origin) as agent:
        await agent.hello(scene.agent, url=None)
        await agent.watch(f"queue:{scene.site}")

        async def away(connection: object, token: str | None) -> None:
            nonlocal asked
            asked += 1
            raise Busy

        with monkeypatch.context() as night:
            night.setattr(live_of(scene).door, "person", away)
            await until(lambda: asked > 3)
        await scene.ask(scene.camille)
        await agent.until("event", channel=f"queue:{scene.site}")


async def test_at_the_end_of_the_service_everybody_is_asked_to_come_back(database: Database, database_url: str) -> None:
    await cast(database)
    app = service(database_url)
    async with running(app) as origin:
        sockets = [reader(origin) for _ in range(3)]
        readers = [await one.__aenter__() for one in sockets]
        for one in readers[1:]:
            await one.hello()
            await one.until("hint")
    assert [await one.close_code() for one in readers] == [1012] * 3
    for closing in sockets:
        await closing.__aexit__(None, None, None)
    assert not app.state.live.hub.streams and not app.state.live.connections


async def test_a_plain_request_for_the_channel_is_answered_and_not_upgraded(scene: Scene) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{scene.origin}/api/v1/live")
    assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.text)["code"] == "not-found" and SITE not in answer.text
