"""The console says a wait alike with and without script: the same table as in widget/console/waiting.test.ts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from parvis.web.drawing import waited

SINCE = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-5, "moins d’une min"),
        (0, "moins d’une min"),
        (1, "1 min"),
        (59, "59 min"),
        (60, "1 h 00"),
        (265, "4 h 25"),
        (1439, "23 h 59"),
        (1440, "1 j 0 h"),
        (3060, "2 j 3 h"),
    ],
)
def test_a_wait_is_said_in_minutes_then_hours_then_days(minutes: int, said: str) -> None:
    assert waited(SINCE, SINCE + timedelta(minutes=minutes), "fr").replace("\u202f", " ") == said


def test_english_has_its_own_words() -> None:
    assert waited(SINCE, SINCE, "en") == "under a min"
    assert waited(SINCE, SINCE + timedelta(minutes=3060), "en").replace("\u202f", " ") == "2 d 3 h"
