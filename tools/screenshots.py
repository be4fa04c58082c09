"""Takes the README's pictures from the demo, which it starts and stops. Needs what `make test` sets up."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, FrameLocator, Page, sync_playwright

from steps import CACHE, NODE_NOTE, ROOT

PICTURES = ROOT / "docs" / "images"
PORT = 8470
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
QUESTION = "Où lire le numéro sur l’ancien modèle"


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", NODE_NOTE.read_text())  # its own Node lacks a library on bare machines
    with tempfile.TemporaryDirectory(prefix="parvis-pictures-") as data:
        environment = {**os.environ, "PARVIS_DATA": data, "PYTHONUNBUFFERED": "1"}
        command = [str(ROOT / ".venv" / "bin" / "parvis"), "demo", "--port", str(PORT)]
        demo = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            login = wait_for_the_links(demo)
            with sync_playwright() as playwright:
                program = os.environ.get("CHROMIUM") or (CACHE / "chromium").read_text().strip()
                browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
                take(browser, login)
                browser.close()
        finally:
            demo.terminate()
            demo.wait()


def wait_for_the_links(demo: "subprocess.Popen[str]") -> str:
    """The one-time sign-in link, once the demo has printed it."""
    assert demo.stdout is not None
    for line in demo.stdout:
        if found := re.search(r"http\S+/console/login/\S+", line):
            return found[0]
    sys.exit("the demo did not start")


def take(browser: Browser, login: str) -> None:
    agent = window(browser, 1280, 860, "light", login)
    agent.get_by_role("button", name="Entrer dans la console").click()
    agent.get_by_role("link", name=re.compile("périmé depuis six ans")).click()
    agent.get_by_text("Le formulaire refuse la date").wait_for()
    for scheme in SCHEMES:
        page = panel(browser, 1280, 900, scheme)
        shoot(page, f"panel-{scheme}")
        inside(page).get_by_role("tab", name="Guide").click()
        inside(page).get_by_text("Vérifiez, puis envoyez").wait_for()
        shoot(page, f"guide-{scheme}")
        inside(page).get_by_role("tab", name="Questions").click()
        open_thread(page)
        inside(page).get_by_role("button", name="Montrer le champ").first.click()
        page.locator("#numero-passeport:focus").wait_for()
        shoot(page, f"thread-{scheme}")
        phone = panel(browser, 390, 844, scheme)
        open_thread(phone)
        shoot(phone, f"phone-{scheme}")
    shoot(agent, "console-light")


def panel(browser: Browser, width: int, height: int, scheme: Scheme) -> Page:
    """A citizen's window on the passport form, with the panel open."""
    page = window(browser, width, height, scheme, f"http://localhost:{PORT + 1}/passeport/")
    page.locator("parvis-entraide").get_by_role("button", name="Entraide").click()
    inside(page).get_by_role("button", name=QUESTION).wait_for()
    inside(page).get_by_text("agent en ligne").first.wait_for()
    return page


def open_thread(page: Page) -> None:
    inside(page).get_by_role("button", name=QUESTION).click()
    inside(page).get_by_text("perforé en bas").wait_for()


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("parvis-entraide iframe")


def window(browser: Browser, width: int, height: int, scheme: Scheme, address: str) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="fr-FR", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    return page


def shoot(page: Page, name: str) -> None:
    page.screenshot(path=Path(PICTURES / f"{name}.png"))


if __name__ == "__main__":
    main()
