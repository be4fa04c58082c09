"""The pages for everyone, topic by topic: what is asked about it on one page or on the whole site, and a feed of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parvis.domain.problems import NotFound
from parvis.domain.values import Thread
from parvis.threads import listing, reading
from parvis.web import feeds
from parvis.web.answers import language
from parvis.web.everyone import Everyone


def topic_path(topic: str, site: str, page: UUID | None = None, suffix: str = "") -> str:
    """`/topics/photo?site=demo`."""
    named = {"site": site} | ({"page": str(page)} if page else {})
    return f"/topics/{quote(topic)}{suffix}?{urlencode(named)}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address names, and a window of its threads."""

    topic: str
    name: str
    site: UUID
    page: UUID | None
    threads: list[Thread]
    total: int
    next: str | None

    def path(self, suffix: str = "") -> str:
        return topic_path(self.topic, self.name, self.page, suffix)


class Topics(Everyone):
    """Drawn, and refused, as the other pages for everyone."""

    def routes(self) -> list[Route]:
        return [
            Route("/topics/{topic:path}.atom", self._calm(self.feed)),
            Route("/topics/{topic:path}", self._calm(self.topic)),
        ]

    async def topic(self, request: Request) -> Response:
        asked = await self._asked_about(request)
        async with self._house.database.connection() as connection:
            pages = await reading.pages_with(connection, asked.site, [thread.page for thread in asked.threads])
        return self._draw(
            request, "everyone-topic.html", canonical=asked.path() if asked.total else None, feed=asked.path(".atom"),
            topic=asked.topic, threads=asked.threads, total=asked.total, further=asked.next, here=asked.path(), pages=pages,
            site=asked.name, on=asked.page, everywhere=topic_path(asked.topic, asked.name),
        )  # fmt: skip

    async def feed(self, request: Request) -> Response:
        asked = await self._asked_about(request)
        async with self._house.database.connection() as connection:
            opened = await reading.opening_posts(connection, asked.site, [thread.id for thread in asked.threads])
        pairs = [(thread, opened[thread.id]) for thread in asked.threads]
        origin, lang = self._identity.own_origin(request), language(request)
        written = feeds.topic_feed(asked.topic, pairs, origin, asked.path(), asked.path(".atom"), lang, self._html)
        return self._feed(request, written)

    async def _asked_about(self, request: Request) -> _Asked:
        name, topic = request.query_params.get("site", ""), request.path_params["topic"]
        site, _ = await self._site(name)
        page, after = request.query_params.get("page"), request.query_params.get("after")
        if "\x00" in topic:
            raise NotFound
        try:
            here = await self._page_here(name, UUID(page)) if page else None
        except ValueError:
            raise NotFound from None
        wanted = listing.Wanted(here, topic=topic, after=after)
        return _Asked(topic, name, site, here, *await listing.threads_of_page(self._house.database, site, wanted))

    async def _page_here(self, name: str, page: UUID) -> UUID:
        found = await listing.where_listed(self._house.database, name, page)
        if found is None:
            raise NotFound
        return found[1]
