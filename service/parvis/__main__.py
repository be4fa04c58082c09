"""The command line."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import msgspec

from parvis.agents import queries as agents
from parvis.agents.keys import login_path
from parvis.demo.run import PortTaken, demo
from parvis.domain.keys import new_key
from parvis.domain.pages import SiteRules, origin_of
from parvis.domain.problems import Problem
from parvis.moderation import command as moderation
from parvis.moderation.retention import purge
from parvis.settings import Settings
from parvis.sites.queries import add_site, site_named
from parvis.store.database import Database
from parvis.store.embedded import EmbeddedError
from parvis.web import serve
from parvis.web.assets import Assets, NotBuilt

HERE = "http://127.0.0.1:8000"


class Mistake(Exception):
    """A command that cannot be carried out, and why, in one sentence."""


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    try:
        asked.run(asked)
    except (Mistake, EmbeddedError, NotBuilt, PortTaken) as error:
        sys.exit(f"parvis: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="parvis", description="A community panel beside any public-service form.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("serve", help="run the service")
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8000)
    command.add_argument("--workers", type=int, default=1)
    command.set_defaults(run=lambda asked: serve.serve(asked.host, asked.port, asked.workers))

    command = commands.add_parser("demo", help="a demo site with example forms; prints every link")
    command.add_argument("--port", type=int, default=8000, help="of the service; the example pages take the next one")
    command.set_defaults(run=_demo)

    site = commands.add_parser("site", help="sites on which the tag is pasted").add_subparsers(required=True, metavar="ACTION")
    command = site.add_parser("add", help="add a site, or change its rules; prints the tag and the CSP lines")
    command.add_argument("name")
    command.add_argument("--origin", action="append", required=True, help="https://www.example.fr (again for more)")
    command.add_argument("--pattern", action="append", default=[], help="/dossiers/:id/brouillon (again for more)")
    command.add_argument("--keep-parameter", action="append", default=[], help="a query parameter that makes another page")
    command.set_defaults(run=_with_database(_add_site))

    command = site.add_parser("moderation", help="how a site moderates; prints it, changed where you say")
    moderation.describe(command)
    command.set_defaults(run=_with_database(_moderate))

    command = commands.add_parser("purge", help="erase texts that moderation kept, past the time for appeals")
    command.set_defaults(run=_with_database(_purge))

    agent = commands.add_parser("agent", help="agents who answer").add_subparsers(required=True, metavar="ACTION")
    command = agent.add_parser("add", help="add an agent; prints a one-time sign-in link")
    command.add_argument("--site", required=True)
    command.add_argument("--name", required=True, help="first name and surname, or an approved alias")
    command.add_argument("--service", required=True, help="shown beside every answer")
    command.add_argument("--email", required=True)
    command.add_argument("--role", choices=("agent", "moderator"), default="agent")
    command.add_argument("--token", action="store_true", help="print an API bearer token instead of a link")
    command.set_defaults(run=_with_database(_add_agent))
    return parser


def _demo(asked: argparse.Namespace) -> None:
    demo(asked.port)


def _with_database(act: Callable[[Database, argparse.Namespace], Awaitable[None]]) -> Callable[[argparse.Namespace], None]:
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


async def _add_site(database: Database, asked: argparse.Namespace) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", asked.name):
        raise Mistake("a site's name has lower-case letters, digits and hyphens only, 63 at most.")
    try:
        origins = tuple(origin_of(origin) for origin in asked.origin)
    except Problem as problem:
        raise Mistake("an origin looks like https://www.example.fr, without a path.") from problem
    await add_site(database, asked.name, SiteRules(origins, tuple(asked.pattern), tuple(asked.keep_parameter)))
    service, assets = _service(), Assets()
    print("Paste this line into the pages:\n")
    print(f'  <script src="{service}{assets.embed}" integrity="{assets.integrity}" crossorigin="anonymous"')
    print(f'          data-site="{asked.name}" async></script>\n')
    print(f'or, to follow new versions by itself: <script src="{service}/embed.js" data-site="{asked.name}" async></script>\n')
    print("Beneath it, for those whose browser runs no script:\n")
    print(
        f'  <noscript><a href="{service}/p?site={asked.name}" referrerpolicy="unsafe-url">Questions et réponses</a></noscript>\n'
    )
    print("If the pages have a Content-Security-Policy, add to it:\n")
    print(f"  script-src {service}\n  frame-src {service}")


async def _moderate(database: Database, asked: argparse.Namespace) -> None:
    site = await site_named(database, asked.name)
    if site is None:
        raise Mistake(f"there is no site “{asked.name}”.")
    try:
        settings = await moderation.set_moderation(database, site.id, asked)
    except ValueError as error:
        raise Mistake(str(error)) from error
    print(msgspec.json.format(msgspec.json.encode(settings)).decode())


async def _purge(database: Database, asked: argparse.Namespace) -> None:
    print(f"{await purge(database, datetime.now(UTC))} texts and contacts erased")


async def _add_agent(database: Database, asked: argparse.Namespace) -> None:
    site = await site_named(database, asked.site)
    if site is None:
        raise Mistake(f"there is no site “{asked.site}”: parvis site add {asked.site} --origin https://… makes it.")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", asked.email):
        raise Mistake("the e-mail address has no “@”.")
    id = await agents.add_agent(database, site.id, asked.name, asked.service, asked.email, asked.role)
    if asked.token:
        token, token_hash = new_key("pa_")
        await agents.add_key(database, site.id, id, token_hash, "api", None)
        print(token)
    else:
        print(_service() + await login_path(database, site.id, id))


def _service() -> str:
    return Settings.from_environment().public_url or HERE


if __name__ == "__main__":
    main()
