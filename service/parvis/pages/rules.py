"""What may be moved, how it arrives, and what a site's new rules make of the keys it has, as plain functions of plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from parvis.domain.events import LISTED, PINNED_LIMIT
from parvis.domain.ids import page_id
from parvis.domain.pages import Address, SiteRules, page_key
from parvis.domain.problems import BadShape, Problem
from parvis.domain.values import Page, Thread


def is_listed(thread: Thread) -> bool:
    """It stands in its page's list and is counted there."""
    return thread.state == "visible" and thread.kind in LISTED


def may_leave(thread: Thread) -> None:
    """A page's testimonies go with the page or stay: alone, they would be told of another procedure."""
    if thread.kind == "testimonies":
        raise BadShape(field="id", expected="a question, a discussion or a note")


def keeps_pin(thread: Thread, pinned_there: int) -> bool:
    """A note is seen only where it is pinned, so it stays so; a question gives way where enough stand first already."""
    return thread.pinned and (thread.kind == "note" or pinned_there < PINNED_LIMIT)


@dataclass(frozen=True, slots=True)
class Change:
    """What new rules ask of a page: the key it now has, or the page into which it goes because that key is taken."""

    page: Page
    key: str
    into: UUID | None


def settled(site: UUID, pages: Iterable[Page], taken: dict[UUID, UUID], rules: SiteRules) -> list[Change]:
    """The pages whose address has another key under these rules. `taken`: id of a page or alias → the page to which it leads.

    The first page that asks for a free key has it, those after it join it there. Keys that are no address of the site stay.
    """
    leads, changes = dict(taken), []
    for page in pages:
        key = _key_under(page.key, rules)
        if key is None or key == page.key:
            continue
        into = leads.setdefault(page_id(site, key), page.id)
        if page_id(site, key) not in taken and into == page.id:
            changes.append(Change(page, key, None))
        elif into != page.id:
            changes.append(Change(page, key, into))
    return changes


def _key_under(key: str, rules: SiteRules) -> str | None:
    try:
        return page_key(Address(key), rules)
    except Problem:
        return None
