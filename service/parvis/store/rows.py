"""Row → value, for the rows that more than one room reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from parvis.domain.pages import SiteRules
from parvis.domain.values import Author, Post, Thread, stamp

if TYPE_CHECKING:
    from parvis.store.database import Record


def site_rules(row: Record) -> SiteRules:
    return SiteRules(tuple(row["origins"]), tuple(row["patterns"]), tuple(row["kept_parameters"]))


def thread(row: Record) -> Thread:
    return Thread(
        id=row["id"],
        page=row["page_id"],
        kind=row["kind"],
        title=row["title"],
        state=row["state"],
        status=row["status"],
        posts=row["posts"],
        author=_author(row),
        created_at=stamp(row["created_at"]),
        active_at=stamp(row["active_at"]),
        seq=row["seq"],
    )


def post(row: Record) -> Post:
    return Post(
        id=row["id"],
        thread=row["thread_id"],
        seq=row["seq"],
        author=_author(row),
        body=row["body"],
        doc=msgspec.json.decode(row["doc"]),
        reply_to=row["reply_to"],
        created_at=stamp(row["created_at"]),
        edited_at=stamp(row["edited_at"]) if row["edited_at"] else None,
        state=row["state"],
    )


def _author(row: Record) -> Author:
    """The name that was shown when it was written."""
    return Author(row["author_id"], row["author_name"], row["author_voice"], row["author_service"])
