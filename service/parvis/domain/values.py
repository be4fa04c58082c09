"""What is said about people, pages, threads and posts: the shapes of `docs/protocol.md`, as typed values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from parvis.domain.people import Person, Voice


class Author(msgspec.Struct, frozen=True, omit_defaults=True):
    id: UUID
    name: str
    voice: Voice
    service: str | None = None


class Page(msgspec.Struct, frozen=True):
    id: UUID
    key: str
    title: str


class Field(msgspec.Struct, frozen=True):
    """A control of the form: its anchor (`domain/fields.py`), and its label and step as the page showed them."""

    key: str
    label: str
    step: str | None = None


Kind = Literal["question", "discussion", "note", "testimonies"]
"""A note is an agent's official word, its replies are comments; testimonies is the one thread of a page that gathers delays."""


State = Literal["visible", "held", "withdrawn", "removed"]
"""Held: only its author knows of it. Removed: by moderation."""


class Thread(msgspec.Struct, frozen=True):
    id: UUID
    page: UUID
    kind: Kind
    field: Field | None
    title: str
    state: State
    status: Literal["open", "answered", "solved", "closed"]
    posts: int
    same_question: int
    helpful: int
    accepted: UUID | None
    official: UUID | None
    pinned: bool
    topics: list[str]
    author: Author
    created_at: str
    active_at: str
    seq: int
    duplicate_of: UUID | None = None
    """The question that asks the same and to which this one leads."""
    officehours: UUID | None = None
    """The announced hour to which it was put."""


class Official(msgspec.Struct, frozen=True):
    """Which agent stands for an answer, and since when."""

    name: str
    service: str
    at: str


class Erratum(msgspec.Struct, frozen=True):
    """What an agent corrects of an official answer, whose own words stay."""

    body: str
    doc: list[dict[str, Any]]
    name: str
    service: str
    at: str


class Testimony(msgspec.Struct, frozen=True):
    """How long it took: days, at which office, in which month (`2026-03`)."""

    place: str
    days: int
    month: str


class Picture(msgspec.Struct, frozen=True):
    id: UUID
    alt: str
    width: int
    height: int


class Video(msgspec.Struct, frozen=True):
    """A film on an allow-listed host: nothing is fetched before the click, `alt` says the same in words."""

    url: str
    host: str
    title: str
    alt: str


class Post(msgspec.Struct, frozen=True):
    id: UUID
    thread: UUID
    seq: int
    author: Author
    body: str
    doc: list[dict[str, Any]]
    reply_to: UUID | None
    created_at: str
    edited_at: str | None
    state: State
    helpful: int = 0
    source: str | None = None
    official: Official | None = None
    testimony: Testimony | None = None
    pictures: list[Picture] = []
    video: Video | None = None
    erratum: Erratum | None = None
    removed: str | None = None
    """Why moderation removed it (`domain/decisions.py`)."""


class Validated(msgspec.Struct, frozen=True):
    name: str
    service: str
    at: str
    source: str | None


class Origin(msgspec.Struct, frozen=True):
    """The answer that a step of the guide was made from, and whose it was."""

    thread: UUID
    post: UUID
    name: str


class Step(msgspec.Struct, frozen=True):
    """A step of a page's guide, as it now reads. `place` orders the steps; `revision` counts its edits from 1."""

    id: UUID
    page: UUID
    place: int
    title: str
    body: str
    doc: list[dict[str, Any]]
    field: Field | None
    heading: str | None
    video: Video | None
    origin: Origin | None
    revision: int
    author: Author
    edited_at: str
    validated: Validated | None


class OnDuty(msgspec.Struct, frozen=True):
    """An agent as she is announced."""

    id: UUID
    name: str
    service: str


class OfficeHours(msgspec.Struct, frozen=True):
    """An announced hour during which agents answer live, on a page or, on the page of no address, on the whole site."""

    id: UUID
    page: UUID
    everywhere: bool
    title: str
    starts_at: str
    ends_at: str
    state: Literal["announced", "ended", "cancelled"]
    agents: list[OnDuty]


class Holder(msgspec.Struct, frozen=True):
    """The agent who took a thread."""

    id: UUID
    name: str


Level = Literal[0, 1, 2]
"""Whose a question is: other citizens' first, the agents', or, once an answer is late, their supervisor's."""


class Waiting(msgspec.Struct, frozen=True):
    """A thread in the agents' queue. `due_at`: until when an answer was promised, if one was."""

    thread: Thread
    page: Page
    waiting_since: str
    due_at: str | None = None
    taken_by: Holder | None = None
    level: Level = 1


class AgentNote(msgspec.Struct, frozen=True):
    """What an agent tells the others about a thread."""

    id: UUID
    thread: UUID
    seq: int
    author: Author
    body: str
    doc: list[dict[str, Any]]
    at: str


COUNTERS = ("posts", "active_at", "same_question", "helpful")
"""What the threads of a page's list and of the queue say as of now, brought up to date by hints and not by the journal."""


def author(person: Person) -> Author:
    return Author(person.id, person.name, person.voice, person.service)


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC, always with six decimals, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(value: Any) -> Any:
    """A typed value as plain JSON values."""
    return msgspec.to_builtins(value)
