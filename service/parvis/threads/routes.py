"""Pages, threads and posts over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from parvis.domain import problems, text
from parvis.domain.endpoint import Answer, Endpoint
from parvis.domain.events import PAGE_WINDOW, THREAD_WINDOW
from parvis.domain.fields import named_field, one_line
from parvis.domain.ids import page_channel, thread_channel, uuid7
from parvis.domain.pages import Address, page_key
from parvis.domain.people import Person
from parvis.domain.problems import NotFound, NotYours, UnknownSite
from parvis.domain.values import OfficeHours, Page, Post, Thread
from parvis.store import journal
from parvis.store.addresses import page_at
from parvis.store.fields import changed_fields
from parvis.store.house import House
from parvis.store.officehours import announced
from parvis.store.sites import site_and_rules
from parvis.threads import acts, queries, votes
from parvis.threads.pictures import NewPictures, named
from parvis.threads.snapshots import with_opening

SOURCE_LIMIT = 300
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class PageQuery(msgspec.Struct, forbid_unknown_fields=True):
    site: str
    url: str
    page: str | None = None
    canonical: str | None = None
    before: Seq | None = None


class AgentOnDuty(msgspec.Struct):
    name: str
    service: str


class Here(msgspec.Struct, omit_defaults=True):
    """`next_opening`: nobody is on duty, and the service is closed until then."""

    people: int
    agents: list[AgentOnDuty]
    next_opening: str | None = None


class PageHead(msgspec.Struct):
    id: UUID
    key: str
    title: str
    seq: int


class PageAnswer(msgspec.Struct):
    page: PageHead
    epoch: str
    threads: list[Thread]
    total: int
    pinned: list[Thread]
    changed: dict[str, str]
    officehours: list[OfficeHours]
    next: int | None
    here: Here


class AboutField(msgspec.Struct, forbid_unknown_fields=True):
    """A control of the form, as the loader names it."""

    key: str
    label: str
    step: str | None = None


class NewThread(msgspec.Struct, forbid_unknown_fields=True):
    site: str
    url: str
    title: str
    body: str
    kind: Literal["question", "discussion"] = "question"
    id: UUID | None = None
    post: UUID | None = None
    page: str | None = None
    canonical: str | None = None
    page_title: str = ""
    field: AboutField | None = None
    pictures: NewPictures = []
    officehours: UUID | None = None


class Opened(msgspec.Struct):
    thread: Thread
    post: Post


class ThreadQuery(msgspec.Struct, forbid_unknown_fields=True):
    after: Seq | None = None
    before: Seq | None = None


class ThreadAnswer(msgspec.Struct):
    thread: Thread
    posts: list[Post]
    seq: int
    epoch: str
    earlier: int | None
    next: int | None


class NewPost(msgspec.Struct, forbid_unknown_fields=True):
    body: str
    id: UUID | None = None
    reply_to: UUID | None = None
    source: str | None = None
    pictures: NewPictures = []


class Accepted(msgspec.Struct, forbid_unknown_fields=True):
    post: UUID


class Rewording(msgspec.Struct, forbid_unknown_fields=True):
    body: str


async def read_page(house: House, query: PageQuery, if_none_match: str | None) -> Answer:
    """The questions of a page, newest first, and who is here."""
    site, rules = await site_and_rules(house, query.site)
    key = page_key(Address(query.url, query.page, query.canonical), rules)
    epoch = await journal.epoch(house.database)
    async with house.database.snapshot() as connection:
        id = await page_at(connection, site, key)
        seq = await journal.head(connection, page_channel(site, id))
        tag = f'W/"{epoch}-{seq}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if if_none_match == tag and query.before is None:
            return Answer(None, headers, 304)
        found = await queries.page_of(connection, site, id)
        threads = await queries.latest_threads(connection, site, id, PAGE_WINDOW + 1, query.before)
        pinned = await queries.pinned_threads(connection, site, id)
        changed = await changed_fields(connection, site, id)
        hours = await announced(connection, site, [id])
    page, total = found or (Page(id, key, ""), 0)
    further = threads[PAGE_WINDOW - 1].seq if len(threads) > PAGE_WINDOW else None
    here = msgspec.convert(house.here(page_channel(site, id)), Here)
    head = PageHead(page.id, page.key, page.title, seq)
    return Answer(PageAnswer(head, epoch, threads[:PAGE_WINDOW], total, pinned, changed, hours, further, here), headers)


async def ask(house: House, who: Person, body: NewThread) -> Opened:
    """Ask a question, or open a discussion, on a page."""
    site, rules = await site_and_rules(house, body.site)
    if site != who.site:
        raise NotYours
    asked = acts.Asked(
        id=body.id or uuid7(),
        post=body.post or uuid7(),
        key=page_key(Address(body.url, body.page, body.canonical), rules),
        page_title=acts.shown_title(body.page_title),
        kind=body.kind,
        title=text.title(body.title),
        body=text.body(body.body) if body.body.strip() else text.title(body.title),
        field=named_field(body.field.key, body.field.label, body.field.step) if body.field else None,
        pictures=named(body.pictures),
        officehours=body.officehours,
    )
    return Opened(*await acts.ask(house, who, asked))


async def read_thread(house: House, id: UUID, query: ThreadQuery) -> ThreadAnswer:
    """A thread: its opening post and the latest ones, or those after or before a number."""
    epoch = await journal.epoch(house.database)
    async with house.database.snapshot() as connection:
        site = await queries.site_of_thread(connection, id)
        thread = await queries.thread_with(connection, site, id) if site else None
        if site is None or thread is None:
            raise NotFound
        seq = await journal.head(connection, thread_channel(site, id))
        further = earlier = None
        if query.after is not None:
            posts = await queries.posts_after(connection, site, id, query.after, THREAD_WINDOW + 1)
            further = posts[THREAD_WINDOW - 1].seq if len(posts) > THREAD_WINDOW else None
            posts = posts[:THREAD_WINDOW]
        else:
            posts = await queries.latest_posts(connection, site, id, THREAD_WINDOW, query.before)
            posts, earlier = await with_opening(connection, site, thread, posts)
    return ThreadAnswer(thread, posts, seq, epoch, earlier, further)


async def reply(house: House, who: Person, id: UUID, body: NewPost) -> Post:
    """Reply in a thread."""
    source = one_line(body.source, "source", SOURCE_LIMIT) or None if body.source else None
    said = text.body(body.body)
    return await acts.reply(house, who, id, body.id or uuid7(), said, body.reply_to, source, named(body.pictures))


async def edit(house: House, who: Person, id: UUID, body: Rewording) -> Post:
    """Reword one's own post, within the hour."""
    return await acts.edit(house, who, id, text.body(body.body))


async def withdraw(house: House, who: Person, id: UUID) -> Post:
    """Take one's own post back; a tombstone keeps its place."""
    return await acts.withdraw(house, who, id)


async def thank(house: House, who: Person, id: UUID) -> Post:
    """Say that a post helped."""
    return await votes.thank(house, who, id, helped=True)


async def take_thanks_back(house: House, who: Person, id: UUID) -> Post:
    """It did not help after all."""
    return await votes.thank(house, who, id, helped=False)


async def have_same_question(house: House, who: Person, id: UUID) -> Thread:
    """Have the same question."""
    return await votes.have_same_question(house, who, id, same=True)


async def no_longer_same_question(house: House, who: Person, id: UUID) -> Thread:
    """No longer have the same question."""
    return await votes.have_same_question(house, who, id, same=False)


async def accept(house: House, who: Person, id: UUID, body: Accepted) -> Thread:
    """Keep an answer: the question is solved. The asker's, or an agent's."""
    return await votes.accept(house, who, id, body.post)


async def accept_no_more(house: House, who: Person, id: UUID) -> Thread:
    """Keep no answer after all."""
    return await votes.accept(house, who, id, None)


_TEXT = (problems.Empty, problems.TooLong, problems.BadCharacters)
_WRITE = (problems.IdTaken, problems.PictureUnknown, problems.Busy, problems.Unknown)
_VOTE = (NotFound, problems.PostWithdrawn, problems.OwnPost, problems.Busy, problems.Unknown)
_ACCEPT = (
    NotFound,
    NotYours,
    problems.PostWithdrawn,
    problems.ThreadClosed,
    problems.IsDuplicate,
    problems.Busy,
    problems.Unknown,
)
ENDPOINTS = [
    Endpoint("PUT", "/posts/{id}/helpful", thank, Post, who="person", problems=_VOTE),
    Endpoint("DELETE", "/posts/{id}/helpful", take_thanks_back, Post, who="person", problems=_VOTE),
    Endpoint("PUT", "/threads/{id}/same-question", have_same_question, Thread, who="person", problems=_VOTE),
    Endpoint("DELETE", "/threads/{id}/same-question", no_longer_same_question, Thread, who="person", problems=_VOTE),
    Endpoint("PUT", "/threads/{id}/accepted", accept, Thread, who="person", body=Accepted, problems=_ACCEPT),
    Endpoint("DELETE", "/threads/{id}/accepted", accept_no_more, Thread, who="person", problems=_ACCEPT),
    Endpoint("GET", "/page", read_page, PageAnswer, query=PageQuery, problems=(*_TEXT, UnknownSite, problems.ForeignPage)),
    Endpoint(
        "POST", "/threads", ask, Opened, who="person", body=NewThread, status=201,
        problems=(*_TEXT, *_WRITE, UnknownSite, problems.ForeignPage, NotYours, problems.OfficeHoursOver),
    ),
    Endpoint("GET", "/threads/{id}", read_thread, ThreadAnswer, query=ThreadQuery, problems=(NotFound,)),
    Endpoint(
        "POST", "/threads/{id}/posts", reply, Post, who="person", body=NewPost, status=201,
        problems=(*_TEXT, *_WRITE, NotFound, problems.ThreadClosed, problems.IsDuplicate),
    ),
    Endpoint(
        "PATCH", "/posts/{id}", edit, Post, who="person", body=Rewording,
        problems=(*_TEXT, NotFound, NotYours, problems.TooLate, problems.PostWithdrawn, problems.Busy, problems.Unknown),
    ),
    Endpoint(
        "DELETE", "/posts/{id}", withdraw, Post, who="person",
        problems=(NotFound, NotYours, problems.Busy, problems.Unknown),
    ),
]  # fmt: skip
