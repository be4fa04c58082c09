"""Who may do what in a private aside, as plain functions of plain values."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from parvis.domain.asides import Aside, AsidePost, Conclusion
from parvis.domain.events import LISTED
from parvis.domain.people import Person
from parvis.domain.problems import AsideClosed, BadShape, ConclusionSettled, NotFound, NotYours, PostWithdrawn, TooLate
from parvis.domain.values import Thread

EDIT_WINDOW = timedelta(hours=1)


def may_open(thread: Thread, who: Person) -> None:
    """An agent, with the citizen who asked; or she herself, to an agent only."""
    if not who.is_agent and thread.author.id != who.id:
        raise NotYours
    if thread.kind not in LISTED or thread.author.voice == "agent":
        raise BadShape(field="id", expected="a question that a citizen asked")
    if thread.state != "visible":
        raise PostWithdrawn


def may_read(aside: Aside | None, who: Person) -> Aside:
    """The asker and the agents of the site. To anybody else there is nothing."""
    if aside is None or not (who.is_agent or aside.asker.id == who.id):
        raise NotFound
    return aside


def may_write(aside: Aside) -> None:
    if aside.state == "closed":
        raise AsideClosed


def may_edit(aside: Aside, post: AsidePost, who: Person, now: datetime) -> None:
    """Its author, within the hour, as in public."""
    may_withdraw(post, who)
    may_write(aside)
    if post.state != "visible":
        raise PostWithdrawn
    if now - datetime.fromisoformat(post.created_at) > EDIT_WINDOW:
        raise TooLate


def may_withdraw(post: AsidePost, who: Person) -> None:
    if post.author.id != who.id:
        raise NotYours


def answered(conclusion: Conclusion, agreed: bool) -> Conclusion:
    """Once answered it stays so: what she agreed to is published whatever is said afterwards."""
    said = conclusion.state in ("agreed", "published")
    if conclusion.state != "proposed" and said is not agreed:
        raise ConclusionSettled
    if conclusion.state != "proposed":
        return conclusion
    return msgspec.structs.replace(conclusion, state="agreed" if agreed else "declined")
