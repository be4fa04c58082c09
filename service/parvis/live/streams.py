"""The same messages for those whose WebSocket is blocked: server-sent events, or a long poll, one channel a request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from parvis.domain.ids import Channel, parse_channel
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, NotFound, NotYours, Problem, UnknownSite
from parvis.live import frames
from parvis.live.door import Live, is_public, may_watch
from parvis.live.hub import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

Ask = Callable[[], Awaitable[Person | None]]
"""Who is asking, asked again before each delivery of what is not public."""

HOLD = 25.0
"""Seconds a long poll waits for news, and a stream stays silent before a sign of life: shorter than usual proxies' patience."""


class EventsQuery(msgspec.Struct, forbid_unknown_fields=True):
    channel: str
    site: str | None = None
    after: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    epoch: str | None = None


class Typed(msgspec.Struct, forbid_unknown_fields=True):
    thread: UUID


class Letterbox:
    """A watcher that only wants to know that there is something, and keeps a few hints."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.over = False
        self._hints: dict[bytes, None] = {}

    def deliver(self, messages: Sequence[bytes], frames: bytes) -> None:
        self.news.set()

    def notice(self, message: bytes, frame: bytes) -> None:
        if len(self._hints) < 16:
            self._hints[message] = None
            self.news.set()

    def restart(self) -> None:
        """Nothing more will come: the reader asks again, or is gone."""
        self.over = True
        self.news.set()

    def empty(self) -> list[bytes]:
        self.news.clear()
        hints, self._hints = list(self._hints), {}
        return hints


async def read_events(live: Live, request: Request, query: EventsQuery, ask: Ask) -> Response:
    """Follow one channel over HTTP: a stream of server-sent events, or one JSON answer held until there is news."""
    who = await ask()
    channel = await _channel(live, query)
    may_watch(channel, who)
    epoch = live.relay.epoch
    after = query.after if query.epoch == epoch else None
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if "text/event-stream" in request.headers.get("accept", ""):
        last = request.headers.get("last-event-id", "")
        if query.epoch == epoch and last.isdecimal() and len(last) <= 16:
            after = max(after or 0, int(last))
        messages = _stream(live, channel, after, who, ask)
        return StreamingResponse(messages, media_type="text/event-stream", headers=headers)
    found = await _poll(live, request, channel, after, who, ask)
    body = {"epoch": epoch, "messages": [msgspec.Raw(message) for message in found]}
    return Response(msgspec.json.encode(body), media_type="application/json", headers=headers)


async def _channel(live: Live, query: EventsQuery) -> Channel:
    named = parse_channel(UUID(int=0), query.channel)
    if named is None:
        raise BadShape(field="channel", expected="page:<id>, thread:<id>, queue:<id> or person:<id>")
    if query.site is not None:
        found = await live.door.site(query.site)
        if found is None:
            raise UnknownSite(field="site")
        return named._replace(site=found[0])
    site = await live.door.site_of(named.kind, named.id)
    if site is None:
        raise NotFound
    return named._replace(site=site)


@contextmanager
def _watching(live: Live, channel: Channel, who: Person | None) -> Iterator[tuple[Stream, Letterbox]]:
    stream, box = live.hub.enter(channel), Letterbox()
    stream.watchers.add(box)
    live.connections.add(box)
    live.presence.enter(channel, box, who)
    try:
        yield stream, box
    finally:
        live.presence.leave(channel, box)
        live.connections.discard(box)
        stream.watchers.discard(box)
        live.hub.leave(stream)


async def _poll(
    live: Live, request: Request, channel: Channel, after: int | None, who: Person | None, ask: Ask
) -> list[bytes]:  # fmt: skip
    """Welcome and snapshot, or the missing events and hints; empty after HOLD seconds without any."""
    with _watching(live, channel, who) as (stream, box):
        gone = asyncio.create_task(_leave_when_gone(request, box))
        try:
            messages = [frames.welcome(channel, await live.feed.know_head(stream), live.relay.epoch)] if after is None else []
            deadline = asyncio.get_running_loop().time() + HOLD
            while not box.over:
                await _still_may_watch(channel, ask)
                hints = box.empty()
                async for cursor, more in live.feed.missing(stream, after):
                    after = cursor
                    messages += more
                messages += hints
                if messages:
                    return [*messages, frames.hint(channel, "presence", live.presence.here(channel))]
                async with asyncio.timeout_at(deadline):
                    await box.news.wait()
        except TimeoutError:
            pass
        finally:
            gone.cancel()
    return []


async def _leave_when_gone(request: Request, box: Letterbox) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    box.restart()


async def _stream(live: Live, channel: Channel, after: int | None, who: Person | None, ask: Ask) -> AsyncIterator[bytes]:
    """Ends when the numbers begin a new life, and when the database is away: the browser comes back with the last number."""
    with _watching(live, channel, who) as (stream, box):
        yield b"retry: 2000\n\n"
        try:
            yield _sse(frames.welcome(channel, await live.feed.know_head(stream), live.relay.epoch))
            yield _sse(frames.hint(channel, "presence", live.presence.here(channel)))
            while not box.over:
                await _still_may_watch(channel, ask)
                hints = box.empty()
                async for cursor, messages in live.feed.missing(stream, after):
                    after = cursor
                    yield b"".join(_sse(message) for message in messages[:-1]) + _sse(messages[-1], cursor)
                for hint in hints:
                    yield _sse(hint)
                try:
                    async with asyncio.timeout(HOLD / 2):
                        await box.news.wait()
                except TimeoutError:
                    yield b": still here\n\n"
        except (NotFound, NotYours) as problem:
            yield _sse(frames.refused(channel.name, problem.code))
        except Problem:
            return


async def _still_may_watch(channel: Channel, ask: Ask) -> None:
    if not is_public(channel):
        may_watch(channel, await ask())


def _sse(message: bytes, seq: int | None = None) -> bytes:
    """JSON holds no raw line feed, so a message is one `data:` line."""
    return (b"" if seq is None else b"id: %d\n" % seq) + b"data: " + message + b"\n\n"
