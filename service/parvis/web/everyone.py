"""The pages for everyone, which need no script: a page's questions, a thread, their feeds, and plain forms to ask and reply.

A citizen who writes here becomes a visitor like in the panel. Her token is kept in a cookie per site, made by her first message
and never before; only these documents read it. A refused message is shown again, with what is wrong, where it was typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from parvis.domain import text
from parvis.domain.events import PAGE_WINDOW, THREAD_WINDOW
from parvis.domain.ids import page_channel, thread_channel, uuid7
from parvis.domain.keys import hash_of
from parvis.domain.pages import Address, SiteRules, page_key
from parvis.domain.people import Person, may_write
from parvis.domain.problems import BadShape, Internal, NotFound, Problem, UnknownSite
from parvis.domain.reasons import REASONS
from parvis.domain.values import Page, Post, Thread
from parvis.search.finding import find
from parvis.search.queries import Where
from parvis.search.routes import WINDOW as RESULTS
from parvis.search.routes import looked_for, window
from parvis.sites.queries import site_named
from parvis.store import journal
from parvis.store.addresses import page_at
from parvis.store.house import House
from parvis.threads import acts, queries, reading
from parvis.threads.snapshots import with_opening
from parvis.visitors.queries import visitor_with
from parvis.visitors.routes import NewVisitor, arrive
from parvis.web import feeds, headers
from parvis.web.answers import language, log
from parvis.web.assets import Assets
from parvis.web.drawing import templates
from parvis.web.forms import read_form
from parvis.web.identity import Identity
from parvis.web.structured import qa_page

YEAR = 365 * 24 * 3600
PAGES_SHOWN = 200


@dataclass
class Typed:
    """A message as it was sent, and what came of it: the form shows both again when it was refused."""

    title: str = ""
    body: str = ""
    name: str = ""
    id: UUID = field(default_factory=uuid7)
    post: UUID = field(default_factory=uuid7)
    problem: Problem | None = None
    held: bool = False


@dataclass
class Arrival:
    """Who writes, and the token to keep when she has only just become a visitor."""

    who: Person
    token: str | None


class Everyone:
    def __init__(self, house: House, identity: Identity, assets: Assets) -> None:
        self._house = house
        self._identity = identity
        self._assets = assets
        self._templates = templates(house)

    def routes(self) -> list[Route]:
        return [
            Route("/p", self._calm(self.door)),
            Route("/p", self._calm(self.ask_first), methods=["POST"]),
            Route("/p/{id}.atom", self._calm(self.page_feed)),
            Route("/p/{id}", self._calm(self.page)),
            Route("/p/{id}", self._calm(self.ask), methods=["POST"]),
            Route("/t/{id}.atom", self._calm(self.thread_feed)),
            Route("/t/{id}", self._calm(self.thread)),
            Route("/t/{id}", self._calm(self.reply), methods=["POST"]),
        ]

    async def door(self, request: Request) -> Response:
        """From a form page, by its address or by the browser's word of where the reader comes from; else the site's pages."""
        name, url, explicit = (request.query_params.get(key) for key in ("site", "url", "page"))
        site, rules = await self._site(name)
        if typed := request.query_params.get("q", "").strip():
            return await self._search(request, site, name or "", typed)
        came_from = url or request.headers.get("referer", "")
        if came_from:
            try:
                key = page_key(Address(came_from, explicit), rules)
                async with self._house.database.connection() as connection:
                    id = await page_at(connection, site, key)
                    known = await queries.page_of(connection, site, id)
                if known is not None:
                    return RedirectResponse(f"/p/{id}", 303)
                if url or urlsplit(came_from).path.strip("/"):
                    return await self._page_nobody_wrote_on(request, site, name or "", key, came_from, explicit)
            except Problem:
                if url:
                    raise
        async with self._house.database.connection() as connection:
            pages = await reading.busiest_pages(connection, site, PAGES_SHOWN)
        return self._draw(request, "everyone-site.html", pages=pages, site=name)

    async def _search(self, request: Request, site: UUID, name: str, typed: str) -> Response:
        """What is found on the whole site; from a page, that page's threads first among those that say as much."""
        typed, start = looked_for(typed), _number(request, "after") or 0
        on = request.query_params.get("on", "")
        try:
            page = UUID(on) if on else None
        except ValueError:
            raise NotFound from None
        async with self._house.database.snapshot() as connection:
            found = window(await find(connection, Where(site, page), typed, RESULTS, start), start)
        return self._draw(request, "everyone-search.html", found=found, typed_search=typed, site=name, on=page)

    async def ask_first(self, request: Request) -> Response:
        """The first question of a page that nobody wrote on."""
        form = await read_form(request, "site", "url", "title", "body", "id", "post", optional=("page", "name"))
        site, rules = await self._site(form["site"])
        key = page_key(Address(form["url"], form["page"] or None), rules)

        async def again(typed: Typed) -> Response:
            return await self._page_nobody_wrote_on(request, site, form["site"], key, form["url"], form["page"], typed)

        return await self._asked(request, site, form, key, again)

    async def page(self, request: Request) -> Response:
        owner, id = await self._owner(request)
        if id != _id(request):
            return RedirectResponse(f"/p/{id}", 301)
        return await self._page(request, owner, id)

    async def ask(self, request: Request) -> Response:
        owner, id = await self._owner(request)
        form = await read_form(request, "title", "body", "id", "post", optional=("name",))
        async with self._house.database.connection() as connection:
            found = await queries.page_of(connection, owner.site, id)
        if found is None:
            raise NotFound

        async def again(typed: Typed) -> Response:
            return await self._page(request, owner, id, typed)

        return await self._asked(request, owner.site, form, found[0].key, again)

    async def thread(self, request: Request) -> Response:
        return await self._thread(request)

    async def reply(self, request: Request) -> Response:
        thread = _id(request)
        form = await read_form(request, "body", "post", optional=("name",))
        site = await self._site_of_thread(thread)
        typed = Typed(body=form["body"], name=form["name"], post=_given_id(form, "post"))
        arrival: Arrival | None = None
        try:
            body = text.body(form["body"])
            arrival = await self._arrival(request, site, form["name"])
            post = await acts.reply(self._house, arrival.who, thread, typed.post, body, None)
        except Problem as problem:
            typed.problem = problem
            answer = await self._thread(request, typed)
        else:
            held = post.state != "visible"
            to = RedirectResponse(f"/t/{thread}#post-{post.id}", 303)
            answer = await self._thread(request, Typed(held=True)) if held else to
        return await self._remembering(answer, site, arrival)

    async def page_feed(self, request: Request) -> Response:
        owner, id = await self._owner(request)
        async with self._house.database.snapshot() as connection:
            seq = await journal.head(connection, page_channel(owner.site, id))
            found = await queries.page_of(connection, owner.site, id)
            threads = await queries.latest_threads(connection, owner.site, id, PAGE_WINDOW)
            opened = await reading.opening_posts(connection, owner.site, [thread.id for thread in threads])
        if found is None:
            raise NotFound
        pairs = [(thread, opened[thread.id]) for thread in threads]
        origin, lang = self._identity.own_origin(request), language(request)
        return await self._feed(request, seq, lambda: feeds.page_feed(found[0], pairs, origin, lang, self._html))

    async def thread_feed(self, request: Request) -> Response:
        site, id = await self._site_of_thread(_id(request)), _id(request)
        async with self._house.database.snapshot() as connection:
            seq = await journal.head(connection, thread_channel(site, id))
            thread = await queries.thread_with(connection, site, id)
            posts = await queries.latest_posts(connection, site, id, PAGE_WINDOW)
        if thread is None or thread.state != "visible":
            raise NotFound
        origin, lang = self._identity.own_origin(request), language(request)
        return await self._feed(request, seq, lambda: feeds.thread_feed(thread, posts, origin, lang, self._html))

    async def _page(self, request: Request, owner: reading.Owner, id: UUID, typed: Typed | None = None) -> Response:
        before = _number(request, "before")
        async with self._house.database.snapshot() as connection:
            found = await queries.page_of(connection, owner.site, id)
            pinned = await queries.pinned_threads(connection, owner.site, id) if before is None else []
            threads = await queries.latest_threads(connection, owner.site, id, PAGE_WINDOW + 1, before)
        if found is None:
            raise NotFound
        further = threads[PAGE_WINDOW - 1].seq if len(threads) > PAGE_WINDOW else None
        shown = [thread for thread in threads[:PAGE_WINDOW] if thread.state == "visible" and thread not in pinned]
        return self._draw(
            request, "everyone-page.html", status=_status(typed), canonical=f"/p/{id}", page=found[0], total=found[1],
            pinned=pinned, threads=shown, further=further, before=before, typed=typed or Typed(), hidden={}, action=f"/p/{id}",
            site=owner.name, me=await self._visitor(request, owner.site, owner.name),
        )  # fmt: skip

    async def _page_nobody_wrote_on(
        self, request: Request, site: UUID, name: str, key: str, url: str, explicit: str | None, typed: Typed | None = None
    ) -> Response:
        hidden = {"site": name, "url": url, "page": explicit or ""}
        return self._draw(
            request, "everyone-page.html", status=_status(typed), canonical=None, page=Page(site, key, ""), total=0, pinned=[],
            threads=[], further=None, before=None, typed=typed or Typed(), hidden=hidden, action="/p", site=name,
            me=await self._visitor(request, site, name),
        )  # fmt: skip

    async def _thread(self, request: Request, typed: Typed | None = None) -> Response:
        id, before = _id(request), _number(request, "before")
        site = await self._site_of_thread(id)
        async with self._house.database.snapshot() as connection:
            thread = await queries.thread_with(connection, site, id)
            if thread is None:
                raise NotFound
            posts = await queries.latest_posts(connection, site, id, THREAD_WINDOW, before)
            posts, earlier = await with_opening(connection, site, thread, posts)
            page = await queries.page_of(connection, site, thread.page)
            name = await reading.site_name(connection, site)
        assert page is not None
        address = f"{self._identity.own_origin(request)}/t/{id}"
        status = 410 if thread.state != "visible" else _status(typed)
        return self._draw(
            request, "everyone-thread.html", status=status, canonical=f"/t/{id}", page=page[0], thread=thread, opening=posts[0],
            best=_best(thread, posts), replies=posts[1:], earlier=earlier, typed=typed or Typed(),
            structured=qa_page(thread, posts, address), site=name, me=await self._visitor(request, site, name),
        )  # fmt: skip

    async def _asked(
        self, request: Request, site: UUID, form: dict[str, str], key: str, again: Callable[[Typed], Awaitable[Response]]
    ) -> Response:
        """Ask, and go to the new thread; a refusal shows the form again with all that was typed."""
        typed = Typed(form["title"], form["body"], form["name"], _given_id(form, "id"), _given_id(form, "post"))
        arrival: Arrival | None = None
        try:
            title = text.title(form["title"])
            body = text.body(form["body"]) if form["body"].strip() else title
            arrival = await self._arrival(request, site, form["name"])
            asked = acts.Asked(typed.id, typed.post, key, "", "question", title, body)
            thread, _ = await acts.ask(self._house, arrival.who, asked)
        except Problem as problem:
            typed.problem = problem
            answer = await again(typed)
        else:
            held = thread.state == "held"
            answer = await again(Typed(held=True)) if held else RedirectResponse(f"/t/{thread.id}", 303)
        return await self._remembering(answer, site, arrival)

    async def _arrival(self, request: Request, site: UUID, name: str) -> Arrival:
        """The visitor of the cookie, or a new one under the name that was typed, or under a proposed one."""
        self._identity.must_be_from_home(request)
        async with self._house.database.connection() as connection:
            site_name = await reading.site_name(connection, site)
        if known := await self._visitor(request, site, site_name):
            may_write(known)
            return Arrival(known, None)
        arrived = await arrive(self._house, NewVisitor(site_name, name if name.strip() else None))
        return Arrival(Person(arrived.visitor.id, site, arrived.visitor.name, "citizen"), arrived.token)

    async def _visitor(self, request: Request, site: UUID, name: str) -> Person | None:
        token = request.cookies.get(cookie(name))
        person = await visitor_with(self._house.database, hash_of(token)) if token else None
        return person if person is not None and person.site == site else None

    async def _remembering(self, answer: Response, site: UUID, arrival: Arrival | None) -> Response:
        if arrival is not None and arrival.token is not None:
            async with self._house.database.connection() as connection:
                name = cookie(await reading.site_name(connection, site))
            answer.set_cookie(name, arrival.token, max_age=YEAR, path="/", secure=True, httponly=True, samesite="strict")
        return answer

    async def _site(self, name: str | None) -> tuple[UUID, SiteRules]:
        site = await site_named(self._house.database, name) if name and "\x00" not in name else None
        if site is None:
            raise UnknownSite
        return site.id, site.rules

    async def _owner(self, request: Request) -> tuple[reading.Owner, UUID]:
        async with self._house.database.connection() as connection:
            found = await reading.owner_of_page(connection, _id(request))
        if found is None:
            raise NotFound
        return found

    async def _site_of_thread(self, id: UUID) -> UUID:
        async with self._house.database.connection() as connection:
            site = await queries.site_of_thread(connection, id)
        if site is None:
            raise NotFound
        return site

    def _draw(
        self, request: Request, template: str, *, status: int = 200, canonical: str | None = None, **values: Any
    ) -> Response:
        origin = self._identity.own_origin(request)
        lang = language(request)
        html = self._templates.get_template(template).render(
            lang=lang, origin=origin, canonical=canonical, program=self._assets.manifest["everyone"],
            reasons={code: words[lang == "en"] for code, words in REASONS.items()},
            limits={"title": text.TITLE_LIMIT, "body": text.BODY_LIMIT}, **values,
        )  # fmt: skip
        allowed = headers.everyone(origin) | {"Content-Language": lang}
        return Response(html, status, allowed, "text/html; charset=utf-8")

    async def _feed(self, request: Request, seq: int, made: Callable[[], bytes]) -> Response:
        """A feed reader that comes back every hour is told in one line that nothing is new."""
        tag = f'W/"{await journal.epoch(self._house.database)}-{seq}-{language(request)}"'
        known = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Language", "X-Content-Type-Options": "nosniff"}
        if request.headers.get("if-none-match") == tag:
            return Response(None, 304, known)
        return Response(made(), 200, known, "application/atom+xml; charset=utf-8")

    def _html(self, post: Post) -> str:
        return self._templates.get_template("feed-post.html").render(post=post)

    def _calm(self, handler: Callable[[Request], Awaitable[Response]]) -> Any:
        """Problems are shown as a page, in the reader's language."""

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except Problem as problem:
                shown = problem
            except Exception:
                log.exception("unexpected failure")
                shown = Internal()
            return self._draw(request, "everyone-problem.html", status=shown.status, detail=shown.detail(language(request)))

        return answer


def cookie(site: str) -> str:
    """One cookie per site: what somebody is called on one site is nothing to another."""
    return f"__Host-parvis-{quote(site, safe='')}"


def _best(thread: Thread, posts: list[Post]) -> list[Post]:
    """The accepted and the official answer stand first; they also keep their place below."""
    kept = {thread.accepted, thread.official}
    return [post for post in posts[1:] if post.id in kept and post.state == "visible"]


def _status(typed: Typed | None) -> int:
    return typed.problem.status if typed and typed.problem else 200


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None


def _given_id(form: dict[str, str], name: str) -> UUID:
    """The id that the form was drawn with: a message sent twice is stored once."""
    try:
        return UUID(form[name])
    except ValueError:
        raise BadShape(field=name, expected="a UUID") from None


def _number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None
