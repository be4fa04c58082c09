"""The service's word on a page, how long it took others, and who one is here, as people see them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.async_api import expect

from tests.browser.axe import frame_of, violations
from tests.browser.conftest import Stage, Visitor

QUESTION = "Où lire le numéro sur l’ancien modèle ?"


async def _agent_on(stage: Stage, question: str) -> Visitor:
    agent = await stage.agent_console()
    await agent.page.get_by_role("link", name=question).click()
    await expect(agent.page.get_by_role("button", name="Écrire une note")).to_be_visible()
    return agent


async def test_a_note_is_written_in_the_console_and_stands_first_with_its_comments(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await camille.panel.get_by_role("button", name="Revenir aux questions").click()
    agent = await _agent_on(stage, QUESTION)
    await agent.page.get_by_role("button", name="Écrire une note").click()
    form = agent.page.get_by_role("form", name="Écrire une note")
    await form.get_by_label("Titre").fill("Délai actuel : cinq semaines")
    await form.get_by_label("Texte").fill("Le passeport arrive au guichet choisi.")
    assert await violations(agent.page) == []
    await form.get_by_role("button", name=re.compile("Publier")).click()
    await expect(form).to_have_count(0)

    first = camille.panel.get_by_role("region", name="À la une")
    await expect(first.get_by_role("article")).to_contain_text("Note du service")
    await expect(first.get_by_role("article")).to_contain_text("Délai actuel : cinq semaines")
    await expect(first.get_by_role("article")).to_contain_text("Agent Démo · Service des passeports")
    assert await violations(frame_of(camille.page)) == []
    await first.get_by_role("button", name="Délai actuel").click()
    await camille.reply("Merci de prévenir.")
    await expect(camille.panel.get_by_role("log").get_by_text("Merci de prévenir.")).to_be_visible()
    lou = await stage.visit()
    await lou.open_panel()
    note = lou.panel.get_by_role("region", name="À la une").get_by_role("article")
    await expect(note).to_contain_text("Le passeport arrive au guichet choisi.")
    await expect(note).to_contain_text("1 commentaire")


async def test_delays_that_people_tell_become_a_median(stage: Stage) -> None:
    for number, days in enumerate((10, 12, 20)):
        visitor = await stage.visit()
        await visitor.open_panel()
        await visitor.panel.get_by_role("tab", name="Échanges").click()
        delays = visitor.panel.get_by_role("region", name="Délais constatés")
        await delays.get_by_role("button", name="Donner mon délai").click()
        await delays.get_by_role("button", name="Publier mon témoignage").click()
        await expect(delays.get_by_role("alert").filter(has_text="Indiquez le lieu")).to_be_visible()
        await delays.get_by_label(re.compile("Lieu")).fill("Guichet de Fontclaire")
        await delays.get_by_label("Nombre de jours").fill(str(days))
        await delays.get_by_label("Mois de réception").fill(f"{date.today():%Y-%m}")
        if number == 0:
            assert await violations(frame_of(visitor.page)) == []
        await delays.get_by_role("button", name="Publier mon témoignage").click()
        await expect(delays.get_by_text(f"Reçu en {days} jours, Guichet de Fontclaire")).to_be_visible()
        await expect(delays.get_by_role("button", name="Donner mon délai")).to_be_focused()
    await expect(delays.get_by_text("Délai médian : 12 jours")).to_be_visible()
    await delays.get_by_role("button", name="Lire les témoignages").click()
    await expect(visitor.panel.get_by_role("article").filter(has_text="20 jours")).to_be_visible()


async def test_one_reads_who_one_is_here_and_by_which_rule_one_becomes_a_helper(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await camille.panel.get_by_role("button", name="Mon rôle ici").click()
    await expect(camille.panel.get_by_text("Ici vous êtes : Citoyen.")).to_be_visible()
    await expect(camille.panel.get_by_text("On devient aidant avec 5 mercis et 2 réponses retenues.")).to_be_visible()
    assert await violations(frame_of(camille.page)) == []


@pytest.mark.parametrize(("width", "scheme", "locale"), [(1280, "light", "fr-FR"), (320, "dark", "en-GB")])
async def test_everything_is_read_asked_and_answered_without_a_script(stage: Stage, width: int, scheme: str, locale: str) -> None:
    """By the plain link of `<noscript>`: it knows the form by where the reader comes from."""
    reader = await stage.visit(
        java_script_enabled=False, viewport={"width": width, "height": 800}, color_scheme=scheme, locale=locale
    )
    page = reader.page
    await page.get_by_role("link", name=re.compile("Entraide|Questions")).first.click()
    await page.get_by_label(re.compile("Votre question|Your question")).fill(QUESTION)
    await page.get_by_role("button", name=re.compile("Publier la question|Publish the question")).click()
    await expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    await page.get_by_role("textbox", name=re.compile("Votre réponse|Your reply")).fill("Je l’ai trouvé : en haut à droite.")
    await page.get_by_role("button", name=re.compile("Publier la réponse|Publish the reply")).click()
    await expect(page.get_by_text("Je l’ai trouvé : en haut à droite.")).to_be_visible()
    for address in (page.url.partition("#")[0], f"{stage.service.origin}/p?site=demo"):
        with_script = await stage.visit(address, viewport={"width": width, "height": 800}, color_scheme=scheme, locale=locale)
        assert await violations(with_script.page) == []
        assert await with_script.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    lou = await stage.visit()
    await lou.open_panel()
    await lou.open_thread(QUESTION)
    await expect(lou.panel.get_by_text("Je l’ai trouvé : en haut à droite.")).to_be_visible()
