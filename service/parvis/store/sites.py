"""A site by its name, and the rules by which its pages are known."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from parvis.domain.pages import SiteRules
from parvis.domain.problems import UnknownSite
from parvis.store import rows
from parvis.store.house import House


async def site_and_rules(house: House, name: str) -> tuple[UUID, SiteRules]:
    """Raises UnknownSite."""
    row: Any = await house.database.fetchrow("select id, origins, patterns, kept_parameters from sites where name = $1", name)
    if row is None:
        raise UnknownSite(field="site")
    return row["id"], rows.site_rules(row)


async def rules_of(house: House, site: UUID) -> SiteRules:
    row: Any = await house.database.fetchrow("select origins, patterns, kept_parameters from sites where id = $1", site)
    return rows.site_rules(row)


async def video_hosts(house: House, site: UUID) -> list[str]:
    """The site's own hosts of films, beside those that the service knows (`domain/videos.py`)."""
    found: list[str] = await house.database.fetchval("select video_hosts from sites where id = $1", site)
    return found
