"""The gate: a citizen's words on their way to the public pass, or are held with the reasons, for a moderator to read."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from parvis.domain import text
from parvis.domain.decisions import Decision, Ground, Held
from parvis.domain.gate import Kept, Said
from parvis.domain.ids import person_channel, queue_channel, uuid7
from parvis.domain.people import Person, may_write
from parvis.domain.problems import IdTaken, NameRefused, NeedsReading, PictureUnknown
from parvis.domain.reasons import reason_words
from parvis.domain.values import Post, plain, stamp
from parvis.moderation import counting, queries, rules
from parvis.moderation.log import NOBODY, Line, write_line
from parvis.moderation.settings import Settings, settings_from, settings_of
from parvis.store.house import House
from parvis.store.journal import Writing

STATES = {"held": "held", "withdrawn": "withdrawn", "refused": "removed"}


class Moderated:
    """The gate of a site that moderates."""

    async def hold(self, house: House, who: Person, said: Said) -> Kept | None:
        """A retry is answered like the first time. What a moderator published is published: it stands among the posts."""
        if who.is_agent:
            return None
        may_write(who)
        seen = await house.database.fetchrow(queries.AT_THE_GATE, who.site, said.id)
        assert seen is not None
        if seen["digest"] is not None:
            if seen["author_id"] != who.id or seen["digest"] != said.digest:
                raise IdTaken(field="id")
            return Kept(STATES[seen["held_state"]], seen["held_at"])  # type: ignore[arg-type]
        settings = settings_from(seen if seen["mode"] is not None else None)
        if not settings.holds or seen["is_post"]:
            return None
        words = rules.words_of(said.title, said.body, said.doc)
        reasons = rules.reasons_to_hold(settings, words, await _past(house, who, settings))
        return await _keep(house, who, said, reasons) if reasons else None

    async def may_reword(self, house: House, who: Person, post: Post, body: str) -> None:
        if post.author.id == who.id and post.body != body:
            await self.may_say(house, who, "", body)

    async def may_say(self, house: House, who: Person, title: str, body: str) -> None:
        if who.is_agent:
            return
        may_write(who)
        settings = await settings_of(house.database, who.site)
        if rules.reasons_not_to_reword(settings, rules.words_of(title, body, text.parse(body))):
            raise NeedsReading

    async def may_be_called(self, house: House, site: UUID, name: str) -> None:
        settings = await settings_of(house.database, site)
        if rules.has_listed_words(settings, rules.words_of("", name, []), rules.NOBODY):
            raise NameRefused(field="name")


async def _past(house: House, who: Person, settings: Settings) -> rules.Past:
    """Only what a rule of the site asks for."""
    visible, recent = settings.newcomer_posts, []
    if settings.newcomer_posts:
        visible = await queries.visible_posts(house.database, who, settings.newcomer_posts)
    if settings.repeats_from:
        since = house.now() - rules.REPEATED_WITHIN
        recent = [rules.plain_words(said) for said in await queries.said_since(house.database, who, since)]
    return rules.Past(visible, recent)


async def _keep(house: House, who: Person, said: Said, reasons: list[Any]) -> Kept:
    own, queue = person_channel(who.site, who.id), queue_channel(who.site)

    async def work(writing: Writing) -> datetime:
        now = house.now()
        if not await queries.add_held(writing.connection, who, said, reasons, now):
            raise IdTaken(field="id")  # another message took it a moment ago
        if not await queries.keep_pictures(writing.connection, who, said):
            raise PictureUnknown(field="pictures")
        decision = Decision(
            uuid7(), "hold", reasons[0], Ground("rule", reason_words(reasons[0], "fr")),
            ", ".join(reason_words(reason, "fr") for reason in reasons), True, said.thread, said.id, None, stamp(now), None,
        )  # fmt: skip
        await write_line(writing.connection, who.site, Line(decision, who.id, NOBODY, "", said.digest))
        held = Held(said.id, said.thread, said.opens, reasons, stamp(now))
        writing.append(own, "held.told", {"held": plain(held)})
        await counting.hint(writing, who.site)
        return now

    return Kept("held", await house.journal.write((own, queue), work))


async def take_back(house: House, who: Person, id: UUID) -> None:
    """An author takes back what waits: its words are gone at once. Harmless to repeat."""
    own, queue = person_channel(who.site, who.id), queue_channel(who.site)

    async def work(writing: Writing) -> bool:
        if await queries.withdraw_held(writing.connection, who, id):
            writing.append(own, "held.left", {"id": str(id)})
            await counting.hint(writing, who.site)
        return True

    await house.journal.write((own, queue), work)


def request_of(row: Any) -> dict[str, Any]:
    request: dict[str, Any] = msgspec.json.decode(row["request"])
    return request
