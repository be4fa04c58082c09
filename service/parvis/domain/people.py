"""Who writes here, and under which name. The mark of an agent is given by the service and never by a name."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from parvis.domain import text
from parvis.domain.problems import Empty, NameRefused, TooLong

Voice = Literal["citizen", "helper", "professional", "agent"]
NAME_LIMIT = 40

BIRDS = (
    "Alouette", "Bergeronnette", "Bouvreuil", "Chardonneret", "Cigogne", "Fauvette", "Grive", "Hirondelle", "Huppe", "Linotte",
    "Loriot", "Martinet", "Merle", "Mésange", "Moineau", "Pinson", "Pivert", "Roitelet", "Rossignol", "Rougegorge", "Sittelle",
    "Tarin", "Tourterelle", "Troglodyte", "Verdier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts: a visitor of one site, or an agent of it. `service` is an agent's, and makes the mark."""

    id: UUID
    site: UUID
    name: str
    voice: Voice
    service: str | None = None

    @property
    def is_agent(self) -> bool:
        return self.voice == "agent"


def propose_name() -> str:
    """A pseudonym that says nothing of its bearer: a bird and a number."""
    return f"{random.choice(BIRDS)} {random.randint(2, 99)}"


def check_name(name: str, officials: list[str]) -> str:
    """The name as it will be shown.

    `officials`: names of the site's agents and services, none of which a citizen may resemble. Raises Empty, TooLong,
    BadCharacters or NameRefused (one script: UTS 39, 5.1; letters, digits, space, hyphen, apostrophe, full stop only, so that
    no check mark, shield or emoji can be put beside a name).
    """
    shown = " ".join(text.normalise(name, field="name").split())
    if not shown:
        raise Empty(field="name")
    if len(shown) > NAME_LIMIT:
        raise TooLong(field="name", limit=NAME_LIMIT)
    bones = skeleton(shown)
    if (
        not all(_may_stand_in_a_name(c) for c in shown)
        or not any(c.isalpha() for c in shown)
        or len({_script(c) for c in shown if c.isalpha()}) > 1
        or any(word in bones for word in _RESERVED)
        or any(_resembles(bones, skeleton(official)) for official in officials)
    ):
        raise NameRefused(field="name")
    return shown


def skeleton(name: str) -> str:
    """What the eye keeps of a name: no case, accents, spaces or punctuation, look-alikes folded (UTS 39, 4)."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(_LOOKALIKES.get(c, c) for c in plain if c.isalnum())
    return letters.replace("rn", "m").replace("vv", "w")


def _resembles(bones: str, official: str) -> bool:
    """An official name of four letters or more may not even be contained: « Agent Démo 2 » is no citizen's name."""
    return bones == official or (len(official) >= 4 and official in bones)


def _may_stand_in_a_name(c: str) -> bool:
    return c in " -'’." or unicodedata.category(c) in ("Lu", "Ll", "Lo", "Lt", "Mn", "Mc", "Nd")


def _script(letter: str) -> str:
    """LATIN, CYRILLIC, GREEK, ARABIC…: the first word of the character's name, which Unicode keeps stable."""
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]


_LOOKALIKES = {
    "0": "o", "1": "l", "3": "e", "5": "s", "i": "l", "ı": "l", "j": "l", "|": "l", "8": "b",
    "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y", "х": "x",
    "і": "l", "ј": "l", "ѕ": "s", "ԁ": "d", "ɡ": "g", "ո": "n", "α": "a", "ε": "e", "ι": "l", "κ": "k", "ν": "v", "ο": "o",
    "ρ": "p", "τ": "t", "υ": "u", "χ": "x",
}  # fmt: skip
_RESERVED = tuple(
    skeleton(word)
    for word in (
        "agent",
        "officiel",
        "official",
        "modérat",
        "moderat",
        "admin",
        "préfecture",
        "ministère",
        "parvis",
        "validé",
    )
)
