"""The pages for everyone, which need no script: a page's questions, a thread, their feeds, and plain forms to ask and reply.

A refused message is shown again, with what is wrong, where it was typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from parvis.domain import text
from parvis.domain.events import PAGE_WINDOW, THREAD_WINDOW
from parvis.domain.ids import uuid7
from parvis.domain.pages import Address, page_key
from parvis.domain.problems import NotFound, Problem
from parvis.domain.values import Page, Post, Thread
from parvis.search.finding import find
from parvis.search.queries import Where
from parvis.search.routes import WINDOW as RESULTS
from parvis.search.routes import looked_for, window
from parvis.store.addresses import page_at
from parvis.threads import acts, queries, reading
from parvis.threads.snapshots import with_opening
from parvis.web import feeds
from parvis.web.answers import language
from parvis.web.forms import read_form
from parvis.web.plain import Arrival, Plain, given_id, given_token, id_of, moved, number, would_be_token
from parvis.web.structured import qa_page

PAGES_SHOWN = 200


@dataclass
class Typed:
    """A message as it was sent, and what came of it: the form shows both again when it was refused."""

    title: str = ""
    body: str = ""
    name: str = ""
    id: UUID = field(default_factory=uuid7)
    post: UUID = field(default_factory=uuid7)
    visitor: str = field(default_factory=would_be_token)
    problem: Problem | None = None
    held: bool = False


class Everyone(Plain):
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
        typed, start = looked_for(typed), number(request, "after") or 0
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
        form = await read_form(request, "site", "url", "title", "body", "id", "post", optional=("page", "name", "visitor"))
        site, rules = await self._site(form["site"])
        key = page_key(Address(form["url"], form["page"] or None), rules)

        async def again(typed: Typed) -> Response:
            return await self._page_nobody_wrote_on(request, site, form["site"], key, form["url"], form["page"], typed)

        return await self._asked(request, site, form, key, again)

    async def page(self, request: Request) -> Response:
        owner, id = await self._owner(request)
        if id != id_of(request):
            return moved(f"/p/{id}")
        if topic := request.query_params.get("topic"):
            return RedirectResponse(f"/topics/{quote(topic)}?{urlencode({'site': owner.name, 'page': id})}", 303)
        return await self._page(request, owner, id)

    async def ask(self, request: Request) -> Response:
        owner, id = await self._owner(request)
        form = await read_form(request, "title", "body", "id", "post", optional=("name", "visitor"))
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
        thread = id_of(request)
        form = await read_form(request, "body", "post", optional=("name", "visitor"))
        site = await self._site_of_thread(thread)
        typed = Typed(body=form["body"], name=form["name"], post=given_id(form, "post"), visitor=given_token(form))
        arrival: Arrival | None = None
        try:
            body = text.body(form["body"])
            arrival = await self._arrival(request, site, typed.name, typed.visitor)
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
        if id != id_of(request):
            return moved(f"/p/{id}.atom")
        if topic := request.query_params.get("topic"):
            return RedirectResponse(f"/topics/{quote(topic)}.atom?{urlencode({'site': owner.name, 'page': id})}", 307)
        async with self._house.database.snapshot() as connection:
            found = await queries.page_of(connection, owner.site, id)
            threads = await queries.latest_threads(connection, owner.site, id, PAGE_WINDOW)
            opened = await reading.opening_posts(connection, owner.site, [thread.id for thread in threads])
        if found is None:
            raise NotFound
        pairs = [(thread, opened[thread.id]) for thread in threads]
        origin, lang = self._identity.own_origin(request), language(request)
        return self._feed(request, feeds.page_feed(found[0], pairs, origin, lang, self._html))

    async def thread_feed(self, request: Request) -> Response:
        site, id = await self._site_of_thread(id_of(request)), id_of(request)
        async with self._house.database.snapshot() as connection:
            thread = await queries.thread_with(connection, site, id)
            posts = await queries.latest_posts(connection, site, id, PAGE_WINDOW)
        if thread is None or thread.state != "visible":
            raise NotFound
        origin, lang = self._identity.own_origin(request), language(request)
        return self._feed(request, feeds.thread_feed(thread, posts, origin, lang, self._html))

    async def _page(self, request: Request, owner: reading.Owner, id: UUID, typed: Typed | None = None) -> Response:
        before = number(request, "before")
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
        id, before = id_of(request), number(request, "before")
        site = await self._site_of_thread(id)
        async with self._house.database.snapshot() as connection:
            thread = await queries.thread_with(connection, site, id)
            if thread is None:
                raise NotFound
            posts = await queries.latest_posts(connection, site, id, THREAD_WINDOW, before)
            posts, earlier = await with_opening(connection, site, thread, posts)
            page = await queries.page_of(connection, site, thread.page)
            name = await reading.site_name(connection, site)
            led_to = await reading.led_to(connection, site, id)
        assert page is not None
        address = f"{self._identity.own_origin(request)}/t/{id}"
        status = 410 if thread.state != "visible" else _status(typed)
        return self._draw(
            request, "everyone-thread.html", status=status, canonical=f"/t/{led_to.id if led_to else id}",
            feed=f"/t/{id}.atom", here=f"/t/{id}", led_to=led_to, page=page[0], thread=thread, opening=posts[0],
            best=_best(thread, posts), replies=posts[1:], earlier=earlier, typed=typed or Typed(),
            structured=None if led_to else qa_page(thread, posts, address), site=name,
            me=await self._visitor(request, site, name),
        )  # fmt: skip

    async def _asked(
        self, request: Request, site: UUID, form: dict[str, str], key: str, again: Callable[[Typed], Awaitable[Response]]
    ) -> Response:
        """Ask, and go to the new thread; a refusal shows the form again with all that was typed."""
        ids = given_id(form, "id"), given_id(form, "post"), given_token(form)
        typed = Typed(form["title"], form["body"], form["name"], *ids)
        arrival: Arrival | None = None
        try:
            title = text.title(form["title"])
            body = text.body(form["body"]) if form["body"].strip() else title
            arrival = await self._arrival(request, site, typed.name, typed.visitor)
            asked = acts.Asked(typed.id, typed.post, key, "", "question", title, body)
            thread, _ = await acts.ask(self._house, arrival.who, asked)
        except Problem as problem:
            typed.problem = problem
            answer = await again(typed)
        else:
            held = thread.state == "held"
            answer = await again(Typed(held=True)) if held else RedirectResponse(f"/t/{thread.id}", 303)
        return await self._remembering(answer, site, arrival)

    async def _site_of_thread(self, id: UUID) -> UUID:
        async with self._house.database.connection() as connection:
            site = await queries.site_of_thread(connection, id)
        if site is None:
            raise NotFound
        return site

    def _html(self, post: Post, origin: str) -> str:
        return self._templates.get_template("feed-post.html").render(post=post, origin=origin)


def _best(thread: Thread, posts: list[Post]) -> list[Post]:
    """The accepted and the official answer stand first; they also keep their place below."""
    kept = {thread.accepted, thread.official}
    return [post for post in posts[1:] if post.id in kept and post.state == "visible"]


def _status(typed: Typed | None) -> int:
    return typed.problem.status if typed and typed.problem else 200
