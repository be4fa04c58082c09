"""The documents: the panel's shell, and the console, which is useful before any script runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from parvis.agents import queries as agents
from parvis.domain import text
from parvis.domain.ids import uuid7
from parvis.domain.people import Person
from parvis.domain.problems import NotFound, UnknownSite
from parvis.domain.values import Page
from parvis.pages.queries import Known, known_pages
from parvis.sites.queries import site_named
from parvis.threads import acts
from parvis.threads.queries import page_of
from parvis.threads.snapshots import thread_snapshot
from parvis.web import headers
from parvis.web.documents import Documents
from parvis.web.forms import read_form

PAGES_SHOWN = 50


class Pages(Documents):
    def routes(self) -> list[Route]:
        return [
            Route("/panel", self.calm(self.panel)),
            Route("/console", self.calm(self.console)),
            Route("/console/pages", self.calm(self.pages)),
            Route("/console/t/{id}", self.calm(self.thread)),
            Route("/console/t/{id}", self.calm(self.reply), methods=["POST"]),
        ]

    async def panel(self, request: Request) -> Response:
        """The shell of the panel, which the loader puts in its frame."""
        name = request.query_params.get("site", "")
        site = await site_named(self.house.database, name) if "\x00" not in name else None
        if site is None:
            raise UnknownSite
        lang = "en" if request.query_params.get("lang") == "en" else "fr"
        allowed = headers.panel(self.identity.own_origin(request), site.rules.origins, site.video_hosts)
        return self.page("panel.html", allowed, lang=lang, program=self.assets.manifest["panel"])

    async def console(self, request: Request) -> Response:
        """The queue of all pages, or how to come in."""
        agent = await self.identity.who(request)
        if agent is None or not agent.is_agent:
            return self.console_page(request, "outside.html", status=401)
        return await self._desk(request, agent, None)

    async def thread(self, request: Request) -> Response:
        agent = await self.identity.who(request)
        if agent is None or not agent.is_agent:
            return RedirectResponse("/console", 303)
        return await self._desk(request, agent, _id(request))

    async def pages(self, request: Request) -> Response:
        """The pages of the site; the script lets them be renamed, merged and split."""
        agent = await self.identity.who(request)
        if agent is None or not agent.is_agent:
            return RedirectResponse("/console", 303)
        async with self.house.database.connection() as connection:
            known = await known_pages(connection, agent.site, "", "", PAGES_SHOWN)
        return await self._desk(request, agent, None, known)

    async def reply(self, request: Request) -> Response:
        """The plain form, for an agent whose script did not load."""
        agent = await self.identity.who(request)
        if agent is None or not agent.is_agent:
            return RedirectResponse("/console", 303)
        body = text.body((await read_form(request, "body"))["body"])
        await acts.reply(self.house, agent, _id(request), uuid7(), body, None)
        return RedirectResponse(f"/console/t/{_id(request)}", 303)

    async def _desk(self, request: Request, agent: Person, thread: UUID | None, pages: Sequence[Known] | None = None) -> Response:
        site = await self.house.database.fetchval("select name from sites where id = $1", agent.site)
        _, queue = await agents.queue_snapshot(self.house.database, agent.site)
        talk: dict[str, Any] | None = None
        page: Page | None = None
        if thread is not None:
            found = await thread_snapshot(self.house.database, agent.site, thread)
            if found is None:
                raise NotFound
            talk = found[1]
            page = await self._page_of(agent, UUID(talk["thread"]["page"]))
        return self.console_page(request, "console.html", agent=agent, site=site, queue=queue, talk=talk, page=page, pages=pages)

    async def _page_of(self, agent: Person, id: UUID) -> Page | None:
        async with self.house.database.connection() as connection:
            found = await page_of(connection, agent.site, id)
        return found[0] if found else None


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None
