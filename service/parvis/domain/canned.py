"""Canned replies: what agents often answer, with the name of the person, the page or the field put in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parvis.domain.problems import UnknownVariable

VARIABLES = ("prenom_agent", "service", "page", "champ", "pseudonyme")
_VARIABLE = re.compile(r"\{([\w-]{1,40})\}")


@dataclass(frozen=True, slots=True)
class Occasion:
    """To whom an agent answers, about what. `champ` None: the question names no field."""

    agent: str
    service: str
    page: str
    champ: str | None
    pseudonyme: str


def check(body: str) -> str:
    """The body itself. Raises UnknownVariable, which names the first that does not exist."""
    unknown = next((name for name in _VARIABLE.findall(body) if name not in VARIABLES), None)
    if unknown is not None:
        raise UnknownVariable(field="body", variable=unknown, known=list(VARIABLES))
    return body


def expand(body: str, on: Occasion) -> str:
    """Each variable replaced once: what a person's name looks like is never read as a variable again."""
    said = {
        "prenom_agent": on.agent.split(" ")[0],
        "service": on.service,
        "page": on.page,
        "champ": on.champ or "ce champ",
        "pseudonyme": on.pseudonyme,
    }
    return _VARIABLE.sub(lambda found: said[found[1]], check(body))
