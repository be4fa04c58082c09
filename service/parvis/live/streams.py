"""The same messages for those whose WebSocket is blocked: server-sent events, or a long poll, one channel a request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from parvis.domain.ids import Channel, parse_channel
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, NotFound, Problem, UnknownSite
from parvis.live import frames
from parvis.live.door import Live, may_watch
from parvis.live.hub import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """A watcher that only wants to know that there is something, and keeps the latest hint of each kind."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.hints: dict[bytes, bytes] = {}

    def deliver(self, messages: Sequence[bytes], frames: bytes) -> None:
        self.news.set()

    def notice(self, message: bytes, frame: bytes) -> None:
        if len(self.hints) < 16:
            self.hints[message[:120]] = message
            self.news.set()

    def empty(self) -> list[bytes]:
        self.news.clear()
        hints, self.hints = list(self.hints.values()), {}
        return hints


async def read_events(live: Live, request: Request, query: EventsQuery, who: Person | None) -> Response:
    """Follow one channel over HTTP: a stream of server-sent events, or one JSON answer held until there is news."""
    channel = await _channel(live, query)
    may_watch(channel, who)
    after = query.after if query.epoch == live.relay.epoch else None
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if "text/event-stream" in request.headers.get("accept", ""):
        last = request.headers.get("last-event-id", "")
        if after is not None and last.isdecimal():
            after = max(after, int(last))
        return StreamingResponse(_stream(live, channel, after, who), media_type="text/event-stream", headers=headers)
    messages = await _poll(live, channel, after, who)
    body = {"epoch": live.relay.epoch, "messages": [msgspec.Raw(message) for message in messages]}
    return Response(msgspec.json.encode(body), media_type="application/json", headers=headers)


async def _channel(live: Live, query: EventsQuery) -> Channel:
    named = parse_channel(UUID(int=0), query.channel)
    if named is None:
        raise BadShape(field="channel", expected="page:<id>, thread:<id> or queue:<id>")
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
    live.presence.enter(channel, box, who)
    try:
        yield stream, box
    finally:
        stream.watchers.discard(box)
        live.presence.leave(channel, box)
        live.hub.leave(stream)


async def _poll(live: Live, channel: Channel, after: int | None, who: Person | None) -> list[bytes]:
    """Welcome and snapshot, or the missing events and hints; empty after HOLD seconds without any."""
    with _watching(live, channel, who) as (stream, box):
        messages = [frames.welcome(channel, await live.feed.know_head(stream), live.relay.epoch)] if after is None else []
        deadline = asyncio.get_running_loop().time() + HOLD
        while True:
            hints = box.empty()
            try:
                async for cursor, more in live.feed.missing(stream, after):
                    after = cursor
                    messages += more
            except KeyError:
                raise NotFound from None
            messages += hints
            if messages:
                return [*messages, frames.hint(channel, "presence", live.presence.here(channel))]
            try:
                async with asyncio.timeout_at(deadline):
                    await box.news.wait()
            except TimeoutError:
                return []


async def _stream(live: Live, channel: Channel, after: int | None, who: Person | None) -> AsyncIterator[bytes]:
    with _watching(live, channel, who) as (stream, box):
        yield b"retry: 2000\n\n"
        yield _sse(frames.welcome(channel, await live.feed.know_head(stream), live.relay.epoch))
        yield _sse(frames.hint(channel, "presence", live.presence.here(channel)))
        while True:
            hints = box.empty()
            try:
                async for cursor, messages in live.feed.missing(stream, after):
                    after = cursor
                    yield b"".join(_sse(message) for message in messages[:-1]) + _sse(messages[-1], cursor)
            except KeyError:
                yield _sse(frames.refused(channel.name, "not-found"))
                return
            except Problem:
                return  # the database is away: the browser reconnects with the last number
            for hint in hints:
                yield _sse(hint)
            try:
                await asyncio.wait_for(box.news.wait(), HOLD / 2)
            except TimeoutError:
                yield b": still here\n\n"


def _sse(message: bytes, seq: int | None = None) -> bytes:
    """JSON holds no raw line feed, so a message is one `data:` line."""
    return (b"" if seq is None else b"id: %d\n" % seq) + b"data: " + message + b"\n\n"
