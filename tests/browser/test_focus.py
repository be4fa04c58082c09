"""After an act the focus is where one goes on from: on what opened it, on what took its place, never at the top of the page."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.conftest import Stage

QUESTION = "Où lire le numéro sur l’ancien modèle ?"


async def test_what_is_cancelled_gives_the_focus_back(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    line = camille.panel.get_by_role("textbox", name="Posez votre question")
    send = camille.panel.get_by_role("button", name="Poser la question")
    await line.click()
    await camille.panel.get_by_role("button", name="Annuler").click()
    await expect(line).to_be_focused()
    await expect(send).to_have_count(0)
    await line.press_sequentially("O")
    await expect(send).to_be_visible()

    await camille.ask(QUESTION)
    forget = camille.panel.get_by_role("button", name="Ne laisser aucune trace")
    await forget.click()
    await camille.panel.get_by_role("group", name=re.compile("Oublier")).get_by_role("button", name="Annuler").click()
    await expect(forget).to_be_focused()
    await forget.press("Enter")
    await camille.panel.get_by_role("button", name="Oublier").click()
    await expect(camille.panel.locator(".foot p")).to_be_focused()


async def test_a_question_that_is_withdrawn_says_so_where_it_stood_and_its_place_is_the_room(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await camille.panel.get_by_role("button", name="Retirer").click()
    await camille.panel.get_by_role("button", name="Oui, retirer").click()
    await expect(camille.panel.get_by_role("heading", name="Question retirée par son auteur")).to_be_focused()
    await camille.panel.get_by_role("button", name="Revenir aux questions").last.click()
    await expect(camille.panel.get_by_role("tab", name="Questions")).to_be_focused()


async def test_an_official_answer_is_made_and_unmade_without_losing_ones_place(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await camille.reply("En haut à droite.")
    page = (await stage.agent_console()).page
    await page.get_by_role("link", name=QUESTION).click()
    official = page.get_by_role("button", name="Rendre officielle", exact=True)
    await official.click()
    await page.get_by_role("button", name="Annuler").click()
    await expect(official).to_be_focused()
    await official.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Ne plus rendre officielle")).to_be_focused()
