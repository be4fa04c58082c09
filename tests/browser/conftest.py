"""Real browsers on a real second origin: the service is a process of its own, the example pages stand on another port."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, FrameLocator, Page, async_playwright, expect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from parvis.agents.keys import login_path
from parvis.demo.pages import host_pages
from parvis.store.database import Database
from tests.conftest import Member, cast, running

ROOT = Path(__file__).parents[2]
SITE = "demo"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-features=LocalNetworkAccessChecks",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    program = os.environ.get("CHROMIUM") or (ROOT / ".cache" / "chromium").read_text().strip()
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        await chromium.close()


class Service:
    """`parvis serve` as a process that can be killed and started again on the same port."""

    def __init__(self, database_url: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self._environment = {**os.environ, "DATABASE_URL": database_url}
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        command = [sys.executable, "-m", "parvis", "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(command, env=self._environment)  # noqa: ASYNC220 (it is awaited below)
        async with httpx.AsyncClient() as http:
            async with asyncio.timeout(30):
                while not await self._is_ready(http):
                    assert self._process.poll() is None, "the service did not start"
                    await asyncio.sleep(0.05)

    async def _is_ready(self, http: httpx.AsyncClient) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return (await http.get(f"{self.origin}/health/ready")).status_code == 200
        return False

    async def kill(self) -> None:
        """kill -9: no goodbye, nothing flushed."""
        assert self._process is not None
        self._process.kill()
        await asyncio.to_thread(self._process.wait)

    async def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            await asyncio.to_thread(self._process.wait)


@dataclass
class Visitor:
    """One person's browser window on a host page, with everything it complained of."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def panel(self) -> FrameLocator:
        return self.page.frame_locator("parvis-entraide iframe")

    async def open_panel(self) -> FrameLocator:
        await self.page.locator("parvis-entraide").get_by_role("button", name=re.compile("Entraide|Mutual help")).click()
        await expect(self.panel.locator(".panel header h2")).to_be_visible()
        return self.panel

    async def ask(self, title: str, details: str = "") -> None:
        await self.panel.get_by_role("textbox", name="Posez votre question").fill(title)
        if details:
            await self.panel.get_by_label("Précisions (facultatif)").fill(details)
        await self.panel.get_by_role("button", name="Poser la question").click()

    async def open_thread(self, title: str) -> None:
        await self.panel.get_by_role("button", name=title).click()
        await expect(self.panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()

    async def reply(self, text: str) -> None:
        await self.panel.get_by_role("textbox", name="Votre réponse").fill(text)
        await self.panel.get_by_role("button", name="Envoyer").click()


@dataclass
class Stage:
    """The service, the example pages on another origin, the cast, and as many browser windows as a test asks for."""

    service: Service
    hosts: str
    database: Database
    browser: Browser
    camille: Member
    lou: Member
    agent: Member
    visitors: list[Visitor] = field(default_factory=list)

    async def visit(self, path: str = "/passeport/", *, prepare: Callable[[Page], Any] | None = None, **options: Any) -> Visitor:
        """A new person in a browser of her own, on a host page."""
        options = {"locale": "fr-FR", "viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
        context = await self.browser.new_context(**options)
        context.set_default_timeout(15_000)
        page = await context.new_page()
        visitor = Visitor(context, page)
        page.on("console", lambda message: _note(visitor, message))
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        page.on("request", lambda request: visitor.requests.append(f"{request.method} {request.url}"))
        self.visitors.append(visitor)
        if prepare is not None:
            await prepare(page)
        await page.goto(path if path.startswith("http") else self.hosts + path)
        return visitor

    async def agent_console(self, **options: Any) -> Visitor:
        """The agent, signed in by a one-time link."""
        site = await self.database.fetchval("select id from sites where name = $1", SITE)
        path = await login_path(self.database, site, self.agent.id)
        visitor = await self.visit(self.service.origin + path, **options)
        await visitor.page.get_by_role("button", name=re.compile("Entrer dans la console|Enter the console")).click()
        await visitor.page.wait_for_url(f"{self.service.origin}/console")
        return visitor


def _note(visitor: Visitor, message: ConsoleMessage) -> None:
    """What the browser complains of, but for what it says of a service that a test stopped, and of a host page that refuses the
    counters by its `connect-src`: a browser notes that by itself."""
    if message.type in ("error", "warning") and not re.search(
        r"ERR_CONNECTION|ERR_INCOMPLETE|favicon|WebSocket connection|502|503|/api/v1/counts.*Content Security Policy",
        message.text,
    ):
        visitor.complaints.append(message.text)


def isolated_on_request(pages: ASGIApp) -> ASGIApp:
    """The same pages, cross-origin isolated when their address ends in `?isolated`."""
    headers = [(b"cross-origin-opener-policy", b"same-origin"), (b"cross-origin-embedder-policy", b"require-corp")]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await pages(scope, receive, told if scope.get("query_string") == b"isolated" else send)

    return app


@pytest.fixture
async def stage(database_url: str, database: Database, browser: Browser) -> AsyncIterator[Stage]:
    service = Service(database_url)
    async with running(isolated_on_request(host_pages(service.origin, SITE))) as address:
        hosts = address.replace("127.0.0.1", "localhost")
        _, camille, lou, agent = await cast(database, SITE, hosts)
        await service.start()
        scene = Stage(service, hosts, database, browser, camille, lou, agent)
        try:
            yield scene
        finally:
            for visitor in scene.visitors:
                await visitor.context.close()
            await service.stop()
    for visitor in scene.visitors:
        assert visitor.complaints == [], "the browser complained"
