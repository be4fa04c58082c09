"""One statement, one function: sites."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from parvis.domain.ids import uuid7
from parvis.domain.pages import SiteRules
from parvis.store import rows
from parvis.store.database import Database


@dataclass(frozen=True, slots=True)
class Site:
    id: UUID
    name: str
    rules: SiteRules


async def site_named(database: Database, name: str) -> Site | None:
    row = await database.fetchrow("select id, name, origins, patterns, kept_parameters from sites where name = $1", name)
    if row is None:
        return None
    return Site(row["id"], row["name"], rows.site_rules(row))


async def only_site(database: Database) -> Site | None:
    """The site of an instance that has one."""
    found = await database.fetch("select id, name, origins, patterns, kept_parameters from sites limit 2")
    return Site(found[0]["id"], found[0]["name"], rows.site_rules(found[0])) if len(found) == 1 else None


async def add_site(database: Database, name: str, rules: SiteRules) -> None:
    """A new site, or new rules for the one of that name."""
    await database.execute(
        """
        insert into sites (id, name, origins, patterns, kept_parameters) values ($1, $2, $3, $4, $5)
        on conflict (name) do update set origins = $3, patterns = $4, kept_parameters = $5
        """,
        uuid7(),
        name,
        list(rules.origins),
        list(rules.patterns),
        list(rules.kept_parameters),
    )
