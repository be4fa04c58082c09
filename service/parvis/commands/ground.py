"""What every command stands on: the database for a moment, the site of a name, and mistakes in one sentence."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from parvis.settings import Settings
from parvis.sites.queries import Site, site_named
from parvis.store.database import Database
from parvis.web import serve


class Mistake(Exception):
    """A command that cannot be carried out, and why, in one sentence."""


def with_database(act: Callable[[Database, argparse.Namespace], Awaitable[None]]) -> Callable[[argparse.Namespace], None]:
    """A command that needs the database for a moment."""

    async def through(url: str, asked: argparse.Namespace) -> None:
        database = Database(url, size=1)
        await database.open()
        try:
            await act(database, asked)
        finally:
            await database.close()

    def run(asked: argparse.Namespace) -> None:
        url = serve.database(Settings.from_environment())
        try:
            asyncio.run(through(url, asked))
        finally:
            serve.release()

    return run


async def known_site(database: Database, name: str) -> Site:
    """Raises Mistake."""
    site = await site_named(database, name)
    if site is None:
        raise Mistake(f"there is no site “{name}”: parvis site add {name} --origin https://… makes it.")
    return site
