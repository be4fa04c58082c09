"""A reader of the live channel, as any program may write one: the `websockets` client, and a list of what it heard."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from parvis.live.door import Live
from tests.conftest import PAGE, SITE, Member, Scene


class Reader:
    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.raw: list[str] = []
        self.heard: list[Any] = []

    async def hello(self, who: Member | None = None, url: str | None = PAGE, **more: Any) -> None:
        await self.say("hello", **{"site": SITE, "url": url, "token": who.token if who else None, **more})

    async def say(self, type: str, **message: Any) -> None:
        await self.connection.send(json.dumps({"type": type, **message}))

    async def hear(self) -> Any:
        async with asyncio.timeout(10):
            raw = await self.connection.recv()
        assert isinstance(raw, str)
        self.raw.append(raw)
        self.heard.append(json.loads(raw))
        return self.heard[-1]

    async def until(self, type: str, **wanted: Any) -> Any:
        """Hears until such a message comes; the message."""
        while True:
            message = await self.hear()
            if _is(message, type, wanted):
                return message

    async def has(self, type: str, **wanted: Any) -> Any:
        """Such a message that was heard already, or that comes: channels are brought level in any order."""
        heard = next((message for message in self.heard if _is(message, type, wanted)), None)
        return heard or await self.until(type, **wanted)

    async def watch(self, channel: str, **more: Any) -> Any:
        """Watches a channel from a snapshot, until level; the snapshot."""
        await self.say("watch", channel=channel, **more)
        snapshot = await self.until("snapshot", channel=channel)
        await self.until("hint", channel=channel, kind="presence")
        return snapshot

    async def up_to(self, seq: int, channel: str) -> None:
        """Hears until that event of the channel has come."""
        await self.has("event", channel=channel, seq=seq)

    async def close_code(self) -> int | None:
        """Hears until the connection ends."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self.hear()
        return self.connection.close_code

    def numbers(self, channel: str) -> list[int]:
        """The numbers of the events heard on a channel."""
        return [m["seq"] for m in self.heard if m["type"] == "event" and m["channel"] == channel]

    def types(self, channel: str) -> list[str]:
        """What was heard on a channel, hints left out."""
        return [m["type"] for m in self.heard if m.get("channel") == channel and m["type"] != "hint"]


def _is(message: Any, type: str, wanted: dict[str, Any]) -> bool:
    return message["type"] == type and all(message.get(name) == value for name, value in wanted.items())


@contextlib.asynccontextmanager
async def reader(origin: str, **options: Any) -> AsyncIterator[Reader]:
    address = origin.replace("http", "ws", 1) + "/api/v1/live"
    async with connect(address, proxy=None, compression=None, **{"max_size": None, **options}) as connection:
        yield Reader(connection)


@contextlib.asynccontextmanager
async def at_page(scene: Scene, who: Member | None = None, **more: Any) -> AsyncIterator[Reader]:
    """A reader beside the form, level with the page and with the channels she says she holds."""
    async with reader(scene.origin) as somebody:
        await somebody.hello(who, **more)
        page = f"page:{(await scene.page())['page']['id']}"
        settled: set[str] = set()
        while not settled >= {page, *more.get("after", {})}:
            message = await somebody.hear()
            if message["type"] == "refused" or (message["type"] == "hint" and message["kind"] == "presence"):
                settled.add(message["channel"])
        yield somebody


def live_of(scene: Scene) -> Live:
    live = scene.app.state.live
    assert isinstance(live, Live)
    return live
