"""Sends a file to the process that decodes it, one at a time, and ends that process when it takes too long.

A process per picture rather than a pool: nothing of one file outlives it, and to end it is the whole of the repair. It costs a
fifth of a second, which nobody sees beside an upload.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from parvis.domain.problems import Busy, NotAPicture, PictureDamaged, TooManyPixels
from parvis.pictures import decode, rules

TIMEOUT = decode.SECONDS + 5
WAITING_LIMIT = 20
"""Pictures that may wait for their turn in one process of the service, each held in memory."""

_PROGRAM = Path(decode.__file__)
_turn = asyncio.Semaphore(1)
_waiting = 0


@dataclass(frozen=True, slots=True)
class Developed:
    """A picture that our own encoder wrote: its pixels, and nothing of the file they came in."""

    media: str
    width: int
    height: int
    content: bytes


async def develop(raw: bytes) -> Developed:
    """Raises NotAPicture, TooManyPixels, PictureDamaged, Busy."""
    global _waiting  # noqa: PLW0603 (one count for the one turn)
    if not rules.begins_like_a_picture(raw):
        raise NotAPicture
    if _waiting >= WAITING_LIMIT:
        raise Busy
    _waiting += 1
    try:
        async with _turn:
            return _read(*await _run(raw))
    finally:
        _waiting -= 1


async def _run(raw: bytes) -> tuple[int, bytes]:
    """-I and an empty environment: what decodes strangers' files knows neither our settings nor our secrets."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_PROGRAM),
        env={},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        written, _ = await asyncio.wait_for(process.communicate(raw), TIMEOUT)
    except TimeoutError:
        return decode.DAMAGED, b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, written


def _read(code: int, written: bytes) -> Developed:
    if code == decode.TOO_MANY_PIXELS:
        raise TooManyPixels(limit=decode.PIXELS // 1_000_000)
    if code != 0:
        raise PictureDamaged
    head, _, content = written.partition(b"\n")
    media, width, height = head.decode("ascii").split(" ")
    return Developed(media, int(width), int(height), content)
