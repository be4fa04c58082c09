"""Who is asking, and from where: tokens, the console's session, its one-time link, and the headers that keep both apart."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import quote

import httpx
import pytest

from parvis.agents.keys import login_path
from parvis.domain.keys import new_key
from tests.conftest import ORIGIN, PAGE, SITE, Member, Scene, cast

COOKIE = "__Host-parvis"


async def signed_in(scene: Scene) -> str:
    """The agent's session, from a one-time link."""
    path = await login_path(scene.database, scene.site, scene.agent.id)
    answer = await press(scene, path.rpartition("/")[2])
    assert answer.status_code == 303, answer.text
    session = re.match(f"{COOKIE}=([^;]+)", answer.headers["Set-Cookie"])
    assert session
    return session[1]


async def press(scene: Scene, token: str, **headers: str) -> httpx.Response:
    """The button of the sign-in page."""
    return await scene.http.post(
        f"{scene.origin}/console/login", data={"token": token}, headers={"Origin": scene.origin, **headers}
    )


async def look(scene: Scene, path: str, session: str | None = None, **headers: str) -> httpx.Response:
    cookie = {"Cookie": f"{COOKIE}={session}"} if session else {}
    return await scene.http.get(f"{scene.origin}{path}", headers={**cookie, **headers})


@pytest.mark.parametrize("token", ["x", "pv_", "pa_", "ps_x", "pl_x", "pv_" + "A" * 43, "pa_" + "A" * 43, "a" * 4_000])
async def test_a_token_that_is_none_is_refused_rather_than_ignored(scene: Scene, token: str) -> None:
    for path in ("/me", f"/page?site={SITE}&url={PAGE}", "/agent/queue"):
        refused = await scene.must(401, "GET", path, Member(scene.site, "", token))
        assert refused.json()["code"] == "token-refused" and refused.headers["WWW-Authenticate"] == "Bearer"


async def test_only_bearer_is_understood(scene: Scene) -> None:
    for scheme in ("Basic", "Token", "Digest", scene.camille.token):
        await scene.must(401, "GET", "/me", None, headers={"Authorization": f"{scheme} {scene.camille.token}"})
    await scene.must(401, "GET", "/me", None, headers={"Authorization": "Bearer"})
    await scene.must(200, "GET", "/me", None, headers={"Authorization": f"bearer {scene.camille.token}"})


async def test_a_token_of_another_site_opens_nothing_here(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    _, stranger, _, other_agent = await cast(scene.database, "ailleurs", "https://ailleurs.example")
    wanted = {"site": SITE, "url": PAGE, "title": "Ici ?", "body": "Non."}
    for who in (stranger, other_agent):
        assert (await scene.must(403, "POST", "/threads", who, json=wanted)).json()["code"] == "not-yours"
        await scene.must(404, "POST", f"/threads/{asked['thread']['id']}/posts", who, json={"body": "Non."})
    assert (await scene.must(200, "GET", "/agent/queue", other_agent)).json()["total"] == 0


async def test_a_link_or_a_session_is_no_token(scene: Scene) -> None:
    link = (await login_path(scene.database, scene.site, scene.agent.id)).rpartition("/")[2]
    session = await signed_in(scene)
    for secret in (link, session, "pa_" + session[3:], "pv_" + session[3:]):
        await scene.must(401, "GET", "/me", Member(scene.agent.id, "", secret))
    for wrong in (scene.agent.token, scene.camille.token, link):
        assert (await look(scene, "/console", wrong)).status_code == 401


async def test_an_expired_token_no_longer_opens(scene: Scene) -> None:
    await scene.must(200, "GET", "/agent/queue", scene.agent)
    await scene.database.execute("update agent_keys set expires_at = now() - interval '1 second'")
    await scene.must(401, "GET", "/agent/queue", scene.agent)


async def test_looking_at_a_sign_in_link_does_not_spend_it_and_pressing_the_button_does(scene: Scene) -> None:
    path = await login_path(scene.database, scene.site, scene.agent.id)
    token = path.rpartition("/")[2]
    for _ in range(3):
        page = await look(scene, path)
        assert page.status_code == 200 and token in page.text and "Set-Cookie" not in page.headers
        await scene.http.head(f"{scene.origin}{path}")

    answer = await press(scene, token)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=ps_")
    assert {part.strip().lower() for part in cookie.split(";")[1:]} >= {"secure", "httponly", "path=/", "samesite=strict"}
    assert "domain" not in cookie.lower()

    again = await press(scene, token)
    assert again.status_code == 410 and "Set-Cookie" not in again.headers and "a déjà servi" in again.text


async def test_a_link_pressed_twice_at_once_opens_once(scene: Scene) -> None:
    token = (await login_path(scene.database, scene.site, scene.agent.id)).rpartition("/")[2]
    answers = await asyncio.gather(*(press(scene, token) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410, 410, 410]


@pytest.mark.parametrize("token", ["", "pl_x", "a" * 900, "\x00", "é", "<script>alert(1)</script>"])
async def test_a_link_that_is_none_opens_nothing(scene: Scene, token: str) -> None:
    answer = await press(scene, token)
    assert answer.status_code in (410, 422) and "Set-Cookie" not in answer.headers
    assert "<script>alert" not in (await look(scene, f"/console/login/{quote(token, safe='')}")).text


async def test_an_expired_link_opens_nothing(scene: Scene) -> None:
    token = (await login_path(scene.database, scene.site, scene.agent.id)).rpartition("/")[2]
    await scene.database.execute("update agent_keys set expires_at = now() - interval '1 second' where use = 'link'")
    assert (await press(scene, token)).status_code == 410


async def test_the_session_opens_the_console_and_the_agents_calls(scene: Scene) -> None:
    await scene.ask(scene.camille, "Où lire le numéro ?")
    session = await signed_in(scene)
    desk = await look(scene, "/console", session)
    assert desk.status_code == 200 and "Où lire le numéro ?" in desk.text and "Agent Démo" in desk.text
    me = await look(scene, "/api/v1/me", session)
    assert me.json() == {"id": str(scene.agent.id), "name": "Agent Démo", "voice": "agent", "service": "Service des passeports"}
    assert (await look(scene, "/console")).status_code == 401


FOREIGN = [
    {"Origin": "https://ailleurs.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Origin": ORIGIN},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_the_session_writes_nothing_for_a_request_from_elsewhere(scene: Scene, headers: dict[str, str]) -> None:
    asked = await scene.ask(scene.camille)
    thread, session = asked["thread"]["id"], await signed_in(scene)
    cookie = {"Cookie": f"{COOKIE}={session}", **headers}
    api = f"{scene.origin}/api/v1"
    for answer in (
        await scene.http.post(f"{api}/threads/{thread}/posts", json={"body": "Signé."}, headers=cookie),
        await scene.http.patch(f"{api}/posts/{asked['post']['id']}", json={"body": "Signé."}, headers=cookie),
        await scene.http.delete(f"{api}/posts/{asked['post']['id']}", headers=cookie),
        await scene.http.post(f"{api}/threads", json={"site": SITE, "url": PAGE, "title": "a", "body": "b"}, headers=cookie),
        await scene.http.post(f"{scene.origin}/console/t/{thread}", data={"body": "Signé."}, headers=cookie),
        await scene.http.post(f"{scene.origin}/console/logout", headers=cookie),
        await scene.http.post(f"{scene.origin}/console/login", data={"token": "pl_x"}, headers=headers),
    ):
        assert answer.status_code == 403, (answer.request.url, answer.text)
    assert await scene.database.fetchval("select count(*) from posts") == 1
    assert (await look(scene, "/console", session)).status_code == 200, "still signed in"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://ailleurs.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_the_session_reads_nothing_for_a_page_from_elsewhere(scene: Scene, headers: dict[str, str]) -> None:
    session = await signed_in(scene)
    for path in ("/api/v1/agent/queue", "/api/v1/me", "/console"):
        assert (await look(scene, path, session, **headers)).status_code == 403


async def test_the_console_itself_may_write(scene: Scene) -> None:
    thread, session = (await scene.ask(scene.camille))["thread"]["id"], await signed_in(scene)
    home = {"Cookie": f"{COOKIE}={session}", "Origin": scene.origin, "Sec-Fetch-Site": "same-origin"}
    said = await scene.http.post(
        f"{scene.origin}/api/v1/threads/{thread}/posts", json={"body": "Par le programme."}, headers=home
    )
    assert said.status_code == 201 and said.json()["author"]["voice"] == "agent"
    form = await scene.http.post(
        f"{scene.origin}/console/t/{thread}", data={"body": "Par le formulaire.\r\nDeux lignes."}, headers=home
    )
    assert (form.status_code, form.headers["Location"]) == (303, f"/console/t/{thread}")
    posts = (await scene.must(200, "GET", f"/threads/{thread}", None)).json()["posts"]
    assert [post["body"] for post in posts[1:]] == ["Par le programme.", "Par le formulaire.\nDeux lignes."]


async def test_a_token_works_from_anywhere_since_no_browser_adds_it_by_itself(scene: Scene) -> None:
    for origin in ("null", "https://ailleurs.example"):
        await scene.must(
            201,
            "POST",
            "/threads",
            scene.camille,
            headers={"Origin": origin},
            json={"site": SITE, "url": PAGE, "title": "a", "body": "b"},
        )


async def test_signing_out_ends_the_session_on_the_server_too(scene: Scene) -> None:
    session = await signed_in(scene)
    answer = await scene.http.post(
        f"{scene.origin}/console/logout", headers={"Cookie": f"{COOKIE}={session}", "Origin": scene.origin}
    )
    assert answer.status_code == 303 and "Max-Age=0" in answer.headers["Set-Cookie"]
    assert (await look(scene, "/console", session)).status_code == 401
    assert (await look(scene, "/api/v1/agent/queue", session)).status_code == 401


async def test_a_session_ends_by_itself(scene: Scene) -> None:
    session = await signed_in(scene)
    await scene.database.execute("update agent_keys set expires_at = now() where use = 'session'")
    assert (await look(scene, "/console", session)).status_code == 401


async def test_a_session_opens_its_own_sites_threads_only(scene: Scene) -> None:
    _, stranger, _, _ = await cast(scene.database, "ailleurs", "https://ailleurs.example")
    wanted = {"site": "ailleurs", "url": "https://ailleurs.example/", "title": "Ailleurs", "body": "Mots d’ailleurs."}
    foreign = (await scene.must(201, "POST", "/threads", stranger, json=wanted)).json()["thread"]["id"]
    session = await signed_in(scene)
    answer = await look(scene, f"/console/t/{foreign}", session)
    assert answer.status_code == 404 and "ailleurs" not in answer.text.lower()


async def test_a_random_secret_is_long_enough_not_to_be_guessed() -> None:
    secrets = {new_key("pv_")[0] for _ in range(100)}
    assert len(secrets) == 100 and all(len(secret) == 46 for secret in secrets)
