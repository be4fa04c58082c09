"""`parvis agent …`: who answers for a site, with which role, and what is to be done when a password or a telephone is lost."""

from __future__ import annotations

import argparse
import re
from collections.abc import Awaitable, Callable
from typing import Any

from parvis.agents import queries as agents
from parvis.agents.keys import login_path
from parvis.commands.ground import Mistake, known_site, with_database
from parvis.domain.keys import new_key
from parvis.domain.people import Person
from parvis.domain.problems import LastAdministrator
from parvis.domain.roles import ROLES
from parvis.doors import people
from parvis.doors.sessions import end_everything
from parvis.settings import Settings
from parvis.store.database import Database

HERE = "http://127.0.0.1:8000"


def add_to(commands: Any) -> None:
    """The command `agent` with its actions."""
    agent = commands.add_parser("agent", help="agents who answer").add_subparsers(required=True, metavar="ACTION")

    command = _action(agent, "add", "add an agent; prints a one-time sign-in link", _add)
    command.add_argument("--name", required=True, help="first name and surname, or an approved alias")
    command.add_argument("--service", required=True, help="shown beside every answer")
    command.add_argument("--email", required=True)
    command.add_argument("--role", choices=ROLES, help="agent when nothing is said; who is known already keeps hers")
    command.add_argument("--token", action="store_true", help="print an API bearer token instead of a link")

    _action(agent, "list", "the agents of a site, their roles, and when they were last here", _list)

    command = _action(agent, "link", "a new one-time sign-in link: the way back in when a password is forgotten", _link)
    command.add_argument("--email", required=True)

    command = _action(agent, "role", "give an agent another role", _role)
    command.add_argument("--email", required=True)
    command.add_argument("role", choices=ROLES)

    command = _action(agent, "revoke", "end every session, link and API token of an agent", _revoke)
    command.add_argument("--email", required=True)

    command = _action(agent, "remove", "remove an agent; what she wrote stays, signed", _remove)
    command.add_argument("--email", required=True)


def _action(
    actions: Any, name: str, help: str, act: Callable[[Database, argparse.Namespace], Awaitable[None]]
) -> argparse.ArgumentParser:  # fmt: skip
    command: argparse.ArgumentParser = actions.add_parser(name, help=help)
    command.add_argument("--site", required=True)
    command.set_defaults(run=with_database(act))
    return command


async def _add(database: Database, asked: argparse.Namespace) -> None:
    site = await known_site(database, asked.site)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", asked.email):
        raise Mistake("the e-mail address has no “@”.")
    id = await agents.add_agent(database, site.id, asked.name, asked.service, asked.email, asked.role)
    if asked.token:
        token, token_hash = new_key("pa_")
        await agents.add_key(database, site.id, id, token_hash, "api", None)
        print(token)
    else:
        print(_service() + await login_path(database, site.id, id))


async def _list(database: Database, asked: argparse.Namespace) -> None:
    site = await known_site(database, asked.site)
    for one in await people.colleagues(database, site.id):
        seen = f"last here {one.seen_at[:10]}" if one.seen_at else "never here"
        print(f"{one.email}  {one.role}  {one.name}, {one.service}  ({one.sessions} open sessions, {seen})")


async def _link(database: Database, asked: argparse.Namespace) -> None:
    agent = await _known(database, asked)
    print(_service() + await login_path(database, agent.site, agent.id))


async def _role(database: Database, asked: argparse.Namespace) -> None:
    agent = await _known(database, asked)
    try:
        await people.set_role(database, agent.site, agent.id, asked.role)
    except LastAdministrator as problem:
        raise Mistake("a site keeps one administrator at least.") from problem


async def _revoke(database: Database, asked: argparse.Namespace) -> None:
    agent = await _known(database, asked)
    ended = await end_everything(database, agent.site, agent.id)
    print(f"{ended} ended; what they opened closes within five seconds.")


async def _remove(database: Database, asked: argparse.Namespace) -> None:
    agent = await _known(database, asked)
    try:
        await people.remove(database, agent.site, agent.id)
    except LastAdministrator as problem:
        raise Mistake("a site keeps one administrator at least.") from problem


async def _known(database: Database, asked: argparse.Namespace) -> Person:
    site = await known_site(database, asked.site)
    agent = await agents.agent_at(database, site.id, asked.email)
    if agent is None:
        raise Mistake(f"no agent of “{asked.site}” has the address {asked.email}: parvis agent list --site {asked.site}")
    return agent


def _service() -> str:
    return Settings.from_environment().public_url or HERE
