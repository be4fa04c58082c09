"""Each route of moderation, for each kind of person: the author, another citizen, an agent, moderators here and elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from parvis.domain.ids import uuid7
from parvis.moderation.routes import ENDPOINTS
from tests.moderation.conftest import GROUND, Moderated

PEOPLE = ("nobody", "camille", "lou", "agent", "nadia", "yann", "rosa")
DECISION = {"act": "hide", "reason": "insult", "ground": GROUND, "facts": "Une injure."}
ANSWER = {"outcome": "upheld", "answer": "Oui."}

# Camille's post is hidden by Nadia, and Camille appealed; her other post stands. In the order of PEOPLE.
MODERATE = (401, 403, 403, 403, 200, 200, 200)
TABLE: list[tuple[str, str, Any, tuple[int, ...]]] = [
    ("POST", "/posts/{id}/flags", {"reason": "spam"}, (401, 409, 201, 201, 201, 201, 404)),
    ("GET", "/me/flags", None, (401, 200, 200, 200, 200, 200, 200)),
    ("GET", "/me/held", None, (401, 200, 200, 200, 200, 200, 200)),
    ("DELETE", "/me/held/{id}", None, (401, 204, 204, 204, 204, 204, 204)),
    ("GET", "/me/decisions", None, (401, 200, 200, 200, 200, 200, 200)),
    ("POST", "/me/decisions/{id}/appeal", {"text": "Non."}, (401, 201, 404, 404, 404, 404, 404)),
    ("GET", "/agent/moderation", None, MODERATE),
    ("GET", "/agent/moderation/decisions", None, MODERATE),
    ("POST", "/agent/moderation/decisions", DECISION, (401, 403, 403, 403, 201, 201, 404)),
    ("PUT", "/agent/moderation/appeals/{id}", ANSWER, (401, 403, 403, 403, 403, 200, 404)),
    ("GET", "/agent/moderation/settings", None, MODERATE),
    ("PUT", "/agent/moderation/settings", {}, MODERATE),
]


def test_every_route_has_its_row() -> None:
    assert {(method, path) for method, path, _, _ in TABLE} == {(e.method, e.path) for e in ENDPOINTS}


@pytest.mark.parametrize("person", PEOPLE)
async def test_who_may_do_what(moderated: Moderated, person: str) -> None:
    hidden = (await moderated.ask(moderated.camille))["post"]["id"]
    post = (await moderated.ask(moderated.camille, "Une autre ?"))["post"]["id"]
    decision = (await moderated.decide("hide", post=hidden))["decision"]["id"]
    await moderated.must(201, "POST", f"/me/decisions/{decision}/appeal", moderated.camille, json={"text": "Non."})
    who = getattr(moderated, person, None)
    for method, path, body, expected in TABLE:
        id = decision if "appeal" in path else post
        json = {**body, "post": post, "id": str(uuid7())} if path.endswith("/decisions") and body else body
        answer = await moderated.call(method, path.replace("{id}", id), who, **({"json": json} if body is not None else {}))
        assert answer.status_code == expected[PEOPLE.index(person)], f"{person}: {method} {path}: {answer.text}"
        assert not (person == "rosa" and post in answer.text), "nothing of one site is told on another"


@pytest.mark.parametrize("person", PEOPLE)
async def test_the_desk_of_one_site_shows_nothing_of_another(moderated: Moderated, person: str) -> None:
    await moderated.choose(mode="before")
    await moderated.ask(moderated.camille, "Un secret ?")
    who = getattr(moderated, person, None)
    for view in ("held", "flagged", "appeals"):
        answer = await moderated.call("GET", "/agent/moderation", who, params={"view": view})
        assert ("Un secret" in answer.text) is (person in ("nadia", "yann") and view == "held")
