"""The one request that a page makes before anybody clicks: how much there is beside it."""

from __future__ import annotations

import msgspec

from parvis.domain import problems
from parvis.domain.endpoint import Answer, Endpoint
from parvis.domain.ids import page_channel
from parvis.domain.pages import Address, page_key
from parvis.domain.problems import UnknownSite
from parvis.store.addresses import page_at
from parvis.store.house import House
from parvis.store.sites import site_and_rules
from parvis.threads import queries
from parvis.threads.around import AroundQuery

FRESH = 30
"""Seconds for which a browser, or what stands between, may show the same numbers again."""


class Counts(msgspec.Struct):
    """`answers`: questions with an answer. `agents`: those on duty now. `fields`: questions by key of the control."""

    threads: int
    answers: int
    agents: int
    fields: dict[str, int]


async def count(house: House, query: AroundQuery) -> Answer:
    """The numbers on the button and beside the labels; nothing of who asks."""
    site, rules = await site_and_rules(house, query.site)
    key = page_key(Address(query.url, query.page, query.canonical), rules)
    async with house.database.snapshot() as connection:
        page = await page_at(connection, site, key)
        found = await queries.page_of(connection, site, page)
        answers = await queries.count_answered(connection, site, page)
        fields = await queries.fields_asked_about(connection, site, page)
    on_duty = house.here(page_channel(site, page))["agents"]
    counts = Counts(found[1] if found else 0, answers, len(on_duty), {key: number for key, _, number in fields})
    return Answer(counts, {"Cache-Control": f"public, max-age={FRESH}"})


ENDPOINTS = [
    Endpoint(
        "GET", "/counts", count, Counts, query=AroundQuery,
        problems=(UnknownSite, problems.ForeignPage, problems.TooLong, problems.Empty, problems.BadCharacters),
    ),
]  # fmt: skip
