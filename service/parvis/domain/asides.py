"""A private aside between the asker of a public question and the agents of the service: its shapes.

An aside names its question by id only: the words of the question are the public thread's, and are erased there.
"""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import msgspec

from parvis.domain.values import Author

ConclusionState = Literal["proposed", "declined", "agreed", "published"]
"""`agreed`: by the asker, and not yet a public reply; the next try makes it one."""


class Aside(msgspec.Struct, frozen=True):
    """`posts`: visible ones. `waiting_since`: the asker's first word that no agent answered. `seq`: of the last message."""

    id: UUID
    thread: UUID
    page: UUID
    asker: Author
    state: Literal["open", "closed"]
    posts: int
    seq: int
    waiting_since: str | None
    conclusion: ConclusionState | None
    created_at: str
    active_at: str


class AsidePost(msgspec.Struct, frozen=True):
    id: UUID
    aside: UUID
    seq: int
    author: Author
    body: str
    doc: list[dict[str, Any]]
    created_at: str
    edited_at: str | None
    state: Literal["visible", "withdrawn"]


class Conclusion(msgspec.Struct, frozen=True):
    """What an agent would say in public of it, without the person. Its id becomes that of the public reply."""

    id: UUID
    body: str
    doc: list[dict[str, Any]]
    author: Author
    official: bool
    at: str
    state: ConclusionState
