"""A real provider of identity beside the service, which trusts it under the name « portail »."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from parvis.doors.providers import Provider, add_provider
from tests.conftest import SITE, Scene, cast, running, service
from tests.doors.browser import Browser

ROOT = Path(__file__).parents[2]
SECRET = "secret-of-the-tests-0123456789abcdef"


@dataclass
class Portal:
    """The provider, as it runs, and as the site knows it."""

    scene: Scene
    issuer: str
    known: Provider

    async def know(self, **changes: Any) -> None:
        """The site's administrator sets it otherwise."""
        self.known = replace(self.known, **changes)
        await add_provider(self.scene.database, self.scene.site, self.known)

    async def person(self, **claims: str) -> None:
        await self.ask("/as", **claims)

    async def spoil(self, how: str) -> None:
        await self.ask("/spoil", how=how)

    async def asked(self) -> dict[str, str]:
        """The parameters of the latest authorization request."""
        return (await self.ask("/asked")).json()[-1]  # type: ignore[no-any-return]

    async def visit(self, browser: Browser, path: str = f"/console/login/oidc/{SITE}/portail") -> str:
        """From our page to the provider's, through it, up to the address it sends the browser back to."""
        answer = await browser.look(path)
        assert answer.status_code == 303, answer.text
        return await self.through(answer.headers["Location"])

    async def through(self, url: str) -> str:
        """What a browser does there: it keeps the provider's cookies and follows."""
        async with httpx.AsyncClient() as there:
            while url.startswith(self.issuer):
                answer = await there.get(url)
                assert answer.is_redirect, answer.text
                url = str(answer.next_request.url) if answer.next_request else ""
        return url

    async def come_in(self, browser: Browser) -> httpx.Response:
        return await browser.look(await self.visit(browser))

    async def ask(self, path: str, **query: str) -> httpx.Response:
        answer = await self.scene.http.get(self.issuer + path, params=query)
        assert answer.status_code == 200
        return answer


@pytest.fixture
async def scene(database_url: str, database: Any, tmp_path: Path) -> AsyncIterator[Scene]:
    """The usual scene, in a house that has been handed its secrets."""
    (tmp_path / "portail").write_text(f"{SECRET}\n")
    site, camille, lou, agent = await cast(database)
    app = service(database_url, secrets=tmp_path)
    async with running(app) as origin, httpx.AsyncClient(timeout=20) as http:
        yield Scene(origin, database, site, camille, lou, agent, http, app)


@pytest.fixture
async def portal(scene: Scene) -> AsyncIterator[Portal]:
    node = (ROOT / ".cache" / "node").read_text().strip()
    program = await asyncio.create_subprocess_exec(
        node, str(Path(__file__).with_name("provider.mjs")), f"{scene.origin}/console/login/oidc", f"{scene.origin}/console",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert program.stdout
    issuer = ""
    while not issuer.startswith("http"):
        async with asyncio.timeout(30):
            line = await program.stdout.readline()
        assert line, "the provider did not start"
        issuer = line.decode().strip()
    known = Provider("portail", "Portail Agent", issuer, "parvis", "portail")
    await add_provider(scene.database, scene.site, known)
    yield Portal(scene, issuer, known)
    with contextlib.suppress(ProcessLookupError):
        program.kill()
    await program.wait()


def parameters(url: str) -> dict[str, str]:
    """The query of an address; nothing twice."""
    query = parse_qs(urlsplit(url).query, strict_parsing=True)
    assert all(len(values) == 1 for values in query.values())
    return {name: values[0] for name, values in query.items()}
