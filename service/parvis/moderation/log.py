"""The log of decisions: lines are added, and read in several ways. The database refuses everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.decisions import Appeal, Decision, Ground
from parvis.domain.events import DECISIONS_WINDOW, State
from parvis.domain.values import plain, stamp

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record

NOBODY = UUID(int=0)
"""Who takes an automatic decision."""


@dataclass(frozen=True, slots=True)
class Line:
    """A decision, about whom, and by whom. `digest`: what was asked, to tell a retry from another decision."""

    decision: Decision
    person: UUID
    by: UUID
    by_name: str
    digest: bytes


COLUMNS = """d.*, a.at as appealed_at, a.text as appeal_text, w.outcome, w.answer, w.at as answered_at"""
SOURCE = """decisions d left join appeals a on (a.site_id, a.decision_id) = (d.site_id, d.id)
    left join appeal_answers w on (w.site_id, w.decision_id) = (d.site_id, d.id)"""


async def write_line(connection: Connection, site: UUID, line: Line) -> bool:
    """False: there is a decision of that id."""
    d = line.decision
    done = await connection.execute(
        """
        insert into decisions (site_id, id, act, reason, ground_kind, ground, facts, automatic, decided_by, decided_name,
                               person_id, thread_id, post_id, until, appeal_until, at, digest)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        on conflict (site_id, id) do nothing
        """,
        site,
        d.id,
        d.act,
        d.reason,
        d.ground.kind,
        d.ground.name,
        d.facts,
        d.automatic,
        line.by,
        line.by_name,
        line.person,
        d.thread,
        d.post,
        _moment(d.until),
        _moment(d.appeal_until),
        _moment(d.at),
        line.digest,
    )
    return done == "INSERT 0 1"


async def line_with(connection: Connection, site: UUID, id: UUID) -> Line | None:
    row = await connection.fetchrow(f"select {COLUMNS} from {SOURCE} where d.site_id = $1 and d.id = $2", site, id)
    return line_from(row) if row else None


async def latest_lines(connection: Connection, site: UUID, limit: int, before: UUID | None) -> list[Line]:
    """Newest first; `before` continues below that decision."""
    found = await connection.fetch(
        f"""select {COLUMNS} from {SOURCE} where d.site_id = $1 and ($3::uuid is null or
            (d.at, d.id) < (select b.at, b.id from decisions b where b.site_id = $1 and b.id = $3))
        order by d.at desc, d.id desc limit $2""",
        site,
        limit,
        before,
    )
    return [line_from(row) for row in found]


async def rows_about(connection: Connection, site: UUID, person: UUID, limit: int = DECISIONS_WINDOW) -> list[Record]:
    """What was decided about somebody and told to her, newest first."""
    return await connection.fetch(
        f"""select {COLUMNS} from {SOURCE} where d.site_id = $1 and d.person_id = $2 and d.act not in ('hold', 'keep')
        order by d.at desc, d.id desc limit $3""",
        site,
        person,
        limit,
    )


async def decisions_part(connection: Connection, site: UUID, person: UUID) -> State:
    """A person's own channel says what was decided about her words."""
    return {"decisions": plain([line_from(row).decision for row in await rows_about(connection, site, person)])}


def line_from(row: Record) -> Line:
    appeal = None
    if row["appealed_at"]:
        answered = stamp(row["answered_at"]) if row["answered_at"] else None
        appeal = Appeal(stamp(row["appealed_at"]), row["outcome"] or "waiting", row["answer"], answered)
    decision = Decision(
        row["id"], row["act"], row["reason"], Ground(row["ground_kind"], row["ground"]), row["facts"], row["automatic"],
        row["thread_id"], row["post_id"], stamp(row["until"]) if row["until"] else None, stamp(row["at"]),
        stamp(row["appeal_until"]) if row["appeal_until"] else None, appeal,
    )  # fmt: skip
    return Line(decision, row["person_id"], row["decided_by"], row["decided_name"], row["digest"])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
