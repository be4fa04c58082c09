"""Two citizens and an agent, three browsers, two origins, one conversation."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Stage

QUESTION = "Où lire le numéro sur l’ancien modèle ?"


async def test_a_question_is_asked_beside_the_form_and_answered_live(stage: Stage) -> None:
    camille, lou = await stage.visit(), await stage.visit()
    await camille.open_panel()
    await lou.open_panel()
    await expect(lou.panel.get_by_text("Aucune question ici")).to_be_visible()

    await camille.ask(QUESTION, "Je vois deux numéros différents.")
    await expect(lou.panel.get_by_role("button", name=QUESTION)).to_be_visible()
    await lou.open_thread(QUESTION)
    await lou.reply("Celui de la page avec la photo.")
    await expect(camille.panel.get_by_text("Celui de la page avec la photo.")).to_be_visible()

    agent = await stage.agent_console()
    await agent.page.get_by_role("link", name=re.compile("Où lire le numéro")).click()
    await agent.page.get_by_label(re.compile("Votre réponse")).fill("Le numéro est **en haut à droite**.")
    await agent.page.get_by_role("button", name=re.compile("Publier")).click()
    for citizen in (camille, lou):
        answer = citizen.panel.get_by_role("article").filter(has_text="Le numéro est en haut à droite.")
        await expect(answer).to_contain_text("Agent Démo")
        await expect(answer).to_contain_text("Service des passeports")
        await expect(answer.locator("strong", has_text="en haut à droite")).to_be_visible()


async def test_somebody_who_writes_is_seen_writing(stage: Stage) -> None:
    camille, lou = await stage.visit(), await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await lou.open_panel()
    await lou.open_thread(QUESTION)
    await lou.reply("Une première réponse.")
    await expect(camille.panel.get_by_text("Une première réponse.")).to_be_visible()
    await lou.panel.get_by_role("textbox", name="Votre réponse").press_sequentially("Je crois que", delay=120)
    await expect(camille.panel.get_by_text("écrit…")).to_be_visible()


async def test_the_service_is_killed_in_the_middle_and_nothing_is_lost_or_doubled(stage: Stage) -> None:
    camille, lou = await stage.visit(), await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await lou.open_panel()
    await lou.open_thread(QUESTION)
    await lou.reply("Avant la panne.")
    await expect(camille.panel.get_by_text("Avant la panne.")).to_be_visible()

    await stage.service.kill()
    await lou.reply("Pendant la panne, de Lou.")
    await camille.reply("Pendant la panne, de Camille.")
    await expect(lou.panel.get_by_text("Pendant la panne, de Lou.")).to_be_visible()
    await expect(lou.panel.get_by_text("Reconnexion en cours")).to_be_visible()
    await stage.service.start()

    said = ["Avant la panne.", "Pendant la panne, de Lou.", "Pendant la panne, de Camille."]
    for citizen in (camille, lou):
        for words in said:
            await expect(citizen.panel.get_by_role("article").filter(has_text=words)).to_have_count(1, timeout=45_000)
        await expect(citizen.panel.get_by_text("Pas encore envoyé")).to_have_count(0)
    stored = await stage.database.fetch("select body from posts where seq > 1 order by seq")
    assert sorted(row["body"] for row in stored) == sorted(said)


async def test_a_post_that_was_not_sent_survives_a_reload_of_the_page(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await expect(camille.panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    await stage.service.kill()
    await camille.reply("Écrit sans réseau.")
    await expect(camille.panel.get_by_text("Pas encore envoyé")).to_be_visible()
    await stage.service.start()
    await camille.page.reload()
    await camille.open_panel()
    await camille.open_thread(QUESTION)
    await expect(camille.panel.get_by_role("article").filter(has_text="Écrit sans réseau.")).to_have_count(1)
    assert await stage.database.fetchval("select count(*) from posts where body = 'Écrit sans réseau.'") == 1


async def test_a_name_that_is_refused_waits_beside_what_is_being_typed(stage: Stage) -> None:
    camille, lou = await stage.visit(), await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await lou.open_panel()
    await lou.open_thread(QUESTION)
    composer, name = lou.panel.get_by_role("textbox", name="Votre réponse"), lou.panel.get_by_label("Votre nom ici")
    await composer.focus()
    await lou.panel.get_by_role("button", name="Changer de nom").click()
    await expect(name).to_be_focused()
    await name.fill("Service des passeports")
    await lou.panel.get_by_role("button", name="Garder ce nom").click()
    await lou.reply("En haut à droite.")

    await expect(name).to_be_visible()
    await expect(composer).to_be_focused()
    await composer.press_sequentially("Et j’ajoute")
    await expect(composer).to_have_value("Et j’ajoute")
    await expect(name).to_have_value("Service des passeports")
    lou.complaints.clear()  # the browser notes the 422
    arrivals = [request for request in lou.requests if request.endswith("/visitors")]
    await name.press("Escape")
    await lou.open_panel()
    await expect(name).to_be_visible()
    assert [request for request in lou.requests if request.endswith("/visitors")] == arrivals, "leaving asks for nothing"

    await name.fill("Merle 3")
    await name.press("Enter")
    await expect(camille.panel.get_by_role("article").filter(has_text="En haut à droite.")).to_contain_text("Merle 3")
    await expect(composer).to_have_value("Et j’ajoute")


async def test_one_s_own_post_is_edited_and_withdrawn_for_everybody(stage: Stage) -> None:
    camille, lou = await stage.visit(), await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await lou.open_panel()
    await lou.open_thread(QUESTION)
    await lou.reply("En bas à gauche.")
    hers = camille.panel.get_by_role("article").filter(has_text=re.compile("En bas à gauche|En haut à droite"))
    await expect(hers).to_be_visible()

    mine = lou.panel.get_by_role("log")
    await mine.get_by_role("button", name="Modifier").click()
    await mine.get_by_label("Modifier votre message").fill("En haut à droite.")
    await mine.get_by_role("button", name="Enregistrer").click()
    await expect(camille.panel.get_by_text("En haut à droite.")).to_be_visible()
    await expect(camille.panel.get_by_text("En bas à gauche.")).to_have_count(0)

    await mine.get_by_role("button", name="Retirer").click()
    await mine.get_by_role("button", name="Oui, retirer").click()
    await expect(camille.panel.get_by_text("Message retiré par son auteur")).to_be_visible()
    await expect(camille.panel.get_by_text("En haut à droite.")).to_have_count(0)


async def test_where_websockets_are_blocked_the_conversation_goes_on(stage: Stage) -> None:
    camille = await stage.visit()

    async def no_websocket(page: Page) -> None:
        await page.route_web_socket("**/*", lambda socket: socket.close())

    lou = await stage.visit(prepare=no_websocket)
    await camille.open_panel()
    await camille.ask(QUESTION)
    await lou.open_panel()
    await lou.open_thread(QUESTION)
    await lou.reply("Par un autre chemin.")
    await expect(camille.panel.get_by_text("Par un autre chemin.")).to_be_visible()
    await camille.reply("Je vous lis.")
    await expect(lou.panel.get_by_text("Je vous lis.")).to_be_visible()
    assert any("/api/v1/events?" in request for request in lou.requests), "it went by server-sent events"
