"""What was said during announced hours, as a page for everyone: each question with its answers, kept after the end."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parvis.domain.problems import NotFound
from parvis.officehours import queries as officehours
from parvis.store.officehours import officehours_with
from parvis.threads import queries, reading
from parvis.web.everyone import Everyone
from parvis.web.plain import id_of

ANSWERS_SHOWN = 20
"""Of one question; its own page has them all."""


class Transcripts(Everyone):
    """Drawn, and refused, as the other pages for everyone."""

    def routes(self) -> list[Route]:
        return [Route("/s/{id}", self._calm(self.transcript))]

    async def transcript(self, request: Request) -> Response:
        id = id_of(request)
        async with self._house.database.snapshot() as connection:
            site = await officehours.site_of(connection, id)
            hours = await officehours_with(connection, site, id) if site else None
            if site is None or hours is None:
                raise NotFound
            threads = await officehours.put_to(connection, site, id)
            said = await reading.said_in(connection, site, [thread.id for thread in threads], ANSWERS_SHOWN)
            page = await queries.page_of(connection, site, hours.page)
            name = await reading.site_name(connection, site)
        assert page is not None
        return self._draw(
            request, "everyone-officehours.html", canonical=f"/s/{id}", feed=None, hours=hours, page=page[0], site=name,
            told=[(thread, said.get(thread.id, [])) for thread in threads],
        )  # fmt: skip
