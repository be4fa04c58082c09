"""Every rule that holds a message, as a table of cases."""

from __future__ import annotations

from typing import Any

import pytest

from parvis.domain import text
from parvis.moderation.rules import Past, is_hidden_by_flags, reasons_not_to_reword, reasons_to_hold, words_of
from parvis.moderation.settings import Settings

NOTHING = Past(0, [])
BODY = "Où lire le numéro ?"


def said(body: str, title: str = "") -> Any:
    return words_of(title, body, text.parse(body))


@pytest.mark.parametrize(
    ("settings", "body", "past", "reasons"),
    [
        (Settings(), BODY, NOTHING, []),
        (Settings(mode="before"), BODY, Past(500, []), ["before-publication"]),
        (Settings(newcomer_posts=2), BODY, Past(0, []), ["newcomer"]),
        (Settings(newcomer_posts=2), BODY, Past(1, []), ["newcomer"]),
        (Settings(newcomer_posts=2), BODY, Past(2, []), []),
        (Settings(links_from=1), BODY, NOTHING, []),
        (Settings(links_from=1), "Voir https://a.example/x", NOTHING, ["links"]),
        (Settings(links_from=2), "Voir https://a.example/x", NOTHING, []),
        (Settings(links_from=2), "- [a](https://a.example)\n- *https://b.example*", NOTHING, ["links"]),
        (Settings(links_from=1), "[la case](field:nom)", NOTHING, []),
        (Settings(repeats_from=2), BODY, NOTHING, []),
        (Settings(repeats_from=2), BODY, Past(1, [["ou", "lire", "le", "numero"]]), ["repeated"]),
        (Settings(repeats_from=3), BODY, Past(1, [["ou", "lire", "le", "numero"]]), []),
        (Settings(repeats_from=2), BODY, Past(1, [["autre", "chose"]]), []),
        (
            Settings(mode="before", newcomer_posts=1, links_from=1, words=["escroc"]),
            "Escroc https://a.example", NOTHING, ["words", "links", "newcomer", "before-publication"],
        ),
    ],
)  # fmt: skip
def test_what_holds_a_message(settings: Settings, body: str, past: Past, reasons: list[str]) -> None:
    assert reasons_to_hold(settings, said(body), past) == reasons


@pytest.mark.parametrize(
    ("entry", "body", "held"),
    [
        ("escroc", "Quel ESCROC !", True),
        ("escroc", "e\u0301scroc\u200bs", False),
        ("escroc", "es\u00adcroc", True),
        ("escroc", "une escroquerie", False),
        ("élu", "un elu local", True),
        ("élu", "un tubercule élucidé", False),
        ("gagner de l'argent", "Vous voulez gagner de l’argent vite", True),
        ("gagner de l'argent", "gagner beaucoup de l’argent", False),
        ("cœur", "un COEUR gros", True),
        ("!!!", "Tout va bien !!!", False),
        ("ﬁlou", "Ce filou", True),
    ],
)
def test_a_listed_word_is_whole_whatever_its_dress(entry: str, body: str, held: bool) -> None:
    assert bool(reasons_to_hold(Settings(words=[entry]), said(body), NOTHING)) is held


def test_a_title_counts_like_a_body() -> None:
    assert reasons_to_hold(Settings(words=["escroc"]), said("Bonjour.", "Un escroc"), NOTHING) == ["words"]


@pytest.mark.parametrize(
    ("settings", "reasons"),
    [
        (Settings(newcomer_posts=5, repeats_from=2), []),
        (Settings(links_from=1), ["links"]),
        (Settings(words=["voir"]), ["words"]),
        (Settings(mode="before"), ["before-publication"]),
    ],
)
def test_what_must_not_come_in_by_an_edit(settings: Settings, reasons: list[str]) -> None:
    assert reasons_not_to_reword(settings, said("Voir https://a.example/x")) == reasons


@pytest.mark.parametrize(("flags_from", "people", "hidden"), [(None, 99, False), (3, 2, False), (3, 3, True), (1, 1, True)])
def test_enough_people_hide_a_post(flags_from: int | None, people: int, hidden: bool) -> None:
    assert is_hidden_by_flags(Settings(flags_from=flags_from), people) is hidden
