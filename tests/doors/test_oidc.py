"""A provider says who somebody is, and we believe it only when everything holds. The provider is a real one (oidc-provider)."""

from __future__ import annotations

import html
import json
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import urlencode

import pytest

from parvis.doors.providers import Provider, add_provider
from tests.conftest import SITE, Scene, cast
from tests.doors.browser import Browser, says
from tests.doors.conftest import Portal, parameters


async def test_an_agent_comes_in_by_her_provider(scene: Scene, portal: Portal) -> None:
    browser = Browser(scene)
    ways = await browser.look("/console/login")
    assert says(ways, "Portail Agent") and f"/console/login/oidc/{SITE}/portail" in ways.text
    answer = await portal.come_in(browser)
    assert answer.status_code == 200, answer.text
    assert '<meta http-equiv="refresh" content="0; url=/console">' in answer.text, "the strict cookie starts on our own page"
    assert await browser.is_in() and list(browser.cookies) == ["__Host-parvis"]
    assert says(await browser.look("/console/account"), "par un fournisseur d’identité")


async def test_nothing_is_sent_that_the_provider_need_not_know(scene: Scene, portal: Portal) -> None:
    await portal.come_in(Browser(scene))
    asked = await portal.asked()
    assert set(asked) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
    }  # fmt: skip
    assert asked["response_type"] == "code" and asked["scope"] == "openid email" and asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{scene.origin}/console/login/oidc"
    assert len(asked["state"]) >= 32 and len(asked["nonce"]) >= 32 and asked["state"] != asked["nonce"]


async def test_proof_of_the_key_is_a_switch_and_amr_travels_in_claims(scene: Scene, portal: Portal) -> None:
    await portal.know(pkce=False, amr=("mfa", "pop"), scopes=("openid", "email", "siret"))
    browser = Browser(scene)
    assert (await portal.come_in(browser)).status_code == 200 and await browser.is_in()
    asked = await portal.asked()
    assert set(asked) == {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "claims"}
    assert json.loads(asked["claims"]) == {"id_token": {"amr": {"essential": True}}}
    assert asked["scope"] == "openid email siret"


async def test_who_was_not_proved_as_required_stays_outside(scene: Scene, portal: Portal) -> None:
    await portal.know(amr=("mfa",))
    await portal.person(email="agent@valombre.example", amr="pwd")
    browser = Browser(scene)
    assert (await portal.come_in(browser)).status_code == 403 and not await browser.is_in()


async def test_signed_userinfo_is_verified(scene: Scene, portal: Portal) -> None:
    await portal.know(client_id="signed", signed_userinfo=True)
    browser = Browser(scene)
    assert (await portal.come_in(browser)).status_code == 200 and await browser.is_in()


async def test_a_provider_that_wants_the_secret_in_the_body_gets_it_there(scene: Scene, portal: Portal) -> None:
    await portal.come_in(Browser(scene))
    await portal.spoil("post-only")
    assert (await portal.come_in(Browser(scene))).status_code == 200
    assert (await portal.ask("/sent")).json() == ["header", "body"]


SPOILT = {
    "unsigned": "UnsupportedAlgorithm",
    "client-secret": "UnsupportedAlgorithm",
    "other-key": "BadSignature",
    "nonce": "nonce",
    "no-nonce": "nonce",
    "expired": "ExpiredToken",
    "audience": "aud",
    "audiences": "azp",
    "issuer": "iss",
    "at-hash": "at_hash",
    "userinfo-key": "BadSignature",
    "userinfo-unsigned": "UnsupportedAlgorithm",
    "userinfo-sub": "another person",
    "userinfo-audience": "somebody else",
    "userinfo-issuer": "somebody else",
    "userinfo-plain": "unsigned userinfo",
}
"""What is wrong with an answer, and what the log says of it: refused for that, and not by chance for something else."""


@pytest.mark.parametrize("how", SPOILT)
async def test_what_is_no_proof_opens_nothing(
    scene: Scene, portal: Portal, how: str, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    await portal.know(client_id="signed", signed_userinfo=True)
    browser = Browser(scene)
    await portal.spoil(how)
    answer = await portal.come_in(browser)
    assert answer.status_code == 403 and says(answer, "n’a pas abouti"), answer.text
    assert SPOILT[how] in caplog.text and "agent@" not in caplog.text
    assert "__Host-parvis" not in browser.cookies and not await browser.is_in()
    assert await scene.database.fetchval("select count(*) from agent_keys where use = 'session'") == 0
    await portal.spoil("")
    assert (await portal.come_in(browser)).status_code == 200, "the same, unspoilt, opens"


async def test_an_answer_to_another_state_opens_nothing(scene: Scene, portal: Portal) -> None:
    browser = Browser(scene)
    back = parameters(await portal.visit(browser))
    wrong = await browser.look("/console/login/oidc?" + urlencode({**back, "state": "x" * 43}))
    assert wrong.status_code == 403 and not await browser.is_in()


async def test_an_answer_counts_once_and_in_the_browser_that_asked(scene: Scene, portal: Portal) -> None:
    victim, attacker = Browser(scene), Browser(scene)
    back = await portal.visit(attacker)
    assert (await victim.look(back)).status_code == 410, "a link to somebody else's answer signs nobody in"
    assert (await attacker.look(back)).status_code == 200
    kept = Browser(scene)
    kept.cookies = {"__Host-parvis-door": "pd_x"}
    assert (await kept.look(back)).status_code == 410


@pytest.mark.parametrize("change", [{"iss": "https://ailleurs.example"}, {"iss": ""}, {"error": "access_denied"}, {"code": "x"}])
async def test_an_answer_that_was_changed_opens_nothing(scene: Scene, portal: Portal, change: dict[str, str]) -> None:
    browser = Browser(scene)
    back = parameters(await portal.visit(browser))
    answer = await browser.look("/console/login/oidc?" + urlencode({**back, **change}))
    assert answer.status_code == 403 and not await browser.is_in()


@pytest.mark.parametrize("query", ["", "?state=a&state=b", "?code=%00&state=x", "?" + "a=1&" * 30])
async def test_a_strange_answer_is_refused_calmly(scene: Scene, portal: Portal, query: str) -> None:
    browser = Browser(scene)
    await portal.visit(browser)
    assert (await browser.look("/console/login/oidc" + query)).status_code == 403


@pytest.mark.parametrize("how", ["discovery-issuer", "discovery-elsewhere", "away"])
async def test_a_provider_that_is_away_or_describes_another_is_said_to_be_away(scene: Scene, portal: Portal, how: str) -> None:
    await portal.spoil(how)
    answer = await Browser(scene).look(f"/console/login/oidc/{SITE}/portail")
    assert answer.status_code == 502 and says(answer, "Portail Agent ne répond pas")


async def test_nobody_becomes_an_agent_by_coming_in(scene: Scene, portal: Portal) -> None:
    await portal.person(email="inconnue@valombre.example")
    browser = Browser(scene)
    answer = await portal.come_in(browser)
    assert answer.status_code == 403 and says(answer, "aucun agent d’ici") and not await browser.is_in()
    assert await scene.database.fetchval("select count(*) from agents") == 1


async def test_an_address_that_nobody_verified_is_nobodys_unless_the_provider_vouches_for_all(
    scene: Scene, portal: Portal
) -> None:  # fmt: skip
    await portal.person(email="AGENT@valombre.example", verified="false")
    browser = Browser(scene)
    assert (await portal.come_in(browser)).status_code == 403 and not await browser.is_in()
    await portal.know(vouches=True)
    assert (await portal.come_in(browser)).status_code == 200 and await browser.is_in()


async def test_a_provider_of_one_site_opens_no_other(scene: Scene, portal: Portal) -> None:
    await cast(scene.database, "ailleurs", "https://ailleurs.example")
    assert (await Browser(scene).look("/console/login/oidc/ailleurs/portail")).status_code == 404
    browser = Browser(scene)
    await portal.come_in(browser)
    assert json.loads((await browser.look("/api/v1/agent/me")).text)["site"] == SITE


async def test_leaving_leads_to_the_providers_way_out(scene: Scene, portal: Portal) -> None:
    browser = Browser(scene)
    await portal.come_in(browser)
    answer = await browser.send("/console/logout")
    assert answer.status_code == 200 and not await browser.is_in()
    found = re.search(r'content="0; url=([^"]+)"', answer.text)
    assert found
    to = html.unescape(found[1])
    said = parameters(to)
    assert to.startswith(f"{portal.issuer}/session/end?")
    assert set(said) == {"id_token_hint", "post_logout_redirect_uri", "state"} and len(said["state"]) >= 32
    assert said["post_logout_redirect_uri"] == f"{scene.origin}/console"
    assert (await scene.http.get(to)).status_code == 200, "the real provider takes the hint"
    assert await scene.database.fetchval("select count(*) from agent_keys where id_token is not null") == 0


async def test_a_missing_secret_is_the_administrators_matter(scene: Scene, portal: Portal) -> None:
    await portal.know(secret="absent")
    assert (await Browser(scene).look(f"/console/login/oidc/{SITE}/portail")).status_code == 502


async def test_the_challenge_is_the_digest_of_what_stays_here(scene: Scene, portal: Portal) -> None:
    await portal.visit(Browser(scene))
    verifier = await scene.database.fetchval("select data->>'verifier' from doorsteps")
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert (await portal.asked())["code_challenge"] == digest


async def test_no_secret_of_a_provider_is_in_the_database(scene: Scene, portal: Portal) -> None:
    await add_provider(scene.database, scene.site, Provider("autre", "Autre", "https://autre.example", "x", "autre"))
    await portal.come_in(Browser(scene))
    dump = [
        str(tuple(row))
        for table in ("oidc_providers", "doorsteps", "agent_keys")
        for row in await scene.database.fetch(f"table {table}")
    ]
    assert dump and not any("secret-of-the-tests" in row for row in dump)
