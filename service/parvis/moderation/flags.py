"""Flags: somebody says that a post should not stand there. Enough of them hide it until a moderator decides.

For illegal content it is the notice of the DSA's article 16: explained, signed, in good faith, about one exact post. Its contact
is kept apart from what it says, and the author of the post never learns who flagged it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from parvis.domain.decisions import Decision, Ground
from parvis.domain.ids import page_channel, person_channel, queue_channel, thread_channel, uuid7
from parvis.domain.people import Person
from parvis.domain.problems import AlreadyFlagged, Busy, NotFound, OwnPost, PostWithdrawn
from parvis.domain.reasons import reason_words
from parvis.domain.values import Post, Thread, stamp
from parvis.moderation import counting, effects, rules
from parvis.moderation.deciding import record
from parvis.moderation.log import NOBODY, Line
from parvis.moderation.settings import settings_of
from parvis.store import steps
from parvis.store.house import House
from parvis.store.journal import Writing

FlagReason = Literal["off-topic", "insult", "spam", "personal-data", "misleading", "impersonation", "illegal"]


@dataclass(frozen=True, slots=True)
class Notifier:
    """Who notifies illegal content, in good faith."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Flag:
    reason: FlagReason
    detail: str | None
    notifier: Notifier | None = None


class Acknowledged(msgspec.Struct):
    """`reference`: under which it is found again."""

    reference: UUID
    at: str


async def flag(house: House, who: Person, id: UUID, said: Flag) -> Acknowledged:
    """Once a person and post. Raises NotFound, OwnPost, PostWithdrawn, AlreadyFlagged (otherwise than before)."""
    async with house.database.connection() as connection:
        found = await effects.post_and_thread(connection, who.site, id)
        guides = await steps.guides_made_from(connection, who.site, id)
    if found is None:
        raise NotFound
    settings = await settings_of(house.database, who.site)
    post, thread = found
    if post.author.id == who.id:
        raise OwnPost

    async def work(writing: Writing) -> Acknowledged:
        db = writing.connection
        known = await db.fetchrow(
            "select reference, reason, detail, at from flags where site_id = $1 and post_id = $2 and person_id = $3",
            who.site,
            id,
            who.id,
        )
        if known and (known["reason"], known["detail"]) == (said.reason, said.detail):
            return Acknowledged(known["reference"], stamp(known["at"]))
        if known:
            raise AlreadyFlagged
        again = await effects.post_and_thread(db, who.site, id)
        if again is None or again[0].state != "visible":
            raise PostWithdrawn
        if page_channel(who.site, again[1].page) not in writing.heads:
            raise Busy  # moved to another page a moment ago
        now, reference = house.now(), uuid7()
        await _store(writing, who, id, reference, said, now)
        people = await db.fetchval(
            "select count(*) from flags where site_id = $1 and post_id = $2 and decision_id is null", who.site, id
        )
        if again[0].author.voice != "agent" and rules.is_hidden_by_flags(settings, people):
            await _hide(writing, who.site, *again, people, now)
        await counting.hint(writing, who.site)
        return Acknowledged(reference, stamp(now))

    channels = (
        person_channel(who.site, post.author.id), queue_channel(who.site), page_channel(who.site, thread.page),
        thread_channel(who.site, thread.id), *guides,
    )  # fmt: skip
    return await house.journal.write(channels, work)


async def _store(writing: Writing, who: Person, post: UUID, reference: UUID, said: Flag, now: datetime) -> None:
    await writing.connection.execute(
        "insert into flags (site_id, post_id, person_id, reference, reason, detail, at) values ($1, $2, $3, $4, $5, $6, $7)",
        who.site,
        post,
        who.id,
        reference,
        said.reason,
        said.detail,
        now,
    )
    if said.notifier is not None:
        await writing.connection.execute(
            "insert into notifiers (site_id, reference, name, email, good_faith, erase_after) values ($1, $2, $3, $4, true, $5)",
            who.site,
            reference,
            said.notifier.name,
            said.notifier.email,
            now + rules.APPEAL_TERM,
        )


async def _hide(writing: Writing, site: UUID, post: Post, thread: Thread, people: int, now: datetime) -> None:
    """The flags stay open: a moderator decides what becomes of the post, and so of them."""
    term = now + rules.APPEAL_TERM
    facts = f"{people} personnes ont signalé ce message\u00a0; il est masqué jusqu’à ce qu’un modérateur décide."
    ground = Ground("rule", reason_words("flagged", "fr"))
    decision = Decision(
        uuid7(), "hide", "flagged", ground, facts, True, thread.id, post.id, None, stamp(now), stamp(term)
    )  # fmt: skip
    digest = hashlib.sha256(decision.id.bytes).digest()
    await record(writing, site, Line(decision, post.author.id, NOBODY, "", digest), settles=False)
    await effects.remove(writing, site, post, thread, "flagged", for_good=False, erase_after=term)


class Flagged(msgspec.Struct):
    """A flag of one's own, and the decision about it once there is one."""

    reference: UUID
    post: UUID
    reason: FlagReason
    detail: str | None
    at: str
    decided: str | None
    decided_at: str | None


async def my_flags(house: House, who: Person) -> list[Flagged]:
    """Newest first, the latest hundred."""
    found = await house.database.fetch(
        """select f.*, d.act, d.at as decided_at from flags f
        left join decisions d on (d.site_id, d.id) = (f.site_id, f.decision_id)
        where f.site_id = $1 and f.person_id = $2 order by f.at desc limit 100""",
        who.site,
        who.id,
    )
    return [
        Flagged(
            row["reference"], row["post_id"], row["reason"], row["detail"], stamp(row["at"]), row["act"],
            stamp(row["decided_at"]) if row["decided_at"] else None,
        )
        for row in found
    ]  # fmt: skip
