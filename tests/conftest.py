"""The ground of every test: a real PostgreSQL, the real service on a real port, and a cast of three.

Camille asks, Lou helps, and the agent answers for the Service des passeports. Each test has a database of its own, cloned from a
template; the service runs in the test's own event loop, so that a test can reach its parts where a promise is about them.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import hypothesis
import pytest
import uvicorn

from parvis.agents import queries as agents
from parvis.domain.ids import uuid7
from parvis.domain.keys import new_key
from parvis.domain.pages import SiteRules
from parvis.settings import Settings
from parvis.sites.queries import add_site, site_named
from parvis.store import embedded, migrate
from parvis.store.database import Database
from parvis.web import serve
from parvis.web.app import build

ORIGIN = "https://www.valombre.example"
PAGE = f"{ORIGIN}/passeport"
SITE = "valombre"
_numbers = itertools.count(1)

# The same examples every time, and no verdict on the speed of a busy machine.
hypothesis.settings.register_profile("parvis", derandomize=True, deadline=None)
hypothesis.settings.load_profile("parvis")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a private PostgreSQL that lives as long as the tests."""
    with tempfile.TemporaryDirectory(prefix="parvis-tests-") as folder, embedded.start(Path(folder), durable=False) as server:
        yield server.url


@pytest.fixture(scope="session")
async def template(postgres: str) -> str:
    """A migrated database that each test clones."""
    admin = await asyncpg.connect(postgres)
    await admin.execute("create database template_parvis")
    await admin.close()
    await migrate.migrate(renamed(postgres, "template_parvis"))
    return "template_parvis"


@pytest.fixture
async def database_url(postgres: str, template: str) -> AsyncIterator[str]:
    """A database of the test's own."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    admin = await asyncpg.connect(postgres)
    await admin.execute(f"create database {name} template {template} strategy wal_log")
    yield renamed(postgres, name)
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    await opened.open()
    yield opened
    await opened.close()


def renamed(url: str, database: str) -> str:
    """The same server, another database."""
    head, _, query = url.partition("?")
    return head.rpartition("/")[0] + "/" + database + ("?" + query if query else "")


@dataclass
class Member:
    """One of the cast, with a token that the service knows."""

    id: UUID
    name: str
    token: str
    service: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Scene:
    """A running service with the site « valombre », and its cast."""

    origin: str
    database: Database
    site: UUID
    camille: Member
    lou: Member
    agent: Member
    http: httpx.AsyncClient = field(repr=False)
    app: Any = field(default=None, repr=False)

    async def ask(self, who: Member, title: str = "Où lire le numéro ?", body: str = "Je vois deux numéros.", **more: Any) -> Any:
        """Open a thread on the passport page; the answer's JSON."""
        wanted = {"site": SITE, "url": PAGE, "title": title, "body": body, "id": str(uuid7()), "post": str(uuid7()), **more}
        return (await self.must(201, "POST", "/threads", who, json=wanted)).json()

    async def reply(self, who: Member, thread: str, body: str = "En haut à droite.", **more: Any) -> Any:
        wanted = {"id": str(uuid7()), "body": body, **more}
        return (await self.must(201, "POST", f"/threads/{thread}/posts", who, json=wanted)).json()

    async def page(self, url: str = PAGE) -> Any:
        return (await self.must(200, "GET", "/page", None, params={"site": SITE, "url": url})).json()

    async def must(self, status: int, method: str, path: str, who: Member | None, **more: Any) -> httpx.Response:
        """A call that must be answered with this status."""
        response = await self.call(method, path, who, **more)
        assert response.status_code == status, f"{method} {path}: {response.status_code} {response.text}"
        return response

    async def call(self, method: str, path: str, who: Member | None = None, **more: Any) -> httpx.Response:
        headers = {**(who.headers if who else {}), **more.pop("headers", {})}
        return await self.http.request(method, f"{self.origin}/api/v1{path}", headers=headers, **more)


@contextlib.asynccontextmanager
async def running(app: Any, port: int = 0) -> AsyncIterator[str]:
    """The application served for real on a free port; yields its origin."""
    server = uvicorn.Server(uvicorn.Config(app, **{**serve.options("127.0.0.1", port), "loop": "asyncio"}))
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment, method-assign]
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started or task.done())
    if task.done():
        task.result()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task


def service(database_url: str, pictures: str | None = None, secrets: Path | None = None) -> Any:
    """The application on that database."""
    return build(Settings(database_url, None, Path(), None, pictures, secrets), database_url)


@pytest.fixture
async def scene(database_url: str, database: Database) -> AsyncIterator[Scene]:
    site, camille, lou, agent = await cast(database)
    app = service(database_url)
    async with running(app) as origin, httpx.AsyncClient(timeout=20) as http:
        yield Scene(origin, database, site, camille, lou, agent, http, app)


async def cast(database: Database, name: str = SITE, origin: str = ORIGIN) -> tuple[UUID, Member, Member, Member]:
    """A site with its two citizens and its agent."""
    await add_site(database, name, SiteRules((origin,)))
    site = await site_named(database, name)
    assert site is not None
    service = "Service des passeports"
    agent_id = await agents.add_agent(database, site.id, "Agent Démo", service, "agent@valombre.example", "agent")
    token, token_hash = new_key("pa_")
    await agents.add_key(database, site.id, agent_id, token_hash, "api", None)
    agent = Member(agent_id, "Agent Démo", token, service)
    return site.id, await citizen(database, site.id, "Hirondelle 42"), await citizen(database, site.id, "Pinson 18"), agent


async def citizen(database: Database, site: UUID, name: str) -> Member:
    from parvis.domain.people import Person
    from parvis.visitors.queries import add_visitor

    person = Person(uuid7(), site, name, "citizen")
    token, token_hash = new_key("pv_")
    await add_visitor(database, person, token_hash)
    return Member(person.id, name, token)


async def until(condition: Callable[[], object], seconds: float = 15) -> None:
    """Wait for a condition, never for time."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 (whatever is waited for)
            await asyncio.sleep(0.01)
