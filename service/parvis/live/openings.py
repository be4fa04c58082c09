"""When a closed service opens again, told where nobody is on duty. Read now and then: hours change seldom."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from parvis.domain.hours import Promise, next_opening
from parvis.domain.problems import Problem
from parvis.domain.values import stamp
from parvis.store.database import Database
from parvis.store.promises import promise_of

TICK = 1.0
FRESH = 30.0
"""Seconds after which a site's hours are read again."""
FORGET = 3600.0


class Openings:
    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now
        self._known: dict[UUID, tuple[float, Promise]] = {}
        self._asked: dict[UUID, float] = {}
        self._told: dict[UUID, str | None] = {}
        self.on_change: Callable[[UUID], None] = lambda site: None

    def next(self, site: UUID) -> str | None:
        """None while the service is open, where no hours are known, and until they were read for the first time."""
        self._asked[site] = time.monotonic()
        return self._told.get(site)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            with contextlib.suppress(Problem):  # the database is away: what is known stays known
                await self.look()

    async def look(self) -> None:
        """Read what is no longer fresh, and tell whose opening is another than a moment ago. Raises Busy."""
        now = time.monotonic()
        for site, asked in list(self._asked.items()):
            if now - asked > FORGET:
                for kept in (self._asked, self._known, self._told):
                    kept.pop(site, None)
                continue
            read, promise = self._known.get(site, (-FRESH, Promise()))
            if now - read >= FRESH:
                async with self._database.connection() as connection:
                    promise = await promise_of(connection, site)
                self._known[site] = (now, promise)
            opens = next_opening(self._now(), promise)
            if (told := stamp(opens) if opens else None) != self._told.get(site):
                self._told[site] = told
                self.on_change(site)
