"""Sets up what a command of the Makefile needs, and nothing when it is all there: `setup.py [python|widget|browser]…`.

Standard library only, for it runs before anything is installed. Each step compares a fingerprint of what it is made
from with the one it left behind, so that a second run takes a fraction of a second. Two set-ups of one folder take
turns.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import browser
import node
import python
from steps import CACHE, LOG, SetupError, say

GOALS = {"python", "widget", "browser"}


def main(goals: list[str]) -> int:
    """0 when every goal is there; 1 after a sentence on what is missing; 130 when interrupted."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # "…" on a terminal that is not UTF-8
    if unknown := set(goals) - GOALS:
        print(f"setup.py: no such goal: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    try:
        with one_at_a_time():
            set_up(set(goals))
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The next run goes on from here.", file=sys.stderr)
        return 130
    return 0


def set_up(goals: set[str]) -> None:
    """Python first: Node may come from one of its packages, and the browser from another, which runs on that Node."""
    needs_node = bool(goals & {"widget", "browser"})
    system_node = node.from_the_system() if needs_node else None
    python.prepare(with_node=needs_node and system_node is None)
    if needs_node:
        node.prepare(system_node or node.from_the_package())
    if "browser" in goals:
        browser.prepare()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Holds the folder's set-up lock; the system lets go of it when the process ends, however it ends."""
    CACHE.mkdir(exist_ok=True)
    lock = os.open(CACHE / "setup.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up of this folder")
            fcntl.flock(lock, fcntl.LOCK_EX)
        LOG.write_bytes(b"")
        yield
    finally:
        os.close(lock)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
