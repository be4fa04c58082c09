"""From any earlier schema to this one: numbered files, applied once, in order, by one process at a time."""

from __future__ import annotations

from importlib.resources import files

import asyncpg

_LOCK = 0x7061727669730001  # "parvis", 1

_LEDGER = """
create table if not exists migrations (
    number integer primary key,
    name text not null,
    applied_at timestamptz not null default now()
)
"""


def known() -> list[tuple[int, str, str]]:
    """Every migration of this version: number, name, SQL."""
    found = [f for f in files("parvis.store").joinpath("migrations").iterdir() if f.name.endswith(".sql")]
    return sorted((int(f.name[:4]), f.name, f.read_text("utf-8")) for f in found)


async def migrate(url: str) -> None:
    """Bring the database up to this version. Safe when several processes start at once; each file is one transaction."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await connection.execute("select pg_advisory_lock($1)", _LOCK)
        await connection.execute(_LEDGER)
        done = {row["number"] for row in await connection.fetch("select number from migrations")}
        for number, name, sql in known():
            if number not in done:
                async with connection.transaction():
                    await connection.execute(sql)
                    await connection.execute("insert into migrations (number, name) values ($1, $2)", number, name)
    finally:
        await connection.close()
