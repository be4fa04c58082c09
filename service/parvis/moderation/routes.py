"""Moderation over HTTP: for whoever writes and flags, and for moderators."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from parvis.domain import problems, text
from parvis.domain.decisions import Act, Decision, Ground, Reason
from parvis.domain.endpoint import Endpoint
from parvis.domain.fields import one_line
from parvis.domain.ids import uuid7
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, Empty, NotFound
from parvis.moderation import appeals, deciding, flags, gate, log, mine, rules, settings, views
from parvis.moderation.settings import Settings
from parvis.store.house import House

FACTS_LIMIT = 2_000
LOG_WINDOW = 100


class NewFlag(msgspec.Struct, forbid_unknown_fields=True):
    """For illegal content: why (`detail`), by whom, and in good faith (DSA, art. 16)."""

    reason: flags.FlagReason
    detail: str | None = None
    name: str | None = None
    email: str | None = None
    good_faith: bool = False


class MyFlags(msgspec.Struct):
    flags: list[flags.Flagged]


class MyHeld(msgspec.Struct):
    held: list[mine.HeldMessage]


class MyDecisions(msgspec.Struct):
    decisions: list[mine.MyDecision]


class NewAppeal(msgspec.Struct, forbid_unknown_fields=True):
    text: str


class NewDecision(msgspec.Struct, forbid_unknown_fields=True):
    act: Act
    reason: Reason
    ground: Ground
    facts: str
    id: UUID | None = None
    post: UUID | None = None
    thread: UUID | None = None
    person: UUID | None = None
    until: datetime | None = None


class AppealAnswer(msgspec.Struct, forbid_unknown_fields=True):
    outcome: appeals.Outcome
    answer: str


class Logged(msgspec.Struct):
    """A line of the log. `by` null: an automatic decision."""

    decision: Decision
    person: UUID
    by: str | None


class Log(msgspec.Struct):
    lines: list[Logged]
    next: UUID | None


class DeskQuery(msgspec.Struct, forbid_unknown_fields=True):
    view: views.View = "held"
    after: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0


class LogQuery(msgspec.Struct, forbid_unknown_fields=True):
    after: UUID | None = None


async def flag(house: House, who: Person, id: UUID, body: NewFlag) -> flags.Acknowledged:
    """Say that a post should not stand there."""
    detail = _said(body.detail, "detail") if body.detail and body.detail.strip() else None
    if body.reason != "illegal":
        return await flags.flag(house, who, id, flags.Flag(body.reason, detail))
    if detail is None:
        raise Empty(field="detail")
    name, email = one_line(body.name or "", "name", 200), one_line(body.email or "", "email", 254)
    if not name:
        raise Empty(field="name")
    local, at, host = email.rpartition("@")
    if not (local and at and host) or " " in email:
        raise BadShape(field="email", expected="an e-mail address")
    if not body.good_faith:
        raise BadShape(field="good_faith", expected="true")
    return await flags.flag(house, who, id, flags.Flag("illegal", detail, flags.Notifier(name, email)))


async def my_flags(house: House, who: Person) -> MyFlags:
    """What I flagged, and what was decided about it."""
    return MyFlags(await flags.my_flags(house, who))


async def my_held(house: House, who: Person) -> MyHeld:
    """What of mine waits for a moderator."""
    return MyHeld(await mine.held_messages(house, who))


async def take_back(house: House, who: Person, id: UUID) -> None:
    """Take back a message that waits."""
    await gate.take_back(house, who, id)


async def my_decisions(house: House, who: Person) -> MyDecisions:
    """What was decided about my words, and why."""
    return MyDecisions(await mine.decisions_about(house, who))


async def appeal(house: House, who: Person, id: UUID, body: NewAppeal) -> Decision:
    """Ask another moderator to look at a decision again."""
    return await appeals.appeal(house, who, id, text.body(body.text))


async def read_desk(house: House, who: Person, query: DeskQuery) -> views.Desk:
    """What waits for a moderator: messages that are held, flagged posts, appeals."""
    return await views.desk(house, who.site, query.view, query.after)


async def decide(house: House, who: Person, body: NewDecision) -> Logged:
    """Decide about a post, a thread or a person."""
    if body.act == "hold":
        raise BadShape(field="act", expected="a decision of a moderator")
    if body.reason not in rules.CHOSEN:
        raise BadShape(field="reason", expected="a reason that a moderator can give")
    if (body.until is not None) != (body.act == "suspend"):
        raise BadShape(field="until", expected="for a suspension, and only there")
    if body.until is not None and (body.until.tzinfo is None or body.until <= house.now()):
        raise BadShape(field="until", expected="a time to come, with its zone")
    if body.act in _NEEDS and getattr(body, _NEEDS[body.act]) is None:
        raise BadShape(field=_NEEDS[body.act], expected="what it is about")
    name = one_line(body.ground.name, "ground", 300)
    if not name:
        raise Empty(field="ground")
    asked = deciding.Asked(
        body.id or uuid7(), body.act, body.reason, Ground(body.ground.kind, name), _said(body.facts, "facts"), body.post,
        body.thread, body.person, body.until,
    )  # fmt: skip
    return _logged(await deciding.decide(house, who, asked))


async def answer_appeal(house: House, who: Person, id: UUID, body: AppealAnswer) -> Logged:
    """Uphold or overturn a decision that somebody else took."""
    return _logged(await appeals.answer(house, who, id, body.outcome, _said(body.answer, "answer")))


async def read_log(house: House, who: Person, query: LogQuery) -> Log:
    """Every decision, newest first."""
    async with house.database.connection() as connection:
        lines = await log.latest_lines(connection, who.site, LOG_WINDOW + 1, query.after)
    further = lines[LOG_WINDOW - 1].decision.id if len(lines) > LOG_WINDOW else None
    return Log([_logged(line) for line in lines[:LOG_WINDOW]], further)


async def read_settings(house: House, who: Person) -> Settings:
    """How this site moderates."""
    return await settings.settings_of(house.database, who.site)


async def choose_settings(house: House, who: Person, body: Settings) -> Settings:
    """Choose how this site moderates."""
    chosen = settings.normal(body)
    await settings.choose(house.database, who.site, chosen)
    return chosen


def _said(raw: str, field: str) -> str:
    """A text of a moderator or of somebody who flags, normal and measured."""
    said = text.normalise(raw, field=field).strip()
    if not said:
        raise Empty(field=field)
    if len(said) > FACTS_LIMIT:
        raise problems.TooLong(field=field, limit=FACTS_LIMIT)
    return said


def _logged(line: log.Line) -> Logged:
    return Logged(line.decision, line.person, line.by_name if line.by != log.NOBODY else None)


_NEEDS: dict[Act, Literal["post", "thread"]] = {
    "publish": "post", "refuse": "post", "keep": "post", "hide": "post", "remove": "post", "close": "thread",
}  # fmt: skip

_TEXT = (Empty, problems.TooLong, problems.BadCharacters)
_WRITE = (problems.Busy, problems.Unknown)
_PUBLISH = (
    problems.ThreadClosed, problems.IsDuplicate, problems.IdTaken, problems.AlreadyTold, problems.PictureUnknown,
    problems.WordsErased, problems.AlreadyDecided,
)  # fmt: skip
ENDPOINTS = [
    Endpoint(
        "POST", "/posts/{id}/flags", flag, flags.Acknowledged, who="person", body=NewFlag, status=201,
        problems=(*_TEXT, *_WRITE, NotFound, problems.OwnPost, problems.PostWithdrawn, problems.AlreadyFlagged),
    ),
    Endpoint("GET", "/me/flags", my_flags, MyFlags, who="person"),
    Endpoint("GET", "/me/held", my_held, MyHeld, who="person"),
    Endpoint("DELETE", "/me/held/{id}", take_back, None, who="person", status=204, problems=_WRITE),
    Endpoint("GET", "/me/decisions", my_decisions, MyDecisions, who="person"),
    Endpoint(
        "POST", "/me/decisions/{id}/appeal", appeal, Decision, who="person", body=NewAppeal, status=201, barred_too=True,
        problems=(*_TEXT, *_WRITE, NotFound, problems.AppealOver, problems.AlreadyAppealed),
    ),
    Endpoint("GET", "/agent/moderation", read_desk, views.Desk, who="agent", act="moderate", query=DeskQuery),
    Endpoint(
        "POST", "/agent/moderation/decisions", decide, Logged, who="agent", act="moderate", body=NewDecision, status=201,
        problems=(*_TEXT, *_WRITE, *_PUBLISH, NotFound),
    ),
    Endpoint("GET", "/agent/moderation/decisions", read_log, Log, who="agent", act="moderate", query=LogQuery),
    Endpoint(
        "PUT", "/agent/moderation/appeals/{id}", answer_appeal, Logged, who="agent", act="moderate", body=AppealAnswer,
        problems=(*_TEXT, *_WRITE, *_PUBLISH, NotFound, problems.SameModerator),
    ),
    Endpoint("GET", "/agent/moderation/settings", read_settings, Settings, who="agent", act="moderate"),
    Endpoint(
        "PUT", "/agent/moderation/settings", choose_settings, Settings, who="agent", act="moderate", body=Settings, problems=_TEXT
    ),
]  # fmt: skip
