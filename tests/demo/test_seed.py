"""The demo shows what the product can do, and filling it again changes nothing."""

from __future__ import annotations

from parvis.demo.seed import seed
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.journal import Journal

ORIGIN = "http://localhost:8001"


async def test_the_demo_is_filled_once_and_every_voice_is_heard(database: Database) -> None:
    house = House(database, Journal(database, lambda events, hints: None), lambda channel: {"people": 0, "agents": []})
    await seed(house, [ORIGIN])
    counts = "select (select count(*) from threads), (select count(*) from posts), (select count(*) from events)"
    once = tuple(await database.fetchrow(counts) or ())
    await seed(house, [ORIGIN])
    assert tuple(await database.fetchrow(counts) or ()) == once
    voices = {row["author_voice"] for row in await database.fetch("select distinct author_voice from posts")}
    assert voices == {"citizen", "helper", "professional", "agent"}
    kinds = {row["kind"] for row in await database.fetch("select distinct kind from threads")}
    assert kinds == {"question", "discussion", "note", "testimonies"}
    assert await database.fetchval("select count(*) from threads where official_id is not null") > 0
    assert await database.fetchval("select count(*) from threads where accepted_id is not null") > 0
