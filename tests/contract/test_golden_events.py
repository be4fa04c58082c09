"""The golden events: this half reads them with Python's `apply`, the widget's tests read the same files with TypeScript's."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from parvis.domain.events import KINDS, apply

GOLDEN = sorted(Path(__file__).parent.glob("*.json"))


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_an_event_makes_of_the_state_before_the_state_after(path: Path) -> None:
    golden = read(path)
    before = copy.deepcopy(golden["before"])
    assert apply(before, golden["event"]["kind"], golden["event"]["data"]) == golden["after"]
    assert before == golden["before"], "the state before is left as it was: others may hold it"


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_file_is_named_for_what_it_shows(path: Path) -> None:
    golden = read(path)
    assert golden["name"] == path.stem
    assert golden["channel"] in ("page", "guide", "thread", "queue", "person")


def test_every_kind_has_a_golden_event() -> None:
    shown = {read(path)["event"]["kind"] for path in GOLDEN}
    assert set(KINDS) <= shown, f"no golden event for {set(KINDS) - shown}"


def test_an_unknown_kind_has_a_golden_event_too() -> None:
    assert any(read(path)["event"]["kind"] not in KINDS for path in GOLDEN)
