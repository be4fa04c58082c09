"""Who somebody is to the others: what the service vouches for, and what others said of her answers, topic by topic.

Nothing here is more than the sum of what stands on public pages.
"""

from __future__ import annotations

from uuid import UUID

import msgspec

from parvis.domain.endpoint import Endpoint
from parvis.domain.people import Voice
from parvis.domain.problems import NotFound, UnknownSite
from parvis.domain.roles import Role
from parvis.store.house import House
from parvis.store.sites import site_and_rules
from parvis.visitors import queries

TOPICS_SHOWN = 5


class CardQuery(msgspec.Struct, forbid_unknown_fields=True):
    site: str


class OnTopic(msgspec.Struct):
    topic: str
    thanks: int
    accepted: int


class Card(msgspec.Struct):
    """`service`: an agent's service, a professional's trade. `since`: a month, for citizens. `role`: for agents."""

    id: UUID
    name: str
    voice: Voice
    service: str | None
    role: Role | None
    since: str | None
    thanks: int
    accepted: int
    topics: list[OnTopic]


async def read_card(house: House, id: UUID, query: CardQuery) -> Card:
    """Who somebody is to the others here: role and service of an agent, thanks and topics of those who help."""
    site, _ = await site_and_rules(house, query.site)
    if agent := await queries.agent_on(house.database, site, id):
        return Card(id, agent.name, agent.voice, agent.service, agent.role, None, 0, 0, [])  # type: ignore[arg-type]
    known = await queries.visitor_on(house.database, site, id)
    if known is None:
        raise NotFound
    who, standing, since = known
    topics = [OnTopic(*each) for each in await queries.thanked_topics(house.database, site, id, TOPICS_SHOWN)]
    return Card(id, who.name, who.voice, who.service, None, f"{since:%Y-%m}", standing.thanks, standing.accepted, topics)


ENDPOINTS = [Endpoint("GET", "/people/{id}", read_card, Card, query=CardQuery, problems=(UnknownSite, NotFound))]
