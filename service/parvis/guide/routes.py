"""The guide over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import msgspec

from parvis.domain import problems, text
from parvis.domain.endpoint import Endpoint
from parvis.domain.fields import named_field, one_line
from parvis.domain.ids import uuid7
from parvis.domain.pages import Address, SiteRules, page_key
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, NotFound, NotYours, UnknownSite
from parvis.domain.values import Page, Step, Video
from parvis.domain.videos import shown_video
from parvis.guide import acts, queries, rules
from parvis.guide.diffs import Piece, diff
from parvis.guide.rules import Wording
from parvis.store import journal
from parvis.store.addresses import page_at, page_now
from parvis.store.house import House
from parvis.store.pages import page_of
from parvis.store.sites import site_and_rules, video_hosts

HISTORY_WINDOW = 20
TO_VALIDATE = 100
Number = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class GuideQuery(msgspec.Struct, forbid_unknown_fields=True):
    site: str
    url: str
    page: str | None = None
    canonical: str | None = None


class Guide(msgspec.Struct):
    page: UUID
    seq: int
    epoch: str
    steps: list[Step]


class TiedField(msgspec.Struct, forbid_unknown_fields=True):
    """A control of the form, as the loader names it."""

    key: str
    label: str
    step: str | None = None


class ShownVideo(msgspec.Struct, forbid_unknown_fields=True):
    """The address of a film as one watches it; `alt` says in words what it shows and says."""

    url: str
    title: str
    alt: str


class Answered(msgspec.Struct, forbid_unknown_fields=True):
    thread: UUID
    post: UUID


class WrittenStep(msgspec.Struct, forbid_unknown_fields=True):
    """Tied to a field or to a heading of the page, or to neither. `after`: the step that it follows; without it, the last.

    On the page of that address, or of that id (`on`).
    """

    site: str
    title: str
    body: str
    id: UUID | None = None
    revision: UUID | None = None
    field: TiedField | None = None
    heading: str | None = None
    video: ShownVideo | None = None
    origin: Answered | None = None
    after: UUID | None = None
    summary: str = ""
    on: UUID | None = None
    url: str | None = None
    page: str | None = None
    canonical: str | None = None
    page_title: str = ""


class Edit(msgspec.Struct, forbid_unknown_fields=True):
    """`base`: the number of the revision that was read; `id`: of the new one."""

    base: Number
    title: str
    body: str
    id: UUID | None = None
    field: TiedField | None = None
    heading: str | None = None
    video: ShownVideo | None = None
    summary: str = ""


class Reversion(msgspec.Struct, forbid_unknown_fields=True):
    """`revision`: the number of the one that comes back; `id`: of the new one."""

    base: Number
    revision: Number
    id: UUID | None = None
    summary: str = ""


class Move(msgspec.Struct, forbid_unknown_fields=True):
    """`after`: the step that it then follows; null: it is the first."""

    after: UUID | None


class Validation(msgspec.Struct, forbid_unknown_fields=True):
    """`base`: the number of the revision that was read."""

    base: Number
    source: str | None = None


class HistoryQuery(msgspec.Struct, forbid_unknown_fields=True):
    before: Number | None = None


class Change(msgspec.Struct):
    """A revision with what it changed of the last one before it that was not erased."""

    revision: queries.Revision
    title: list[Piece]
    body: list[Piece]


class History(msgspec.Struct):
    step: Step
    changes: list[Change]
    next: int | None


class Unvalidated(msgspec.Struct):
    """What changed since an agent last stood for it; all of it, if none ever did. `trusted`: the number of that revision."""

    page: Page
    step: Step
    trusted: int | None
    title: list[Piece]
    body: list[Piece]


class ToValidate(msgspec.Struct):
    steps: list[Unvalidated]


async def read_guide(house: House, query: GuideQuery) -> Guide:
    """The guide of a page."""
    site, site_rules = await site_and_rules(house, query.site)
    key = page_key(Address(query.url, query.page, query.canonical), site_rules)
    async with house.database.connection() as connection:
        page = await page_at(connection, site, key)
    epoch = await journal.epoch(house.database)
    seq, state = await queries.guide_snapshot(house.database, site, page)
    return Guide(page, seq, epoch, msgspec.convert(state["steps"], list[Step]))


async def add_step(house: House, who: Person, body: WrittenStep) -> Step:
    """Add a step to the guide of a page."""
    site, site_rules = await site_and_rules(house, body.site)
    if site != who.site:
        raise NotYours
    new = acts.NewStep(
        body.id or uuid7(), body.revision or uuid7(), await _key(house, site, site_rules, body),
        text.shown_title(body.page_title), await read_wording(house, site, body), read_summary(body.summary), body.after,
        (body.origin.thread, body.origin.post) if body.origin else None,
    )  # fmt: skip
    return await acts.add(house, who, new)


async def edit_step(house: House, who: Person, id: UUID, body: Edit) -> Step:
    """Say a step better; it takes effect at once, and its history keeps what it said."""
    wording = await read_wording(house, who.site, body)
    return await acts.edit(house, who, id, body.id or uuid7(), body.base, wording, read_summary(body.summary))


async def revert_step(house: House, who: Person, id: UUID, body: Reversion) -> Step:
    """Bring back what a step said before."""
    return await acts.revert(house, who, id, body.id or uuid7(), body.base, body.revision, read_summary(body.summary))


async def move_step(house: House, who: Person, id: UUID, body: Move) -> Step:
    """Let a step follow another one, or be the first."""
    return await acts.move(house, who, id, body.after)


async def remove_step(house: House, who: Person, id: UUID) -> None:
    """Take a step out of the guide, with its history: an agent, or its only author."""
    await acts.remove(house, who, id)


async def read_history(house: House, id: UUID, query: HistoryQuery) -> History:
    """What a step said over time, newest first, with what each edit changed."""
    async with house.database.snapshot() as connection:
        site = await queries.site_of_step(connection, id)
        found = await queries.step_with(connection, site, id) if site else None
        if site is None or found is None or found[1]:
            raise NotFound
        revisions = await queries.revisions_of(connection, site, id, HISTORY_WINDOW + 1, query.before)
    further = revisions[HISTORY_WINDOW - 1].revision if len(revisions) > HISTORY_WINDOW else None
    shown = revisions[:HISTORY_WINDOW]
    changed = await _compared([(_before(revisions, at), revision) for at, revision in enumerate(shown)])
    return History(found[0], [Change(revision, *pieces) for revision, pieces in zip(shown, changed, strict=True)], further)


async def erase_revision(house: House, who: Person, id: UUID, revision: UUID) -> None:
    """Empty a revision that is no longer shown: its author, that of the answer it copies, or an agent."""
    async with house.database.connection() as connection:
        found = await queries.revision_with(connection, who.site, revision)
    if found is None or found[0].step != id:
        raise NotFound
    await acts.erase(house, who, id, found[0].revision)


async def validate(house: House, who: Person, id: UUID, body: Validation) -> Step:
    """Stand for a step as it was read, in the name of the service, until its next edit."""
    source = one_line(body.source, "source", rules.SOURCE_LIMIT) or None if body.source else None
    return await acts.validate(house, who, id, body.base, source)


async def validate_no_more(house: House, who: Person, id: UUID) -> Step:
    """No longer stand for a step."""
    return await acts.validate_no_more(house, who, id)


async def read_unvalidated(house: House, who: Person) -> ToValidate:
    """Steps of all guides that no agent stands for, latest edit first."""
    async with house.database.snapshot() as connection:
        found = await queries.to_validate(connection, who.site, TO_VALIDATE)
        read = [
            await queries.wording_at(connection, who.site, step.id, trusted) if trusted else None for _, step, trusted in found
        ]
    changed = await _compared([(was, step) for was, (_, step, _) in zip(read, found, strict=True)])
    return ToValidate(
        [
            Unvalidated(page, step, trusted if was else None, *pieces)
            for (page, step, trusted), was, pieces in zip(found, read, changed, strict=True)
        ]
    )


async def read_wording(house: House, site: UUID, body: WrittenStep | Edit) -> Wording:
    """Raises Empty, TooLong, BadCharacters, BadShape, VideoRefused."""
    field = named_field(body.field.key, body.field.label, body.field.step) if body.field else None
    heading = one_line(body.heading, "heading", text.TITLE_LIMIT) or None if body.heading else None
    if field and heading:
        raise BadShape(field="heading", expected="a field or a heading")
    return Wording(text.title(body.title), text.body(body.body), field, heading, await _video(house, site, body.video))


def read_summary(raw: str) -> str:
    return one_line(raw, "summary", rules.SUMMARY_LIMIT)


async def _key(house: House, site: UUID, site_rules: SiteRules, body: WrittenStep) -> str:
    if body.on is not None:
        async with house.database.connection() as connection:
            found = await page_of(connection, site, await page_now(connection, site, body.on))
        if found is None:
            raise BadShape(field="on", expected="a page of the site")
        return found[0].key
    if body.url is None:
        raise BadShape(field="url", expected="an http(s) URL")
    return page_key(Address(body.url, body.page, body.canonical), site_rules)


async def _video(house: House, site: UUID, given: ShownVideo | None) -> Video | None:
    return shown_video(given.url, given.title, given.alt, await video_hosts(house, site)) if given else None


def _before(revisions: list[queries.Revision], at: int) -> queries.Revision | None:
    """What a revision is compared with; nothing for an erased one. `revisions` newest first."""
    older = () if revisions[at].erased else revisions[at + 1 :]
    return next((revision for revision in older if not revision.erased), None)


async def _compared(
    pairs: Sequence[tuple[queries.Revision | Wording | None, queries.Revision | Step]],
) -> list[tuple[list[Piece], list[Piece]]]:
    """What changed in title and body, pair by pair; in a thread, so that long texts keep nobody else waiting."""
    return await asyncio.to_thread(
        lambda: [(diff(was.title if was else "", now.title), diff(was.body if was else "", now.body)) for was, now in pairs]
    )


_TEXT = (problems.Empty, problems.TooLong, problems.BadCharacters, problems.VideoRefused)
_WRITE = (problems.Busy, problems.Unknown, problems.StepRemoved)
_EDIT = (*_WRITE, problems.IdTaken, problems.EditedMeanwhile)
ENDPOINTS = [
    Endpoint(
        "GET", "/guide", read_guide, Guide, query=GuideQuery,
        problems=(UnknownSite, problems.ForeignPage, problems.Empty, problems.TooLong),
    ),
    Endpoint(
        "POST", "/guide/steps", add_step, Step, who="person", body=WrittenStep, status=201,
        problems=(
            *_TEXT, *_WRITE, problems.IdTaken, problems.GuideFull, problems.NeedsReading, UnknownSite,
            problems.ForeignPage, NotYours,
        ),
    ),
    Endpoint(
        "PUT", "/guide/steps/{id}", edit_step, Step, who="person", body=Edit, problems=(*_TEXT, *_EDIT, problems.NeedsReading)
    ),
    Endpoint("DELETE", "/guide/steps/{id}", remove_step, None, who="person", status=204, problems=(*_WRITE, NotYours)),
    Endpoint("POST", "/guide/steps/{id}/move", move_step, Step, who="person", body=Move, problems=_WRITE),
    Endpoint("GET", "/guide/steps/{id}/history", read_history, History, query=HistoryQuery),
    Endpoint(
        "DELETE", "/guide/steps/{id}/history/{revision}", erase_revision, None, who="person", status=204,
        problems=(*_WRITE, NotYours, BadShape),
    ),
    Endpoint(
        "POST", "/guide/steps/{id}/revert", revert_step, Step, who="person", body=Reversion,
        problems=(*_EDIT, problems.TooLong, problems.BadCharacters),
    ),
    Endpoint(
        "PUT", "/guide/steps/{id}/validated", validate, Step, who="agent", body=Validation,
        problems=(*_WRITE, problems.EditedMeanwhile, problems.TooLong, problems.BadCharacters),
    ),
    Endpoint("DELETE", "/guide/steps/{id}/validated", validate_no_more, Step, who="agent", problems=_WRITE),
    Endpoint("GET", "/agent/guide", read_unvalidated, ToValidate, who="agent"),
]  # fmt: skip
