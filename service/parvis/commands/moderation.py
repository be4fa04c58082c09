"""`parvis site moderation`: how a site moderates; `parvis purge`: what may no longer be kept."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from parvis.commands.ground import Mistake, known_site, with_database
from parvis.domain.problems import Problem
from parvis.moderation.retention import purge
from parvis.moderation.settings import Settings, choose, normal, settings_of
from parvis.store.database import Database


def add_to(site: Any, commands: Any) -> None:
    command = site.add_parser("moderation", help="how a site moderates; prints it, changed where you say")
    describe(command)
    command.set_defaults(run=with_database(_moderate))

    command = commands.add_parser("purge", help="erase texts that moderation kept, past the time for appeals")
    command.set_defaults(run=with_database(_purge))


def describe(command: argparse.ArgumentParser) -> None:
    command.add_argument("name")
    command.add_argument("--mode", choices=("before", "after"), help="read messages before or after they are published")
    command.add_argument("--newcomer-posts", metavar="N", type=int, help="hold the first N messages of everybody")
    for name, what in (
        ("links", "hold messages with N links or more"), ("repeats", "hold the same words for the Nth time within a day"),
        ("flags", "hide a post that N people flagged, until it is decided"),
    ):  # fmt: skip
        command.add_argument(f"--{name}-from", metavar="N", help=f"{what}; “never” for never")
    command.add_argument("--words", type=Path, metavar="FILE", help="words that hold a message, one entry a line")
    command.add_argument("--rules", type=Path, metavar="FILE", help="the rules that citizens read, at /rules/NAME")
    command.add_argument("--contact", help="the contact point, as it is shown")
    command.add_argument("--moderator", action="append", metavar="NAME", help="as it is shown (again for more)")


async def _moderate(database: Database, asked: argparse.Namespace) -> None:
    site = await known_site(database, asked.name)
    settings = await set_moderation(database, site.id, asked)
    print(msgspec.json.format(msgspec.json.encode(settings)).decode())


async def _purge(database: Database, asked: argparse.Namespace) -> None:
    print(f"{await purge(database, datetime.now(UTC))} texts and contacts erased")


async def set_moderation(database: Database, site: UUID, asked: argparse.Namespace) -> Settings:
    """What was named changes, all else stays. Raises Mistake."""
    given: dict[str, Any] = {"mode": asked.mode, "newcomer_posts": asked.newcomer_posts, "contact": asked.contact}
    given |= {"moderators": asked.moderator}
    given = {name: value for name, value in given.items() if value is not None}
    for name in ("links_from", "repeats_from", "flags_from"):
        if (times := getattr(asked, name)) is not None:
            given[name] = None if times == "never" else times
    try:
        if asked.words:
            given["words"] = [line.strip() for line in asked.words.read_text("utf-8").splitlines() if line.strip()]
        if asked.rules:
            given["rules"] = asked.rules.read_text("utf-8")
        known = msgspec.to_builtins(await settings_of(database, site))
        settings = normal(msgspec.convert(known | given, Settings, strict=False))
    except Problem as problem:
        raise Mistake(problem.detail("en")) from problem
    except (OSError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise Mistake(str(error)) from error
    await choose(database, site, settings)
    return settings
