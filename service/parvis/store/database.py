"""The pool of connections, and the one place that knows what a broken one looks like."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import asyncpg

from parvis.domain.problems import Busy

if TYPE_CHECKING:
    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]
    Record = asyncpg.Record

# Statement 3 s, lock 2 s, idle in transaction 5 s: a stuck neighbour costs a moment, never a minute.
SESSION = {
    "application_name": "parvis",
    "statement_timeout": "3000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "5000",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "3",
    "tcp_keepalives_count": "3",
    "jit": "off",
}

AWAY = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # how asyncpg meets a connection that is cut between two statements, now and then
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)
"""The database is not there right now: ask again."""

SLOW = (
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby that is about to be, or no longer is, the primary
)
"""The database is there, and did nothing of what was asked."""


class Database:
    """A pool that opens itself when first needed and says `Busy` when nothing can be had in time."""

    def __init__(self, url: str, *, pooled: bool = False, size: int = 10) -> None:
        """`pooled`: a transaction pooler (PgBouncer) stands in front, so prepared statements cannot be kept."""
        self.url = url
        self._options: dict[str, Any] = {"min_size": 0, "max_size": size, "timeout": 3, "command_timeout": 3}
        self._options |= {"statement_cache_size": 0} if pooled else {"server_settings": SESSION}
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    async def open(self) -> None:
        self._pool = await asyncpg.create_pool(self.url, **self._options)

    async def close(self) -> None:
        if self._pool is not None:
            try:
                await asyncio.wait_for(self._pool.close(), 3)
            except TimeoutError:
                self._pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection outside any transaction. Raises Busy when the database is away."""
        assert self._pool is not None, "open() comes first"
        try:
            connection = await self._pool.acquire(timeout=3)
            try:
                yield connection
            finally:
                with suppress(*AWAY, *SLOW):  # one that breaks on its way back takes nothing away from what was done with it
                    await self._pool.release(connection)
        except (*AWAY, *SLOW) as error:
            raise Busy from error

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """A read-only transaction in which every statement sees the same instant."""
        async with (
            self.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield connection

    async def fetch(self, query: str, *values: Any) -> list[Record]:
        async with self.connection() as connection:
            return await connection.fetch(query, *values)

    async def fetchrow(self, query: str, *values: Any) -> Record | None:
        async with self.connection() as connection:
            return await connection.fetchrow(query, *values)

    async def fetchval(self, query: str, *values: Any) -> Any:
        async with self.connection() as connection:
            return await connection.fetchval(query, *values)

    async def execute(self, query: str, *values: Any) -> str:
        async with self.connection() as connection:
            return await connection.execute(query, *values)
