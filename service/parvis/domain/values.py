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


class Thread(msgspec.Struct, frozen=True):
    id: UUID
    page: UUID
    kind: Literal["question", "discussion"]
    title: str
    state: Literal["visible", "withdrawn"]
    status: Literal["open", "answered", "solved", "closed"]
    posts: int
    author: Author
    created_at: str
    active_at: str
    seq: int


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
    state: Literal["visible", "withdrawn"]


class Waiting(msgspec.Struct, frozen=True):
    """A thread in the agents' queue."""

    thread: Thread
    page: Page
    waiting_since: str


COUNTERS = ("posts", "active_at")
"""What the threads of a page's list and of the queue say as of now, brought up to date by hints and not by the journal."""


def author(person: Person) -> Author:
    return Author(person.id, person.name, person.voice, person.service)


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC, always with six decimals, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(value: Any) -> Any:
    """A typed value as plain JSON values."""
    return msgspec.to_builtins(value)
