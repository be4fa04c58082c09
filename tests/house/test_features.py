"""What the product is measured against, and the test that shows each row: a name that leads nowhere would be no proof."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "features.md").read_text("utf-8")
SYSTEMS = (
    "WhatsApp", "Teams", "Zoom", "Sites, blogs", "Forums", "Wiki", "LinkedIn", "Facebook", "YouTube", "Instagram",
    "Boursorama forum", "CommentÇaMarche", "roadtrippin", "village-justice", "Sosh community", "RSESP",
)  # fmt: skip
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows() -> dict[str, str]:
    """The first column → the row, of the table that begins with "System"."""
    table = PAGE.partition("| System |")[2].partition("\n\n")[0]
    return {line.split("|")[1].strip(): line for line in table.splitlines()[2:]}


def test_every_system_has_its_row() -> None:
    assert tuple(rows()) == SYSTEMS


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_names_a_test(system: str) -> None:
    assert NAMED.search(rows()[system])


@pytest.mark.parametrize(("path", "name"), NAMED.findall(PAGE))
def test_what_is_named_exists(path: str, name: str) -> None:
    assert f"def {name}(" in (ROOT / path).read_text("utf-8")
