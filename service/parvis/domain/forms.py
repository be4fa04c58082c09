"""The sentinel's rule: when a form is no longer what it was, judged from what browsers report of its structure.

A report names the controls that one browser showed, in one language. Browsers differ (a script that failed, a translation, a
part of the form that only some see), so nothing counts before two reports in a row agree on it, some minutes apart, and a control
is missed only by a report that knows the rest of its step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

import msgspec

APART = timedelta(minutes=10)
"""Between the two reports in a row that must say the same: somebody who sends two at once has said it once."""

CONTROLS_LIMIT = 300
What = Literal["changed", "gone", "back"]


class Control(msgspec.Struct, frozen=True):
    """`shape` is a digest of options and help texts, made in the browser; it is never compared between languages."""

    key: str
    label: str
    step: str | None
    shape: str

    @property
    def print(self) -> str:
        return sha256(f"{self.label}\n{self.shape}".encode()).hexdigest()[:32]


class Known(msgspec.Struct, frozen=True):
    """A control as the reports before told of it."""

    key: str
    label: str
    step: str | None
    print: str
    next_print: str | None = None
    missed: int = 0
    gone: bool = False
    doubted_at: datetime | None = None
    """Since when reports say otherwise, or miss it."""


class Finding(msgspec.Struct, frozen=True):
    """What is to be kept of a control from now on; `what` is null when there is nothing to tell of yet."""

    now: Known
    what: What | None


def compare(known: Mapping[str, Known], report: Iterable[Control], now: datetime) -> list[Finding]:
    """What this report teaches, by control; nothing when the form is as it was. A key told twice counts once."""
    seen: dict[str, Control] = {}
    for control in report:
        seen.setdefault(control.key, control)
    steps = {control.step for control in seen.values()}
    room = max(0, CONTROLS_LIMIT - len(known))
    new = [Finding(_first(control), None) for key, control in seen.items() if key not in known][:room]
    again = [_seen(known[key], control, now) for key, control in seen.items() if key in known]
    missed = [_missed(was, now) for key, was in known.items() if key not in seen and was.step in steps and not was.gone]
    return new + [finding for finding in again + missed if finding.what or finding.now != known[finding.now.key]]


def _first(control: Control) -> Known:
    return Known(control.key, control.label, control.step, control.print)


def _seen(was: Known, control: Control, now: datetime) -> Finding:
    if was.print == control.print:
        return Finding(_first(control), "back" if was.gone else None)
    if was.next_print != control.print:
        return Finding(msgspec.structs.replace(was, next_print=control.print, missed=0, doubted_at=now), None)
    return Finding(_first(control), "changed") if _long_enough(was, now) else Finding(was, None)


def _missed(was: Known, now: datetime) -> Finding:
    if not was.missed:
        return Finding(msgspec.structs.replace(was, missed=1, doubted_at=now), None)
    if not _long_enough(was, now):
        return Finding(was, None)
    return Finding(msgspec.structs.replace(was, missed=was.missed + 1, gone=True), "gone")


def _long_enough(was: Known, now: datetime) -> bool:
    return was.doubted_at is not None and now - was.doubted_at >= APART
