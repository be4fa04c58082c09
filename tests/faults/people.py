"""Writers who never give up and watchers who always come back; both write down what they were told."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from parvis.domain.ids import uuid7
from parvis.store.database import Database
from tests.conftest import PAGE, SITE, Member
from tests.faults.checker import History, Watched, Written

_ticks = itertools.count()


async def ask(origin: str, who: Member) -> str:
    """Opens a thread; its id."""
    body = {"site": SITE, "url": PAGE, "title": "Où ?", "body": "Ici.", "id": str(uuid7()), "post": str(uuid7())}
    async with httpx.AsyncClient(headers=who.headers) as http:
        answer = await http.post(f"{origin}/api/v1/threads", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["thread"]["id"])


async def write(history: History, where: Callable[[], str], who: Member, thread: str, posts: int) -> None:
    """So many posts, one after the other, each sent again under the same id until it is acknowledged."""
    async with httpx.AsyncClient(headers=who.headers, timeout=10) as http:
        for _ in range(posts):
            id = str(uuid7())
            written = Written(id, f"thread:{thread}", f"Je suis {id}.", asked=next(_ticks))
            history.written.append(written)
            while written.seq is None:
                with contextlib.suppress(httpx.TransportError):
                    path = f"{where()}/api/v1/threads/{thread}/posts"
                    answer = await http.post(path, json={"id": id, "body": written.body})
                    assert answer.status_code in (201, 503), answer.text
                    if answer.status_code == 201:
                        written.seq, written.answered = answer.json()["seq"], next(_ticks)
                        continue
                await asyncio.sleep(0.05)  # a browser waits longer


@contextlib.asynccontextmanager
async def watching(history: History, where: Callable[[], str], *threads: str) -> AsyncIterator[Watcher]:
    watcher = Watcher(history, where, threads)
    task = asyncio.create_task(watcher.follow())
    try:
        yield watcher
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Watcher:
    """Follows threads from their first event on, over as many connections as it takes."""

    def __init__(self, history: History, where: Callable[[], str], threads: tuple[str, ...]) -> None:
        self.streams = {f"thread:{thread}": Watched(f"thread:{thread}") for thread in threads}
        history.watched += self.streams.values()
        self.where = where
        self.epoch: str | None = None
        self.is_level = asyncio.Event()
        self.codes: list[int | None] = []
        self.presence: Any = None

    async def follow(self) -> None:
        while True:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                await self._follow_once()
            self.is_level.clear()
            await asyncio.sleep(0.05)

    async def _follow_once(self) -> None:
        address = self.where().replace("http", "ws", 1) + "/api/v1/live"
        async with connect(address, proxy=None, compression=None, open_timeout=5, close_timeout=1) as connection:
            after = {name: stream.events[-1][0] for name, stream in self.streams.items() if stream.events}
            await _say(connection, type="hello", site=SITE, url=PAGE, token=None, epoch=self.epoch, after=after)
            for name in self.streams.keys() - after.keys():
                await _say(connection, type="watch", channel=name, after=0)
            try:
                async for raw in connection:
                    self._take(json.loads(raw))
            finally:
                self.codes.append(connection.close_code)

    def _take(self, message: Any) -> None:
        stream = self.streams.get(message["channel"])
        match message["type"]:
            case "welcome":
                self.epoch = message["epoch"]
            case "event" if stream is not None:
                post = message["data"].get("post") or {}
                stream.events.append((message["seq"], post.get("id"), post.get("body")))
            case "snapshot" if stream is not None:
                stream.snapshots += 1
            case "hint" if message["kind"] == "presence":
                self.presence = message["data"]
                self.is_level.set()

    def is_at(self, heads: dict[str, int]) -> bool:
        """Whether every thread was followed up to its head."""
        return all(s.events and s.events[-1][0] == heads[name] for name, s in self.streams.items())


async def heads(database: Database) -> dict[str, int]:
    rows = await database.fetch("select channel, max(seq) as seq from events group by channel")
    return {row["channel"]: row["seq"] for row in rows}


async def _say(connection: ClientConnection, **message: Any) -> None:
    await connection.send(json.dumps(message))
