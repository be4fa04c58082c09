"""Runs the tests, all of them or those that `T` names: `tests.py [T]`.

`widget` or a path under widget/ means the widget's own; a file or folder under tests/ (its ending may be left out)
means that one; any other word is matched against the names of the tests, as pytest's `-k` does.
"""

import subprocess
import sys
from collections.abc import Sequence

from steps import NODE_NOTE, ROOT


def main(narrow: str) -> int:
    """The first failing runner's exit code; both run, so that one failure does not hide another."""
    commands = [of_the_widget(), of_the_service()] if not narrow else [narrowed(narrow)]
    codes = [subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode for command in commands]
    return next((code for code in codes if code != 0), 0)


def of_the_widget(*paths: str) -> Sequence[str]:
    return [NODE_NOTE.read_text(), "widget/test.mjs", *paths]


def of_the_service(*arguments: str) -> Sequence[str]:
    return [sys.executable, "-m", "pytest", *arguments]


def narrowed(narrow: str) -> Sequence[str]:
    """The one command for what `T` names."""
    if narrow.partition("/")[0] == "widget":
        return of_the_widget(narrow)
    named, _, rest = narrow.partition("::")
    for path in (named, f"tests/{named}", f"tests/{named}.py"):
        if (ROOT / path).exists():
            return of_the_service(f"{path}::{rest}" if rest else path)
    return of_the_service("-k", narrow)


if __name__ == "__main__":
    try:
        sys.exit(main(" ".join(sys.argv[1:])))
    except KeyboardInterrupt:
        sys.exit(130)
