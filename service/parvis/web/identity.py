"""Who is asking: a visitor by token, an agent by API token, or an agent by the console's cookie, which counts only at home."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import HTTPConnection

from parvis.agents.queries import agent_with
from parvis.domain.keys import hash_of
from parvis.domain.pages import SiteRules
from parvis.domain.people import Person
from parvis.domain.problems import ForeignOrigin, TokenRefused
from parvis.sites.queries import site_named
from parvis.store.addresses import page_at
from parvis.store.database import Database
from parvis.visitors.queries import visitor_with

COOKIE = "__Host-parvis"
_SAFE = ("GET", "HEAD", "OPTIONS")


class Identity:
    def __init__(self, database: Database, origin: str | None) -> None:
        """`origin`: the configured public origin; without it the one that the request names."""
        self._database = database
        self._origin = origin

    def own_origin(self, connection: HTTPConnection) -> str:
        if self._origin is not None:
            return self._origin
        scheme = {"ws": "http", "wss": "https"}.get(connection.url.scheme, connection.url.scheme)
        return f"{scheme}://{connection.url.netloc}"

    async def who(self, connection: HTTPConnection) -> Person | None:
        """None: nobody in particular. Raises TokenRefused, or ForeignOrigin for a cookie that came from elsewhere (CSRF)."""
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme:
            if scheme.lower() != "bearer":
                raise TokenRefused
            return await self.person(connection, token.strip())
        return await self._by_cookie(connection)

    async def person(self, connection: HTTPConnection, token: str | None) -> Person | None:
        """The same for a WebSocket, whose token comes in its first message."""
        if token is None:
            return await self._by_cookie(connection)
        match token[:3]:
            case "pv_":
                person = await visitor_with(self._database, hash_of(token))
            case "pa_":
                person = await agent_with(self._database, hash_of(token), "api")
            case _:
                person = None
        if person is None:
            raise TokenRefused
        return person

    async def _by_cookie(self, connection: HTTPConnection) -> Person | None:
        session = connection.cookies.get(COOKIE)
        if session is None:
            return None
        self.must_be_from_home(connection)
        return await agent_with(self._database, hash_of(session), "session")

    def must_be_from_home(self, connection: HTTPConnection) -> None:
        """SameSite=Strict is the first lock; this is the second. Sockets and unsafe methods must name our exact origin."""
        origin, fetched = connection.headers.get("origin"), connection.headers.get("sec-fetch-site")
        unsafe = connection.scope["type"] == "websocket" or connection.scope["method"] not in _SAFE
        if origin is not None and origin != self.own_origin(connection):
            raise ForeignOrigin
        if unsafe and origin is None:
            raise ForeignOrigin
        if fetched is not None and fetched not in ("same-origin", "none"):
            raise ForeignOrigin


class Doorman:
    """What the live channel asks of the house."""

    def __init__(self, database: Database, identity: Identity) -> None:
        self._database = database
        self._identity = identity

    async def site(self, name: str) -> tuple[UUID, SiteRules] | None:
        if "\x00" in name:
            return None
        site = await site_named(self._database, name)
        return (site.id, site.rules) if site else None

    async def site_of(self, channel_kind: str, id: UUID) -> UUID | None:
        if channel_kind == "queue":
            return id
        table = {"page": "pages", "guide": "pages", "thread": "threads", "person": "visitors"}[channel_kind]
        found: UUID | None = await self._database.fetchval(
            f"select site_id from {table} where id = $1 order by created_at, site_id limit 1", id
        )
        return found

    async def page(self, site: UUID, key: str) -> UUID:
        async with self._database.connection() as connection:
            return await page_at(connection, site, key)

    async def person(self, connection: HTTPConnection, token: str | None) -> Person | None:
        try:
            return await self._identity.person(connection, token)
        except ForeignOrigin:
            raise TokenRefused from None
