"""What people write becomes a small tree: known shapes only, no dangerous link, and not a word lost."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.domain import text
from parvis.domain.problems import BadCharacters, Empty, Problem, TooLong
from tests.domain.trees import links_of, must_be_a_tree, words_of


def said(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def one(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": "paragraph", "children": list(children)}


def link(href: str, host: str, words: str | None = None) -> dict[str, Any]:
    return {"type": "link", "href": href, "host": host, "children": [said(words or href)]}


def at_field(key: str, *children: dict[str, Any]) -> dict[str, Any]:
    return {"type": "field", "key": key, "children": list(children)}


BREAK = {"type": "break"}


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("Bonjour", [one(said("Bonjour"))]),
        ("Un\nDeux\n\nTrois", [one(said("Un"), BREAK, said("Deux")), one(said("Trois"))]),
        ("**oui** et *non*", [
            one({"type": "strong", "children": [said("oui")]}, said(" et "), {"type": "emphasis", "children": [said("non")]}),
        ]),
        ("le champ `NUMERO`", [one(said("le champ "), {"type": "code", "text": "NUMERO"})]),
        ("- un\n- deux", [{"type": "list", "start": None, "items": [[one(said("un"))], [one(said("deux"))]]}]),
        ("3. trois\n4. quatre", [{"type": "list", "start": 3, "items": [[one(said("trois"))], [one(said("quatre"))]]}]),
        ("> cité\n\nréponse", [{"type": "quote", "children": [one(said("cité"))]}, one(said("réponse"))]),
        ("```js\nalert(1)\n```", [{"type": "code", "text": "alert(1)"}]),
        ("# Titre", [one(said("Titre"))]),
        ("avant\n***\naprès", [one(said("avant")), one(said("———")), one(said("après"))]),
        ("5 > 3 & 2 < 4", [one(said("5 > 3 & 2 < 4"))]),
        ("| a | b |", [one(said("| a | b |"))]),
        ("[site](https://a.example/x)", [one(link("https://a.example/x", "a.example", "site"))]),
        ("voir https://a.example/?a=1&b=2.", [one(said("voir "), link("https://a.example/?a=1&b=2", "a.example"), said("."))]),
        ("(https://a.example/x_(y))", [one(said("("), link("https://a.example/x_(y)", "a.example"), said(")"))]),
        ("<https://a.example>", [one(link("https://a.example", "a.example"))]),
        ("[x](https://élysée.example)", [one(link("https://élysée.example", "xn--lyse-9oad.example", "x"))]),
        ("[](https://a.example)", [one(link("https://a.example", "a.example"))]),
        ("![photo](https://a.example/p.png)", [one(link("https://a.example/p.png", "a.example", "photo"))]),
        ("voir [ici](field:rows[#].iban)", [one(said("voir "), at_field("rows[#].iban", said("ici")))]),
        ("[ici](<field:deux mots>)", [one(said("ici"), said(" (field:deux mots)"))]),
        ("<b>gras</b>", [one(said("<b>"), said("gras"), said("</b>"))]),
        ("<div>\nun\n</div>", [one(said("<div>"), BREAK, said("un"), BREAK, said("</div>"))]),
        ("camille@valombre.example", [one(said("camille@valombre.example"))]),
        ("<camille@valombre.example>", [one(said("camille@valombre.example"))]),
        ("[Urgent]: merci", [one(said("[Urgent]: merci"))]),
        ("[a]: b\n[a]: c", [one(said("[a]: b"), BREAK, said("[a]: c"))]),
    ],
)  # fmt: skip
def test_a_body_becomes_its_tree(typed: str, tree: list[Any]) -> None:
    assert text.parse(text.body(typed)) == tree
    must_be_a_tree(tree)


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<b>x", "vbscript:x", "file:///etc/passwd",
        "mailto:camille@valombre.example", "tel:+33100000000", "//a.example/x", "/x", "x.html", "#x", "https:",
        "https:/a.example",
        "https://", "https://www.valombre.example@a.example/", "https://camille:secret@a.example/", "https://@a.example/",
        "https://www.valombre.example\\@a.example/", "https://a.example\\x", "https://ho%73t/", "https://2130706433/",
        "http://0x7f.1/",
        "http://127.1/", "https://faß.example/", "https://a..b/", "https://[::1", "https://a.example:99999/", "https://xn--/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["[ici]({})", "[ici](<{}>)", "![ici]({})", "<{}>", "**{}**", "> - [ici]({})"])
def test_what_may_deceive_never_becomes_a_link(href: str, form: str) -> None:
    tree = text.parse(form.format(href))
    must_be_a_tree(tree)
    assert links_of(tree) == []


@pytest.mark.parametrize(
    "typed", ["[![un](https://b.example)](https://a.example)", "![un [deux](https://b.example)](https://a.example)"]
)
def test_a_link_holds_no_other_link_and_says_where_that_led(typed: str) -> None:
    tree = text.parse(typed)
    assert [found["href"] for found in links_of(tree)] == ["https://a.example"]
    assert "https://b.example" in words_of(tree)


def test_a_link_always_has_something_to_see() -> None:
    assert words_of(text.parse("[\u00a0](https://a.example/)")).strip() == "https://a.example/"


@pytest.mark.parametrize(("mark", "end"), [("> ", ""), ("- ", ""), ("1. ", ""), ("> - ", "")])
@pytest.mark.parametrize("times", [3, 4, 5, 7, 8, 9, 12, 60])
def test_deep_nesting_is_flattened_and_keeps_its_words(mark: str, end: str, times: int) -> None:
    tree = text.parse(mark * times + "dernier mot")
    must_be_a_tree(tree)
    assert "dernier mot" in words_of(tree)


def test_what_is_flattened_keeps_its_words_apart() -> None:
    tree = text.parse("> " * 12 + "un\n" + "> " * 12 + "\n" + "> " * 12 + "deux")
    assert words_of(tree).split() == ["un", "deux"]


@pytest.mark.parametrize(
    "href", ["https://a.example/&#x202e;gpj", "https://a.example/&#10;x", "https://&#x200c;a.example/", "blob:https://a.example"]
)
def test_nor_does_what_would_deceive_once_decoded(href: str) -> None:
    assert links_of(text.parse(f"[ici]({href})")) == []


def test_an_entity_is_no_back_door_for_characters_that_deceive() -> None:
    assert words_of(text.parse("a&#x202E;b&#x200;&#27;")) == "a\ufffdbȀ\ufffd\n"
    assert words_of(text.parse("Z" + "&#x300;" * 40)) == "Z" + "\u0300" * 4 + "\n"


@pytest.mark.parametrize(
    "bad", ["\x00", "\x1b", "\x85", "\u202e", "\u2066", "\ufeff", "\ufffe", "\ud800", "\U000e0041", "e" + "\u0301\u0302" * 4]
)
def test_what_deceives_or_harms_a_reader_is_refused(bad: str) -> None:
    for read, field in ((text.title, "title"), (text.body, "body")):
        with pytest.raises(BadCharacters) as refused:
            read(f"Bon{bad}jour")
        assert refused.value.field == field


@pytest.mark.parametrize(
    "blank", ["", " ", "\n\t\n", "\u00a0\u2009", "\u200b\u200d", "\u3164", "\u2800", "\u115f\u1160", "\u0301"]
)
def test_what_nobody_can_see_is_empty(blank: str) -> None:
    for read in (text.title, text.body):
        with pytest.raises(Empty):
            read(blank)


def test_lengths_are_counted_in_characters() -> None:
    assert len(text.body("é" * 5_000)) == 5_000 and len(text.title("🙂" * 200)) == 200
    assert len(text.body("e\u0301" * 5_000)) == 5_000
    for read, limit in ((text.title, 200), (text.body, 5_000)):
        with pytest.raises(TooLong) as refused:
            read("é" * (limit + 1))
        assert refused.value.more == {"limit": limit}


def test_a_long_number_in_a_page_s_title_is_not_kept() -> None:
    assert text.shown_title(" Dossier 2024001234567 \n – étape 2 de 2026 ") == "Dossier # – étape 2 de 2026"


def test_line_ends_and_tabs_are_made_alike() -> None:
    assert text.body(" un\r\ndeux\rtrois\tquatre ") == "un\ndeux\ntrois    quatre"
    assert text.title("  Où\n lire ? ") == "Où lire ?"


MARKDOWN = st.text(st.sampled_from("aé1 \n>-*_`#[]()!<>:/\\&;.~|\t\"'=+") | st.characters())
PIECES = st.lists(
    st.sampled_from(["> ", "- ", "1. ", "\n", "\n\n", "**", "*", "`", "```", "[", "](", "](https://a.example)", "![", ")",
    "<", "</b>", "<!--", "    ",
                     "https://a.example/x", "javascript:x", "mot", "&#x202e;", "&amp;", "[a]: b", "\\", "# ", "---", "é"]),
    max_size=40,
).map("".join)  # fmt: skip


@given(st.text() | MARKDOWN | PIECES)
def test_any_text_becomes_a_known_tree_or_a_named_problem(typed: str) -> None:
    with contextlib.suppress(Problem):
        tree = text.parse(text.body(typed))
        must_be_a_tree(tree)
        assert tree, "a body always shows something"


BLOCK = st.sampled_from(["{}", "# {}", "> {}", "- {}", "1. {}", "**{}**", "_{}_", "`{}`", "```\n{}\n```",
    "[{}](https://a.example)", "~~{}~~",
                         "[{}]: x", "![{}](data:x)", "<b>{}</b>", "> - > {}", "    {}", "| {} |", "[{}](javascript:x)",
                         "<p>\n{}\n</p>", "{}\n==="])  # fmt: skip


@given(st.lists(BLOCK, min_size=1, max_size=8), st.sampled_from(["\n", "\n\n"]))
def test_no_word_that_was_typed_is_lost(blocks: list[str], between: str) -> None:
    words = [f"mot{number}" for number in range(len(blocks))]
    seen = words_of(text.parse(text.body(between.join(b.format(w) for b, w in zip(blocks, words, strict=True)))))
    assert [word for word in words if word not in seen] == []
