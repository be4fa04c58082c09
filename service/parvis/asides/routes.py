"""Private asides over HTTP. To whoever is neither the asker nor an agent of the site, there is nothing at these addresses."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from parvis.asides import acts, queries, rules
from parvis.domain import problems, text
from parvis.domain.asides import Aside, AsidePost, Conclusion
from parvis.domain.endpoint import Endpoint
from parvis.domain.ids import aside_channel, uuid7
from parvis.domain.people import Person
from parvis.domain.problems import AsideClosed, AsideOpen, ConclusionSettled, IdTaken, NotFound, NotYours, PostWithdrawn
from parvis.domain.values import Page
from parvis.store import journal
from parvis.store.house import House

Seq = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class NewAside(msgspec.Struct, forbid_unknown_fields=True):
    body: str
    id: UUID | None = None
    post: UUID | None = None


class OpenedAside(msgspec.Struct):
    aside: Aside
    post: AsidePost


class AsideQuery(msgspec.Struct, forbid_unknown_fields=True):
    before: Seq | None = None


class AsideAnswer(msgspec.Struct):
    aside: Aside
    conclusion: Conclusion | None
    posts: list[AsidePost]
    seq: int
    epoch: str
    earlier: int | None


class NewAsidePost(msgspec.Struct, forbid_unknown_fields=True):
    body: str
    id: UUID | None = None


class OtherWords(msgspec.Struct, forbid_unknown_fields=True):
    body: str


class AsideState(msgspec.Struct, forbid_unknown_fields=True):
    state: Literal["open", "closed"]


class SeenAside(msgspec.Struct, forbid_unknown_fields=True):
    seq: Seq


class AsidesQuery(msgspec.Struct, forbid_unknown_fields=True):
    state: Literal["open", "closed"] = "open"


class ListedAside(msgspec.Struct):
    """`title`: of its question, empty once that was withdrawn. `unread`: messages of others that the caller has not seen."""

    aside: Aside
    title: str
    page: Page
    unread: int


class Asides(msgspec.Struct):
    asides: list[ListedAside]


class NewConclusion(msgspec.Struct, forbid_unknown_fields=True):
    body: str
    official: bool = False
    id: UUID | None = None


async def ask_privately(house: House, who: Person, id: UUID, body: NewAside) -> OpenedAside:
    """Write to an agent only, about one's own question."""
    return OpenedAside(
        *await acts.open_aside(house, who, id, body.id or uuid7(), body.post or uuid7(), text.body(body.body))
    )  # fmt: skip


async def take_aside(house: House, who: Person, id: UUID, body: NewAside) -> OpenedAside:
    """Open a private aside with the asker of a question."""
    return await ask_privately(house, who, id, body)


async def read_aside(house: House, who: Person, id: UUID, query: AsideQuery) -> AsideAnswer:
    """A private aside: its latest messages, or those before a number."""
    epoch = await journal.epoch(house.database)
    async with house.database.snapshot() as connection:
        aside = rules.may_read(await queries.aside_with(connection, who.site, id), who)
        seq = await journal.head(connection, aside_channel(who.site, id))
        conclusion = await queries.conclusion_of(connection, who.site, id)
        posts, earlier = await queries.posts_of(connection, who.site, id, query.before)
    return AsideAnswer(aside, conclusion, posts, seq, epoch, earlier)


async def write(house: House, who: Person, id: UUID, body: NewAsidePost) -> AsidePost:
    """Write in a private aside."""
    return await acts.write(house, who, id, body.id or uuid7(), text.body(body.body))


async def edit(house: House, who: Person, id: UUID, post: UUID, body: OtherWords) -> AsidePost:
    """Reword one's own message, within the hour."""
    return await acts.edit(house, who, id, post, text.body(body.body))


async def withdraw(house: House, who: Person, id: UUID, post: UUID) -> AsidePost:
    """Take one's own message back; a tombstone keeps its place."""
    return await acts.withdraw(house, who, id, post)


async def settle(house: House, who: Person, id: UUID, body: AsideState) -> Aside:
    """Close a private aside, or open it again."""
    return await acts.settle(house, who, id, body.state)


async def see(house: House, who: Person, id: UUID, body: SeenAside) -> None:
    """Have read a private aside up to a number."""
    async with house.database.connection() as connection:
        rules.may_read(await queries.aside_with(connection, who.site, id), who)
        await queries.see(connection, who, id, body.seq)


async def my_asides(house: House, who: Person) -> Asides:
    """The private asides about my questions: those that wait first."""
    async with house.database.snapshot() as connection:
        return Asides([ListedAside(*each) for each in await queries.shown_asides(connection, who, mine=True)])


async def agents_asides(house: House, who: Person, query: AsidesQuery) -> Asides:
    """The private asides of the site: those that wait for an agent first, the longest wait before all."""
    async with house.database.snapshot() as connection:
        return Asides([ListedAside(*each) for each in await queries.shown_asides(connection, who, state=query.state)])


async def propose(house: House, who: Person, id: UUID, body: NewConclusion) -> Conclusion:
    """Propose what to say of it in public, without the person; the asker must agree."""
    return await acts.propose(house, who, id, body.id or uuid7(), text.body(body.body), body.official)


_TEXT = (problems.Empty, problems.TooLong, problems.BadCharacters)
_WRITE = (NotFound, IdTaken, problems.Busy, problems.Unknown)
_OPEN = (*_TEXT, *_WRITE, PostWithdrawn, AsideOpen, NotYours)
ENDPOINTS = [
    Endpoint(
        "POST", "/threads/{id}/aside", ask_privately, OpenedAside, who="person", body=NewAside, status=201, problems=_OPEN
    ),
    Endpoint(
        "POST", "/agent/threads/{id}/aside", take_aside, OpenedAside, who="agent", body=NewAside, status=201, problems=_OPEN
    ),
    Endpoint("GET", "/asides/{id}", read_aside, AsideAnswer, who="person", query=AsideQuery, problems=(NotFound,)),
    Endpoint(
        "POST", "/asides/{id}/posts", write, AsidePost, who="person", body=NewAsidePost, status=201,
        problems=(*_TEXT, *_WRITE, PostWithdrawn, AsideClosed),
    ),
    Endpoint(
        "PATCH", "/asides/{id}/posts/{post}", edit, AsidePost, who="person", body=OtherWords,
        problems=(*_TEXT, *_WRITE, NotYours, PostWithdrawn, AsideClosed, problems.TooLate),
    ),
    Endpoint(
        "DELETE", "/asides/{id}/posts/{post}", withdraw, AsidePost, who="person",
        problems=(NotFound, NotYours, problems.Busy, problems.Unknown),
    ),
    Endpoint("PUT", "/asides/{id}/state", settle, Aside, who="person", body=AsideState, problems=(*_WRITE, AsideOpen)),
    Endpoint("PUT", "/asides/{id}/seen", see, None, who="person", body=SeenAside, status=204, problems=(NotFound,)),
    Endpoint("GET", "/me/asides", my_asides, Asides, who="person"),
    Endpoint("GET", "/agent/asides", agents_asides, Asides, who="agent", query=AsidesQuery),
    Endpoint(
        "POST", "/agent/asides/{id}/conclusion", propose, Conclusion, who="agent", body=NewConclusion, status=201,
        problems=(*_TEXT, *_WRITE, AsideClosed, ConclusionSettled),
    ),
]  # fmt: skip
