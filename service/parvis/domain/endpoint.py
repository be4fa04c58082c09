"""How a room offers an action: a plain description, from which `web` makes the route and its OpenAPI entry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from parvis.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`handler(house, …)` receives by name what it declares: `who`, `body`, `query`, and the parts of the path.

    who: "anyone" may call; a "person" must be known; an "agent" must be one. Whoever moderation
    barred writes nowhere, unless `barred_too`. `body` and `query` are msgspec structs.
    """

    method: Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
    path: str
    handler: Callable[..., Awaitable[Any]]
    answer: Any
    who: Literal["anyone", "person", "agent"] = "anyone"
    body: Any = None
    query: Any = None
    status: int = 200
    barred_too: bool = False
    problems: tuple[type[Problem], ...] = field(default=())

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
