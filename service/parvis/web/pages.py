"""The documents: the panel's shell, and the console, which is useful before any script runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from parvis.agents import queries as agents
from parvis.domain import text
from parvis.domain.ids import uuid7
from parvis.domain.keys import hash_of, new_key
from parvis.domain.people import Person
from parvis.domain.problems import Internal, LinkExpired, NotFound, Problem, UnknownSite
from parvis.domain.values import Page
from parvis.pages.queries import Known, known_pages
from parvis.sites.queries import site_named
from parvis.store.house import House
from parvis.threads import acts
from parvis.threads.queries import page_of
from parvis.threads.snapshots import thread_snapshot
from parvis.web import headers
from parvis.web.answers import language, log
from parvis.web.assets import Assets
from parvis.web.drawing import templates
from parvis.web.forms import read_form
from parvis.web.identity import COOKIE, Identity

SESSION = timedelta(hours=12)
PAGES_SHOWN = 50


class Pages:
    def __init__(self, house: House, identity: Identity, assets: Assets) -> None:
        self._house = house
        self._identity = identity
        self._assets = assets
        self._templates = templates(house)

    def routes(self) -> list[Route]:
        return [
            Route("/panel", self._calm(self.panel)),
            Route("/console", self._calm(self.console)),
            Route("/console/pages", self._calm(self.pages)),
            Route("/console/t/{id}", self._calm(self.thread)),
            Route("/console/t/{id}", self._calm(self.reply), methods=["POST"]),
            Route("/console/login", self._calm(self.sign_in), methods=["POST"]),
            Route("/console/login/{token}", self._calm(self.login)),
            Route("/console/logout", self._calm(self.sign_out), methods=["POST"]),
        ]

    async def panel(self, request: Request) -> Response:
        """The shell of the panel, which the loader puts in its frame."""
        name = request.query_params.get("site", "")
        site = await site_named(self._house.database, name) if "\x00" not in name else None
        if site is None:
            raise UnknownSite
        lang = "en" if request.query_params.get("lang") == "en" else "fr"
        allowed = headers.panel(self._identity.own_origin(request), site.rules.origins, site.video_hosts)
        return self._page("panel.html", allowed, lang=lang, program=self._assets.manifest["panel"])

    async def login(self, request: Request) -> Response:
        """A one-time link is not spent by looking at it: mail scanners do that. A button spends it."""
        return self._console_page(request, "login.html", token=request.path_params["token"])

    async def sign_in(self, request: Request) -> Response:
        self._identity.must_be_from_home(request)
        agent = await agents.spend_link(self._house.database, hash_of((await read_form(request, "token"))["token"]))
        if agent is None:
            raise LinkExpired
        token, token_hash = new_key("ps_")
        await agents.add_key(self._house.database, agent.site, agent.id, token_hash, "session", SESSION)
        answer = RedirectResponse("/console", 303)
        lifetime = int(SESSION.total_seconds())
        answer.set_cookie(COOKIE, token, max_age=lifetime, path="/", secure=True, httponly=True, samesite="strict")
        return answer

    async def sign_out(self, request: Request) -> Response:
        self._identity.must_be_from_home(request)
        if session := request.cookies.get(COOKIE):
            await agents.end_session(self._house.database, hash_of(session))
        answer = RedirectResponse("/console", 303)
        answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
        return answer

    async def console(self, request: Request) -> Response:
        """The queue of all pages, or how to come in."""
        agent = await self._identity.who(request)
        if agent is None or not agent.is_agent:
            return self._console_page(request, "outside.html", status=401)
        return await self._desk(request, agent, None)

    async def thread(self, request: Request) -> Response:
        agent = await self._identity.who(request)
        if agent is None or not agent.is_agent:
            return RedirectResponse("/console", 303)
        return await self._desk(request, agent, _id(request))

    async def pages(self, request: Request) -> Response:
        """The pages of the site; the script lets them be renamed, merged and split."""
        agent = await self._identity.who(request)
        if agent is None or not agent.is_agent:
            return RedirectResponse("/console", 303)
        async with self._house.database.connection() as connection:
            known = await known_pages(connection, agent.site, "", "", PAGES_SHOWN)
        return await self._desk(request, agent, None, known)

    async def reply(self, request: Request) -> Response:
        """The plain form, for an agent whose script did not load."""
        agent = await self._identity.who(request)
        if agent is None or not agent.is_agent:
            return RedirectResponse("/console", 303)
        body = text.body((await read_form(request, "body"))["body"])
        await acts.reply(self._house, agent, _id(request), uuid7(), body, None)
        return RedirectResponse(f"/console/t/{_id(request)}", 303)

    async def _desk(self, request: Request, agent: Person, thread: UUID | None, pages: Sequence[Known] | None = None) -> Response:
        site = await self._house.database.fetchval("select name from sites where id = $1", agent.site)
        _, queue = await agents.queue_snapshot(self._house.database, agent.site)
        talk: dict[str, Any] | None = None
        page: Page | None = None
        if thread is not None:
            found = await thread_snapshot(self._house.database, agent.site, thread)
            if found is None:
                raise NotFound
            talk = found[1]
            page = await self._page_of(agent, UUID(talk["thread"]["page"]))
        return self._console_page(request, "console.html", agent=agent, site=site, queue=queue, talk=talk, page=page, pages=pages)

    async def _page_of(self, agent: Person, id: UUID) -> Page | None:
        async with self._house.database.connection() as connection:
            found = await page_of(connection, agent.site, id)
        return found[0] if found else None

    def _console_page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        allowed = headers.console(self._identity.own_origin(request))
        program = self._assets.manifest["console"]
        return self._page(template, allowed, status, lang=language(request), program=program, **values)

    def _page(self, template: str, allowed: dict[str, str], status: int = 200, **values: Any) -> Response:
        html = self._templates.get_template(template).render(**values)
        return Response(html, status, allowed, "text/html; charset=utf-8")

    def _calm(self, handler: Any) -> Any:
        """Problems of a document are shown as a page, in the reader's language."""

        async def answer(request: Request) -> Response:
            try:
                response: Response = await handler(request)
                return response
            except Problem as problem:
                shown = problem
            except Exception:
                log.exception("unexpected failure")
                shown = Internal()
            return self._console_page(request, "problem.html", shown.status, detail=shown.detail(language(request)))

        return answer


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None
