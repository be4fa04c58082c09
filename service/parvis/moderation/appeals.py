"""Appeals: an author asks for another look at a decision, and another moderator than the first gives it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID, uuid5

import msgspec

from parvis.domain.decisions import Act, Appeal, Decision
from parvis.domain.ids import person_channel, queue_channel
from parvis.domain.people import Person
from parvis.domain.problems import AlreadyAppealed, AlreadyDecided, AppealOver, NotFound, SameModerator
from parvis.domain.values import plain, stamp
from parvis.moderation import counting, effects, queries
from parvis.moderation.deciding import Matter, channels, publish, record, still_there
from parvis.moderation.log import Line, line_with
from parvis.store.house import House
from parvis.store.journal import Writing

if TYPE_CHECKING:
    from parvis.store.database import Connection

Outcome = Literal["upheld", "overturned"]

TAKES_BACK: dict[Act, Act] = {
    "refuse": "publish", "hide": "restore", "remove": "restore", "close": "restore", "suspend": "restore", "ban": "restore",
}  # fmt: skip
"""What undoes a decision that was wrong. A warning is undone by saying so."""


async def appeal(house: House, who: Person, id: UUID, text: str) -> Decision:
    """Raises NotFound (also for another's), AppealOver, AlreadyAppealed (in other words)."""

    async def work(writing: Writing) -> Decision:
        db = writing.connection
        line = await line_with(db, who.site, id)
        if line is None or line.person != who.id:
            raise NotFound
        if line.decision.appeal is not None:
            if text != await db.fetchval("select text from appeals where site_id = $1 and decision_id = $2", who.site, id):
                raise AlreadyAppealed
            return line.decision
        now = house.now()
        if line.decision.appeal_until is None or datetime.fromisoformat(line.decision.appeal_until) < now:
            raise AppealOver
        await db.execute("insert into appeals (site_id, decision_id, text, at) values ($1, $2, $3, $4)", who.site, id, text, now)
        appealed = msgspec.structs.replace(line.decision, appeal=Appeal(stamp(now)))
        writing.append(person_channel(who.site, who.id), "decision.told", {"decision": plain(appealed)})
        await counting.hint(writing, who.site)
        return appealed

    return await house.journal.write((person_channel(who.site, who.id), queue_channel(who.site)), work)


async def answer(house: House, who: Person, id: UUID, outcome: Outcome, said: str) -> Line:
    """Raises NotFound, SameModerator, AlreadyDecided, WordsErased, and what publishing raises."""
    async with house.database.connection() as connection:
        first = await line_with(connection, who.site, id)
        if first is None or first.decision.appeal is None:
            raise NotFound
        matter = await _matter(connection, who.site, first)
    if who.id in (first.by, first.person):
        raise SameModerator

    async def work(writing: Writing) -> Line:
        line = await line_with(writing.connection, who.site, id)
        assert line is not None and line.decision.appeal is not None
        if line.decision.appeal.state != "waiting":
            if (line.decision.appeal.state, line.decision.appeal.answer) != (outcome, said):
                raise AlreadyDecided
            return line
        now = house.now()
        await writing.connection.execute(
            """insert into appeal_answers (site_id, decision_id, outcome, answer, answered_by, first_by, at)
            values ($1, $2, $3, $4, $5, $6, $7)""",
            who.site,
            id,
            outcome,
            said,
            who.id,
            first.by,
            now,
        )
        appeal = msgspec.structs.replace(line.decision.appeal, state=outcome, answer=said, answered_at=stamp(now))
        answered = replace(line, decision=msgspec.structs.replace(line.decision, appeal=appeal))
        writing.append(person_channel(who.site, line.person), "decision.told", {"decision": plain(answered.decision)})
        if outcome == "overturned" and line.decision.act in TAKES_BACK:
            await _take_back(writing, who, answered, matter, said, now)
        await counting.hint(writing, who.site)
        return answered

    if outcome == "overturned" and first.decision.act == "refuse" and first.decision.appeal.state == "waiting":
        assert matter.post is not None
        return await publish(house, who.site, matter.post, channels(who.site, matter), work) or first
    return await house.journal.write(channels(who.site, matter), work)


async def _take_back(writing: Writing, who: Person, line: Line, matter: Matter, said: str, now: datetime) -> None:
    first = line.decision
    back = Decision(
        uuid5(first.id, "overturned"), TAKES_BACK[first.act], "mistake", first.ground, said, False, first.thread, first.post,
        None, stamp(now), None,
    )  # fmt: skip
    await record(writing, who.site, Line(back, line.person, who.id, who.name, hashlib.sha256(back.id.bytes).digest()))
    match first.act:
        case "refuse":
            if not await queries.forget_held(writing.connection, who.site, first.post or first.id, "refused"):
                raise AlreadyDecided
        case "hide" | "remove":
            post, thread = await still_there(writing, who.site, matter)
            if post.state == "removed":  # else a moderator restored it meanwhile
                await effects.restore(writing, who.site, post, thread, now, after_appeal=True)
        case "close":
            closed = await effects.thread_with(writing.connection, who.site, first.thread or first.id)
            if closed is not None:
                opening = await effects.opening_of(writing.connection, who.site, closed.id)
                await effects.reopen(writing, who.site, closed, opening, now)
        case "suspend" | "ban":
            await effects.unbar(writing, who.site, line.person)


async def _matter(connection: Connection, site: UUID, line: Line) -> Matter:
    """Where the decision was about, as it now stands."""
    thread = line.decision.thread
    now = await effects.thread_with(connection, site, thread) if thread is not None else None
    held = line.decision.act == "refuse"
    return Matter(line.person, line.decision.post, thread, now.page if now else None, held=held)
