"""Killed, restarted, cut off: what was acknowledged stays, and everybody continues by number."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from parvis.store import embedded, migrate
from parvis.store.database import Database
from tests.conftest import cast, until
from tests.faults import calm
from tests.faults.checker import History
from tests.faults.conftest import Town
from tests.faults.people import Watcher, ask, watching, write
from tests.faults.process import Process, serving


def acknowledged(history: History) -> int:
    return sum(written.seq is not None for written in history.written)


class Bustle:
    """Twenty writers and four watchers over a thread of each of two questions."""

    def __init__(self, town: Town, *services: Process, posts: int = 8) -> None:
        self.town, self.services, self.posts = town, services, posts
        self.watchers: list[Watcher] = []

    @contextlib.asynccontextmanager
    async def begun(self) -> AsyncIterator[Bustle]:
        town, history = self.town, self.town.history
        threads = [await ask(self.services[0].origin, town.camille) for _ in range(2)]
        async with contextlib.AsyncExitStack() as crowd:
            for number in range(4):
                where = self._where(number)
                self.watchers.append(await crowd.enter_async_context(watching(history, where, *threads)))
            await asyncio.gather(*(watcher.is_level.wait() for watcher in self.watchers))
            self.writing = asyncio.gather(
                *(write(history, self._where(n // 2), town.everybody[n % 3], threads[n % 2], self.posts) for n in range(20))
            )
            try:
                yield self
            finally:
                self.writing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await self.writing

    def _where(self, number: int) -> Callable[[], str]:
        return lambda: self.services[number % len(self.services)].origin

    async def has_written(self, more: int) -> None:
        """Waits until so many more are acknowledged, or all."""
        wanted = acknowledged(self.town.history) + more
        await until(lambda: acknowledged(self.town.history) >= wanted or self.writing.done(), 30)

    async def ends_well(self, database: Database) -> None:
        async with asyncio.timeout(60):
            await self.writing
        await calm.returns(database, self.town.history, self.watchers)


async def test_a_killed_service_forgets_nothing_it_acknowledged(database: Database, database_url: str, town: Town) -> None:
    async with serving(database_url) as service, Bustle(town, service, posts=10).begun() as bustle:
        for _ in range(2):
            await bustle.has_written(20)
            assert not bustle.writing.done(), "premise: it is killed in the midst of writing"
            await service.kill()
            await service.start()
        await bustle.ends_well(database)
        assert all(len(watcher.codes) >= 2 for watcher in bustle.watchers)


async def test_at_a_restart_everybody_is_asked_to_come_back_and_the_process_ends(
    database: Database, database_url: str, town: Town
) -> None:  # fmt: skip
    async with serving(database_url) as service, Bustle(town, service, posts=10).begun() as bustle:
        await bustle.has_written(20)
        service.send(signal.SIGTERM)
        began = time.monotonic()
        await service.ended(6)
        assert time.monotonic() - began < 6
        assert [watcher.codes[0] for watcher in bustle.watchers] == [1012] * 4
        await service.start()
        await bustle.ends_well(database)


@pytest.mark.parametrize(
    "whose",
    ["application_name = 'parvis doorbell'", "application_name = 'parvis'", "application_name like 'parvis%'"],
    ids=["doorbell", "pool", "all"],
)
async def test_cut_connections_lose_nothing(database: Database, database_url: str, town: Town, whose: str) -> None:
    async with (
        serving(database_url) as one,
        serving(database_url) as other,
        Bustle(town, one, other, posts=20).begun() as bustle,
    ):
        for _ in range(3):
            await bustle.has_written(25)
            assert not bustle.writing.done(), "premise: they are cut in the midst of writing"
            await cut(database, whose)
        await bustle.ends_well(database)
        assert all(watcher.codes == [] for watcher in bustle.watchers), "readers stayed connected all the while"


async def cut(database: Database, whose: str) -> None:
    """Ends such connections; waits until there is one to end."""
    everyone_elses = f"datname = current_database() and pid <> pg_backend_pid() and {whose}"
    query = f"select count(pg_terminate_backend(pid)) from pg_stat_activity where {everyone_elses}"
    async with asyncio.timeout(10):
        while not await database.fetchval(query):  # noqa: ASYNC110 (the service connects when it likes)
            await asyncio.sleep(0.01)


async def test_a_database_that_is_killed_and_comes_back_is_found_again(tmp_path: Path) -> None:
    with embedded.start(tmp_path / "data") as server:
        await migrate.migrate(server.url)
        database = Database(server.url)
        await database.open()
        town = Town(*await cast(database))
        async with serving(server.url) as service, Bustle(town, service).begun() as bustle:
            await bustle.has_written(20)
            assert not bustle.writing.done(), "premise: it is killed in the midst of writing"
            postmaster = psutil.Process(int((tmp_path / "data/postgres/postmaster.pid").read_text().split()[0]))
            postmaster.kill()
            await bustle.ends_well(database)
            assert all(watcher.codes == [] for watcher in bustle.watchers), "readers stayed connected all the while"
        await database.close()
