"""Bringing a watcher level: from memory, else from the table, else by a fresh snapshot. First visit, reconnect, lag: one path."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from parvis.domain.events import State
from parvis.domain.ids import Channel
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
        self._reading: dict[Channel, asyncio.Task[tuple[int, State] | None]] = {}

    async def know_head(self, stream: Stream) -> int:
        """The stream's head, read once when the stream is new."""
        if stream.head is None:
            async with self.relay.database.connection() as connection:
                found = await journal.head(connection, stream.channel)
            if stream.head is None:
                stream.head = found
            self.relay.look(stream.channel)
        return stream.head

    async def missing(self, stream: Stream, after: int | None) -> AsyncIterator[tuple[int, list[bytes]]]:
        """Messages that bring a cursor from `after` (None: from nothing) to the head: pairs of new cursor and messages.

        Ends when the cursor is level with the head and nothing was awaited since: the caller may then step into the stream.
        Raises KeyError when there is no such thing to watch.
        """
        head = await self.know_head(stream)
        if after is None or after > head or head - after > TOO_OLD:
            after, message = await self._snapshot(stream.channel)
            yield after, [message]
            if after > (stream.head or 0):
                await self.relay.reach(stream, after)
        while stream.head is not None and after < stream.head:
            messages = stream.after(after)
            if messages is None:
                events = await journal.since(self.relay.database, [(stream.channel, after)])
                messages = [frames.event(event) for event in events]
                if not messages:
                    return
            after += len(messages)
            yield after, messages

    async def _snapshot(self, channel: Channel) -> tuple[int, bytes]:
        """Many who come at once share one read."""
        task = self._reading.get(channel)
        if task is None:
            task = self._reading[channel] = asyncio.ensure_future(self._read_snapshot(channel))
            task.add_done_callback(lambda _: self._reading.pop(channel, None))
        found = await asyncio.shield(task)
        if found is None:
            raise KeyError(channel.name)
        seq, state = found
        return seq, frames.snapshot(channel, seq, state)
