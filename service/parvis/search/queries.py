"""One statement, one function: words, their like, and the threads that hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from parvis.domain.values import Page, Thread
from parvis.search.terms import Term, at_least
from parvis.store import rows

if TYPE_CHECKING:
    from parvis.store.database import Connection

FOUND_LIMIT = 1_000
"""Of a word that half the site holds, these many threads are weighed: beyond, a reader adds a word."""
_LIKE_LIMIT = 500
_REPLIES_READ = 6


@dataclass(frozen=True, slots=True)
class Where:
    """`page` first, or nothing but it when `alone`."""

    site: UUID
    page: UUID | None = None
    alone: bool = False
    field: str | None = None
    status: str | None = None


async def words_of(connection: Connection, typed: str) -> tuple[str, list[tuple[str, frozenset[str]]]]:
    """The text made plain, and its words that are not stop words, each with its roots in French and English."""
    plain: str = await connection.fetchval("select search_text($1)", typed)
    found = await connection.fetch(
        """
        with roots as (
            select lexeme, unnest(positions) as place from unnest(search_words('search_fr', $1))
            union select lexeme, unnest(positions) from unnest(search_words('search_en', $1))
        ), words as (
            select lexeme as word, unnest(positions) as place from unnest(to_tsvector('simple', $1))
        )
        select word, array_agg(distinct roots.lexeme) as roots from words join roots using (place)
        group by word, place order by place
        """,
        plain,
    )
    return plain.strip(), [(row["word"], frozenset(row["roots"])) for row in found]


async def unknown(connection: Connection, site: UUID, terms: Sequence[Term]) -> list[Term]:
    """Those that no thread of the site holds."""
    known = await connection.fetchval(
        """select array_agg(exists (select from findable f where f.site_id = $1 and f.words @@ q::tsquery) order by place)
        from unnest($2::text[]) with ordinality as looked(q, place)""",
        site,
        [term.query for term in terms],
    )
    return [term for term, is_known in zip(terms, known or [], strict=True) if not is_known]


async def words_like(connection: Connection, site: UUID, word: str) -> list[str]:
    """Words of titles and openings that a misspelt one may stand for, the nearest first."""
    await connection.execute("set local pg_trgm.word_similarity_threshold = 0.5")
    found = await connection.fetch(
        f"""
        select word from (
            select distinct unnest(string_to_array(near, ' ')) as word
            from (select near from findable where site_id = $1 and $2 <% near limit {_LIKE_LIMIT}) texts
        ) words
        where similarity(word, $2) >= 0.3
        order by similarity(word, $2) desc, word limit 2
        """,
        site,
        word,
    )
    return [row["word"] for row in found]


@dataclass(frozen=True, slots=True)
class Hit:
    thread: Thread
    page: Page


async def threads_with(
    connection: Connection, where: Where, terms: list[Term], count: int, limit: int, offset: int = 0
) -> tuple[list[Hit], int]:
    """Threads with at least `count` of the terms, and how many there are (a thousand at most on and off the page each).

    Duplicates last, since what they lead to says more. Those with most of the terms first, of these the page's first, then by
    where the words stand and whether an answer was kept.
    """
    values: list[Any] = [where.site, at_least(terms, count)]

    def given(value: Any) -> str:
        values.append(value)
        return f"${len(values)}"

    page = given(where.page)
    narrowed = "f.site_id = $1 and f.words @@ $2::tsquery and t.state = 'visible'"
    if where.field is not None:
        narrowed += f" and t.field_key = {given(where.field)}"
    if where.status == "unanswered":
        narrowed += " and t.posts <= 1 and t.status = 'open'"
    elif where.status == "solved":
        narrowed += " and (t.status = 'solved' or t.official_id is not null)"
    one = f"""(select f.thread_id, f.page_id, f.words, t.accepted_id, t.official_id, t.active_at, t.duplicate_of
        from findable f join threads t on (t.site_id, t.id) = (f.site_id, f.thread_id)
        where {narrowed} and {{}} limit {FOUND_LIMIT})"""
    parts = []
    if where.page is not None:
        parts.append(one.format(f"f.page_id = {page}::uuid"))
    if not where.alone:
        parts.append(one.format(f"f.page_id is distinct from {page}::uuid"))
    found = await connection.fetch(
        f"""
        with held as ({" union all ".join(parts)}), weighed as (
            select thread_id, page_id, active_at, duplicate_of is not null as led_elsewhere,
                   (select count(*) from unnest({given([term.query for term in terms])}::text[]) q
                    where words @@ q::tsquery) as coverage,
                   ts_rank('{{0.05, 0.15, 0.4, 1}}', words, {given(at_least(terms, 1))}::tsquery, 1)
                       * case when num_nonnulls(accepted_id, official_id) > 0 then 1.3 else 1 end as weight
            from held
        ), chosen as (
            select *, row_number() over (order by led_elsewhere, coverage desc, (page_id is not distinct from {page}::uuid) desc,
                                                  weight desc, active_at desc, thread_id) as place,
                   count(*) over () as total
            from weighed
        )
        select t.*, p.key as page_key, p.title as page_title, c.total
        from chosen c
        join threads t on t.site_id = $1 and t.id = c.thread_id
        join pages p on (p.site_id, p.id) = (t.site_id, t.page_id)
        where c.place > {given(offset)} order by c.place limit {given(limit)}
        """,
        *values,
    )
    hits = [Hit(rows.thread(row), Page(row["page_id"], row["page_key"], row["page_title"])) for row in found]
    return hits, found[0]["total"] if found else 0


async def told_in(connection: Connection, site: UUID, threads: Sequence[UUID]) -> dict[UUID, list[list[dict[str, Any]]]]:
    """What each of these threads says, by thread: the official answer first, the accepted one, the question, the next replies."""
    found = await connection.fetch(
        f"""
        select t.id, array_agg(p.doc order by p.id is not distinct from t.official_id desc,
                                              p.id is not distinct from t.accepted_id desc, p.seq) as docs
        from threads t cross join lateral (
            (select id, seq, doc from posts
             where site_id = t.site_id and thread_id = t.id and state = 'visible' order by seq limit {_REPLIES_READ})
            union all
            (select id, seq, doc from posts
             where site_id = t.site_id and id in (t.official_id, t.accepted_id) and state = 'visible')
        ) p
        where t.site_id = $1 and t.id = any($2) group by t.id
        """,
        site,
        list(threads),
    )
    return {row["id"]: [msgspec.json.decode(doc) for doc in row["docs"]] for row in found}
