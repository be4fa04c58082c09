"""Five citizens' history and one agent, all fictional. Seeding again adds nothing: ids follow from the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from parvis.agents.queries import add_agent
from parvis.demo.history import (
    AGENT,
    CANNED,
    DELAYS,
    GUIDE,
    HISTORY,
    NOTES,
    PASSPORT,
    PROMISE,
    TRADES,
    Note,
    Question,
    Told,
)  # fmt: skip
from parvis.desk.kept import keep_reply
from parvis.desk.queries import keep_promise
from parvis.domain.hours import Promise
from parvis.domain.ids import uuid7
from parvis.domain.keys import new_key
from parvis.domain.pages import Address, SiteRules, page_key
from parvis.domain.people import Person, Standing, voice_of
from parvis.domain.problems import AlreadyTold
from parvis.domain.values import Field
from parvis.guide import acts as guide
from parvis.guide.rules import Wording
from parvis.sites.queries import add_site, site_named
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.promises import promise_of
from parvis.threads import acts, decisions, testimonies, votes
from parvis.threads.queries import thread_with
from parvis.visitors.queries import add_visitor, standing_of, vouch_for

SITE = "demo"
_IDS = UUID("5d1f7c1e-0f0a-5e0f-9d0b-64656d6f2020")


@dataclass(frozen=True, slots=True)
class _Scene:
    house: House
    site: UUID
    origin: str
    people: dict[str, Person]

    def key(self, page: str) -> str:
        return page_key(Address(self.origin + page), SiteRules((self.origin,)))

    def ago(self, minutes: int) -> _Scene:
        moment = datetime.now(UTC) - timedelta(minutes=minutes)
        return replace(self, house=replace(self.house, now=lambda: moment))

    async def who(self, name: str) -> Person:
        """Somebody as she then is: earlier thanks and kept answers may have made her a helper."""
        person = self.people[name]
        if person.is_agent:
            return person
        standing = await standing_of(self.house.database, person) or Standing(0, 0)
        return replace(person, voice=voice_of(standing), service=standing.trade)

    async def stands(self, thread: UUID) -> bool:
        async with self.house.database.connection() as connection:
            return await thread_with(connection, self.site, thread) is not None


async def seed(house: House, origins: Sequence[str]) -> tuple[UUID, UUID]:
    """The demo site with its agent and its history; returns their ids."""
    await add_site(house.database, SITE, SiteRules(tuple(origins)))
    site = await site_named(house.database, SITE)
    assert site is not None
    agent_id = await add_agent(house.database, site.id, AGENT["name"], AGENT["service"], AGENT["email"], "administrator")
    agent = Person(agent_id, site.id, AGENT["name"], "agent", AGENT["service"], "administrator")
    names = {say.who for question in HISTORY for say in question.said} - {"agent"}
    people = {name: await _citizen(house.database, site.id, name) for name in sorted(names)} | {"agent": agent}
    for name, trade in TRADES.items():
        await vouch_for(house.database, agent, people[name].id, trade)
    await _furnish(house, agent)
    scene = _Scene(house, site.id, origins[0], people)
    for note in NOTES:
        await _write(scene, note)
    for question in HISTORY:
        await _talk(scene, question)
    for told in DELAYS:
        await _testify(scene, told)
    await _guide(scene)
    return site.id, agent_id


async def _furnish(house: House, agent: Person) -> None:
    """The agents' desk: what is promised, unless somebody promised otherwise, and what is often answered."""
    async with house.database.connection() as connection:
        if await promise_of(connection, agent.site) == Promise():
            await keep_promise(connection, agent.site, PROMISE)
        for title, body in CANNED.items():
            await keep_reply(connection, agent, uuid5(_IDS, f"{agent.site} {title}"), title, body, house.now())


async def _citizen(database: Database, site: UUID, name: str) -> Person:
    known = await database.fetchval(
        "select id from visitors where site_id = $1 and name = $2 order by created_at limit 1", site, name
    )
    person = Person(known or uuid7(), site, name, "citizen")
    if known is None:
        await add_visitor(database, person, new_key("pv_")[1])
    return person


async def _write(scene: _Scene, note: Note) -> None:
    key = scene.key(note.page)
    thread = uuid5(_IDS, f"{scene.site} {key} {note.title}")
    if await scene.stands(thread):
        return
    asked = acts.Asked(thread, uuid5(thread, "0"), key, note.page_title, "note", note.title, note.text)
    await acts.ask(scene.ago(note.minutes_ago).house, scene.people["agent"], asked)


async def _talk(scene: _Scene, question: Question) -> None:
    key = scene.key(question.page)
    thread = uuid5(_IDS, f"{scene.site} {key} {question.title}")
    if await scene.stands(thread):
        return
    first, *others = question.said
    agent, asker = scene.people["agent"], await scene.who(first.who)
    field = Field(*question.field) if question.field else None
    asked = acts.Asked(thread, uuid5(thread, "0"), key, question.page_title, question.kind, question.title, first.text, field)
    await acts.ask(scene.ago(question.minutes_ago).house, asker, asked)
    for number, say in enumerate(others, 1):
        house = scene.ago(question.minutes_ago - say.minutes_later).house
        post = uuid5(thread, str(number))
        await acts.reply(house, await scene.who(say.who), thread, post, say.text, None, say.source)
        for name in say.thanks:
            await votes.thank(house, scene.people[name], post, helped=True)
        if say.kept:
            await votes.accept(house, asker, thread, post)
        if say.official:
            await decisions.make_official(house, agent, post, True, None)
    for name in question.same:
        await votes.have_same_question(scene.house, scene.people[name], thread, same=True)
    if question.topics:
        await decisions.name_topics(scene.house, agent, thread, list(question.topics))


async def _guide(scene: _Scene) -> None:
    key = scene.key(PASSPORT)
    for written in GUIDE:
        step = uuid5(_IDS, f"{scene.site} {key} {written.title}")
        async with scene.house.database.connection() as connection:
            if await connection.fetchval("select true from guide_steps where site_id = $1 and id = $2", scene.site, step):
                continue
        wording = Wording(written.title, written.text, Field(*written.field) if written.field else None, None, None)
        new = guide.NewStep(step, uuid5(step, "1"), key, "Renouveler un passeport", wording)
        await guide.add(scene.house, await scene.who(written.who), new)
        if written.validated:
            await guide.validate(scene.house, scene.people["agent"], step, 1, written.source)


async def _testify(scene: _Scene, told: Told) -> None:
    page = scene.origin + told.page
    given = testimonies.NewTestimony(
        SITE, page, told.place, told.days, f"{_months_before(date.today(), told.months_ago):%Y-%m}", page_title=told.page_title
    )
    try:
        await testimonies.testify(scene.house, await scene.who(told.who), given)
    except AlreadyTold:
        return


def _months_before(day: date, months: int) -> date:
    """The first day of a month."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
