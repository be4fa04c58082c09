"""Runs the tests, all of them or those that `T` names: `run_tests.py [T]`.

A file or folder under tests/ or widget/ means that one (the ending `.py` may be left out; `widget` means both of that
name); any other word is matched against the names of the Python tests, as pytest's `-k` does.
"""

import os
import subprocess
import sys

from steps import NODE_NOTE, ROOT


def main(narrow: str) -> int:
    """The first failing runner's exit code; both run, so that one failure does not hide another."""
    node = NODE_NOTE.read_text()
    # As in browser.py: Playwright runs on the Node that built the widget.
    environment = os.environ | {"PLAYWRIGHT_NODEJS_PATH": node}
    codes = [
        subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
        for command in commands(node, narrow)
    ]
    return next((code for code in codes if code != 0), 0)


def commands(node: str, narrow: str) -> list[list[str]]:
    """The runners for what `T` names; both for all."""
    of_the_widget = [node, "widget/test.mjs"]
    of_the_service = [sys.executable, "-m", "pytest"]
    if not narrow:
        return [of_the_widget, of_the_service]
    named: list[list[str]] = []
    if narrow.partition("/")[0] == "widget" and (ROOT / narrow).exists():
        named.append([*of_the_widget, narrow])
    if path := under_tests(narrow):
        named.append([*of_the_service, path])
    return named or [[*of_the_service, "-k", narrow]]


def under_tests(narrow: str) -> str | None:
    """The path, with the test's own name if one was given, when there is such a file or folder under tests/."""
    name, colons, test = narrow.removeprefix("tests/").partition("::")
    return next((f"{path}{colons}{test}" for path in (f"tests/{name}", f"tests/{name}.py") if (ROOT / path).exists()), None)


if __name__ == "__main__":
    try:
        sys.exit(main(" ".join(sys.argv[1:])))
    except KeyboardInterrupt:
        sys.exit(130)
