"""What nobody does: hours whose time has come are over, and their readers are told. Every process looks; once is enough."""

from __future__ import annotations

import asyncio
import logging

from parvis.domain.problems import Problem
from parvis.officehours.acts import end_due
from parvis.store.house import House

log = logging.getLogger("parvis.officehours")
LOOK = 10.0


async def watch_the_clock(house: House) -> None:
    while True:
        try:
            await end_due(house)
        except Problem:
            pass  # the database is away: they end a little later
        except Exception:
            log.exception("hours could not be ended")
        await asyncio.sleep(LOOK)
