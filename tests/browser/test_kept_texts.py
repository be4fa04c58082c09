"""What is typed outlives the view in which it was typed: an edit, a testimony, a note, a step."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.conftest import Stage

QUESTION = "Où lire le numéro sur l’ancien modèle ?"


async def test_an_edit_that_is_left_waits_for_its_author(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION, "Le mien date de 2014.")
    asked = camille.panel.get_by_role("article").first
    edit, text = asked.get_by_role("button", name="Modifier"), asked.get_by_label("Modifier votre message")
    await edit.click()
    await text.fill("Le mien date de 2014, page 2.")
    await text.press("Escape")
    await expect(edit).to_be_focused()
    await edit.click()
    await expect(text).to_have_value("Le mien date de 2014, page 2.")
    await camille.panel.get_by_role("button", name="Revenir aux questions").click()
    await camille.open_thread(QUESTION)
    await edit.click()
    await expect(text).to_have_value("Le mien date de 2014, page 2.")
    await asked.get_by_role("button", name="Annuler").click()
    await edit.click()
    await expect(text).to_have_value("Le mien date de 2014.")


async def test_a_testimony_that_is_left_for_another_room_waits_there(stage: Stage) -> None:
    lou = await stage.visit()
    await lou.open_panel()
    tab = lou.panel.get_by_role("tab", name="Échanges")
    await tab.click()
    await lou.panel.get_by_role("button", name="Donner mon délai").click()
    place = lou.panel.get_by_label("Lieu")
    await expect(place).to_be_focused()
    await place.fill("Guichet de Fontclaire")
    await lou.panel.get_by_label("Nombre de jours").fill("12")
    await lou.panel.get_by_role("tab", name="Questions").click()
    await tab.click()
    await lou.panel.get_by_role("button", name="Donner mon délai").click()
    await expect(place).to_have_value("Guichet de Fontclaire")
    await expect(lou.panel.get_by_label("Nombre de jours")).to_have_value("12")


async def test_a_note_and_a_step_that_an_agent_leaves_wait_for_her(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await camille.reply("En haut à droite.")
    await camille.panel.get_by_role("button", name="Revenir aux questions").click()
    await camille.ask("Et sur le nouveau ?")
    page = (await stage.agent_console()).page
    await page.get_by_role("link", name=QUESTION).click()
    opener = page.get_by_role("button", name="Écrire une note")
    await opener.click()
    note = page.get_by_role("form", name="Écrire une note")
    await note.get_by_label("Titre").fill("Délai actuel : cinq semaines")
    await note.get_by_label("Titre").press("Escape")
    await expect(opener).to_be_focused()
    await page.get_by_role("button", name="Mettre dans le guide").click()
    await page.locator("#step-body").fill("En haut, à droite.")
    await page.get_by_role("link", name="Et sur le nouveau ?").click()
    await expect(page.get_by_role("heading", name="Et sur le nouveau ?")).to_be_visible()
    await page.get_by_role("link", name=QUESTION).click()
    await page.get_by_role("button", name="Mettre dans le guide").click()
    await expect(page.locator("#step-body")).to_have_value("En haut, à droite.")
    await opener.click()
    await expect(note.get_by_label("Titre")).to_have_value("Délai actuel : cinq semaines")
