"""axe finds nothing in the states of the panel; the main acts need no mouse; the conversation is a log."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.axe import frame_of, violations
from tests.browser.conftest import Stage, Visitor

QUESTION = "Où lire le numéro ?"
LOOKS: list[dict[str, Any]] = [
    {"color_scheme": "light"},
    {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}},
    {"forced_colors": "active", "locale": "en-GB"},
]


async def empty(stage: Stage, visitor: Visitor) -> None:
    await visitor.open_panel()
    await expect(visitor.panel.get_by_text(re.compile("Aucune question ici|No question here"))).to_be_visible()


async def asking(stage: Stage, visitor: Visitor) -> None:
    await empty(stage, visitor)
    await visitor.panel.get_by_role("textbox").first.fill(QUESTION)
    await expect(visitor.panel.get_by_role("button", name=re.compile("Poser la question|Ask the question"))).to_be_visible()


async def talking(stage: Stage, visitor: Visitor) -> None:
    await asking(stage, visitor)
    await visitor.panel.get_by_role("button", name=re.compile("Poser la question|Ask the question")).click()
    await expect(visitor.panel.get_by_role("log")).to_be_attached()
    reply = visitor.panel.get_by_role("textbox", name=re.compile("Votre réponse|Your reply"))
    await reply.fill("Je complète ma question.")
    await visitor.panel.get_by_role("button", name=re.compile("^(Envoyer|Send)$")).click()
    await expect(visitor.panel.get_by_role("button", name=re.compile("Modifier|Edit")).first).to_be_visible()


async def back_in_the_list(stage: Stage, visitor: Visitor) -> None:
    await talking(stage, visitor)
    await visitor.panel.get_by_role("button", name=re.compile("Revenir aux questions|Back to the questions")).click()
    await expect(visitor.panel.get_by_role("button", name=QUESTION)).to_be_visible()


async def reconnecting(stage: Stage, visitor: Visitor) -> None:
    await talking(stage, visitor)
    await stage.service.kill()
    await expect(visitor.panel.get_by_text(re.compile("Reconnexion en cours|Reconnecting"))).to_be_visible()


STATES: list[Callable[[Stage, Visitor], Awaitable[None]]] = [empty, asking, talking, back_in_the_list, reconnecting]


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone", "forced colours, English"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_axe_finds_nothing_in_the_panel(stage: Stage, state: Callable[..., Awaitable[None]], look: dict[str, Any]) -> None:
    visitor = await stage.visit("/impots/", **look)
    await state(stage, visitor)
    assert await violations(frame_of(visitor.page)) == []


@pytest.mark.parametrize("example", ["passeport", "impots", "logement", "cantine"])
async def test_axe_finds_nothing_more_in_the_host_page(stage: Stage, example: str) -> None:
    visitor = await stage.visit(f"/{example}/")
    await visitor.open_panel()
    assert await violations(visitor.page) == []


async def test_the_whole_way_needs_no_mouse(stage: Stage) -> None:
    visitor = await stage.visit()
    keyboard = visitor.page.keyboard
    button = visitor.page.locator("parvis-entraide").get_by_role("button", name="Entraide")
    await button.focus()
    await keyboard.press("Enter")
    await expect(visitor.panel.get_by_role("textbox", name="Posez votre question")).to_be_visible()
    for _ in range(8):
        if await focused(visitor) == "ask-title":
            break
        await keyboard.press("Tab")
    await keyboard.type("Au clavier seul ?")
    await keyboard.press("Control+Enter")
    reply = visitor.panel.get_by_role("textbox", name="Votre réponse")
    await expect(reply).to_be_visible()
    for _ in range(20):
        if await focused(visitor) == "reply":
            break
        await keyboard.press("Tab")
    await keyboard.type("Oui.")
    await keyboard.press("Control+Enter")
    await expect(visitor.panel.get_by_role("log").get_by_text("Oui.")).to_be_visible()
    await keyboard.press("Escape")
    await expect(visitor.panel.locator(".panel")).to_be_hidden()
    await expect(button).to_be_focused()


async def focused(visitor: Visitor) -> str:
    """The id of what has the focus inside the panel."""
    id: str = await frame_of(visitor.page).evaluate("() => document.activeElement?.id ?? ''")
    return id


async def test_at_320_px_and_twice_the_text_nothing_scrolls_sideways(stage: Stage) -> None:
    visitor = await stage.visit(viewport={"width": 320, "height": 640})
    await talking(stage, visitor)
    frame = frame_of(visitor.page)
    for size in ("100%", "200%"):
        await frame.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        widths = await frame.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert widths[0] <= widths[1], size


async def test_the_field_that_is_entered_stays_in_view(stage: Stage) -> None:
    lou = await stage.visit()
    await lou.open_panel()
    for number in range(8):
        await lou.ask(f"Question numéro {number}")
        await lou.panel.get_by_role("button", name="Revenir aux questions").click()
    camille = await stage.visit()
    await camille.open_panel()
    await expect(camille.panel.get_by_role("button", name="Question numéro 7")).to_be_visible()
    title = camille.panel.get_by_role("textbox", name="Posez votre question")
    await title.click()
    await expect(camille.panel.get_by_role("button", name="Poser la question")).to_be_visible()
    await expect(title).to_be_in_viewport()
