"""After the faults have ended: everybody is at the head within five seconds, and the invariants hold."""

from __future__ import annotations

from collections.abc import Sequence

from parvis.store.database import Database
from tests.conftest import until
from tests.faults.checker import History, tables, violations
from tests.faults.people import Watcher, heads


async def returns(database: Database, history: History, watchers: Sequence[Watcher]) -> None:
    numbers = await heads(database)
    await until(lambda: all(watcher.is_at(numbers) for watcher in watchers), seconds=5)
    assert all(written.seq is not None for written in history.written), "every writer was acknowledged in the end"
    assert violations(history, await tables(database)) == []
