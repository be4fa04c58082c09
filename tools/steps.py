"""What the steps of the set-up share: one calm line each, a log for what the tools say, and marks of what is done."""

import hashlib
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
LOG = CACHE / "setup.log"
NODE_NOTE = CACHE / "node"
"""Holds the address of the Node that was found, for whoever needs it after the set-up."""
LAST_LINES = 30


class SetupError(Exception):
    """What is missing, in one sentence that says what to do."""


def say(sentence: str) -> None:
    """One line of progress."""
    print(f"… {sentence}", flush=True)


def run(*command: str | Path, trouble: str) -> None:
    """Runs a tool from the repository's root, silently: its words go to the log.

    `trouble` is the sentence to say when it fails; the log's last lines follow it. Raises SetupError.
    """
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(map(str, command))}\n".encode())
        log.flush()
        began = log.tell()
        try:
            done = subprocess.run(
                [str(word) for word in command],
                cwd=ROOT,
                env=tool_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        except OSError as error:
            raise SetupError(f"{trouble}\n  {error}") from None
    if done.returncode != 0:
        raise SetupError(f"{trouble}\n{last_lines(began)}\n  (all of it: {LOG.relative_to(ROOT)})")


def answers(*command: str | Path) -> str | None:
    """What a program prints, stripped; None when it is not there, fails, or takes longer than 20 seconds."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            env=tool_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else None


def tool_environment() -> dict[str, str]:
    """The user's environment, with every question answered and no activated environment of another project.

    The certificates are the machine's own, because public services often reach the registries through a proxy that
    signs with theirs; whoever set the variables keeps their choice.
    """
    choices = {
        "NODE_USE_SYSTEM_CA": "1",
        "UV_SYSTEM_CERTS": "1",
    }
    rules = {
        "DEBIAN_FRONTEND": "noninteractive",
        "NO_COLOR": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "UV_NO_PROGRESS": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "npm_config_update_notifier": "false",
    }
    theirs = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONHOME"}}
    return choices | theirs | rules


def fingerprint(files: Iterable[Path], *also: str) -> str:
    """A digest of the files' names and contents, and of what else a step depends on. A missing file is an empty one."""
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes() if file.is_file() else b""
        digest.update(f"{file.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    for word in also:
        digest.update(f"{word}\0".encode())
    return digest.hexdigest()


def is_marked(mark: Path, wanted: str) -> bool:
    """Was the step done from exactly this?"""
    return mark.is_file() and mark.read_text() == wanted


def last_lines(began: int) -> str:
    """The end of what the log holds since the given byte, indented."""
    with LOG.open("rb") as log:
        log.seek(began)
        lines = log.read().decode(errors="replace").splitlines()
    return "\n".join(f"  | {line}" for line in lines[-LAST_LINES:])
