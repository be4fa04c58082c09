"""The templates of every document, with what they need to tell times. Autoescape everywhere, and a missing value is an error."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from parvis.store.house import House

SHOWN_WIDTH, SHOWN_HEIGHT = 480, 280
_MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


_PARIS = ZoneInfo("Europe/Paris")


def templates(house: House) -> Environment:
    drawn = Environment(
        loader=PackageLoader("parvis.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    drawn.filters["waited"] = lambda since, lang: waited(datetime.fromisoformat(since), house.now(), lang)
    drawn.filters["fitted"] = fitted
    drawn.filters["day"] = lambda at, lang: day(datetime.fromisoformat(at), lang)
    drawn.filters["span"] = lambda hours, lang: span(
        datetime.fromisoformat(hours.starts_at), datetime.fromisoformat(hours.ends_at), lang
    )
    drawn.filters["month"] = lambda month, lang: f"{_MONTHS[lang][int(month[5:]) - 1]} {month[:4]}"
    return drawn


def fitted(width: int, height: int) -> tuple[int, int]:
    """The size of a picture in a message, told beforehand so that nothing jumps. As in `widget/draw/pictures.tsx`."""
    scale = min(1, SHOWN_WIDTH / width, SHOWN_HEIGHT / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def waited(since: datetime, now: datetime, lang: str) -> str:
    """How long a question has waited: "moins d’une min", "12 min", "4 h 05", "2 j 3 h".

    A length of time, because only the browser knows the reader's clock. Says the same as `widget/console/waiting.ts`.
    """
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes == 0:
        return "under a min" if lang == "en" else "moins d’une min"
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days}\u202f{'d' if lang == 'en' else 'j'} {hours}\u202fh"
    return f"{hours}\u202fh\u202f{minutes % 60:02}" if hours else f"{minutes}\u202fmin"


def day(at: datetime, lang: str) -> str:
    """A date that stays true in a copy of the page: "1er mars 2026", "1 March 2026"."""
    number = "1er" if at.day == 1 and lang == "fr" else str(at.day)
    return f"{number} {_MONTHS[lang][at.month - 1]} {at.year}"


def span(start: datetime, end: datetime, lang: str) -> str:
    """A day and its hours: "1er décembre 2026, de 18\u202fh\u202f00 à 19\u202fh\u202f30 (heure de Paris)"."""
    begins, ends = start.astimezone(_PARIS), end.astimezone(_PARIS)
    if lang == "en":
        return f"{day(begins, lang)}, {begins:%H:%M} to {ends:%H:%M} (Paris time)"
    first, last = (f"{at:%H}\u202fh\u202f{at:%M}" for at in (begins, ends))
    return f"{day(begins, lang)}, de {first} à {last} (heure de Paris)"
