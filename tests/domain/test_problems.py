"""Every failure has a name, a status, a sentence in two languages, and the same shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from parvis.domain import problems
from parvis.domain.problems import Problem


def every(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for child in kind.__subclasses__():
        yield child
        yield from every(child)


PROBLEMS = sorted(every(), key=lambda kind: kind.code)


def example(kind: type[Problem]) -> Problem:
    if kind in (problems.Busy, problems.Unknown):
        return kind()
    if kind in (problems.Suspended, problems.Banned):
        return kind(until="2026-11-30T10:00:00+00:00", why="insult")
    return kind(field="body", limit=5_000)


def test_the_names_are_known_and_unique() -> None:
    assert len(PROBLEMS) > 20
    codes = [kind.code for kind in PROBLEMS]
    assert len(set(codes)) == len(codes)
    assert all(kind.__module__ == problems.__name__ for kind in PROBLEMS), "all stand on one page"


@pytest.mark.parametrize("kind", PROBLEMS, ids=lambda kind: kind.__name__)
class TestEach:
    def test_its_code_and_status_are_fit_for_programs(self, kind: type[Problem]) -> None:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.code)
        assert kind.status in (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503)

    def test_its_sentences_are_its_own_and_differ_by_language(self, kind: type[Problem]) -> None:
        assert kind.fr != kind.en
        if kind is not problems.BadShape:
            assert kind.__dict__.get("fr") and kind.__dict__.get("en")
        for sentence in (kind.fr, kind.en):
            assert sentence.endswith(".") and len(sentence) <= 140, "short"
            assert "!" not in sentence and "Oups" not in sentence, "calm"

    def test_its_french_is_typeset(self, kind: type[Problem]) -> None:
        assert "'" not in kind.fr, "a typographic apostrophe"
        assert not re.search(r"[^\u202f][?!;]", kind.fr), "a narrow no-break space before ? ! ;"
        assert not re.search(r"[^\u00a0]:", kind.fr), "a no-break space before a colon"
        assert not re.search(r"«[^\u00a0]|[^\u00a0]»", kind.fr), "no-break spaces within quotation marks"

    def test_its_english_is_typeset(self, kind: type[Problem]) -> None:
        assert "'" not in kind.en and '"' not in kind.en
        assert not re.search(r"\s[?!;:]", kind.en)

    @pytest.mark.parametrize("lang", ["fr", "en"])
    def test_its_body_has_the_one_shape(self, kind: type[Problem], lang: str) -> None:
        body = example(kind).body(lang)
        assert {"title", "status", "code", "detail"} <= set(body)
        assert set(body) <= {"title", "status", "code", "detail", "field", "limit", "retry_after", "until", "why"}
        assert body["detail"] == body["title"] and "{" not in body["detail"]
        assert (body["status"], body["code"]) == (kind.status, kind.code)

    def test_it_stands_without_a_field(self, kind: type[Problem]) -> None:
        bare = kind(limit=1) if "{limit}" in kind.fr else example(kind) if "{why}" in kind.fr else kind()
        assert "field" not in bare.body("fr") and bare.detail("fr") and bare.detail("en")


def test_what_may_be_asked_again_says_when() -> None:
    assert problems.Busy().body("fr")["retry_after"] > 0
    assert problems.Unknown().body("fr")["retry_after"] > 0


def test_a_misshapen_request_says_to_programs_what_was_expected() -> None:
    body = problems.BadShape(field="kind", expected="`question` or `discussion`").body("fr")
    assert body["field"] == "kind" and body["expected"] == "`question` or `discussion`"
    assert "«\u00a0kind\u00a0»" in body["detail"]
