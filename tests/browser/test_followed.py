"""Who was answered finds it on the next visit: what one follows, and what is new there."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.axe import frame_of, violations
from tests.browser.conftest import Stage, Visitor

QUESTION = "Où lire le numéro sur l’ancien modèle ?"
NEWS = "1 question suivie a du nouveau"


async def _comes_back(visitor: Visitor) -> None:
    await visitor.page.reload()
    await visitor.open_panel()


async def test_an_answer_given_meanwhile_is_found_on_the_next_visit(stage: Stage) -> None:
    camille, lou = await stage.visit(), await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await lou.open_panel()
    await lou.open_thread(QUESTION)
    await camille.page.goto("about:blank")
    await lou.reply("Celui de la page avec la photo.")
    await expect(lou.panel.get_by_role("button", name="Modifier")).to_be_visible()

    await camille.page.go_back()
    await camille.open_panel()
    await camille.panel.get_by_role("button", name=NEWS).click()
    followed = camille.panel.get_by_role("region", name="Ce que vous suivez")
    row = followed.get_by_role("listitem").filter(has_text=QUESTION)
    await expect(row).to_contain_text("1 nouveau message")
    assert await violations(frame_of(camille.page)) == []
    async with camille.page.expect_response(lambda answer: answer.url.endswith("/seen")):
        await row.get_by_role("button", name=QUESTION, exact=True).click()
    await expect(camille.panel.get_by_text("Celui de la page avec la photo.")).to_be_visible()
    await camille.panel.get_by_role("button", name="Revenir aux questions").click()
    await expect(row).to_contain_text("Rien de nouveau")
    await _comes_back(camille)
    await expect(camille.panel.get_by_role("button", name=QUESTION)).to_be_visible()
    await expect(camille.panel.get_by_role("button", name=NEWS)).to_have_count(0)


async def test_one_stops_following_from_the_list_and_by_keyboard(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await expect(camille.panel.get_by_role("button", name="Suivie")).to_be_visible()
    await camille.panel.get_by_role("button", name="Mes suivis").click()
    followed = camille.panel.get_by_role("region", name="Ce que vous suivez")
    stop = followed.get_by_role("button", name=re.compile("Ne plus suivre"))
    await stop.focus()
    await camille.page.keyboard.press("Enter")
    await expect(followed.get_by_text("Vous ne suivez encore aucune question.")).to_be_visible()
    assert await stage.database.fetchval("select count(*) from follows") == 0
    await followed.get_by_role("button", name="Revenir aux questions").click()
    await expect(camille.panel.get_by_role("button", name=QUESTION)).to_be_visible()


async def test_a_muted_page_makes_nothing_followed(stage: Stage) -> None:
    lou = await stage.visit()
    await lou.open_panel()
    await lou.ask(QUESTION)
    await lou.panel.get_by_role("button", name="Mon rôle ici").click()
    async with lou.page.expect_response(re.compile("/follow$")):
        await lou.panel.get_by_label("Cette page").select_option("mute")
    await lou.panel.get_by_role("button", name="Revenir aux questions").click()
    await lou.ask("Faut-il un timbre ?")
    await expect(lou.panel.get_by_role("button", name="Suivre", exact=True)).to_be_visible()
    titles = await stage.database.fetch("select title from threads t join follows f on f.thread_id = t.id")
    assert [row["title"] for row in titles] == [QUESTION]
