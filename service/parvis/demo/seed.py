"""Three citizens' history and one agent, all fictional. Seeding again adds nothing: ids follow from the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from parvis.agents.queries import add_agent
from parvis.demo.history import AGENT, HISTORY, Question
from parvis.domain.ids import uuid7
from parvis.domain.keys import new_key
from parvis.domain.pages import Address, SiteRules, page_key
from parvis.domain.people import Person
from parvis.sites.queries import add_site, site_named
from parvis.store.database import Database
from parvis.store.house import House
from parvis.threads import acts
from parvis.visitors.queries import add_visitor

SITE = "demo"
_IDS = UUID("5d1f7c1e-0f0a-5e0f-9d0b-64656d6f2020")


async def seed(house: House, origins: Sequence[str]) -> tuple[UUID, UUID]:
    """The demo site with its agent and its history; returns their ids."""
    await add_site(house.database, SITE, SiteRules(tuple(origins)))
    site = await site_named(house.database, SITE)
    assert site is not None
    agent_id = await add_agent(house.database, site.id, AGENT["name"], AGENT["service"], AGENT["email"], "agent")
    agent = Person(agent_id, site.id, AGENT["name"], "agent", AGENT["service"])
    names = {say.who for question in HISTORY for say in question.said} - {"agent"}
    people = {name: await _citizen(house.database, site.id, name) for name in sorted(names)} | {"agent": agent}
    for question in HISTORY:
        await _talk(house, site.id, people, question, origins[0])
    return site.id, agent_id


async def _citizen(database: Database, site: UUID, name: str) -> Person:
    known = await database.fetchval(
        "select id from visitors where site_id = $1 and name = $2 order by created_at limit 1", site, name
    )
    person = Person(known or uuid7(), site, name, "citizen")
    if known is None:
        await add_visitor(database, person, new_key("pv_")[1])
    return person


async def _talk(house: House, site: UUID, people: dict[str, Person], question: Question, origin: str) -> None:
    key = page_key(Address(origin + question.page), SiteRules((origin,)))
    thread = uuid5(_IDS, f"{site} {key} {question.title}")
    first, *others = question.said
    async with house.database.connection() as connection:
        if await connection.fetchval("select true from threads where site_id = $1 and id = $2", site, thread):
            return
    start = datetime.now(UTC) - timedelta(minutes=question.minutes_ago)
    asked = acts.Asked(
        thread, uuid5(thread, "0"), key, question.page_title, "question", question.title, first.text, question.field
    )
    await acts.ask(_at(house, start), people[first.who], asked)
    for number, say in enumerate(others, 1):
        moment = start + timedelta(minutes=say.minutes_later)
        await acts.reply(_at(house, moment), people[say.who], thread, uuid5(thread, str(number)), say.text, None)


def _at(house: House, moment: datetime) -> House:
    return replace(house, now=lambda: moment)
