"""`parvis site promise` on the command line."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from parvis import __main__
from parvis.commands.ground import Mistake
from parvis.commands.promises import opening_hours
from tests.conftest import Scene


@pytest.fixture
def parvis(scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command on the scene's database, in a thread of its own as it has a loop of its own; what it prints."""
    monkeypatch.setenv("DATABASE_URL", scene.database.url)

    async def run(*arguments: str) -> str:
        await asyncio.to_thread(__main__.main, list(arguments))
        return capsys.readouterr().out

    return run


async def test_a_promise_is_made_and_what_is_not_named_stays(scene: Scene, parvis: Any) -> None:
    assert "promised   nothing" in await parvis("site", "promise", "valombre")
    told = await parvis(
        "site", "promise", "valombre", "--minutes", "480",
        "--open", "mon-thu,fri 09:00-12:00 14:00-17:00", "--open", "fri 09:00-12:00",
        "--region", "Alsace-Moselle", "--closed", "2026-12-24",
    )  # fmt: skip
    assert "480 minutes" in told and "thu        09:00-12:00 14:00-17:00" in told and "fri        09:00-12:00\n" in told
    await parvis("site", "promise", "valombre", "--agents-after", "30")
    kept = (await scene.must(200, "GET", "/agent/settings", scene.agent)).json()["promise"]
    assert (kept["minutes"], kept["region"], kept["closed"], kept["agents_after"]) == (480, "Alsace-Moselle", ["2026-12-24"], 30)
    assert kept["hours"][4] == [["09:00", "12:00"]] and kept["hours"][5] == []
    assert "promised   nothing" in await parvis("site", "promise", "valombre", "--minutes", "0", "--region", "none")


@pytest.mark.parametrize(
    "wrong",
    [["--minutes", "60"], ["--open", "mon 9-12"], ["--zone", "Nowhere"], ["--region", "Nowhere"], ["--claim-minutes", "0"]],
)
async def test_a_mistake_is_said_in_one_sentence(scene: Scene, parvis: Any, wrong: list[str]) -> None:
    with pytest.raises(SystemExit, match=r"^parvis: [a-z“].*\.$"):
        await parvis("site", "promise", "valombre", *wrong)
    with pytest.raises(SystemExit, match="there is no site"):
        await parvis("site", "promise", "ailleurs")


@pytest.mark.parametrize("wrong", ["lundi 09:00-12:00", "mon 09:00", "mon-xyz 09:00-12:00"])
def test_hours_that_cannot_be_read_are_a_mistake(wrong: str) -> None:
    with pytest.raises(Mistake):
        opening_hours([wrong])
