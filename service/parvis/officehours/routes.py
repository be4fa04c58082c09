"""Announced hours over HTTP: agents announce, change and end them; anybody reads them and what was put to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from parvis.domain import problems, text
from parvis.domain.endpoint import Endpoint
from parvis.domain.ids import uuid7
from parvis.domain.pages import SITE_WIDE, Address, page_key
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, NotFound, OfficeHoursOver
from parvis.domain.values import OfficeHours, OnDuty, Thread, stamp
from parvis.officehours import acts, queries, rules
from parvis.store.addresses import page_at, page_now
from parvis.store.house import House
from parvis.store.officehours import officehours_with
from parvis.store.sites import rules_of

Time = Annotated[datetime, msgspec.Meta(tz=True)]


class NewOfficeHours(msgspec.Struct, forbid_unknown_fields=True):
    """On the page of that id (`on`) or of that address; with neither, on the whole site. `agents`: the caller when absent."""

    title: str
    starts_at: Time
    ends_at: Time
    agents: list[UUID] | None = None
    on: UUID | None = None
    url: str | None = None
    page: str | None = None
    canonical: str | None = None
    page_title: str = ""
    id: UUID | None = None


class OtherOfficeHours(msgspec.Struct, forbid_unknown_fields=True):
    title: str | None = None
    starts_at: Time | None = None
    ends_at: Time | None = None
    agents: list[UUID] | None = None


class Questions(msgspec.Struct):
    """What was put to them: asked by most people first, then in the order in which it came."""

    officehours: OfficeHours
    threads: list[Thread]


class Announced(msgspec.Struct):
    officehours: list[OfficeHours]


async def announce(house: House, who: Person, body: NewOfficeHours) -> OfficeHours:
    """Announce hours during which agents answer live, on a page or on the whole site."""
    rules.must_be_possible(body.starts_at, body.ends_at, house.now())
    key = await _key(house, who, body)
    page_title = " ".join(text.normalise(body.page_title[:1000], field="page_title").split())[: text.TITLE_LIMIT]
    async with house.database.connection() as connection:
        page = await page_at(connection, who.site, key)
        known = await queries.agents_of(connection, who.site)
    hours = OfficeHours(
        body.id or uuid7(), page, key == SITE_WIDE, text.title(body.title), stamp(body.starts_at), stamp(body.ends_at),
        "announced", rules.those_named([who.id] if body.agents is None else body.agents, known),
    )  # fmt: skip
    return await acts.announce(house, who, hours, key, page_title)


async def change(house: House, who: Person, id: UUID, body: OtherOfficeHours) -> OfficeHours:
    """Announce another title, other times or other agents."""
    title = text.title(body.title) if body.title is not None else None
    known: dict[UUID, OnDuty] = {}
    if body.agents is not None:
        async with house.database.connection() as connection:
            known = await queries.agents_of(connection, who.site)

    def changed(hours: OfficeHours) -> OfficeHours:
        starts = body.starts_at or datetime.fromisoformat(hours.starts_at)
        ends = body.ends_at or datetime.fromisoformat(hours.ends_at)
        if body.starts_at or body.ends_at:
            rules.must_be_possible(starts, ends, house.now())
        agents = hours.agents if body.agents is None else rules.those_named(body.agents, known)
        return msgspec.structs.replace(
            hours, title=title or hours.title, starts_at=stamp(starts), ends_at=stamp(ends), agents=agents
        )

    return await acts.change(house, who, id, changed)


async def end(house: House, who: Person, id: UUID) -> OfficeHours:
    """End hours now; those that have not begun are cancelled."""
    return await acts.end(house, who.site, id, early=True)


async def list_officehours(house: House, who: Person) -> Announced:
    """The hours of the site, latest first: to come, under way and over."""
    async with house.database.connection() as connection:
        return Announced(await queries.of_site(connection, who.site))


async def read_questions(house: House, id: UUID) -> Questions:
    """Hours, and the questions that were put to them."""
    async with house.database.snapshot() as connection:
        site = await queries.site_of(connection, id)
        hours = await officehours_with(connection, site, id) if site else None
        if site is None or hours is None:
            raise NotFound
        return Questions(hours, await queries.put_to(connection, site, id))


async def _key(house: House, who: Person, body: NewOfficeHours) -> str:
    if body.on is not None:
        async with house.database.connection() as connection:
            found = await queries.page_key_of(connection, who.site, await page_now(connection, who.site, body.on))
        if found is None:
            raise BadShape(field="on", expected="a page of the site")
        return found
    if body.url is None:
        return SITE_WIDE
    return page_key(Address(body.url, body.page, body.canonical), await rules_of(house, who.site))


_TEXT = (problems.Empty, problems.TooLong, problems.BadCharacters)
_WRITE = (problems.Busy, problems.Unknown)
ENDPOINTS = [
    Endpoint(
        "POST", "/agent/officehours", announce, OfficeHours, who="agent", body=NewOfficeHours, status=201,
        problems=(*_TEXT, *_WRITE, problems.IdTaken, problems.ForeignPage),
    ),
    Endpoint("GET", "/agent/officehours", list_officehours, Announced, who="agent"),
    Endpoint(
        "PATCH", "/agent/officehours/{id}", change, OfficeHours, who="agent", body=OtherOfficeHours,
        problems=(*_TEXT, *_WRITE, NotFound, OfficeHoursOver),
    ),
    Endpoint("DELETE", "/agent/officehours/{id}", end, OfficeHours, who="agent", problems=(*_WRITE, NotFound)),
    Endpoint("GET", "/officehours/{id}", read_questions, Questions, problems=(NotFound,)),
]  # fmt: skip
