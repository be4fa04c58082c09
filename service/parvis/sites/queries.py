"""One statement, one function: sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.ids import uuid7
from parvis.domain.pages import SiteRules
from parvis.store import rows
from parvis.store.database import Database

if TYPE_CHECKING:
    from parvis.store.database import Record


@dataclass(frozen=True, slots=True)
class Site:
    id: UUID
    name: str
    rules: SiteRules
    video_hosts: tuple[str, ...] = ()


async def site_named(database: Database, name: str) -> Site | None:
    row = await database.fetchrow(
        "select id, name, origins, patterns, kept_parameters, video_hosts from sites where name = $1", name
    )
    return None if row is None else _site_from(row)


async def only_site(database: Database) -> Site | None:
    """The site of an instance that has one."""
    found = await database.fetch("select id, name, origins, patterns, kept_parameters, video_hosts from sites limit 2")
    return _site_from(found[0]) if len(found) == 1 else None


async def add_site(database: Database, name: str, rules: SiteRules, video_hosts: Sequence[str] = ()) -> None:
    """A new site, or new rules for the one of that name."""
    await database.execute(
        """
        insert into sites (id, name, origins, patterns, kept_parameters, video_hosts) values ($1, $2, $3, $4, $5, $6)
        on conflict (name) do update set origins = $3, patterns = $4, kept_parameters = $5, video_hosts = $6
        """,
        uuid7(),
        name,
        list(rules.origins),
        list(rules.patterns),
        list(rules.kept_parameters),
        list(video_hosts),
    )


def _site_from(row: Record) -> Site:
    return Site(row["id"], row["name"], rows.site_rules(row), tuple(row["video_hosts"]))
