"""OpenID Connect, code flow: to the provider, back with a code, and what must hold before we believe who it is.

Nothing is sent that the provider need not know (ProConnect refuses unknown parameters), and the service itself speaks to the
configured issuer's own origin only, without following redirections.
"""

from __future__ import annotations

import hmac
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import msgspec
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from parvis.domain.problems import ProviderAway, ProviderRefused
from parvis.doors.providers import Provider

log = logging.getLogger("parvis.doors")

_SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""Only what the provider alone can sign: neither "none", nor anything that the client's secret could have signed."""
_LEEWAY = 60
_TIMEOUT = 5.0
_BELIEF = (AuthlibBaseError, JoseError, KeyError, TypeError, ValueError, msgspec.MsgspecError)
_ABSENCE = (httpx2.HTTPError, OSError)


class _Refused(ValueError):
    """Why we do not believe it: for the log, without anything of the person."""


class _Discovered(msgspec.Struct):
    """What `.well-known/openid-configuration` says, as far as we need it."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Begun(msgspec.Struct):
    """What is remembered until she comes back."""

    provider: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Proved:
    """Who came back, as her provider knows her, and the proof."""

    email: str
    id_token: str


async def begin(provider: Provider, folder: Path | None, redirect_uri: str) -> tuple[str, Begun]:
    """Where the browser goes, and what must be remembered until it is back. Raises ProviderAway."""
    begun = Begun(provider.name, *(secrets.token_urlsafe(32) for _ in range(3)))
    asked: dict[str, str] = {"nonce": begun.nonce}
    if provider.amr:
        asked["claims"] = json.dumps({"id_token": {"amr": {"essential": True}}}, separators=(",", ":"))
    try:
        async with _client(provider, folder, redirect_uri) as client:
            found = await _discover(client, provider)
            verifier = begun.verifier if provider.pkce else None
            url, _ = client.create_authorization_url(found.authorization_endpoint, begun.state, verifier, **asked)
    except (*_ABSENCE, *_BELIEF) as error:
        log.error("%s cannot be asked: %r", provider.issuer, error)
        raise ProviderAway(label=provider.label) from error
    return str(url), begun


async def finish(
    provider: Provider, folder: Path | None, redirect_uri: str, begun: Begun, answer: Mapping[str, str]
) -> Proved:  # fmt: skip
    """Who she is, once everything holds. Raises ProviderRefused, ProviderAway."""
    try:
        if not hmac.compare_digest(begun.state.encode(), answer.get("state", "").encode()):
            raise _Refused("another state")
        if "error" in answer:
            raise _Refused("the provider said no")
        async with _client(provider, folder, redirect_uri) as client:
            found = await _discover(client, provider)
            if answer.get("iss", provider.issuer) != provider.issuer or (
                found.authorization_response_iss_parameter_supported and "iss" not in answer
            ):
                raise _Refused("another issuer answered")
            return await _believe(client, provider, found, begun, answer["code"])
    except _ABSENCE as error:
        log.error("%s does not answer: %r", provider.issuer, error)
        raise ProviderAway(label=provider.label) from error
    except _BELIEF as error:
        log.warning("a proof of %s was refused: %s", provider.issuer, type(error).__name__ + _reason(error))
        raise ProviderRefused(label=provider.label) from error


async def farewell(provider: Provider, id_token: str, back: str) -> str | None:
    """Where the browser goes to be signed out there too; None when the provider has no such place or is away."""
    try:
        async with httpx2.AsyncClient(timeout=_TIMEOUT) as client:
            found = await _discover(client, provider)
    except (*_ABSENCE, *_BELIEF):
        return None
    if found.end_session_endpoint is None:
        return None
    said = {"id_token_hint": id_token, "post_logout_redirect_uri": back, "state": secrets.token_urlsafe(32)}
    return f"{found.end_session_endpoint}?{urlencode(said)}"


async def _believe(client: Any, provider: Provider, found: _Discovered, begun: Begun, code: str) -> Proved:
    methods = found.token_endpoint_auth_methods_supported
    if "client_secret_basic" not in methods:
        client.token_endpoint_auth_method = "client_secret_post"
    proof = {"code_verifier": begun.verifier} if provider.pkce else {}
    token = await client.fetch_token(found.token_endpoint, grant_type="authorization_code", code=code, **proof)
    keys = KeySet.import_key_set(await _json(client, found.jwks_uri))
    id_token = str(token["id_token"])
    told = jwt.decode(id_token, keys, registry=_registry())
    options: Any = {"iss": {"essential": True, "value": provider.issuer}, "aud": {"essential": True, "value": provider.client_id}}
    remembered = {"nonce": begun.nonce, "client_id": provider.client_id, "access_token": token["access_token"]}
    CodeIDToken(told.claims, told.header, options, remembered).validate(leeway=_LEEWAY)
    if provider.amr and not set(provider.amr) & set(told.claims.get("amr") or ()):
        raise _Refused("not proved as required")
    person = await _userinfo(client, provider, found, keys) if found.userinfo_endpoint else told.claims
    if person["sub"] != told.claims["sub"]:
        raise _Refused("another person's userinfo")
    if not (provider.vouches or person.get("email_verified") is True):
        raise _Refused("an address that nobody verified")
    return Proved(str(person["email"]), id_token)


async def _userinfo(client: Any, provider: Provider, found: _Discovered, keys: KeySet) -> dict[str, Any]:
    answer = await client.get(found.userinfo_endpoint)
    answer.raise_for_status()
    signed = answer.headers.get("content-type", "").partition(";")[0].strip() == "application/jwt"
    if not signed:
        if provider.signed_userinfo:
            raise _Refused("unsigned userinfo")
        return msgspec.json.decode(answer.content, type=dict[str, Any])
    told = jwt.decode(answer.text.strip(), keys, registry=_registry())
    audience: Any = told.claims.get("aud")
    meant = audience if isinstance(audience, list) else [audience]
    if told.claims.get("iss") != provider.issuer or provider.client_id not in meant:
        raise _Refused("userinfo for somebody else")
    return told.claims


async def _discover(client: Any, provider: Provider) -> _Discovered:
    """Raises ValueError when it is not the issuer that was configured, or when it would send us elsewhere."""
    said = await _json(client, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    found = msgspec.convert(said, _Discovered)
    if found.issuer != provider.issuer:
        raise _Refused("another issuer is described")
    for url in (found.token_endpoint, found.jwks_uri, found.userinfo_endpoint):
        if url is not None and urlsplit(url)[:2] != urlsplit(provider.issuer)[:2]:
            raise _Refused("an endpoint outside the issuer's origin")
    for url in (found.authorization_endpoint, found.end_session_endpoint):
        if url is not None and urlsplit(url).scheme != urlsplit(provider.issuer).scheme:
            raise _Refused("an endpoint that is not as safe as the issuer")
    return found


async def _json(client: Any, url: str) -> Any:
    plain = {"withhold_token": True} if isinstance(client, AsyncOAuth2Client) else {}
    answer = await client.request("GET", url, **plain)
    answer.raise_for_status()
    if answer.is_redirect:
        raise _Refused("a redirection")
    return msgspec.json.decode(answer.content)


def _client(provider: Provider, folder: Path | None, redirect_uri: str) -> Any:
    challenge = "S256" if provider.pkce else None
    return AsyncOAuth2Client(
        provider.client_id, _secret(folder, provider.secret), scope=" ".join(provider.scopes), redirect_uri=redirect_uri,
        code_challenge_method=challenge, timeout=_TIMEOUT,
    )  # fmt: skip


def _secret(folder: Path | None, name: str) -> str:
    """As secrets are handed to services: one file each (systemd's LoadCredential, Docker's and Kubernetes' secrets)."""
    if folder is None:
        raise FileNotFoundError("PARVIS_SECRETS is not set")
    return (folder / name).read_text("utf-8").strip()


def _registry() -> JWSRegistry:
    return JWSRegistry(algorithms=list(_SIGNED_BY), strict_check_header=False)


def _reason(error: BaseException) -> str:
    """Which claim or signature is wrong; other failures could quote what was received."""
    return f": {error}" if isinstance(error, (_Refused, JoseError)) else ""
