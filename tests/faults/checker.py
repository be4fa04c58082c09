"""The invariants, for a checker that knows only the history and the tables: docs/live.md in the form of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from parvis.store.database import Database


@dataclass
class Written:
    """A post that somebody asked for. `asked` and `answered` are moments on one clock; seq is None until acknowledged."""

    id: str
    channel: str
    body: str
    asked: int
    seq: int | None = None
    answered: int | None = None


@dataclass
class Watched:
    """What one watcher heard on one channel, over all its connections: number, post, text."""

    channel: str
    events: list[tuple[int, str | None, str | None]] = field(default_factory=list)
    snapshots: int = 0


@dataclass
class Stored:
    """An event of the journal."""

    channel: str
    seq: int
    kind: str
    id: str | None
    body: str | None


@dataclass
class History:
    written: list[Written] = field(default_factory=list)
    watched: list[Watched] = field(default_factory=list)


async def tables(database: Database) -> list[Stored]:
    """The journal, each post's text as the posts' own table has it."""
    rows = await database.fetch(
        """
        select e.channel, e.seq, e.kind, coalesce(e.data #>> '{post,id}', p.id::text) as id, p.body
        from events e full join posts p on p.site_id = e.site_id and p.id = (e.data #>> '{post,id}')::uuid
        order by e.channel, e.seq
        """
    )
    return [Stored(row["channel"] or "?", row["seq"] or 0, row["kind"] or "?", row["id"], row["body"]) for row in rows]


def violations(history: History, stored: list[Stored]) -> list[str]:
    """What is wrong, one sentence each; nothing when all is well."""
    return [*_of_writers(history, stored), *_of_numbers(stored), *_of_order(history), *_of_watchers(history, stored)]


def _of_writers(history: History, stored: list[Stored]) -> Iterator[str]:
    posts = {s.id: s for s in stored if s.kind == "post.added"}
    asked = {w.id for w in history.written}
    for w in history.written:
        found = posts.get(w.id)
        if w.seq is not None and (found is None or (found.channel, found.seq, found.body) != (w.channel, w.seq, w.body)):
            yield f"{w.id} was acknowledged as {w.channel} {w.seq} and is stored as {found}"
        elif found is not None and found.body != w.body:
            yield f"{w.id} holds another text than was asked for"
    for s in stored:
        if s.kind in ("post.added", "?") and s.id not in asked:
            yield f"{s.id} is stored and nobody asked for it"


def _of_numbers(stored: list[Stored]) -> Iterator[str]:
    for id, times in Counter(s.id for s in stored if s.kind == "post.added").items():
        if times > 1:
            yield f"{id} is stored {times} times"
    for channel in {s.channel for s in stored} - {"?"}:
        numbers = [s.seq for s in stored if s.channel == channel]
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"{channel} is numbered {numbers}"


def _of_order(history: History) -> Iterator[str]:
    by_channel: dict[str, list[Written]] = {}
    for w in history.written:
        if w.seq is not None:
            by_channel.setdefault(w.channel, []).append(w)
    for its in by_channel.values():
        for earlier in its:
            for later in its:
                if (earlier.answered or 0) < later.asked and (earlier.seq or 0) >= (later.seq or 0):
                    yield f"{earlier.id} was acknowledged before {later.id} was asked for, and has no lower number"


def _of_watchers(history: History, stored: list[Stored]) -> Iterator[str]:
    for watched in history.watched:
        numbers = [seq for seq, _, _ in watched.events]
        if watched.snapshots or numbers != list(range(1, len(numbers) + 1)):
            yield f"a watcher of {watched.channel} heard {numbers} and {watched.snapshots} snapshots"
        truth = [(s.seq, s.id, s.body) for s in stored if s.channel == watched.channel]
        if sorted(truth, key=str) != sorted(watched.events, key=str):
            yield f"a watcher of {watched.channel} heard {len(numbers)} events, which are not the {len(truth)} of the table"
