"""An agent's account: password, application for codes, passkeys, sessions. Plain forms, the passkey's script apart.

The ways in are changed within half an hour of coming in; only ending sessions is possible at any time.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from parvis.domain.people import Person
from parvis.domain.problems import (
    CodeWrong,
    NotFound,
    NotSignedIn,
    PasswordWeak,
    PasswordWrong,
    Problem,
    SignInAgain,
    StepExpired,
    TooManyTries,
)
from parvis.domain.text import normalise
from parvis.doors import passkeys, passwords, queries
from parvis.doors.sessions import Session, end_one, end_others, sessions_of
from parvis.settings import Settings
from parvis.store.house import House
from parvis.web import headers
from parvis.web.answers import language, read_body
from parvis.web.assets import Assets
from parvis.web.documents import Documents
from parvis.web.forms import read_form
from parvis.web.identity import COOKIE, Identity
from parvis.web.network import network_of

HOME = "/console/account"


class Made(msgspec.Struct, forbid_unknown_fields=True):
    """A new passkey, as `PublicKeyCredential.toJSON()` gives it, and the name that its bearer knows it by."""

    credential: dict[str, Any]
    name: str = ""


class Account(Documents):
    def __init__(self, house: House, identity: Identity, assets: Assets, settings: Settings) -> None:
        super().__init__(house, identity, assets)
        self._settings = settings

    def routes(self) -> list[Route]:
        acts = {
            "/password": self.set_password,
            "/totp": self.confirm_totp,
            "/totp/remove": self.remove_totp,
            "/passkeys/{id}/remove": self.remove_passkey,
            "/sessions/others/end": self.end_other_sessions,
            "/sessions/{id}/end": self.end_session,
        }
        return [
            Route(HOME, self.calm(self.look)),
            Route(f"{HOME}/totp", self.calm(self.show_totp)),
            Route(f"{HOME}/passkeys/begin", self.plain(self.begin_passkey), methods=["POST"]),
            Route(f"{HOME}/passkeys", self.plain(self.keep_passkey), methods=["POST"]),
            *(Route(HOME + path, self.calm(act), methods=["POST"]) for path, act in acts.items()),
        ]

    async def look(self, request: Request) -> Response:
        agent, session = await self._mine(request)
        return await self._account(request, agent, session)

    async def set_password(self, request: Request) -> Response:
        """The old one first, where there is one, unless she came in by a link: that is how a forgotten one is replaced."""
        agent, session = await self._fresh(request)
        form = await read_form(request, "password", optional=("current",))
        try:
            if session.way != "link" and await queries.password_of(self.house.database, agent.site, agent.id) is not None:
                email = await queries.email_of(self.house.database, agent)
                network = network_of(request, self._settings.proxies)
                await passwords.check(self.house.database, agent.site, agent, email, form["current"], network)
            await passwords.keep(self.house.database, agent, form["password"])
        except (PasswordWrong, PasswordWeak, TooManyTries) as problem:
            return await self._account(request, agent, session, problem)
        await end_others(self.house.database, agent, request.cookies[COOKIE])
        return RedirectResponse(HOME, 303)

    async def show_totp(self, request: Request) -> Response:
        """A new secret, to be read by her application and confirmed by its first code."""
        agent, _ = await self._fresh(request)
        secret = passwords.new_secret()
        await queries.begin_step(
            self.house.database, agent.site, _pending(request, "totp"), "new-totp", agent.id, {"secret": secret}
        )  # fmt: skip
        return await self._totp(request, agent, secret, None)

    async def confirm_totp(self, request: Request) -> Response:
        """Shows the recovery codes, this once."""
        agent, _ = await self._fresh(request)
        code = "".join((await read_form(request, "code"))["code"].split())
        step = await queries.step(self.house.database, _pending(request, "totp"), "new-totp")
        if step is None or step.agent != agent.id:
            raise StepExpired
        matching = passwords.matching_step(step.data["secret"], code)
        if matching is None:
            return await self._totp(request, agent, step.data["secret"], CodeWrong(field="code"))
        codes = passwords.new_recovery_codes()
        await queries.keep_totp(self.house.database, agent, step.data["secret"], matching, passwords.hashes(codes))
        await queries.finish_step(self.house.database, _pending(request, "totp"), "new-totp")
        return self._page(request, "account-codes.html", codes=codes)

    async def remove_totp(self, request: Request) -> Response:
        agent, _ = await self._fresh(request)
        await queries.remove_totp(self.house.database, agent)
        return RedirectResponse(HOME, 303)

    async def begin_passkey(self, request: Request) -> Response:
        agent, _ = await self._fresh(request)
        email = await queries.email_of(self.house.database, agent)
        options, challenge = await passkeys.options_for_new(self.house.database, agent, email, self._host(request))
        pending = _pending(request, "passkey")
        await queries.begin_step(self.house.database, agent.site, pending, "new-passkey", agent.id, {"challenge": challenge})
        return JSONResponse(options)

    async def keep_passkey(self, request: Request) -> Response:
        agent, _ = await self._fresh(request)
        made = await read_body(request, Made)
        step = await queries.finish_step(self.house.database, _pending(request, "passkey"), "new-passkey")
        if step is None or step.agent != agent.id:
            raise StepExpired
        name = " ".join(normalise(made.name, field="name").split())[:60] or "Passkey"
        origin = self.identity.own_origin(request)
        await passkeys.keep_new(
            self.house.database, agent, made.credential, step.data["challenge"], name, self._host(request), origin
        )  # fmt: skip
        return JSONResponse({"to": HOME}, 201)

    async def remove_passkey(self, request: Request) -> Response:
        agent, _ = await self._fresh(request)
        if not await passkeys.remove(self.house.database, agent, _id(request)):
            raise NotFound
        return RedirectResponse(HOME, 303)

    async def end_session(self, request: Request) -> Response:
        agent, _ = await self._mine(request)
        if not await end_one(self.house.database, agent, _id(request)):
            raise NotFound
        return RedirectResponse(HOME, 303)

    async def end_other_sessions(self, request: Request) -> Response:
        agent, _ = await self._mine(request)
        await end_others(self.house.database, agent, request.cookies[COOKIE])
        return RedirectResponse(HOME, 303)

    async def _mine(self, request: Request) -> tuple[Person, Session]:
        """The agent whose session asks; an API token has no account page. Raises NotSignedIn."""
        agent = await self.identity.by_cookie(request)
        if agent is None:
            raise NotSignedIn
        open_ones = await sessions_of(self.house.database, agent, request.cookies[COOKIE])
        own = next((session for session in open_ones if session.own), None)
        if own is None:
            raise NotSignedIn
        return agent, own

    async def _fresh(self, request: Request) -> tuple[Person, Session]:
        """The same, come in a moment ago. Raises SignInAgain."""
        agent, session = await self._mine(request)
        if not session.fresh:
            raise SignInAgain
        return agent, session

    async def _account(self, request: Request, agent: Person, session: Session, problem: Problem | None = None) -> Response:
        lang = language(request)
        page = self._page(
            request,
            "account.html",
            problem.status if problem else 200,
            agent=agent,
            email=await queries.email_of(self.house.database, agent),
            ways=await queries.ways_of(self.house.database, agent),
            passkeys=await passkeys.passkeys_of(self.house.database, agent),
            sessions=await sessions_of(self.house.database, agent, request.cookies[COOKIE]),
            session=session,
            problem=problem.detail(lang) if problem else None,
        )
        if problem and "retry_after" in problem.more:
            page.headers["Retry-After"] = str(problem.more["retry_after"])
        return page

    async def _totp(self, request: Request, agent: Person, secret: str, problem: Problem | None) -> Response:
        site = await self.house.database.fetchval("select name from sites where id = $1", agent.site)
        address = passwords.address_of(secret, await queries.email_of(self.house.database, agent), site)
        side, path = passwords.qr_path(address)
        told = problem.detail(language(request)) if problem else None
        status = problem.status if problem else 200
        grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return self._page(request, "account-totp.html", status, side=side, path=path, secret=grouped, problem=told)

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        allowed, program = headers.console(self.identity.own_origin(request)), self.assets.manifest["door"]
        return self.page(template, allowed, status, lang=language(request), program=program, **values)

    def _host(self, request: Request) -> str:
        return urlsplit(self.identity.own_origin(request)).hostname or ""


def _pending(request: Request, what: str) -> str:
    """The secret of a step that belongs to this session."""
    return f"{request.cookies[COOKIE]} {what}"


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise NotFound from None
