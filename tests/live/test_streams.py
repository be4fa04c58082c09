"""Whose WebSocket is blocked hears the same messages over plain HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from parvis.live import streams
from tests.conftest import SITE, Member, Scene, cast, running, service, until
from tests.live.reader import at_page, live_of


class Stream:
    """A reader of server-sent events."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()
        self.last_id = ""
        self.heard: list[Any] = []

    async def hear(self) -> Any:
        async with asyncio.timeout(10):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if name == "id":
                    self.last_id = value
                if name == "data":
                    self.heard.append(json.loads(value))
                    return self.heard[-1]
        raise EOFError

    async def until(self, type: str, **wanted: Any) -> Any:
        while True:
            message = await self.hear()
            if message["type"] == type and all(message.get(name) == value for name, value in wanted.items()):
                return message


@contextlib.asynccontextmanager
async def stream(scene: Scene, channel: str, who: Member | None = None, last: str = "", **more: Any) -> AsyncIterator[Stream]:
    headers = {"Accept": "text/event-stream", **(who.headers if who else {}), **({"Last-Event-ID": last} if last else {})}
    params = {"channel": channel, **more}
    async with scene.http.stream("GET", f"{scene.origin}/api/v1/events", params=params, headers=headers) as response:
        assert response.status_code == 200, await response.aread()
        yield Stream(response)


async def poll(scene: Scene, channel: str, who: Member | None = None, **more: Any) -> Any:
    return (await scene.must(200, "GET", "/events", who, params={"channel": channel, **more})).json()


def durable(messages: list[Any]) -> list[Any]:
    return [message for message in messages if message["type"] != "hint"]


async def begin(scene: Scene) -> tuple[str, str]:
    thread = (await scene.ask(scene.camille))["thread"]
    return f"thread:{thread['id']}", (await scene.page())["epoch"]


async def test_a_stream_says_what_the_socket_says(scene: Scene) -> None:
    thread, _ = await begin(scene)
    async with at_page(scene) as socket, stream(scene, thread) as sse:
        assert sse.response.headers["content-type"].startswith("text/event-stream")
        assert sse.response.headers["cache-control"] == "no-store"
        assert sse.response.headers["access-control-allow-origin"] == "*"
        await sse.until("snapshot")
        await socket.watch(thread)
        await scene.reply(scene.lou, thread[7:], "Deux\nlignes « et » 🙂.")
        await scene.reply(scene.agent, thread[7:])
        await sse.until("event", seq=4)
        await socket.up_to(4, thread)
    assert durable(sse.heard) == [m for m in durable(socket.heard) if m["channel"] == thread]


async def test_a_stream_hears_hints(scene: Scene) -> None:
    thread, _ = await begin(scene)
    async with stream(scene, thread) as sse:
        await sse.until("snapshot")
        await scene.must(204, "POST", "/typing", scene.lou, json={"thread": thread[7:]})
        assert (await sse.until("hint", kind="typing"))["data"]["author"]["name"] == scene.lou.name


async def test_a_stream_resumes_after_its_last_event_id(scene: Scene) -> None:
    thread, epoch = await begin(scene)
    async with stream(scene, thread, epoch=epoch) as sse:
        await sse.until("snapshot")
        await scene.reply(scene.lou, thread[7:])
        await sse.until("event", seq=2)
        assert sse.last_id == "2"
    await scene.reply(scene.lou, thread[7:])
    async with stream(scene, thread, last=sse.last_id, epoch=epoch, after=1) as again:
        await again.until("event")
    assert [(m["type"], m["seq"]) for m in durable(again.heard)] == [("welcome", 3), ("event", 3)]


@pytest.mark.parametrize("last", ["9" * 5000, "1.5", "-1", "x"])
async def test_a_last_event_id_that_is_none_is_passed_over(scene: Scene, last: str) -> None:
    thread, epoch = await begin(scene)
    async with stream(scene, thread, last=last, epoch=epoch) as sse:
        assert (await sse.until("snapshot"))["seq"] == 1


async def test_another_life_begins_with_a_snapshot(scene: Scene) -> None:
    thread, _ = await begin(scene)
    async with stream(scene, thread, last="1", epoch=str(uuid4()), after=1) as sse:
        assert (await sse.until("snapshot"))["seq"] == 1
    assert [m["type"] for m in durable((await poll(scene, thread, epoch="?", after=1))["messages"])] == ["welcome", "snapshot"]


async def test_a_new_life_ends_a_stream(scene: Scene) -> None:
    thread, _ = await begin(scene)
    async with stream(scene, thread) as sse:
        await sse.until("snapshot")
        await scene.database.execute("update instance set epoch = gen_random_uuid()")
        with pytest.raises(EOFError):
            await sse.until("never")


async def test_a_poll_says_what_the_socket_says(scene: Scene) -> None:
    thread, epoch = await begin(scene)
    first = await poll(scene, thread)
    assert first["epoch"] == epoch and [m["type"] for m in durable(first["messages"])] == ["welcome", "snapshot"]
    async with at_page(scene) as socket:
        await socket.watch(thread)
        await scene.reply(scene.lou, thread[7:])
        await scene.reply(scene.lou, thread[7:])
        await socket.up_to(3, thread)
        events = [m for m in socket.heard if m["type"] == "event" and m["channel"] == thread]
        assert durable((await poll(scene, thread, epoch=epoch, after=1))["messages"]) == events


async def test_a_poll_is_held_open_until_there_is_news(scene: Scene) -> None:
    thread, epoch = await begin(scene)
    held = asyncio.create_task(poll(scene, thread, epoch=epoch, after=1))
    await until(lambda: live_of(scene).hub.streams)
    await scene.reply(scene.lou, thread[7:])
    assert [m["seq"] for m in durable((await held)["messages"])] == [2]


async def test_a_poll_without_news_is_answered_with_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HOLD", 0.1)
    thread, epoch = await begin(scene)
    assert await poll(scene, thread, epoch=epoch, after=1) == {"epoch": epoch, "messages": []}


async def test_polling_is_no_news_to_the_one_who_polls(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    thread, epoch = await begin(scene)
    async with stream(scene, thread, scene.lou) as other:
        await other.until("snapshot")
        await other.until("hint", kind="presence", data={"people": 1, "agents": []})
        polled = asyncio.create_task(poll(scene, thread, scene.camille, epoch=epoch, after=1))
        await other.until("hint", kind="presence", data={"people": 2, "agents": []})
        await polled  # she is told of herself once
        monkeypatch.setattr(streams, "HOLD", 2.5)  # longer than presence needs to say something
        assert (await poll(scene, thread, scene.camille, epoch=epoch, after=1))["messages"] == []


async def test_the_queue_is_refused_to_citizens_and_given_to_agents(scene: Scene) -> None:
    await begin(scene)
    queue = f"queue:{scene.site}"
    for accept in ("text/event-stream", "application/json"):
        for citizen in (None, scene.camille):
            refused = await scene.call("GET", "/events", citizen, params={"channel": queue}, headers={"Accept": accept})
            assert refused.status_code == 403 and refused.json()["code"] == "not-yours"
    assert durable((await poll(scene, queue, scene.agent))["messages"])[1]["state"]["total"] == 1
    async with stream(scene, queue, scene.agent, site=SITE) as sse:
        assert (await sse.until("snapshot"))["state"]["total"] == 1


async def test_an_agent_who_was_signed_out_hears_no_more_of_the_queue(scene: Scene) -> None:
    queue = f"queue:{scene.site}"
    async with stream(scene, queue, scene.agent) as sse:
        await sse.until("snapshot")
        await scene.database.execute("delete from agent_keys")
        await begin(scene)
        with pytest.raises(EOFError):
            await sse.until("event")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"channel": f"thread:{uuid4()}"}, 404, "not-found"), ({"channel": f"page:{uuid4()}"}, 404, "not-found"),
        ({"channel": f"thread:{uuid4()}", "site": SITE}, 404, "not-found"), ({"channel": "cellar:1"}, 422, "bad-shape"),
        ({"channel": "thread:"}, 422, "bad-shape"), ({}, 422, "bad-shape"),
        ({"channel": f"page:{uuid4()}", "site": "nowhere"}, 404, "unknown-site"),
        ({"channel": f"page:{uuid4()}", "after": "-1"}, 422, "bad-shape"),
    ],
)  # fmt: skip
async def test_what_is_not_there_is_said_as_a_problem(scene: Scene, query: dict[str, str], status: int, code: str) -> None:
    answer = await scene.call("GET", "/events", params=query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert not live_of(scene).hub.streams


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
async def test_a_reader_who_leaves_leaves_nothing_behind(scene: Scene, accept: str) -> None:
    thread, epoch = await begin(scene)
    params: dict[str, Any] = {"channel": thread, "epoch": epoch, "after": 1}
    headers = {"Accept": accept, **scene.camille.headers}
    async with httpx.AsyncClient() as http, stream(scene, thread, scene.camille) as other:
        await other.until("snapshot")
        await other.until("hint", kind="presence")  # her own presence is told: no later hint answers her poll
        leaving = asyncio.create_task(http.get(f"{scene.origin}/api/v1/events", params=params, headers=headers))
        await until(lambda: len(live_of(scene).connections) == 2)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        await until(lambda: len(live_of(scene).connections) == 1, seconds=5)
    await until(lambda: not live_of(scene).hub.streams and not live_of(scene).connections, seconds=5)


async def test_readers_do_not_hold_up_the_end_of_the_service(database_url: str, scene: Scene) -> None:
    await cast(scene.database, "ailleurs", "https://ailleurs.example")
    thread, epoch = await begin(scene)
    app = service(database_url)
    async with httpx.AsyncClient(timeout=20) as http:
        async with running(app) as origin:
            query = {"channel": thread, "epoch": epoch, "after": "1"}
            kinds = ("text/event-stream", "application/json")
            gets = [http.get(f"{origin}/api/v1/events", params=query, headers={"Accept": kind}) for kind in kinds]
            readers = [asyncio.create_task(get) for get in gets]
            await until(lambda: len(app.state.live.connections) == 2)
        async with asyncio.timeout(5):
            await asyncio.gather(*readers, return_exceptions=True)
    assert not app.state.live.hub.streams
