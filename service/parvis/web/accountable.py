"""The pages by which moderation answers for itself: a site's rules, who applies them, and what was decided month by month."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parvis.domain import text
from parvis.moderation import reports
from parvis.moderation.settings import settings_of
from parvis.web import headers
from parvis.web.everyone import Everyone


class Accountable(Everyone):
    """Drawn, and refused, as the other pages for everyone."""

    def routes(self) -> list[Route]:
        return [
            Route("/rules/{site}", self._calm(self.rules)),
            Route("/moderation/{site}/{month}.csv", self._calm(self.figures)),
            Route("/moderation/{site}/{month}", self._calm(self.report)),
        ]

    async def rules(self, request: Request) -> Response:
        site, name = await self._named(request)
        settings = await settings_of(self._house.database, site)
        doc = text.parse(settings.rules) if settings.rules else []
        months = await reports.months(self._house.database, site)
        return self._draw(request, "everyone-rules.html", site=name, settings=settings, doc=doc, months=months)

    async def report(self, request: Request) -> Response:
        site, name = await self._named(request)
        told = await reports.report(self._house.database, site, request.path_params["month"])
        return self._draw(request, "everyone-report.html", site=name, report=told)

    async def figures(self, request: Request) -> Response:
        """The same as CSV, for whoever compares."""
        site, name = await self._named(request)
        told = await reports.report(self._house.database, site, request.path_params["month"])
        file = f"moderation-{quote(name, safe='')}-{told.month}.csv"
        own = headers.COMMON | {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-cache"}
        return Response(reports.as_csv(told), 200, own, "text/csv; charset=utf-8")

    async def _named(self, request: Request) -> tuple[UUID, str]:
        name = request.path_params["site"]
        site, _ = await self._site(name)
        return site, name
