"""An address, a method or a query that makes no sense: a problem in the reader's language, like every other."""

from __future__ import annotations

import asyncio

import pytest

from parvis.domain.ids import uuid7
from tests.conftest import PAGE, SITE
from tests.web.conftest import Desk, must_be_a_problem


async def test_an_address_that_names_nothing_is_a_404(desk: Desk) -> None:
    scene = desk.scene
    for bad in (
        "1",
        "passeport",
        "%00",
        "%FF",
        "..%2f..",
        "'--",
        "{}",
        str(uuid7()),
        desk.thread.replace("-", ""),
        f"{{{desk.thread}}}",
        "é" * 50,
    ):
        for method, path in (
            ("POST", "/threads/{}/posts"),
            ("PATCH", "/posts/{}"),
            ("DELETE", "/posts/{}"),
            ("GET", "/threads/{}"),
        ):
            body = None if method in ("GET", "DELETE") else {"body": "Ici."}
            problem = must_be_a_problem(await scene.call(method, path.format(bad), scene.camille, json=body))
            assert problem["code"] == "not-found"


@pytest.mark.parametrize(
    "path", ["/inconnu", "/visitors/", "/threads", "/posts", "/agent", "/../api", "/me/../../x", "//me", "/%00"]
)
async def test_an_unknown_address_or_method_is_a_problem_too(desk: Desk, path: str) -> None:
    for method in ("GET", "PUT", "DELETE", "PROPFIND"):
        answer = await desk.scene.call(method, path, desk.scene.camille)
        assert answer.status_code in (404, 405), answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_wrong_method_says_which_are_right(desk: Desk) -> None:
    for path, right in (
        ("/visitors", "POST"),
        ("/me", "GET, PATCH"),
        ("/typing", "POST"),
        ("/events", "GET"),
        ("/openapi.json", "GET"),
    ):
        answer = await desk.scene.must(405, "PUT", path, desk.scene.camille, json={})
        assert must_be_a_problem(answer)["code"] == "method-not-allowed"
        assert answer.headers["Allow"] == right


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/page", "url=https://a.example/", "site"), ("/page", f"site={SITE}", "url"), ("/page",
        f"site={SITE}&url={PAGE}&before=x", "before"),
        ("/page", f"site={SITE}&url={PAGE}&before=-1", "before"), ("/page", f"site={SITE}&url={PAGE}&before={'9' * 400}",
        "before"),
        ("/page", f"site={SITE}&url={PAGE}&before=1.5", "before"), ("/page", f"site={SITE}&url={PAGE}&autre=1", "autre"),
        ("/page", f"site={SITE}&url=", "url"), ("/page", f"site={SITE}&url=%00", "url"), ("/page", f"site=%00&url={PAGE}",
        "site"),
        ("/page", f"site={SITE}&url=javascript:alert(1)", "url"), ("/page", f"site={SITE}&url={PAGE}&page=", "page"),
        ("/page", f"site=inconnu&url={PAGE}", "site"), ("/threads/{thread}", "after=x", "after"), ("/threads/{thread}",
        "before=9.5", "before"),
        ("/threads/{thread}", "after=99999999999999999999", "after"), ("/events", "channel=x", "channel"), ("/events",
        "after=1", "channel"),
        ("/events", "channel=thread:x&site=valombre", "channel"), ("/events", "channel=thread:{thread}&after=x", "after"),
    ],
)  # fmt: skip
async def test_a_query_that_makes_no_sense_is_named(desk: Desk, path: str, query: str, field: str) -> None:
    answer = await desk.scene.call("GET", f"{path}?{query}".replace("{thread}", desk.thread))
    assert must_be_a_problem(answer)["field"] == field


@pytest.mark.parametrize(("wanted", "lang"), [("", "fr"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("fr;q=0.5,en;q=0.8", "en"),
("de, fr-CA", "fr"),
                                              ("ja", "fr"), ("en;q=abc", "fr"), (",;q=,", "fr"), ("x" * 9_000,
                                              "fr")])  # fmt: skip
async def test_a_problem_is_said_in_the_readers_language(desk: Desk, wanted: str, lang: str) -> None:
    answer = await desk.scene.must(401, "GET", "/me", None, headers={"Accept-Language": wanted})
    assert answer.headers["Content-Language"] == lang and answer.headers["Vary"] == "Accept-Language"
    assert answer.json()["detail"].startswith({"fr": "Il faut", "en": "A name"}[lang])
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_who_hangs_up_in_the_middle_stores_nothing_and_breaks_nothing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    host, port = desk.scene.origin.removeprefix("http://").split(":")
    before = await desk.stored()
    for _ in range(5):
        _, writer = await asyncio.open_connection(host, int(port))
        head = f"POST /api/v1/visitors HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n"
        writer.write(head.encode() + b'{"site":')
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    await desk.scene.must(200, "GET", f"/threads/{desk.thread}", None)
    assert await desk.stored() == before
    assert not [record for record in caplog.records if record.name == "parvis.web"]
