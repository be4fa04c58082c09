"""Who may do what: one row for each route of the API. A route without a row fails `test_matrix.py`.

A row says who is let in on her own site, and what somebody of the same standing meets who belongs to another site.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from parvis.domain.ids import page_id, uuid7
from parvis.domain.values import stamp
from tests.conftest import PAGE, SITE

NOBODY, CITIZEN = ("nobody",), ("citizen",)
"""The citizen is the author of the thread and of the post that the routes are tried on."""
ADMINISTRATORS = ("administrator",)
SUPERVISORS = ("supervisor", *ADMINISTRATORS)
MODERATORS = ("moderator", *SUPERVISORS)
AGENTS = ("agent", *MODERATORS)
KNOWN = (*CITIZEN, *AGENTS)
EVERYBODY = (*NOBODY, *KNOWN)

Elsewhere = Literal["public", "own", "absent", "refused"]
"""What somebody of another site meets: what everybody sees; her own site's side of it, without a word of this one; 404; 403."""


@dataclass(frozen=True)
class Row:
    may: tuple[str, ...]
    elsewhere: Elsewhere
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Things:
    """What the routes are tried on; each belongs to the site « valombre ». `{name}` in a row stands for one of these."""

    thread: str
    post: str
    page: str
    note: str
    visitor: str
    agent: str
    session: str
    step: str
    revision: str
    other: str
    """Another thread, from which nothing leads away."""
    answer: str
    """What an agent said in it."""
    aside: str
    said: str
    """The asker's first word in it."""
    conclusion: str
    officehours: str
    reply: str
    filter: str
    held: str
    decision: str
    """About the citizen, who may still appeal."""
    appealed: str
    """Another one, about which she did."""

    def fill(self, value: Any) -> Any:
        match value:
            case dict():
                return {name: self.fill(part) for name, part in value.items()}
            case list():
                return [self.fill(part) for part in value]
            case str() if value.startswith("{") and value.endswith("}"):
                return str(uuid7()) if value == "{new}" else getattr(self, value[1:-1])
            case _:
                return value


NAMED = {
    "/threads/{id}": "thread", "/posts/{id}": "post", "/pages/{id}": "page", "/agent/notes/{id}": "note",
    "/agent/people/{id}": "visitor", "/agent/agents/{id}": "agent", "/agent/sessions/{id}": "session",
    "/people/{id}": "visitor", "/guide/steps/{id}": "step", "/guide/steps/{id}/history/{revision}": "revision",
    "/agent/pages/{id}": "page", "/agent/threads/{id}": "thread", "/agent/posts/{id}": "answer",
    "/asides/{id}": "aside", "/asides/{id}/posts/{post}": "said", "/agent/asides/{id}": "aside",
    "/agent/replies/{id}": "reply", "/agent/filters/{id}": "filter",
    "/me/held/{id}": "held", "/me/decisions/{id}": "decision", "/agent/moderation/appeals/{id}": "appealed",
    "/officehours/{id}": "officehours", "/agent/officehours/{id}": "officehours",
}  # fmt: skip
"""Which thing a part of a path names, by how the path begins up to it."""

ADDRESS = {"site": SITE, "url": PAGE}
TOLD = {**ADDRESS, "place": "Mairie", "days": 3, "month": "2026-03"}
REPORT = {**ADDRESS, "controls": [{"key": "nom", "label": "Nom", "shape": "a1"}]}

SOON = datetime.now(UTC) + timedelta(days=1)
HOURS = {"starts_at": stamp(SOON), "ends_at": stamp(SOON + timedelta(hours=2))}
WARNING = {"act": "warn", "reason": "spam", "ground": {"kind": "rule", "name": "Règle 1"}, "facts": "Trois fois."}
STEP = {"title": "Le numéro", "body": "En haut à droite."}
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")
"""The smallest picture."""

ROWS: dict[tuple[str, str], Row] = {
    ("POST", "/visitors"): Row(EVERYBODY, "public", {"site": SITE}),
    ("GET", "/me"): Row(KNOWN, "own"),
    ("PATCH", "/me"): Row(CITIZEN, "own", {"name": "Camille"}),
    ("GET", "/me/standing"): Row(KNOWN, "own"),
    ("GET", "/me/export"): Row(KNOWN, "own"),
    ("GET", "/me/follows"): Row(KNOWN, "own"),
    ("GET", "/me/marks"): Row(KNOWN, "own", query={"page": "{page}"}),
    ("GET", "/page"): Row(EVERYBODY, "public", query=ADDRESS),
    ("GET", "/around"): Row(EVERYBODY, "public", query=ADDRESS),
    ("GET", "/counts"): Row(EVERYBODY, "public", query=ADDRESS),
    ("GET", "/similar"): Row(EVERYBODY, "public", query={**ADDRESS, "q": "numéro"}),
    ("GET", "/search"): Row(EVERYBODY, "public", query={"site": SITE, "q": "numéro"}),
    ("POST", "/forms"): Row(EVERYBODY, "public", REPORT),
    ("GET", "/pages/{id}/threads"): Row(EVERYBODY, "public", query={"site": SITE}),
    ("PUT", "/pages/{id}/follow"): Row(KNOWN, "absent", {"mode": "mute"}),
    ("DELETE", "/pages/{id}/follow"): Row(KNOWN, "own"),
    ("GET", "/threads/{id}"): Row(EVERYBODY, "public"),
    ("POST", "/threads"): Row(KNOWN, "refused", {**ADDRESS, "title": "Où ?", "body": "Là.", "id": "{new}", "post": "{new}"}),
    ("POST", "/threads/{id}/posts"): Row(KNOWN, "absent", {"body": "Là.", "id": "{new}"}),
    ("PUT", "/threads/{id}/same-question"): Row(KNOWN, "absent"),
    ("DELETE", "/threads/{id}/same-question"): Row(KNOWN, "absent"),
    ("PUT", "/threads/{id}/accepted"): Row(KNOWN, "absent", {"post": "{post}"}),
    ("DELETE", "/threads/{id}/accepted"): Row(KNOWN, "absent"),
    ("PUT", "/threads/{id}/status"): Row(KNOWN, "absent", {"status": "solved"}),
    ("PUT", "/threads/{id}/pinned"): Row(AGENTS, "absent"),
    ("DELETE", "/threads/{id}/pinned"): Row(AGENTS, "absent"),
    ("PUT", "/threads/{id}/topics"): Row(AGENTS, "absent", {"topics": ["photo"]}),
    ("PUT", "/threads/{id}/follow"): Row(KNOWN, "absent"),
    ("DELETE", "/threads/{id}/follow"): Row(KNOWN, "own"),
    ("PUT", "/threads/{id}/seen"): Row(KNOWN, "own", {"seq": 1}),
    ("PATCH", "/posts/{id}"): Row(CITIZEN, "absent", {"body": "Là."}),
    ("DELETE", "/posts/{id}"): Row(CITIZEN, "absent"),
    ("PUT", "/posts/{id}/helpful"): Row(KNOWN, "absent"),
    ("DELETE", "/posts/{id}/helpful"): Row(KNOWN, "absent"),
    ("PUT", "/posts/{id}/official"): Row(AGENTS, "absent", {}),
    ("DELETE", "/posts/{id}/official"): Row(AGENTS, "absent"),
    ("POST", "/pictures"): Row(KNOWN, "refused", DOT, {"site": SITE}),
    ("GET", "/people/{id}"): Row(EVERYBODY, "public", query={"site": SITE}),
    ("GET", "/guide"): Row(EVERYBODY, "public", query=ADDRESS),
    ("POST", "/guide/steps"): Row(KNOWN, "refused", {**ADDRESS, **STEP, "id": "{new}", "revision": "{new}"}),
    ("PUT", "/guide/steps/{id}"): Row(KNOWN, "absent", {**STEP, "base": 2, "id": "{new}"}),
    ("DELETE", "/guide/steps/{id}"): Row(KNOWN, "absent"),
    ("POST", "/guide/steps/{id}/move"): Row(KNOWN, "absent", {"after": None}),
    ("GET", "/guide/steps/{id}/history"): Row(EVERYBODY, "public"),
    ("DELETE", "/guide/steps/{id}/history/{revision}"): Row(KNOWN, "absent"),
    ("POST", "/guide/steps/{id}/revert"): Row(KNOWN, "absent", {"base": 2, "revision": 1, "id": "{new}"}),
    ("PUT", "/guide/steps/{id}/validated"): Row(AGENTS, "absent", {"base": 2}),
    ("DELETE", "/guide/steps/{id}/validated"): Row(AGENTS, "absent"),
    ("POST", "/threads/{id}/aside"): Row(KNOWN, "absent", {"body": "À vous seul.", "id": "{new}", "post": "{new}"}),
    ("GET", "/asides/{id}"): Row(KNOWN, "absent"),
    ("POST", "/asides/{id}/posts"): Row(KNOWN, "absent", {"body": "Là.", "id": "{new}"}),
    ("PATCH", "/asides/{id}/posts/{post}"): Row(CITIZEN, "absent", {"body": "Là."}),
    ("DELETE", "/asides/{id}/posts/{post}"): Row(CITIZEN, "absent"),
    ("PUT", "/asides/{id}/state"): Row(KNOWN, "absent", {"state": "closed"}),
    ("PUT", "/asides/{id}/seen"): Row(KNOWN, "absent", {"seq": 1}),
    ("PUT", "/asides/{id}/conclusion"): Row(CITIZEN, "absent", {"conclusion": "{conclusion}", "agreed": True}),
    ("GET", "/me/asides"): Row(KNOWN, "own"),
    ("GET", "/officehours/{id}"): Row(EVERYBODY, "public"),
    ("GET", "/posts/{id}/errata"): Row(EVERYBODY, "public"),
    ("POST", "/posts/{id}/flags"): Row(KNOWN, "absent", {"reason": "spam"}),
    ("GET", "/me/flags"): Row(KNOWN, "own"),
    ("GET", "/me/held"): Row(KNOWN, "own"),
    ("DELETE", "/me/held/{id}"): Row(KNOWN, "own"),
    ("GET", "/me/decisions"): Row(KNOWN, "own"),
    ("POST", "/me/decisions/{id}/appeal"): Row(KNOWN, "absent", {"text": "Non."}),
    ("POST", "/testimonies"): Row(KNOWN, "refused", TOLD),
    ("POST", "/agent/notes"): Row(AGENTS, "own", {"title": "Fermé", "body": "Le 8.", "id": "{new}", "post": "{new}"}),
    ("DELETE", "/agent/notes/{id}"): Row(AGENTS, "absent"),
    ("PUT", "/agent/people/{id}/trade"): Row(AGENTS, "absent", {"trade": "Avocat"}),
    ("DELETE", "/agent/people/{id}/trade"): Row(AGENTS, "absent"),
    ("GET", "/agent/moderation"): Row(MODERATORS, "own"),
    ("POST", "/agent/moderation/decisions"): Row(MODERATORS, "absent", {**WARNING, "act": "hide", "post": "{post}"}),
    ("GET", "/agent/moderation/decisions"): Row(MODERATORS, "own"),
    ("PUT", "/agent/moderation/appeals/{id}"): Row(MODERATORS, "absent", {"outcome": "upheld", "answer": "Oui."}),
    ("GET", "/agent/moderation/settings"): Row(MODERATORS, "own"),
    ("PUT", "/agent/moderation/settings"): Row(MODERATORS, "own", {}),
    ("GET", "/threads/{id}/promise"): Row(EVERYBODY, "public"),
    ("GET", "/agent/settings"): Row(AGENTS, "own"),
    ("PUT", "/agent/settings"): Row(SUPERVISORS, "own", {"minutes": 60, "hours": [[["09:00", "17:00"]]] * 7}),
    ("GET", "/agent/threads"): Row(AGENTS, "own", query={"view": "everything"}),
    ("PUT", "/agent/threads/{id}/claim"): Row(AGENTS, "absent", {}),
    ("DELETE", "/agent/threads/{id}/claim"): Row(AGENTS, "absent"),
    ("GET", "/agent/threads/{id}/context"): Row(AGENTS, "absent"),
    ("GET", "/agent/threads/{id}/similar"): Row(AGENTS, "absent"),
    ("GET", "/agent/threads/{id}/replies"): Row(AGENTS, "absent"),
    ("GET", "/agent/threads/{id}/notes"): Row(AGENTS, "absent"),
    ("POST", "/agent/threads/{id}/notes"): Row(AGENTS, "absent", {"body": "Vu.", "id": "{new}"}),
    ("GET", "/agent/replies"): Row(AGENTS, "own"),
    ("PUT", "/agent/replies/{id}"): Row(AGENTS, "own", {"title": "Bonjour", "body": "Bonjour."}),
    ("DELETE", "/agent/replies/{id}"): Row(AGENTS, "own"),
    ("GET", "/agent/filters"): Row(AGENTS, "own"),
    ("PUT", "/agent/filters/{id}"): Row(AGENTS, "own", {"name": "À moi", "filter": {"view": "mine"}}),
    ("DELETE", "/agent/filters/{id}"): Row(AGENTS, "own"),
    ("GET", "/agent/duty"): Row(AGENTS, "own"),
    ("PUT", "/agent/duty"): Row(AGENTS, "own", {"on": True}),
    ("GET", "/agent/colleagues"): Row(AGENTS, "own"),
    ("GET", "/agent/figures"): Row(AGENTS, "own"),
    ("GET", "/agent/figures.csv"): Row(AGENTS, "own"),
    ("PUT", "/agent/threads/{id}/duplicate_of"): Row(AGENTS, "absent", {"thread": "{other}"}),
    ("DELETE", "/agent/threads/{id}/duplicate_of"): Row(AGENTS, "absent"),
    ("POST", "/agent/posts/{id}/erratum"): Row(AGENTS, "absent", {"body": "Ce n’est plus vrai.", "id": "{new}"}),
    ("POST", "/agent/threads/{id}/aside"): Row(AGENTS, "absent", {"body": "À vous seul.", "id": "{new}", "post": "{new}"}),
    ("GET", "/agent/asides"): Row(AGENTS, "own"),
    ("POST", "/agent/asides/{id}/conclusion"): Row(AGENTS, "absent", {"body": "En bref.", "id": "{new}"}),
    ("POST", "/agent/officehours"): Row(AGENTS, "own", {"title": "Permanence", **HOURS, "id": "{new}"}),
    ("GET", "/agent/officehours"): Row(AGENTS, "own"),
    ("PATCH", "/agent/officehours/{id}"): Row(AGENTS, "absent", {"title": "Permanence du soir"}),
    ("DELETE", "/agent/officehours/{id}"): Row(AGENTS, "absent"),
    ("GET", "/agent/guide"): Row(AGENTS, "own"),
    ("GET", "/agent/pages"): Row(AGENTS, "own"),
    ("PUT", "/agent/pages/{id}/key"): Row(AGENTS, "absent", {"key": "passeport"}),
    ("POST", "/agent/pages/{id}/merge"): Row(AGENTS, "absent", {"into": "{page}"}),
    ("POST", "/agent/pages/{id}/split"): Row(AGENTS, "absent", {"threads": ["{thread}"], "key": "photo"}),
    ("PUT", "/agent/threads/{id}/page"): Row(AGENTS, "absent", {"page": "{page}"}),
    ("GET", "/agent/forms"): Row(AGENTS, "own"),
    ("GET", "/agent/queue"): Row(AGENTS, "own"),
    ("GET", "/agent/me"): Row(AGENTS, "own"),
    ("GET", "/agent/sessions"): Row(AGENTS, "own"),
    ("DELETE", "/agent/sessions/{id}"): Row(AGENTS, "absent"),
    ("GET", "/agent/agents"): Row(ADMINISTRATORS, "own"),
    ("PUT", "/agent/agents/{id}/role"): Row(ADMINISTRATORS, "absent", {"role": "moderator"}),
    ("DELETE", "/agent/agents/{id}/keys"): Row(ADMINISTRATORS, "absent"),
    ("DELETE", "/agent/agents/{id}"): Row(ADMINISTRATORS, "absent"),
}


def filled(path: str, on: Things) -> str:
    """The path with its things in it."""

    def named(part: re.Match[str]) -> str:
        thing: str = getattr(on, NAMED[path[: part.end()]])
        return thing

    return re.sub(r"\{\w+\}", named, path)


def page_of(site: Any) -> str:
    return str(page_id(site, PAGE))
