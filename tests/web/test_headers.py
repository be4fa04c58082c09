"""What every document says to the browser about what it may do."""

from __future__ import annotations

import re

import httpx

from parvis.agents.keys import login_path
from parvis.domain.videos import policy_hosts
from tests.conftest import ORIGIN, PAGE, SITE, Scene
from tests.web.test_identity import look, signed_in


def policy(answer: httpx.Response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def must_be_strict(answer: httpx.Response, service: str, ancestors: str, **more: str) -> None:
    assert policy(answer) == {
        "default-src": "'none'",
        "script-src": service,
        "style-src": service,
        "img-src": service,
        "connect-src": f"{service} {service.replace('http', 'ws')}",
        "base-uri": "'none'",
        "form-action": service,
        "frame-ancestors": ancestors,
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
        **more,
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    denied = answer.headers["Permissions-Policy"].split(", ")
    assert len(denied) > 10 and all(feature.endswith("=()") for feature in denied)
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(denied)
    assert "server" not in answer.headers
    html = answer.text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", html), "nothing inline"


async def test_the_panel_may_be_framed_by_its_sites_pages_alone(scene: Scene) -> None:
    answer = await look(scene, f"/panel?site={SITE}")
    assert answer.status_code == 200
    must_be_strict(answer, scene.origin, ORIGIN, **{"frame-src": policy_hosts(())})
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "X-Frame-Options" not in answer.headers and "Set-Cookie" not in answer.headers


async def test_the_console_is_framed_by_nobody_and_kept_by_nobody(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    session = await signed_in(scene)
    link = await login_path(scene.database, scene.site, scene.agent.id)
    for path, status in (("/console", 200), (f"/console/t/{asked['thread']['id']}", 200), (link, 200), ("/console/t/x", 404)):
        answer = await look(scene, path, session)
        assert answer.status_code == status
        must_be_strict(answer, scene.origin, "'none'")
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), "others learn nothing"
    assert (await look(scene, "/console")).headers["X-Frame-Options"] == "DENY"


async def test_an_unknown_site_has_a_page_that_says_so_and_no_panel(scene: Scene) -> None:
    for site in ("inconnu", "", "%00", "é", "a" * 900):
        answer = await look(scene, f"/panel?site={site}")
        assert answer.status_code == 404 and "pas connu" in answer.text
        assert policy(answer)["frame-ancestors"] == "'none'"


async def test_what_people_wrote_is_text_in_the_console(scene: Scene) -> None:
    attack = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>{{7*7}}"
    asked = await scene.ask(scene.camille, attack, attack, page_title=attack)
    session = await signed_in(scene)
    for path in ("/console", f"/console/t/{asked['thread']['id']}"):
        html = (await look(scene, path, session)).text
        assert "<img src=x" not in html and "<script>alert" not in html and "&lt;img src=x" in html
        assert "{{7*7}}" in html, "nor a template"


async def test_the_api_answers_every_origin_and_never_with_credentials(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    for path in (f"/page?site={SITE}&url={PAGE}", f"/threads/{asked['thread']['id']}", "/openapi.json", "/inconnu", "/me"):
        answer = await scene.call("GET", path, headers={"Origin": "null"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff" and "server" not in answer.headers
    assert (await scene.call("GET", "/me", scene.camille)).headers["Cache-Control"] == "no-store"
    assert (await look(scene, "/console")).headers.get("Access-Control-Allow-Origin") is None


async def test_a_browser_that_asks_beforehand_is_told_what_it_may_send(scene: Scene) -> None:
    asking = {
        "Origin": "null",
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    for path in ("/me", "/threads", "/typing", "/events", f"/posts/{scene.site}"):
        answer = await scene.must(204, "OPTIONS", path, None, headers=asking)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
        assert {"authorization", "content-type"} <= set(answer.headers["Access-Control-Allow-Headers"].lower().split(", "))
