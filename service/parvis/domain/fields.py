"""A control of a form, as a question names it: by a key made from what the page's author wrote, never from a value."""

from __future__ import annotations

from parvis.domain import text
from parvis.domain.problems import BadShape, Empty, TooLong
from parvis.domain.values import Field

LABEL_LIMIT = 200


def field_key(raw: str) -> str:
    """A key as it is kept: without what would end it in `[text](field:<key>)`. Raises Empty, TooLong, BadShape."""
    key = text.normalise(raw, field="field.key")
    if not key:
        raise Empty(field="field.key")
    if len(key) > text.FIELD_KEY_LIMIT:
        raise TooLong(field="field.key", limit=text.FIELD_KEY_LIMIT)
    if not text.is_field_key(key):
        raise BadShape(field="field.key", expected="a key without blanks, brackets or quotes")
    return key


def named_field(key: str, label: str, step: str | None) -> Field:
    """The control with its label and the step of the form, each on one line. Raises Empty, TooLong, BadCharacters, BadShape."""
    shown = one_line(label, "field.label", LABEL_LIMIT)
    if not shown:
        raise Empty(field="field.label")
    return Field(field_key(key), shown, one_line(step, "field.step", LABEL_LIMIT) or None if step else None)


def one_line(raw: str, field: str, limit: int) -> str:
    """Raises TooLong, BadCharacters."""
    line = " ".join(text.normalise(raw, field=field).split())
    if len(line) > limit:
        raise TooLong(field=field, limit=limit)
    return line
