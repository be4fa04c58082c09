"""The description of the API is a true one: valid, complete, and what is really answered fits it."""

from __future__ import annotations

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

NOT_DESCRIBED = {"/live", "/events", "/typing", "/openapi.json"}
"""The live channel and its two substitutes, told in docs/protocol.md; and the description itself."""

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
    content = promised["content"][answer.headers["Content-Type"]]
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
    page = {"params": {"site": SITE, "url": PAGE}}
    posts = "/threads/{id}/posts"
    helpful, same, accepted = "/posts/{id}/helpful", "/threads/{id}/same-question", "/threads/{id}/accepted"
    report = {"site": SITE, "url": PAGE, "controls": [{"key": "nom", "label": "Nom", "shape": "a1"}]}
    note, closing = str(uuid7()), {"title": "Fermé", "body": "Le 8."}
    told = {"site": SITE, "url": PAGE, "place": "Mairie", "days": 3, "month": "2026-03"}
    question: dict[str, Any] = {"site": SITE, "url": PAGE, "title": "Où ?", "body": "- *ici*\n- https://a.example/x\n\n> `là`"}

    def call(template: str, status: int, method: str, path: str, who: Member | None, **more: Any) -> tuple[str, Call]:
        return template, (status, method, path, who, more)

    return [
        call("/counts", 200, "GET", "/counts", None, **page),
        call("/counts", 404, "GET", "/counts", None, params={"site": "inconnu", "url": PAGE}),
        call("/forms", 200, "POST", "/forms", None, json=report),
        call("/forms", 403, "POST", "/forms", None, json={**report, "url": "https://ailleurs.example/"}),
        call("/forms", 404, "POST", "/forms", None, json={**report, "site": "inconnu"}),
        call("/forms", 422, "POST", "/forms", None, json={**report, "lang": "français"}),
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
        call("/agent/queue", 401, "GET", "/agent/queue", None),
        call("/agent/queue", 403, "GET", "/agent/queue", camille),
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
