"""How a room offers an action: a plain description, from which `web` makes the route and its OpenAPI entry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Literal

from parvis.domain.people import Person
from parvis.domain.problems import Problem
from parvis.domain.roles import Act


@dataclass(frozen=True, slots=True)
class Raw:
    """A body of bytes: of which media types callers send one, none of which is believed, and how long it may be.

    `admitted` is held while it is read, and refuses before that. For people alone: the endpoint's `who` says so.
    """

    media: tuple[str, ...]
    limit: int
    admitted: Callable[[Person], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`handler(house, …)` receives by name what it declares: `who`, `body`, `query`, `content`, and the parts of the path.

    who: "anyone" may call; a "person" must be known; an "agent" must be one whose role lets her do `act` (`domain/roles.py`).
    Whoever moderation barred writes nowhere, unless `barred_too`.
    `body` and `query` are msgspec structs; `raw` says that the body is bytes instead, which the handler receives as `content`.
    `media` other than JSON: the handler's answer is the text itself.
    """

    method: Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
    path: str
    handler: Callable[..., Awaitable[Any]]
    answer: Any
    who: Literal["anyone", "person", "agent"] = "anyone"
    act: Act = "answer"
    body: Any = None
    raw: Raw | None = None
    query: Any = None
    status: int = 200
    barred_too: bool = False
    problems: tuple[type[Problem], ...] = field(default=())
    media: Literal["application/json", "text/csv"] = "application/json"

    @property
    def writes(self) -> bool:
        """Closed to whoever is barred. Taking something back never is."""
        return self.who == "person" and self.method in ("POST", "PUT", "PATCH") and not self.barred_too

    @property
    def summary(self) -> str:
        return (self.handler.__doc__ or "").strip().partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with headers of its own, for the few that need them. `value` None and status 304: nothing new."""

    value: Any
    headers: dict[str, str]
    status: int = 200
