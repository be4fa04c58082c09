"""Row → value, for the rows that more than one room reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from parvis.domain.pages import SITE_WIDE, SiteRules
from parvis.domain.values import (
    Author,
    Erratum,
    Field,
    OfficeHours,
    Official,
    OnDuty,
    Picture,
    Post,
    Testimony,
    Thread,
    Video,
    stamp,
)

if TYPE_CHECKING:
    from parvis.store.database import Record


def site_rules(row: Record) -> SiteRules:
    return SiteRules(tuple(row["origins"]), tuple(row["patterns"]), tuple(row["kept_parameters"]))


def thread(row: Record) -> Thread:
    return Thread(
        id=row["id"],
        page=row["page_id"],
        kind=row["kind"],
        field=field(row),
        title=row["title"],
        state=row["state"],
        status=row["status"],
        posts=row["posts"],
        same_question=row["same_question"],
        helpful=row["helpful"],
        accepted=row["accepted_id"],
        official=row["official_id"],
        pinned=row["pinned"],
        topics=row["topics"],
        author=_author(row),
        created_at=stamp(row["created_at"]),
        active_at=stamp(row["active_at"]),
        seq=row["seq"],
        duplicate_of=row["duplicate_of"],
        officehours=row["officehours_id"],
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
        helpful=row["helpful"],
        source=row["source"],
        official=_official(row),
        testimony=testimony(row),
        pictures=msgspec.json.decode(row["pictures"], type=list[Picture]),
        video=msgspec.json.decode(row["video"], type=Video) if row["video"] else None,
        erratum=msgspec.json.decode(row["erratum"], type=Erratum) if row["erratum"] else None,
        removed=row["removed_for"],
    )


def officehours(row: Record) -> OfficeHours:
    return OfficeHours(
        id=row["id"],
        page=row["page_id"],
        everywhere=row["page_key"] == SITE_WIDE,
        title=row["title"],
        starts_at=stamp(row["starts_at"]),
        ends_at=stamp(row["ends_at"]),
        state=row["state"],
        agents=msgspec.json.decode(row["agents"], type=list[OnDuty]),
    )


def testimony(row: Record) -> Testimony | None:
    return Testimony(row["place"], row["days"], f"{row['month']:%Y-%m}") if row["days"] is not None else None


def field(row: Record) -> Field | None:
    return Field(row["field_key"], row["field_label"], row["field_step"]) if row["field_key"] is not None else None


def _official(row: Record) -> Official | None:
    if row["official_at"] is None:
        return None
    return Official(row["official_name"], row["official_service"], stamp(row["official_at"]))


def _author(row: Record) -> Author:
    """The name that was shown when it was written."""
    return Author(row["author_id"], row["author_name"], row["author_voice"], row["author_service"])
