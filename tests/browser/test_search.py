"""Questions like the one being typed, and search: what was answered already is found before it is asked again."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import Stage, Visitor

PHOTO = "Ma photo est refusée sans explication"
HOURS = "Où mettre les heures supplémentaires ?"


async def _told(stage: Stage) -> None:
    """A question on the passport page, another on the tax page."""
    for path, title, details in (
        ("/passeport/", PHOTO, "Il faut un fond uni."),
        ("/impots/", HOURS, "Mon bulletin donne un total."),
    ):
        visitor = await stage.visit(path)
        await visitor.open_panel()
        await visitor.ask(title, details)
        await expect(visitor.panel.get_by_role("heading", name=title)).to_be_visible()
        await expect(visitor.panel.get_by_text("Envoi", exact=False)).to_have_count(0)


async def _type(visitor: Visitor, text: str, label: str = "Posez votre question") -> None:
    await visitor.panel.get_by_role("textbox", name=label).press_sequentially(text)


async def test_similar_questions_appear_while_one_is_typed_and_what_was_typed_stays(stage: Stage) -> None:
    await _told(stage)
    visitor = await stage.visit()
    await visitor.open_panel()
    await _type(visitor, "pho")
    near = visitor.panel.get_by_role("region", name="Questions proches")
    await expect(near.get_by_role("button", name=PHOTO)).to_be_visible()
    await expect(near).to_contain_text("Il faut un fond uni.")
    assert await violations(visitor.page) == []
    await near.get_by_role("button", name=PHOTO).click()
    await expect(visitor.panel.get_by_role("heading", name=PHOTO)).to_be_visible()
    await visitor.panel.get_by_role("button", name="Revenir aux questions").click()
    await expect(visitor.panel.get_by_role("textbox", name="Posez votre question")).to_have_value("pho")


async def test_a_search_over_the_page_then_the_whole_site_needs_no_account(stage: Stage) -> None:
    await _told(stage)
    visitor = await stage.visit()
    await visitor.open_panel()
    await _type(visitor, "heure suplémentaire")
    await visitor.panel.get_by_role("button", name=re.compile("^Chercher «")).click()
    search = visitor.panel.get_by_role("region", name="Chercher")
    await expect(search.get_by_text("Aucun résultat.")).to_be_visible()
    await search.get_by_role("button", name="Tout le site").click()
    await expect(search.get_by_role("button", name=HOURS)).to_be_visible()
    await expect(search.get_by_role("listitem")).to_contain_text("Mon bulletin donne un total.")
    assert await violations(visitor.page) == []
    await search.get_by_role("button", name=HOURS).click()
    await expect(visitor.panel.get_by_role("heading", name=HOURS)).to_be_visible()
    await visitor.panel.get_by_role("button", name="Revenir aux questions").click()
    await expect(search.get_by_role("button", name=HOURS)).to_be_visible()
    await search.get_by_role("button", name="Revenir à ma question").click()
    await expect(visitor.panel.get_by_role("textbox", name="Posez votre question")).to_have_value("heure suplémentaire")
    assert not any("POST" in request and "/visitors" in request for request in visitor.requests)


async def test_search_in_english(stage: Stage) -> None:
    await _told(stage)
    visitor = await stage.visit(locale="en-GB")
    await visitor.open_panel()
    box = visitor.panel.get_by_role("textbox", name=re.compile("Ask your question|Posez votre question"))
    await box.press_sequentially("photos")
    await expect(visitor.panel.get_by_role("button", name=PHOTO).first).to_be_visible()
