"""axe-core, run in a page or in the panel's frame."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Frame, Page

_SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_RUN = "rules => axe.run(document, {resultTypes: ['violations'], rules})"
# Asked of whole pages; the frame is a part of one, which has its own main and first heading.
_OF_PAGES = {"landmark-one-main": {"enabled": False}, "page-has-heading-one": {"enabled": False}}


async def violations(place: Page | Frame) -> list[str]:
    """One line per violation: rule, and the first element at fault.

    Evaluated by the debugger, so that neither the host's nor our own Content-Security-Policy stands in the way.
    """
    await place.evaluate(_SOURCE.read_text("utf-8"))
    result: Any = await place.evaluate(_RUN, _OF_PAGES if isinstance(place, Frame) else {})
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]} ({v['nodes'][0]['failureSummary'][:200]})" for v in result["violations"]]


def frame_of(page: Page) -> Frame:
    """The panel's frame."""
    return next(frame for frame in page.frames if "/panel?" in frame.url)
