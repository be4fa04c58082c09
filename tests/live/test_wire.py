"""The seam with uvicorn: what we lean on is there, and a ready-made frame reaches the other end as it was."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Any

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import ClientConnection, connect
from websockets.server import ServerProtocol

from parvis.live import frames
from parvis.live.wire import EXTENSION, FrameProtocol, Wire
from parvis.web import serve
from tests.conftest import running, until

PINNED = {"uvicorn": "0.54.0", "websockets": "17.4"}


class Application:
    """The smallest application: it accepts, hands out its wire, and waits for the end."""

    def __init__(self) -> None:
        self.wires: asyncio.Queue[Wire] = asyncio.Queue()
        self.ended = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while (message := await receive())["type"] != "lifespan.shutdown":
                await send({"type": message["type"] + ".complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        await receive()
        await send({"type": "websocket.accept"})
        self.wires.put_nowait(scope["extensions"][EXTENSION])
        while (await receive())["type"] != "websocket.disconnect":
            pass
        self.ended += 1


@contextlib.asynccontextmanager
async def connected(app: Application, **options: Any) -> AsyncIterator[tuple[ClientConnection, Wire]]:
    async with (
        running(app) as origin,
        connect(origin.replace("http", "ws", 1), proxy=None, max_size=None, **options) as client,
    ):
        yield client, await app.wires.get()


def test_the_versions_that_the_seam_was_made_for_are_pinned() -> None:
    assert {name: version(name) for name in PINNED} == PINNED, "read the seam again before moving a pin"


def test_what_we_lean_on_is_there() -> None:
    made = inspect.getsource(WebSocketsSansIOProtocol)
    for name in ("self.transport", "self.loop", "self.conn", "self.close_sent", "self.scope", '"extensions"'):
        assert name in made
    for method in ("run_asgi", "pause_writing", "resume_writing", "connection_lost", "shutdown"):
        assert callable(getattr(WebSocketsSansIOProtocol, method))
    assert callable(ServerProtocol.send_close) and callable(ServerProtocol.data_to_send)
    assert serve.options("127.0.0.1", 0)["ws"] is FrameProtocol


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536, 1_000_000])
async def test_a_ready_made_frame_arrives_as_it_was(size: int) -> None:
    text = ("é" * size)[: size // 2] + "x" * (size % 2)
    async with connected(Application()) as (client, wire):
        wire.write(frames.frame(text.encode()))
        assert await client.recv() == text


async def test_frames_written_together_arrive_one_by_one_in_order() -> None:
    async with connected(Application()) as (client, wire):
        wire.write(b"".join(frames.frame(str(number).encode()) for number in range(1000)))
        assert [await client.recv() for _ in range(1000)] == [str(number) for number in range(1000)]


async def test_compression_is_not_agreed_upon_even_when_it_is_offered() -> None:
    async with connected(Application(), compression="deflate") as (client, wire):
        assert client.request is not None and client.response is not None
        assert "permessage-deflate" in client.request.headers["Sec-WebSocket-Extensions"], "premise: it was offered"
        assert "Sec-WebSocket-Extensions" not in client.response.headers
        wire.write(frames.frame(b"plain"))
        assert await client.recv() == "plain"


async def test_keep_alive_and_ready_made_frames_do_not_disturb_each_other() -> None:
    async with connected(Application()) as (client, wire):
        for number in range(20):
            wire.write(frames.frame(b"before"))
            pong = await client.ping()
            wire.write(frames.frame(b"after"))
            await pong
            assert [await client.recv(), await client.recv()] == ["before", "after"], number


async def test_a_closed_wire_takes_nothing_and_complains_about_nothing() -> None:
    app = Application()
    async with connected(app) as (client, wire):
        wire.write(frames.frame(b"last"))
        wire.close(1012, "restarting")
        wire.write(frames.frame(b"too late"))
        wire.close(4409, "again")
        assert await client.recv() == "last"
        await client.wait_closed()
        assert (client.close_code, client.close_reason) == (1012, "restarting")
        await until(lambda: app.ended == 1)
        wire.write(frames.frame(b"much too late"))


async def test_a_wire_knows_when_its_reader_falls_behind_and_when_she_reads_again() -> None:
    async with connected(Application(), ping_interval=None) as (client, wire):
        drained = asyncio.Event()
        wire.drained = drained.set
        client.transport.pause_reading()
        while not wire.full:
            wire.write(frames.frame(b"x" * 100_000))
            await asyncio.sleep(0)
        client.transport.resume_reading()
        reading = asyncio.create_task(_read_all(client))
        async with asyncio.timeout(10):
            await drained.wait()
        assert not wire.full and wire._deadline is None
        wire.close(1000, "enough")
        await reading


async def _read_all(client: ClientConnection) -> None:
    async for _ in client:
        pass
