"""The WebSocket: hello, watch, resume, close codes. Many channels on one connection; its first message says who is asking."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from parvis.domain.ids import Channel, page_channel, parse_channel, thread_channel
from parvis.domain.pages import Address, page_key
from parvis.domain.people import Person
from parvis.domain.problems import ForeignPage, NotFound, NotYours, Problem, TokenRefused
from parvis.live import frames
from parvis.live.door import Live, is_public, may_watch
from parvis.live.hub import Stream
from parvis.live.wire import EXTENSION, Wire

log = logging.getLogger("parvis.live")

HELLO_DEADLINE = 10.0
CHANNELS_LIMIT = 32
RECHECK = 5.0
"""Seconds after which an agent's right to watch is asked again."""

FAILED, RESTARTING, TRY_AGAIN = 1011, 1012, 1013
MALFORMED, REFUSED, NOT_YOURS, UNKNOWN, NO_HELLO, TOO_MANY = 4400, 4401, 4403, 4404, 4408, 4429


Seq = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Hello(msgspec.Struct, tag="hello", tag_field="type", forbid_unknown_fields=True):
    site: str
    url: str | None = None
    page: str | None = None
    canonical: str | None = None
    token: str | None = None
    epoch: str | None = None
    after: dict[str, Seq] = {}


class Watch(msgspec.Struct, tag="watch", tag_field="type", forbid_unknown_fields=True):
    channel: str
    after: Seq | None = None


class Unwatch(msgspec.Struct, tag="unwatch", tag_field="type", forbid_unknown_fields=True):
    channel: str


class Typing(msgspec.Struct, tag="typing", tag_field="type", forbid_unknown_fields=True):
    thread: UUID


_decode = msgspec.json.Decoder(Hello | Watch | Unwatch | Typing).decode


class Closed(Exception):
    """We close, with a code that tells the client what to do."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Watching:
    """A connection's cursor on one channel; in the stream while it is level, outside while it is brought up."""

    def __init__(self, wire: Wire, stream: Stream, fell_behind: asyncio.Event) -> None:
        self._wire = wire
        self._fell_behind = fell_behind
        self.stream = stream
        self.cursor: int | None = None
        # What is one person's alone waits until she was asked again: news are few there.
        self._asks_again = stream.channel.kind == "person"

    def deliver(self, messages: Sequence[bytes], frames: bytes) -> None:
        if self._wire.full or self._asks_again:
            self.stream.watchers.discard(self)
            self.cursor = (self.stream.head or 0) - len(messages)
            self._fell_behind.set()
        else:
            self._wire.write(frames)

    def notice(self, message: bytes, frame: bytes) -> None:
        if not self._wire.full:
            self._wire.write(frame)

    @property
    def level(self) -> bool:
        return self in self.stream.watchers


class Connection:
    def __init__(self, live: Live, socket: WebSocket, wire: Wire) -> None:
        self.live = live
        self.socket = socket
        self.wire = wire
        self.site: UUID | None = None
        self.who: Person | None = None
        self.watched: dict[Channel, Watching] = {}
        self._bringing: dict[Channel, asyncio.Task[None]] = {}
        self._behind = asyncio.Event()
        self._room = asyncio.Event()
        wire.drained = self._drained

    async def run(self) -> None:
        """Until the connection closes. Raises Closed."""
        await self._hello()
        async with asyncio.TaskGroup() as group:
            errands = [group.create_task(self._mend())]
            if self.who is not None and self.who.is_agent:
                errands.append(group.create_task(self._keep_asking(self.who)))
            try:
                while True:
                    self._obey(await self._receive())
            finally:
                for errand in errands:
                    errand.cancel()

    def end(self) -> None:
        for channel in list(self.watched):
            self._unwatch(channel)

    def restart(self) -> None:
        self.wire.close(RESTARTING, "restarting")

    async def _hello(self) -> None:
        try:
            async with asyncio.timeout(HELLO_DEADLINE):
                hello = await self._receive()
        except TimeoutError:
            raise Closed(NO_HELLO, "no hello") from None
        if not isinstance(hello, Hello):
            raise Closed(MALFORMED, "hello first")
        found = await self.live.door.site(hello.site)
        if found is None:
            raise Closed(UNKNOWN, "unknown site")
        self.site, rules = found
        self._token = hello.token
        self.who = await self._person()
        if self.who is not None and self.who.site != self.site:
            raise Closed(NOT_YOURS, "another site's token")
        same_life = hello.epoch == self.live.relay.epoch
        # Who names no epoch holds no number yet: those that come later are numbers of this life.
        self._may_resume = same_life or hello.epoch is None
        if hello.url is None:
            self._send(frames.welcome(None, 0, self.live.relay.epoch))
        else:
            try:
                key = page_key(Address(hello.url, hello.page, hello.canonical), rules)
            except ForeignPage:
                raise Closed(NOT_YOURS, "this page does not belong to the site") from None
            except Problem as problem:
                raise Closed(MALFORMED, problem.code) from None
            channel = page_channel(self.site, await self.live.door.page(self.site, key))
            self._watch(channel, hello.after.get(channel.name) if same_life else None)
        for name, after in hello.after.items():
            other = parse_channel(self.site, name)
            if other is not None and other not in self.watched and other.kind != "page":
                self._watch(other, after if same_life else None)

    async def _person(self) -> Person | None:
        try:
            return await self.live.door.person(self.socket, self._token)
        except TokenRefused:
            raise Closed(REFUSED, "token refused") from None

    async def _keep_asking(self, agent: Person) -> None:
        """What is open to an agent ends with her session. While the database is away nothing is delivered either."""
        while True:
            await asyncio.sleep(RECHECK)
            with contextlib.suppress(Problem):
                who = await self._person()
                if who is None or who.id != agent.id:
                    raise Closed(REFUSED, "signed out")

    async def _receive(self) -> Any:
        message = await self.socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        if (text := message.get("text")) is None:
            raise Closed(MALFORMED, "text only")
        try:
            return _decode(text)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            raise Closed(MALFORMED, "not a message of this protocol") from None

    def _obey(self, message: Any) -> None:
        assert self.site is not None
        match message:
            case Watch(channel=name, after=after):
                channel = parse_channel(self.site, name)
                if channel is None:
                    raise Closed(MALFORMED, "no such kind of channel")
                self._unwatch(channel)
                self._watch(channel, after if self._may_resume or after == 0 else None)
            case Unwatch(channel=name):
                if (channel := parse_channel(self.site, name)) is not None:
                    self._unwatch(channel)
            case Typing(thread=thread):
                channel = thread_channel(self.site, thread)
                if self.who is not None and channel in self.watched:
                    self.live.presence.type(channel, self.who)
            case _:
                raise Closed(MALFORMED, "hello only once")

    def _watch(self, channel: Channel, after: int | None) -> None:
        try:
            may_watch(channel, self.who)
        except NotYours as problem:
            self._send(frames.refused(channel.name, problem.code))
            return
        if len(self.watched) >= CHANNELS_LIMIT:
            raise Closed(TOO_MANY, "too many channels")
        watching = Watching(self.wire, self.live.hub.enter(channel), self._behind)
        watching.cursor = after
        self.watched[channel] = watching
        self.live.presence.enter(channel, self, self.who)
        self._bring(watching, new=True)

    def _unwatch(self, channel: Channel) -> None:
        watching = self.watched.pop(channel, None)
        if watching is not None:
            if task := self._bringing.pop(channel, None):
                task.cancel()
            watching.stream.watchers.discard(watching)
            self.live.presence.leave(channel, self)
            self.live.hub.leave(watching.stream)

    def _bring(self, watching: Watching, *, new: bool) -> None:
        channel = watching.stream.channel
        if channel not in self._bringing:
            task = asyncio.create_task(self._bring_level(watching, new=new))
            self._bringing[channel] = task
            task.add_done_callback(lambda done: self._brought(channel, done))

    def _brought(self, channel: Channel, task: asyncio.Task[None]) -> None:
        if self._bringing.get(channel) is task:
            del self._bringing[channel]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a watcher could not be brought level", exc_info=error)
            self.wire.close(FAILED, "resume")

    async def _bring_level(self, watching: Watching, *, new: bool) -> None:
        """Feed one cursor until it is level, then step into the stream: between the two nothing is awaited."""
        stream = watching.stream
        while True:
            try:
                may_watch(stream.channel, self.who if new or is_public(stream.channel) else await self._asked_again())
                if new:
                    self._send(frames.welcome(stream.channel, await self.live.feed.know_head(stream), self.live.relay.epoch))
                    new = False
                async for cursor, messages in self.live.feed.missing(stream, watching.cursor):
                    watching.cursor = cursor
                    self._send(*messages)
                    if self.wire.full:
                        await self._until_drained()
                break
            except TokenRefused:
                self.wire.close(REFUSED, "token refused")
                return
            except (NotFound, NotYours) as problem:
                self._send(frames.refused(stream.channel.name, problem.code))
                self._unwatch(stream.channel)  # which cancels this very task, at its end anyway
                return
            except Problem:
                await asyncio.sleep(0.5)  # the database is away: the cursor keeps its place
        stream.watchers.add(watching)
        self._send(frames.hint(stream.channel, "presence", self.live.presence.here(stream.channel)))

    async def _asked_again(self) -> Person | None:
        """Who she is by now. Raises TokenRefused."""
        return await self.live.door.person(self.socket, self._token)

    async def _until_drained(self) -> None:
        self._room.clear()
        await self._room.wait()

    async def _mend(self) -> None:
        """Whoever fell behind is brought up again once the transport has room."""
        while True:
            await self._behind.wait()
            self._behind.clear()
            if self.wire.full:
                await self._until_drained()
            for watching in list(self.watched.values()):
                if not watching.level:
                    self._bring(watching, new=False)

    def _drained(self) -> None:
        self._room.set()

    def _send(self, *messages: bytes) -> None:
        self.wire.write(b"".join(frames.frame(message) for message in messages))


async def serve_socket(live: Live, socket: WebSocket) -> None:
    await socket.accept()
    connection = Connection(live, socket, socket.scope["extensions"][EXTENSION])
    live.connections.add(connection)
    try:
        await connection.run()
    except* Closed as group:
        closed = group.exceptions[0]
        assert isinstance(closed, Closed)
        await _close(socket, closed.code, closed.reason)
    except* Problem:
        await _close(socket, TRY_AGAIN, "try again")
    except* WebSocketDisconnect:
        pass
    finally:
        live.connections.discard(connection)
        connection.end()


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it was already gone
        await socket.close(code, reason)
