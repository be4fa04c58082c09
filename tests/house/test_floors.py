"""Imports only go down: web and demo → rooms and live → store → domain. Rooms never meet one another, nor `live`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "service" / "parvis"
ROOMS = sorted(folder.name for folder in SERVICE.iterdir() if (folder / "queries.py").exists())
BELOW = {"domain": {"domain"}, "store": {"domain", "store"}, "live": {"domain", "store", "live"}}
BELOW |= {room: {"domain", "store", room} for room in ROOMS}

WIDGET = ROOT / "widget"
MAY_USE = {"protocol": {"protocol"}, "loader": {"loader", "protocol"}, "client": {"client", "protocol"}}
MAY_USE |= {"draw": {"draw", "client", "protocol"}}
MAY_USE |= {program: {program, "client", "draw", "protocol"} for program in ("panel", "console", "door")}


def imported(source: str) -> Iterator[str]:
    """The parts of `parvis` that a module names."""
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports say where from"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name.split(".")[1] for name in names if name.startswith("parvis."))


def climbs(part: str, source: str) -> set[str]:
    """What this source of a part of the service may not import."""
    return set(imported(source)) - BELOW[part]


def strays(part: str, source: str) -> set[str]:
    """The same for the widget, whose imports are relative paths."""
    return set(re.findall(r"""(?:from|import)\s*\(?\s*["']\.\./(\w+)/""", source)) - MAY_USE[part]


def test_the_rooms_are_found() -> None:
    assert {"agents", "sites", "threads", "visitors"} <= set(ROOMS)


@pytest.mark.parametrize("part", sorted(BELOW))
def test_no_part_of_the_service_imports_upwards_or_sideways(part: str) -> None:
    found = {file.name: climbs(part, file.read_text("utf-8")) for file in (SERVICE / part).rglob("*.py")}
    assert found and not any(found.values()), found


@pytest.mark.parametrize("part", sorted(MAY_USE))
def test_no_part_of_the_widget_imports_what_it_may_not(part: str) -> None:
    files = [file for file in (WIDGET / part).rglob("*.ts*") if ".test." not in file.name]
    found = {file.name: strays(part, file.read_text("utf-8")) for file in files}
    assert found and not any(found.values()), found


def test_the_domain_waits_for_nothing_and_reads_nothing() -> None:
    for file in (SERVICE / "domain").glob("*.py"):
        source = file.read_text("utf-8")
        assert not re.search(r"\bawait\b|\basync def\b|(?<![\w.])(?<!def )open\(", source.split('"""', 2)[-1]), file.name
        assert not re.search(r"^(?:import|from) (?:asyncpg|starlette|uvicorn|asyncio|socket)\b", source, re.MULTILINE), file.name


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("domain", "from parvis.store import journal"),
        ("store", "from parvis.threads import queries"),
        ("store", "import parvis.live.hub"),
        ("live", "from parvis.threads.snapshots import page_snapshot"),
        ("live", "from parvis.web.identity import Identity"),
        ("threads", "def late():\n    from parvis.visitors import queries"),
        ("threads", "from parvis import live"),
        ("agents", "from parvis.web import headers"),
    ],
)
def test_the_guard_sees_a_wrong_import(part: str, source: str) -> None:
    assert climbs(part, source)


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("loader", 'import { Feed } from "../client/feed.ts";'),
        ("client", 'import type { Icon } from "../draw/icon.tsx";'),
        ("draw", 'export { Model } from "../panel/model.ts";'),
        ("panel", 'const desk = await import("../console/desk.ts");'),
        ("protocol", 'import "../client/state.ts";'),
    ],
)
def test_the_guard_of_the_widget_sees_a_wrong_import(part: str, source: str) -> None:
    assert strays(part, source)
