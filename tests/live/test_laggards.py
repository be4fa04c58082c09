"""Whoever reads slowly steps back, is brought level by number, or is let go; nobody else notices."""

from __future__ import annotations

import contextlib
import socket as sockets
from collections.abc import AsyncIterator
from typing import Any

import pytest

from parvis.live import wire
from parvis.live.socket import Connection
from tests.conftest import Scene, until
from tests.live.reader import Reader, at_page, live_of, reader

LONG = "Une phrase qui prend de la place. " * 140
FLOOD = 24


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A transport that is full with little."""
    monkeypatch.setattr(wire, "HIGH_WATER", 16 * 1024)


@contextlib.asynccontextmanager
async def slow_reader(scene: Scene) -> AsyncIterator[tuple[Reader, Connection]]:
    """A reader with small buffers on both sides, who reads only when she is asked to; and the service's end of it."""
    host, port = scene.origin.removeprefix("http://").split(":")
    end = sockets.socket()
    end.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    end.connect((host, int(port)))
    end.setblocking(False)
    known = set(live_of(scene).connections)
    async with reader(scene.origin, sock=end, max_queue=1, ping_interval=None) as slow:
        await slow.hello()
        await slow.until("hint")
        (connection,) = live_of(scene).connections - known
        assert isinstance(connection, Connection)
        their_end = transport_of(connection).get_extra_info("socket")
        their_end.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, 4096)
        yield slow, connection


def transport_of(connection: Connection) -> Any:
    return connection.wire._protocol.transport


async def flood(scene: Scene, thread: str, posts: int = FLOOD) -> None:
    for _ in range(posts):
        await scene.reply(scene.lou, thread[7:], LONG)


async def question(scene: Scene) -> str:
    return f"thread:{(await scene.ask(scene.camille))['thread']['id']}"


async def test_a_stalled_reader_delays_nobody(scene: Scene) -> None:
    thread = await question(scene)
    async with slow_reader(scene) as (slow, connection), at_page(scene) as other:
        await slow.watch(thread)
        await other.watch(thread)
        await flood(scene, thread)
        await other.up_to(1 + FLOOD, thread)
        assert connection.wire.full, "premise: one of the two has stopped reading"
        assert not any(watching.level for watching in connection.watched.values() if watching.stream.channel.kind == "thread")
    assert other.numbers(thread) == list(range(2, FLOOD + 2))


async def test_who_reads_again_in_time_is_brought_level_by_number(scene: Scene) -> None:
    thread = await question(scene)
    async with slow_reader(scene) as (slow, connection):
        await slow.watch(thread)
        await flood(scene, thread)
        await until(lambda: connection.wire.full)
        await slow.up_to(1 + FLOOD, thread)
        await until(lambda: all(watching.level for watching in connection.watched.values()))
        await scene.reply(scene.lou, thread[7:])
        await slow.up_to(2 + FLOOD, thread)
    assert slow.numbers(thread) == list(range(2, FLOOD + 3))
    assert slow.types(thread).count("snapshot") == 1


async def test_while_a_reader_is_stalled_little_waits_for_her(scene: Scene) -> None:
    thread = await question(scene)
    async with slow_reader(scene) as (slow, connection):
        await slow.watch(thread)
        await flood(scene, thread, 2 * FLOOD)
        await until(lambda: connection.wire.full)
        assert transport_of(connection).get_write_buffer_size() < 8 * wire.HIGH_WATER


async def test_who_never_reads_is_let_go_as_lagging_and_resumes_by_number(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    thread = await question(scene)
    async with slow_reader(scene) as (slow, connection):
        await slow.watch(thread)
        monkeypatch.setattr(wire, "DEADLINE", 0.1)
        await flood(scene, thread)
        await until(lambda: not connection.wire.open)
        assert await slow.close_code() == 4409, "the reason stands behind what was waiting"
    epoch, held = slow.heard[0]["epoch"], slow.numbers(thread)
    assert held == list(range(2, len(held) + 2)) and len(held) < FLOOD
    async with at_page(scene, epoch=epoch, after={thread: held[-1]}) as again:
        await again.up_to(1 + FLOOD, thread)
    assert held + again.numbers(thread) == list(range(2, FLOOD + 2)) and "snapshot" not in again.types(thread)


async def test_who_does_not_even_read_the_reason_is_cut_off(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    thread = await question(scene)
    async with slow_reader(scene) as (slow, connection):
        await slow.watch(thread)
        monkeypatch.setattr(wire, "DEADLINE", 0.1)
        monkeypatch.setattr(wire, "GRACE", 0.1)
        await flood(scene, thread)
        await until(lambda: connection not in live_of(scene).connections)
    await until(lambda: not live_of(scene).hub.streams)


async def test_a_long_snapshot_is_no_reason_to_be_let_go(scene: Scene) -> None:
    thread = await question(scene)
    await flood(scene, thread)
    async with slow_reader(scene) as (slow, connection):
        slow.connection.transport.pause_reading()
        await slow.say("watch", channel=thread)
        await until(lambda: connection.wire.full)
        slow.connection.transport.resume_reading()
        await scene.reply(scene.lou, thread[7:])
        await slow.up_to(2 + FLOOD, thread)
    assert slow.types(thread) == ["welcome", "snapshot", "event"]
