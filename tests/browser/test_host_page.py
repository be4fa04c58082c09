"""What the host page's owner is promised: nothing typed is read or sent, nothing stored, nothing moved, nothing left behind."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Stage

CANARY = "Canari-7431"
EXAMPLES = ("passeport", "impots", "logement", "signalement", "cantine")

# Every way to read what a control holds, counted. The page's own scripts read values on submit only, which no test here does.
TRAPS = """
window.__reads = [];
for (const [type, names] of [
  [HTMLInputElement, ["value", "valueAsNumber", "valueAsDate", "files", "checked"]],
  [HTMLTextAreaElement, ["value"]], [HTMLSelectElement, ["value", "selectedIndex", "selectedOptions"]],
]) for (const name of names) {
  const original = Object.getOwnPropertyDescriptor(type.prototype, name);
  Object.defineProperty(type.prototype, name, { ...original, get() {
    const stack = new Error().stack;
    if (stack.includes("/embed")) window.__reads.push(name);
    return original.get.call(this);
  }});
}
const Native = window.FormData;
window.FormData = class extends Native { constructor(...args) { super(...args); window.__reads.push("FormData"); } };
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, ...rest) {
  const isOurs = new Error().stack.includes("/embed");
  const isWide = this === window || this === document || this === document.documentElement || this === document.body;
  if (isOurs && isWide && /^(key|input|change|beforeinput|paste)/.test(type)) window.__reads.push("listener:" + type);
  return listen.call(this, type, ...rest);
};
"""


async def fill_every_field(page: Page) -> None:
    typed = "input:is([type=text], [type=email], [type=tel], [type=search], :not([type])), textarea"
    for control in await page.locator(f"form :is({typed}):visible:not([readonly]):not([disabled])").all():
        await control.fill(f"{CANARY}@exemple.example" if await control.get_attribute("type") == "email" else CANARY)


@pytest.mark.parametrize("example", EXAMPLES)
async def test_nothing_that_is_typed_is_read_or_sent(stage: Stage, example: str) -> None:
    bodies: list[str] = []

    async def trapped(page: Page) -> None:
        await page.add_init_script(TRAPS)
        page.on("request", lambda request: bodies.append(f"{request.url} {request.post_data or ''}"))
        page.on("websocket", lambda socket: socket.on("framesent", lambda sent: bodies.append(str(sent))))

    visitor = await stage.visit(f"/{example}/", prepare=trapped)
    await fill_every_field(visitor.page)
    await visitor.open_panel()
    await visitor.ask("Une question sans rapport")
    await expect(visitor.panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    await visitor.reply("Une réponse.")
    await expect(visitor.panel.get_by_text("Une réponse.")).to_be_visible()
    assert await visitor.page.evaluate("window.__reads") == []
    assert [body for body in bodies if CANARY in body] == []
    assert any("/api/v1/threads" in body for body in bodies), "the sentinel saw our own requests"


async def test_the_frame_cannot_reach_the_form_even_with_hostile_code_in_it(stage: Stage) -> None:
    visitor = await stage.visit()
    await fill_every_field(visitor.page)
    await visitor.open_panel()
    frame = next(frame for frame in visitor.page.frames if "/panel?" in frame.url)
    for attempt in ("parent.document.title", "top.document.forms.length", "localStorage.length", "document.cookie.length"):
        stolen: Any = await frame.evaluate(
            "code => { try { return String((0, eval)(code)); } catch (e) { return e.name; } }", attempt
        )
        assert stolen in ("SecurityError", "EvalError"), attempt
    said = await frame.evaluate("() => { try { return parent.document.body.innerHTML } catch (e) { return e.name } }")
    assert said == "SecurityError"


async def test_nothing_is_stored_or_asked_before_the_click_nor_before_the_first_act(stage: Stage) -> None:
    visitor = await stage.visit()
    await expect(visitor.page.locator("parvis-entraide").get_by_role("button")).to_be_visible()
    await visitor.page.wait_for_load_state("networkidle")
    ours = [request.split("?")[0] for request in visitor.requests if stage.service.origin in request]
    assert ours == [f"GET {stage.service.origin}/embed.js", f"GET {stage.service.origin}/api/v1/counts"]
    visitor.requests.clear()
    await visitor.open_panel()
    await expect(visitor.panel.get_by_text("Aucune question ici")).to_be_visible()
    assert await stored(visitor.page) == []
    assert await visitor.context.cookies() == []
    after = [request for request in visitor.requests if stage.service.origin in request]
    assert len(after) <= 6, after
    await visitor.ask("Ma première question")
    await expect(visitor.panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    assert await stored(visitor.page) == ["parvis:demo"]
    await visitor.panel.get_by_role("button", name="Ne laisser aucune trace").click()
    await visitor.panel.get_by_role("button", name="Oublier").click()
    await expect(visitor.panel.get_by_text("Cet appareil n’a rien gardé.").first).to_be_visible()
    assert await stored(visitor.page) == []


async def stored(page: Page) -> list[str]:
    found: list[str] = await page.evaluate("""async () => [
        ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(await indexedDB.databases()).map(d => d.name),
    ]""")
    return found


@pytest.mark.parametrize("example", EXAMPLES)
async def test_the_host_page_s_pixels_are_unchanged_outside_our_own_elements(stage: Stage, example: str) -> None:
    async def without_the_tag(page: Page) -> None:
        await page.route("**/embed*.js", lambda route: route.fulfill(body="", content_type="text/javascript", headers=CORS))

    bare = await stage.visit(f"/{example}/", prepare=without_the_tag)
    tagged = await stage.visit(f"/{example}/")
    await expect(tagged.page.locator("parvis-entraide").get_by_role("button")).to_be_visible()
    bare.complaints.clear()  # an emptied loader has another hash than the page's integrity: that refusal is the browser's duty
    for page in (bare.page, tagged.page):
        await page.evaluate("() => document.fonts.ready")
    # Our own element aside, the two pages are the same picture, closed and after an opening and a closing.
    await tagged.open_panel()
    await tagged.panel.get_by_role("button", name="Fermer l’entraide").click()
    await tagged.page.evaluate("() => document.activeElement.blur()")
    await tagged.page.evaluate("() => document.querySelector('parvis-entraide').remove()")
    assert await bare.page.screenshot(full_page=True) == await tagged.page.screenshot(full_page=True)


ATTEMPT = "code => { try { return String((0, eval)(code)); } catch (e) { return e.name; } }"
CORS = {"Access-Control-Allow-Origin": "*"}


async def test_a_second_tag_is_harmless_and_destroy_leaves_no_trace(stage: Stage) -> None:
    visitor = await stage.visit("/impots/")
    page = visitor.page
    await expect(page.locator("parvis-entraide")).to_have_count(1)
    again = "src => new Promise(done => { const s = document.createElement('script'); s.src = src; s.dataset.site = 'demo';"
    again += " s.onload = done; document.head.append(s); })"
    await page.evaluate(again, f"{stage.service.origin}/embed.js?again")
    await expect(page.locator("parvis-entraide")).to_have_count(1)
    await visitor.open_panel()
    await page.evaluate("() => window.Parvis.destroy()")
    await expect(page.locator("parvis-entraide")).to_have_count(0)
    left = """() => [document.querySelectorAll('[data-parvis]').length, document.adoptedStyleSheets.length,
        'Parvis' in window, document.querySelectorAll('[inert]').length, document.documentElement.getAttribute('style')]"""
    assert await page.evaluate(left) == [0, 0, False, 0, None]


async def test_a_single_page_application_is_followed_from_route_to_route(stage: Stage) -> None:
    visitor = await stage.visit("/logement/")
    await visitor.open_panel()
    await visitor.ask("Je vis en colocation")
    await expect(visitor.panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    await visitor.page.evaluate("() => history.pushState({}, '', '/logement/foyer')")
    await expect(visitor.panel.get_by_text("Aucune question ici")).to_be_visible()
    await visitor.page.go_back()
    await expect(visitor.panel.get_by_role("button", name="Je vis en colocation")).to_be_visible()


async def test_a_canonical_link_that_comes_late_names_the_page_all_the_same(stage: Stage) -> None:
    visitor = await stage.visit("/passeport/")
    await visitor.open_panel()
    await visitor.ask("Quel numéro ?")
    await expect(visitor.panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    await visitor.page.evaluate("() => history.pushState({}, '', '/passeport/?etape=2')")
    await expect(visitor.panel.get_by_role("button", name="Quel numéro ?")).to_be_visible()
    await visitor.page.evaluate("() => { document.querySelector('link[rel=canonical]').href = '/passeport/etape-2'; }")
    await expect(visitor.panel.get_by_text("Aucune question ici")).to_be_visible()
    await visitor.page.evaluate("""() => {
        const link = document.createElement('link');
        Object.assign(link, { rel: 'canonical', href: '/passeport/' });
        document.querySelector('link[rel=canonical]').replaceWith(link);
    }""")
    await expect(visitor.panel.get_by_role("button", name="Quel numéro ?")).to_be_visible()


async def test_a_number_in_the_title_and_what_the_page_keeps_for_itself_stay_in_the_page(stage: Stage) -> None:
    bodies: list[str] = []

    async def personal(page: Page) -> None:
        await page.add_init_script("""if (window === top) addEventListener('DOMContentLoaded', () => {
            document.title = 'Dossier 2024001234567 – Passeport';
            const [heading] = document.querySelectorAll('#demande h2, #demande legend');
            const name = document.createElement('span');
            name.dataset.parvisPrivate = '';
            name.innerHTML = '<b>Jeanne Martin</b>';
            heading.append(name);
            document.querySelector('#prenoms').ariaLabel = 'Prénoms du dossier 2024001234567';
            document.querySelector('label[for=prenoms]').remove();
        }, true)""")
        page.on("request", lambda request: bodies.append(request.post_data or ""))

    visitor = await stage.visit(prepare=personal)
    await visitor.open_panel()
    await visitor.ask("Quel numéro ?")
    await expect(visitor.panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    # Somebody wrote on the page: its form is told.
    async with visitor.page.expect_request("**/api/v1/forms"):
        await visitor.panel.get_by_role("button", name="Revenir aux questions").click()
    said = "".join(bodies)
    assert "Dossier # – Passeport" in said
    assert "Prénoms du dossier #" in said
    assert [secret for secret in ("2024001234567", "Jeanne", "Martin") if secret in said] == []


async def test_a_title_that_the_page_keeps_for_itself_is_not_told(stage: Stage) -> None:
    async def private(page: Page) -> None:
        await page.add_init_script("""if (window === top) addEventListener('DOMContentLoaded', () => {
            document.querySelector('title').dataset.parvisPrivate = '';
        }, true)""")

    visitor = await stage.visit(prepare=private)
    await visitor.open_panel()
    async with visitor.page.expect_request("**/api/v1/threads") as asking:
        await visitor.ask("Quel numéro ?")
    sent: Any = (await asking.value).post_data_json
    assert sent.get("page_title", "") == ""


async def test_a_foreign_site_cannot_show_the_panel(stage: Stage) -> None:
    foreign = stage.hosts.replace("localhost", "127.0.0.1")
    visitor = await stage.visit(foreign + "/impots/")
    await visitor.page.locator("parvis-entraide").get_by_role("button", name="Entraide").click()
    await expect(visitor.page.locator("parvis-entraide").get_by_text("Votre formulaire n’est pas touché.")).to_be_visible(
        timeout=30_000
    )
    assert any(re.search("frame-ancestors", complaint) for complaint in visitor.complaints)
    visitor.complaints.clear()
