"""The line of a thread that says most to somebody who looks for something."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

EXCERPT_LIMIT = 180
_BEFORE = 40
_WORD = re.compile(r"\w+")


def excerpt_of(title: str, docs: Iterable[list[dict[str, Any]]], roots: frozenset[str]) -> str:
    """A line of at most 180 characters from the first text that holds a word looked for, else from the first text.

    `docs`: the answers that count most first. A text that only says the title again says nothing.
    """
    told = [text for text in (plain_text(doc) for doc in docs) if text and text != title]
    for text in told:
        if (place := _first_place(text, roots)) is not None:
            return _line(text, place)
    return _line(told[0], 0) if told else ""


def plain_text(doc: list[dict[str, Any]]) -> str:
    """What a message says, on one line."""
    return " ".join(" ".join(_blocks(doc)).split())


def _blocks(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        if node["type"] == "paragraph":
            yield "".join(_inlines(node["children"]))
        elif node["type"] == "list":
            for item in node["items"]:
                yield from _blocks(item)
        elif node["type"] == "quote":
            yield from _blocks(node["children"])
        else:
            yield node["text"]


def _inlines(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        if node["type"] == "break":
            yield " "
        elif "text" in node:
            yield node["text"]
        else:
            yield from _inlines(node["children"])


def _first_place(text: str, roots: frozenset[str]) -> int | None:
    for word in _WORD.finditer(text):
        bare = "".join(c for c in unicodedata.normalize("NFD", word.group().lower()) if not unicodedata.combining(c))
        if bare.startswith(tuple(roots)):
            return word.start()
    return None


def _line(text: str, place: int) -> str:
    """Whole words around the place; an ellipsis where something is left out."""
    if len(text) <= EXCERPT_LIMIT:
        return text
    start = 0 if place <= 2 * _BEFORE else text.rfind(" ", 0, place - _BEFORE) + 1
    end = len(text)
    if end - start > EXCERPT_LIMIT:
        cut = text.rfind(" ", start, start + EXCERPT_LIMIT)
        end = cut if cut > place else start + EXCERPT_LIMIT
    return ("…\u00a0" if start else "") + text[start:end].rstrip(" ,;:\u00a0\u202f") + ("…" if end < len(text) else "")
