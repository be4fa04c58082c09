"""The ways into the console: one-time link, password with a changing code, passkey, identity provider; and the way out.

All of it works without a script, the passkey apart, which only a browser's script can ask for.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from parvis.agents import queries as agents
from parvis.domain.keys import hash_of, new_key
from parvis.domain.people import Person
from parvis.domain.problems import (
    CodeWrong,
    LinkExpired,
    NoSuchAgent,
    NotFound,
    PasskeyRefused,
    PasswordWrong,
    Problem,
    ProviderRefused,
    StepExpired,
    TooManyTries,
    UnknownSite,
)
from parvis.doors import oidc, passkeys, passwords, queries, rules
from parvis.doors.providers import Provider, provider_named, providers_of
from parvis.doors.sessions import LIFETIME, Vouched, Way, end_session, open_session
from parvis.settings import Settings
from parvis.sites.queries import Site, only_site, site_named
from parvis.store.house import House
from parvis.web import headers
from parvis.web.answers import language, read_body
from parvis.web.assets import Assets
from parvis.web.documents import Documents
from parvis.web.forms import read_form
from parvis.web.identity import COOKIE, Identity
from parvis.web.network import network_of

STEP = "__Host-parvis-door"
"""The secret of a sign-in under way. Lax, for the way back from a provider begins on another site; it opens nothing alone."""


class Begin(msgspec.Struct, forbid_unknown_fields=True):
    site: str


class Shown(msgspec.Struct, forbid_unknown_fields=True):
    """A passkey's proof, as `PublicKeyCredential.toJSON()` gives it."""

    credential: dict[str, Any]


class Door(Documents):
    def __init__(self, house: House, identity: Identity, assets: Assets, settings: Settings) -> None:
        super().__init__(house, identity, assets)
        self._settings = settings

    def routes(self) -> list[Route]:
        return [
            Route("/console/login", self.calm(self.ways)),
            Route("/console/login", self.calm(self.enter_by_link), methods=["POST"]),
            Route("/console/login/password", self.calm(self.ask_password)),
            Route("/console/login/password", self.calm(self.take_password), methods=["POST"]),
            Route("/console/login/totp", self.calm(self.ask_code)),
            Route("/console/login/totp", self.calm(self.take_code), methods=["POST"]),
            Route("/console/login/passkey/begin", self.plain(self.begin_passkey), methods=["POST"]),
            Route("/console/login/passkey", self.plain(self.take_passkey), methods=["POST"]),
            Route("/console/login/oidc", self.calm(self.back_from_provider)),
            Route("/console/login/oidc/{site}/{provider}", self.calm(self.to_provider)),
            Route("/console/login/{token}", self.calm(self.look_at_link)),
            Route("/console/logout", self.calm(self.leave), methods=["POST"]),
        ]

    async def ways(self, request: Request) -> Response:
        """Every way in that this site has; first which site, where there are several."""
        site = await self._site(request)
        if site is None:
            return self._door(request, "door-site.html")
        providers = await providers_of(self.house.database, site.id)
        page = self._door(request, "door-ways.html", site=site.name, providers=providers)
        page.headers.update(headers.ways_in(self.identity.own_origin(request)))
        return page

    async def look_at_link(self, request: Request) -> Response:
        """A one-time link is not spent by looking at it: mail scanners do that. A button spends it."""
        return self._door(request, "login.html", token=request.path_params["token"])

    async def enter_by_link(self, request: Request) -> Response:
        self.identity.must_be_from_home(request)
        agent = await agents.spend_link(self.house.database, hash_of((await read_form(request, "token"))["token"]))
        if agent is None:
            raise LinkExpired
        return await self._let_in(request, agent, "link", RedirectResponse("/console", 303))

    async def ask_password(self, request: Request) -> Response:
        site = await self._site(request)
        if site is None:
            return RedirectResponse("/console/login", 303)
        return self._door(request, "door-password.html", site=site.name, email="", problem=None)

    async def take_password(self, request: Request) -> Response:
        """A good password is half the way: the code comes next."""
        self.identity.must_be_from_home(request)
        form = await read_form(request, "site", "email", "password")
        site = await site_named(self.house.database, form["site"])
        if site is None:
            raise UnknownSite
        email = form["email"].strip()[:254]
        known = await agents.agent_at(self.house.database, site.id, email)
        try:
            network = network_of(request, self._settings.proxies)
            agent = await passwords.check(self.house.database, site.id, known, email, form["password"], network)
        except (PasswordWrong, TooManyTries) as problem:
            return self._again(request, "door-password.html", problem, site=site.name, email=email)
        secret, _ = new_key("pd_")
        await queries.begin_step(self.house.database, site.id, secret, "totp", agent.id, {})
        return _remember(RedirectResponse("/console/login/totp", 303), secret)

    async def ask_code(self, request: Request) -> Response:
        if await queries.step(self.house.database, request.cookies.get(STEP, ""), "totp") is None:
            raise StepExpired
        return self._door(request, "door-code.html", problem=None)

    async def take_code(self, request: Request) -> Response:
        self.identity.must_be_from_home(request)
        code, secret = (await read_form(request, "code"))["code"], request.cookies.get(STEP, "")
        step = await queries.step(self.house.database, secret, "totp")
        agent = await queries.agent_of(self.house.database, step.site, step.agent) if step and step.agent else None
        if agent is None:
            raise StepExpired
        try:
            await passwords.check_code(self.house.database, agent, code, network_of(request, self._settings.proxies))
        except (CodeWrong, TooManyTries) as problem:
            return self._again(request, "door-code.html", problem)
        if await queries.finish_step(self.house.database, secret, "totp") is None:
            raise StepExpired
        return await self._let_in(request, agent, "password", RedirectResponse("/console", 303))

    async def begin_passkey(self, request: Request) -> Response:
        """What the browser's script asks a passkey with."""
        self.identity.must_be_from_home(request)
        site = await site_named(self.house.database, (await read_body(request, Begin)).site)
        if site is None:
            raise UnknownSite
        await passwords.begin(self.house.database, site.id, network_of(request, self._settings.proxies))
        options, challenge = passkeys.options_to_enter(self._host(request))
        secret, _ = new_key("pd_")
        await queries.begin_step(self.house.database, site.id, secret, "passkey", None, {"challenge": challenge})
        return _remember(JSONResponse(options, headers={"Cache-Control": "no-store"}), secret)

    async def take_passkey(self, request: Request) -> Response:
        self.identity.must_be_from_home(request)
        shown = await read_body(request, Shown)
        step = await queries.finish_step(self.house.database, request.cookies.get(STEP, ""), "passkey")
        if step is None:
            raise StepExpired
        origin, challenge = self.identity.own_origin(request), step.data["challenge"]
        id = await passkeys.check(self.house.database, step.site, shown.credential, challenge, self._host(request), origin)
        agent = await queries.agent_of(self.house.database, step.site, id)
        if agent is None:
            raise PasskeyRefused
        answer = JSONResponse({"to": "/console"}, headers={"Cache-Control": "no-store"})
        return await self._let_in(request, agent, "passkey", answer)

    async def to_provider(self, request: Request) -> Response:
        """A link rather than a form: a form's answer may not lead to another site (form-action)."""
        site = await site_named(self.house.database, request.path_params["site"])
        provider = await provider_named(self.house.database, site.id, request.path_params["provider"]) if site else None
        if site is None or provider is None:
            raise NotFound
        await passwords.begin(self.house.database, site.id, network_of(request, self._settings.proxies))
        url, begun = await oidc.begin(provider, self._settings.secrets, self._return_address(request))
        secret, _ = new_key("pd_")
        await queries.begin_step(self.house.database, site.id, secret, "oidc", None, msgspec.to_builtins(begun))
        return _remember(RedirectResponse(url, 303, headers=headers.console(self.identity.own_origin(request))), secret)

    async def back_from_provider(self, request: Request) -> Response:
        """An agent of that address comes in. The page leads on by itself: the strict cookie is not sent on a way that began
        on another site."""
        step = await queries.finish_step(self.house.database, request.cookies.get(STEP, ""), "oidc")
        if step is None:
            raise StepExpired
        begun = msgspec.convert(step.data, oidc.Begun)
        provider = await provider_named(self.house.database, step.site, begun.provider)
        if provider is None:
            raise StepExpired
        proved = await oidc.finish(
            provider, self._settings.secrets, self._return_address(request), begun, _once_each(request, provider)
        )  # fmt: skip
        agent = await agents.agent_at(self.house.database, step.site, proved.email)
        if agent is None:
            raise NoSuchAgent(label=provider.label)
        page = self._door(request, "door-onward.html", to="/console", entering=True)
        return await self._let_in(request, agent, "oidc", page, Vouched(provider.name, proved.id_token))

    async def leave(self, request: Request) -> Response:
        """Signed out here, and at the provider that let her in; a page leads there, since a form's answer may not."""
        self.identity.must_be_from_home(request)
        answer: Response = RedirectResponse("/console", 303)
        if session := request.cookies.get(COOKIE):
            ended = await end_session(self.house.database, hash_of(session))
            to = await self._farewell(request, *ended) if ended else None
            if to is not None:
                answer = self._door(request, "door-onward.html", to=to, entering=False)
        answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
        return answer

    async def _farewell(self, request: Request, site: UUID, vouched: Vouched | None) -> str | None:
        provider = await provider_named(self.house.database, site, vouched.provider) if vouched else None
        if provider is None or vouched is None:
            return None
        return await oidc.farewell(provider, vouched.id_token, f"{self.identity.own_origin(request)}/console")

    async def _let_in(
        self, request: Request, agent: Person, way: Way, answer: Response, vouched: Vouched | None = None
    ) -> Response:  # fmt: skip
        browser = rules.browser_of(request.headers.get("user-agent", "")[:400])
        token = await open_session(self.house.database, agent, way, browser, vouched)
        await queries.sweep(self.house.database)
        lifetime = int(LIFETIME.total_seconds())
        answer.set_cookie(COOKIE, token, max_age=lifetime, path="/", secure=True, httponly=True, samesite="strict")
        if STEP in request.cookies:
            answer.delete_cookie(STEP, path="/", secure=True, httponly=True, samesite="lax")
        return answer

    async def _site(self, request: Request) -> Site | None:
        """The one that is named, or the only one there is. Raises UnknownSite."""
        name = request.query_params.get("site", "").strip()
        if not name:
            return await only_site(self.house.database)
        site = await site_named(self.house.database, name) if "\x00" not in name else None
        if site is None:
            raise UnknownSite
        return site

    def _again(self, request: Request, template: str, problem: Problem, **values: Any) -> Response:
        """The form as it was typed, secrets apart, and what was wrong."""
        page = self._door(request, template, problem.status, problem=problem.detail(language(request)), **values)
        if "retry_after" in problem.more:
            page.headers["Retry-After"] = str(problem.more["retry_after"])
        return page

    def _door(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        allowed, program = headers.console(self.identity.own_origin(request)), self.assets.manifest["door"]
        return self.page(template, allowed, status, lang=language(request), program=program, **values)

    def _host(self, request: Request) -> str:
        return urlsplit(self.identity.own_origin(request)).hostname or ""

    def _return_address(self, request: Request) -> str:
        return f"{self.identity.own_origin(request)}/console/login/oidc"


def _once_each(request: Request, provider: Provider) -> dict[str, str]:
    """What the provider says by the browser; nothing twice."""
    said = request.query_params.multi_items()
    if len(said) > 20 or len(dict(said)) < len(said) or any("\x00" in word for pair in said for word in pair):
        raise ProviderRefused(label=provider.label)
    return dict(said)


def _remember(answer: Response, secret: str) -> Response:
    lifetime = int(queries.STEP_LIFETIME.total_seconds())
    answer.set_cookie(STEP, secret, max_age=lifetime, path="/", secure=True, httponly=True, samesite="lax")
    return answer
