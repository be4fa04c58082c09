"""What may be done to threads and posts, as plain functions of plain values."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from parvis.domain.events import LISTED
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, IsDuplicate, NotYours, OfficeHoursOver, OwnPost, PostWithdrawn, ThreadClosed, TooLate
from parvis.domain.values import OfficeHours, Post, Thread

EDIT_WINDOW = timedelta(hours=1)


def may_reply(thread: Thread) -> None:
    if thread.duplicate_of is not None:
        raise IsDuplicate(thread=str(thread.duplicate_of))
    if thread.status == "closed":
        raise ThreadClosed


def may_put_to(hours: OfficeHours | None, kind: str, page: UUID, now: str) -> None:
    """A question may be put to announced hours of its page or of the site, until they end."""
    if hours is None or kind != "question" or (hours.page != page and not hours.everywhere):
        raise BadShape(field="officehours", expected="hours announced on this page, and a question")
    if hours.state != "announced" or hours.ends_at <= now:
        raise OfficeHoursOver


def may_edit(post: Post, who: Person, now: datetime) -> None:
    """Its author, within the hour: later, others have read and answered it."""
    _must_be_its_author(post, who)
    if post.state != "visible":
        raise PostWithdrawn
    if now - datetime.fromisoformat(post.created_at) > EDIT_WINDOW:
        raise TooLate


def may_withdraw(post: Post, who: Person, thread: Thread) -> None:
    """Its author, at any time. A note is the service's word: any of its agents."""
    if not (thread.kind == "note" and post.seq == 1 and who.is_agent):
        _must_be_its_author(post, who)


def may_thank(post: Post, who: Person) -> None:
    """Anybody but its author."""
    if post.author.id == who.id:
        raise OwnPost
    if post.state != "visible":
        raise PostWithdrawn


def may_have_same_question(thread: Thread, who: Person) -> None:
    """Anybody but the asker, as long as the question stands."""
    if thread.author.id == who.id:
        raise OwnPost
    if thread.state != "visible":
        raise PostWithdrawn


def may_accept(thread: Thread, who: Person) -> None:
    """The asker, or an agent."""
    if thread.author.id != who.id and not who.is_agent:
        raise NotYours
    if thread.state != "visible":
        raise PostWithdrawn
    may_reply(thread)


def may_settle(thread: Thread, who: Person, status: str) -> None:
    """The asker says whether her question is settled; an agent may also close it, and alone opens it again then."""
    if who.is_agent:
        return
    if thread.author.id != who.id or status == "closed":
        raise NotYours
    may_reply(thread)


def is_owed_an_answer(thread: Thread) -> bool:
    """What a citizen asks waits for the service as long as it is open. An agent's own word waits for nobody."""
    return thread.status == "open" and thread.kind in LISTED and thread.author.voice != "agent"


def status_after_reply(thread: Thread, who: Person) -> str:
    """An agent's word answers a thread; when the asker then writes again, an answer is owed again.

    Not once it is withdrawn; and a note is no question that its comments could answer.
    """
    if thread.state != "visible" or thread.kind not in LISTED:
        return thread.status
    if who.is_agent:
        return "answered" if thread.status == "open" else thread.status
    if who.id == thread.author.id and thread.status == "answered":
        return "open"
    return thread.status


def digest(*parts: object) -> bytes:
    """What was asked for, as 32 bytes: a retry of an id must ask for the same."""
    return hashlib.sha256(msgspec.json.encode(parts)).digest()


def _must_be_its_author(post: Post, who: Person) -> None:
    if post.author.id != who.id:
        raise NotYours
