"""The form's fields: marks beside labels, questions about a field, "show me where", and the form that changes."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from parvis.domain.forms import APART
from tests.browser.axe import frame_of, violations
from tests.browser.conftest import SITE, Stage, Visitor
from tests.browser.test_host_page import TRAPS

NUMBER = {"key": "numero-passeport", "label": "Numéro du passeport", "step": "Votre passeport actuel"}
BOXES = """() => [...document.body.querySelectorAll('*')].map(element => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [element.tagName, left, top, width, height];
})"""
CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, label"
COVERING = """controls => {
    const marks = [...document.querySelector('parvis-entraide').shadowRoot.querySelectorAll('.mark:not(.far)')];
    const meets = (a, b) => b.width && b.left < a.right && b.right > a.left && b.top < a.bottom && b.bottom > a.top;
    return marks.flatMap(mark => [...document.querySelectorAll(controls)].filter(control => {
        const isOwn = control.tagName === 'LABEL';
        return !isOwn && meets(mark.getBoundingClientRect(), control.getBoundingClientRect());
    }).map(control => control.outerHTML.slice(0, 80)));
}"""


async def asked(
    stage: Stage, field: dict[str, Any] | None, title: str = "Quelle page faut-il lire ?", path: str = "/passeport/"
) -> Any:
    """A question of Camille's, written over the API."""
    body = {"site": SITE, "url": stage.hosts + path, "title": title, "body": "Je vois deux numéros.", "field": field}
    return (await call(stage, "/threads", body, stage.camille.headers))["thread"]


async def call(stage: Stage, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{stage.service.origin}/api/v1{path}", json=body, headers=headers)
    assert answer.is_success, answer.text
    return answer.json()


def mark(visitor: Visitor, name: str | re.Pattern[str] = re.compile("^[0-9]+ question")) -> Locator:
    return visitor.page.locator("parvis-entraide").get_by_role("button", name=name)


BESIDE = """([label, name]) => {
    const marks = [...document.querySelector('parvis-entraide').shadowRoot.querySelectorAll('.mark')];
    const mark = marks.find(found => found.ariaLabel.replaceAll('\\u202f', ' ') === name)?.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(label));
    const words = range.getBoundingClientRect();
    const middle = (mark?.top + mark?.bottom) / 2;
    return mark?.left - words.right >= 0 && mark.left - words.right <= 24 && words.top <= middle && middle <= words.bottom;
}"""


async def is_beside(visitor: Visitor, label: str, name: str) -> None:
    """The mark begins after the words of the label, at their height, as soon as the page rests."""
    await visitor.page.wait_for_function(BESIDE, arg=[label, name])


async def test_a_mark_says_how_many_questions_are_about_a_field_and_opens_them(stage: Stage) -> None:
    for title in ("Quelle page faut-il lire ?", "Le zéro est-il une lettre ?"):
        await asked(stage, NUMBER, title)
    await asked(stage, None, "Une question sur toute la page ?")
    visitor = await stage.visit()
    name = "2 questions sur « Numéro du passeport »"
    await expect(mark(visitor)).to_have_count(1)
    await expect(mark(visitor, name)).to_be_visible()
    await is_beside(visitor, "label[for=numero-passeport]", name)
    box = await mark(visitor, name).bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    assert await violations(visitor.page) == []

    await mark(visitor, name).press("Enter")
    await expect(visitor.panel.get_by_role("button", name="Ce champ")).to_have_attribute("aria-pressed", "true")
    await expect(visitor.panel.get_by_role("button", name="Le zéro est-il une lettre ?")).to_be_visible()
    await expect(visitor.panel.get_by_role("button", name="Une question sur toute la page ?")).to_have_count(0)
    assert await violations(frame_of(visitor.page)) == []
    await visitor.panel.get_by_role("button", name="Ne plus parler du champ").click()
    await expect(visitor.panel.get_by_role("button", name="Une question sur toute la page ?")).to_be_visible()


async def test_the_button_says_what_there_is_to_read(stage: Stage) -> None:
    thread = await asked(stage, NUMBER)
    await call(stage, f"/threads/{thread['id']}/posts", {"body": "Celle de la photo."}, stage.agent.headers)
    visitor = await stage.visit()
    await expect(visitor.page.locator("parvis-entraide").get_by_role("button", name="Entraide 1 réponse")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 768, 320])
@pytest.mark.parametrize(
    ("example", "keys"),
    [
        ("passeport", ["numero-passeport", "prenoms", "sexe", "photo", "exact", "jours", "naissance-jour"]),
        ("impots", ["revenus[#].montant", "garde", "pensions", "complete"]),
        ("cantine", ["name", "elements", "location", "id"]),
    ],
)
async def test_marks_move_nothing_and_cover_no_control(stage: Stage, example: str, keys: list[str], width: int) -> None:
    async def without_counters(page: Page) -> None:
        await page.route("**/api/v1/counts?*", lambda route: route.fulfill(json={}))

    for key in keys:
        await asked(stage, {"key": key, "label": key}, path=f"/{example}/")
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}}
    bare = await stage.visit(f"/{example}/", prepare=without_counters, **options)
    marked = await stage.visit(f"/{example}/", **options)
    await expect(mark(marked)).to_have_count(len(keys))
    assert await bare.page.evaluate(BOXES) == await marked.page.evaluate(BOXES)
    assert await marked.page.evaluate(COVERING, CONTROLS) == []
    assert await marked.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    await marked.page.evaluate("() => Parvis.destroy()")
    await expect(marked.page.locator("parvis-entraide")).to_have_count(0)


async def test_who_asks_about_a_field_marks_it_for_the_next_reader(stage: Stage) -> None:
    camille = await stage.visit()
    await camille.open_panel()
    await camille.panel.get_by_role("textbox", name="Posez votre question").fill("Faut-il les espaces ?")
    await camille.panel.get_by_role("button", name="À propos d’un champ").click()
    picker = camille.panel.get_by_role("group", name="À propos d’un champ")
    await expect(picker.get_by_role("heading", name="Votre passeport actuel")).to_be_visible()
    await expect(picker.get_by_role("button", name="Date de naissance, Jour")).to_be_visible()
    assert await violations(frame_of(camille.page)) == []
    await picker.get_by_role("button", name="Numéro du passeport").click()
    await expect(camille.panel.get_by_role("button", name="Ne plus parler du champ « Numéro du passeport »")).to_be_visible()
    await camille.panel.get_by_role("button", name="Poser la question").click()
    await expect(camille.panel.get_by_role("button", name="Montrer le champ « Numéro du passeport »")).to_be_visible()
    lou = await stage.visit()
    await expect(mark(lou, "1 question sur « Numéro du passeport »")).to_be_visible()
    await lou.page.reload()
    await expect(mark(lou, "1 question sur « Numéro du passeport »")).to_be_visible()


async def test_row_numbers_do_not_tell_fields_apart(stage: Stage) -> None:
    await asked(stage, {"key": "revenus[#].montant", "label": "Montant"}, path="/impots/")
    visitor = await stage.visit("/impots/")
    await expect(mark(visitor)).to_have_count(1)
    await visitor.page.get_by_role("button", name="Ajouter une ligne").click()
    await visitor.page.get_by_role("button", name="Retirer la ligne 1").click()
    await expect(visitor.page.locator("[name='revenus[0].montant']")).to_have_count(1)
    await expect(mark(visitor, re.compile("Montant"))).to_be_visible()
    await visitor.open_panel()
    await visitor.panel.get_by_role("textbox", name="Posez votre question").click()
    await visitor.panel.get_by_role("button", name="À propos d’un champ").click()
    await expect(visitor.panel.get_by_role("group").get_by_role("button", name="Montant", exact=True)).to_have_count(1)


async def test_a_mark_outlives_a_renamed_label_and_a_redrawn_or_late_control(stage: Stage) -> None:
    await asked(stage, {"key": "loyer", "label": "Loyer"}, path="/logement/")
    await asked(stage, {"key": "adultes", "label": "Adultes"}, path="/logement/foyer")
    visitor = await stage.visit("/logement/")
    name = "1 question sur « Loyer sans les charges »"
    await expect(mark(visitor, name)).to_be_visible()
    await visitor.page.evaluate("() => { document.querySelector('label[for=loyer]').textContent = 'Loyer hors charges'; }")
    await expect(mark(visitor, "1 question sur « Loyer hors charges »")).to_be_visible()
    await visitor.page.get_by_role("link", name="2. Foyer").click()
    await expect(mark(visitor, "1 question sur « Autres adultes à charge »")).to_be_visible()
    await expect(mark(visitor)).to_have_count(1)
    await visitor.page.get_by_role("link", name="1. Logement").click()
    await expect(mark(visitor, name)).to_be_visible()
    await is_beside(visitor, "label[for=loyer]", name)


INJECT = """([src, dataset]) => new Promise(done => {
    const tag = document.createElement('script');
    Object.assign(tag.dataset, { site: 'demo', ...dataset });
    tag.onload = done;
    tag.src = src;
    document.head.append(tag);
})"""


@pytest.mark.parametrize(
    ("wished", "marks"),
    [({}, 2), ({"fields": "auto"}, 2), ({"fields": ""}, 2), ({"fields": "off"}, 0), ({"fields": "#demande .full"}, 1)],
)
async def test_the_webmaster_names_fields_and_says_which_count(stage: Stage, wished: dict[str, str], marks: int) -> None:
    async def without_the_tag(page: Page) -> None:
        await page.route("**/embed.js", lambda route: route.abort())

    await asked(stage, {"key": "adresse.voie", "label": "Voie"})
    await asked(stage, {"key": "commune", "label": "Commune"})
    visitor = await stage.visit(prepare=without_the_tag)
    await visitor.page.evaluate("() => { document.querySelector('#voie').parentElement.dataset.parvisField = 'adresse.voie'; }")
    async with visitor.page.expect_response("**/api/v1/counts?*"):
        await visitor.page.evaluate(INJECT, [f"{stage.service.origin}/embed.js?named", wished])
    await visitor.page.wait_for_load_state("networkidle")
    await expect(mark(visitor)).to_have_count(marks)
    if marks:
        await expect(mark(visitor, "1 question sur « Adresse »")).to_be_visible()
    visitor.complaints.clear()  # the browser notes the tag that was held back


async def test_a_malformed_selector_is_told_once_and_the_page_left_as_it_was(stage: Stage) -> None:
    async def without_the_tag(page: Page) -> None:
        await page.route("**/embed.js", lambda route: route.abort())

    await asked(stage, NUMBER)
    visitor = await stage.visit(prepare=without_the_tag)
    visitor.complaints.clear()
    await visitor.page.evaluate(INJECT, [f"{stage.service.origin}/embed.js?malformed", {"fields": "#demande ["}])
    await visitor.page.evaluate("() => { document.querySelector('label').textContent = 'Autre'; }")
    await visitor.page.wait_for_load_state("networkidle")
    await expect(visitor.page.locator("parvis-entraide")).to_have_count(0)
    assert [complaint for complaint in visitor.complaints if "Parvis" in complaint and "#demande [" in complaint]
    assert len(visitor.complaints) == 1
    visitor.complaints.clear()


async def test_one_silence_of_the_network_does_not_silence_the_marks_of_the_next_page(stage: Stage) -> None:
    async def in_a_tunnel(page: Page) -> None:
        await page.route("**/api/v1/counts?*", lambda route: route.abort())

    await asked(stage, {"key": "loyer", "label": "Loyer"}, path="/logement/")
    await asked(stage, {"key": "adultes", "label": "Adultes"}, path="/logement/foyer")
    visitor = await stage.visit("/logement/", prepare=in_a_tunnel)
    await visitor.page.wait_for_load_state("networkidle")
    await expect(mark(visitor)).to_have_count(0)
    await visitor.page.unroute_all()
    await visitor.page.get_by_role("link", name="2. Foyer").click()
    await expect(mark(visitor, "1 question sur « Autres adultes à charge »")).to_be_visible()
    visitor.complaints.clear()  # the browser notes the request that was held back


async def test_marks_and_button_go_on_where_the_router_replaces_the_body(stage: Stage) -> None:
    """As Turbo does."""
    await asked(stage, NUMBER)
    visitor = await stage.visit()
    await expect(mark(visitor)).to_be_visible()
    await visitor.page.evaluate("""() => {
        const body = document.body.cloneNode(true);
        body.querySelector('#numero-passeport').parentElement.remove();
        document.documentElement.replaceChild(body, document.body);
    }""")
    await expect(mark(visitor)).to_have_count(0)
    # A control comes under the button, without a scroll.
    await visitor.page.evaluate("""() => {
        const launcher = document.querySelector('parvis-entraide').shadowRoot.querySelector('.launch');
        const { left, top } = launcher.getBoundingClientRect();
        const control = document.createElement('button');
        control.id = 'under';
        control.textContent = 'Sous le bouton';
        Object.assign(control.style, { position: 'fixed', left: `${left}px`, top: `${top}px` });
        const tall = document.createElement('div');
        tall.style.height = '500px';
        document.body.append(tall, control);
    }""")
    await visitor.page.wait_for_function("""() => {
        const launch = document.querySelector('parvis-entraide').shadowRoot.querySelector('.launch').getBoundingClientRect();
        return launch.bottom < document.querySelector('#under').getBoundingClientRect().top;
    }""")


async def test_counters_that_the_page_s_policy_refuses_are_silently_absent(stage: Stage) -> None:
    await asked(stage, {"key": "compteur", "label": "Numéro du compteur"}, path="/signalement/")
    visitor = await stage.visit("/signalement/")
    await visitor.page.wait_for_load_state("networkidle")
    await expect(mark(visitor)).to_have_count(0)
    button = visitor.page.locator("parvis-entraide").get_by_role("button", name="Entraide Questions et réponses sur cette page")
    await expect(button).to_be_visible()
    await visitor.open_panel()
    await visitor.open_thread("Quelle page faut-il lire ?")
    await visitor.panel.get_by_role("button", name="Montrer le champ « Numéro du compteur »").click()
    await expect(visitor.page.locator("#compteur")).to_be_focused()


# "Show me where"

OUTLINE = """() => {
    const { shadowRoot } = document.querySelector('parvis-entraide');
    const { left, top, right, bottom } = shadowRoot.querySelector('.outline').getBoundingClientRect();
    return { left, top, right, bottom };
}"""


async def answered_with_a_link(stage: Stage, visitor: Visitor, key: str = "prenoms", path: str = "/passeport/") -> None:
    thread = await asked(stage, NUMBER, path=path)
    body = {"body": f"Regardez [la case des prénoms](field:{key})."}
    await call(stage, f"/threads/{thread['id']}/posts", body, stage.lou.headers)
    await visitor.open_panel()
    await visitor.open_thread("Quelle page faut-il lire ?")


async def test_show_me_where_goes_to_the_field_outlines_and_announces_it_and_fills_nothing(stage: Stage) -> None:
    visitor = await stage.visit()
    before = await visitor.page.evaluate(
        "() => [...document.querySelectorAll('input, select, textarea')].map(c => [c.value, c.checked])"
    )
    await answered_with_a_link(stage, visitor)
    link = visitor.panel.get_by_role("button", name="Montrer le champ « la case des prénoms »")
    await link.click()
    await expect(visitor.page.locator("#prenoms")).to_be_focused()
    await expect(visitor.page.locator("#prenoms")).to_be_in_viewport()
    spoken = visitor.page.locator("parvis-entraide").get_by_role("status")
    await expect(spoken).to_have_text("Champ « Prénoms » affiché.")
    outline, box = await visitor.page.evaluate(OUTLINE), await visitor.page.locator("#prenoms").bounding_box()
    assert box is not None
    assert outline["left"] < box["x"] < box["x"] + box["width"] < outline["right"]
    assert outline["top"] < box["y"] < box["y"] + box["height"] < outline["bottom"]
    assert await violations(visitor.page) == []
    after = await visitor.page.evaluate(
        "() => [...document.querySelectorAll('input, select, textarea')].map(c => [c.value, c.checked])"
    )
    assert after == before
    await visitor.page.keyboard.press("Tab")
    await expect(visitor.page.locator("parvis-entraide .outline")).to_have_count(0)
    # By keyboard alone, and of the question's own field.
    await visitor.panel.get_by_role("button", name="Montrer le champ « Numéro du passeport »").press("Enter")
    await expect(visitor.page.locator("#numero-passeport")).to_be_focused()


@pytest.mark.parametrize(("motion", "behavior"), [("reduce", "instant"), ("no-preference", "smooth")])
async def test_going_there_moves_only_for_those_who_want_it(stage: Stage, motion: str, behavior: str) -> None:
    async def listening(page: Page) -> None:
        await page.add_init_script("""
            const scroll = Element.prototype.scrollIntoView;
            Element.prototype.scrollIntoView = function (how) { window.__how = how.behavior; return scroll.call(this, how); };
        """)

    visitor = await stage.visit(prepare=listening, reduced_motion=motion)
    await answered_with_a_link(stage, visitor)
    await visitor.panel.get_by_role("button", name="la case des prénoms").click()
    await expect(visitor.page.locator("#prenoms")).to_be_focused()
    assert await visitor.page.evaluate("window.__how") == behavior


async def test_on_a_phone_the_panel_makes_room_and_a_button_leads_back_to_the_answer(stage: Stage) -> None:
    visitor = await stage.visit(viewport={"width": 390, "height": 844}, has_touch=True)
    await answered_with_a_link(stage, visitor)
    await visitor.panel.get_by_role("button", name="la case des prénoms").click()
    await expect(visitor.page.locator("#prenoms")).to_be_focused()
    await expect(visitor.page.locator("parvis-entraide iframe")).not_to_be_visible()
    back = visitor.page.locator("parvis-entraide").get_by_role("button", name="Revenir à la réponse")
    await back.click()
    await expect(visitor.panel.get_by_role("button", name="la case des prénoms")).to_be_visible()
    await visitor.panel.get_by_role("button", name="Fermer l’entraide").click()
    await expect(visitor.page.locator("parvis-entraide").get_by_role("button", name="Entraide")).to_be_visible()


async def test_the_outline_of_a_control_that_takes_no_focus_leaves_too(stage: Stage) -> None:
    outlines = "parvis-entraide .outline"
    disabled = "() => { document.querySelector('#prenoms').disabled = true; }"
    visitor = await stage.visit(viewport={"width": 390, "height": 844}, has_touch=True)
    await visitor.page.evaluate(disabled)
    await answered_with_a_link(stage, visitor)
    link = visitor.panel.get_by_role("button", name="la case des prénoms")
    await link.click()
    await expect(visitor.page.locator(outlines)).to_be_visible()
    # The button that led back comes again, in its quiet place.
    quiet = visitor.page.locator("parvis-entraide .launch")
    await expect(quiet).to_be_visible()
    await expect(visitor.page.locator(outlines)).to_have_count(0)
    await expect(visitor.page.locator("parvis-entraide .back")).to_have_count(0)
    await quiet.click()
    await link.click()
    await visitor.page.locator("parvis-entraide .back").click()
    await expect(visitor.page.locator(outlines)).to_have_count(0, timeout=2_000)

    wide = await stage.visit()
    await wide.page.evaluate(disabled)
    await wide.open_panel()
    await wide.open_thread("Quelle page faut-il lire ?")
    await wide.panel.get_by_role("button", name="la case des prénoms").click()
    await expect(wide.page.locator(outlines)).to_be_visible()
    await wide.page.locator("#numero-passeport").click()
    await expect(wide.page.locator(outlines)).to_have_count(0)


async def test_a_folded_field_is_unfolded_and_one_of_another_step_is_said_to_be_there(stage: Stage) -> None:
    visitor = await stage.visit()
    await visitor.page.evaluate("""() => {
        const field = document.querySelector('#prenoms').parentElement;
        const fold = document.createElement('details');
        fold.append(document.createElement('summary'));
        fold.firstChild.textContent = 'Vos prénoms';
        field.replaceWith(fold);
        fold.append(field);
        document.querySelector('#numero-passeport').closest('fieldset').hidden = true;
    }""")
    await answered_with_a_link(stage, visitor)
    await visitor.panel.get_by_role("button", name="la case des prénoms").click()
    await expect(visitor.page.locator("#prenoms")).to_be_focused()
    await visitor.panel.get_by_role("button", name="Montrer le champ « Numéro du passeport »").click()
    await expect(visitor.panel.get_by_text("Ce champ n’est pas affiché à cette étape").first).to_be_visible()
    await expect(visitor.panel.get_by_role("button", name="Montrer le champ « Numéro du passeport »")).to_have_count(0)


async def test_an_answer_points_at_a_field_of_the_page(stage: Stage) -> None:
    await asked(stage, NUMBER)
    lou = await stage.visit()
    await lou.open_panel()
    await lou.open_thread("Quelle page faut-il lire ?")
    await lou.panel.get_by_role("textbox", name="Votre réponse").fill("Comme dans")
    await lou.panel.get_by_role("button", name="Citer un champ").press("Enter")
    await lou.panel.get_by_role("button", name="Prénoms", exact=True).press("Enter")
    await expect(lou.panel.get_by_role("textbox", name="Votre réponse")).to_have_value("Comme dans [Prénoms](field:prenoms) ")
    await lou.panel.get_by_role("button", name="Envoyer").click()
    await lou.panel.get_by_role("button", name="Montrer le champ « Prénoms »").click()
    await expect(lou.page.locator("#prenoms")).to_be_focused()


async def test_the_page_opens_the_panel_on_a_field(stage: Stage) -> None:
    await asked(stage, NUMBER)
    visitor = await stage.visit()
    await visitor.page.evaluate("() => Parvis.open({ field: 'numero-passeport' })")
    await expect(visitor.panel.get_by_role("button", name="Ne plus parler du champ « Numéro du passeport »")).to_be_visible()
    await visitor.page.evaluate("() => Parvis.open({ thread: null, field: 'nulle-part' })")
    await expect(visitor.panel.get_by_role("button", name="Ne plus parler du champ « nulle-part »")).to_be_visible()


# The sentinel


def changed_form(js: str) -> Any:
    async def prepare(page: Page) -> None:
        await page.add_init_script(f"if (window === top) addEventListener('DOMContentLoaded', () => {{ {js} }}, true)")

    return prepare


async def reported(stage: Stage, js: str) -> Visitor:
    """A reader whose page is so changed, a while after the one before; her browser has told how the form is made."""
    await stage.database.execute("update form_fields set doubted_at = doubted_at - $1::interval", APART)
    visitor = await stage.visit(prepare=changed_form(js))
    async with visitor.page.expect_request("**/api/v1/forms") as told:
        await visitor.open_panel()
    await (await told.value).response()
    return visitor


async def test_when_two_readers_see_another_form_the_answers_on_what_changed_say_so(stage: Stage) -> None:
    thread = await asked(stage, NUMBER)
    await call(stage, f"/threads/{thread['id']}/posts", {"body": "Douze chiffres."}, stage.lou.headers)
    other = await asked(stage, {"key": "prenoms", "label": "Prénoms"}, "Tous les prénoms ?")
    await call(stage, f"/threads/{other['id']}/posts", {"body": "Oui, tous."}, stage.lou.headers)
    await reported(stage, "")
    changed = "document.querySelector('#numero-aide').textContent = 'Neuf chiffres.';"
    await reported(stage, changed)
    reader = await reported(stage, changed)
    await reader.open_thread("Quelle page faut-il lire ?")
    await expect(reader.panel.get_by_role("article").filter(has_text="Douze chiffres.")).to_contain_text("Le formulaire a changé")
    await reader.panel.get_by_role("button", name="Revenir aux questions").click()
    await reader.open_thread("Tous les prénoms ?")
    await expect(reader.panel.get_by_role("article").filter(has_text="Oui, tous.")).not_to_contain_text("Le formulaire a changé")
    await expect(mark(reader)).to_have_count(2)


async def test_the_questions_of_a_field_that_is_gone_stand_apart(stage: Stage) -> None:
    await asked(stage, NUMBER)
    await asked(stage, {"key": "prenoms", "label": "Prénoms"}, "Tous les prénoms ?")
    await reported(stage, "")
    gone = "document.querySelector('#numero-passeport').parentElement.remove();"
    await reported(stage, gone)
    await reported(stage, gone)
    reader = await stage.visit(prepare=changed_form(gone))
    await reader.open_panel()
    apart = reader.panel.get_by_role("region", name="Champ qui n’est plus sur cette page")
    await expect(apart.get_by_role("button", name="Quelle page faut-il lire ?")).to_be_visible()
    await expect(apart.get_by_role("button", name="Tous les prénoms ?")).to_have_count(0)
    await expect(mark(reader)).to_have_count(1)


async def test_the_form_is_told_once_and_never_what_is_typed_into_it(stage: Stage) -> None:
    await asked(stage, {"key": "recit", "label": "Récit"}, path="/signalement/")
    told: list[str] = []
    shapes: list[Any] = []

    async def listening(page: Page) -> None:
        await page.add_init_script(TRAPS)

        def hear(request: Any) -> None:
            if request.url.endswith("/forms"):
                told.append(request.post_data)
                shapes.append(request.post_data_json["controls"])

        page.on("request", hear)

    for typed in ("", "Une fuite, 12 rue du Bac, depuis le 14 mars 2026."):
        visitor = await stage.visit("/signalement/", prepare=listening)
        await visitor.page.locator("#recit").fill(typed)
        await visitor.page.get_by_role("radio", name="Une fuite").check()
        await visitor.page.locator("#releve").fill("12345")
        if typed:
            await visitor.page.get_by_role("button", name="Envoyer le signalement").click()  # its errors are drawn
        async with visitor.page.expect_request("**/api/v1/forms"):
            await visitor.open_panel()
        await visitor.open_thread("Quelle page faut-il lire ?")
        await visitor.panel.get_by_role("button", name=re.compile("Montrer le champ")).first.click()
        assert await visitor.page.evaluate("window.__reads") == []
    assert "Bac" not in "".join(told)
    assert shapes[0] == shapes[1], "what is typed, counted or wrong changes nothing"
    assert {control["key"] for control in shapes[0]} >= {"genre", "recit", "cliche", "rappel"}


# The second file


async def test_an_altered_second_file_does_not_run(stage: Stage) -> None:
    async def altered(page: Page) -> None:
        async def alter(route: Any) -> None:
            answer = await route.fetch()
            await route.fulfill(response=answer, body="window.__altered = true;\n" + await answer.text())

        await page.route("**/embed-open.*", alter)

    for path in ("/passeport/", "/signalement/"):
        visitor = await stage.visit(path, prepare=altered)
        button = visitor.page.locator("parvis-entraide").get_by_role("button", name="Entraide")
        await visitor.page.locator("input[type=text], input:not([type])").first.fill("intact")
        await button.click()
        await expect(button).to_contain_text("L’entraide ne répond pas. Votre formulaire n’est pas touché.")
        assert await visitor.page.evaluate("() => window.__altered") is None
        assert await visitor.page.locator("parvis-entraide iframe").count() == 0
        assert any("integrity" in complaint for complaint in visitor.complaints)
        visitor.complaints.clear()
        # It is the button that tries again.
        await visitor.page.unroute_all()
        await button.click()
        await expect(visitor.panel.get_by_role("heading", name="Entraide")).to_be_visible()
        await expect(visitor.page.locator("input[type=text], input:not([type])").first).to_have_value("intact")


POLICIES = {
    "by origin": "script-src 'self' {service}; connect-src {service}; frame-src {service}",
    "by nonce": "script-src 'nonce-n0'; connect-src {service}; frame-src {service}",
    "strict-dynamic": "script-src 'nonce-n0' 'strict-dynamic'; connect-src {service}; frame-src {service}",
}


@pytest.mark.parametrize("engine", ["Chromium, with Trusted Types", "elsewhere, without"])
@pytest.mark.parametrize("policy", POLICIES)
async def test_the_second_file_comes_under_the_policies_that_let_the_first_one_in(stage: Stage, policy: str, engine: str) -> None:
    async def under_the_policy(page: Page) -> None:
        async def answer(route: Any) -> None:
            told = await route.fetch()
            body = (await told.text()).replace("<script ", '<script nonce="n0" ')
            law = POLICIES[policy].format(service=stage.service.origin)
            if engine.startswith("Chromium"):
                law += "; require-trusted-types-for 'script'; trusted-types 'none'"
            await route.fulfill(response=told, body=body, headers={**told.headers, "content-security-policy": law})

        await page.route("**/passeport/", answer)
        if not engine.startswith("Chromium"):
            await page.add_init_script("delete Navigator.prototype.userAgentData;")

    visitor = await stage.visit(prepare=under_the_policy)
    await visitor.open_panel()


async def test_engines_that_do_not_check_preloaded_modules_check_a_script_element(stage: Stage) -> None:
    """Where `navigator.userAgentData` is absent, as in Firefox and Safari."""

    async def elsewhere(page: Page) -> None:
        await page.add_init_script("delete Navigator.prototype.userAgentData;")

    async def altered(page: Page) -> None:
        await elsewhere(page)
        await page.route("**/embed-open.*", lambda route: route.fulfill(body="window.__altered = true;", headers=OPEN))

    good = await stage.visit(prepare=elsewhere)
    await good.open_panel()
    assert await good.page.evaluate("() => document.querySelectorAll('parvis-entraide > script[type=module]').length") == 1
    bad = await stage.visit(prepare=altered)
    button = bad.page.locator("parvis-entraide").get_by_role("button", name="Entraide")
    await button.click()
    await expect(button).to_contain_text("L’entraide ne répond pas.")
    assert await bad.page.evaluate("() => window.__altered") is None
    bad.complaints.clear()


OPEN = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}


async def test_agents_read_which_fields_changed_and_which_questions_it_concerns(stage: Stage) -> None:
    await asked(stage, NUMBER)
    await reported(stage, "")
    changed = "document.querySelector('label[for=numero-passeport]').textContent = 'Numéro du titre';"
    await reported(stage, changed)
    await reported(stage, changed)
    agent = await stage.agent_console()
    await agent.page.get_by_text("Formulaires qui ont changé").click()
    forms = agent.page.locator(".forms")
    await expect(forms).to_contain_text("Numéro du titre")
    await expect(forms).to_contain_text("A changé")
    assert await violations(agent.page) == []
    await forms.get_by_role("link", name="Quelle page faut-il lire ?").click()
    await expect(agent.page.get_by_role("heading", name="Quelle page faut-il lire ?")).to_be_visible()
    await expect(agent.page.get_by_label("Contexte")).to_contain_text("Numéro du passeport")
