"""Decisions about threads, following them, and the list of a page, over HTTP."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

from parvis.domain import problems
from parvis.domain.endpoint import Endpoint
from parvis.domain.fields import one_line
from parvis.domain.people import Person
from parvis.domain.problems import NotFound, NotSignedIn, NotYours, UnknownSite
from parvis.domain.values import Page, Post, Thread
from parvis.store.house import House
from parvis.threads import decisions, follows, listing
from parvis.threads.routes import SOURCE_LIMIT, Seq


class MadeOfficial(msgspec.Struct, forbid_unknown_fields=True):
    source: str | None = None


class Settled(msgspec.Struct, forbid_unknown_fields=True):
    status: Literal["open", "solved", "closed"]


class Topics(msgspec.Struct, forbid_unknown_fields=True):
    topics: list[str]


class Seen(msgspec.Struct, forbid_unknown_fields=True):
    seq: Seq


class PageMode(msgspec.Struct, forbid_unknown_fields=True):
    mode: Literal["follow", "mute"]


class ListQuery(msgspec.Struct, forbid_unknown_fields=True):
    site: str
    sort: listing.Sort = "active"
    kind: Literal["question", "discussion"] | None = None
    status: Literal["unanswered", "solved"] | None = None
    field: str | None = None
    step: str | None = None
    topic: str | None = None
    mine: bool = False
    after: str | None = None


class Listed(msgspec.Struct):
    threads: list[Thread]
    total: int
    next: str | None


class FollowedThread(msgspec.Struct):
    thread: Thread
    page: Page
    unread: int


class FollowedPage(msgspec.Struct):
    page: Page
    mode: Literal["follow", "mute"]


class Follows(msgspec.Struct):
    threads: list[FollowedThread]
    pages: list[FollowedPage]


class MarksQuery(msgspec.Struct, forbid_unknown_fields=True):
    page: UUID


class Marks(msgspec.Struct):
    thanked: list[UUID]
    same: list[UUID]
    follows: list[UUID]
    unread: list[UUID]
    mode: Literal["follow", "mute"] | None


async def list_threads(house: House, who: Person | None, id: UUID, query: ListQuery) -> Listed:
    """The threads of a page, sorted and filtered."""
    found = await listing.where_listed(house.database, query.site, id)
    if found is None:
        raise UnknownSite(field="site")
    site, page = found
    if query.mine and who is None:
        raise NotSignedIn
    wanted = listing.Wanted(
        page, query.sort, query.kind, query.status, query.field, query.step, query.topic,
        who.id if query.mine and who else None, query.after,
    )  # fmt: skip
    return Listed(*await listing.threads_of_page(house.database, site, wanted))


async def make_official(house: House, who: Person, id: UUID, body: MadeOfficial) -> Post:
    """Stand for an answer, in the name of the service."""
    source = one_line(body.source, "source", SOURCE_LIMIT) or None if body.source else None
    return await decisions.make_official(house, who, id, True, source)


async def make_official_no_more(house: House, who: Person, id: UUID) -> Post:
    """No longer stand for an answer."""
    return await decisions.make_official(house, who, id, False, None)


async def pin(house: House, who: Person, id: UUID) -> Thread:
    """Let a thread stand first on its page."""
    return await decisions.pin(house, who, id, True)


async def unpin(house: House, who: Person, id: UUID) -> Thread:
    """Let a thread stand among the others again."""
    return await decisions.pin(house, who, id, False)


async def settle(house: House, who: Person, id: UUID, body: Settled) -> Thread:
    """Say that a question is open, solved or closed: its asker (not closed), or an agent."""
    return await decisions.settle(house, who, id, body.status)


async def name_topics(house: House, who: Person, id: UUID, body: Topics) -> Thread:
    """Say what a thread is about."""
    return await decisions.name_topics(house, who, id, body.topics)


async def follow(house: House, who: Person, id: UUID) -> None:
    """Follow a thread."""
    await follows.follow(house.database, who, id)


async def unfollow(house: House, who: Person, id: UUID) -> None:
    """Follow a thread no longer."""
    await follows.unfollow(house.database, who, id)


async def see(house: House, who: Person, id: UUID, body: Seen) -> None:
    """Have read a thread up to a number."""
    await follows.see(house.database, who, id, body.seq)


async def follow_page(house: House, who: Person, id: UUID, body: PageMode) -> None:
    """Follow a page, or mute it: then writing there follows nothing."""
    await follows.follow_page(house.database, who, id, body.mode)


async def leave_page(house: House, who: Person, id: UUID) -> None:
    """Neither follow nor mute a page."""
    await follows.leave_page(house.database, who, id)


async def my_follows(house: House, who: Person) -> Follows:
    """What I follow, and how much of it I have not read."""
    threads = [FollowedThread(*each) for each in await follows.followed_threads(house.database, who)]
    pages = [
        msgspec.convert({"page": page, "mode": mode}, FollowedPage)
        for page, mode in await follows.followed_pages(house.database, who)
    ]
    return Follows(threads, pages)


async def my_marks(house: House, who: Person, query: MarksQuery) -> Marks:
    """What I thanked for, ask too, and follow on a page; and the followed threads of the site that have something new."""
    return msgspec.convert(await follows.marks(house.database, who, query.page), Marks)


_DECIDE = (NotFound, NotYours, problems.PostWithdrawn, problems.Busy, problems.Unknown)
ENDPOINTS = [
    Endpoint("GET", "/pages/{id}/threads", list_threads, Listed, query=ListQuery, problems=(UnknownSite, NotSignedIn)),
    Endpoint(
        "PUT", "/posts/{id}/official", make_official, Post, who="agent", body=MadeOfficial,
        problems=(*_DECIDE, problems.TooLong, problems.BadCharacters),
    ),
    Endpoint("DELETE", "/posts/{id}/official", make_official_no_more, Post, who="agent", problems=_DECIDE),
    Endpoint(
        "PUT", "/threads/{id}/pinned", pin, Thread, who="agent", problems=(*_DECIDE, problems.PinnedEnough, problems.IsDuplicate)
    ),
    Endpoint("DELETE", "/threads/{id}/pinned", unpin, Thread, who="agent", problems=_DECIDE),
    Endpoint(
        "PUT", "/threads/{id}/status", settle, Thread, who="person", body=Settled,
        problems=(*_DECIDE, problems.ThreadClosed, problems.IsDuplicate),
    ),
    Endpoint(
        "PUT", "/threads/{id}/topics", name_topics, Thread, who="agent", body=Topics,
        problems=(*_DECIDE, problems.TooLong, problems.BadCharacters),
    ),
    Endpoint("PUT", "/threads/{id}/follow", follow, None, who="person", status=204, barred_too=True, problems=(NotFound,)),
    Endpoint("DELETE", "/threads/{id}/follow", unfollow, None, who="person", status=204),
    Endpoint("PUT", "/threads/{id}/seen", see, None, who="person", body=Seen, status=204, barred_too=True),
    Endpoint("PUT", "/pages/{id}/follow", follow_page, None, who="person", body=PageMode, status=204, problems=(NotFound,)),
    Endpoint("DELETE", "/pages/{id}/follow", leave_page, None, who="person", status=204),
    Endpoint("GET", "/me/follows", my_follows, Follows, who="person"),
    Endpoint("GET", "/me/marks", my_marks, Marks, who="person", query=MarksQuery),
]  # fmt: skip
