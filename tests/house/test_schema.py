"""The schema: what is written in schema.sql is what the migrations give, and starting many processes at once harms nobody."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from parvis.store import migrate
from tests.conftest import renamed

SCHEMA = Path(__file__).parents[2] / "schema.sql"
_numbers = itertools.count(1)
Fresh = Callable[[], Awaitable[str]]


@pytest.fixture
async def fresh(postgres: str) -> AsyncIterator[Fresh]:
    """Makes empty databases; returns their URLs."""
    admin = await asyncpg.connect(postgres)
    made: list[str] = []

    async def make() -> str:
        made.append(f"empty_{next(_numbers)}")
        await admin.execute(f"create database {made[-1]} template template0")
        return renamed(postgres, made[-1])

    yield make
    for name in made:
        await admin.execute(f"drop database {name} with (force)")
    await admin.close()


async def rows(url: str, *queries: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return [[tuple(row) for row in await connection.fetch(query)] for query in queries]
    finally:
        await connection.close()


async def shape(url: str) -> list[Any]:
    """Every table, column, default, constraint and index, as the catalogs tell them; the ledger of migrations apart."""
    return await rows(
        url,
        """select table_name, row_number() over (partition by table_name order by ordinal_position) as place,
                  column_name, data_type, udt_name, is_nullable, column_default
           from information_schema.columns where table_schema = 'public' and table_name <> 'migrations' order by 1, 2""",
        """select conrelid::regclass::text, contype::text, pg_get_constraintdef(oid) from pg_constraint
           where connamespace = 'public'::regnamespace and conrelid <> coalesce(to_regclass('migrations'), 0) order by 1, 2, 3""",
        """select tablename, indexname, indexdef from pg_indexes
           where schemaname = 'public' and tablename <> 'migrations' order by 1, 2""",
        """select relname, relkind::text from pg_class
           where relnamespace = 'public'::regnamespace and relkind not in ('i', 't', 'r') order by 1""",
        "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace order by 1",
        "select tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1, 2",
        "select count(*) from instance",
    )


async def test_replaying_the_migrations_gives_schema_sql(fresh: Fresh) -> None:
    replayed, written = await fresh(), await fresh()
    await migrate.migrate(replayed)
    connection = await asyncpg.connect(written)
    await connection.execute(SCHEMA.read_text("utf-8"))
    assert await shape(replayed) == await shape(written)

    # The comparison sees a difference when there is one.
    await connection.execute("alter table posts drop constraint posts_body_check")
    assert await shape(replayed) != await shape(written)
    await connection.close()


async def test_migrating_again_changes_nothing(fresh: Fresh) -> None:
    url = await fresh()
    await migrate.migrate(url)
    before = await shape(url), await rows(url, "select * from migrations", "select epoch from instance")
    await migrate.migrate(url)
    assert (await shape(url), await rows(url, "select * from migrations", "select epoch from instance")) == before


async def test_five_processes_that_start_at_once_migrate_once(fresh: Fresh) -> None:
    url = await fresh()
    await asyncio.gather(*(migrate.migrate(url) for _ in range(5)))
    (applied,) = await rows(url, "select number, name from migrations order by number")
    assert applied == [(number, name) for number, name, _ in migrate.known()]


async def test_a_migration_that_fails_leaves_no_half(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    url = await fresh()
    broken = (99, "0099_broken.sql", "create table half (id int); select 1 / 0;")
    monkeypatch.setattr(migrate, "known", lambda: [broken])
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate.migrate(url)
    assert await rows(url, "select to_regclass('half')::text", "select number from migrations") == [[(None,)], []]


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [number for number, _, _ in migrate.known()] == list(range(1, len(migrate.known()) + 1))


async def test_every_table_leads_with_the_site(fresh: Fresh) -> None:
    url = await fresh()
    await migrate.migrate(url)
    (keys,) = await rows(
        url,
        """select c.conrelid::regclass::text, a.attname::text
           from pg_constraint c join pg_attribute a on (a.attrelid, a.attnum) = (c.conrelid, c.conkey[1])
           where c.contype = 'p' and c.connamespace = 'public'::regnamespace order by 1""",
    )
    own = {"instance": "single", "sites": "id", "migrations": "number"}
    assert dict(keys) == {table: own.get(table, "site_id") for table, _ in keys}
    assert len(keys) > len(own)
