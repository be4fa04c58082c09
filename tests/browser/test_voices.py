"""Who speaks is told by words and shape; what an agent stands for says so, with name, service, date and source."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import Stage, Visitor

QUESTION = "Où lire le numéro sur l’ancien modèle ?"
ANSWER = "Celui de la page avec la photo."


async def _answered(stage: Stage) -> tuple[Visitor, Visitor]:
    """Camille asked and Lou answered twice; an agent has the thread open in the console."""
    camille, lou = await stage.visit(), await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await lou.open_panel()
    await lou.open_thread(QUESTION)
    await lou.reply("Une première idée.")
    await expect(camille.panel.get_by_text("Une première idée.")).to_be_visible()
    await lou.reply(ANSWER)
    await expect(camille.panel.get_by_text(ANSWER)).to_be_visible()
    agent = await stage.agent_console()
    await agent.page.get_by_role("link", name=re.compile("Où lire le numéro")).click()
    await expect(agent.page.get_by_role("article").filter(has_text=ANSWER)).to_be_visible()
    return camille, agent


async def test_an_official_answer_stands_first_and_says_who_stands_for_it(stage: Stage) -> None:
    camille, agent = await _answered(stage)
    answer = agent.page.get_by_role("article").filter(has_text=ANSWER)
    await answer.get_by_role("button", name="Rendre officielle").click()
    await answer.get_by_label(re.compile("Source")).fill("Code des passeports, article 3")
    await answer.get_by_role("button", name="Rendre officielle").click()
    await expect(answer.get_by_text("Réponse officielle")).to_be_visible()
    assert await violations(agent.page) == []

    first = camille.panel.get_by_role("log").get_by_role("article").first
    await expect(first).to_contain_text("Réponse officielle")
    await expect(first).to_contain_text(ANSWER)
    await expect(first).to_contain_text("Validé par Agent Démo, Service des passeports")
    await expect(first).to_contain_text("Source : Code des passeports, article 3")
    await camille.panel.get_by_role("button", name="Revenir aux questions").click()
    await expect(camille.panel.get_by_role("listitem").filter(has_text=QUESTION)).to_contain_text("Réponse officielle")

    await answer.get_by_role("button", name="Ne plus rendre officielle").click()
    await expect(camille.panel.get_by_role("listitem").filter(has_text=QUESTION)).not_to_contain_text("Réponse officielle")


async def test_an_agent_pins_and_closes_a_question(stage: Stage) -> None:
    camille, agent = await _answered(stage)
    await agent.page.get_by_role("button", name="Épingler", exact=True).click()
    await expect(agent.page.get_by_role("button", name="Ne plus épingler")).to_be_visible()
    await agent.page.get_by_role("button", name="Clore").click()
    await expect(agent.page.get_by_text("Cette discussion est close.")).to_be_visible()
    await expect(camille.panel.get_by_text("Cette discussion est close.")).to_be_visible()
    await camille.panel.get_by_role("button", name="Revenir aux questions").click()
    first = camille.panel.get_by_role("region", name="À la une")
    await expect(first.get_by_text("Épinglée")).to_be_visible()
    await agent.page.get_by_role("button", name="Ne plus épingler").click()
    await expect(first).to_have_count(0)
    await agent.page.get_by_role("button", name="Rouvrir").click()
    await expect(agent.page.get_by_text("Cette discussion est close.")).to_have_count(0)
