"""How a site moderates is chosen by its moderators or on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from parvis.commands import moderation as command
from parvis.commands.ground import Mistake
from parvis.moderation.settings import settings_of
from tests.moderation.conftest import Moderated


async def test_what_is_chosen_is_read_again_in_its_normal_form(moderated: Moderated) -> None:
    path = "/agent/moderation/settings"
    before = (await moderated.must(200, "GET", path, moderated.nadia)).json()
    assert before["mode"] == "after" and before["flags_from"] is None and before["words"] == []
    chosen = {**before, "mode": "before", "flags_from": 3, "words": [" escroc ", " "], "contact": "aide@valombre.example"}
    answer = (await moderated.must(200, "PUT", path, moderated.nadia, json=chosen)).json()
    assert answer["words"] == ["escroc"] and answer["flags_from"] == 3
    assert (await moderated.must(200, "GET", path, moderated.yann)).json() == answer


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "never"}, {"newcomer_posts": 51}, {"links_from": 0}, {"repeats_from": 1}, {"flags_from": 101}, {"other": 1},
        {"words": ["a" * 121]}, {"rules": "a" * 20_001}, {"words": ["\x00"]}, {"moderators": ["a\u202eb"]}, {"rules": "\x00"},
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused(moderated: Moderated, wrong: Any) -> None:
    await moderated.must(422, "PUT", "/agent/moderation/settings", moderated.nadia, json=wrong)


def asked(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.describe(parser)
    return parser.parse_args(["valombre", *words])


async def test_on_the_command_line_what_is_named_changes_and_all_else_stays(moderated: Moderated, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("escroc\n\nfilou\n", "utf-8")
    await command.set_moderation(moderated.database, moderated.site, asked("--mode", "before", "--flags-from", "3"))
    await command.set_moderation(moderated.database, moderated.site, asked("--words", str(words), "--moderator", "Nadia"))
    settings = await settings_of(moderated.database, moderated.site)
    assert (settings.mode, settings.flags_from, settings.words, settings.moderators) == (
        "before",
        3,
        ["escroc", "filou"],
        ["Nadia"],
    )
    await command.set_moderation(moderated.database, moderated.site, asked("--flags-from", "never"))
    assert (await settings_of(moderated.database, moderated.site)).flags_from is None
    for wrong in (("--links-from", "0"), ("--words", str(tmp_path / "nowhere")), ("--flags-from", "x")):
        with pytest.raises(Mistake):
            await command.set_moderation(moderated.database, moderated.site, asked(*wrong))
