"""The command line."""

from __future__ import annotations

import argparse
import re
import sys

from parvis.commands import agents, moderation, oidc, pages, promises
from parvis.commands.ground import Mistake, with_database
from parvis.demo.run import PortTaken, demo
from parvis.domain.hosts import normal_host
from parvis.domain.pages import SiteRules, origin_of
from parvis.domain.problems import Problem
from parvis.settings import Settings
from parvis.sites.queries import add_site
from parvis.store.database import Database
from parvis.store.embedded import EmbeddedError
from parvis.web import serve
from parvis.web.assets import Assets, NotBuilt

HERE = "http://127.0.0.1:8000"


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
    command.add_argument(
        "--video-host", action="append", default=[], help="whose films may be shown: a PeerTube (again for more)"
    )
    command.set_defaults(run=with_database(_add_site))
    promises.add_to(site)
    moderation.add_to(site, commands)

    agents.add_to(commands)
    oidc.add_to(commands)
    pages.add_to(commands)
    return parser


def _demo(asked: argparse.Namespace) -> None:
    demo(asked.port)


async def _add_site(database: Database, asked: argparse.Namespace) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", asked.name):
        raise Mistake("a site's name has lower-case letters, digits and hyphens only, 63 at most.")
    try:
        origins = tuple(origin_of(origin) for origin in asked.origin)
    except Problem as problem:
        raise Mistake("an origin looks like https://www.example.fr, without a path.") from problem
    hosts = [normal_host(host) for host in asked.video_host]
    if not all(host and "." in host for host in hosts):
        raise Mistake("a video host looks like tube.example.fr, without https:// and without a path.")
    own_hosts = [host for host in hosts if host]
    await add_site(database, asked.name, SiteRules(origins, tuple(asked.pattern), tuple(asked.keep_parameter)), own_hosts)
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


def _service() -> str:
    return Settings.from_environment().public_url or HERE


if __name__ == "__main__":
    main()
