"""`parvis agent …` and `parvis oidc …`, as an administrator types them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from parvis.__main__ import main
from parvis.doors.providers import providers_of
from tests.conftest import SITE, Scene
from tests.doors.browser import Browser

EMAIL = "agent@valombre.example"


class Typist:
    """Types commands against the test's own database."""

    def __init__(self, scene: Scene, capsys: pytest.CaptureFixture[str], environment: pytest.MonkeyPatch, secrets: Path) -> None:
        self._capsys = capsys
        environment.setenv("DATABASE_URL", scene.database.url)
        environment.setenv("PARVIS_PUBLIC_URL", scene.origin)
        environment.setenv("PARVIS_SECRETS", str(secrets))
        (secrets / "portail").write_text("secret-of-the-tests")

    async def types(self, command: str, *more: str) -> str:
        """What it prints; or the sentence it ends with."""
        try:
            await asyncio.to_thread(main, [*command.split(), "--site", SITE, *more])
        except SystemExit as ended:
            return str(ended.code)
        return self._capsys.readouterr().out


@pytest.fixture
def typist(
    scene: Scene, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Typist:  # fmt: skip
    return Typist(scene, capsys, monkeypatch, tmp_path)


async def test_a_new_link_is_printed_and_opens(scene: Scene, typist: Typist) -> None:
    printed = await typist.types("agent link", "--email", EMAIL.upper())
    assert printed.startswith(f"{scene.origin}/console/login/pl_")
    browser = Browser(scene)
    await browser.send("/console/login", {"token": printed.strip().rpartition("/")[2]})
    assert await browser.is_in()
    listed = await typist.types("agent list")
    assert listed.startswith(f"{EMAIL}  agent  Agent Démo, Service des passeports  (1 open sessions, last here 20")


async def test_adding_again_keeps_the_role_and_the_address_in_any_case(scene: Scene, typist: Typist) -> None:
    assert await typist.types("agent role", "--email", EMAIL, "supervisor") == ""
    await typist.types("agent add", "--email", "Agent@Valombre.example", "--name", "Agent Bis", "--service", "Passeports")
    assert [tuple(row) for row in await scene.database.fetch("select name, email, role from agents")] == [
        ("Agent Bis", EMAIL, "supervisor")
    ]


async def test_revoking_ends_sessions_links_and_tokens(scene: Scene, typist: Typist) -> None:
    browser = Browser(scene)
    await browser.come_in_by_link()
    await scene.must(200, "GET", "/agent/queue", scene.agent)
    assert (await typist.types("agent revoke", "--email", EMAIL)).startswith("2 ended")
    assert not await browser.is_in()
    await scene.must(401, "GET", "/agent/queue", scene.agent)


async def test_removing_takes_the_agent_and_spares_the_last_administrator(scene: Scene, typist: Typist) -> None:
    await typist.types("agent role", "--email", EMAIL, "administrator")
    assert await typist.types("agent remove", "--email", EMAIL) == "parvis: a site keeps one administrator at least."
    await typist.types(
        "agent add", "--email", "deux@valombre.example", "--name", "Deux", "--service", "S", "--role", "administrator"
    )
    assert await typist.types("agent remove", "--email", EMAIL) == ""
    assert "no agent of" in await typist.types("agent revoke", "--email", EMAIL)


ADD = ("--name", "portail", "--issuer", "https://portail.example/api/v2", "--client-id", "parvis")


async def test_a_provider_is_added_changed_listed_and_removed(scene: Scene, typist: Typist) -> None:
    printed = await typist.types("oidc add", *ADD, "--label", "Portail Agent", "--no-pkce", "--signed-userinfo", "--amr", "mfa")
    assert f"{scene.origin}/console/login/oidc" in printed and f"{scene.origin}/console\n" in printed
    (known,) = await providers_of(scene.database, scene.site)
    assert (known.label, known.pkce, known.signed_userinfo, known.amr, known.vouches) == (
        "Portail Agent",
        False,
        True,
        ("mfa",),
        False,
    )
    await typist.types("oidc add", *ADD, "--scope", "openid given_name usual_name email uid siret idp_id")
    (known,) = await providers_of(scene.database, scene.site)
    assert known.pkce and len(known.scopes) == 7
    assert "https://portail.example/api/v2" in await typist.types("oidc list")
    assert await typist.types("oidc remove", "--name", "portail") == ""
    assert await typist.types("oidc remove", "--name", "portail") == f"parvis: “{SITE}” has no provider “portail”."


@pytest.mark.parametrize(
    "change",
    [
        {"--issuer": "http://portail.example"}, {"--issuer": "https://portail.example?x"}, {"--issuer": "portail"},
        {"--name": "Portail"}, {"--secret": "../etc/passwd"}, {"--secret": "absent"}, {"--scope": "email"},
    ],
    ids=str,
)  # fmt: skip
async def test_a_provider_that_cannot_be_trusted_is_not_added(scene: Scene, typist: Typist, change: dict[str, str]) -> None:
    said: Any = dict(zip(ADD[::2], ADD[1::2], strict=True)) | {"--secret": "portail"} | change
    answer = await typist.types("oidc add", *(word for pair in said.items() for word in pair))
    assert answer.startswith("parvis: ") and not await providers_of(scene.database, scene.site)
