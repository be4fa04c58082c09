"""Similar questions while one is typed, and search over a page or a whole site. Neither needs an account."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from parvis.domain import problems
from parvis.domain.endpoint import Endpoint
from parvis.domain.fields import one_line
from parvis.domain.pages import Address, page_key
from parvis.domain.problems import BadShape, Empty, UnknownSite
from parvis.domain.text import TITLE_LIMIT
from parvis.search.finding import Findings, Found, find
from parvis.search.queries import FOUND_LIMIT, Where
from parvis.store.addresses import page_at
from parvis.store.house import House
from parvis.store.sites import site_and_rules

SIMILAR = 5
SIMILAR_FROM = 3
"""Letters from which there is something to look for."""
WINDOW = 20


class SimilarQuery(msgspec.Struct, forbid_unknown_fields=True):
    site: str
    url: str
    q: str
    page: str | None = None
    canonical: str | None = None


class Similar(msgspec.Struct):
    threads: list[Found]


class SearchQuery(msgspec.Struct, forbid_unknown_fields=True):
    """With an address: on its page alone."""

    site: str
    q: str
    url: str | None = None
    page: str | None = None
    canonical: str | None = None
    field: str | None = None
    status: Literal["unanswered", "solved"] | None = None
    after: Annotated[str, msgspec.Meta(max_length=8)] | None = None


class Searched(msgspec.Struct):
    threads: list[Found]
    total: int
    next: str | None


async def similar(house: House, query: SimilarQuery) -> Similar:
    """Up to five threads like what is being typed: the page's first among those that say as much of it."""
    typed = one_line(query.q, "q", TITLE_LIMIT)
    site, rules = await site_and_rules(house, query.site)
    key = page_key(Address(query.url, query.page, query.canonical), rules)
    if sum(letter.isalnum() for letter in typed) < SIMILAR_FROM:
        return Similar([])
    async with house.database.snapshot() as connection:
        page = await page_at(connection, site, key)
        # A blank at the end says that the last word is whole.
        still = not query.q[-1:].isspace()
        return Similar((await find(connection, Where(site, page), typed, SIMILAR, typing=still)).threads)


async def search(house: House, query: SearchQuery) -> Searched:
    """Threads of a page or of the whole site that say something about what is looked for."""
    typed = looked_for(query.q)
    start = _start(query.after)
    site, rules = await site_and_rules(house, query.site)
    key = page_key(Address(query.url, query.page, query.canonical), rules) if query.url is not None else None
    async with house.database.snapshot() as connection:
        page = await page_at(connection, site, key) if key is not None else None
        where = Where(site, page, page is not None, query.field, query.status)
        return window(await find(connection, where, typed, WINDOW, start), start)


def looked_for(typed: str) -> str:
    """Raises Empty, TooLong, BadCharacters."""
    line = one_line(typed, "q", TITLE_LIMIT)
    if not line:
        raise Empty(field="q")
    return line


def window(found: Findings, start: int) -> Searched:
    end = start + len(found.threads)
    return Searched(found.threads, found.total, str(end) if found.threads and end < found.total else None)


def _start(after: str | None) -> int:
    if after is None:
        return 0
    if after.isascii() and after.isdigit() and int(after) <= 2 * FOUND_LIMIT:
        return int(after)
    raise BadShape(field="after", expected="a cursor of this search")


_TYPED = (problems.TooLong, problems.BadCharacters, Empty)
ENDPOINTS = [
    Endpoint(
        "GET", "/similar", similar, Similar, query=SimilarQuery, problems=(*_TYPED, UnknownSite, problems.ForeignPage),
    ),
    Endpoint(
        "GET", "/search", search, Searched, query=SearchQuery, problems=(*_TYPED, UnknownSite, problems.ForeignPage),
    ),
]  # fmt: skip
