"""What concerns one person alone: what of hers waits, and what was decided about her, with her own words beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from parvis.domain import text
from parvis.domain.decisions import Decision, Held
from parvis.domain.people import Person
from parvis.moderation import log, queries
from parvis.store.house import House

if TYPE_CHECKING:
    from parvis.store.database import Record


class HeldMessage(msgspec.Struct):
    held: Held
    title: str
    body: str
    doc: list[dict[str, Any]]


class MyDecision(msgspec.Struct):
    """`title` and `body`: what it is about, as long as it is kept. `appealed`: what she wrote against it."""

    decision: Decision
    title: str
    body: str | None
    appealed: str | None


async def held_messages(house: House, who: Person) -> list[HeldMessage]:
    async with house.database.connection() as connection:
        found = await queries.held_of(connection, who.site, who.id)
    return [HeldMessage(queries.held_from(row), row["title"], row["body"], text.parse(row["body"])) for row in found]


async def decisions_about(house: House, who: Person) -> list[MyDecision]:
    """Newest first."""
    async with house.database.snapshot() as connection:
        found = await log.rows_about(connection, who.site, who.id)
        said = await queries.words_about(connection, who.site, [row["post_id"] for row in found if row["post_id"]])
    return [_mine(row, *said.get(row["post_id"], ("", None))) for row in found]


def _mine(row: Record, title: str, body: str | None) -> MyDecision:
    return MyDecision(log.line_from(row).decision, title, body, row["appeal_text"])
