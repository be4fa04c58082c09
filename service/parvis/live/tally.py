"""How much there is in each view of the agents' queue: a hint on its channel, at most once a second, only when it is news.

Whatever changes the numbers is an event of the queue, so each process looks at the queue's head and asks the database itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from parvis.domain.ids import Channel
from parvis.domain.problems import Problem
from parvis.live.hub import Hub

TICK = 1.0
REFRESH = 60.0
"""Seconds after which the numbers are read again all the same: forms change without an event here."""


class Tally:
    def __init__(self, hub: Hub, read: Callable[[UUID], Awaitable[dict[str, Any]]]) -> None:
        self._hub = hub
        self._read = read
        self._looked: dict[Channel, tuple[int | None, float]] = {}
        self._told: dict[Channel, dict[str, Any]] = {}

    async def run(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            with contextlib.suppress(Problem):  # the database is away: the next look makes up for it
                await self.look()

    async def look(self) -> None:
        """Raises Busy."""
        queues = {channel: stream.head for channel, stream in self._hub.streams.items() if channel.kind == "queue"}
        for channel in self._looked.keys() - queues.keys():
            del self._looked[channel]
            self._told.pop(channel, None)
        for channel, head in queues.items():
            seen, at = self._looked.get(channel, (None, 0.0))
            now = time.monotonic()
            if head == seen and now - at < REFRESH:
                continue
            counts = await self._read(channel.site)
            self._looked[channel] = (head, now)
            if counts != self._told.get(channel):
                self._told[channel] = counts
                self._hub.hint(channel, "queue", counts)
