"""Every setting is read from the environment, and told in docs/operating.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from parvis.settings import Settings

ROOT = Path(__file__).parents[2]


class Overheard(Mapping[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_what_is_read_is_what_is_listed() -> None:
    environment = Overheard()
    Settings.from_environment(environment)
    assert environment.asked == set(Settings.VARIABLES)
    assert len(Settings.VARIABLES) == len(fields(Settings))


@pytest.mark.parametrize("name", Settings.VARIABLES)
def test_a_variable_makes_a_difference(name: str) -> None:
    said = "2" if name == "PARVIS_PROXIES" else "https://a.example/x"
    assert Settings.from_environment({name: said}) != Settings.from_environment({})


def test_every_variable_has_its_row_in_the_operating_page() -> None:
    page = (ROOT / "docs" / "operating.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)) == set(Settings.VARIABLES)


def test_no_other_variable_is_read_anywhere() -> None:
    for file in (ROOT / "service" / "parvis").rglob("*.py"):
        if file.name != "settings.py":
            assert not re.search(r"os\.environ\[|os\.environ\.get|getenv|environb", file.read_text("utf-8")), file


def test_an_empty_variable_is_an_absent_one() -> None:
    assert Settings.from_environment(dict.fromkeys(Settings.VARIABLES, "")) == Settings.from_environment({})


def test_the_public_address_is_an_origin_and_the_data_folder_is_absolute() -> None:
    settings = Settings.from_environment({"PARVIS_PUBLIC_URL": "https://parvis.example.fr/", "PARVIS_DATA": "data"})
    assert settings.public_url == "https://parvis.example.fr"
    assert settings.data.is_absolute()
