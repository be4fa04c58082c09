"""Chromium for the browser tests: the machine's, else from apt where we may, else by Playwright's installer."""

import os
import platform
import shutil
from pathlib import Path

from python import PYTHON
from steps import CACHE, NODE_NOTE, SetupError, answers, run, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROGRAM_NOTE = CACHE / "chromium"
APT_INSTALL = ("apt-get", "-o", "DPkg::Lock::Timeout=120", "install", "-y", "-q", "--no-install-recommends")
WHERE_PLAYWRIGHT_PUTS_IT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def prepare() -> None:
    """Leaves the address of a Chromium that starts in .cache/chromium, which the tests read."""
    if "CHROMIUM" not in os.environ and PROGRAM_NOTE.is_file() and Path(PROGRAM_NOTE.read_text()).is_file():
        return
    program = from_the_system() or from_debian() or from_playwright()
    PROGRAM_NOTE.write_text(program)


def from_the_system() -> str | None:
    """$CHROMIUM, which must work when it is set, or the first browser of a known name that starts."""
    if wish := os.environ.get("CHROMIUM"):
        if answers(wish, "--version") is None:
            raise SetupError(f"CHROMIUM names {wish}, which does not start: name a Chromium or unset CHROMIUM.")
        return wish
    # Ubuntu's `chromium-browser` may be a mere pointer to a snap: only an answer proves a browser.
    found = (shutil.which(name) for name in NAMES)
    return next((program for program in found if program and answers(program, "--version") is not None), None)


def from_debian() -> str | None:
    """Installs Debian's package where we are root. Ubuntu has none: its package leads to a snap."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None or release().get("ID") != "debian":
        return None
    say("installing Chromium for the browser tests (about 75 s)")
    try:
        trouble = "apt-get could not install Chromium:"
        run("apt-get", "update", "-q", trouble=trouble)
        run(*APT_INSTALL, "chromium", "fonts-dejavu-core", trouble=trouble)
    except SetupError:
        return None  # Playwright's installer is next, and has the last word.
    return from_the_system()


def from_playwright() -> str:
    """Playwright's own Chromium in the user's cache; with the libraries it needs where we may install them."""
    # Its own Node needs libatomic, which a bare Debian lacks; the one that built the widget is known to start.
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = NODE_NOTE.read_text()
    say("installing Chromium for the browser tests by Playwright (about 60 s)")
    may_install_libraries = os.geteuid() == 0 and shutil.which("apt-get") is not None
    trouble = (
        "The browser tests need Chromium, which could not be installed: install it (Debian: apt-get install chromium), "
        "or put its address in CHROMIUM, and run this again."
    )
    run(
        *(PYTHON, "-m", "playwright", "install", "chromium"),
        *(("--with-deps",) if may_install_libraries else ()),
        trouble=trouble,
    )
    program = answers(PYTHON, "-c", WHERE_PLAYWRIGHT_PUTS_IT)
    if program is None or answers(program, "--version") is None:
        raise SetupError(trouble)
    return program


def release() -> dict[str, str]:
    """What /etc/os-release says; empty where there is none."""
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}
