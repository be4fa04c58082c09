"""What a site's moderation did in a month, counted from the log and from nothing else."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.problems import NotFound
from parvis.store.database import Database

if TYPE_CHECKING:
    from parvis.store.database import Connection


@dataclass(frozen=True, slots=True)
class Decided:
    """So many decisions of one kind."""

    act: str
    reason: str
    ground_kind: str
    ground: str
    automatic: bool
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """`answered_hours`: the median from a flag to the decision about it; None without any."""

    month: str
    decided: list[Decided]
    flagged: list[tuple[str, int]]
    answered: int
    answered_hours: float | None
    appealed: int
    upheld: int
    overturned: int


def month_from(text: str) -> tuple[datetime, datetime]:
    """`2026-11` → its first instant and the next month's, in UTC. Raises NotFound."""
    year, _, month = text.partition("-")
    if not (len(year) == 4 and len(month) == 2 and text.replace("-", "").isascii() and (year + month).isdigit()):
        raise NotFound
    if int(year) < 2000 or not 1 <= int(month) <= 12:
        raise NotFound
    first = datetime(int(year), int(month), 1, tzinfo=UTC)
    return first, first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


async def report(database: Database, site: UUID, month: str) -> Report:
    """Raises NotFound: that is no month."""
    between = month_from(month)
    async with database.snapshot() as connection:
        decided = [
            Decided(**dict(row)) for row in await connection.fetch(
                """select act, reason, ground_kind, ground, automatic, count(*) as count from decisions
                where site_id = $1 and at >= $2 and at < $3
                group by act, reason, ground_kind, ground, automatic
                order by act, reason, ground_kind, ground, automatic""",
                site,
                *between,
            )
        ]  # fmt: skip
        flagged = [
            (row["reason"], row["count"]) for row in await connection.fetch(
                """select reason, count(*) as count from flags where site_id = $1 and at >= $2 and at < $3
                group by reason order by reason""",
                site,
                *between,
            )
        ]  # fmt: skip
        answered = await connection.fetchrow(
            """select count(*) as count,
                percentile_cont(0.5) within group (order by extract(epoch from d.at - f.at) / 3600) as hours
            from flags f join decisions d on (d.site_id, d.id) = (f.site_id, f.decision_id)
            where f.site_id = $1 and f.at >= $2 and f.at < $3""",
            site,
            *between,
        )
        appeals = await _appeals(connection, site, between)
    assert answered is not None
    return Report(month, decided, flagged, answered["count"], answered["hours"], *appeals)


async def _appeals(connection: Connection, site: UUID, between: tuple[datetime, datetime]) -> tuple[int, int, int]:
    """Those made in the month, and how those were answered, whenever that was."""
    row = await connection.fetchrow(
        """select count(*) as appealed, count(*) filter (where w.outcome = 'upheld') as upheld,
               count(*) filter (where w.outcome = 'overturned') as overturned
        from appeals a left join appeal_answers w on (w.site_id, w.decision_id) = (a.site_id, a.decision_id)
        where a.site_id = $1 and a.at >= $2 and a.at < $3""",
        site,
        *between,
    )
    assert row is not None
    return row["appealed"], row["upheld"], row["overturned"]


async def months(database: Database, site: UUID) -> list[str]:
    """The months in which anything was decided or flagged, latest first."""
    found = await database.fetch(
        """select distinct to_char(at at time zone 'UTC', 'YYYY-MM') as month from (
            select at from decisions where site_id = $1 union all select at from flags where site_id = $1) happened
        order by month desc limit 120""",
        site,
    )
    return [row["month"] for row in found]


def as_csv(told: Report) -> str:
    """A row for each figure. What a spreadsheet would take for a formula is kept a text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("figure", "act", "reason", "ground_kind", "ground", "automatic", "value"))
    for d in told.decided:
        cells = ("decisions", d.act, d.reason, d.ground_kind, d.ground, "yes" if d.automatic else "no", d.count)
        writer.writerow([guarded(str(cell)) for cell in cells])
    for reason, count in told.flagged:
        writer.writerow(("flags", "", guarded(reason), "", "", "", count))
    hours = "" if told.answered_hours is None else f"{told.answered_hours:.1f}"
    for figure, value in (
        ("flags-decided", told.answered), ("flags-decided-median-hours", hours), ("appeals", told.appealed),
        ("appeals-upheld", told.upheld), ("appeals-overturned", told.overturned),
    ):  # fmt: skip
        writer.writerow((figure, "", "", "", "", "", value))
    return out.getvalue()


def guarded(cell: str) -> str:
    """No cell begins a formula (CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
