"""What every page without a script needs: who writes in it, how it is drawn, and how a refusal is shown.

A citizen who writes here becomes a visitor like in the panel. Her token is kept in a cookie per site, made by her first message
and never before; only these documents read it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from parvis.domain import text
from parvis.domain.keys import hash_of
from parvis.domain.pages import SiteRules
from parvis.domain.people import Person, may_write
from parvis.domain.problems import BadShape, Internal, NotFound, Problem, UnknownSite
from parvis.domain.reasons import REASONS
from parvis.sites.queries import site_named
from parvis.store import journal
from parvis.store.house import House
from parvis.threads import reading
from parvis.visitors.queries import visitor_with
from parvis.visitors.routes import NewVisitor, arrive
from parvis.web import headers
from parvis.web.answers import language, log
from parvis.web.assets import Assets
from parvis.web.drawing import templates
from parvis.web.identity import Identity

YEAR = 365 * 24 * 3600


@dataclass
class Arrival:
    """Who writes, and the token to keep when she has only just become a visitor."""

    who: Person
    token: str | None


class Plain:
    def __init__(self, house: House, identity: Identity, assets: Assets) -> None:
        self._house = house
        self._identity = identity
        self._assets = assets
        self._templates = templates(house)

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
            found = await reading.owner_of_page(connection, id_of(request))
        if found is None:
            raise NotFound
        return found

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

    async def _feed(self, request: Request, seq: int | str, made: Callable[[], bytes]) -> Response:
        """A feed reader that comes back every hour is told in one line that nothing is new."""
        tag = f'W/"{await journal.epoch(self._house.database)}-{seq}-{language(request)}"'
        known = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Language", "X-Content-Type-Options": "nosniff"}
        if request.headers.get("if-none-match") == tag:
            return Response(None, 304, known)
        return Response(made(), 200, known, "application/atom+xml; charset=utf-8")

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


def id_of(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None


def given_id(form: dict[str, str], name: str) -> UUID:
    """The id that the form was drawn with: a message sent twice is stored once."""
    try:
        return UUID(form[name])
    except ValueError:
        raise BadShape(field=name, expected="a UUID") from None


def number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None
