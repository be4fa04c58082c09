"""How a room offers an action: a plain description, from which `web` makes the route and its OpenAPI entry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from parvis.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`handler(house, …)` receives by name what it declares: `who`, `body`, `query`, and the parts of the path.

    who: "anyone" may call; a "person" must be known; an "agent" must be one. `body` and `query` are msgspec structs.
    `media` other than JSON: the handler's answer is the text itself.
    """

    method: Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
    path: str
    handler: Callable[..., Awaitable[Any]]
    answer: Any
    who: Literal["anyone", "person", "agent"] = "anyone"
    body: Any = None
    query: Any = None
    status: int = 200
    problems: tuple[type[Problem], ...] = field(default=())
    media: Literal["application/json", "text/csv"] = "application/json"

    @property
    def summary(self) -> str:
        return (self.handler.__doc__ or "").strip().partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with headers of its own, for the few that need them. `value` None and status 304: nothing new."""

    value: Any
    headers: dict[str, str]
    status: int = 200
