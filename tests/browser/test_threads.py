"""What people do with questions and answers beside the form: filter, sort, thank, join, keep, settle, follow, cite."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.axe import frame_of, violations
from tests.browser.conftest import Stage, Visitor

QUESTION = "Où lire le numéro sur l’ancien modèle ?"
ANSWER = "Celui de la page avec la photo."


async def _answered(stage: Stage) -> tuple[Visitor, Visitor]:
    """Camille asked, Lou answered, both look at the thread."""
    camille, lou = await stage.visit(), await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await lou.open_panel()
    await lou.open_thread(QUESTION)
    await lou.reply(ANSWER)
    await expect(camille.panel.get_by_text(ANSWER)).to_be_visible()
    return camille, lou


async def test_an_answer_helps_is_kept_and_the_question_is_solved_for_everybody(stage: Stage) -> None:
    camille, lou = await _answered(stage)
    await lou.reply("Une précision.")
    await expect(camille.panel.get_by_text("Une précision.")).to_be_visible()
    answer = camille.panel.get_by_role("article").filter(has_text=ANSWER)
    await answer.get_by_role("button", name="Ça m’a aidé").click()
    await expect(answer.get_by_role("button", name=re.compile("Ça m’a aidé.*1"))).to_have_attribute("aria-pressed", "true")
    await expect(lou.panel.get_by_role("article").filter(has_text=ANSWER)).to_contain_text("1 merci")

    await (
        camille.panel.get_by_role("article")
        .filter(has_text="Une précision.")
        .get_by_role("button", name="C’est la réponse")
        .click()
    )
    for person in (camille, lou):
        first = person.panel.get_by_role("log").get_by_role("article").first
        await expect(first).to_contain_text("Réponse retenue par")
        await expect(first).to_contain_text("Une précision.")
        await expect(person.panel.get_by_text("Réglée")).to_be_visible()


async def test_the_asker_says_that_her_question_is_settled_and_opens_it_again(stage: Stage) -> None:
    camille, lou = await _answered(stage)
    await camille.panel.get_by_role("button", name="Ma question est réglée").click()
    await expect(lou.panel.get_by_text("Réglée")).to_be_visible()
    await expect(lou.panel.get_by_role("button", name="Ma question est réglée")).to_have_count(0)
    await camille.panel.get_by_role("button", name="Rouvrir ma question").click()
    await expect(lou.panel.get_by_text("En attente")).to_be_visible()


async def test_who_has_the_same_question_is_counted_once_and_finds_her_mark_again(stage: Stage) -> None:
    camille, lou = await _answered(stage)
    await lou.panel.get_by_role("button", name="J’ai la même question").click()
    await expect(camille.panel.get_by_text("1 personne a la même question")).to_be_visible()
    await lou.page.reload()
    await lou.open_panel()
    await lou.open_thread(QUESTION)
    same = lou.panel.get_by_role("button", name=re.compile("J’ai la même question"))
    await expect(same).to_have_attribute("aria-pressed", "true")
    await same.click()
    await expect(camille.panel.get_by_text("1 personne a la même question")).to_have_count(0)


async def test_an_act_that_the_service_refuses_is_taken_back_and_says_why(stage: Stage) -> None:
    _, lou = await _answered(stage)
    same = lou.panel.get_by_role("button", name=re.compile("J’ai la même question"))
    await stage.service.kill()
    await same.click()
    await expect(lou.panel.get_by_text("Le service n’a pas répondu : rien n’a changé. Réessayez.")).to_be_visible()
    await expect(same).to_have_attribute("aria-pressed", "false")
    await stage.service.start()


async def test_an_answer_cites_its_source(stage: Stage) -> None:
    camille, lou = await _answered(stage)
    await lou.panel.get_by_role("textbox", name="Votre réponse").fill("C’est écrit dans le décret.")
    await lou.panel.get_by_role("button", name="Citer une source").click()
    await lou.panel.get_by_label(re.compile("Source")).fill("https://loi.example/article-12")
    await lou.panel.get_by_role("button", name="Envoyer").click()
    answer = camille.panel.get_by_role("article").filter(has_text="C’est écrit dans le décret.")
    await expect(answer.get_by_role("link", name="https://loi.example/article-12")).to_be_visible()


async def test_a_thread_is_followed_by_who_writes_and_can_be_left(stage: Stage) -> None:
    camille, _ = await _answered(stage)
    await camille.page.reload()
    await camille.open_panel()
    await camille.open_thread(QUESTION)
    follow = camille.panel.get_by_role("button", name=re.compile("Suivie|Suivre"))
    await expect(follow).to_have_attribute("aria-pressed", "true")
    await follow.click()
    await expect(follow).to_have_attribute("aria-pressed", "false")


async def test_the_list_is_filtered_and_sorted(stage: Stage) -> None:
    camille, lou = await _answered(stage)
    await lou.panel.get_by_role("button", name="Revenir aux questions").click()
    await lou.ask("Faut-il un timbre ?")
    await lou.panel.get_by_role("button", name="Revenir aux questions").click()
    rows = lou.panel.locator(".list li")
    await expect(rows).to_have_count(2)
    await lou.panel.get_by_role("button", name="Sans réponse").click()
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("Faut-il un timbre ?")
    await lou.panel.get_by_role("button", name="Réglées").click()
    await expect(lou.panel.get_by_text("Aucune question de cette sorte.")).to_be_visible()
    await lou.panel.get_by_role("button", name="Les miennes").click()
    await expect(rows).to_have_count(1)
    await lou.panel.get_by_role("button", name="Toutes").click()
    await expect(rows.first).to_contain_text("Faut-il un timbre ?")
    await camille.panel.get_by_role("article").filter(has_text=ANSWER).get_by_role("button", name="Ça m’a aidé").click()
    await expect(camille.panel.get_by_role("button", name=re.compile("Ça m’a aidé.*1"))).to_be_visible()
    await lou.panel.get_by_label("Trier par").select_option("helpful")
    await expect(rows.first).to_contain_text(QUESTION)


async def test_questions_beyond_the_first_fifty_come_when_asked_for(stage: Stage) -> None:
    async with httpx.AsyncClient(base_url=f"{stage.service.origin}/api/v1", headers=stage.camille.headers) as http:
        for n in range(60):
            asked = {"site": "demo", "url": stage.hosts + "/passeport/", "title": f"Question {n}", "body": "…"}
            assert (await http.post("/threads", json=asked)).status_code == 201
    lou = await stage.visit()
    await lou.open_panel()
    rows = lou.panel.locator(".list li")
    await expect(rows).to_have_count(50)
    await lou.panel.get_by_role("button", name="Sans réponse").click()
    await expect(lou.panel.get_by_role("heading", name="60 questions sur cette page")).to_be_visible()
    await expect(rows).to_have_count(50)
    await lou.panel.get_by_role("button", name="Voir plus de questions").click()
    await expect(rows).to_have_count(60)


async def test_conversations_have_a_room_of_their_own_that_the_keyboard_reaches(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.panel.get_by_role("tab", name="Questions").focus()
    await camille.page.keyboard.press("End")
    await expect(camille.panel.get_by_role("tab", name="Échanges")).to_be_focused()
    await expect(camille.panel.get_by_text("Aucun échange ici")).to_be_visible()
    await camille.panel.get_by_role("textbox", name="Ouvrez un échange").fill("Retour d’expérience au guichet")
    await camille.panel.get_by_role("button", name="Publier").click()
    await camille.panel.get_by_role("button", name="Revenir aux questions").click()
    await expect(camille.panel.get_by_role("button", name="Retour d’expérience au guichet")).to_be_visible()
    await camille.panel.get_by_role("tab", name="Questions").click()
    await expect(camille.panel.get_by_text("Aucune question ici")).to_be_visible()
    assert await stage.database.fetchval("select kind from threads") == "discussion"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light")])
async def test_threads_are_read_by_everybody(stage: Stage, width: int, scheme: str) -> None:
    camille, _ = await _answered(stage)
    await camille.panel.get_by_role("button", name="C’est la réponse").click()
    await expect(camille.panel.get_by_text("Réponse retenue par")).to_be_visible()
    reader = await stage.visit(viewport={"width": width, "height": 800}, color_scheme=scheme)
    await reader.open_panel()
    await expect(reader.panel.get_by_role("button", name=QUESTION)).to_be_visible()
    frame = frame_of(reader.page)
    assert await violations(frame) == []
    await reader.open_thread(QUESTION)
    await expect(reader.panel.get_by_text("Réponse retenue par")).to_be_visible()
    assert await violations(frame) == []
    assert await frame.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
