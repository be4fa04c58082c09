"""Who writes here, and under which name. The mark of an agent is given by the service and never by a name."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from parvis.domain import text
from parvis.domain.problems import Banned, Empty, NameRefused, Suspended, TooLong

Voice = Literal["citizen", "helper", "professional", "agent"]
NAME_LIMIT = 40

BIRDS = (
    "Alouette", "Bergeronnette", "Bouvreuil", "Chardonneret", "Cigogne", "Fauvette", "Grive", "Hirondelle", "Huppe", "Linotte",
    "Loriot", "Martinet", "Merle", "Mésange", "Moineau", "Pinson", "Pivert", "Roitelet", "Rossignol", "Rougegorge", "Sittelle",
    "Tarin", "Tourterelle", "Troglodyte", "Verdier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Barred:
    """Somebody whose writing is refused: until when (None: for good), and why."""

    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts: a visitor of one site, or an agent of it. `service`: an agent's service, or a professional's trade.

    `role`: an agent's, see `domain/roles.py`; `on_duty`: an agent who says that she answers now. `barred`: by moderation.
    """

    id: UUID
    site: UUID
    name: str
    voice: Voice
    service: str | None = None
    role: str | None = None
    on_duty: bool = True
    barred: Barred | None = None

    @property
    def is_agent(self) -> bool:
        return self.voice == "agent"


def may_write(who: Person) -> None:
    """Raises Suspended or Banned."""
    if who.barred is not None and who.barred.until is not None:
        raise Suspended(until=who.barred.until.astimezone(UTC).isoformat(), why=who.barred.reason)
    if who.barred is not None:
        raise Banned(why=who.barred.reason)


HELPER_THANKS, HELPER_ACCEPTED = 5, 2


@dataclass(frozen=True, slots=True)
class Standing:
    """What others said of somebody's answers: thanks, answers that askers kept; and the trade an agent vouches for."""

    thanks: int
    accepted: int
    trade: str | None = None


def voice_of(standing: Standing) -> Voice:
    """A professional is vouched for; a helper is made by others, with five thanks and two kept answers; else a citizen."""
    if standing.trade is not None:
        return "professional"
    earned = standing.thanks >= HELPER_THANKS and standing.accepted >= HELPER_ACCEPTED
    return "helper" if earned else "citizen"


def propose_name(officials: Sequence[str] = ()) -> str:
    """A pseudonym that says nothing of its bearer: a bird and a number. No bird whose name an agent has."""
    free = [bird for bird in BIRDS if not any(_resembles(skeleton(bird), skeleton(official)) for official in officials)]
    return f"{random.choice(free)} {random.randint(2, 99)}"


def check_name(name: str, officials: Sequence[str]) -> str:
    """The name as it will be shown.

    `officials`: names of the site's agents and services, none of which a citizen may resemble. Raises Empty, TooLong,
    BadCharacters or NameRefused (one script: UTS 39, 5.1, and one in everyday use; letters, digits, space, hyphen, apostrophe,
    full stop only, so that no check mark, shield or emoji can be put beside a name).
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
        or len(scripts := {_script(c) for c in shown if c.isalpha()}) > 1
        or not scripts <= _EVERYDAY
        or any(word in bones for word in _RESERVED)
        or any(_resembles(bones, skeleton(official)) for official in officials)
    ):
        raise NameRefused(field="name")
    return shown


def skeleton(name: str) -> str:
    """What the eye keeps of a name: no case, accents, spaces or punctuation, look-alikes folded (UTS 39, 4)."""
    plain = unicodedata.normalize("NFKD", "".join(_CAPITALS.get(c, c) for c in unicodedata.normalize("NFKD", name)).casefold())
    letters = "".join(_LOOKALIKES.get(base, base) for base in map(_base, plain) if base.isalnum())
    return letters.replace("rn", "m").replace("vv", "w")


def _base(c: str) -> str:
    """`ø`, `đ`, `ɢ`, `ɑ`: Latin letters that no normalisation takes apart; their Unicode names say what they come from."""
    found = None if c.isascii() else _DRESSED.fullmatch(unicodedata.name(c, ""))
    return found[1].lower() if found else c


def _resembles(bones: str, official: str) -> bool:
    """An official name of four letters or more may not even be contained: « Agent Démo 2 » is no citizen's name."""
    return bones == official or (len(official) >= 4 and official in bones)


def _may_stand_in_a_name(c: str) -> bool:
    return c in " -'’." or (unicodedata.category(c) in ("Lu", "Ll", "Lo", "Lt", "Mn", "Mc", "Nd") and not _UNSEEN.match(c))


def _script(letter: str) -> str:
    """LATIN, CYRILLIC, GREEK, ARABIC…: the first word of the character's name, which Unicode keeps stable."""
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]


_EVERYDAY = {
    "ARABIC", "ARMENIAN", "BENGALI", "BOPOMOFO", "CJK", "CYRILLIC", "DEVANAGARI", "ETHIOPIC", "GEORGIAN", "GREEK", "GUJARATI",
    "GURMUKHI", "HANGUL", "HEBREW", "HIRAGANA", "KANNADA", "KATAKANA", "KHMER", "LAO", "LATIN", "MALAYALAM", "MYANMAR", "ORIYA",
    "SINHALA", "TAMIL", "TELUGU", "THAANA", "THAI", "TIBETAN",
}  # fmt: skip
"""UAX 31, table 5: the recommended scripts. Others (Lisu, Cherokee, mathematical letters…) are whole alphabets of doubles."""

_UNSEEN = re.compile(f"[{text.BLANKS}\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Letters and marks that are drawn as nothing (Default_Ignorable_Code_Point of the categories a name may hold)."""

_DRESSED = re.compile(
    r"LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL |SCRIPT |OPEN |REVERSED |TURNED |DOTLESS )*([A-Z]|ALPHA)(?: WITH .*)?"
)
_CAPITALS = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХІЈЅԌԚԜ", "abezhlkmnoptyxabekmhopctyxljsgqw", strict=True))
"""Greek and Cyrillic capitals that look like Latin ones; in lower case some look like others (Η h, η n)."""
_LOOKALIKES = {
    "0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g", "i": "l", "j": "l", "ǀ": "l",
    "alpha": "a", "а": "a", "в": "b", "г": "r", "е": "e", "и": "u", "к": "k", "м": "m", "н": "h", "о": "o", "п": "n", "р": "p",
    "с": "c", "т": "t", "у": "y", "х": "x", "і": "l", "ј": "l", "ѕ": "s", "һ": "h", "ӏ": "l", "ԁ": "d", "ԍ": "g", "ԛ": "q",
    "ԝ": "w", "α": "a", "γ": "y", "ε": "e", "η": "n", "ι": "l", "κ": "k", "μ": "u", "ν": "v", "ο": "o", "ρ": "p", "σ": "o",
    "τ": "t", "υ": "u", "χ": "x", "ω": "w", "ո": "n", "օ": "o", "ս": "u", "ց": "g", "հ": "h", "ա": "w",
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
