"""A visitor is made at the first act, and never before."""

from __future__ import annotations

from uuid import UUID

import msgspec

from parvis.domain import people
from parvis.domain.endpoint import Endpoint
from parvis.domain.fields import one_line
from parvis.domain.ids import uuid7
from parvis.domain.keys import hash_of, new_key
from parvis.domain.people import Person
from parvis.domain.problems import Empty, NameRefused, NotFound, NotYours, TokenRefused, TooLong, UnknownSite
from parvis.domain.values import Author, author
from parvis.store.house import House
from parvis.visitors import queries


class NewVisitor(msgspec.Struct, forbid_unknown_fields=True):
    site: str
    name: str | None = None


class VisitorName(msgspec.Struct):
    id: UUID
    name: str


class Arrived(msgspec.Struct):
    token: str
    visitor: VisitorName


class Rename(msgspec.Struct, forbid_unknown_fields=True):
    name: str


async def arrive(house: House, body: NewVisitor) -> Arrived:
    """Become a visitor of a site, under a pseudonym."""
    site = await house.database.fetchval("select id from sites where name = $1", body.site)
    if site is None:
        raise UnknownSite(field="site")
    token, _ = new_key("pv_")
    person = await become(house, site, body.name, token)
    return Arrived(token, VisitorName(person.id, person.name))


async def become(house: House, site: UUID, name: str | None, token: str) -> Person:
    """The visitor of that token: a new one under this name, or the one whom the same form made when it was sent before."""
    token_hash = hash_of(token)
    if known := await _of_site(house, site, token_hash):
        return known
    officials = await queries.official_names(house.database, site)
    shown = people.check_name(name if name is not None else people.propose_name(officials), officials)
    await house.gate.may_be_called(house, site, shown)
    await queries.add_visitor(house.database, Person(uuid7(), site, shown, "citizen"), token_hash)
    arrived = await _of_site(house, site, token_hash)
    assert arrived is not None
    return arrived


async def _of_site(house: House, site: UUID, token_hash: bytes) -> Person | None:
    """A token opens one site: the one of another is refused here."""
    known = await queries.visitor_with(house.database, token_hash)
    if known is not None and known.site != site:
        raise TokenRefused
    return known


async def me(house: House, who: Person) -> Author:
    """Who the service takes me for."""
    return author(who)


async def rename(house: House, who: Person, body: Rename) -> Author:
    """Take another pseudonym; what was already written keeps the name it was written under."""
    if who.is_agent:
        raise NotYours
    name = people.check_name(body.name, await queries.official_names(house.database, who.site))
    await house.gate.may_be_called(house, who.site, name)
    await queries.rename_visitor(house.database, who, name)
    return Author(who.id, name, who.voice, who.service)


class Thresholds(msgspec.Struct):
    thanks: int
    accepted: int


class StandingAnswer(msgspec.Struct):
    """`next`: with how many thanks and kept answers one becomes a helper; null for those who need not."""

    voice: people.Voice
    thanks: int
    accepted: int
    next: Thresholds | None


class Trade(msgspec.Struct, forbid_unknown_fields=True):
    trade: str


async def my_standing(house: House, who: Person) -> StandingAnswer:
    """Who I am to the others here, and by which rule."""
    found = await queries.standing_of(house.database, who) or people.Standing(0, 0)
    rule = Thresholds(people.HELPER_THANKS, people.HELPER_ACCEPTED) if who.voice == "citizen" else None
    return StandingAnswer(who.voice, found.thanks, found.accepted, rule)


async def vouch(house: House, who: Person, id: UUID, body: Trade) -> None:
    """Vouch for somebody's trade: what she writes from now on is a professional's word."""
    trade = one_line(body.trade, "trade", TRADE_LIMIT)
    if not trade:
        raise Empty(field="trade")
    if not await queries.vouch_for(house.database, who, id, trade):
        raise NotFound


async def vouch_no_more(house: House, who: Person, id: UUID) -> None:
    """Vouch for somebody's trade no longer."""
    if not await queries.vouch_for(house.database, who, id, None):
        raise NotFound


TRADE_LIMIT = 80
_NAME = (NameRefused, Empty, TooLong)
ENDPOINTS = [
    Endpoint("POST", "/visitors", arrive, Arrived, body=NewVisitor, status=201, problems=(UnknownSite, *_NAME)),
    Endpoint("GET", "/me", me, Author, who="person"),
    Endpoint("PATCH", "/me", rename, Author, who="person", body=Rename, problems=(*_NAME, NotYours)),
    Endpoint("GET", "/me/standing", my_standing, StandingAnswer, who="person"),
    Endpoint(
        "PUT", "/agent/people/{id}/trade", vouch, None, who="agent", body=Trade, status=204, problems=(NotFound, Empty, TooLong)
    ),
    Endpoint("DELETE", "/agent/people/{id}/trade", vouch_no_more, None, who="agent", status=204, problems=(NotFound,)),
]
