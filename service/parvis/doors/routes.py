"""What the console asks: who am I and what may I do, which sessions are open; and for administrators, who the agents are."""

from __future__ import annotations

from uuid import UUID

import msgspec

from parvis.domain.endpoint import Endpoint
from parvis.domain.people import Person
from parvis.domain.problems import LastAdministrator, NotFound
from parvis.domain.roles import Act, Role, acts_of
from parvis.domain.values import stamp
from parvis.doors import people, queries, sessions
from parvis.doors.people import Colleague
from parvis.store.house import House


class Me(msgspec.Struct):
    """`may`: what the role allows, see `domain/roles.py`."""

    id: UUID
    site: str
    name: str
    service: str | None
    email: str
    role: Role
    may: list[Act]


class OpenSession(msgspec.Struct):
    """`way`: how it was opened. `browser`: `Firefox · Windows`, or "" when unknown."""

    id: UUID
    way: sessions.Way
    browser: str
    created_at: str
    seen_at: str


class Sessions(msgspec.Struct):
    sessions: list[OpenSession]


class Colleagues(msgspec.Struct):
    agents: list[Colleague]


class NewRole(msgspec.Struct, forbid_unknown_fields=True):
    role: Role


async def read_me(house: House, who: Person) -> Me:
    """The agent who asks, and what her role lets her do."""
    site = await house.database.fetchval("select name from sites where id = $1", who.site)
    email = await queries.email_of(house.database, who)
    return msgspec.convert(
        {"id": who.id, "site": site, "name": who.name, "service": who.service, "email": email, "role": who.role,
         "may": acts_of(who.role)}, Me,
    )  # fmt: skip


async def read_sessions(house: House, who: Person) -> Sessions:
    """The open sessions of the agent who asks, latest used first."""
    found = await sessions.sessions_of(house.database, who, None)
    return Sessions([OpenSession(s.id, s.way, s.browser, stamp(s.created_at), stamp(s.seen_at)) for s in found])


async def end_session(house: House, who: Person, id: UUID) -> None:
    """One of one's own sessions is over, and what it opened closes within seconds."""
    if not await sessions.end_one(house.database, who, id):
        raise NotFound


async def read_agents(house: House, who: Person) -> Colleagues:
    """The agents of the site, with their roles and when they were last here."""
    return Colleagues(await people.colleagues(house.database, who.site))


async def set_role(house: House, who: Person, id: UUID, body: NewRole) -> None:
    """An agent of the site has another role from now on."""
    await people.set_role(house.database, who.site, id, body.role)


async def revoke(house: House, who: Person, id: UUID) -> None:
    """Every session, link and API token of an agent of the site is over."""
    if await queries.agent_of(house.database, who.site, id) is None:
        raise NotFound
    await sessions.end_everything(house.database, who.site, id)


async def remove_agent(house: House, who: Person, id: UUID) -> None:
    """An agent of the site is one no longer; what she wrote stays, signed."""
    await people.remove(house.database, who.site, id)


ENDPOINTS = [
    Endpoint("GET", "/agent/me", read_me, Me, who="agent"),
    Endpoint("GET", "/agent/sessions", read_sessions, Sessions, who="agent"),
    Endpoint("DELETE", "/agent/sessions/{id}", end_session, None, who="agent", status=204),
    Endpoint("GET", "/agent/agents", read_agents, Colleagues, who="agent", act="administer"),
    Endpoint(
        "PUT", "/agent/agents/{id}/role", set_role, None, who="agent", act="administer", body=NewRole, status=204,
        problems=(LastAdministrator,),
    ),
    Endpoint("DELETE", "/agent/agents/{id}/keys", revoke, None, who="agent", act="administer", status=204),
    Endpoint(
        "DELETE", "/agent/agents/{id}", remove_agent, None, who="agent", act="administer", status=204,
        problems=(LastAdministrator,),
    ),
]  # fmt: skip
