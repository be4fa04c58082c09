"""From what was typed to the threads that say something about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from parvis.domain.values import Page, Thread
from parvis.search import queries
from parvis.search.excerpts import excerpt_of
from parvis.search.queries import Where
from parvis.search.terms import MENDED_FROM, Term, looked_for

if TYPE_CHECKING:
    from parvis.store.database import Connection

ENOUGH = 5
"""Threads with every word; with fewer of them, those with one word less are found too, down to two words."""


class Found(msgspec.Struct):
    thread: Thread
    page: Page
    excerpt: str


@dataclass(frozen=True, slots=True)
class Findings:
    threads: list[Found]
    total: int


async def find(
    connection: Connection, where: Where, typed: str, limit: int, offset: int = 0, *, typing: bool = False
) -> Findings:
    """Best first. A word that the site does not know is taken for those that are written nearly like it."""
    terms = await _terms(connection, where, typed, typing)
    if not terms:
        return Findings([], 0)
    hits: list[queries.Hit] = []
    total = 0
    fewest = 1 if len(terms) < 3 else 2
    for count in range(len(terms), fewest - 1, -1):
        hits, total = await queries.threads_with(connection, where, terms, count, limit, offset)
        if total >= ENOUGH:
            break
    told = await queries.told_in(connection, where.site, [hit.thread.id for hit in hits])
    roots = frozenset(root for term in terms for root in (term.roots or {term.word}))
    threads = [Found(hit.thread, hit.page, excerpt_of(hit.thread.title, told.get(hit.thread.id, []), roots)) for hit in hits]
    return Findings(threads, total)


async def _terms(connection: Connection, where: Where, typed: str, typing: bool) -> list[Term]:
    terms = looked_for(*await queries.words_of(connection, typed), typing)
    for term in await queries.unknown(connection, where.site, terms):
        if len(term.word) < MENDED_FROM:
            continue
        like = await queries.words_like(connection, where.site, term.word)
        _, found = await queries.words_of(connection, " ".join(like))
        terms[terms.index(term)] = term.or_rather(frozenset(root for _, roots in found for root in roots))
    return terms
