"""A moderator decides. One transaction holds the decision's line in the log, what it does, and what its author is told."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import msgspec

from parvis.domain.decisions import Act, Decision, Ground, Reason
from parvis.domain.ids import Channel, page_channel, person_channel, queue_channel, thread_channel
from parvis.domain.people import Person
from parvis.domain.problems import AlreadyDecided, Busy, IdTaken, NotFound, NotYours, WordsErased
from parvis.domain.values import Post, Thread, plain, stamp
from parvis.moderation import counting, effects, queries, rules
from parvis.moderation.gate import request_of
from parvis.moderation.log import Line, line_with, write_line
from parvis.store import steps
from parvis.store.house import House, Open
from parvis.store.journal import Writing
from parvis.store.together import Together


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision as a moderator asked for it. It is about a post, else a thread, else a person."""

    id: UUID
    act: Act
    reason: Reason
    ground: Ground
    facts: str
    post: UUID | None = None
    thread: UUID | None = None
    person: UUID | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """About whom it is, and what is at stake. `held`: it is not published. `guides`: those made from the post."""

    person: UUID
    post: UUID | None = None
    thread: UUID | None = None
    page: UUID | None = None
    held: bool = False
    is_agent: bool = False
    guides: tuple[Channel, ...] = ()


async def decide(house: House, who: Person, asked: Asked) -> Line:
    """Raises NotFound, NotYours (about oneself), AlreadyDecided, WordsErased, IdTaken, and what publishing raises."""
    digest = hashlib.sha256(msgspec.json.encode((who.id, asked))).digest()
    async with house.database.connection() as connection:
        if known := await line_with(connection, who.site, asked.id):
            return _same(known, digest)
        matter = await _matter(house, who.site, asked)
    if matter.person == who.id or (matter.is_agent and asked.act in ("suspend", "ban")):
        raise NotYours
    now = house.now()
    term = now + rules.APPEAL_TERM
    decision = Decision(
        asked.id, asked.act, asked.reason, asked.ground, asked.facts, False, matter.thread, matter.post,
        stamp(asked.until) if asked.until else None, stamp(now), stamp(term) if asked.act in rules.APPEALABLE else None,
    )  # fmt: skip
    line = Line(decision, matter.person, who.id, who.name, digest)

    async def work(writing: Writing) -> Line:
        if known := await line_with(writing.connection, who.site, asked.id):
            return _same(known, digest)
        await record(writing, who.site, line)
        await _carry_out(writing, who.site, asked.act, matter, decision, now)
        await counting.hint(writing, who.site)
        return line

    if asked.act == "publish":
        return await publish(house, who.site, asked.post or asked.id, channels(who.site, matter), work) or line
    return await house.journal.write(channels(who.site, matter), work)


async def record(writing: Writing, site: UUID, line: Line, *, settles: bool = True) -> None:
    """Into the log, and to whom it concerns; flags of the post are settled by it, unless it only waits for another."""
    decision = line.decision
    if not await write_line(writing.connection, site, line):
        raise IdTaken(field="id")
    if decision.act in rules.TOLD:
        writing.append(person_channel(site, line.person), "decision.told", {"decision": plain(decision)})
    if settles and decision.post is not None and decision.act not in ("warn", "suspend", "ban"):
        await writing.connection.execute(
            "update flags set decision_id = $3 where site_id = $1 and post_id = $2 and decision_id is null",
            site,
            decision.post,
            decision.id,
        )


async def publish(
    house: House, site: UUID, id: UUID, locks: tuple[Channel, ...], work: Callable[[Writing], Awaitable[Line]]
) -> Line | None:
    """What is held goes through the act by which it was written, by its author, and `work` is done with it."""
    async with house.database.connection() as connection:
        row = await queries.held_with(connection, site, id)
    if row is None:
        raise AlreadyDecided
    if row["request"] is None:
        raise WordsErased
    author = Person(row["author_id"], site, row["author_name"], row["author_voice"], row["author_service"])
    done: list[Line] = []

    async def more(writing: Writing) -> None:
        done.append(await work(writing))
        writing.append(person_channel(site, author.id), "held.left", {"id": str(id)})

    together = replace(house, journal=Together(house.journal, locks, more), gate=Open())
    await house.publish(together, author, request_of(row))
    return done[-1] if done else None


def channels(site: UUID, matter: Matter) -> tuple[Channel, ...]:
    """The channels that may hear of it."""
    told = [person_channel(site, matter.person), queue_channel(site)]
    if matter.page is not None and matter.thread is not None and not matter.held:
        told += [page_channel(site, matter.page), thread_channel(site, matter.thread), *matter.guides]
    return tuple(told)


async def _carry_out(writing: Writing, site: UUID, act: Act, matter: Matter, decision: Decision, now: datetime) -> None:
    match act:
        case "publish":
            if not await queries.forget_held(writing.connection, site, matter.post or decision.id, "held"):
                raise AlreadyDecided
        case "refuse":
            assert matter.post is not None
            await refuse(writing, site, matter, now)
        case "hide" | "remove":
            post, thread = await still_there(writing, site, matter)
            term = now + rules.APPEAL_TERM
            await effects.remove(writing, site, post, thread, decision.reason, for_good=act == "remove", erase_after=term)
        case "restore" if matter.post is not None:
            post, thread = await still_there(writing, site, matter)
            await effects.restore(writing, site, post, thread, now, after_appeal=False)
        case "restore":
            if not await effects.unbar(writing, site, matter.person):
                raise AlreadyDecided
        case "close":
            closed = await effects.thread_with(writing.connection, site, matter.thread or decision.id)
            if closed is None:
                raise NotFound
            await effects.close(writing, site, closed)
        case "suspend" | "ban":
            await effects.bar(writing, site, matter.person, decision.until, decision.reason, decision.id)


async def refuse(writing: Writing, site: UUID, matter: Matter, now: datetime) -> None:
    assert matter.post is not None
    row = await queries.held_with(writing.connection, site, matter.post)
    if row is None or row["state"] != "held":
        raise AlreadyDecided
    await queries.refuse_held(writing.connection, site, matter.post, now + rules.APPEAL_TERM)
    writing.append(person_channel(site, matter.person), "held.left", {"id": str(matter.post)})


async def still_there(writing: Writing, site: UUID, matter: Matter) -> tuple[Post, Thread]:
    found = await effects.post_and_thread(writing.connection, site, matter.post) if matter.post else None
    if found is None:
        raise NotFound
    if page_channel(site, found[1].page) not in writing.heads:
        raise Busy  # moved to another page a moment ago
    return found


async def _matter(house: House, site: UUID, asked: Asked) -> Matter:
    """Whom and what it is about. A message that is held is in no other table."""
    async with house.database.connection() as connection:
        if asked.act in ("publish", "refuse"):
            row = await queries.held_with(connection, site, asked.post) if asked.post else None
            if row is None:
                raise NotFound
            if row["state"] != "held":
                raise AlreadyDecided
            return Matter(row["author_id"], row["id"], row["thread_id"], row["page_id"], held=True)
        if asked.post is not None:
            found = await effects.post_and_thread(connection, site, asked.post)
            if found is None:
                raise NotFound
            post, thread = found
            guides = await steps.guides_made_from(connection, site, post.id) if asked.act in ("hide", "remove") else ()
            is_agent = post.author.voice == "agent"
            return Matter(post.author.id, post.id, thread.id, thread.page, is_agent=is_agent, guides=tuple(guides))
        if asked.thread is not None:
            of = await effects.thread_with(connection, site, asked.thread)
            if of is None:
                raise NotFound
            return Matter(of.author.id, None, of.id, of.page, is_agent=of.author.voice == "agent")
        if asked.person is None or not await connection.fetchval(
            "select exists (select from visitors where site_id = $1 and id = $2)", site, asked.person
        ):
            raise NotFound
        return Matter(asked.person)


def _same(known: Line, digest: bytes) -> Line:
    if known.digest != digest:
        raise IdTaken(field="id")
    return known
