"""Words that moderation holds, as their author is answered."""

from __future__ import annotations

from parvis.domain.gate import Kept, Said
from parvis.domain.people import Person
from parvis.domain.values import Field, Kind, Post, Testimony, Thread, author, stamp


def post(who: Person, said: Said, kept: Kept, testimony: Testimony | None = None) -> Post:
    """The message that would be there; without a number, since no channel knows of it."""
    body, doc = (said.body, said.doc) if kept.state == "held" else ("", [])
    return Post(
        said.id, said.thread, 0, author(who), body, doc, None, stamp(kept.at), None, kept.state, testimony=testimony
    )  # fmt: skip


def opened(
    who: Person, said: Said, kept: Kept, kind: Kind, field: Field | None, testimony: Testimony | None = None
) -> tuple[Thread, Post]:
    """The thread that would be there, and its opening post."""
    at = stamp(kept.at)
    title = said.title if kept.state == "held" else ""
    thread = Thread(
        said.thread, said.page, kind, field, title, kept.state, "open", 1, 0, 0, None, None, False, [], author(who), at, at, 0
    )  # fmt: skip
    return thread, post(who, said, kept, testimony)
