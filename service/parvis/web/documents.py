"""How a document of the service's own origin is answered: its template, its headers, and problems as a page."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from parvis.domain.problems import Internal, Problem
from parvis.store.house import House
from parvis.web import headers
from parvis.web.answers import language, log, problem_answer
from parvis.web.assets import Assets
from parvis.web.drawing import templates
from parvis.web.identity import Identity


class Documents:
    def __init__(self, house: House, identity: Identity, assets: Assets) -> None:
        self.house = house
        self.identity = identity
        self.assets = assets
        self._templates = templates(house)

    def console_page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        allowed = headers.console(self.identity.own_origin(request))
        program = self.assets.manifest["console"]
        return self.page(template, allowed, status, lang=language(request), program=program, **values)

    def plain(self, handler: Any) -> Any:
        """The same for what a script asks: problems are `application/problem+json`, to nobody but our own pages."""

        async def answer(request: Request) -> Response:
            try:
                response: Response = await handler(request)
            except Problem as problem:
                response = problem_answer(problem, request)
            except Exception:
                log.exception("unexpected failure")
                response = problem_answer(Internal(), request)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return answer

    def page(self, template: str, allowed: dict[str, str], status: int = 200, **values: Any) -> Response:
        html = self._templates.get_template(template).render(**values)
        return Response(html, status, allowed, "text/html; charset=utf-8")

    def calm(self, handler: Any) -> Any:
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
            page = self.console_page(request, "problem.html", shown.status, detail=shown.detail(language(request)))
            if "retry_after" in shown.more:
                page.headers["Retry-After"] = str(shown.more["retry_after"])
            return page

        return answer
