"""What stands between a citizen's words and the public: the rooms where people write ask it, moderation answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Request = dict[str, Any]
"""An act as it was asked for, in plain JSON values: `{"ask": …}`, `{"reply": …}`, `{"testify": …}`."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words on their way to the public. `digest` tells a retry from another message."""

    id: UUID
    thread: UUID
    page: UUID
    opens: bool
    title: str
    body: str
    doc: list[dict[str, Any]]
    digest: bytes
    request: Request
    pictures: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """They were not published: since when, and what became of them."""

    state: Literal["held", "withdrawn", "removed"]
    at: datetime
