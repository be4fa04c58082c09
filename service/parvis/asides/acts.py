"""What is done in a private aside. Each act is one work of the journal, told on three private channels and on no other:
the asker's own, the agents' list, and the aside's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import msgspec

from parvis.asides import queries, rules
from parvis.domain import text
from parvis.domain.asides import Aside, AsidePost, Conclusion
from parvis.domain.digests import digest as digest_of
from parvis.domain.ids import aside_channel, asides_channel, person_channel
from parvis.domain.people import Person
from parvis.domain.problems import AsideOpen, ConclusionSettled, IdTaken, NotFound, NotYours, PostWithdrawn
from parvis.domain.values import author, plain, stamp
from parvis.store import journal
from parvis.store.house import House
from parvis.store.journal import Writing

T = TypeVar("T")


async def open_aside(house: House, who: Person, thread_id: UUID, id: UUID, post_id: UUID, body: str) -> tuple[Aside, AsidePost]:
    """Raises NotFound, NotYours, PostWithdrawn, AsideOpen, IdTaken, BadShape (an agent's own thread)."""
    async with house.database.connection() as connection:
        thread = await queries.thread_of(connection, who.site, thread_id)
    if thread is None:
        raise NotFound
    rules.may_open(thread, who)
    digest = digest_of(who.id, thread_id, id, post_id, body)
    own = aside_channel(who.site, id)

    async def work(writing: Writing) -> tuple[Aside, AsidePost]:
        db = writing.connection
        if already := await queries.aside_with(db, who.site, id):
            opening = await queries.post_with(db, who.site, id, post_id)
            if opening is None or await queries.digest_of(db, who.site, id) != digest:
                raise IdTaken(field="id")
            return already, opening
        if one := await queries.open_aside_of(db, who.site, thread_id):
            raise AsideOpen(aside=str(one))
        now = house.now()
        await queries.add_aside(db, who.site, id, thread, digest, now)
        post = AsidePost(post_id, id, 1, author(who), body, text.parse(body), stamp(now), None, "visible")
        if not await queries.add_post(db, who.site, post, digest):
            raise IdTaken(field="post")
        aside = await queries.recount(db, who.site, id)
        writing.append(own, "aside.opened", {"aside": plain(aside), "post": plain(post)}, about=post_id)
        _list(writing, who.site, aside)
        return aside, post

    channels = (person_channel(who.site, thread.author.id), asides_channel(who.site), own)
    return await house.journal.write(channels, work)


async def write(house: House, who: Person, id: UUID, post_id: UUID, body: str) -> AsidePost:
    """Raises NotFound, AsideClosed, IdTaken."""
    digest, doc = digest_of(who.id, id, post_id, body), text.parse(body)

    async def work(writing: Writing, aside: Aside) -> AsidePost:
        db = writing.connection
        if already := await queries.post_with(db, who.site, id, post_id):
            if already.state == "withdrawn" and already.author.id == who.id:
                raise PostWithdrawn
            if await queries.digest_of_post(db, who.site, post_id) != digest:
                raise IdTaken(field="id")
            return already
        rules.may_write(aside)
        own = aside_channel(who.site, id)
        post = AsidePost(
            post_id, id, writing.next_seq(own), author(who), body, doc, stamp(house.now()), None, "visible"
        )  # fmt: skip
        if not await queries.add_post(db, who.site, post, digest):
            raise IdTaken(field="id")
        now = await queries.recount(db, who.site, id)
        writing.append(own, "aside.posted", {"post": plain(post), "aside": plain(now)}, about=post_id)
        _list(writing, who.site, now)
        return post

    return await _in_aside(house, who, id, work)


async def edit(house: House, who: Person, id: UUID, post_id: UUID, body: str) -> AsidePost:
    """Raises NotFound, NotYours, AsideClosed, PostWithdrawn, TooLate."""
    doc = text.parse(body)

    async def work(writing: Writing, aside: Aside) -> AsidePost:
        db, now = writing.connection, house.now()
        current = await queries.post_with(db, who.site, id, post_id)
        if current is None:
            raise NotFound
        rules.may_edit(aside, current, who, now)
        if current.body == body:
            return current
        edited = msgspec.structs.replace(current, body=body, doc=doc, edited_at=stamp(now))
        await queries.reword(db, who.site, edited, now)
        await journal.erase(writing, post_id, who.site, title_too=False)
        data = {"id": str(post_id), "body": body, "doc": doc, "edited_at": stamp(now)}
        writing.append(aside_channel(who.site, id), "aside.edited", data, about=post_id)
        return edited

    return await _in_aside(house, who, id, work)


async def withdraw(house: House, who: Person, id: UUID, post_id: UUID) -> AsidePost:
    """Take one's own message back; a tombstone keeps its place. Raises NotFound, NotYours."""

    async def work(writing: Writing, aside: Aside) -> AsidePost:
        db = writing.connection
        current = await queries.post_with(db, who.site, id, post_id)
        if current is None:
            raise NotFound
        rules.may_withdraw(current, who)
        if current.state == "withdrawn":
            return current
        await queries.withdraw(db, who.site, post_id)
        await journal.erase(writing, post_id, who.site, title_too=False)
        now = await queries.recount(db, who.site, id)
        data = {"id": str(post_id), "aside": plain(now)}
        writing.append(aside_channel(who.site, id), "aside.withdrawn", data, about=post_id)
        _list(writing, who.site, now)
        return msgspec.structs.replace(current, state="withdrawn", body="", doc=[])

    return await _in_aside(house, who, id, work)


async def settle(house: House, who: Person, id: UUID, state: str) -> Aside:
    """Close an aside, or open it again. Raises NotFound, AsideOpen (another one of the same question is)."""

    async def work(writing: Writing, aside: Aside) -> Aside:
        if aside.state == state:
            return aside
        other = await queries.open_aside_of(writing.connection, who.site, aside.thread) if state == "open" else None
        if other is not None:
            raise AsideOpen(aside=str(other))
        now = await queries.recount(writing.connection, who.site, id, state)
        writing.append(aside_channel(who.site, id), "aside.changed", {"aside": plain(now)})
        _list(writing, who.site, now)
        return now

    return await _in_aside(house, who, id, work)


async def propose(house: House, who: Person, id: UUID, conclusion_id: UUID, body: str, official: bool) -> Conclusion:
    """What an agent would say in public. It waits for the asker; a later proposal takes the place of one that waits.

    Raises NotFound, AsideClosed, IdTaken, ConclusionSettled (she agreed to the last one, which is being published).
    """
    doc = text.parse(body)

    async def work(writing: Writing, aside: Aside) -> Conclusion:
        db = writing.connection
        current = await queries.conclusion_of(db, who.site, id)
        if current is not None and current.id == conclusion_id:
            if (current.author.id, current.body, current.official) != (who.id, body, official):
                raise IdTaken(field="id")
            return current
        rules.may_write(aside)
        if current is not None and current.state == "agreed":
            raise ConclusionSettled
        proposed = Conclusion(conclusion_id, body, doc, author(who), official, stamp(house.now()), "proposed")
        await _conclude(writing, who.site, id, proposed)
        return proposed

    return await _in_aside(house, who, id, work)


async def answer(house: House, who: Person, id: UUID, conclusion_id: UUID, agreed: bool) -> tuple[Aside, Conclusion]:
    """The asker agrees to the words that she read, or not. Raises NotFound, NotYours, ConclusionSettled."""

    async def work(writing: Writing, aside: Aside) -> tuple[Aside, Conclusion]:
        current = await queries.conclusion_of(writing.connection, who.site, id)
        if current is None:
            raise NotFound
        if aside.asker.id != who.id:
            raise NotYours
        if current.id != conclusion_id:
            raise ConclusionSettled
        answered = rules.answered(current, agreed)
        if answered != current:
            aside = await _conclude(writing, who.site, id, answered)
        return aside, answered

    return await _in_aside(house, who, id, work)


async def published(house: House, who: Person, id: UUID, conclusion: Conclusion) -> tuple[Aside, Conclusion]:
    """What she agreed to stands in public by now."""

    async def work(writing: Writing, aside: Aside) -> tuple[Aside, Conclusion]:
        current = await queries.conclusion_of(writing.connection, who.site, id)
        assert current is not None and current.id == conclusion.id
        if current.state == "published":
            return aside, current
        told = msgspec.structs.replace(current, state="published")
        return await _conclude(writing, who.site, id, told), told

    return await _in_aside(house, who, id, work)


async def _conclude(writing: Writing, site: UUID, id: UUID, conclusion: Conclusion) -> Aside:
    await queries.conclude(writing.connection, site, id, conclusion)
    now = await queries.aside_with(writing.connection, site, id)
    assert now is not None
    data = {"conclusion": plain(conclusion), "aside": plain(now)}
    writing.append(aside_channel(site, id), "aside.concluded", data)
    _list(writing, site, now)
    return now


async def _in_aside(house: House, who: Person, id: UUID, work: Callable[[Writing, Aside], Awaitable[T]]) -> T:
    """Under the locks of the three channels, by somebody who may read it. Raises NotFound."""
    async with house.database.connection() as connection:
        found = rules.may_read(await queries.aside_with(connection, who.site, id), who)

    async def locked(writing: Writing) -> T:
        return await work(writing, rules.may_read(await queries.aside_with(writing.connection, who.site, id), who))

    channels = (person_channel(who.site, found.asker.id), asides_channel(who.site), aside_channel(who.site, id))
    return await house.journal.write(channels, locked)


def _list(writing: Writing, site: UUID, aside: Aside) -> None:
    for channel in (person_channel(site, aside.asker.id), asides_channel(site)):
        writing.append(channel, "aside.listed", {"aside": plain(aside)})
