"""The machine-readable half of the protocol, generated from the endpoints, so that it cannot fall behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from parvis.domain import problems
from parvis.domain.endpoint import Endpoint
from parvis.domain.problems import Problem

_ALWAYS: tuple[type[Problem], ...] = (problems.Internal, problems.Busy)


def openapi(endpoints: Sequence[Endpoint], version: str) -> dict[str, Any]:
    """OpenAPI 3.1.0."""
    shapes = [shape for e in endpoints for shape in (e.answer, e.body, e.query) if shape is not None]
    schemas, components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    known = iter(schemas)
    paths: dict[str, Any] = {}
    for endpoint in endpoints:
        answer = next(known) if endpoint.answer is not None else None
        body = next(known) if endpoint.body is not None else None
        query = next(known) if endpoint.query is not None else None
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, answer, body, query, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Parvis", "version": version, "description": "See docs/protocol.md for the live channel."},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": _PROBLEM},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint, answer: Any, body: Any, query: Any, components: dict[str, Any]) -> dict[str, Any]:
    refused = (problems.NotSignedIn, problems.TokenRefused) if endpoint.who != "anyone" else (problems.TokenRefused,)
    has_body = endpoint.body is not None or endpoint.raw is not None
    unreadable = (problems.BadJson, problems.TooLarge) if has_body else ()
    undeclared = (problems.NotJson,) if endpoint.body is not None else ()
    misshapen = (problems.BadShape, problems.BadCharacters) if endpoint.body is not None or endpoint.query is not None else ()
    forbidden = (problems.ForeignOrigin, problems.NotYours) if endpoint.who == "agent" else (problems.ForeignOrigin,)
    barred = (problems.Suspended, problems.Banned) if endpoint.writes else ()
    missing = (problems.NotFound,) if "{" in endpoint.path else ()
    raised = {*endpoint.problems, *refused, *unreadable, *undeclared, *misshapen, *forbidden, *barred, *missing, *_ALWAYS}
    done = _content(endpoint.media, answer, "Done.") if endpoint.answer is not None else {"description": "Done."}
    responses: dict[str, Any] = {str(endpoint.status): done}
    if endpoint.path == "/page":
        responses["304"] = {"description": "Nothing new since the number that If-None-Match names."}
    for status in sorted({problem.status for problem in raised}):
        codes = sorted(problem.code for problem in raised if problem.status == status)
        shown = _content("application/problem+json", {"$ref": "#/components/schemas/Problem"}, ", ".join(codes))
        responses[str(status)] = shown
    operation: dict[str, Any] = {
        "operationId": endpoint.handler.__module__.split(".")[1] + "_" + endpoint.handler.__name__,
        "summary": endpoint.summary,
        "parameters": [*_path_parameters(endpoint.path), *_query_parameters(query, components)],
        "responses": responses,
        "security": [{"bearer": []}] if endpoint.who != "anyone" else [{}, {"bearer": []}],
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if endpoint.raw is not None:
        operation["requestBody"] = {"required": True, "content": {media: {} for media in endpoint.raw.media}}
    return operation


def _content(media: str, schema: Any, description: str) -> dict[str, Any]:
    return {"description": description, "content": {media: {"schema": schema}}}


def _path_parameters(path: str) -> list[dict[str, Any]]:
    uuid = {"type": "string", "format": "uuid"}
    return [{"name": name, "in": "path", "required": True, "schema": uuid} for name in re.findall(r"\{(\w+)\}", path)]


def _query_parameters(query: Any, components: dict[str, Any]) -> list[dict[str, Any]]:
    if query is None:
        return []
    shape = components[query["$ref"].rpartition("/")[2]]
    required = shape.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": schema}
        for name, schema in shape["properties"].items()
    ]


_PROBLEM = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["title", "status", "code", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "field": {"type": "string"},
        "expected": {"type": "string"},
        "limit": {"type": "integer"},
        "retry_after": {"type": "integer"},
    },
}
