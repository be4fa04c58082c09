"""What may be sent as a picture, and how long it waits for its message. Plain values."""

from __future__ import annotations

from datetime import timedelta

MEDIA = ("image/png", "image/jpeg", "image/webp")
BYTES_LIMIT = 8 * 1024 * 1024
WAITS = timedelta(days=1)
"""A picture that no message names is forgotten after a day."""
WAITING_LIMIT = 12
"""Pictures of one person that wait for a message; one more, and the oldest of them goes."""


def begins_like_a_picture(raw: bytes) -> bool:
    """By what it is, never by what it is called: the first bytes of PNG, JPEG or WebP. SVG is a program, not a picture."""
    return raw.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (raw[:4] == b"RIFF" and raw[8:12] == b"WEBP")


def file_name(id: object, media: str) -> str:
    """Under which a browser saves it: an ending of ours, so that no system takes it for a program."""
    return f"{id}.{media.removeprefix('image/')}"
