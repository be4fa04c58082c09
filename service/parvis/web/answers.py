"""From an `Endpoint` to a route: read the request strictly, call the handler by name, say what came of it in one way."""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from parvis.domain.endpoint import Answer, Endpoint
from parvis.domain.people import may_write
from parvis.domain.problems import (
    BadCharacters,
    BadJson,
    BadShape,
    Internal,
    MethodNotAllowed,
    NotFound,
    NotJson,
    NotSignedIn,
    NotYours,
    Problem,
    TooLarge,
)
from parvis.domain.roles import may
from parvis.store.house import House
from parvis.web.headers import CORS, PREFLIGHT
from parvis.web.identity import Identity

log = logging.getLogger("parvis.web")
BODY_LIMIT = 64 * 1024
PREFIX = "/api/v1"
Handler = Callable[[Request], Awaitable[Response]]


def routes_of(endpoints: Sequence[Endpoint], house: House, identity: Identity) -> list[Route]:
    """One route per path, which answers the methods that its endpoints declare."""
    by_path: dict[str, dict[str, Handler]] = {}
    for endpoint in endpoints:
        by_path.setdefault(endpoint.path, {})[endpoint.method] = partial(_call, endpoint, house, identity)
    return [route(PREFIX + path, handlers) for path, handlers in by_path.items()]


def route(path: str, handlers: Mapping[str, Handler]) -> Route:
    """An API route, method by method: CORS for everyone without credentials, preflights, and problems in one shape."""

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(None, 204, PREFLIGHT)
        handler = handlers.get("GET" if request.method == "HEAD" else request.method)
        try:
            if handler is None:
                raise MethodNotAllowed
            response = await handler(request)
        except Problem as problem:
            response = problem_answer(problem, request)
            if handler is None:
                response.headers["Allow"] = ", ".join(handlers)
        except Exception:
            log.exception("unexpected failure")
            response = problem_answer(Internal(), request)
        for name, value in CORS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"]
    return Route(path, answer, methods=methods)


def problem_answer(problem: Problem, request: Request) -> Response:
    headers = {"Content-Language": language(request), "Vary": "Accept-Language"}
    if "retry_after" in problem.more:
        headers["Retry-After"] = str(problem.more["retry_after"])
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = msgspec.json.encode(problem.body(language(request)))
    return Response(body, problem.status, headers, "application/problem+json")


def language(request: Request) -> str:
    """French, unless the reader asks for English before it (RFC 9110, 12.5.4)."""
    wanted = []
    for part in request.headers.get("accept-language", "").split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        if tag[:2].lower() in ("fr", "en"):
            try:
                wanted.append((-float(quality or 1), tag[:2].lower()))
            except ValueError:
                continue
    return min(wanted, key=lambda pair: pair[0])[1] if wanted else "fr"


async def _call(endpoint: Endpoint, house: House, identity: Identity, request: Request) -> Response:
    given: dict[str, Any] = {"house": house, "if_none_match": request.headers.get("if-none-match")}
    given |= {name: _uuid(value) for name, value in request.path_params.items()}
    who = await identity.who(request)
    if endpoint.who != "anyone" and who is None:
        raise NotSignedIn
    if endpoint.who == "agent" and not (who and who.is_agent and may(who.role, endpoint.act)):
        raise NotYours
    if endpoint.writes and who is not None:
        may_write(who)
    given["who"] = who
    if endpoint.query is not None:
        given["query"] = read_query(request, endpoint.query)
    if endpoint.body is not None:
        given["body"] = await read_body(request, endpoint.body)
    if endpoint.raw is not None:
        assert who is not None
        async with endpoint.raw.admitted(who):
            given["content"] = await bounded(request, endpoint.raw.limit)
    wanted = inspect.signature(endpoint.handler).parameters
    value = await endpoint.handler(**{name: given[name] for name in wanted})
    answer = value if isinstance(value, Answer) else Answer(value, {}, endpoint.status)
    if answer.status in (204, 304):
        return Response(None, answer.status, answer.headers)
    if endpoint.media != "application/json":
        return Response(answer.value, answer.status, answer.headers, endpoint.media)
    return Response(msgspec.json.encode(answer.value), answer.status, answer.headers, "application/json")


async def read_body(request: Request, shape: Any) -> Any:
    """The body as `shape`. Raises NotJson, TooLarge, BadJson, BadShape, BadCharacters."""
    media = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media != "application/json":
        raise NotJson
    raw = await bounded(request)
    try:
        return _clean(msgspec.json.decode(raw, type=shape))
    except msgspec.ValidationError as error:
        raise _bad_shape(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadJson from None


async def bounded(request: Request, limit: int = BODY_LIMIT) -> bytes:
    """The raw body, of at most 64 KiB unless said otherwise. Raises TooLarge; BadJson when its sender went away halfway."""
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise TooLarge(limit=limit)
            chunks.append(chunk)
    except ClientDisconnect:
        raise BadJson from None
    return b"".join(chunks)


def read_query(request: Request, shape: Any) -> Any:
    """The query string as `shape`. Raises BadShape, BadCharacters."""
    try:
        return _clean(msgspec.convert(dict(request.query_params), shape, strict=False))
    except msgspec.ValidationError as error:
        raise _bad_shape(error) from None


def _bad_shape(error: msgspec.ValidationError) -> BadShape:
    text = str(error)
    at = re.search(r" - at `\$\.?([^`]*)`", text)
    named = re.search(r"(?:unknown|missing required) field `([^`]*)`", text)
    field = ".".join(part for part in (at[1] if at else "", named[1] if named else "") if part)
    return BadShape(field=field or "body", expected=text.partition(" - at ")[0])


def _clean(value: Any) -> Any:
    """NUL is a character in JSON and none in PostgreSQL; a lone surrogate is none at all."""
    for name in value.__struct_fields__:
        text = getattr(value, name)
        if isinstance(text, str) and ("\x00" in text or any("\ud800" <= c <= "\udfff" for c in text)):
            raise BadCharacters(field=name)
    return value


def _uuid(text: str) -> UUID:
    try:
        id = UUID(text)
    except ValueError:
        raise NotFound from None
    if str(id) != text.lower():
        raise NotFound
    return id
