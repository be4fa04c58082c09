"""What somebody looks for, word by word, as PostgreSQL's index knows words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

TERMS_LIMIT = 8
MENDED_FROM = 5
"""Letters from which an unknown word may be a misspelt one: shorter ones are like too many others, and cost most to compare."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word as it was typed, but for accents and capitals, and the roots by which it is found. `begins`: it is being typed."""

    word: str
    roots: frozenset[str]
    begins: bool = False

    @property
    def query(self) -> str:
        """As tsquery reads it: any of the roots, or any word that begins so."""
        forms = sorted(_quoted(root) for root in self.roots) + ([_quoted(self.word) + ":*"] if self.begins else [])
        return "(" + " | ".join(forms) + ")"

    def or_rather(self, roots: frozenset[str]) -> Term:
        return replace(self, roots=self.roots | roots)


def looked_for(plain: str, found: list[tuple[str, frozenset[str]]], typing: bool) -> list[Term]:
    """At most eight terms, each once, the longest words first. `found`: the words of the plain text that are not stop words.

    While somebody types, the last word may be the beginning of another: it is no stop word yet when it stands alone.
    """
    last = plain.rpartition(" ")[2] if typing else ""
    terms = {roots: Term(word, roots, word == last and len(word) > 2) for word, roots in found}
    if not terms and len(last) > 2:
        return [Term(last, frozenset(), begins=True)]
    return sorted(terms.values(), key=lambda term: -len(term.word))[:TERMS_LIMIT]


def at_least(terms: list[Term], count: int) -> str:
    """The tsquery of texts that hold this many of the terms."""
    return " | ".join("(" + " & ".join(term.query for term in some) + ")" for some in combinations(terms, count))


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
