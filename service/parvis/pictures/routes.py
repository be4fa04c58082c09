"""Pictures over HTTP: sent before the message that names them."""

from __future__ import annotations

from uuid import UUID

import msgspec

from parvis.domain import problems
from parvis.domain.endpoint import Endpoint, Raw
from parvis.domain.ids import uuid7
from parvis.domain.people import Person
from parvis.domain.problems import NotYours, UnknownSite
from parvis.pictures import gate, keeping, rules
from parvis.store.house import House
from parvis.store.sites import site_and_rules


class PictureQuery(msgspec.Struct, forbid_unknown_fields=True):
    site: str
    id: UUID | None = None


class PictureKept(msgspec.Struct):
    """As it is now: turned upright, at most 2,000 pixels long, and nothing but pixels."""

    id: UUID
    width: int
    height: int
    bytes: int


async def send_picture(house: House, who: Person, query: PictureQuery, content: bytes) -> PictureKept:
    """Send a picture for a message to come. It is made anew, and seen by nobody before that message."""
    site, _ = await site_and_rules(house, query.site)
    if site != who.site:
        raise NotYours
    kept = await keeping.keep(house, who, query.id or uuid7(), content)
    return PictureKept(kept.id, kept.width, kept.height, kept.weight)


ENDPOINTS = [
    Endpoint(
        "POST", "/pictures", send_picture, PictureKept, who="person", query=PictureQuery, status=201,
        raw=Raw(rules.MEDIA, rules.BYTES_LIMIT, gate.admitted),
        problems=(
            problems.NotAPicture, problems.PictureDamaged, problems.TooManyPixels, problems.IdTaken, UnknownSite, NotYours,
            problems.Busy,
        ),
    ),
]  # fmt: skip
