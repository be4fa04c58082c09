"""`parvis page …`: what agents do with pages in the console, and what only a webmaster does: settle a site under new rules.

An address is what a browser shows, a key that a webmaster wrote in `data-page`, or a page's id. The service's processes look
at the journal every second, so that open panels hear of it although no bell rings here.
"""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from parvis.commands.ground import Mistake, known_site, with_database
from parvis.domain.ids import page_id
from parvis.domain.pages import Address, page_key
from parvis.domain.problems import Problem
from parvis.domain.values import Page
from parvis.pages import merging, moving, queries, settling
from parvis.sites.queries import Site
from parvis.store.addresses import page_now
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.journal import Journal

WINDOW = 500


def add_to(commands: Any) -> None:
    """The command `page` with its actions."""
    page = commands.add_parser("page", help="pages: find, rename, merge, split, move a thread, settle under new rules")
    actions = page.add_subparsers(required=True, metavar="ACTION")

    command = _action(actions, "list", "the pages with their other addresses", _list)
    command.add_argument("part", nargs="?", default="", help="a part of the key, the title or an old address")

    command = _action(actions, "rename", "give a page another key; its old addresses keep leading to it", _rename)
    command.add_argument("page", help="address, key or id")
    command.add_argument("to", help="address or key")

    command = _action(actions, "merge", "bring a page's discussion to another page", _merge)
    command.add_argument("page", help="address, key or id")
    command.add_argument("into", help="address, key or id")

    command = _action(actions, "split", "give threads of a page a page of their own", _split)
    command.add_argument("page", help="address, key or id")
    command.add_argument("to", help="address or key")
    command.add_argument("thread", nargs="+", type=UUID, help="the last part of the thread's address, /t/…")
    command.add_argument("--title", default="", help="of the new page")

    command = _action(actions, "move", "put one thread on another page", _move)
    command.add_argument("thread", type=UUID, help="the last part of the thread's address, /t/…")
    command.add_argument("to", help="address, key or id")

    command = _action(actions, "settle", "give pages the keys that the site's new patterns give them, merging equals", _settle)
    command.add_argument("--yes", action="store_true", help="do it; without, only say what would be done")


def _action(
    actions: Any, name: str, help: str, act: Callable[[House, Site, argparse.Namespace], Awaitable[None]]
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = actions.add_parser(name, help=help)
    command.add_argument("--site", required=True)

    async def run(database: Database, asked: argparse.Namespace) -> None:
        house = House(database, Journal(database, lambda events, hints: None), lambda channel: {})
        try:
            await act(house, await known_site(database, asked.site), asked)
        except Problem as problem:
            raise Mistake(problem.detail("en")) from problem

    command.set_defaults(run=with_database(run))
    return command


async def _list(house: House, site: Site, asked: argparse.Namespace) -> None:
    after: str | None = ""
    while after is not None:
        async with house.database.connection() as connection:
            found = await queries.known_pages(connection, site.id, asked.part, after, WINDOW)
        for each in found:
            print(f"{each.threads:6}  {each.page.key}" + (f"  ({each.page.title})" if each.page.title else ""))
            for alias in each.aliases:
                print(f"{'':6}    also {alias}")
        after = found[-1].page.key if len(found) == WINDOW else None


async def _rename(house: House, site: Site, asked: argparse.Namespace) -> None:
    renamed = await merging.rename(house, site.id, await _page(house, site, asked.page), _key(site, asked.to))
    print(f"{renamed.key} is its key now.")


async def _merge(house: House, site: Site, asked: argparse.Namespace) -> None:
    source, into = await _page(house, site, asked.page), await _page(house, site, asked.into)
    left = 1
    while left:
        page, left = await merging.merge(house, site.id, source, into)
        if left:
            print(f"{left} threads to go …")
    print(f"It is one with {page.key} now.")


async def _split(house: House, site: Site, asked: argparse.Namespace) -> None:
    source = await _page(house, site, asked.page)
    page = await merging.split(house, site.id, source, asked.thread, _key(site, asked.to), asked.title)
    print(f"{len(asked.thread)} threads stand on {page.key} now.")


async def _move(house: House, site: Site, asked: argparse.Namespace) -> None:
    known = await _known(house, site, asked.to)
    target = known or await moving.page_leading(house, site.id, _key(site, asked.to))
    await moving.move_thread(house, site.id, asked.thread, target)
    print(f"It stands on {target.key} now.")


async def _settle(house: House, site: Site, asked: argparse.Namespace) -> None:
    changes = await settling.plan(house, site.id, site.rules)
    for change in changes:
        print(f"{'rename' if change.into is None else 'merge '}  {change.page.key}  →  {change.key}")
        if asked.yes:
            await settling.carry_out(house, site.id, change)
    if not changes:
        print("Every page has the key that the site's rules give it.")
    elif not asked.yes:
        print("Nothing was changed: --yes does it.")


async def _page(house: House, site: Site, address: str) -> UUID:
    """Raises NotFound (as a Problem) when nobody wrote there."""
    known = await _known(house, site, address)
    return known.id if known else page_id(site.id, _key(site, address))


async def _known(house: House, site: Site, address: str) -> Page | None:
    """The page of that id, or of that very key: after a change of rules an old key is no longer what its address says."""
    try:
        id = UUID(address)
    except ValueError:
        id = page_id(site.id, address)
    async with house.database.connection() as connection:
        return await queries.page_with(connection, site.id, await page_now(connection, site.id, id))


def _key(site: Site, address: str) -> str:
    if address.startswith(("http://", "https://")):
        return page_key(Address(address), site.rules)
    return page_key(Address(site.rules.origins[0], address), site.rules)
