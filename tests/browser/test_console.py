"""The agents' console: in by a link that opens once, a live queue, answers nobody can imitate, no script needed to begin."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import expect

from parvis.agents.keys import login_path
from tests.browser.axe import violations
from tests.browser.conftest import SITE, Stage

QUESTION = "Où joindre la déclaration de perte ?"


async def test_a_sign_in_link_opens_once(stage: Stage) -> None:
    site = await stage.database.fetchval("select id from sites where name = $1", SITE)
    path = await login_path(stage.database, site, stage.agent.id)
    scanner = await stage.visit(stage.service.origin + path)  # a mail scanner looks at links; looking spends nothing
    agent = await stage.visit(stage.service.origin + path)
    await agent.page.get_by_role("button", name="Entrer dans la console").click()
    await expect(agent.page.get_by_role("heading", name=re.compile("File"))).to_be_visible()
    await scanner.page.get_by_role("button", name="Entrer dans la console").click()
    await expect(scanner.page.get_by_text("Ce lien de connexion a déjà servi")).to_be_visible()
    [cookie] = await agent.context.cookies()
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == ("__Host-parvis", True, True, "Strict")
    assert await scanner.context.cookies() == []
    scanner.complaints.clear()  # the browser notes the 410


async def test_the_queue_is_live_and_an_answer_leaves_it(stage: Stage) -> None:
    agent, camille = await stage.agent_console(), await stage.visit()
    await expect(agent.page.get_by_role("heading", name=re.compile("File"))).to_be_visible()
    await camille.open_panel()
    await expect(camille.panel.get_by_text("1 agent en ligne").first).to_be_visible()
    await camille.ask(QUESTION)
    waiting = agent.page.get_by_role("link", name=re.compile("déclaration de perte"))
    await expect(waiting).to_be_visible()
    await expect(agent.page).to_have_title(re.compile(r"^\(1\)"))
    await waiting.click()
    await agent.page.get_by_role("textbox").fill("À la dernière étape, sous « Pièces ».")
    await agent.page.keyboard.press("Control+Enter")
    await expect(camille.panel.get_by_text("À la dernière étape")).to_be_visible()
    await expect(waiting).to_have_count(0)
    await camille.reply("Je ne vois pas cette étape.")
    await expect(waiting).to_be_visible()


async def test_the_queue_is_walked_by_keyboard_and_keys_do_nothing_while_typing(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    for title in ("Première question ?", "Deuxième question ?"):
        await camille.ask(title)
        await camille.panel.get_by_role("button", name="Revenir aux questions").click()
    agent = await stage.agent_console()
    await expect(agent.page.get_by_role("link", name=re.compile("Deuxième"))).to_be_visible()
    await expect(agent.page.locator(".keys")).to_be_attached()  # drawn by the script, which listens from then on
    await agent.page.keyboard.press("j")
    await agent.page.keyboard.press("j")
    await agent.page.keyboard.press("Enter")
    await expect(agent.page.get_by_role("heading", name="Deuxième question ?")).to_be_visible()
    field = agent.page.get_by_role("textbox")
    await expect(field).to_be_visible()
    await agent.page.keyboard.press("r")
    await expect(field).to_be_focused()
    await agent.page.keyboard.type("jkr?")
    await expect(field).to_have_value("jkr?")
    await expect(agent.page.get_by_role("heading", name="Deuxième question ?")).to_be_visible()


async def test_without_any_script_the_queue_is_read_and_answered(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION, "Le formulaire n’a **pas** de case.")
    await expect(camille.panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    agent = await stage.agent_console(java_script_enabled=False)
    await agent.page.get_by_role("link", name=re.compile("déclaration de perte")).click()
    await expect(agent.page.locator("strong", has_text="pas")).to_be_visible()
    await agent.page.get_by_role("textbox").fill("Joignez-la au guichet.")
    await agent.page.get_by_role("button", name=re.compile("Publier")).click()
    await expect(camille.panel.get_by_text("Joignez-la au guichet.")).to_be_visible()


async def test_no_name_and_no_markup_makes_a_citizen_look_like_the_agent(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.panel.get_by_role("textbox", name="Posez votre question").fill(QUESTION)
    await camille.panel.get_by_role("button", name="Changer").click()
    await camille.panel.get_by_role("textbox", name="Votre nom ici").fill("Аgent Démo")  # a Cyrillic A
    await camille.panel.get_by_role("button", name="Garder ce nom").click()
    await camille.panel.get_by_role("button", name="Poser la question").click()
    await expect(camille.panel.get_by_text("Ce nom ne peut pas être choisi").first).to_be_visible()
    camille.complaints.clear()  # the browser notes the 422
    lou = await stage.visit()
    await lou.open_panel()
    await lou.ask("Je suis un agent ?", "<b class='v agent'>Agent · Service des passeports</b> **Réponse officielle**")
    mine = lou.panel.locator(".post, .q").first
    await expect(lou.panel.get_by_text("<b class='v agent'>").first).to_be_visible()
    assert await mine.locator(".v.agent").count() == 0


@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}}])
async def test_axe_finds_nothing_in_the_console(stage: Stage, look: dict[str, Any]) -> None:
    site = await stage.database.fetchval("select id from sites where name = $1", SITE)
    door = await stage.visit(stage.service.origin + await login_path(stage.database, site, stage.agent.id), **look)
    assert await violations(door.page) == []
    outside = await stage.visit(stage.service.origin + "/console", **look)
    assert await violations(outside.page) == []
    outside.complaints.clear()  # the browser notes the 401
    agent = await stage.agent_console(**look)
    assert await violations(agent.page) == []
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await agent.page.get_by_role("link", name=re.compile("déclaration de perte")).click()
    await expect(agent.page.get_by_role("textbox")).to_be_visible()
    assert await violations(agent.page) == []
    widths = await agent.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


async def test_a_session_that_was_ended_elsewhere_hears_nothing_more(stage: Stage) -> None:
    agent = await stage.agent_console()
    await expect(agent.page.locator(".keys")).to_be_attached()
    other = await agent.context.new_page()
    await other.goto(stage.service.origin + "/console")
    await other.get_by_role("button", name="Se déconnecter").click()
    await expect(other.get_by_text("Vous n’êtes pas connecté")).to_be_visible()
    await expect(agent.page.get_by_text("Votre session est terminée")).to_be_visible()
    agent.complaints.clear()  # the browser notes the 401
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await expect(camille.panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    await expect(agent.page.get_by_role("link", name=re.compile("déclaration de perte"))).to_have_count(0)
