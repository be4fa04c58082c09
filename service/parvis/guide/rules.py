"""What may be done to a guide, as plain functions of plain values."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from parvis.domain.people import Person
from parvis.domain.problems import BadShape, EditedMeanwhile, NotYours
from parvis.domain.values import Field, Step, Video, plain
from parvis.store.steps import GAP

STEPS_LIMIT = 60
SUMMARY_LIMIT = 200
SOURCE_LIMIT = 300


class Wording(msgspec.Struct, frozen=True):
    """What a revision says, already normal and measured."""

    title: str
    body: str
    field: Field | None
    heading: str | None
    video: Video | None


def wording_of(step: Step) -> Wording:
    return Wording(step.title, step.body, step.field, step.heading, step.video)


def must_be_current(step: Step, base: int, yours: Any) -> None:
    """An edit is of the revision that its author read. Raises EditedMeanwhile, which carries both texts."""
    if step.revision != base:
        raise EditedMeanwhile(theirs=plain(step), yours=plain(yours))


def may_remove(who: Person, authors: set[UUID]) -> None:
    """An agent; or its author, as long as nobody else has written in it."""
    if not who.is_agent and authors != {who.id}:
        raise NotYours


def may_erase(who: Person, author: UUID, answer_of: UUID | None) -> None:
    """One's own words, also where somebody made a step of them; an agent those of anybody."""
    if not who.is_agent and who.id not in (author, answer_of):
        raise NotYours


def places_after(steps: Sequence[Step], after: UUID | None, moved: UUID) -> dict[UUID, int]:
    """The places to write so that `moved` stands just after `after` (None: first): its own, or all of them when there is no room.

    `steps` in their order; nothing when it stands there already. Raises BadShape.
    """
    others = [step for step in steps if step.id != moved]
    at = 0
    if after is not None:
        at = next((number for number, step in enumerate(others, 1) if step.id == after), 0)
        if at == 0:
            raise BadShape(field="after", expected="another step of this guide")
    order = [step.id for step in others]
    order.insert(at, moved)
    if order == [step.id for step in steps]:
        return {}
    low = others[at - 1].place if at else (others[0].place - 2 * GAP if others else 0)
    high = others[at].place if at < len(others) else low + 2 * GAP
    if high - low > 1:
        return {moved: (low + high) // 2}
    return {id: GAP * number for number, id in enumerate(order, 1)}


def digest(*parts: object) -> bytes:
    """What was asked for, as 32 bytes: a retry of an id must ask for the same."""
    return hashlib.sha256(msgspec.json.encode(parts)).digest()
