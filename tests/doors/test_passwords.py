"""A password opens nothing alone; both halves are tried a few times only; and nobody learns who is an agent here."""

from __future__ import annotations

import asyncio
import time

import pyotp
import pytest
from starlette.requests import Request

from parvis.domain.problems import PasswordWeak
from parvis.doors import passwords, rules
from parvis.web.network import network_of
from tests.conftest import SITE, Scene, cast
from tests.doors.browser import PASSWORD, Browser, says

EMAIL = "agent@valombre.example"


async def prepared(scene: Scene) -> tuple[Browser, pyotp.TOTP]:
    """The agent came in by a link, has her application, and chose a password."""
    browser = Browser(scene)
    await browser.come_in_by_link()
    totp = await browser.set_up_codes()
    assert (await browser.send("/console/account/password", {"password": PASSWORD})).status_code == 303
    await time_goes_on(scene)
    return browser, totp


async def time_goes_on(scene: Scene) -> None:
    """The half minute of the last code is over."""
    await scene.database.execute("update agent_totps set step = 0")


async def at_the_code(scene: Scene) -> Browser:
    browser = Browser(scene)
    answer = await browser.try_password()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/login/totp"), answer.text
    assert not await browser.is_in(), "half the way is not the way"
    assert (await browser.look("/console/login/totp")).status_code == 200
    return browser


async def test_a_password_and_then_a_code_open_the_console(scene: Scene) -> None:
    _, totp = await prepared(scene)
    browser = await at_the_code(scene)
    answer = await browser.send("/console/login/totp", {"code": totp.now()})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console")
    assert await browser.is_in()
    assert list(browser.cookies) == ["__Host-parvis"], "the half way is forgotten"


async def test_the_address_is_known_in_any_case_and_a_code_with_blanks(scene: Scene) -> None:
    _, totp = await prepared(scene)
    browser = Browser(scene)
    assert (await browser.try_password(email=" Agent@Valombre.example ")).status_code == 303
    code = totp.now()
    assert (await browser.send("/console/login/totp", {"code": f" {code[:3]} {code[3:]} "})).status_code == 303


async def test_a_code_counts_once(scene: Scene) -> None:
    _, totp = await prepared(scene)
    code = totp.now()
    first, second = await at_the_code(scene), await at_the_code(scene)
    assert (await first.send("/console/login/totp", {"code": code})).status_code == 303
    assert (await second.send("/console/login/totp", {"code": code})).status_code == 403
    assert not await second.is_in()


async def test_a_code_given_many_times_at_once_counts_once(scene: Scene) -> None:
    _, totp = await prepared(scene)
    browsers = [await at_the_code(scene) for _ in range(4)]
    code = totp.now()
    answers = await asyncio.gather(*(browser.send("/console/login/totp", {"code": code}) for browser in browsers))
    assert sorted(answer.status_code for answer in answers) == [303, 403, 403, 403]


async def test_a_recovery_code_stands_for_one_code_once(scene: Scene) -> None:
    browser, _ = await prepared(scene)
    assert len(set(browser.recovery_codes)) == 10
    code = browser.recovery_codes[3]
    first, second = await at_the_code(scene), await at_the_code(scene)
    assert (await first.send("/console/login/totp", {"code": code.upper().replace("-", " ")})).status_code == 303
    assert (await second.send("/console/login/totp", {"code": code})).status_code == 403
    assert says(await first.look("/console/account"), "9 codes de secours")
    kept = await scene.database.fetch("select code_hash from agent_recovery_codes")
    assert not any(code.encode() in row["code_hash"] for row in kept)


async def test_a_new_application_ends_the_codes_of_the_one_before(scene: Scene) -> None:
    browser, old = await prepared(scene)
    recovery = browser.recovery_codes[0]
    new = await browser.set_up_codes()
    await time_goes_on(scene)
    for code in (old.now(), recovery):
        assert (await (await at_the_code(scene)).send("/console/login/totp", {"code": code})).status_code == 403
    assert (await (await at_the_code(scene)).send("/console/login/totp", {"code": new.now()})).status_code == 303


async def test_an_unknown_address_is_answered_like_a_wrong_password(scene: Scene) -> None:
    browser = Browser(scene)
    unset = await browser.try_password(email=EMAIL)  # an agent who has no password
    await prepared(scene)
    wrong, unknown = (
        await browser.try_password("autre chose que cela"),
        await browser.try_password(email="personne@valombre.example"),
    )
    assert {answer.status_code for answer in (unset, wrong, unknown)} == {403}
    assert wrong.text == unset.text == unknown.text.replace("personne@valombre.example", EMAIL)
    assert "Set-Cookie" not in wrong.headers and "autre chose" not in wrong.text


async def test_an_unknown_address_takes_as_long(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    weighed: list[str] = []
    verify = passwords._verify

    def weigh(hashed: str, password: str) -> bool:
        weighed.append(hashed)
        return verify(hashed, password)

    monkeypatch.setattr(passwords, "_verify", weigh)
    for email in (EMAIL, "personne@valombre.example"):
        await Browser(scene).try_password(email=email)
    assert len(weighed) == 2 and all(hashed.startswith("$argon2id$") for hashed in weighed)


async def test_an_agent_of_another_site_has_no_password_here(scene: Scene) -> None:
    await prepared(scene)
    await cast(scene.database, "ailleurs", "https://ailleurs.example")
    answer = await Browser(scene).send("/console/login/password", {"site": "ailleurs", "email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 403
    assert (await Browser(scene).look("/console/login/password?site=inconnu")).status_code == 404


async def test_after_ten_tries_even_the_right_password_waits(scene: Scene) -> None:
    await prepared(scene)
    answers = await asyncio.gather(*(Browser(scene).try_password(f"faux mot de passe {n}") for n in range(rules.ACCOUNT.limit)))
    assert {answer.status_code for answer in answers} == {403}
    answer = await Browser(scene).try_password(email=EMAIL.upper())
    assert answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 900 and says(answer, "Trop d’essais")
    await scene.database.execute("update door_tries set since = since - interval '16 minutes'")
    assert (await Browser(scene).try_password()).status_code == 303


async def test_an_unknown_address_is_counted_too(scene: Scene) -> None:
    for _ in range(rules.ACCOUNT.limit):
        await Browser(scene).try_password(email="personne@valombre.example")
    assert (await Browser(scene).try_password(email="personne@valombre.example")).status_code == 429
    assert (await Browser(scene).try_password()).status_code == 403, "others still may try"


async def test_codes_are_tried_a_few_times_also_with_the_password_in_between(scene: Scene) -> None:
    _, totp = await prepared(scene)
    right = totp.now()
    wrong = "000000" if right != "000000" else "111111"
    statuses = []
    for _ in range(rules.CODES.limit + 1):
        browser = await at_the_code(scene)
        statuses.append((await browser.send("/console/login/totp", {"code": wrong})).status_code)
    assert statuses == [403] * rules.CODES.limit + [429]
    assert (await browser.send("/console/login/totp", {"code": right})).status_code == 429


async def test_a_network_that_tries_every_account_waits(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "NETWORK", rules.Gate(3))
    for n in range(3):
        assert (await Browser(scene).try_password(email=f"agent{n}@valombre.example")).status_code == 403
    assert (await Browser(scene).try_password(email="agent9@valombre.example")).status_code == 429


async def test_ways_that_are_begun_and_never_ended_are_bounded(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BEGINNINGS", rules.Gate(3))
    answers = [await Browser(scene).post("/console/login/passkey/begin", {"site": SITE}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json()["code"] == "too-many-tries" and answers[3].headers["Retry-After"]


def test_behind_proxies_the_network_is_what_the_outermost_of_ours_saw() -> None:
    def seen(*forwarded: str, proxies: int) -> str:
        headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
        return network_of(Request({"type": "http", "headers": headers, "client": ("192.0.2.1", 1)}), proxies)

    assert seen("203.0.113.9", proxies=0) == "192.0.2.1", "anybody can write that header"
    assert seen("203.0.113.9, 198.51.100.7", proxies=1) == "198.51.100.7"
    assert seen("203.0.113.9, 198.51.100.7", "10.0.0.1", proxies=2) == "198.51.100.7"
    assert seen("10.0.0.1", proxies=2) == "192.0.2.1" and seen(proxies=1) == "192.0.2.1"


async def test_the_half_way_is_over_after_ten_minutes_and_opens_nothing_elsewhere(scene: Scene) -> None:
    _, totp = await prepared(scene)
    browser = await at_the_code(scene)
    stranger = Browser(scene)
    assert (await stranger.send("/console/login/totp", {"code": totp.now()})).status_code == 410
    await scene.database.execute("update doorsteps set expires_at = now()")
    assert (await browser.send("/console/login/totp", {"code": totp.now()})).status_code == 410
    assert (await browser.look("/console/login/totp")).status_code == 410


@pytest.mark.parametrize("origin", ["https://ailleurs.example", "null"])
async def test_a_form_from_elsewhere_is_refused(scene: Scene, origin: str) -> None:
    browser, totp = await prepared(scene)
    half = await at_the_code(scene)
    form = {"site": SITE, "email": EMAIL, "password": PASSWORD}
    assert (await browser.send("/console/login/password", form, Origin=origin)).status_code == 403
    assert (await half.send("/console/login/totp", {"code": totp.now()}, Origin=origin)).status_code == 403
    for path in ("/password", "/totp", "/totp/remove", "/sessions/others/end"):
        assert (await browser.send(f"/console/account{path}", {"password": "x", "code": "1"}, Origin=origin)).status_code == 403
    assert await scene.database.fetchval("select count(*) from agent_passwords") == 1


async def test_no_password_without_an_application_for_codes(scene: Scene) -> None:
    browser = Browser(scene)
    await browser.come_in_by_link()
    assert (await browser.send("/console/account/password", {"password": PASSWORD})).status_code == 409
    await browser.set_up_codes()
    assert (await browser.send("/console/account/password", {"password": PASSWORD})).status_code == 303
    assert (await browser.send("/console/account/totp/remove")).status_code == 303
    assert await scene.database.fetchval("select count(*) from agent_passwords") == 0, "it would open alone"


async def test_changing_the_password_takes_the_old_one_and_ends_other_sessions(scene: Scene) -> None:
    old, totp = await prepared(scene)
    browser = await at_the_code(scene)
    await browser.send("/console/login/totp", {"code": totp.now()})
    new = "girafe violon escalier mousse"
    refused = await browser.send("/console/account/password", {"password": new, "current": "pas celui-là du tout"})
    assert refused.status_code == 403 and await old.is_in()
    assert (await browser.send("/console/account/password", {"password": new, "current": PASSWORD})).status_code == 303
    assert await browser.is_in() and not await old.is_in()
    assert (await Browser(scene).try_password()).status_code == 403
    assert (await Browser(scene).try_password(new)).status_code == 303


async def test_a_forgotten_password_is_replaced_by_who_came_in_by_a_link(scene: Scene) -> None:
    await prepared(scene)
    browser = Browser(scene)
    await browser.come_in_by_link()
    assert 'id="current"' not in (await browser.look("/console/account")).text
    assert (await browser.send("/console/account/password", {"password": "girafe violon escalier mousse"})).status_code == 303


@pytest.mark.parametrize(
    "password",
    ["court", "motdepasse12", "password1234", "azertyuiop123", "aaaaaaaaaaaaaaaa", "agentvalombre1", "passeports2026", "a" * 201],
)
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordWeak):
        rules.check_password(password, ("Agent Démo", "Service des passeports", EMAIL))


@pytest.mark.parametrize("password", [PASSWORD, "Tr0mb1ne-Zigzag-77", "ñandú über façade кот", "x7#kQ9!vLm2$"])
def test_a_good_password_is_taken(password: str) -> None:
    assert rules.check_password(password, ("Agent Démo",)) == password


def test_a_very_long_password_is_weighed_in_no_time() -> None:
    began = time.perf_counter()
    rules.check_password("correct horse battery " * 9, ())
    assert time.perf_counter() - began < 5


async def test_the_secrets_are_kept_nowhere_in_clear(scene: Scene) -> None:
    await prepared(scene)
    row = await scene.database.fetchrow("select * from agent_passwords")
    assert row is not None and row["hash"].startswith("$argon2id$v=19$m=65536") and PASSWORD not in str(row)
