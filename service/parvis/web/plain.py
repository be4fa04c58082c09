"""What every page without a script needs: who writes in it, how it is drawn, and how a refusal is shown.

A citizen who writes here becomes a visitor like in the panel. Her token is kept in a cookie per site, set by her first message
and never before; only these documents read it. The form is drawn with the token that she would have, of which nothing is stored
before she sends it: pressed twice, both are hers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from parvis.domain import text
from parvis.domain.keys import hash_of, looks_like_a_key, new_key
from parvis.domain.pages import SiteRules
from parvis.domain.people import Person, may_write
from parvis.domain.problems import BadShape, Internal, NotFound, Problem, UnknownSite
from parvis.domain.reasons import REASONS
from parvis.sites.queries import site_named
from parvis.store.house import House
from parvis.threads import reading
from parvis.visitors.queries import visitor_with
from parvis.visitors.routes import become
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

    async def _arrival(self, request: Request, site: UUID, name: str, would_be: str) -> Arrival:
        """The visitor of the cookie; else the form's own, new under the name that was typed, or under a proposed one."""
        self._identity.must_be_from_home(request)
        async with self._house.database.connection() as connection:
            site_name = await reading.site_name(connection, site)
        if known := await self._visitor(request, site, site_name):
            may_write(known)
            return Arrival(known, None)
        arrived = await become(self._house, site, name if name.strip() else None, would_be)
        may_write(arrived)
        return Arrival(arrived, would_be)

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
        if values.get("me"):
            allowed["Cache-Control"] = "private, no-cache"  # it says under which name its reader writes
        return Response(html, status, allowed, "text/html; charset=utf-8")

    def _feed(self, request: Request, written: bytes) -> Response:
        """A feed reader that comes back every hour is told in one line that nothing is new.

        The feed is known by what it says: no channel numbers everything in it (an opening post that was reworded, a topic).
        """
        tag = f'"{hashlib.sha256(written).hexdigest()}"'
        known = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Language", "X-Content-Type-Options": "nosniff"}
        if request.headers.get("if-none-match") == tag:
            return Response(None, 304, known)
        return Response(written, 200, known, "application/atom+xml; charset=utf-8")

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


def moved(path: str) -> Response:
    """For good, as far as search engines are concerned; but a merge can be undone, so no browser may keep it for itself."""
    return RedirectResponse(path, 301, {"Cache-Control": "no-cache"})


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


def given_token(form: dict[str, str]) -> str:
    """The token that the form was drawn with; a new one for a form that has none."""
    given = form["visitor"]
    if given and not looks_like_a_key("pv_", given):
        raise BadShape(field="visitor", expected="the token of the form")
    return given or would_be_token()


def would_be_token() -> str:
    return new_key("pv_")[0]


def number(request: Request, name: str, *, below: int = 2**53) -> int | None:
    """The parameter of that name, when it is a number that can be one."""
    given = request.query_params.get(name, "")
    found = int(given) if given.isascii() and given.isdigit() and len(given) < 20 else below
    return found if found < below else None
