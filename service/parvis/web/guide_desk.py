"""The agents' desk for guides: steps that nobody of the service stands for, with what changed since somebody did. Plain forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from parvis.domain import text
from parvis.domain.fields import one_line
from parvis.domain.ids import uuid7
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, NotFound, Problem
from parvis.guide import acts, queries
from parvis.guide.routes import read_unvalidated
from parvis.guide.rules import SOURCE_LIMIT, Wording
from parvis.web.forms import read_form
from parvis.web.pages import Pages

Act = Callable[[Person, dict[str, str]], Awaitable[object]]


class GuideDesk(Pages):
    def routes(self) -> list[Route]:
        return [
            Route("/console/guide", self.calm(self.guides)),
            Route("/console/guide/{id}", self.calm(self.validate), methods=["POST"]),
            Route("/console/guide/{id}/edit", self.calm(self.edit), methods=["POST"]),
            Route("/console/guide/{id}/restore", self.calm(self.restore), methods=["POST"]),
            Route("/console/guide/{id}/remove", self.calm(self.remove), methods=["POST"]),
        ]

    async def guides(self, request: Request) -> Response:
        agent = await self._agent(request)
        return await self._drawn(request, agent) if agent else RedirectResponse("/console", 303)

    async def validate(self, request: Request) -> Response:
        """Stand for a step as this form showed it."""
        id = _id(request)

        async def act(agent: Person, form: dict[str, str]) -> object:
            source = one_line(form["source"], "source", SOURCE_LIMIT) or None
            return await acts.validate(self.house, agent, id, _number(form, "base"), source)

        return await self._decided(request, act, "base", optional=("source",))

    async def edit(self, request: Request) -> Response:
        """Say it better, in the service's name. What it is about, and its film, stay."""
        id = _id(request)

        async def act(agent: Person, form: dict[str, str]) -> object:
            async with self.house.database.connection() as connection:
                found = await queries.step_with(connection, agent.site, id)
            if found is None:
                raise NotFound
            step = found[0]
            wording = Wording(text.title(form["title"]), text.body(form["body"]), step.field, step.heading, step.video)
            return await acts.edit(self.house, agent, id, uuid7(), _number(form, "base"), wording, "")

        return await self._decided(request, act, "base", "title", "body")

    async def restore(self, request: Request) -> Response:
        """Bring back what an agent last stood for."""
        id = _id(request)

        async def act(agent: Person, form: dict[str, str]) -> object:
            return await acts.revert(self.house, agent, id, uuid7(), _number(form, "base"), _number(form, "to"), "")

        return await self._decided(request, act, "base", "to")

    async def remove(self, request: Request) -> Response:
        id = _id(request)

        async def act(agent: Person, form: dict[str, str]) -> object:
            await acts.remove(self.house, agent, id, _number(form, "base"))
            return None

        return await self._decided(request, act, "base")

    async def _decided(self, request: Request, act: Act, *required: str, optional: tuple[str, ...] = ()) -> Response:
        """Decide, and see the list again. A step that changed meanwhile is shown as it now is, with what was typed."""
        agent = await self._agent(request)
        if agent is None:
            return RedirectResponse("/console", 303)
        form = await read_form(request, *required, optional=optional)
        try:
            await act(agent, form)
        except Problem as problem:
            return await self._drawn(request, agent, _id(request), form, problem)
        return RedirectResponse("/console/guide", 303)

    async def _agent(self, request: Request) -> Person | None:
        person = await self.identity.who(request)
        return person if person is not None and person.is_agent else None

    async def _drawn(
        self, request: Request, agent: Person, at: UUID | None = None, typed: dict[str, str] | None = None,
        problem: Problem | None = None,
    ) -> Response:  # fmt: skip
        """`at`: the step of which something was asked and refused."""
        found = await read_unvalidated(self.house, agent)
        limits = {"title": text.TITLE_LIMIT, "body": text.BODY_LIMIT, "source": SOURCE_LIMIT}
        return self.console_page(
            request, "console-guides.html", problem.status if problem else 200, agent=agent, steps=found.steps, at=at,
            typed=typed or {}, problem=problem, limits=limits,
        )  # fmt: skip


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None


def _number(form: dict[str, str], name: str) -> int:
    raw = form[name]
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise BadShape(field=name, expected="the number of a revision")
    return int(raw)
