"""Pages that are renamed, merged and split while people read and write beside them; topics; and who somebody is."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import frame_of, violations
from tests.browser.conftest import SITE, Stage
from tests.conftest import Member

DRAFT = "Mon brouillon à moitié écr"
LOOKS: list[dict[str, Any]] = [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}}]


async def call(stage: Stage, method: str, path: str, who: Member, body: Any = None) -> Any:
    async with httpx.AsyncClient(base_url=f"{stage.service.origin}/api/v1", headers=who.headers, timeout=20) as http:
        answer = await http.request(method, path, json=body)
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


async def asked(stage: Stage, title: str, path: str = "/passeport/", who: Member | None = None) -> Any:
    body = {"site": SITE, "url": stage.hosts + path, "title": title, "body": "…"}
    return (await call(stage, "POST", "/threads", who or stage.lou, body))["thread"]


async def merge(stage: Stage, source: str, into: str) -> None:
    assert (await call(stage, "POST", f"/agent/pages/{source}/merge", stage.agent, {"into": into}))["left"] == 0


async def test_an_open_panel_moves_with_its_page_and_keeps_what_is_half_typed(stage: Stage) -> None:
    here, there = await asked(stage, "Sur le passeport ?"), await asked(stage, "Sur les impôts ?", "/impots/")
    camille = await stage.visit()
    panel = await camille.open_panel()
    await expect(panel.get_by_role("button", name="Sur le passeport ?")).to_be_visible()
    field = panel.get_by_role("textbox", name="Posez votre question")
    await field.click()
    await field.press_sequentially(DRAFT)
    await merge(stage, here["page"], there["page"])
    await expect(panel.get_by_role("button", name="Sur les impôts ?")).to_be_visible()
    await expect(panel.get_by_role("button", name="Sur le passeport ?")).to_be_visible()
    await expect(field).to_have_value(DRAFT)
    await expect(field).to_be_focused()
    await expect(panel.locator(".pill")).to_have_count(0)

    # It is live there: what others ask on the other page is heard, and what was being typed is asked there.
    await asked(stage, "Encore une ?", "/impots/")
    await expect(panel.get_by_text("1 nouvelle question").first).to_be_visible()
    await field.press_sequentially("it ?")
    await panel.get_by_role("button", name="Poser la question").click()
    await expect(panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    lou = await stage.visit("/impots/")
    await lou.open_panel()
    await expect(lou.panel.get_by_role("button", name=DRAFT + "it ?")).to_be_visible()


async def test_a_thread_that_is_open_stays_open_through_a_merge_and_its_reply_is_kept(stage: Stage) -> None:
    here, there = await asked(stage, "Sur le passeport ?"), await asked(stage, "Sur les impôts ?", "/impots/")
    camille = await stage.visit()
    await camille.open_panel()
    await camille.open_thread("Sur le passeport ?")
    field = camille.panel.get_by_role("textbox", name="Votre réponse")
    await field.fill("Je crois que")
    await merge(stage, here["page"], there["page"])
    await call(stage, "POST", f"/threads/{here['id']}/posts", stage.agent, {"body": "Après la fusion."})
    await expect(camille.panel.get_by_text("Après la fusion.")).to_be_visible()
    await expect(field).to_have_value("Je crois que")
    await camille.panel.get_by_role("button", name="Envoyer").click()
    await expect(camille.panel.get_by_role("article").filter(has_text="Je crois que")).to_contain_text("envoyé")
    await camille.panel.get_by_role("button", name="Revenir aux questions").click()
    await expect(camille.panel.get_by_role("button", name="Sur les impôts ?")).to_be_visible()
    kept = await stage.database.fetchval("select count(*) from posts where thread_id = $1 and body = 'Je crois que'", here["id"])
    assert kept == 1


async def test_a_panel_on_an_address_that_is_split_off_again_goes_where_it_belongs(stage: Stage) -> None:
    here, there = await asked(stage, "Sur le passeport ?"), await asked(stage, "Sur les impôts ?", "/impots/")
    await merge(stage, here["page"], there["page"])
    camille = await stage.visit()
    panel = await camille.open_panel()
    await expect(panel.get_by_role("button", name="Sur les impôts ?")).to_be_visible()
    body = {"threads": [here["id"]], "url": stage.hosts + "/passeport/"}
    await call(stage, "POST", f"/agent/pages/{there['page']}/split", stage.agent, body)
    await expect(panel.get_by_role("button", name="Sur les impôts ?")).to_have_count(0)
    await expect(panel.get_by_role("button", name="Sur le passeport ?")).to_be_visible()


async def open_pages(page: Page, title: str = "Pages") -> None:
    await page.get_by_role("link", name=title).click()
    await expect(page.get_by_role("heading", name=title, exact=True)).to_be_focused()


async def test_an_agent_renames_and_merges_pages_by_keyboard(stage: Stage) -> None:
    await asked(stage, "Sur le passeport ?")
    await asked(stage, "Sur les impôts ?", "/impots/")
    agent = await stage.agent_console()
    page = agent.page
    await expect(page.locator(".keys")).to_be_attached()
    await open_pages(page)
    row = page.get_by_role("listitem").filter(has_text="/passeport")
    await row.get_by_role("button", name="Renommer").press("Enter")
    field = row.get_by_label("Nouvelle adresse, ou clé")
    await expect(field).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(row.get_by_role("button", name="Renommer")).to_be_focused()
    await page.keyboard.press("Enter")
    await field.fill(stage.hosts + "/titres/passeport")
    await page.keyboard.press("Enter")
    row = page.get_by_role("listitem").filter(has_text="/titres/passeport")
    await expect(row).to_contain_text(f"Aussi : {stage.hosts}/passeport")

    await row.get_by_role("button", name="Fusionner").press("Enter")
    await row.get_by_label("Chercher une page").press_sequentially("impots")
    await expect(row.get_by_role("radio")).to_have_count(1)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await expect(row.get_by_text("1 question ira sur")).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("listitem").filter(has_text="Renommer")).to_have_count(1)
    await expect(page.get_by_role("listitem").filter(has_text="/impots")).to_contain_text("2 questions")
    await expect(page.get_by_role("heading", name="Pages", exact=True)).to_be_focused()
    await page.get_by_label("Chercher une page").fill("licorne")
    await expect(page.get_by_text("Aucune page de ce nom.")).to_be_visible()


async def test_an_agent_splits_questions_off_and_refusals_are_said_where_they_happen(stage: Stage) -> None:
    await asked(stage, "Reste")
    await asked(stage, "Part")
    agent = await stage.agent_console()
    page = agent.page
    await expect(page.locator(".keys")).to_be_attached()
    await open_pages(page)
    await page.get_by_role("button", name="Séparer").click()
    await page.get_by_role("button", name="Séparer").last.click()
    await expect(page.get_by_text("Choisissez au moins une question.")).to_be_visible()
    await page.get_by_role("checkbox", name="Part").check()
    await page.get_by_label("Adresse, ou clé, de leur page").fill(stage.hosts + "/passeport/")
    await page.get_by_role("button", name="Séparer 1 question").click()
    await expect(page.get_by_text("Cette adresse mène déjà à cette page : choisissez-en une autre.")).to_be_visible()
    agent.complaints.clear()  # the browser notes the 409
    await page.get_by_label("Adresse, ou clé, de leur page").fill(stage.hosts + "/carte/")
    await page.get_by_label("Titre de cette page").fill("Carte d’identité")
    await page.get_by_role("button", name="Séparer 1 question").click()
    await expect(page.get_by_role("listitem").filter(has_text="Carte d’identité")).to_contain_text("1 question")


async def test_an_agent_moves_a_question_and_everybody_sees_it_go(stage: Stage) -> None:
    here = await asked(stage, "Sur les impôts, en fait ?")
    await asked(stage, "Sur les impôts ?", "/impots/")
    camille, lou, agent = await stage.visit(), await stage.visit("/impots/"), await stage.agent_console()
    for person in (camille, lou):
        await person.open_panel()
    await expect(camille.panel.get_by_role("button", name="en fait ?")).to_be_visible()
    await agent.page.get_by_role("link", name=re.compile("en fait")).click()
    await agent.page.get_by_role("button", name="Déplacer").press("Enter")
    await agent.page.get_by_label("Chercher une page").press_sequentially("impots")
    await agent.page.get_by_role("radio", name=re.compile("impots")).check()
    await agent.page.get_by_role("form", name="Déplacer").get_by_role("button", name="Déplacer").click()
    await expect(camille.panel.get_by_text("Aucune question ici").first).to_be_visible()
    await expect(lou.panel.get_by_text("1 nouvelle question").first).to_be_visible()
    await expect(agent.page.locator(".asked .chip").first).to_contain_text("/impots")
    await expect(agent.page.get_by_role("link", name=re.compile("en fait"))).to_contain_text("/impots")
    assert await stage.database.fetchval("select count(*) from threads where id = $1 and page_id <> $2", here["id"], here["page"])


async def test_topics_are_named_by_an_agent_and_filter_the_list(stage: Stage) -> None:
    await asked(stage, "Ma photo est refusée")
    await asked(stage, "Quel délai ?")
    agent, camille = await stage.agent_console(), await stage.visit()
    panel = await camille.open_panel()
    await agent.page.get_by_role("link", name=re.compile("photo")).click()
    await agent.page.get_by_role("button", name="Sujets").press("Enter")
    await agent.page.get_by_label("Sujets, séparés par des virgules").fill("photo, pièces")
    await agent.page.keyboard.press("Enter")
    await expect(agent.page.get_by_role("list", name="Sujets")).to_contain_text("photo")
    await panel.get_by_role("button", name="photo", exact=True).click()
    await expect(panel.get_by_role("heading", name="1 question sur cette page")).to_be_visible()
    await expect(panel.get_by_role("button", name="Quel délai ?")).to_have_count(0)
    await panel.get_by_role("button", name="Sujet : photo").click()
    await expect(panel.get_by_role("button", name="Quel délai ?")).to_be_visible()
    await camille.open_thread("Ma photo est refusée")
    await panel.get_by_role("button", name="pièces").click()
    await expect(panel.get_by_role("button", name="Sujet : pièces")).to_be_visible()
    await expect(panel.get_by_role("button", name="Quel délai ?")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS)
async def test_a_name_opens_a_card_that_the_keyboard_leaves_again(stage: Stage, look: dict[str, Any]) -> None:
    thread = await asked(stage, "Où lire le numéro ?", who=stage.camille)
    answer = await call(stage, "POST", f"/threads/{thread['id']}/posts", stage.lou, {"body": "Au dos."})
    await call(stage, "PUT", f"/threads/{thread['id']}/accepted", stage.camille, {"post": answer["id"]})
    await call(stage, "PUT", f"/posts/{answer['id']}/helpful", stage.camille)
    await call(stage, "PUT", f"/threads/{thread['id']}/topics", stage.agent, {"topics": ["passeport"]})
    await call(stage, "POST", f"/threads/{thread['id']}/posts", stage.agent, {"body": "C’est juste."})
    reader = await stage.visit(**look)
    panel = await reader.open_panel()
    await reader.open_thread("Où lire le numéro ?")
    name = panel.get_by_role("article").get_by_role("button", name="Pinson 18", exact=True)
    await name.press("Enter")
    card = panel.get_by_role("dialog", name="Pinson 18")
    await expect(card.get_by_text("1 merci · 1 réponse retenue").first).to_be_visible()
    await expect(card.get_by_role("listitem")).to_contain_text("passeport")
    assert await violations(frame_of(reader.page)) == []
    await reader.page.keyboard.press("Escape")
    await expect(card).to_have_count(0)
    await expect(name).to_be_focused()
    await expect(panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    await panel.get_by_role("article").get_by_role("button", name="Agent Démo", exact=True).click()
    await expect(panel.get_by_role("dialog").get_by_text("Agent vérifié par le service")).to_be_visible()
    await panel.get_by_role("dialog").get_by_role("button", name="Fermer").click()
    await expect(panel.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS)
async def test_axe_finds_nothing_where_pages_are_kept(stage: Stage, look: dict[str, Any]) -> None:
    await asked(stage, "Sur le passeport ?")
    await asked(stage, "Sur les impôts ?", "/impots/")
    agent = await stage.agent_console(**look)
    await expect(agent.page.locator(".keys")).to_be_attached()
    await open_pages(agent.page)
    for act in ("Renommer", "Fusionner", "Séparer"):
        await agent.page.get_by_role("button", name=act, exact=True).first.click()
        await expect(agent.page.get_by_role("form", name=act)).to_be_visible()
        assert await violations(agent.page) == []
        widths = await agent.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1]
        await agent.page.keyboard.press("Escape")


async def test_pages_are_read_without_any_script(stage: Stage) -> None:
    await asked(stage, "Sur le passeport ?")
    agent = await stage.agent_console(java_script_enabled=False)
    await agent.page.get_by_role("link", name="Pages").click()
    await expect(agent.page.get_by_role("link", name=re.compile("passeport"))).to_be_visible()
