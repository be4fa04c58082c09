"""Whose uploads are read now. Each is held in memory: one person sends few at once, and all together what there is room for."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from parvis.domain.people import Person
from parvis.domain.problems import Busy

READ_AT_ONCE = 20
"""Bodies that one process of the service reads at once."""
OF_ONE_PERSON = 4
SECONDS = 60
"""That an upload may take: who sends a byte a minute leaves the place to others."""

reading: Counter[UUID] = Counter()


@asynccontextmanager
async def admitted(who: Person) -> AsyncIterator[None]:
    """Around the reading of a body. Raises Busy, before the first byte of it or when it takes too long."""
    if reading.total() >= READ_AT_ONCE or reading[who.id] >= OF_ONE_PERSON:
        raise Busy
    reading[who.id] += 1
    try:
        async with asyncio.timeout(SECONDS):
            yield
    except TimeoutError:
        raise Busy from None
    finally:
        reading[who.id] -= 1
        if not reading[who.id]:
            del reading[who.id]
