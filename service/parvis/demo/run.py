"""`parvis demo`: the service and the example pages, on two origins, in one process."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator

import uvicorn

from parvis.agents.keys import login_path
from parvis.demo.pages import host_pages
from parvis.demo.seed import SITE, seed
from parvis.settings import Settings
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.journal import Journal
from parvis.web import serve
from parvis.web.app import build

EXAMPLES = (
    ("passeport", "Renouveler un passeport (long form)"),
    ("impots", "Déclarer ses revenus (table of amounts)"),
    ("logement", "Demander une aide au logement (single-page application)"),
    ("signalement", "Signaler une difficulté (strict CSP)"),
    ("cantine", "Inscrire à la cantine (two forms, hostile CSS)"),
)


class PortTaken(Exception):
    """Somebody else listens there."""


def demo(port: int) -> None:
    """Until interrupted. Exits with one sentence when a port is taken."""
    for wanted in (port, port + 1):
        _must_be_free(wanted)
    settings = Settings.from_environment()
    print("… starting the database", flush=True)
    url = serve.database(settings)
    try:
        asyncio.run(_run(settings, url, port))
    finally:
        serve.release()


async def _run(settings: Settings, url: str, port: int) -> None:
    service, hosts = f"http://127.0.0.1:{port}", f"http://localhost:{port + 1}"
    print("… filling the demo site", flush=True)
    login = await _fill(url, [hosts, f"http://127.0.0.1:{port + 1}"])
    servers = [
        _Server(uvicorn.Config(build(settings, url), **serve.options("127.0.0.1", port))),
        _Server(uvicorn.Config(host_pages(service, SITE), **serve.options("127.0.0.1", port + 1))),
    ]
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, _end, servers)
    running = [asyncio.create_task(server.serve()) for server in servers]
    await asyncio.gather(*(server.up.wait() for server in servers))
    if not any(server.should_exit for server in servers):
        _print_links(service, hosts, login)
    await asyncio.gather(*running)


async def _fill(url: str, origins: list[str]) -> str:
    database = Database(url, size=2)
    await database.open()
    try:
        house = House(database, Journal(database, lambda events, hints: None), lambda channel: {"people": 0, "agents": []})
        site, agent = await seed(house, origins)
        return await login_path(database, site, agent)
    finally:
        await database.close()


def _print_links(service: str, hosts: str, login: str) -> None:
    print("\nParvis is running. Open a form, then « Entraide »:\n")
    for name, words in EXAMPLES:
        print(f"  {hosts}/{name}/".ljust(44) + words)
    print(f"\nThe agents' console (this link opens it once):\n\n  {service}{login}\n\nCtrl-C stops everything.", flush=True)


def _must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(f"port {port} is taken: choose another with --port (make run PORT=…).") from error


class _Server(uvicorn.Server):
    """Two servers share one process: signals are ours to hand on."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _end(servers: list[_Server]) -> None:
    for server in servers:
        server.should_exit = True
