"""A visitor is made at the first act, and never before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from parvis.domain import people
from parvis.domain.endpoint import Endpoint
from parvis.domain.ids import uuid7
from parvis.domain.keys import new_key
from parvis.domain.people import Person
from parvis.domain.problems import Empty, NameRefused, NotYours, TooLong, UnknownSite
from parvis.domain.values import Author, author, stamp
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


class Export(msgspec.Struct):
    visitor: VisitorName
    posts: list[dict[str, Any]]


async def arrive(house: House, body: NewVisitor) -> Arrived:
    """Become a visitor of a site, under a pseudonym."""
    site = await house.database.fetchval("select id from sites where name = $1", body.site)
    if site is None:
        raise UnknownSite(field="site")
    officials = await queries.official_names(house.database, site)
    name = people.check_name(body.name if body.name is not None else people.propose_name(officials), officials)
    person = Person(uuid7(), site, name, "citizen")
    token, token_hash = new_key("pv_")
    await queries.add_visitor(house.database, person, token_hash)
    return Arrived(token, VisitorName(person.id, name))


async def me(house: House, who: Person) -> Author:
    """Who the service takes me for."""
    return author(who)


async def rename(house: House, who: Person, body: Rename) -> Author:
    """Take another pseudonym; what was already written keeps the name it was written under."""
    if who.is_agent:
        raise NotYours
    name = people.check_name(body.name, await queries.official_names(house.database, who.site))
    await queries.rename_visitor(house.database, who, name)
    return Author(who.id, name, who.voice)


async def export(house: House, who: Person) -> Export:
    """Everything I wrote here, as JSON (RGPD art. 15 and 20)."""
    posts = await queries.everything_written(house.database, who)
    for post in posts:
        post["created_at"] = stamp(post["created_at"])
        post["edited_at"] = stamp(post["edited_at"]) if post["edited_at"] else None
    return Export(VisitorName(who.id, who.name), posts)


_NAME = (NameRefused, Empty, TooLong)
ENDPOINTS = [
    Endpoint("POST", "/visitors", arrive, Arrived, body=NewVisitor, status=201, problems=(UnknownSite, *_NAME)),
    Endpoint("GET", "/me", me, Author, who="person"),
    Endpoint("PATCH", "/me", rename, Author, who="person", body=Rename, problems=(*_NAME, NotYours)),
    Endpoint("GET", "/me/export", export, Export, who="person"),
]
