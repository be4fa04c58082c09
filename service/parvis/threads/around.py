"""What stands around the questions of a page: the notes of the service, delays that people told of, fields asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.domain import delays, problems
from parvis.domain.endpoint import Endpoint
from parvis.domain.pages import SITE_WIDE, Address, page_key
from parvis.domain.problems import UnknownSite
from parvis.domain.values import Field, OfficeHours, Page, Post, Testimony, Thread
from parvis.store.addresses import page_at
from parvis.store.fields import changed_fields, gone_fields
from parvis.store.house import House
from parvis.store.officehours import announced
from parvis.store.sites import site_and_rules
from parvis.threads import queries, reading

if TYPE_CHECKING:
    from parvis.store.database import Connection

SHOWN = 3


class AroundQuery(msgspec.Struct, forbid_unknown_fields=True):
    site: str
    url: str
    page: str | None = None
    canonical: str | None = None


class Note(msgspec.Struct):
    thread: Thread
    post: Post


class Told(msgspec.Struct):
    testimony: Testimony
    at: str


class Delays(msgspec.Struct):
    """`median` in days, of the `count` testimonies of the last twelve months; null when they are fewer than three."""

    median: int | None
    count: int
    latest: list[Told]
    thread: UUID


class FieldCount(msgspec.Struct):
    label: str
    count: int


class Around(msgspec.Struct):
    """`changed`: since when a field is no longer what it was, by its key. `gone`: those asked about that left the page.

    `officehours`: those announced here and on the whole site, to come or under way, soonest first.
    """

    page: Page
    notes: list[Note]
    delays: Delays | None
    fields: dict[str, FieldCount]
    changed: dict[str, str]
    gone: list[Field]
    officehours: list[OfficeHours]


async def read_around(house: House, query: AroundQuery) -> Around:
    """Notes of the page and of the site, delays with their median, and the fields that questions are about."""
    site, rules = await site_and_rules(house, query.site)
    key = page_key(Address(query.url, query.page, query.canonical), rules)
    async with house.database.snapshot() as connection:
        id = await page_at(connection, site, key)
        everywhere = await page_at(connection, site, SITE_WIDE)
        found = await queries.page_of(connection, site, id)
        pinned = [
            *await queries.pinned_threads(connection, site, id),
            *await queries.pinned_threads(connection, site, everywhere),
        ]
        notes = [thread for thread in pinned if thread.kind == "note"]
        opened = await reading.opening_posts(connection, site, [note.id for note in notes])
        told = await _delays(house, connection, site, id)
        fields = await queries.fields_asked_about(connection, site, id)
        changed = await changed_fields(connection, site, id)
        gone = await gone_fields(connection, site, id)
        hours = await announced(connection, site, [id, everywhere])
    return Around(
        found[0] if found else Page(id, key, ""),
        [Note(note, opened[note.id]) for note in notes],
        told,
        {key: FieldCount(label, count) for key, label, count in fields},
        changed,
        gone,
        hours,
    )


async def _delays(house: House, connection: Connection, site: UUID, page: UUID) -> Delays | None:
    thread = await queries.gathering(connection, site, page)
    latest = await queries.latest_testimonies(connection, site, page, SHOWN) if thread else []
    if thread is None or not latest:
        return None
    median, count = await queries.median_since(connection, site, page, delays.recent_since(house.now().date()))
    return Delays(delays.median_told(median, count), count, [Told(*each) for each in latest], thread)


ENDPOINTS = [
    Endpoint(
        "GET", "/around", read_around, Around, query=AroundQuery,
        problems=(UnknownSite, problems.ForeignPage, problems.TooLong, problems.Empty, problems.BadCharacters),
    ),
]  # fmt: skip
