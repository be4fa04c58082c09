"""The guide in the panel: written by several people, read like a page, validated by an agent, made from good answers."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import FrameLocator, Page, Route, expect

from parvis.domain.forms import APART
from tests.browser.axe import frame_of, violations
from tests.browser.conftest import Stage, Visitor
from tests.conftest import Member

TITLE, BODY = "Écrivez tous vos prénoms", "Dans l’ordre de votre acte de naissance."
FILM = {"url": "https://youtu.be/aB3_-x", "title": "Prendre la photo", "alt": "On s’assied de face, sans lunettes."}


async def _step(stage: Stage, who: Member, title: str = TITLE, body: str = BODY, **more: Any) -> Any:
    wanted = {"site": "demo", "url": stage.hosts + "/passeport/", "title": title, "body": body, **more}
    async with httpx.AsyncClient(base_url=f"{stage.service.origin}/api/v1", headers=who.headers) as http:
        answer = await http.post("/guide/steps", json=wanted)
        assert answer.status_code == 201, answer.text
        return answer.json()


async def _guide(stage: Stage, **options: Any) -> Visitor:
    """Somebody who looks at the guide."""
    visitor = await stage.visit(**options)
    await visitor.open_panel()
    await visitor.panel.get_by_role("tab", name="Guide").click()
    return visitor


async def _improve(visitor: Visitor, title: str, body: str) -> None:
    await visitor.panel.get_by_role("button", name="Améliorer le guide").click()
    await visitor.panel.get_by_role("button", name=f"Modifier l’étape : {title}").click()
    await visitor.panel.get_by_label("Ce qu’il faut faire").fill(body)


def _steps(visitor: Visitor) -> Any:
    return visitor.panel.get_by_role("list", name="Remplir cette page, pas à pas").locator("> li")


async def test_the_first_step_is_written_and_everybody_reads_it_live(stage: Stage) -> None:
    camille, lou = await _guide(stage), await _guide(stage)
    await camille.panel.get_by_role("button", name="Écrire la première étape").click()
    await camille.panel.get_by_role("button", name="Ajouter", exact=True).click()
    await expect(camille.panel.get_by_text("Écrivez un titre et une explication.")).to_be_visible()
    await camille.panel.get_by_label("Titre de l’étape").fill(TITLE)
    await camille.panel.get_by_label("Ce qu’il faut faire").fill(BODY)
    await camille.panel.get_by_label("Cette étape concerne").select_option("Un titre de la page")
    await camille.panel.get_by_label("Titre, comme il est écrit sur la page").fill("Votre identité")
    await camille.panel.get_by_role("button", name="Ajouter", exact=True).click()
    for person in (camille, lou):
        await expect(_steps(person)).to_have_count(1)
        await expect(_steps(person)).to_contain_text(BODY)
        await expect(_steps(person)).to_contain_text("Votre identité")
        await expect(_steps(person)).to_contain_text("à valider")
    await expect(camille.panel.get_by_role("heading", name=TITLE)).to_be_focused()


async def test_two_who_edit_at_once_overwrite_nothing_and_the_second_sees_both_texts(stage: Stage) -> None:
    await _step(stage, stage.camille)
    first, second = await _guide(stage), await _guide(stage)
    await _improve(first, TITLE, "Tous, séparés par des virgules.")
    await _improve(second, TITLE, "Tous, même le troisième.")
    await first.panel.get_by_role("button", name="Enregistrer").click()
    await expect(_steps(first)).to_contain_text("séparés par des virgules")

    await second.panel.get_by_role("button", name="Enregistrer").click()
    told = second.panel.get_by_role("alert").filter(has_text="Cette étape a changé pendant que vous écriviez")
    await expect(told).to_be_focused()
    second.complaints.clear()  # the browser notes the 409
    await expect(told).to_contain_text("Tous, séparés par des virgules.")
    mine = second.panel.get_by_label("Ce qu’il faut faire")
    await expect(mine).to_have_value("Tous, même le troisième.")
    assert await violations(frame_of(second.page)) == []
    await expect(_steps(first)).to_contain_text("séparés par des virgules")
    await mine.fill("Tous, même le troisième, séparés par des virgules.")
    await second.panel.get_by_role("button", name="Enregistrer mon texte à la place").click()
    await expect(_steps(first)).to_contain_text("même le troisième, séparés")


async def test_what_is_typed_stays_through_other_rooms_escape_and_a_service_that_is_away(stage: Stage) -> None:
    await _step(stage, stage.camille)
    lou = await _guide(stage)
    await _improve(lou, TITLE, "Un texte long à écrire.")
    await lou.panel.get_by_role("tab", name="Questions").click()
    await lou.panel.get_by_role("tab", name="Guide").click()
    text = lou.panel.get_by_label("Ce qu’il faut faire")
    await expect(text).to_have_value("Un texte long à écrire.")
    await text.press("Escape")
    await lou.panel.get_by_role("button", name=f"Modifier l’étape : {TITLE}").click()
    await expect(text).to_have_value("Un texte long à écrire.")
    await stage.service.kill()
    await lou.panel.get_by_role("button", name="Enregistrer").click()
    await expect(lou.panel.get_by_text("Votre texte est intact")).to_be_visible()
    await expect(text).to_have_value("Un texte long à écrire.")
    await stage.service.start()
    await lou.panel.get_by_role("button", name="Enregistrer").click()
    await expect(_steps(lou)).to_contain_text("Un texte long à écrire.")


async def test_the_history_says_who_changed_which_words_and_brings_them_back(stage: Stage) -> None:
    await _step(stage, stage.camille)
    lou = await _guide(stage)
    await _improve(lou, TITLE, "Dans l’ordre de votre passeport.")
    await lou.panel.get_by_label("Ce que vous changez").fill("on lit le passeport")
    await lou.panel.get_by_role("button", name="Enregistrer").click()
    await lou.panel.get_by_role("button", name=f"Historique de l’étape : {TITLE}").click()
    newest = lou.panel.get_by_role("listitem").filter(has_text="Version 2")
    await expect(newest).to_contain_text("on lit le passeport")
    await expect(newest.locator("del")).to_contain_text("acte de naissance")
    await expect(newest.locator("ins")).to_contain_text("passeport")
    assert await violations(frame_of(lou.page)) == []
    await lou.panel.get_by_role("button", name="Revenir à la version 1").click()
    await expect(lou.panel.get_by_role("listitem").filter(has_text="Retour à la version 1")).to_be_visible()
    erase = lou.panel.get_by_role("button", name="Effacer ce texte : version 2")
    await erase.click()
    await lou.page.keyboard.press("Escape")
    await expect(erase).to_be_focused()
    await erase.press("Enter")
    await lou.panel.get_by_role("button", name="Oui, effacer").click()
    await expect(lou.panel.get_by_text("Texte effacé")).to_be_visible()
    await expect(lou.panel.locator("#history")).to_be_focused()
    await lou.panel.get_by_role("button", name="Revenir au guide").click()
    await expect(_steps(lou)).to_contain_text(BODY)


async def test_an_agents_badge_says_who_when_and_on_what_and_falls_at_the_next_edit(stage: Stage) -> None:
    await _step(stage, stage.camille)
    lou = await _guide(stage)
    await expect(_steps(lou)).to_contain_text("Proposé par Hirondelle 42, à valider")
    agent = await stage.agent_console()
    async with agent.context.expect_page() as opened:
        await agent.page.get_by_role("link", name=re.compile("^Guides")).click()
    guides: Page = await opened.value
    waiting = guides.get_by_role("article").filter(has_text=TITLE)
    await expect(waiting).to_contain_text("Hirondelle 42")
    assert await violations(guides) == []
    await waiting.get_by_label("Source").fill("Code des passeports, article 3")
    await waiting.get_by_role("button", name="Valider").click()
    await expect(guides.get_by_text("Aucune étape à relire")).to_be_visible()
    await expect(_steps(lou)).to_contain_text("Validé par Agent Démo, Service des passeports")
    await expect(_steps(lou)).to_contain_text("Source : Code des passeports, article 3")
    await expect(lou.panel.get_by_text("Relu par Service des passeports.")).to_be_visible()
    await _improve(lou, TITLE, "Tous, sans exception.")
    await lou.panel.get_by_role("button", name="Enregistrer").click()
    await expect(_steps(lou)).to_contain_text("à valider")
    await expect(_steps(lou)).not_to_contain_text("Validé par")
    await guides.reload()
    await expect(waiting.locator("del")).to_contain_text("Dans l’ordre")


async def test_a_good_answer_is_put_into_the_guide_in_two_clicks_and_leads_back(stage: Stage) -> None:
    question, answer = "Faut-il tous les prénoms ?", "Oui, tous, dans l’ordre."
    camille, lou = await stage.visit(), await stage.visit()
    await camille.open_panel()
    await camille.ask(question)
    await lou.open_panel()
    await lou.open_thread(question)
    await lou.reply(answer)
    said = camille.panel.get_by_role("article").filter(has_text=answer)
    await expect(said).to_be_visible()
    await expect(said.get_by_role("button", name="Mettre dans le guide")).to_have_count(0)
    await said.get_by_role("button", name="Ça m’a aidé").click()

    await said.get_by_role("button", name="Mettre dans le guide").click()
    await expect(camille.panel.get_by_label("Titre de l’étape")).to_have_value(question)
    await expect(camille.panel.get_by_label("Ce qu’il faut faire")).to_have_value(answer)
    await camille.panel.get_by_role("button", name="Ajouter", exact=True).click()

    await expect(_steps(camille)).to_contain_text(answer)
    await camille.panel.get_by_role("button", name=re.compile("D’après une réponse de")).click()
    await expect(camille.panel.get_by_role("log")).to_contain_text(answer)


async def test_an_agent_puts_an_answer_into_the_guide_from_the_console(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask("Faut-il un timbre ?")
    await camille.reply("Je l’ai trouvé : oui, dématérialisé.")
    agent = await stage.agent_console()
    await agent.page.get_by_role("link", name=re.compile("Faut-il un timbre")).click()
    answer = agent.page.get_by_role("article").filter(has_text="dématérialisé")
    await answer.get_by_role("button", name="Mettre dans le guide").click()
    await expect(agent.page.get_by_label("Titre de l’étape")).to_have_value("Faut-il un timbre ?")
    assert await violations(agent.page) == []
    await agent.page.get_by_role("button", name="Ajouter", exact=True).click()
    await expect(answer.get_by_text("Ajouté au guide.")).to_be_visible()
    await camille.panel.get_by_role("button", name="Revenir aux questions").click()
    await camille.panel.get_by_role("tab", name="Guide").click()
    await expect(_steps(camille)).to_contain_text("dématérialisé")


async def test_the_keyboard_alone_writes_moves_and_removes(stage: Stage) -> None:
    await _step(stage, stage.lou, "Gardez votre passeport", "Près de vous.")
    camille = await stage.visit()
    await camille.open_panel()
    keys = camille.page.keyboard
    await camille.panel.get_by_role("tab", name="Questions").focus()
    await keys.press("ArrowRight")
    await expect(camille.panel.get_by_role("tab", name="Guide")).to_be_focused()
    await expect(_steps(camille)).to_have_count(1)
    await keys.press("Tab")
    await keys.press("Tab")
    await expect(camille.panel.get_by_role("button", name="Ajouter une étape")).to_be_focused()
    await keys.press("Enter")
    await expect(camille.panel.get_by_label("Titre de l’étape")).to_be_focused()
    await keys.type(TITLE)
    await keys.press("Tab")
    await keys.type(BODY)
    await keys.press("Control+Enter")
    await expect(_steps(camille)).to_have_count(2)
    await expect(camille.panel.get_by_role("heading", name=TITLE)).to_be_focused()
    await camille.panel.get_by_role("button", name="Améliorer le guide").press("Enter")
    await camille.panel.get_by_role("button", name=f"Monter l’étape : {TITLE}").press("Enter")
    await expect(_steps(camille).first).to_contain_text(TITLE)
    await camille.panel.get_by_role("button", name=f"Retirer l’étape : {TITLE}").press("Enter")
    await expect(camille.panel.get_by_role("button", name="Garder")).to_be_focused()
    await camille.panel.get_by_role("button", name="Oui, retirer").press("Enter")
    await expect(_steps(camille)).to_have_count(1)


async def test_a_step_that_speaks_of_a_form_that_has_changed_says_so(stage: Stage) -> None:
    field = {"key": "prenoms", "label": "Prénoms", "step": None}
    await _step(stage, stage.camille, field=field)
    lou = await _guide(stage)
    await expect(_steps(lou)).to_contain_text("Prénoms")
    await expect(lou.panel.get_by_text("Le formulaire a changé")).to_have_count(0)
    async with httpx.AsyncClient(base_url=f"{stage.service.origin}/api/v1") as http:
        for shape in ("a1", "a1", "b2", "b2"):
            report = {
                "site": "demo",
                "url": stage.hosts + "/passeport/",
                "controls": [{"key": "prenoms", "label": "Prénoms", "shape": shape}],
            }
            await stage.database.execute("update form_fields set doubted_at = doubted_at - $1::interval", APART)
            assert (await http.post("/forms", json=report)).status_code == 200
    await expect(_steps(lou)).to_contain_text("Le formulaire a changé")
    await _improve(lou, TITLE, "Comme le nouveau formulaire le demande.")
    await lou.panel.get_by_role("button", name="Enregistrer").click()
    await expect(_steps(lou)).to_contain_text("Comme le nouveau formulaire")
    await expect(lou.panel.get_by_text("Le formulaire a changé")).to_have_count(0)


async def test_nothing_is_asked_of_the_host_of_a_film_before_the_click(stage: Stage) -> None:
    await _step(stage, stage.camille, video=FILM)
    note = {"title": "À voir", "body": "Un film.", "url": stage.hosts + "/passeport/", "video": FILM}
    async with httpx.AsyncClient(base_url=f"{stage.service.origin}/api/v1", headers=stage.agent.headers) as http:
        assert (await http.post("/agent/notes", json=note)).status_code == 201

    async def player(route: Route) -> None:
        await route.fulfill(body="<title>Film</title><p>Le film</p>", content_type="text/html")

    async def prepare(page: Page) -> None:
        await page.route(re.compile("^https://"), player)

    lou = await stage.visit(prepare=prepare)
    await lou.open_panel()
    note_ = lou.panel.get_by_role("article").filter(has_text="À voir")
    await expect(note_.get_by_role("button", name="Charger la vidéo de youtube-nocookie.com")).to_be_visible()
    await lou.panel.get_by_role("tab", name="Guide").click()
    film = lou.panel.get_by_role("group", name="Vidéo : Prendre la photo")
    await expect(film).to_contain_text("On s’assied de face, sans lunettes.")
    assert await violations(frame_of(lou.page)) == []
    ours = (stage.service.origin, stage.hosts)
    assert all(request.split()[1].startswith(ours) for request in lou.requests), "nothing but our own and the host's"
    await film.get_by_role("button", name="Charger la vidéo").click()
    shown: FrameLocator = film.frame_locator("iframe")
    await expect(shown.get_by_text("Le film")).to_be_visible()
    foreign = [request for request in lou.requests if not request.split()[1].startswith(ours)]
    assert foreign == ["GET https://www.youtube-nocookie.com/embed/aB3_-x"]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")])
async def test_the_guide_is_read_by_everybody(stage: Stage, width: int, scheme: str) -> None:
    await _step(stage, stage.camille, video=FILM, field={"key": "prenoms", "label": "Prénoms"})
    await _step(stage, stage.lou, "Vérifiez, puis envoyez", "- Notez le numéro\n- Gardez-le")
    reader = await _guide(stage, viewport={"width": width, "height": 800}, color_scheme=scheme)
    await expect(_steps(reader)).to_have_count(2)
    frame = frame_of(reader.page)
    assert await violations(frame) == []
    await _improve(reader, TITLE, "x" * 5_001)
    await expect(reader.panel.get_by_text("Trop long de 1 caractère.")).to_be_visible()
    assert await violations(frame) == []
    assert await frame.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
