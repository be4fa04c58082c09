"""What docs/embedding.md and the README promise to webmasters, beyond what test_host_page.py shows."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Stage

CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, label"
COVERED = """controls => {
    const ours = document.querySelector('parvis-entraide').shadowRoot.querySelector('button, iframe').getBoundingClientRect();
    const meets = box =>
        box.width && box.left < ours.right && box.right > ours.left && box.top < ours.bottom && box.bottom > ours.top;
    return [...document.querySelectorAll(controls)].filter(control => meets(control.getBoundingClientRect()))
        .map(control => control.outerHTML.slice(0, 80));
}"""
HARMLESS = """() => {
    const button = document.querySelector('parvis-entraide').shadowRoot.querySelector('button');
    return getComputedStyle(button).pointerEvents === 'none';
}"""
INJECT = """([src, target]) => new Promise(done => {
    const tag = document.createElement('script');
    Object.assign(tag.dataset, { site: 'demo', target });
    tag.onload = done;
    tag.src = src;
    document.head.append(tag);
})"""


@pytest.mark.parametrize("width", [1280, 768, 320])
@pytest.mark.parametrize("example", ["passeport", "impots", "cantine"])
async def test_the_button_covers_no_control_wherever_the_reader_scrolls(stage: Stage, example: str, width: int) -> None:
    visitor = await stage.visit(f"/{example}/", viewport={"width": width, "height": 800})
    button = visitor.page.locator("parvis-entraide").get_by_role("button", name="Entraide")
    await expect(button).to_be_attached()
    height = await visitor.page.evaluate("() => document.documentElement.scrollHeight")
    for top in range(0, height, 160):
        await visitor.page.evaluate("top => scrollTo({ top, behavior: 'instant' })", top)
        # Out of the way, or, where there is no free place, invisible and without effect on the pointer.
        await visitor.page.wait_for_function(f"controls => ({COVERED})(controls).length === 0 || ({HARMLESS})()", arg=CONTROLS)


async def test_beside_the_open_panel_the_form_keeps_its_room(stage: Stage) -> None:
    visitor = await stage.visit()
    await visitor.open_panel()
    inside = COVERED.replace("'button, iframe'", "'iframe'")
    assert await visitor.page.evaluate(inside, CONTROLS) == []
    assert await visitor.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


async def test_a_cross_origin_isolated_page_shows_the_panel(stage: Stage) -> None:
    visitor = await stage.visit("/impots/?isolated")
    assert await visitor.page.evaluate("() => crossOriginIsolated")
    await visitor.open_panel()
    await visitor.ask("Même ici ?")
    await expect(visitor.panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()


async def test_set_page_says_which_page_it_is(stage: Stage) -> None:
    visitor = await stage.visit("/impots/")
    await visitor.open_panel()
    await visitor.ask("Sur les impôts ?")
    await expect(visitor.panel.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    await visitor.page.evaluate("() => Parvis.setPage('/une/autre')")
    await expect(visitor.panel.get_by_text("Aucune question ici")).to_be_visible()
    await visitor.page.evaluate("() => Parvis.setPage('/impots/?utm_source=lettre#haut')")
    await expect(visitor.panel.get_by_role("button", name="Sur les impôts ?")).to_be_visible()


async def test_the_panel_can_stand_in_the_page_s_flow(stage: Stage) -> None:
    async def without_the_tag(page: Page) -> None:
        await page.route("**/embed.js", lambda route: route.abort())

    visitor = await stage.visit("/impots/", prepare=without_the_tag)
    await visitor.page.evaluate(INJECT, [f"{stage.service.origin}/embed.js?in-flow", "main"])
    await expect(visitor.page.locator("main parvis-entraide")).to_have_count(1)
    await visitor.open_panel()
    await expect(visitor.panel.get_by_text("Aucune question ici")).to_be_visible()
    visitor.complaints.clear()  # the browser notes the tag that was held back
