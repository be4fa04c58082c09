"""The description of the API is a true one: valid, complete, and what is really answered fits it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]
import pytest
from openapi_spec_validator import validate
from starlette.routing import Route, WebSocketRoute

from parvis.domain.ids import page_id, uuid7
from parvis.web.answers import PREFIX
from parvis.web.app import ENDPOINTS
from tests.conftest import PAGE, SITE, Member, Scene, service
from tests.pictures.files import png

NOT_DESCRIBED = {"/live", "/events", "/typing", "/openapi.json"}
"""The live channel and its two substitutes, told in docs/protocol.md; and the description itself."""

LASTS = timedelta(hours=1)
Call = tuple[int, str, str, Member | None, dict[str, Any]]


async def description(scene: Scene) -> Any:
    answer = await scene.must(200, "GET", "/openapi.json", None)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


def must_fit(description: Any, template: str, answer: httpx.Response) -> None:
    """The answer is one that this operation promises."""
    operation = description["paths"][template][answer.request.method.lower()]
    promised = operation["responses"].get(str(answer.status_code))
    assert promised, f"{answer.request.method} {template} does not promise {answer.status_code}: {answer.text}"
    if answer.status_code in (204, 304):
        assert "content" not in promised and "Content-Type" not in answer.headers
        return
    content = promised["content"][answer.headers["Content-Type"].partition(";")[0]]
    if "text/csv" in promised["content"]:
        return
    jsonschema.Draft202012Validator({**content["schema"], "components": description["components"]}).validate(answer.json())
    if answer.status_code >= 400:
        assert answer.json()["code"] in promised["description"].split(", ")


async def test_it_is_valid_openapi(scene: Scene) -> None:
    validate(await description(scene))


async def test_every_route_of_the_api_is_in_it(scene: Scene) -> None:
    routes = {route.path for route in service(scene.database.url).routes if isinstance(route, (Route, WebSocketRoute))}
    found = {path.removeprefix(PREFIX) for path in routes if path.startswith(PREFIX)}
    described = await description(scene)
    assert found == set(described["paths"]) | NOT_DESCRIBED
    assert {(e.path, e.method.lower()) for e in ENDPOINTS} == {(p, m) for p, ms in described["paths"].items() for m in ms}


async def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(scene: Scene) -> None:
    operations = [operation for methods in (await description(scene))["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    assert all(operation["summary"].endswith(".") for operation in operations)


def calls(scene: Scene, thread: str, post: str) -> list[tuple[str, Call]]:
    """Each operation answered well, then refused in the ways that belong to it: template, expected call."""
    camille, lou, agent, unknown = scene.camille, scene.lou, scene.agent, uuid7()
    page, here = {"params": {"site": SITE, "url": PAGE}}, str(page_id(scene.site, PAGE))
    posts = "/threads/{id}/posts"
    helpful, same, accepted = "/posts/{id}/helpful", "/threads/{id}/same-question", "/threads/{id}/accepted"
    report = {"site": SITE, "url": PAGE, "controls": [{"key": "nom", "label": "Nom", "shape": "a1"}]}
    note, closing = str(uuid7()), {"title": "Fermé", "body": "Le 8."}
    told = {"site": SITE, "url": PAGE, "place": "Mairie", "days": 3, "month": "2026-03"}
    aside, apart, conclusion, hours, elsewhere = (str(uuid7()) for _ in range(5))
    live = {"title": "La photo", "starts_at": "2090-01-01T10:00:00Z", "ends_at": "2090-01-01T11:00:00Z"}
    question: dict[str, Any] = {"site": SITE, "url": PAGE, "title": "Où ?", "body": "- *ici*\n- https://a.example/x\n\n> `là`"}

    def call(template: str, status: int, method: str, path: str, who: Member | None, **more: Any) -> tuple[str, Call]:
        return template, (status, method, path, who, more)

    step, revision = str(uuid7()), str(uuid7())
    written = {"site": SITE, "url": PAGE, "title": "Prénoms", "body": "Tous.", "id": step, "revision": revision}
    at, edited = "/guide/steps/{id}", {"base": 1, "title": "Prénoms", "body": "Tous, dans l’ordre."}
    return [
        call("/guide", 200, "GET", "/guide", None, **page),
        call("/guide", 404, "GET", "/guide", None, params={"site": "inconnu", "url": PAGE}),
        call("/guide/steps", 201, "POST", "/guide/steps", camille, json=written),
        call("/guide/steps", 409, "POST", "/guide/steps", lou, json=written),
        call("/guide/steps", 401, "POST", "/guide/steps", None, json=written),
        call("/guide/steps", 422, "POST", "/guide/steps", lou, json={**written, "video": {"url": "x", "title": "a", "alt": "b"}}),
        call(at, 200, "PUT", f"/guide/steps/{step}", lou, json=edited),
        call(at, 409, "PUT", f"/guide/steps/{step}", camille, json={**edited, "title": "Vos prénoms"}),
        call(at, 404, "PUT", f"/guide/steps/{unknown}", lou, json=edited),
        call(at, 403, "DELETE", f"/guide/steps/{step}", lou),
        call(at + "/move", 200, "POST", f"/guide/steps/{step}/move", lou, json={"after": None}),
        call(at + "/move", 422, "POST", f"/guide/steps/{step}/move", lou, json={}),
        call(at + "/validated", 200, "PUT", f"/guide/steps/{step}/validated", agent, json={"base": 2, "source": "Décret"}),
        call(at + "/validated", 409, "PUT", f"/guide/steps/{step}/validated", agent, json={"base": 1}),
        call(at + "/validated", 403, "PUT", f"/guide/steps/{step}/validated", camille, json={"base": 2}),
        call(at + "/validated", 200, "DELETE", f"/guide/steps/{step}/validated", agent),
        call("/agent/guide", 200, "GET", "/agent/guide", agent),
        call("/agent/guide", 403, "GET", "/agent/guide", camille),
        call(at + "/revert", 200, "POST", f"/guide/steps/{step}/revert", camille, json={"base": 2, "revision": 1}),
        call(at + "/revert", 409, "POST", f"/guide/steps/{step}/revert", camille, json={"base": 1, "revision": 1}),
        call(at + "/history", 200, "GET", f"/guide/steps/{step}/history", None),
        call(at + "/history", 404, "GET", f"/guide/steps/{unknown}/history", None),
        call(at + "/history/{revision}", 204, "DELETE", f"/guide/steps/{step}/history/{revision}", camille),
        call(at + "/history/{revision}", 404, "DELETE", f"/guide/steps/{step}/history/{unknown}", camille),
        call(at, 204, "DELETE", f"/guide/steps/{step}", agent),
        call("/counts", 200, "GET", "/counts", None, **page),
        call("/counts", 404, "GET", "/counts", None, params={"site": "inconnu", "url": PAGE}),
        call("/forms", 200, "POST", "/forms", None, json=report),
        call("/forms", 403, "POST", "/forms", None, json={**report, "url": "https://ailleurs.example/"}),
        call("/forms", 404, "POST", "/forms", None, json={**report, "site": "inconnu"}),
        call("/forms", 422, "POST", "/forms", None, json={**report, "lang": "français"}),
        call("/agent/officehours", 422, "POST", "/agent/officehours", agent, json=live),
        *officehours_calls(call, scene, hours),
        *aside_calls(call, scene, thread, aside, apart, conclusion),
        *duplicate_calls(call, scene, thread, elsewhere),
        call("/agent/posts/{id}/erratum", 422, "POST", f"/agent/posts/{post}/erratum", agent, json={"body": "Ici."}),
        call("/agent/posts/{id}/erratum", 403, "POST", f"/agent/posts/{post}/erratum", camille, json={"body": "Ici."}),
        call("/agent/posts/{id}/erratum", 404, "POST", f"/agent/posts/{unknown}/erratum", agent, json={"body": "Ici."}),
        call("/posts/{id}/errata", 200, "GET", f"/posts/{post}/errata", None),
        call("/agent/forms", 200, "GET", "/agent/forms", agent),
        call("/agent/forms", 403, "GET", "/agent/forms", camille),
        call("/visitors", 201, "POST", "/visitors", None, json={"site": SITE}),
        call("/visitors", 404, "POST", "/visitors", None, json={"site": "inconnu"}),
        call("/visitors", 415, "POST", "/visitors", None, data={"site": SITE}),
        *(
            call("/visitors", 422, "POST", "/visitors", None, json={"site": SITE, "name": name})
            for name in ("Agent", "", "a" * 41, "\x00")
        ),
        call("/me", 200, "GET", "/me", camille),
        call("/me", 200, "GET", "/me", agent),
        call("/me", 401, "GET", "/me", None),
        call("/me", 200, "PATCH", "/me", camille, json={"name": "Camille"}),
        call("/me", 403, "PATCH", "/me", agent, json={"name": "Camille"}),
        call("/me", 422, "PATCH", "/me", camille, json={"name": ""}),
        call("/me/export", 200, "GET", "/me/export", camille),
        call("/me/export", 401, "GET", "/me/export", Member(unknown, "", "pv_x")),
        call("/page", 200, "GET", "/page", None, **page),
        call("/page", 403, "GET", "/page", None, params={"site": SITE, "url": "https://ailleurs.example/"}),
        call("/page", 404, "GET", "/page", None, params={"site": "inconnu", "url": PAGE}),
        call("/page", 422, "GET", "/page", None, params={"site": SITE, "url": "x" * 5_000}),
        call("/page", 422, "GET", "/page", None, params={"site": SITE}),
        call("/page", 422, "GET", "/page", None, params={"site": SITE, "url": PAGE, "page": ""}),
        call("/threads", 201, "POST", "/threads", camille, json=question),
        call("/threads", 201, "POST", "/threads", agent, json={**question, "kind": "discussion"}),
        call("/threads", 401, "POST", "/threads", None, json=question),
        call("/threads", 403, "POST", "/threads", camille, json={**question, "url": "https://ailleurs.example/"}),
        call("/threads", 201, "POST", "/threads", camille, json={**question, "field": {"key": "nom", "label": "Nom"}}),
        call("/threads", 422, "POST", "/threads", camille, json={**question, "field": {"key": "un nom", "label": "Nom"}}),
        call("/threads", 404, "POST", "/threads", camille, json={**question, "site": "inconnu"}),
        call("/threads", 409, "POST", "/threads", lou, json={**question, "id": thread}),
        call("/threads", 422, "POST", "/threads", camille, json={**question, "title": ""}),
        call("/threads/{id}", 200, "GET", f"/threads/{thread}", None),
        call("/threads/{id}", 404, "GET", f"/threads/{unknown}", None),
        call("/threads/{id}", 422, "GET", f"/threads/{thread}?after=x", None),
        call(posts, 201, "POST", f"/threads/{thread}/posts", agent, json={"body": "Ici.", "reply_to": post}),
        call(posts, 400, "POST", f"/threads/{thread}/posts", lou, content=b"{", headers={"Content-Type": "application/json"}),
        call(posts, 404, "POST", f"/threads/{unknown}/posts", lou, json={"body": "Ici."}),
        call(posts, 409, "POST", f"/threads/{thread}/posts", lou, json={"body": "Ici.", "id": post}),
        call(posts, 413, "POST", f"/threads/{thread}/posts", lou, json={"body": "a" * 70_000}),
        call(posts, 422, "POST", f"/threads/{thread}/posts", lou, json={"body": "a" * 5_001}),
        call("/posts/{id}", 200, "PATCH", f"/posts/{post}", camille, json={"body": "Là."}),
        call("/posts/{id}", 403, "PATCH", f"/posts/{post}", lou, json={"body": "Là."}),
        call("/posts/{id}", 404, "PATCH", f"/posts/{unknown}", lou, json={"body": "Là."}),
        call("/posts/{id}", 422, "PATCH", f"/posts/{post}", camille, json={"body": ""}),
        call("/agent/queue", 200, "GET", "/agent/queue", agent),
        call(helpful, 200, "PUT", f"/posts/{post}/helpful", lou),
        call(helpful, 200, "DELETE", f"/posts/{post}/helpful", lou),
        call(helpful, 409, "PUT", f"/posts/{post}/helpful", camille),
        call(same, 200, "PUT", f"/threads/{thread}/same-question", lou),
        call(same, 200, "DELETE", f"/threads/{thread}/same-question", lou),
        call(same, 404, "PUT", f"/threads/{unknown}/same-question", lou),
        call(accepted, 422, "PUT", f"/threads/{thread}/accepted", camille, json={"post": post}),
        call(accepted, 403, "PUT", f"/threads/{thread}/accepted", lou, json={"post": post}),
        call(accepted, 200, "DELETE", f"/threads/{thread}/accepted", camille),
        call("/pages/{id}/threads", 200, "GET", f"/pages/{page_id(scene.site, PAGE)}/threads", None, params={"site": SITE}),
        call("/pages/{id}/threads", 404, "GET", f"/pages/{unknown}/threads", None, params={"site": "inconnu"}),
        call("/pages/{id}/threads", 422, "GET", f"/pages/{unknown}/threads", None, params={"site": SITE, "after": "x"}),
        call("/posts/{id}/official", 422, "PUT", f"/posts/{post}/official", agent, json={}),
        call("/posts/{id}/official", 403, "PUT", f"/posts/{post}/official", camille, json={}),
        call("/posts/{id}/official", 404, "DELETE", f"/posts/{unknown}/official", agent),
        call("/threads/{id}/pinned", 200, "PUT", f"/threads/{thread}/pinned", agent),
        call("/threads/{id}/pinned", 200, "DELETE", f"/threads/{thread}/pinned", agent),
        call("/threads/{id}/pinned", 403, "PUT", f"/threads/{thread}/pinned", camille),
        call("/threads/{id}/status", 200, "PUT", f"/threads/{thread}/status", agent, json={"status": "closed"}),
        call("/threads/{id}/status", 409, "PUT", f"/threads/{thread}/status", camille, json={"status": "open"}),
        call("/threads/{id}/status", 200, "PUT", f"/threads/{thread}/status", agent, json={"status": "open"}),
        call("/threads/{id}/status", 403, "PUT", f"/threads/{thread}/status", lou, json={"status": "solved"}),
        call("/threads/{id}/topics", 200, "PUT", f"/threads/{thread}/topics", agent, json={"topics": ["photo"]}),
        call("/threads/{id}/topics", 422, "PUT", f"/threads/{thread}/topics", agent, json={"topics": ["a" * 41]}),
        call("/threads/{id}/follow", 204, "PUT", f"/threads/{thread}/follow", lou),
        call("/threads/{id}/follow", 404, "PUT", f"/threads/{unknown}/follow", lou),
        call("/threads/{id}/follow", 204, "DELETE", f"/threads/{thread}/follow", lou),
        call("/threads/{id}/seen", 204, "PUT", f"/threads/{thread}/seen", camille, json={"seq": 1}),
        call("/threads/{id}/seen", 422, "PUT", f"/threads/{thread}/seen", camille, json={"seq": "x"}),
        call("/pages/{id}/follow", 204, "PUT", f"/pages/{page_id(scene.site, PAGE)}/follow", lou, json={"mode": "mute"}),
        call("/pages/{id}/follow", 404, "PUT", f"/pages/{unknown}/follow", lou, json={"mode": "mute"}),
        call(
            "/agent/notes",
            201,
            "POST",
            "/agent/notes",
            agent,
            json={"title": "Fermé", "body": "Le 8.", "id": (note := str(unknown))},
        ),
        call("/agent/notes", 403, "POST", "/agent/notes", camille, json=closing),
        call("/agent/notes/{id}", 204, "DELETE", f"/agent/notes/{note}", agent),
        call("/agent/notes/{id}", 404, "DELETE", f"/agent/notes/{thread}", agent),
        call(
            "/testimonies",
            201,
            "POST",
            "/testimonies",
            lou,
            json=(told := {**page["params"], "place": "Mairie", "days": 3, "month": "2026-03"}),
        ),
        call("/testimonies", 409, "POST", "/testimonies", lou, json=told),
        call("/testimonies", 422, "POST", "/testimonies", lou, json={**told, "days": -1}),
        call("/around", 200, "GET", "/around", None, **page),
        call("/around", 404, "GET", "/around", None, params={"site": "inconnu", "url": PAGE}),
        call("/similar", 200, "GET", "/similar", None, params={"site": SITE, "url": PAGE, "q": "où lire"}),
        call("/similar", 404, "GET", "/similar", None, params={"site": "inconnu", "url": PAGE, "q": "où"}),
        call("/search", 200, "GET", "/search", None, params={"site": SITE, "q": "numéro"}),
        call("/search", 422, "GET", "/search", None, params={"site": SITE, "q": " "}),
        call("/search", 422, "GET", "/search", None, params={"site": SITE, "q": "numéro", "after": "x"}),
        call("/pictures", 201, "POST", "/pictures", camille, params={"site": SITE, "id": str(thread)}, content=png()),
        call("/pictures", 401, "POST", "/pictures", None, params={"site": SITE}, content=png()),
        call("/pictures", 404, "POST", "/pictures", camille, params={"site": "inconnu"}, content=png()),
        call("/pictures", 409, "POST", "/pictures", lou, params={"site": SITE, "id": str(thread)}, content=png()),
        call("/pictures", 413, "POST", "/pictures", lou, params={"site": SITE}, content=png() + b"a" * 9_000_000),
        call("/pictures", 415, "POST", "/pictures", lou, params={"site": SITE}, content=b"<svg/>"),
        call("/pictures", 422, "POST", "/pictures", lou, params={"site": SITE}, content=png()[:-30]),
        call("/threads", 409, "POST", "/threads", lou, json={**question, "pictures": [{"id": thread, "alt": "L’écran"}]}),
        call("/threads", 422, "POST", "/threads", lou, json={**question, "pictures": [{"id": thread, "alt": ""}]}),
        call("/me/standing", 200, "GET", "/me/standing", camille),
        call("/me/standing", 200, "GET", "/me/standing", agent),
        call("/agent/people/{id}/trade", 204, "PUT", f"/agent/people/{lou.id}/trade", agent, json={"trade": "Avocat"}),
        call("/agent/people/{id}/trade", 204, "DELETE", f"/agent/people/{lou.id}/trade", agent),
        call("/agent/people/{id}/trade", 404, "DELETE", f"/agent/people/{unknown}/trade", agent),
        *moderation(scene, thread, post),
        call("/me/follows", 200, "GET", "/me/follows", lou),
        call("/me/marks", 200, "GET", "/me/marks", lou, params={"page": str(page_id(scene.site, PAGE))}),
        call("/pages/{id}/follow", 204, "DELETE", f"/pages/{page_id(scene.site, PAGE)}/follow", lou),
        call("/posts/{id}", 403, "DELETE", f"/posts/{post}", lou),
        call("/posts/{id}", 200, "DELETE", f"/posts/{post}", camille),
        call("/posts/{id}", 409, "PATCH", f"/posts/{post}", camille, json={"body": "Là."}),
        call("/posts/{id}", 404, "DELETE", f"/posts/{unknown}", camille),
        call("/threads/{id}", 200, "GET", f"/threads/{thread}", None),
        call("/people/{id}", 200, "GET", f"/people/{lou.id}", None, params={"site": SITE}),
        call("/people/{id}", 200, "GET", f"/people/{agent.id}", None, params={"site": SITE}),
        call("/people/{id}", 404, "GET", f"/people/{unknown}", None, params={"site": SITE}),
        call("/agent/pages", 200, "GET", "/agent/pages", agent, params={"q": "passeport"}),
        call("/agent/pages", 403, "GET", "/agent/pages", camille),
        call("/agent/threads/{id}/page", 200, "PUT", f"/agent/threads/{thread}/page", agent, json={"url": PAGE + "-moved"}),
        call("/agent/threads/{id}/page", 422, "PUT", f"/agent/threads/{thread}/page", agent, json={}),
        call("/agent/pages/{id}/key", 200, "PUT", f"/agent/pages/{here}/key", agent, json={"key": "passeport"}),
        call("/agent/pages/{id}/key", 409, "PUT", f"/agent/pages/{here}/key", agent, json={"url": PAGE + "-moved"}),
        call("/agent/pages/{id}/split", 422, "POST", f"/agent/pages/{here}/split", agent, json={"threads": [], "key": "a"}),
        call(
            "/agent/pages/{id}/split",
            200,
            "POST",
            f"/agent/pages/{page_id(scene.site, PAGE + '-moved')}/split",
            agent,
            json={"threads": [thread], "url": PAGE + "-split"},
        ),
        call("/agent/pages/{id}/merge", 200, "POST", f"/agent/pages/{here}/merge", agent, json={"into": here}),
        call("/agent/pages/{id}/merge", 404, "POST", f"/agent/pages/{unknown}/merge", agent, json={"into": here}),
        call("/agent/me", 200, "GET", "/agent/me", agent),
        call("/agent/me", 403, "GET", "/agent/me", camille),
        call("/agent/sessions", 200, "GET", "/agent/sessions", agent),
        call("/agent/sessions/{id}", 404, "DELETE", f"/agent/sessions/{unknown}", agent),
        call("/agent/agents", 200, "GET", "/agent/agents", agent),
        call("/agent/agents/{id}/role", 204, "PUT", f"/agent/agents/{agent.id}/role", agent, json={"role": "administrator"}),
        call("/agent/agents/{id}/role", 409, "PUT", f"/agent/agents/{agent.id}/role", agent, json={"role": "agent"}),
        call("/agent/agents/{id}/role", 422, "PUT", f"/agent/agents/{agent.id}/role", agent, json={"role": "king"}),
        call("/agent/agents/{id}/keys", 404, "DELETE", f"/agent/agents/{unknown}/keys", agent),
        call("/agent/agents/{id}", 409, "DELETE", f"/agent/agents/{agent.id}", agent),
        *at_the_desk(scene, thread),
        call("/agent/queue", 401, "GET", "/agent/queue", None),
        call("/agent/queue", 403, "GET", "/agent/queue", camille),
    ]


def officehours_calls(call: Any, scene: Scene, hours: str) -> list[tuple[str, Call]]:
    begins = datetime.now(UTC) + timedelta(hours=1)
    announced = {"id": hours, "title": "La photo", "starts_at": begins.isoformat(), "ends_at": (begins + LASTS).isoformat()}
    one, agents = "/agent/officehours/{id}", "/agent/officehours"
    question = {"site": SITE, "url": PAGE, "title": "Combien ?", "body": "", "officehours": hours}
    return [
        call(agents, 201, "POST", agents, scene.agent, json=announced),
        call(agents, 409, "POST", agents, scene.agent, json=announced | {"title": "Autre"}),
        call(agents, 403, "POST", agents, scene.camille, json=announced),
        call(agents, 403, "POST", agents, scene.agent, json=announced | {"url": "https://ailleurs.example/"}),
        call(agents, 200, "GET", agents, scene.agent),
        call(one, 200, "PATCH", f"{agents}/{hours}", scene.agent, json={"title": "La photo d’identité"}),
        call(one, 404, "PATCH", f"{agents}/{uuid7()}", scene.agent, json={"title": "La photo"}),
        call("/threads", 201, "POST", "/threads", scene.lou, json=question),
        call("/officehours/{id}", 200, "GET", f"/officehours/{hours}", None),
        call("/officehours/{id}", 404, "GET", f"/officehours/{uuid7()}", None),
        call("/around", 200, "GET", "/around", None, params={"site": SITE, "url": PAGE}),
        call(one, 200, "DELETE", f"{agents}/{hours}", scene.agent),
        call(one, 409, "PATCH", f"{agents}/{hours}", scene.agent, json={"title": "La photo"}),
        call("/threads", 409, "POST", "/threads", scene.lou, json=question),
    ]


def aside_calls(call: Any, scene: Scene, thread: str, aside: str, post: str, conclusion: str) -> list[tuple[str, Call]]:
    camille, agent, said = scene.camille, scene.agent, {"body": "Un mot ?"}
    opened, path = {**said, "id": aside, "post": post}, f"/asides/{aside}"
    answer, message = {"conclusion": conclusion, "agreed": True}, "/asides/{id}/posts/{post}"
    return [
        call("/agent/threads/{id}/aside", 201, "POST", f"/agent/threads/{thread}/aside", agent, json=opened),
        call("/agent/threads/{id}/aside", 404, "POST", f"/agent/threads/{uuid7()}/aside", agent, json=said),
        call("/threads/{id}/aside", 409, "POST", f"/threads/{thread}/aside", camille, json=said),
        call("/threads/{id}/aside", 403, "POST", f"/threads/{thread}/aside", scene.lou, json=said),
        call("/asides/{id}", 200, "GET", path, camille),
        call("/asides/{id}", 404, "GET", path, scene.lou),
        call("/asides/{id}/posts", 201, "POST", f"{path}/posts", camille, json=said),
        call("/asides/{id}/posts", 409, "POST", f"{path}/posts", camille, json={**said, "id": post}),
        call(message, 200, "PATCH", f"{path}/posts/{post}", agent, json={"body": "Deux mots ?"}),
        call(message, 403, "PATCH", f"{path}/posts/{post}", camille, json=said),
        call(message, 200, "DELETE", f"{path}/posts/{post}", agent),
        call(message, 404, "DELETE", f"{path}/posts/{uuid7()}", agent),
        call("/asides/{id}/seen", 204, "PUT", f"{path}/seen", camille, json={"seq": 1}),
        call("/me/asides", 200, "GET", "/me/asides", camille),
        call("/agent/asides", 200, "GET", "/agent/asides", agent),
        call("/agent/asides", 403, "GET", "/agent/asides", camille),
        call(
            "/agent/asides/{id}/conclusion", 201, "POST", f"/agent{path}/conclusion", agent, json={**said, "id": conclusion}
        ),
        call("/asides/{id}/conclusion", 404, "PUT", f"{path}/conclusion", scene.lou, json=answer),
        call("/asides/{id}/conclusion", 200, "PUT", f"{path}/conclusion", camille, json=answer),
        call("/asides/{id}/conclusion", 409, "PUT", f"{path}/conclusion", camille, json={**answer, "agreed": False}),
        call("/asides/{id}/state", 200, "PUT", f"{path}/state", agent, json={"state": "closed"}),
        call("/asides/{id}/posts", 409, "POST", f"{path}/posts", camille, json=said),
        call("/me/export", 200, "GET", "/me/export", camille),
    ]  # fmt: skip


def duplicate_calls(call: Any, scene: Scene, thread: str, other: str) -> list[tuple[str, Call]]:
    question = {"site": SITE, "url": PAGE, "title": "Où donc ?", "body": "", "id": other}
    template, path, to = "/agent/threads/{id}/duplicate_of", f"/agent/threads/{other}/duplicate_of", {"thread": thread}
    return [
        call("/threads", 201, "POST", "/threads", scene.lou, json=question),
        call(template, 200, "PUT", path, scene.agent, json=to),
        call(template, 409, "PUT", f"/agent/threads/{thread}/duplicate_of", scene.agent, json={"thread": other}),
        call(template, 422, "PUT", f"/agent/threads/{thread}/duplicate_of", scene.agent, json=to),
        call(template, 403, "PUT", path, scene.camille, json=to),
        call("/threads/{id}/posts", 409, "POST", f"/threads/{other}/posts", scene.lou, json={"body": "Ici."}),
        call("/threads/{id}/pinned", 409, "PUT", f"/threads/{other}/pinned", scene.agent),
        call("/threads/{id}/status", 409, "PUT", f"/threads/{other}/status", scene.agent, json={"status": "open"}),
        call(template, 200, "DELETE", path, scene.agent),
        call(template, 404, "DELETE", f"/agent/threads/{uuid7()}/duplicate_of", scene.agent),
    ]


def at_the_desk(scene: Scene, thread: str) -> list[tuple[str, Call]]:
    """The same for what helps agents to answer; their question is withdrawn by now, and waits no more."""
    camille, agent, unknown = scene.camille, scene.agent, uuid7()
    claim, notes, settings = "/agent/threads/{id}/claim", "/agent/threads/{id}/notes", "/agent/settings"
    replies, filters, threads = "/agent/replies/{id}", "/agent/filters/{id}", "/agent/threads"
    figures = ("/agent/figures", "/agent/figures.csv")
    promise = {"minutes": 60, "hours": [[["09:00", "17:00"]]] * 7}
    saved = {"name": "À moi", "filter": {"view": "mine"}}

    def call(template: str, status: int, method: str, path: str, who: Member | None, **more: Any) -> tuple[str, Call]:
        return template, (status, method, path, who, more)

    return [
        call(settings, 200, "GET", settings, agent),
        call(settings, 200, "PUT", settings, agent, json=promise),
        call(settings, 422, "PUT", settings, agent, json={**promise, "minutes": "x"}),
        call(threads, 200, "GET", threads, agent, params={"view": "everything"}),
        call(threads, 422, "GET", threads, agent, params={"after": "x"}),
        call(claim, 409, "PUT", f"/agent/threads/{thread}/claim", agent, json={}),
        call(claim, 404, "PUT", f"/agent/threads/{unknown}/claim", agent, json={}),
        call(claim, 204, "DELETE", f"/agent/threads/{thread}/claim", agent),
        call("/agent/duty", 200, "GET", "/agent/duty", agent),
        call("/agent/duty", 200, "PUT", "/agent/duty", agent, json={"on": True}),
        call("/agent/duty", 403, "PUT", "/agent/duty", camille, json={"on": True}),
        call("/agent/colleagues", 200, "GET", "/agent/colleagues", agent),
        call("/threads/{id}/promise", 200, "GET", f"/threads/{thread}/promise", None),
        call("/threads/{id}/promise", 404, "GET", f"/threads/{unknown}/promise", None),
        call(notes, 201, "POST", f"/agent/threads/{thread}/notes", agent, json={"body": "Vu."}),
        call(notes, 404, "POST", f"/agent/threads/{unknown}/notes", agent, json={"body": "Vu."}),
        call(notes, 200, "GET", f"/agent/threads/{thread}/notes", agent),
        call("/agent/threads/{id}/context", 200, "GET", f"/agent/threads/{thread}/context", agent),
        call("/agent/threads/{id}/replies", 200, "GET", f"/agent/threads/{thread}/replies", agent),
        call("/agent/threads/{id}/similar", 200, "GET", f"/agent/threads/{thread}/similar", agent),
        call(replies, 200, "PUT", f"/agent/replies/{unknown}", agent, json={"title": "Bonjour", "body": "{pseudonyme}"}),
        call(replies, 422, "PUT", f"/agent/replies/{unknown}", agent, json={"title": "Bonjour", "body": "{nom}"}),
        call("/agent/replies", 200, "GET", "/agent/replies", agent, params={"q": "bonjour"}),
        call("/agent/replies", 422, "GET", "/agent/replies", agent, params={"q": "a" * 300}),
        call(replies, 204, "DELETE", f"/agent/replies/{unknown}", agent),
        call(filters, 200, "PUT", f"/agent/filters/{unknown}", agent, json=saved),
        call(filters, 422, "PUT", f"/agent/filters/{unknown}", agent, json={**saved, "name": ""}),
        call("/agent/filters", 200, "GET", "/agent/filters", agent),
        call(filters, 204, "DELETE", f"/agent/filters/{unknown}", agent),
        *(call(path, 200, "GET", path, agent, params={"from": "2026-01-01", "to": "2026-01-31"}) for path in figures),
        *(call(path, 422, "GET", path, agent, params={"from": "2026-02-30"}) for path in figures),
    ]


def moderation(scene: Scene, thread: str, post: str) -> list[tuple[str, Call]]:
    """The agent moderates here; Lou is warned, and appeals."""
    camille, lou, agent, unknown = scene.camille, scene.lou, scene.agent, uuid7()
    flags, decisions, appeal = "/posts/{id}/flags", "/agent/moderation/decisions", "/me/decisions/{id}/appeal"
    settings, answers = "/agent/moderation/settings", "/agent/moderation/appeals/{id}"
    warning = {"id": str(unknown), "act": "warn", "reason": "insult", "ground": {"kind": "rule", "name": "2"}, "facts": "Oui."}
    warning |= {"person": str(lou.id)}
    wanted: list[tuple[str, int, str, str, Member | None, Any]] = [
        (flags, 201, "POST", f"/posts/{post}/flags", lou, {"reason": "spam"}),
        (flags, 409, "POST", f"/posts/{post}/flags", camille, {"reason": "spam"}),
        (flags, 422, "POST", f"/posts/{post}/flags", lou, {"reason": "illegal"}),
        ("/me/flags", 200, "GET", "/me/flags", lou, None),
        ("/me/held", 200, "GET", "/me/held", lou, None),
        ("/me/held/{id}", 204, "DELETE", f"/me/held/{unknown}", lou, None),
        ("/agent/moderation", 200, "GET", "/agent/moderation?view=flagged", agent, None),
        ("/agent/moderation", 403, "GET", "/agent/moderation", camille, None),
        (decisions, 201, "POST", decisions, agent, warning),
        (decisions, 409, "POST", decisions, agent, {**warning, "facts": "Non."}),
        (decisions, 404, "POST", decisions, agent, {**warning, "id": str(uuid7()), "act": "publish", "post": str(unknown)}),
        (decisions, 200, "GET", decisions, agent, None),
        ("/me/decisions", 200, "GET", "/me/decisions", lou, None),
        (appeal, 201, "POST", f"/me/decisions/{unknown}/appeal", lou, {"text": "Non."}),
        (appeal, 404, "POST", f"/me/decisions/{unknown}/appeal", camille, {"text": "Non."}),
        ("/agent/moderation", 200, "GET", "/agent/moderation?view=appeals", agent, None),
        (answers, 403, "PUT", f"/agent/moderation/appeals/{unknown}", agent, {"outcome": "upheld", "answer": "Oui."}),
        (answers, 404, "PUT", f"/agent/moderation/appeals/{uuid7()}", agent, {"outcome": "upheld", "answer": "Oui."}),
        (settings, 200, "GET", settings, agent, None),
        (settings, 200, "PUT", settings, agent, {}),
        (settings, 422, "PUT", settings, agent, {"mode": "never"}),
    ]
    return [
        (template, (status, method, path, who, {} if body is None else {"json": body}))
        for template, status, method, path, who, body in wanted
    ]  # fmt: skip


async def test_real_answers_are_the_ones_it_promises(scene: Scene) -> None:
    described = await description(scene)
    await scene.database.execute("update agents set role = 'moderator'")
    asked = await scene.ask(scene.camille)
    await scene.database.execute("update agents set role = 'administrator'")
    seen = set()
    for template, (status, method, path, who, more) in calls(scene, asked["thread"]["id"], asked["post"]["id"]):
        answer = await scene.call(method, path, who, **more)
        assert answer.status_code == status, f"{method} {path}: {answer.text}"
        must_fit(described, template, answer)
        seen.add((template, method.lower()))
    assert seen == {(e.path, e.method.lower()) for e in ENDPOINTS}, "every operation was tried"


async def test_nothing_new_is_promised_too(scene: Scene) -> None:
    where = {"site": SITE, "url": PAGE}
    tag = (await scene.must(200, "GET", "/page", None, params=where)).headers["ETag"]
    must_fit(await description(scene), "/page", await scene.call("GET", "/page", params=where, headers={"If-None-Match": tag}))


async def test_the_check_sees_an_answer_that_does_not_fit(scene: Scene) -> None:
    described = await description(scene)
    answer = await scene.must(200, "GET", "/me", scene.camille)
    described["components"]["schemas"]["Author"]["required"].append("birthday")
    with pytest.raises(jsonschema.ValidationError):
        must_fit(described, "/me", answer)
