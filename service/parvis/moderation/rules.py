"""What holds a message back, and what a moderator may decide: plain functions of plain values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, get_args

from parvis.domain.decisions import Act, Reason
from parvis.moderation.settings import Settings

APPEAL_TERM = timedelta(days=183)
"""Six months at least (DSA, art. 20)."""
REPEATED_WITHIN = timedelta(days=1)

CHOSEN: tuple[Reason, ...] = ("off-topic", "insult", "spam", "personal-data", "misleading", "impersonation", "illegal", "mistake")
"""The reasons that a moderator can give; the others are those of the rules below."""
ACTS: tuple[Act, ...] = tuple(act for act in get_args(Act) if act != "hold")
TOLD: tuple[Act, ...] = tuple(act for act in ACTS if act != "keep")
"""What is told to whom it is about: holding is told in its own way, and leaving a post where it is changes nothing for her."""
APPEALABLE: tuple[Act, ...] = ("refuse", "hide", "remove", "close", "warn", "suspend", "ban")


@dataclass(frozen=True, slots=True)
class Words:
    """A message: its words brought down to their plain form, and how many links it has."""

    words: list[str]
    links: int


@dataclass(frozen=True, slots=True)
class Past:
    """What its author did before: how many posts of hers are visible, and the words of those of the last day."""

    visible: int
    recent: Sequence[list[str]]


NOBODY = Past(0, [])


def is_before_publication(settings: Settings, said: Words, past: Past) -> bool:
    """Every message is read first."""
    return settings.mode == "before"


def is_newcomer(settings: Settings, said: Words, past: Past) -> bool:
    """Somebody of whom too few messages are visible yet."""
    return past.visible < settings.newcomer_posts


def has_links(settings: Settings, said: Words, past: Past) -> bool:
    return settings.links_from is not None and said.links >= settings.links_from


def has_listed_words(settings: Settings, said: Words, past: Past) -> bool:
    """Whole words of the site's list, whatever their case and accents; an entry of several words stands in one piece."""
    return any(_contains(said.words, plain_words(entry)) for entry in settings.words)


def is_repeated(settings: Settings, said: Words, past: Past) -> bool:
    """The same words again, by the same person, within a day."""
    return settings.repeats_from is not None and 1 + list(past.recent).count(said.words) >= settings.repeats_from


RULES: tuple[tuple[Reason, Callable[[Settings, Words, Past], bool]], ...] = (
    ("words", has_listed_words),
    ("links", has_links),
    ("repeated", is_repeated),
    ("newcomer", is_newcomer),
    ("before-publication", is_before_publication),
)


def reasons_to_hold(settings: Settings, said: Words, past: Past) -> list[Reason]:
    """Every rule that holds the message, the weightiest first; none: it is published."""
    return [reason for reason, holds in RULES if holds(settings, said, past)]


def reasons_not_to_reword(settings: Settings, said: Words) -> list[Reason]:
    """What would have held a new message must not come in by an edit."""
    nobody = Past(settings.newcomer_posts, [])
    return [r for r in reasons_to_hold(settings, said, nobody) if r in ("words", "links", "before-publication")]


def is_hidden_by_flags(settings: Settings, people: int) -> bool:
    """So many people flagged it that it is hidden until somebody decides."""
    return settings.flags_from is not None and people >= settings.flags_from


def words_of(title: str, body: str, doc: list[dict[str, Any]]) -> Words:
    return Words(plain_words(f"{title} {body}"), _links(doc))


def plain_words(text: str) -> list[str]:
    """Words without case, accents, punctuation or characters that are drawn as nothing: « Escroc ! » is « escroc »."""
    shown = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in ("Mn", "Cf"))
    return re.findall(r"\w+", shown.casefold().replace("œ", "oe").replace("æ", "ae"))


def _contains(words: list[str], entry: list[str]) -> bool:
    size = len(entry)
    return size > 0 and any(words[at : at + size] == entry for at in range(len(words) - size + 1))


def _links(node: Any) -> int:
    if isinstance(node, list):
        return sum(map(_links, node))
    return int(node["type"] == "link") + _links(node.get("children", [])) + _links(node.get("items", []))
