"""What people do to a guide: add a step, edit, revert, move, remove, erase, validate. Each is one work under the guide's lock.

Every act is harmless to repeat. An edit names the revision that its author read; when another one came first, nothing is stored
and both texts are handed back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from parvis.domain import text
from parvis.domain.ids import guide_channel
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, Busy, GuideFull, IdTaken, NotFound, StepRemoved
from parvis.domain.values import Origin, Step, Validated, author, plain, stamp
from parvis.guide import queries, rules
from parvis.guide.rules import Wording
from parvis.store.addresses import page_at
from parvis.store.house import House
from parvis.store.journal import Writing
from parvis.store.pages import ensure_page
from parvis.store.steps import GAP, put_step, steps_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step as it was written. `after`: the step that it follows; None: it comes last. `answer`: what it was made from."""

    id: UUID
    revision: UUID
    key: str
    page_title: str
    wording: Wording
    summary: str = ""
    after: UUID | None = None
    answer: tuple[UUID, UUID] | None = None


async def add(house: House, who: Person, new: NewStep) -> Step:
    """Raises IdTaken, GuideFull, NeedsReading, BadShape (`after` or the answer is not there), StepRemoved."""
    async with house.database.connection() as connection:
        guide = guide_channel(who.site, await page_at(connection, who.site, new.key))
    digest = rules.digest(who.id, new.id, new.key, new.wording, new.summary, new.after, new.answer)
    await house.gate.may_say(house, who, new.wording.title, new.wording.body)

    async def work(writing: Writing) -> Step:
        db = writing.connection
        if found := await _written_already(writing, who, new.revision, digest):
            return found
        if await queries.step_with(db, who.site, new.id):
            raise IdTaken(field="id")
        if await page_at(db, who.site, new.key) != guide.id:
            raise Busy  # renamed or merged a moment ago: the next try finds the new page
        steps = await steps_of(db, who.site, guide.id)
        if len(steps) >= rules.STEPS_LIMIT:
            raise GuideFull(limit=rules.STEPS_LIMIT)
        page = await ensure_page(db, who.site, guide.id, new.key, new.page_title)
        places = rules.places_after(steps, new.after or (steps[-1].id if steps else None), new.id)
        said, (origin, answer_of) = new.wording, await _origin(writing, who, new)
        step = Step(
            new.id, page.id, places.get(new.id, GAP), said.title, said.body, text.parse(said.body), said.field,
            said.heading, said.video, origin, 1, author(who), stamp(house.now()), None,
        )  # fmt: skip
        for other in steps:
            if other.id in places:
                await _put(writing, who, other, places[other.id])
        if not await queries.add_step(db, who.site, step):
            raise IdTaken(field="id")
        if not await queries.add_revision(db, who.site, new.revision, step, new.summary, digest, None, answer_of):
            raise IdTaken(field="revision")
        tell(writing, who, step, new.revision)
        return step

    return await house.journal.write([guide], work)


async def edit(house: House, who: Person, id: UUID, revision: UUID, base: int, wording: Wording, summary: str) -> Step:
    """Say it better; the badge of an agent falls: she read other words. Raises EditedMeanwhile, NeedsReading, StepRemoved."""
    digest = rules.digest(who.id, id, base, wording, summary)
    await house.gate.may_say(house, who, wording.title, wording.body)

    async def work(writing: Writing, step: Step) -> Step:
        if found := await _written_already(writing, who, revision, digest):
            return found
        rules.must_be_current(step, base, wording)
        return await _revise(writing, house, who, step, wording, revision, summary, digest)

    return await _on(house, who, id, work)


async def revert(house: House, who: Person, id: UUID, revision: UUID, base: int, to: int, summary: str) -> Step:
    """Bring the text of an earlier revision back, as a new one. Raises the same, and BadShape when it is not there any more."""
    digest = rules.digest(who.id, id, base, to, summary)

    async def work(writing: Writing, step: Step) -> Step:
        if found := await _written_already(writing, who, revision, digest):
            return found
        wording = await queries.wording_at(writing.connection, who.site, id, to)
        restored = await queries.revision_numbered(writing.connection, who.site, id, to)
        if wording is None or restored is None or to >= step.revision:
            raise BadShape(field="revision", expected="an earlier revision that was not erased")
        rules.must_be_current(step, base, wording)
        return await _revise(writing, house, who, step, wording, revision, summary, digest, restored)

    return await _on(house, who, id, work)


async def move(house: House, who: Person, id: UUID, after: UUID | None) -> Step:
    """Let a step follow another one, or be the first (None). What it says, and who stands for it, stays."""

    async def work(writing: Writing, step: Step) -> Step:
        steps = await steps_of(writing.connection, who.site, step.page)
        places = rules.places_after(steps, after, id)
        moved = step
        for other in steps:
            if other.id in places:
                put = await _put(writing, who, other, places[other.id])
                moved = put if other.id == id else moved
        return moved

    return await _on(house, who, id, work)


async def remove(house: House, who: Person, id: UUID, base: int | None = None) -> None:
    """Take a step out of the guide, with its history: an agent, or its only author. `base`: only as it was read.

    Raises NotYours, NotFound, EditedMeanwhile.
    """

    async def work(writing: Writing, step: Step) -> None:
        db = writing.connection
        rules.may_remove(who, await queries.authors_of(db, who.site, id))
        if base is not None:
            rules.must_be_current(step, base, rules.wording_of(step))
        await queries.remove_step(db, who.site, id)
        await queries.erase_events(db, who.site, await queries.erase_revisions(db, who.site, id))
        writing.append(guide_channel(who.site, step.page), "step.removed", {"id": str(id)})

    try:
        await _on(house, who, id, work)
    except StepRemoved:
        return


async def erase(house: House, who: Person, id: UUID, number: int) -> None:
    """Empty a revision that is no longer shown: its author, that of the answer it copies, or an agent.

    Who wrote it, and when, stays.
    """

    async def work(writing: Writing, step: Step) -> None:
        db = writing.connection
        revision = await queries.revision_numbered(db, who.site, id, number)
        if revision is None:
            raise NotFound
        rules.may_erase(who, revision.author.id, revision.answer_of)
        if number == step.revision:
            raise BadShape(field="revision", expected="a revision that is no longer shown")
        if not revision.erased:
            await queries.erase_events(db, who.site, await queries.erase_revisions(db, who.site, id, number))
            # Told again as it is, so that no memory of the live channel keeps what was erased.
            await _tell_again(writing, who, step)

    await _on(house, who, id, work)


async def validate(house: House, who: Person, id: UUID, base: int, source: str | None) -> Step:
    """An agent stands for a step as she read it, with her name, service, date and source. Raises EditedMeanwhile, StepRemoved."""

    async def work(writing: Writing, step: Step) -> Step:
        rules.must_be_current(step, base, rules.wording_of(step))
        if step.validated and step.validated.name == who.name and step.validated.source == source:
            return step
        validated = Validated(who.name, who.service or "", stamp(house.now()), source)
        await queries.validate(writing.connection, who, id, validated)
        return await _tell_again(writing, who, msgspec.structs.replace(step, validated=validated))

    return await _on(house, who, id, work)


async def validate_no_more(house: House, who: Person, id: UUID) -> Step:
    async def work(writing: Writing, step: Step) -> Step:
        if step.validated is None:
            return step
        await queries.validate(writing.connection, who, id, None)
        return await _tell_again(writing, who, msgspec.structs.replace(step, validated=None))

    return await _on(house, who, id, work)


def tell(writing: Writing, who: Person, step: Step, revision: UUID) -> None:
    """`revision` is the one whose text the event holds, so that erasing finds it."""
    writing.append(guide_channel(who.site, step.page), "step.written", {"step": plain(step)}, about=revision)


async def _on(house: House, who: Person, id: UUID, work: Callable[[Writing, Step], Awaitable[T]]) -> T:
    """The work on a step, which it is handed as it stands under the lock. Raises NotFound, StepRemoved."""
    async with house.database.connection() as connection:
        found = await queries.step_with(connection, who.site, id)
    if found is None:
        raise NotFound
    guide = guide_channel(who.site, found[0].page)

    async def locked(writing: Writing) -> T:
        known = await queries.step_with(writing.connection, who.site, id)
        if known is None:
            raise NotFound
        step, is_removed = known
        if is_removed:
            raise StepRemoved
        if step.page != guide.id:
            raise Busy  # its page was merged a moment ago: the next try holds the lock of that one
        return await work(writing, step)

    return await house.journal.write([guide], locked)


async def _written_already(writing: Writing, who: Person, revision: UUID, digest: bytes) -> Step | None:
    """A retry of one's own edit is answered with the step; anything else may not have the id."""
    found = await queries.revision_with(writing.connection, who.site, revision)
    if found is None:
        return None
    known, asked = found
    if known.author.id != who.id or (asked != digest and not known.erased):
        raise IdTaken(field="revision")
    current = await queries.step_with(writing.connection, who.site, known.step)
    assert current is not None
    if current[1]:
        raise StepRemoved
    return current[0]


async def _revise(
    writing: Writing, house: House, who: Person, step: Step, wording: Wording, id: UUID, summary: str, digest: bytes,
    restored: queries.Revision | None = None,
) -> Step:  # fmt: skip
    """The next revision; none when it says the same. `restored`: the one whose text comes back, and whose words."""
    if wording == rules.wording_of(step):
        return step
    revised = msgspec.structs.replace(
        step, title=wording.title, body=wording.body, doc=text.parse(wording.body), field=wording.field, heading=wording.heading,
        video=wording.video, revision=step.revision + 1, author=author(who), edited_at=stamp(house.now()), validated=None,
    )  # fmt: skip
    copied = (restored.revision, restored.answer_of) if restored else (None, None)
    if not await queries.add_revision(writing.connection, who.site, id, revised, summary, digest, *copied):
        raise IdTaken(field="revision")
    await queries.show_revision(writing.connection, who.site, step.id, revised.revision)
    tell(writing, who, revised, id)
    return revised


async def _put(writing: Writing, who: Person, step: Step, place: int) -> Step:
    moved = msgspec.structs.replace(step, place=place)
    tell(writing, who, moved, await put_step(writing.connection, who.site, moved))
    return moved


async def _tell_again(writing: Writing, who: Person, step: Step) -> Step:
    current: Any = await queries.revision_numbered(writing.connection, who.site, step.id, step.revision)
    tell(writing, who, step, current.id)
    return step


async def _origin(writing: Writing, who: Person, new: NewStep) -> tuple[Origin | None, UUID | None]:
    """The answer, and the id of its author."""
    if new.answer is None:
        return None, None
    found = await queries.author_of_answer(writing.connection, who.site, *new.answer)
    if found is None:
        raise BadShape(field="origin", expected="a visible post of that thread")
    return Origin(*new.answer, found[1]), found[0]
