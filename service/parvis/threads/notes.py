"""Official notes: dated, signed by an agent, first on a page or on every page of the site. Their comments are plain replies."""

from __future__ import annotations

from uuid import UUID

import msgspec

from parvis.domain import problems, text
from parvis.domain.endpoint import Endpoint
from parvis.domain.ids import uuid7
from parvis.domain.pages import SITE_WIDE, Address, page_key
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, NotFound, NotYours
from parvis.domain.values import Video
from parvis.domain.videos import shown_video
from parvis.store.addresses import page_now
from parvis.store.house import House
from parvis.store.sites import rules_of, video_hosts
from parvis.threads import acts, queries
from parvis.threads.routes import Opened


class NoteVideo(msgspec.Struct, forbid_unknown_fields=True):
    """The address of a film as one watches it; `alt` says in words what it shows and says."""

    url: str
    title: str
    alt: str


class NewNote(msgspec.Struct, forbid_unknown_fields=True):
    """On the page of that id (`on`) or of that address; with neither, on the whole site."""

    title: str
    body: str
    on: UUID | None = None
    url: str | None = None
    page: str | None = None
    canonical: str | None = None
    page_title: str = ""
    video: NoteVideo | None = None
    id: UUID | None = None
    post: UUID | None = None


async def write_note(house: House, who: Person, body: NewNote) -> Opened:
    """Write a note of the service, which stands first on a page or on the whole site."""
    key = await _key(house, who, body)
    asked = acts.Asked(
        body.id or uuid7(), body.post or uuid7(), key, acts.shown_title(body.page_title), "note",
        text.title(body.title), text.body(body.body), video=await _video(house, who, body.video),
    )  # fmt: skip
    return Opened(*await acts.ask(house, who, asked))


async def withdraw_note(house: House, who: Person, id: UUID) -> None:
    """Withdraw a note: its author, or another agent of the site."""
    async with house.database.connection() as connection:
        note = await queries.thread_with(connection, who.site, id)
        opening = await queries.opening_post(connection, who.site, id) if note else None
    if note is None or opening is None or note.kind != "note":
        raise NotFound
    await acts.withdraw(house, who, opening.id)


async def _video(house: House, who: Person, given: NoteVideo | None) -> Video | None:
    return shown_video(given.url, given.title, given.alt, await video_hosts(house, who.site)) if given else None


async def _key(house: House, who: Person, body: NewNote) -> str:
    if body.on is not None:
        async with house.database.connection() as connection:
            found = await queries.page_of(connection, who.site, await page_now(connection, who.site, body.on))
        if found is None:
            raise BadShape(field="on", expected="a page of the site")
        return found[0].key
    if body.url is None:
        return SITE_WIDE
    return page_key(Address(body.url, body.page, body.canonical), await rules_of(house, who.site))


_WRITE = (problems.Empty, problems.TooLong, problems.IdTaken, problems.PinnedEnough, problems.Unknown, problems.ForeignPage)
ENDPOINTS = [
    Endpoint(
        "POST", "/agent/notes", write_note, Opened, who="agent", body=NewNote, status=201,
        problems=(*_WRITE, NotYours, problems.VideoRefused),
    ),
    Endpoint(
        "DELETE", "/agent/notes/{id}", withdraw_note, None, who="agent", status=204,
        problems=(NotFound, NotYours, problems.Busy, problems.Unknown),
    ),
]  # fmt: skip
