"""The pictures that a message names: its author's own, sent before it and waiting for it. The room `pictures` keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import msgspec

from parvis.domain import text
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, PictureUnknown
from parvis.domain.values import Picture

if TYPE_CHECKING:
    from parvis.store.database import Connection

LIMIT = 4
"""Pictures of one message."""


class NewPicture(msgspec.Struct, forbid_unknown_fields=True):
    """A picture that was sent before. `alt` says the same in words: required, since not everybody sees it."""

    id: UUID
    alt: str


NewPictures = Annotated[list[NewPicture], msgspec.Meta(max_length=LIMIT)]


@dataclass(frozen=True, slots=True)
class Named:
    """A picture as the message names it, its words already normal and measured."""

    id: UUID
    alt: str


def named(pictures: Sequence[NewPicture]) -> tuple[Named, ...]:
    """Raises Empty, TooLong, BadCharacters, BadShape (one twice)."""
    found = tuple(Named(picture.id, text.alt(picture.alt)) for picture in pictures)
    if len({picture.id for picture in found}) < len(found):
        raise BadShape(field="pictures", expected="each picture once")
    return found


async def take(connection: Connection, who: Person, pictures: Sequence[Named]) -> list[Picture]:
    """With their sizes, in the order they were named, and locked until the message is stored. Raises PictureUnknown."""
    if not pictures:
        return []
    rows = await connection.fetch(
        """select id, width, height from pictures
        where site_id = $1 and author_id = $2 and id = any($3) and post_id is null and stored order by id for update""",
        who.site,
        who.id,
        [picture.id for picture in pictures],
    )
    sizes = {row["id"]: (row["width"], row["height"]) for row in rows}
    if len(sizes) < len(pictures):
        raise PictureUnknown(field="pictures")
    return [Picture(picture.id, picture.alt, *sizes[picture.id]) for picture in pictures]


async def bind(connection: Connection, site: UUID, post: UUID, pictures: Sequence[Picture]) -> None:
    """From now on they are shown with that message, and go with it."""
    await connection.execute(
        "update pictures set post_id = $2 where site_id = $1 and id = any($3)", site, post, [picture.id for picture in pictures]
    )
