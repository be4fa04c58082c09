"""The guide for everyone, without a script: its steps, plain forms to write in it, its history, and a feed beside it.

A form carries the number of the revision that it was drawn from: when somebody else was faster, both texts are shown and nothing
that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from parvis.domain import text
from parvis.domain.fields import one_line
from parvis.domain.ids import uuid7
from parvis.domain.pages import Address, page_key
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, EditedMeanwhile, NotFound, Problem
from parvis.domain.values import Page, Step
from parvis.guide import acts, queries
from parvis.guide.routes import HistoryQuery, read_history, read_summary
from parvis.guide.rules import SUMMARY_LIMIT, Wording
from parvis.store.addresses import page_at
from parvis.store.pages import page_of
from parvis.store.steps import steps_of
from parvis.threads import reading
from parvis.web import feeds
from parvis.web.answers import language
from parvis.web.forms import read_form
from parvis.web.plain import Arrival, Plain, given_id, given_token, id_of, moved, number, would_be_token
from parvis.web.structured import how_to

LATEST_EDITS = 50
Write = Callable[[Person], Awaitable[Step]]
Again = Callable[[], Awaitable[Response]]


@dataclass
class TypedStep:
    """A step as it was sent, and what came of it. `theirs`: what somebody else wrote meanwhile."""

    title: str = ""
    body: str = ""
    heading: str = ""
    summary: str = ""
    name: str = ""
    base: int = 0
    id: UUID = field(default_factory=uuid7)
    revision: UUID = field(default_factory=uuid7)
    visitor: str = field(default_factory=would_be_token)
    problem: Problem | None = None
    theirs: Step | None = None


class GuidePages(Plain):
    def routes(self) -> list[Route]:
        return [
            Route("/g", self._calm(self.door)),
            Route("/g", self._calm(self.add_first), methods=["POST"]),
            Route("/g/{id}.atom", self._calm(self.feed)),
            Route("/g/{id}", self._calm(self.guide)),
            Route("/g/{id}", self._calm(self.add), methods=["POST"]),
            Route("/g/{id}/{step}", self._calm(self.step)),
            Route("/g/{id}/{step}", self._calm(self.edit), methods=["POST"]),
            Route("/g/{id}/{step}/history", self._calm(self.history)),
            Route("/g/{id}/{step}/history", self._calm(self.revert), methods=["POST"]),
        ]

    async def door(self, request: Request) -> Response:
        """The guide of the page of that address: also of one that nobody wrote on."""
        name, url, explicit = (request.query_params.get(key) for key in ("site", "url", "page"))
        site, rules = await self._site(name)
        key = page_key(Address(url or "", explicit), rules)
        async with self._house.database.connection() as connection:
            id = await page_at(connection, site, key)
            known = await page_of(connection, site, id)
        if known is not None:
            return RedirectResponse(f"/g/{id}", 303)
        return await self._unwritten(request, site, name or "", key, url or "", explicit or "", TypedStep())

    async def add_first(self, request: Request) -> Response:
        form = await read_form(
            request, "site", "url", "title", "body", "id", "revision", optional=("page", "heading", "name", "visitor")
        )
        site, rules = await self._site(form["site"])
        key = page_key(Address(form["url"], form["page"] or None), rules)
        typed = _typed(form)

        async def again() -> Response:
            return await self._unwritten(request, site, form["site"], key, form["url"], form["page"], typed)

        return await self._added(request, site, key, typed, again)

    async def guide(self, request: Request) -> Response:
        owner, id = await self._owner(request)
        if id != id_of(request):
            return moved(f"/g/{id}")
        return await self._guide(request, owner, id, TypedStep())

    async def add(self, request: Request) -> Response:
        owner, id = await self._owner(request)
        typed = _typed(await read_form(request, "title", "body", "id", "revision", optional=("heading", "name", "visitor")))
        page = await self._page(owner.site, id)
        return await self._added(request, owner.site, page.key, typed, lambda: self._guide(request, owner, id, typed))

    async def step(self, request: Request) -> Response:
        """The form in which a step is said better."""
        owner, page, step = await self._step(request)
        typed = TypedStep(step.title, step.body, base=step.revision)
        return await self._edit(request, owner, page, step, typed)

    async def edit(self, request: Request) -> Response:
        owner, page, step = await self._step(request)
        form = await read_form(request, "title", "body", "base", "revision", optional=("summary", "name", "visitor"))
        typed = _typed(form)

        def prepare() -> Write:
            wording = Wording(text.title(typed.title), text.body(typed.body), step.field, step.heading, step.video)
            summary = read_summary(typed.summary)
            return lambda who: acts.edit(self._house, who, step.id, typed.revision, typed.base, wording, summary)

        return await self._written(request, owner.site, typed, prepare, lambda: self._edit(request, owner, page, step, typed))

    async def history(self, request: Request) -> Response:
        owner, page, step = await self._step(request)
        return await self._history(request, owner, page, step, TypedStep())

    async def revert(self, request: Request) -> Response:
        owner, page, step = await self._step(request)
        form = await read_form(request, "base", "to", "revision", optional=("name", "visitor"))
        typed = _typed(form)

        def prepare() -> Write:
            to = _counted(form, "to")
            return lambda who: acts.revert(self._house, who, step.id, typed.revision, typed.base, to, "")

        return await self._written(request, owner.site, typed, prepare, lambda: self._history(request, owner, page, step, typed))

    async def feed(self, request: Request) -> Response:
        """The latest edits of a guide."""
        owner, id = await self._owner(request)
        async with self._house.database.snapshot() as connection:
            found = await page_of(connection, owner.site, id)
            edits = await queries.latest_edits(connection, owner.site, id, LATEST_EDITS)
        if found is None:
            raise NotFound
        origin, lang = self._identity.own_origin(request), language(request)
        return self._feed(request, feeds.guide_feed(found[0], edits, origin, lang, self._said))

    async def _guide(self, request: Request, owner: reading.Owner, id: UUID, typed: TypedStep) -> Response:
        page = await self._page(owner.site, id)
        async with self._house.database.connection() as connection:
            steps = await steps_of(connection, owner.site, id)
        address = f"{self._identity.own_origin(request)}/g/{id}"
        return self._draw(
            request, "everyone-guide.html", status=_status(typed), canonical=f"/g/{id}", page=page, steps=steps, typed=typed,
            hidden={}, action=f"/g/{id}", structured=how_to(page, steps, address),
            me=await self._visitor(request, owner.site, owner.name),
        )  # fmt: skip

    async def _unwritten(
        self, request: Request, site: UUID, name: str, key: str, url: str, explicit: str, typed: TypedStep
    ) -> Response:
        """A page that nobody wrote on."""
        return self._draw(
            request, "everyone-guide.html", status=_status(typed), canonical=None, page=Page(site, key, ""), steps=[],
            typed=typed, hidden={"site": name, "url": url, "page": explicit}, action="/g", structured=None,
            me=await self._visitor(request, site, name),
        )  # fmt: skip

    async def _edit(self, request: Request, owner: reading.Owner, page: Page, step: Step, typed: TypedStep) -> Response:
        return self._draw(
            request, "everyone-step.html", status=_status(typed), canonical=None, page=page, step=step, typed=typed,
            summary_limit=SUMMARY_LIMIT, me=await self._visitor(request, owner.site, owner.name),
        )  # fmt: skip

    async def _history(self, request: Request, owner: reading.Owner, page: Page, step: Step, typed: TypedStep) -> Response:
        found = await read_history(self._house, step.id, HistoryQuery(number(request, "before", below=2**31) or None))
        return self._draw(
            request, "everyone-history.html", status=_status(typed), canonical=None, page=page, step=found.step,
            changes=found.changes, further=found.next, typed=typed, me=await self._visitor(request, owner.site, owner.name),
        )  # fmt: skip

    async def _added(
        self, request: Request, site: UUID, key: str, typed: TypedStep, again: Again
    ) -> Response:  # fmt: skip
        def prepare() -> Write:
            heading = one_line(typed.heading, "heading", text.TITLE_LIMIT) or None
            wording = Wording(text.title(typed.title), text.body(typed.body), None, heading, None)
            return lambda who: acts.add(self._house, who, acts.NewStep(typed.id, typed.revision, key, "", wording))

        return await self._written(request, site, typed, prepare, again)

    async def _written(
        self, request: Request, site: UUID, typed: TypedStep, prepare: Callable[[], Write], again: Again
    ) -> Response:  # fmt: skip
        """Write, and go to the step; a refusal shows the form again with all that was typed.

        `prepare` reads what was typed: words that cannot be published make nobody a visitor.
        """
        arrival: Arrival | None = None
        try:
            write = prepare()
            arrival = await self._arrival(request, site, typed.name, typed.visitor)
            step = await write(arrival.who)
        except EditedMeanwhile as problem:
            typed.problem, typed.theirs = problem, await self._current(site, problem)
            typed.base, typed.revision = typed.theirs.revision, uuid7()
            answer = await again()
        except Problem as problem:
            typed.problem = problem
            answer = await again()
        else:
            answer = RedirectResponse(f"/g/{step.page}#step-{step.id}", 303)
        return await self._remembering(answer, site, arrival)

    async def _current(self, site: UUID, problem: EditedMeanwhile) -> Step:
        async with self._house.database.connection() as connection:
            found = await queries.step_with(connection, site, UUID(problem.more["theirs"]["id"]))
        if found is None:
            raise NotFound
        return found[0]

    async def _page(self, site: UUID, id: UUID) -> Page:
        async with self._house.database.connection() as connection:
            found = await page_of(connection, site, id)
        if found is None:
            raise NotFound
        return found[0]

    async def _step(self, request: Request) -> tuple[reading.Owner, Page, Step]:
        """The step of the address, on its page."""
        owner, id = await self._owner(request)
        try:
            asked = UUID(request.path_params["step"])
        except ValueError:
            raise NotFound from None
        async with self._house.database.connection() as connection:
            found = await queries.step_with(connection, owner.site, asked)
        if found is None or found[1] or found[0].page != id:
            raise NotFound
        return owner, await self._page(owner.site, id), found[0]

    def _said(self, body: str) -> str:
        return self._templates.get_template("feed-post.html").render(post={"doc": text.parse(body), "pictures": []}, origin="")


def _typed(form: dict[str, str]) -> TypedStep:
    said = {name: form[name] for name in ("title", "body", "heading", "summary", "name") if name in form}
    ids = {name: given_id(form, name) for name in ("id", "revision") if name in form}
    base = _counted(form, "base") if "base" in form else 0
    return TypedStep(**said, **ids, visitor=given_token(form), base=base)  # type: ignore[arg-type]


def _counted(form: dict[str, str], name: str) -> int:
    value = form[name]
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise BadShape(field=name, expected="the number of a revision")
    return int(value)


def _status(typed: TypedStep) -> int:
    return typed.problem.status if typed.problem else 200
