"""What is decided about people's words, and how they are told: the shapes of a decision and of a message that is held.

None of them holds the words themselves: what is journalled of a decision can be kept when the words are erased.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

Act = Literal["hold", "publish", "refuse", "keep", "hide", "remove", "restore", "close", "warn", "suspend", "ban"]
Reason = Literal[
    "off-topic", "insult", "spam", "personal-data", "misleading", "impersonation", "illegal", "repeated", "newcomer", "links",
    "words", "flagged", "before-publication", "mistake",
]  # fmt: skip
"""Why: those that a moderator chooses, then those of the automatic rules, then why a decision was taken back."""


class Ground(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """On what a decision rests: a rule of the site, or a law, named so that it can be found."""

    kind: Literal["rule", "law"]
    name: str


class Appeal(msgspec.Struct, frozen=True):
    """`upheld`: the decision stands; `overturned`: it was taken back. `answer` says why."""

    at: str
    state: Literal["waiting", "upheld", "overturned"] = "waiting"
    answer: str | None = None
    answered_at: str | None = None


class Decision(msgspec.Struct, frozen=True):
    """The statement of reasons that its author reads (DSA, art. 17)."""

    id: UUID
    act: Act
    reason: Reason
    ground: Ground
    facts: str
    automatic: bool
    thread: UUID | None
    post: UUID | None
    until: str | None
    at: str
    appeal_until: str | None
    """Until when another moderator can be asked; null: nothing to appeal against."""
    appeal: Appeal | None = None


class Held(msgspec.Struct, frozen=True):
    """A message that waits for a moderator, as its author alone is told. It replies to `thread`, or would open it."""

    id: UUID
    thread: UUID
    opens: bool
    reasons: list[Reason]
    at: str
