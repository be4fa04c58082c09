"""Pages in the agents' hands, over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec

from parvis.domain import problems, text
from parvis.domain.endpoint import Endpoint
from parvis.domain.pages import Address, page_key
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, NotFound
from parvis.domain.values import Page, Thread, stamp
from parvis.pages import merging, moving, queries
from parvis.store.house import House
from parvis.store.sites import rules_of

WINDOW = 50
SPLIT_LIMIT = 100
"""Threads that one request splits off."""


class PagesQuery(msgspec.Struct, forbid_unknown_fields=True):
    """`q`: a part of the key, the title or an alias. `after`: the `next` of the window before."""

    q: str = ""
    after: str = ""


class KnownPage(msgspec.Struct):
    """`aliases`: other addresses that lead there. `active_at`: when somebody last wrote; null where no thread stands."""

    id: UUID
    key: str
    title: str
    threads: int
    aliases: list[str]
    active_at: str | None


class KnownPages(msgspec.Struct):
    pages: list[KnownPage]
    next: str | None


class NewKey(msgspec.Struct, forbid_unknown_fields=True):
    """A key as the webmaster writes it in `data-page`, or an address of the site from which the key follows."""

    key: str | None = None
    url: str | None = None


class Into(msgspec.Struct, forbid_unknown_fields=True):
    into: UUID


class Merged(msgspec.Struct):
    """`left`: threads that are still to be moved. Ask again until there are none."""

    page: Page
    left: int


class Split(msgspec.Struct, forbid_unknown_fields=True):
    threads: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=SPLIT_LIMIT)]
    key: str | None = None
    url: str | None = None
    title: str = ""


class OtherPage(msgspec.Struct, forbid_unknown_fields=True):
    """The page of that id, or of that address of the site."""

    page: UUID | None = None
    url: str | None = None


async def list_pages(house: House, who: Person, query: PagesQuery) -> KnownPages:
    """The pages on which discussions stand, by key, with the addresses that lead to them."""
    async with house.database.connection() as connection:
        found = await queries.known_pages(connection, who.site, query.q.strip(), query.after, WINDOW + 1)
    shown = [
        KnownPage(
            each.page.id, each.page.key, each.page.title, each.threads, each.aliases,
            stamp(each.active_at) if each.active_at else None,
        )
        for each in found[:WINDOW]
    ]  # fmt: skip
    return KnownPages(shown, shown[-1].key if len(found) > WINDOW else None)


async def rename(house: House, who: Person, id: UUID, body: NewKey) -> Page:
    """Give a page another key. Its old addresses keep leading to it."""
    return await merging.rename(house, who.site, id, await _key(house, who, body.key, body.url))


async def merge(house: House, who: Person, id: UUID, body: Into) -> Merged:
    """Bring the discussion of this page to another one, for a few seconds; asked again until nothing is left, it goes on."""
    return Merged(*await merging.merge(house, who.site, id, body.into))


async def split(house: House, who: Person, id: UUID, body: Split) -> Page:
    """Give some threads of this page a page of their own, or put them on the page of that key."""
    title = " ".join(text.normalise(body.title, field="title").split())
    if len(title) > text.TITLE_LIMIT:
        raise problems.TooLong(field="title", limit=text.TITLE_LIMIT)
    return await merging.split(house, who.site, id, body.threads, await _key(house, who, body.key, body.url), title)


async def move_thread(house: House, who: Person, id: UUID, body: OtherPage) -> Thread:
    """Put a thread on the page where it belongs."""
    if (body.page is None) is (body.url is None):
        raise BadShape(field="page", expected="either `page` or `url`")
    if body.page is not None:
        target = await moving.page_standing(house, who.site, body.page)
    else:
        target = await moving.page_leading(house, who.site, await _key(house, who, None, body.url))
    return await moving.move_thread(house, who.site, id, target)


async def _key(house: House, who: Person, key: str | None, url: str | None) -> str:
    if (key is None) is (url is None):
        raise BadShape(field="key", expected="either `key` or `url`")
    rules = await rules_of(house, who.site)
    return page_key(Address(url or rules.origins[0], key), rules)


_KEY = (problems.TooLong, problems.Empty, problems.BadCharacters, problems.ForeignPage)
_WRITE = (NotFound, problems.Busy, problems.Unknown)
ENDPOINTS = [
    Endpoint("GET", "/agent/pages", list_pages, KnownPages, who="agent", query=PagesQuery),
    Endpoint(
        "PUT", "/agent/pages/{id}/key", rename, Page, who="agent", body=NewKey, problems=(*_WRITE, *_KEY, problems.PageTaken)
    ),
    Endpoint("POST", "/agent/pages/{id}/merge", merge, Merged, who="agent", body=Into, problems=_WRITE),
    Endpoint(
        "POST", "/agent/pages/{id}/split", split, Page, who="agent", body=Split, problems=(*_WRITE, *_KEY, problems.SamePage)
    ),
    Endpoint("PUT", "/agent/threads/{id}/page", move_thread, Thread, who="agent", body=OtherPage, problems=(*_WRITE, *_KEY)),
]
