"""What helps to answer, over HTTP: notes between agents, what stands beside a thread, canned replies, saved filters."""

from __future__ import annotations

from uuid import UUID

import msgspec

from parvis.desk import context, kept, notes
from parvis.desk.kept import Canned, Saved
from parvis.desk.views import Filter
from parvis.domain import canned, problems, text
from parvis.domain.endpoint import Endpoint
from parvis.domain.fields import LABEL_LIMIT, one_line
from parvis.domain.ids import uuid7
from parvis.domain.people import Person
from parvis.domain.problems import Empty, NotFound
from parvis.domain.values import AgentNote
from parvis.store import journal
from parvis.store.house import House

TITLE_LIMIT = 120
NAME_LIMIT = 60


class NewNote(msgspec.Struct, forbid_unknown_fields=True):
    body: str
    id: UUID | None = None


class Notes(msgspec.Struct):
    notes: list[AgentNote]
    seq: int
    epoch: str


class RepliesQuery(msgspec.Struct, forbid_unknown_fields=True):
    q: str = ""


class NewReply(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    body: str


class Replies(msgspec.Struct):
    """`variables`: those that a reply may use, in braces."""

    replies: list[Canned]
    variables: list[str]


class FittingReplies(msgspec.Struct):
    replies: list[context.Fitting]


class NewFilter(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    filter: Filter


class Filters(msgspec.Struct):
    filters: list[Saved]


async def read_notes(house: House, who: Person, id: UUID) -> Notes:
    """What agents noted about a thread, for one another."""
    epoch = await journal.epoch(house.database)
    found = await notes.notes_snapshot(house.database, who.site, id)
    if found is None:
        raise NotFound
    return Notes(msgspec.convert(found[1]["notes"], list[AgentNote]), found[0], epoch)


async def write_note(house: House, who: Person, id: UUID, body: NewNote) -> AgentNote:
    """Note something for the other agents; the person concerned may ask to read it."""
    return await notes.write(house, who, id, body.id or uuid7(), text.body(body.body))


async def read_context(house: House, who: Person, id: UUID) -> context.Context:
    """What stands beside a thread: its page and field, the person's earlier threads, replies that may fit."""
    async with house.database.snapshot() as connection:
        return await context.beside(connection, who, id)


async def fitting_replies(house: House, who: Person, id: UUID, query: RepliesQuery) -> FittingReplies:
    """Canned replies written out for a thread: those with the typed words, else those like the question first."""
    typed = one_line(query.q, "q", text.TITLE_LIMIT)
    async with house.database.snapshot() as connection:
        return FittingReplies(await context.fitting(connection, who, id, typed))


async def read_replies(house: House, who: Person, query: RepliesQuery) -> Replies:
    """The site's canned replies, all or those with the typed words."""
    typed = one_line(query.q, "q", text.TITLE_LIMIT)
    async with house.database.connection() as connection:
        found = await (kept.holding if typed else kept.replies)(connection, who.site, typed)
    return Replies(found, list(canned.VARIABLES))


async def keep_reply(house: House, who: Person, id: UUID, body: NewReply) -> Canned:
    """Keep a reply for all agents of the site, or reword it."""
    title = _named(body.title, "title", TITLE_LIMIT)
    words = canned.check(text.body(body.body))
    async with house.database.connection() as connection:
        return await kept.keep_reply(connection, who, id, title, words, house.now())


async def drop_reply(house: House, who: Person, id: UUID) -> None:
    """Keep a canned reply no longer."""
    async with house.database.connection() as connection:
        await kept.drop_reply(connection, who.site, id)


async def read_filters(house: House, who: Person) -> Filters:
    """My saved filters."""
    async with house.database.connection() as connection:
        return Filters(await kept.filters(connection, who))


async def keep_filter(house: House, who: Person, id: UUID, body: NewFilter) -> Saved:
    """Save a way of looking at the queue, or change it."""
    narrow = msgspec.structs.replace(body.filter, field=_line(body.filter.field), topic=_line(body.filter.topic))
    saved = Saved(id, _named(body.name, "name", NAME_LIMIT), narrow)
    async with house.database.connection() as connection:
        await kept.keep_filter(connection, who, saved)
    return saved


async def drop_filter(house: House, who: Person, id: UUID) -> None:
    """Keep a filter no longer."""
    async with house.database.connection() as connection:
        await kept.drop_filter(connection, who, id)


def _named(raw: str, field: str, limit: int) -> str:
    line = one_line(raw, field, limit)
    if not line:
        raise Empty(field=field)
    return line


def _line(raw: str | None) -> str | None:
    return one_line(raw, "filter", LABEL_LIMIT) or None if raw else None


_WORDS = (Empty, problems.TooLong)
ENDPOINTS = [
    Endpoint("GET", "/agent/threads/{id}/notes", read_notes, Notes, who="agent"),
    Endpoint(
        "POST", "/agent/threads/{id}/notes", write_note, AgentNote, who="agent", body=NewNote, status=201,
        problems=(*_WORDS, problems.IdTaken, problems.Busy, problems.Unknown),
    ),
    Endpoint("GET", "/agent/threads/{id}/context", read_context, context.Context, who="agent"),
    Endpoint(
        "GET", "/agent/threads/{id}/replies", fitting_replies, FittingReplies, who="agent", query=RepliesQuery,
        problems=(problems.TooLong,),
    ),
    Endpoint("GET", "/agent/replies", read_replies, Replies, who="agent", query=RepliesQuery, problems=(problems.TooLong,)),
    Endpoint(
        "PUT", "/agent/replies/{id}", keep_reply, Canned, who="agent", body=NewReply,
        problems=(*_WORDS, problems.UnknownVariable, problems.EnoughKept),
    ),
    Endpoint("DELETE", "/agent/replies/{id}", drop_reply, None, who="agent", status=204),
    Endpoint("GET", "/agent/filters", read_filters, Filters, who="agent"),
    Endpoint(
        "PUT", "/agent/filters/{id}", keep_filter, Saved, who="agent", body=NewFilter, problems=(*_WORDS, problems.EnoughKept)
    ),
    Endpoint("DELETE", "/agent/filters/{id}", drop_filter, None, who="agent", status=204),
]  # fmt: skip
