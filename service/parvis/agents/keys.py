"""How an agent comes in: a one-time link, for now."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from parvis.agents import queries
from parvis.domain.keys import new_key
from parvis.store.database import Database

LINK_LIFETIME = timedelta(days=1)


async def login_path(database: Database, site: UUID, agent: UUID) -> str:
    """The path of a link that opens the console once, within a day."""
    token, token_hash = new_key("pl_")
    await queries.add_key(database, site, agent, token_hash, "link", LINK_LIFETIME)
    return f"/console/login/{token}"
