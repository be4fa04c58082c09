"""The agents' desk for guides: steps that nobody of the service stands for, with what changed since somebody did. Plain forms."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from parvis.domain.fields import one_line
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, NotFound, Problem
from parvis.guide import acts
from parvis.guide.routes import read_unvalidated
from parvis.guide.rules import SOURCE_LIMIT
from parvis.web.forms import read_form
from parvis.web.pages import Pages


class GuideDesk(Pages):
    def routes(self) -> list[Route]:
        return [
            Route("/console/guide", self._calm(self.guides)),
            Route("/console/guide/{id}", self._calm(self.validate), methods=["POST"]),
            Route("/console/guide/{id}/remove", self._calm(self.remove), methods=["POST"]),
        ]

    async def guides(self, request: Request) -> Response:
        agent = await self._agent(request)
        return await self._drawn(request, agent) if agent else RedirectResponse("/console", 303)

    async def validate(self, request: Request) -> Response:
        """Stand for a step as this form showed it; when it changed meanwhile, it is shown again."""
        agent = await self._agent(request)
        if agent is None:
            return RedirectResponse("/console", 303)
        form = await read_form(request, "base", optional=("source",))
        try:
            source = one_line(form["source"], "source", SOURCE_LIMIT) or None
            await acts.validate(self._house, agent, _id(request), _revision(form["base"]), source)
        except Problem as problem:
            return await self._drawn(request, agent, _id(request), form["source"], problem)
        return RedirectResponse("/console/guide", 303)

    async def remove(self, request: Request) -> Response:
        agent = await self._agent(request)
        if agent is not None:
            await acts.remove(self._house, agent, _id(request))
        return RedirectResponse("/console/guide", 303)

    async def _agent(self, request: Request) -> Person | None:
        person = await self._identity.who(request)
        return person if person is not None and person.is_agent else None

    async def _drawn(
        self, request: Request, agent: Person, at: UUID | None = None, source: str = "", problem: Problem | None = None
    ) -> Response:
        """`at`: the step of which something was asked and refused, with what was typed."""
        found = await read_unvalidated(self._house, agent)
        status = problem.status if problem else 200
        return self._console_page(
            request, "console-guides.html", status, agent=agent, steps=found.steps, at=at, source=source, problem=problem,
            limit=SOURCE_LIMIT,
        )  # fmt: skip


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None


def _revision(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise BadShape(field="base", expected="the number of a revision")
    return int(raw)
