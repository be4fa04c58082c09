"""Bringing a watcher level: from memory, else from the table, else by a fresh snapshot. First visit, reconnect, lag: one path."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from parvis.domain.events import State
from parvis.domain.ids import Channel
from parvis.domain.problems import NotFound
from parvis.live import frames
from parvis.live.hub import Hub, Stream
from parvis.live.relay import Relay
from parvis.store import journal

Snapshot = Callable[[Channel], Awaitable[tuple[int, State] | None]]
TOO_OLD = 1000
"""Beyond so many missing events a snapshot is shorter."""


class Feed:
    def __init__(self, hub: Hub, relay: Relay, snapshot: Snapshot) -> None:
        self.hub = hub
        self.relay = relay
        self._read_snapshot = snapshot
        self._reading: dict[tuple[Channel, str], asyncio.Task[Any]] = {}

    async def know_head(self, stream: Stream) -> int:
        """The stream's head, read once when the stream is new."""
        if stream.head is None:
            found = await self._together(stream.channel, "head", self._head)
            if stream.head is None:
                stream.head = found
                self.relay.look(stream.channel)
        return stream.head

    async def missing(self, stream: Stream, after: int | None) -> AsyncIterator[tuple[int, list[bytes]]]:
        """Messages that bring a cursor from `after` (None: from nothing) to the head: pairs of new cursor and messages.

        Ends when the cursor is level with the head and nothing was awaited since: the caller may then step into the stream.
        Raises NotFound when there is no such thing to watch.
        """
        channel, head = stream.channel, await self.know_head(stream)
        if after is not None and after > head:
            head = await self.relay.reach(stream, after)  # another process had told more than was read here
        if after is None or after > head or head - after > TOO_OLD:
            after, message = await self._together(channel, "snapshot", self._snapshot)
            yield after, [message]
            head = await self.relay.reach(stream, after)
        while after < head:
            messages = stream.after(after)
            if messages is None:
                read = await self._together(channel, f"after {after}", partial(self._events, after=after))
                # What is beyond the head will be published to those who stand in the stream.
                messages = [message for seq, message in read if seq <= head]
                if not messages:
                    return
            after += len(messages)
            yield after, messages
            head = stream.head or 0

    async def _together(self, channel: Channel, what: str, read: Callable[[Channel], Coroutine[Any, Any, Any]]) -> Any:
        """Many who come back at once share one read."""
        task = self._reading.get((channel, what))
        if task is None:
            task = self._reading[channel, what] = asyncio.create_task(read(channel))
            task.add_done_callback(lambda _: self._reading.pop((channel, what)))
        return await asyncio.shield(task)

    async def _head(self, channel: Channel) -> int:
        async with self.relay.database.connection() as connection:
            return await journal.head(connection, channel)

    async def _events(self, channel: Channel, after: int) -> list[tuple[int, bytes]]:
        events = await journal.since(self.relay.database, [(channel, after)])
        return [(event.seq, frames.event(event)) for event in events]

    async def _snapshot(self, channel: Channel) -> tuple[int, bytes]:
        found = await self._read_snapshot(channel)
        if found is None:
            raise NotFound
        seq, state = found
        return seq, frames.snapshot(channel, seq, state)
