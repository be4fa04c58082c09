"""Testimonies: how long it took, where and when. One thread of a page gathers them; the page tells their median."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import msgspec

from parvis.domain import delays, problems, text
from parvis.domain.endpoint import Endpoint
from parvis.domain.fields import one_line
from parvis.domain.gate import Said
from parvis.domain.ids import page_channel, thread_channel, uuid7
from parvis.domain.pages import Address, page_key
from parvis.domain.people import Person
from parvis.domain.problems import AlreadyTold, Busy, Empty, NotYours, UnknownSite
from parvis.domain.values import Post, Testimony, Thread, author, plain, stamp
from parvis.store.addresses import page_at
from parvis.store.house import House
from parvis.store.journal import Writing
from parvis.store.sites import site_and_rules
from parvis.threads import acts, queries, rules, unpublished
from parvis.threads.routes import Opened
from parvis.threads.telling import hint_counters

if TYPE_CHECKING:
    from parvis.store.database import Connection

PLACE_LIMIT = 120
TITLE = "Témoignages"


class NewTestimony(msgspec.Struct, forbid_unknown_fields=True):
    site: str
    url: str
    place: str
    days: Annotated[int, msgspec.Meta(ge=0, le=delays.LONGEST)]
    month: str
    body: str = ""
    id: UUID | None = None
    page: str | None = None
    canonical: str | None = None
    page_title: str = ""


class Told(msgspec.Struct):
    """A testimony as it was asked to be written, its words already normal and measured."""

    id: UUID
    key: str
    page_title: str
    told: Testimony
    said: str


async def testify(house: House, who: Person, body: NewTestimony) -> Opened:
    """Say how long it took: days, at which office, in which month. Once a person and page; the old one can be withdrawn."""
    site, site_rules = await site_and_rules(house, body.site)
    if site != who.site:
        raise NotYours
    key = page_key(Address(body.url, body.page, body.canonical), site_rules)
    place = one_line(body.place, "place", PLACE_LIMIT)
    if not place:
        raise Empty(field="place")
    month = delays.month_of(body.month, house.now())
    told = Testimony(place, body.days, f"{month:%Y-%m}")
    said = text.body(body.body) if body.body.strip() else ""
    return Opened(*await write(house, who, Told(body.id or uuid7(), key, acts.shown_title(body.page_title), told, said)))


async def write(house: House, who: Person, asked: Told) -> tuple[Thread, Post]:
    """Raises Busy, IdTaken, AlreadyTold."""
    id, key, told, said = asked.id, asked.key, asked.told, asked.said
    async with house.database.connection() as connection:
        page = page_channel(who.site, await page_at(connection, who.site, key))
        own = thread_channel(who.site, await _thread_of(connection, who.site, page.id))
    digest = rules.digest(who.id, key, id, told, said)
    words = Said(id, own.id, page.id, False, "", said, text.parse(said), digest, {"testify": plain(asked)})
    if kept := await house.gate.hold(house, who, words):
        return unpublished.opened(who, words, kept, "testimonies", None, told)

    async def work(writing: Writing) -> tuple[Thread, Post]:
        db = writing.connection
        if await page_at(db, who.site, key) != page.id:
            raise Busy  # renamed or merged a moment ago: the next try finds the new page
        if already := await queries.post_with(db, who.site, id):
            await acts.same_or_taken(writing, who, already, digest)
            gathered = await queries.thread_with(db, who.site, already.thread)
            assert gathered is not None
            return gathered, already
        thread = await queries.thread_with(db, who.site, own.id)
        if await queries.gathering(db, who.site, page.id) != (thread and own.id):
            raise Busy  # testimonies came or went with a merge a moment ago
        if await queries.has_testified(db, who, page.id):
            raise AlreadyTold
        now = house.now()
        at = stamp(now)
        seq = writing.next_seq(own)
        post = Post(id, own.id, seq, author(who), said, text.parse(said), None, at, None, "visible", testimony=told)
        if thread is None:
            shown = await queries.ensure_page(db, who.site, page.id, key, asked.page_title)
            thread = Thread(
                own.id, shown.id, "testimonies", None, TITLE, "visible", "open", 1, 0, 0, None, None, False, [],
                author(who), at, at, writing.next_seq(page),
            )  # fmt: skip
            await queries.add_thread(db, who.site, thread, False)
            await acts.store(writing, who, post, digest)
            writing.append(own, "thread.opened", {"thread": plain(thread), "post": plain(post)}, about=id)
            writing.append(page, "thread.opened", {"thread": plain(thread)})
            return thread, post
        await acts.store(writing, who, post, digest)
        thread = await queries.touch_thread(db, who.site, own.id, now, +1)
        writing.append(own, "post.added", {"post": plain(post)}, about=id)
        hint_counters(writing, who.site, thread)
        return thread, post

    return await house.journal.write((page, own), work)


async def _thread_of(connection: Connection, site: UUID, page: UUID) -> UUID:
    """Which thread gathers them: the one that stands there, else a new one; of another id where the first went with a merge."""
    own = thread_of_testimonies(page)
    return await queries.gathering(connection, site, page) or (
        uuid7() if await queries.thread_with(connection, site, own) else own
    )


def thread_of_testimonies(page: UUID) -> UUID:
    """The id of the first thread of testimonies that a page has."""
    return uuid.uuid5(page, "testimonies")


_TEXT = (Empty, problems.TooLong, problems.BadCharacters)
ENDPOINTS = [
    Endpoint(
        "POST", "/testimonies", testify, Opened, who="person", body=NewTestimony, status=201,
        problems=(*_TEXT, problems.IdTaken, Busy, problems.Unknown, AlreadyTold, UnknownSite, problems.ForeignPage, NotYours),
    ),
]  # fmt: skip
