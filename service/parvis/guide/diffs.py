"""What changed between two texts, word by word.

By the longest common subsequence, in time that the product of the lengths bounds and 64 divides: difflib, which looks for long
blocks, is cubic on texts made to annoy it.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec
from rapidfuzz.distance import LCSseq

_WORDS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")
_KINDS: dict[str, Literal["same", "removed", "added"]] = {"equal": "same", "delete": "removed", "insert": "added"}


class Piece(msgspec.Struct, frozen=True):
    """A run of words. Without the added ones the old text is left; without the removed ones, the new text."""

    kind: Literal["same", "removed", "added"]
    text: str


def diff(old: str, new: str) -> list[Piece]:
    """The pieces in reading order; where words were replaced, the old ones come first."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    for step in LCSseq.opcodes(before, after):
        kind = _KINDS[step.tag]
        words = after[step.dest_start : step.dest_end] if kind == "added" else before[step.src_start : step.src_end]
        pieces.append(Piece(kind, "".join(words)))
    return _gathered(pieces)


def _gathered(pieces: list[Piece]) -> list[Piece]:
    """Between two unchanged runs, one removed and one added run: sentences are easier to read than a hail of words."""
    gathered: list[Piece] = []
    removed = added = ""
    for piece in [*pieces, Piece("same", "")]:
        if piece.kind == "same":
            gathered += [Piece("removed", removed)] * bool(removed) + [Piece("added", added)] * bool(added)
            gathered += [piece] * bool(piece.text)
            removed = added = ""
        elif piece.kind == "removed":
            removed += piece.text
        else:
            added += piece.text
    return gathered
