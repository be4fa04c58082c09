"""How a site moderates: chosen by its moderators, or on the command line."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from parvis.domain import text
from parvis.domain.fields import one_line
from parvis.store.database import Database

Times = Annotated[int, msgspec.Meta(ge=1, le=100)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Without a choice messages are published at once, and nothing is held. `…_from`: null for never."""

    mode: Literal["before", "after"] = "after"
    newcomer_posts: Annotated[int, msgspec.Meta(ge=0, le=50)] = 0
    links_from: Times | None = None
    repeats_from: Annotated[int, msgspec.Meta(ge=2, le=100)] | None = None
    flags_from: Times | None = None
    words: Annotated[list[Name], msgspec.Meta(max_length=1000)] = []
    contact: Annotated[str, msgspec.Meta(max_length=500)] = ""
    rules: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    moderators: Annotated[list[Name], msgspec.Meta(max_length=100)] = []

    @property
    def holds(self) -> bool:
        """Whether any rule may hold a message."""
        return bool(self.mode == "before" or self.newcomer_posts or self.links_from or self.repeats_from or self.words)


def normal(given: Settings) -> Settings:
    """With texts as they are stored and shown: blank words and names left out. Raises BadCharacters, TooLong."""
    return msgspec.structs.replace(
        given,
        words=[word for each in given.words if (word := one_line(each, "words", 120))],
        moderators=[name for each in given.moderators if (name := one_line(each, "moderators", 120))],
        contact=one_line(given.contact, "contact", 500),
        rules=text.normalise(given.rules, field="rules").strip(),
    )


async def settings_of(database: Database, site: UUID) -> Settings:
    return settings_from(await database.fetchrow("select * from moderation_settings where site_id = $1", site))


def settings_from(row: object) -> Settings:
    """`row`: of moderation_settings, or None."""
    if row is None:
        return Settings()
    values = dict(row)  # type: ignore[call-overload]
    return msgspec.convert({name: values[name] for name in Settings.__struct_fields__}, Settings)


async def choose(database: Database, site: UUID, settings: Settings) -> None:
    await database.execute(
        """
        insert into moderation_settings (site_id, mode, newcomer_posts, links_from, repeats_from, flags_from, words, contact,
                                         rules, moderators)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (site_id) do update set mode = $2, newcomer_posts = $3, links_from = $4, repeats_from = $5, flags_from = $6,
            words = $7, contact = $8, rules = $9, moderators = $10
        """,
        site,
        *(getattr(settings, name) for name in Settings.__struct_fields__),
    )
