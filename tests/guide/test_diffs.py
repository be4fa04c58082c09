"""A diff is both texts at once, word by word, and quickly."""

from __future__ import annotations

import itertools
import time

from hypothesis import given
from hypothesis import strategies as st

from parvis.guide.diffs import diff

WORDS = st.lists(st.sampled_from(["un", "deux ", "l’acte", " ", ",", "\n", "né(e)", "😀", "\u0301"])).map("".join)


@given(WORDS | st.text(), WORDS | st.text())
def test_each_text_is_what_the_other_ones_words_leave(old: str, new: str) -> None:
    pieces = diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    assert all(piece.text for piece in pieces)
    assert all(before.kind != after.kind for before, after in itertools.pairwise(pieces))


@given(WORDS)
def test_the_same_text_changed_nothing(text: str) -> None:
    assert all(piece.kind == "same" for piece in diff(text, text))


def test_one_word_more_is_one_word() -> None:
    told = [(piece.kind, piece.text) for piece in diff("Écrivez vos prénoms.", "Écrivez tous vos prénoms.")]
    assert told == [("same", "Écrivez"), ("added", " tous"), ("same", " vos prénoms.")]


def test_texts_made_to_be_slow_are_not() -> None:
    """difflib takes minutes for these two; here a whole history of them is told in a moment."""
    old, new = (" ".join(f"a {letter}{number}" for number in range(800))[:5_000] for letter in "xy")
    began = time.perf_counter()
    for _ in range(20):
        diff(old, new)
    assert time.perf_counter() - began < 5
