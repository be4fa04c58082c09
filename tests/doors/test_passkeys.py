"""A passkey opens the console of the site it was made on, once for each challenge; and nothing else does."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.conftest import SITE, Scene, cast
from tests.doors.authenticator import Authenticator
from tests.doors.browser import Browser, says


async def made(scene: Scene) -> Authenticator:
    browser, key = Browser(scene), Authenticator(scene.origin)
    await browser.come_in_by_link()
    options = (await browser.post("/console/account/passkeys/begin", {})).json()
    assert options["authenticatorSelection"]["userVerification"] == "required" and options["rp"]["id"] == "127.0.0.1"
    answer = await browser.post("/console/account/passkeys", {"credential": key.make(options), "name": "Mon téléphone"})
    assert (answer.status_code, answer.json()) == (201, {"to": "/console/account"}), answer.text
    assert says(await browser.look("/console/account"), "Mon téléphone")
    return key


async def begun(browser: Browser, site: str = SITE) -> Any:
    answer = await browser.post("/console/login/passkey/begin", {"site": site})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def shown(browser: Browser, credential: dict[str, Any]) -> httpx.Response:
    return await browser.post("/console/login/passkey", {"credential": credential})


async def test_a_passkey_opens_the_console(scene: Scene) -> None:
    key = await made(scene)
    browser = Browser(scene)
    options = await begun(browser)
    assert options["userVerification"] == "required" and not options.get("allowCredentials"), "nobody learns who has a key"
    answer = await shown(browser, key.prove(options))
    assert (answer.status_code, answer.json()) == (200, {"to": "/console"})
    assert await browser.is_in() and list(browser.cookies) == ["__Host-parvis"]
    assert says(await browser.look("/console/account"), "par une clé d’accès")


async def test_a_challenge_counts_once(scene: Scene) -> None:
    key, browser = await made(scene), Browser(scene)
    proof = key.prove(await begun(browser))
    half = dict(browser.cookies)
    assert (await shown(browser, proof)).status_code == 200
    again = Browser(scene)
    again.cookies = half
    assert (await shown(again, proof)).status_code == 410 and not await again.is_in()
    await begun(again)
    assert (await shown(again, proof)).status_code == 403 and not await again.is_in()


async def test_a_proof_that_is_not_wholly_right_is_refused(scene: Scene) -> None:
    key = await made(scene)
    stranger = Authenticator(scene.origin)
    impostor = Authenticator(scene.origin)
    impostor.id = key.id
    for other in (stranger, impostor):
        browser = Browser(scene)
        assert (await shown(browser, other.prove(await begun(browser)))).status_code == 403 and not await browser.is_in()
    browser = Browser(scene)
    key.origin = "https://hameconnage.example"
    assert (await shown(browser, key.prove(await begun(browser)))).status_code == 403
    key.origin, key.unlocked = scene.origin, False
    assert (await shown(browser, key.prove(await begun(browser)))).status_code == 403, "held, but not unlocked"
    assert not await browser.is_in()


async def test_a_copied_key_is_found_out_by_its_count(scene: Scene) -> None:
    key, browser = await made(scene), Browser(scene)
    for _ in range(3):
        assert (await shown(browser, key.prove(await begun(browser)))).status_code == 200
    key.uses = 0
    assert (await shown(Browser(scene), key.prove(await begun(copy := Browser(scene))))).status_code == 410
    assert (await shown(copy, key.prove(await begun(copy)))).status_code == 403


async def test_a_passkey_of_one_site_opens_no_other(scene: Scene) -> None:
    key, browser = await made(scene), Browser(scene)
    await cast(scene.database, "ailleurs", "https://ailleurs.example")
    assert (await shown(browser, key.prove(await begun(browser, "ailleurs")))).status_code == 403
    assert (await browser.post("/console/login/passkey/begin", {"site": "inconnu"})).status_code == 404


async def test_a_removed_passkey_opens_nothing(scene: Scene) -> None:
    key, browser = await made(scene), Browser(scene)
    await browser.come_in_by_link()
    id = await scene.database.fetchval("select id from agent_passkeys")
    assert (await browser.send(f"/console/account/passkeys/{id}/remove")).status_code == 303
    other = Browser(scene)
    assert (await shown(other, key.prove(await begun(other)))).status_code == 403


@pytest.mark.parametrize(
    "credential", [{}, {"rawId": 1}, {"rawId": "!"}, {"rawId": "AAAA", "response": 3}, {"rawId": "AAAA", "response": {"a": []}}]
)
async def test_what_is_no_proof_at_all_is_refused_calmly(scene: Scene, credential: dict[str, Any]) -> None:
    await made(scene)
    browser = Browser(scene)
    await begun(browser)
    assert (await shown(browser, credential)).status_code == 403
    await browser.come_in_by_link()
    await browser.post("/console/account/passkeys/begin", {})
    assert (await browser.post("/console/account/passkeys", {"credential": credential})).status_code == 403


async def test_a_proof_from_another_page_is_refused(scene: Scene) -> None:
    key, browser = await made(scene), Browser(scene)
    proof = key.prove(await begun(browser))
    for origin in ("https://ailleurs.example", "null"):
        answer = await scene.http.post(
            f"{scene.origin}/console/login/passkey",
            json={"credential": proof},
            headers={"Origin": origin, "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())},
        )
        assert answer.status_code == 403 and "Set-Cookie" not in answer.headers


async def test_only_the_page_of_the_ways_in_may_ask_for_a_passkey(scene: Scene) -> None:
    browser = Browser(scene)
    await browser.come_in_by_link()
    for path, may in (("/console/login", True), ("/console/account", False), ("/console", False), (f"/panel?site={SITE}", False)):
        policy = (await browser.look(path)).headers["Permissions-Policy"]
        assert ("publickey-credentials-get=(self)" in policy) is may and "geolocation=()" in policy, path
