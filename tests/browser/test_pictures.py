"""A picture is prepared in the browser, by pointer or keyboard: what was blurred never leaves, everybody sees the rest live."""

from __future__ import annotations

import asyncio
import base64
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageChops
from playwright.async_api import FrameLocator, Locator, Route, expect

from tests.browser.axe import frame_of, violations
from tests.browser.conftest import Stage, Visitor
from tests.pictures import files

QUESTION = "Pourquoi la date est-elle refusée ?"
ALT = "L’étape 2, avec le message : date refusée"
WIDTH, HEIGHT = 400, 300


def chequered(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Black and white, pixel by pixel: nothing of it is left where it is blurred."""
    return Image.frombytes("L", (width, height), bytes(255 * ((x + y) % 2) for y in range(height) for x in range(width)))


@pytest.fixture
def screenshot(tmp_path: Path) -> Path:
    path = tmp_path / "Capture d’écran.png"
    path.write_bytes(
        files.with_chunk(files.made(chequered().convert("RGB"), "PNG"), files.chunk(b"tEXt", b"Comment\x00" + files.SECRET))
    )
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_1234.jpg"
    path.write_bytes(files.jpeg(3_000, 2_000, exif=files.exif()))
    return path


async def begin(visitor: Visitor, title: str = QUESTION) -> FrameLocator:
    """Typed, and not yet sent."""
    await visitor.open_panel()
    return await write(visitor, title)


async def write(visitor: Visitor, title: str = QUESTION) -> FrameLocator:
    await visitor.panel.get_by_role("textbox", name="Posez votre question").fill(title)
    await expect(visitor.panel.get_by_role("button", name="Joindre une image")).to_be_visible()
    return visitor.panel


async def choose(visitor: Visitor, file: Path) -> Locator:
    """The editor, open on that file."""
    await visitor.panel.locator("input[type=file]").set_input_files(file)
    editor = visitor.panel.get_by_role("dialog")
    await expect(editor.get_by_role("heading", name="Préparer l’image")).to_be_visible()
    return editor


async def add(visitor: Visitor, editor: Locator, alt: str = ALT) -> None:
    await editor.get_by_label("Que montre cette image").fill(alt)
    await editor.get_by_role("button", name="Joindre l’image").click()
    await expect(editor).to_have_count(0)
    await expect(visitor.panel.get_by_role("list", name="Images jointes").last).to_contain_text(alt)


async def loaded(place: FrameLocator | Any, alt: str = ALT) -> Locator:
    """The picture with these words, once the browser has it."""
    image: Locator = place.get_by_role("img", name=alt)
    await expect(image).to_be_visible()
    await expect(image).to_have_js_property("complete", True)
    assert await image.evaluate("image => image.naturalWidth") > 0
    return image


async def stored(stage: Stage) -> Image.Image:
    return Image.open(io.BytesIO(await stage.database.fetchval("select content from pictures"))).convert("RGB")


def kept(image: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """This part is as it was, to the pixel."""
    return image.crop(box).tobytes() == chequered().convert("RGB").crop(box).tobytes()


def destroyed(image: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Of this part, nothing but a few greys that are near each other is left."""
    levels = [extreme for channel in image.crop(box).getextrema() for extreme in channel]  # type: ignore[union-attr]
    return max(levels) - min(levels) < 40


OVERHEAR = """() => {
    const { fetch } = window;
    window.sent = [];
    window.fetch = async (address, told) => {
        if (told?.body instanceof Blob) {
            const bytes = new Uint8Array(await told.body.arrayBuffer());
            window.sent.push(btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), "")));
        }
        return fetch(address, told);
    };
}"""


async def test_a_picture_that_is_being_prepared_outlives_a_change_of_page(stage: Stage, screenshot: Path) -> None:
    lou = await stage.visit()
    await begin(lou)
    editor = await choose(lou, screenshot)
    words = editor.get_by_label("Que montre cette image")
    await words.fill(ALT)
    tab = lou.panel.locator("#ask-title")
    await tab.evaluate("field => field.setAttribute('data-before', '')")
    await lou.page.evaluate("() => history.pushState({}, '', '/logement/foyer')")
    await expect(lou.panel.locator("#ask-title[data-before]")).to_have_count(0)
    await expect(words).to_have_value(ALT)
    await add(lou, editor)
    await expect(lou.panel.get_by_role("list", name="Images jointes")).to_contain_text(ALT)


async def test_by_keyboard_alone_a_zone_is_blurred_and_a_second_person_sees_the_rest(stage: Stage, screenshot: Path) -> None:
    camille, lou = await stage.visit(), await stage.visit()
    await lou.open_panel()
    await begin(camille)
    frame = frame_of(camille.page)
    await frame.evaluate(OVERHEAR)
    editor = await choose(camille, screenshot)
    keyboard = camille.page.keyboard
    await editor.get_by_role("button", name="Ajouter une zone").press("Enter")
    zone = editor.get_by_role("button", name="Flou 1", exact=True)
    await expect(zone).to_be_focused()
    for key in ["ArrowUp"] * 5 + ["Shift+ArrowRight"] * 5 + ["Shift+ArrowDown"] * 4:
        await keyboard.press(key)
    await expect(editor.get_by_role("status")).to_have_text(
        "Flou 1 : à 35 % de la gauche et 32 % du haut, large de 40 %, haut de 21 %."
    )

    await editor.get_by_role("button", name="Joindre l’image").press("Enter")
    words = editor.get_by_label("Que montre cette image")
    await expect(words).to_be_focused()
    await expect(editor.get_by_role("alert").filter(has_text="Décrivez l’image")).to_be_visible()
    assert await frame.evaluate("sent") == [], "nothing leaves before it is ready"
    await keyboard.type(ALT)
    await keyboard.press("Control+Enter")
    await expect(editor).to_have_count(0)
    await expect(camille.panel.get_by_role("button", name="Joindre une image")).to_be_focused()

    image = await stored(stage)
    assert destroyed(image, (142, 98, 298, 158))
    assert kept(image, (0, 0, WIDTH, 94)) and kept(image, (0, 165, WIDTH, HEIGHT)) and kept(image, (0, 0, 138, HEIGHT))
    (upload,) = [base64.b64decode(each) for each in await frame.evaluate("sent")]
    assert files.SECRET not in upload, "the original stays where it is"
    assert destroyed(Image.open(io.BytesIO(upload)).convert("RGB"), (142, 98, 298, 158)), "destroyed before it left"

    await camille.panel.get_by_role("button", name="Poser la question").click()
    await loaded(camille.panel)
    hold = asyncio.Event()

    async def later(route: Route) -> None:
        await hold.wait()
        await route.continue_()

    await lou.page.route("**/i/*", later)
    await lou.open_thread(QUESTION)
    before = await lou.panel.get_by_role("img", name=ALT).bounding_box()
    hold.set()
    after = await (await loaded(lou.panel)).bounding_box()
    assert before == pytest.approx(after, abs=0.5), "its room was kept before it came"
    hosts = {urlsplit(request.split(" ")[1]).netloc for request in lou.requests if "/i/" in request}
    assert hosts == {urlsplit(stage.service.origin).netloc}


async def test_the_pointer_blurs_frames_and_points(stage: Stage, screenshot: Path) -> None:
    camille = await stage.visit()
    await begin(camille)
    editor = await choose(camille, screenshot)
    canvas = editor.get_by_role("img", name="Image à préparer")

    async def drag(x: float, y: float, to_x: float, to_y: float) -> None:
        box = await canvas.bounding_box()
        assert box is not None
        mouse = camille.page.mouse
        await mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        await mouse.down()
        await mouse.move(box["x"] + to_x * box["width"], box["y"] + to_y * box["height"], steps=4)
        await mouse.up()

    await drag(0.1, 0.1, 0.4, 0.3)
    await expect(editor.get_by_role("button", name="Flou 1", exact=True)).to_be_visible()
    await drag(0.2, 0.2, 0.7, 0.2)  # it is moved
    await drag(0.9, 0.3, 0.95, 0.35)  # and stretched by its corner
    await editor.get_by_role("button", name="Encadrer").click()
    await drag(0.1, 0.6, 0.5, 0.8)
    await editor.get_by_label("Texte de : Cadre 2").fill("Ici")
    await editor.get_by_role("button", name="Flécher").click()
    await drag(0.9, 0.9, 0.6, 0.7)
    await expect(editor.get_by_role("button", name="Flèche 3", exact=True)).to_be_visible()
    await editor.get_by_role("button", name="Retirer : Flèche 3").click()
    await expect(editor.get_by_role("button", name="Flèche 3", exact=True)).to_have_count(0)
    await editor.get_by_role("button", name="Défaire").click()
    await expect(editor.get_by_role("button", name="Flèche 3", exact=True)).to_be_visible()
    await add(camille, editor)

    image = await stored(stage)
    assert destroyed(image, (244, 34, 374, 98)), "moved and stretched"
    assert kept(image, (0, 0, 230, 150)), "where it was first, nothing is blurred"
    red, green, _ = image.crop((30, 170, 390, 290)).split()
    assert max(ImageChops.subtract(red, green).tobytes()) > 100, "the frame and the arrow are drawn"


async def test_a_phone_s_photo_is_upright_smaller_and_says_nothing_of_its_place(stage: Stage, photo: Path) -> None:
    camille = await stage.visit()
    await begin(camille)
    await add(camille, await choose(camille, photo))
    image = await stored(stage)
    assert (image.width, image.height) == (1_333, 2_000)
    top, bottom = image.getpixel((600, 100)), image.getpixel((600, 1_900))
    assert isinstance(top, tuple) and isinstance(bottom, tuple)
    assert top[0] > 200 and bottom[2] > 200


async def test_a_reply_carries_a_picture_and_takes_it_away_when_withdrawn(stage: Stage, screenshot: Path) -> None:
    camille, lou = await stage.visit(), await stage.visit()
    await camille.open_panel()
    await camille.ask(QUESTION)
    await lou.open_panel()
    await lou.open_thread(QUESTION)
    await lou.panel.get_by_role("textbox", name="Votre réponse").fill("Regardez ici.")
    await add(lou, await choose(lou, screenshot))
    await lou.panel.get_by_role("button", name="Envoyer").click()
    address = await (await loaded(camille.panel.get_by_role("log"))).get_attribute("src")
    await loaded(lou.panel.get_by_role("log"))
    await expect(lou.panel.get_by_role("list", name="Images jointes")).to_have_count(0)

    await lou.panel.get_by_role("log").get_by_role("button", name="Retirer").click()
    await lou.panel.get_by_role("button", name="Oui, retirer").click()
    await expect(camille.panel.get_by_text("Message retiré par son auteur")).to_be_visible()
    await expect(camille.panel.get_by_role("img", name=ALT)).to_have_count(0)
    answer = await lou.context.request.get(f"{stage.service.origin}{address}")
    assert answer.status == 404


async def been_in_a_thread(stage: Stage) -> Visitor:
    """Somebody whose browser already has the view of a thread."""
    camille = await stage.visit()
    await camille.open_panel()
    await camille.ask("Faut-il un timbre ?")
    await camille.panel.get_by_role("button", name="Revenir aux questions").click()
    return camille


async def test_when_the_service_does_not_answer_nothing_is_lost(stage: Stage, screenshot: Path) -> None:
    camille = await been_in_a_thread(stage)
    await write(camille)
    await add(camille, await choose(camille, screenshot), "La première")
    editor = await choose(camille, screenshot)
    await editor.get_by_role("button", name="Ajouter une zone").click()
    await stage.service.kill()
    await editor.get_by_label("Que montre cette image").fill(ALT)
    await editor.get_by_role("button", name="Joindre l’image").click()
    await expect(editor.get_by_role("alert").filter(has_text="Votre image est gardée ici")).to_be_visible()
    await expect(editor.get_by_label("Que montre cette image")).to_have_value(ALT)
    await stage.service.start()
    await editor.get_by_role("button", name="Joindre l’image").click()
    await expect(editor).to_have_count(0)
    assert await stage.database.fetchval("select count(*) from pictures") == 2

    await stage.service.kill()
    await camille.panel.get_by_role("button", name="Poser la question").click()
    waiting = camille.panel.get_by_role("img", name=ALT)
    await expect(waiting).to_be_visible()
    assert await waiting.evaluate("drawn => drawn.tagName") == "CANVAS", "nobody else may see it yet: this browser draws it"
    await stage.service.start()
    await loaded(camille.panel)
    await loaded(camille.panel, "La première")


async def test_a_message_kept_over_a_reload_still_names_its_pictures(stage: Stage, screenshot: Path) -> None:
    camille = await been_in_a_thread(stage)
    await write(camille)
    await add(camille, await choose(camille, screenshot))
    await stage.service.kill()
    await camille.panel.get_by_role("button", name="Poser la question").click()
    await expect(camille.panel.get_by_role("heading", name=QUESTION)).to_be_visible()
    kept_text = await camille.page.evaluate("() => JSON.stringify(Object.entries(localStorage))")
    assert ALT in kept_text and len(kept_text) < 3_000, "its name and its words, not its pixels"
    await stage.service.start()
    await camille.page.reload()
    await camille.open_panel()
    await camille.panel.get_by_role("button", name=QUESTION).click()
    await loaded(camille.panel)


async def test_escape_leaves_the_picture_and_not_the_panel_and_asks_when_work_would_be_lost(
    stage: Stage, screenshot: Path
) -> None:
    camille = await stage.visit()
    await begin(camille)
    editor = await choose(camille, screenshot)
    await camille.page.keyboard.press("Escape")
    await expect(editor).to_have_count(0)
    editor = await choose(camille, screenshot)
    await editor.get_by_role("button", name="Ajouter une zone").click()
    await camille.page.keyboard.press("Escape")
    await expect(editor.get_by_role("group", name="Abandonner cette image")).to_be_visible()
    await expect(editor.get_by_role("button", name="Continuer")).to_be_focused()
    await editor.get_by_role("button", name="Continuer").click()
    await expect(editor.get_by_role("button", name="Flou 1", exact=True)).to_be_visible()
    await editor.get_by_role("button", name="Fermer la préparation").click()
    await editor.get_by_role("button", name="Abandonner", exact=True).click()
    await expect(editor).to_have_count(0)
    await expect(camille.panel.get_by_role("textbox", name="Posez votre question")).to_have_value(QUESTION)
    assert await stage.database.fetchval("select count(*) from pictures") == 0


async def test_what_is_no_picture_is_said_to_be_none(stage: Stage, tmp_path: Path) -> None:
    camille = await stage.visit()
    await begin(camille)
    for name, content in (("carte.svg", files.SVG), ("page.png", files.HTML)):
        (tmp_path / name).write_bytes(content)
        await camille.panel.locator("input[type=file]").set_input_files(tmp_path / name)
        await expect(camille.panel.get_by_role("alert").filter(has_text="n’est pas une image")).to_be_visible()


HAND_OVER = """([how, content]) => {
    const files = new DataTransfer();
    const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
    files.items.add(new File([bytes], "image.png", { type: "image/png" }));
    const told = { bubbles: true, cancelable: true };
    const event = how === "paste"
        ? new ClipboardEvent("paste", { ...told, clipboardData: files })
        : new DragEvent("drop", { ...told, dataTransfer: files });
    document.getElementById("ask-title").dispatchEvent(event);
    return event.defaultPrevented;
}"""


@pytest.mark.parametrize("how", ["paste", "drop"])
async def test_a_picture_is_pasted_or_dropped(stage: Stage, how: str) -> None:
    camille = await stage.visit()
    await begin(camille)
    content = base64.b64encode(files.png()).decode()
    assert await frame_of(camille.page).evaluate(HAND_OVER, [how, content])
    await add(camille, camille.panel.get_by_role("dialog"))


async def test_four_pictures_are_enough_and_one_can_be_taken_back(stage: Stage, screenshot: Path) -> None:
    camille = await stage.visit()
    await begin(camille)
    for number in range(4):
        await add(camille, await choose(camille, screenshot), f"Image {number}")
    await expect(camille.panel.get_by_text("4 images au plus par message.")).to_be_visible()
    await camille.panel.get_by_role("button", name="Retirer l’image : Image 2").click()
    await camille.panel.get_by_role("button", name="Poser la question").click()
    await expect(camille.panel.get_by_role("img", name=re.compile("Image"))).to_have_count(3)


async def test_agents_pages_without_script_and_isolated_pages_show_it(stage: Stage, screenshot: Path) -> None:
    camille = await stage.visit("/passeport/?isolated")
    assert await camille.page.evaluate("crossOriginIsolated")
    await begin(camille)
    await add(camille, await choose(camille, screenshot))
    await camille.panel.get_by_role("button", name="Poser la question").click()
    await loaded(camille.panel)
    agent = await stage.agent_console()
    await agent.page.get_by_role("link", name=re.compile("Pourquoi la date")).click()
    await loaded(agent.page)
    assert await violations(agent.page) == []
    thread = await stage.database.fetchval("select id from threads")
    for path, script in ((f"/t/{thread}", False), (f"/t/{thread}", True)):
        reader = await stage.visit(stage.service.origin + path, java_script_enabled=script)
        await expect(reader.page.get_by_role("img", name=ALT)).to_be_visible()
        if script:
            await loaded(reader.page)
            assert await violations(reader.page) == []


LOOKS: list[dict[str, Any]] = [
    {"viewport": {"width": 1280, "height": 900}},
    {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
    {"viewport": {"width": 320, "height": 640}, "forced_colors": "active"},
]


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone", "forced colours"])
async def test_everybody_can_prepare_a_picture(stage: Stage, screenshot: Path, look: dict[str, Any]) -> None:
    camille = await stage.visit(**look)
    await begin(camille)
    frame = frame_of(camille.page)
    editor = await choose(camille, screenshot)
    assert await violations(frame) == []
    await editor.get_by_role("button", name="Ajouter une zone").click()
    await editor.get_by_role("button", name="Encadrer").click()
    await editor.get_by_role("button", name="Ajouter une zone").click()
    await editor.get_by_role("button", name="Joindre l’image").click()
    assert await violations(frame) == []
    for size in ("100%", "200%"):
        await frame.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert await frame.evaluate(
            "document.documentElement.scrollWidth <= innerWidth && document.querySelector('dialog').scrollWidth <= innerWidth"
        ), size
    await frame.evaluate("document.documentElement.style.fontSize = ''")
    await add(camille, editor)
    assert await violations(frame) == []
    await camille.panel.get_by_role("button", name="Poser la question").click()
    await loaded(camille.panel)
    assert await violations(frame) == []
    assert await frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
