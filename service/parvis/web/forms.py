"""Plain forms (application/x-www-form-urlencoded), read as strictly as JSON is."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request

from parvis.domain.problems import BadShape
from parvis.web.answers import bounded


async def read_form(request: Request, *required: str, optional: tuple[str, ...] = ()) -> dict[str, str]:
    """The fields by name; an optional one that is missing is "". Raises BadShape when one is not there exactly once."""
    try:
        given = parse_qs((await bounded(request)).decode(), max_num_fields=20, keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError):
        given = {}
    form = {}
    for name in (*required, *optional):
        values = given.get(name, [""] if name in optional else [])
        if len(values) != 1 or "\x00" in values[0]:
            raise BadShape(field=name, expected="one value")
        form[name] = values[0].replace("\r\n", "\n")
    return form
