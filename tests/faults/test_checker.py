"""A checker that finds nothing is worth something only when it finds what is broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.checker import History, Stored, Watched, Written, violations

THREAD = "thread:1"


def sound() -> tuple[History, list[Stored]]:
    """Three posts, written one after the other, heard by one watcher."""
    stored = [Stored(THREAD, seq, "post.added", f"p{seq}", f"Texte {seq}") for seq in (1, 2, 3)]
    written = [Written(f"p{n}", THREAD, f"Texte {n}", asked=2 * n, seq=n, answered=2 * n + 1) for n in (1, 2, 3)]
    watched = [Watched(THREAD, [(s.seq, s.id, s.body) for s in stored])]
    return History(written, watched), stored


def lose_a_write(history: History, stored: list[Stored]) -> None:
    stored.pop()
    history.watched.clear()


def swap_two_numbers(history: History, stored: list[Stored]) -> None:
    for one, other in ((0, 1), (1, 0)):
        stored[one].seq = history.written[one].seq = other + 1
    stored.sort(key=lambda event: event.seq)
    history.watched.clear()


def leave_a_gap(history: History, stored: list[Stored]) -> None:
    stored[2].seq = history.written[2].seq = 4
    history.watched.clear()


def store_an_id_twice(history: History, stored: list[Stored]) -> None:
    stored.append(Stored(THREAD, 4, "post.added", "p1", "Texte 1"))
    history.watched.clear()


def store_what_nobody_asked_for(history: History, stored: list[Stored]) -> None:
    stored.append(Stored(THREAD, 4, "post.added", "p4", "Texte 4"))
    history.watched.clear()


def change_a_text(history: History, stored: list[Stored]) -> None:
    stored[1].body = "Autre texte"
    history.watched.clear()


def deliver_twice(history: History, stored: list[Stored]) -> None:
    history.watched[0].events.append(history.watched[0].events[-1])


def skip_a_delivery(history: History, stored: list[Stored]) -> None:
    history.watched[0].events.pop(1)


def stop_short_of_the_head(history: History, stored: list[Stored]) -> None:
    history.watched[0].events.pop()


def repair_by_a_snapshot(history: History, stored: list[Stored]) -> None:
    history.watched[0].snapshots = 1


def test_a_sound_history_is_passed() -> None:
    assert violations(*sound()) == []


def test_a_write_that_was_never_acknowledged_may_be_stored_or_not() -> None:
    history, stored = sound()
    history.written[2].seq = history.written[2].answered = None
    assert violations(history, stored) == []
    stored.pop()
    history.watched[0].events.pop()
    assert violations(history, stored) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lose_a_write, "stored as None"), (swap_two_numbers, "no lower number"), (leave_a_gap, "is numbered [1, 2, 4]"),
        (store_an_id_twice, "stored 2 times"), (store_what_nobody_asked_for, "nobody asked"), (change_a_text, "is stored as"),
        (deliver_twice, "heard [1, 2, 3, 3]"), (skip_a_delivery, "heard [1, 3]"),
        (stop_short_of_the_head, "2 events, which are not the 3"), (repair_by_a_snapshot, "1 snapshots"),
    ],
)  # fmt: skip
def test_each_broken_history_is_found(broken: Callable[[History, list[Stored]], None], said: str) -> None:
    history, stored = sound()
    broken(history, stored)
    assert any(said in sentence for sentence in violations(history, stored))
