"""Several processes on one port and one database behave as one."""

from __future__ import annotations

import asyncio
import contextlib

import psutil  # type: ignore[import-untyped]

from parvis.store.database import Database
from tests.conftest import until
from tests.faults import calm
from tests.faults.conftest import Town
from tests.faults.people import Watcher, ask, watching, write
from tests.faults.process import serving


async def test_four_workers_serve_one_conversation(database: Database, database_url: str, town: Town) -> None:
    async with serving(database_url, workers=4) as service, contextlib.AsyncExitStack() as crowd:
        threads = [await ask(service.origin, town.camille) for _ in range(2)]
        watchers: list[Watcher] = []
        while len(watchers) < 12 or (len(service.workers_with_connections()) < 2 and len(watchers) < 60):
            watchers.append(await crowd.enter_async_context(watching(town.history, lambda: service.origin, *threads)))
            await watchers[-1].is_level.wait()
        assert len(service.workers_with_connections()) >= 2, "premise: they are served by several processes"

        writers = [
            write(town.history, lambda: service.origin, who, thread, posts=10)
            for who in town.everybody
            for thread in threads
            for _ in range(3)
        ]
        await asyncio.gather(*writers)
        await calm.returns(database, town.history, watchers)
        await until(lambda: all(w.presence["people"] == len(watchers) for w in watchers), 20)


async def test_a_worker_that_is_killed_costs_nothing(database: Database, database_url: str, town: Town) -> None:
    async with serving(database_url, workers=2) as service, contextlib.AsyncExitStack() as crowd:
        thread = await ask(service.origin, town.camille)
        watchers = [await crowd.enter_async_context(watching(town.history, lambda: service.origin, thread)) for _ in range(6)]
        await asyncio.gather(*(watcher.is_level.wait() for watcher in watchers))
        victim = min(service.workers_with_connections())  # chosen while only watchers are connected, so that one loses its place
        writing = asyncio.gather(*(write(town.history, lambda: service.origin, who, thread, posts=15) for who in town.everybody))
        await until(lambda: sum(w.seq is not None for w in town.history.written) > 5)
        psutil.Process(victim).kill()
        await writing
        await calm.returns(database, town.history, watchers)
        assert sum(len(watcher.codes) for watcher in watchers) > 0, "premise: somebody had to come back"
