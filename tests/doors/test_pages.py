"""The ways in and the account are plain documents: French and English, nothing inline, no word of others drawn as HTML."""

from __future__ import annotations

import re

import pytest

from parvis.doors.providers import Provider, add_provider
from tests.conftest import SITE, Scene, cast
from tests.doors.browser import Browser, says

HOSTILE = '"><script>alert(1)</script>'
LANGS = {"fr": ("Entrer dans la console", "Votre compte"), "en": ("Enter the console", "Your account")}


@pytest.mark.parametrize("lang", LANGS)
async def test_every_page_is_whole_in_both_languages(scene: Scene, lang: str) -> None:
    await scene.database.execute("update agents set name = $1, service = $1", HOSTILE)
    await add_provider(scene.database, scene.site, Provider("autre", HOSTILE, "https://autre.example", "x", "autre"))
    browser = Browser(scene)
    await browser.come_in_by_link()
    await browser.set_up_codes()
    pages = [
        await browser.look(path, **{"Accept-Language": lang})
        for path in ("/console/login", f"/console/login/password?site={SITE}", "/console/account", "/console/account/totp")
    ]
    pages.append(await browser.send("/console/login/password", {"site": SITE, "email": HOSTILE, "password": HOSTILE}))
    for page in pages:
        assert "<script>" not in page.text and "style=" not in page.text and "<style" not in page.text, page.url
        assert page.headers["Cache-Control"] == "no-store" and page.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert "trusted-types 'none'" in page.headers["Content-Security-Policy"]
    assert all(f'<html lang="{lang}">' in page.text for page in pages[:4])
    assert says(pages[0], LANGS[lang][0]) and says(pages[2], LANGS[lang][1])


async def test_where_there_are_several_sites_the_first_question_is_which(scene: Scene) -> None:
    await cast(scene.database, "ailleurs", "https://ailleurs.example")
    browser = Browser(scene)
    first = await browser.look("/console/login")
    assert says(first, "De quel service") and "ailleurs" not in first.text, "the sites of an instance are not listed"
    assert says(await browser.look("/console/login?site=ailleurs"), "Mot de passe et code")
    for wrong in ("inconnu", "%00", HOSTILE):
        page = await browser.look(f"/console/login?site={wrong}")
        assert page.status_code == 404 and "<script>alert" not in page.text


async def test_the_key_of_the_application_is_drawn_as_elements(scene: Scene) -> None:
    browser = Browser(scene)
    await browser.come_in_by_link()
    page = await browser.look("/console/account/totp")
    drawn = re.search(r'<svg class="qr" viewBox="0 0 (\d+) \1"[^>]*><path d="(?:M\d+ \d+h1v1h-1z)+"/></svg>', page.text)
    assert drawn and "data:" not in page.text


async def test_who_is_outside_is_shown_the_way_in(scene: Scene) -> None:
    page = await Browser(scene).look("/console")
    assert page.status_code == 401 and 'href="/console/login"' in page.text
