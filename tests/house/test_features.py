"""What the product is measured against, and the test that shows each row: a name that leads nowhere would be a promise without proof."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "features.md").read_text("utf-8")
SYSTEMS = (
    "WhatsApp", "Teams", "Zoom", "Sites, blogs", "Forums", "Wiki", "LinkedIn", "Facebook", "YouTube", "Instagram",
    "Forum of a stock exchange site", "Consumer help site", "Travellers' site", "Lawyers' site", "Operator's community", "RSESP",
)  # fmt: skip
NAMED = re.compile(r"`(tests/[\w/]+\.py|widget/[\w/.-]+\.test\.tsx?)::([^`]+)`")


def rows() -> dict[str, str]:
    """The first column → the row, of the table that begins with "System"."""
    table = PAGE.partition("| System |")[2]
    return {line.split("|")[1].strip(): line for line in table.splitlines()[2:] if line.startswith("|")}


def test_every_system_has_its_row() -> None:
    assert tuple(rows()) == SYSTEMS


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_row_names_a_test_that_exists(system: str) -> None:
    named = NAMED.findall(rows()[system])
    assert named, f"{system} names no test"
    for path, name in named:
        source = (ROOT / path).read_text("utf-8")
        found = f"def {name}(" in source if path.endswith(".py") else f'test("{name}"' in source
        assert found, f"{path} has no test {name}"
