"""The one place where bytes of a stranger are decoded: a process of its own, which lives for one picture (see `worker.py`).

Standard input is the file as it came; standard output is a line, `image/jpeg 1600 1200`, and the picture made anew. It runs
without our environment, and its own limits end it when a file asks for too much. It imports nothing of the service.
"""

from __future__ import annotations

import io
import resource
import sys

MEMORY = 768 * 1024 * 1024
SECONDS = 15
PIXELS = 40_000_000
SIDE = 2_000
"""Longest side of what is kept, in pixels: a screen's text can be read, and nobody waits for a camera's."""
SHARP = 600_000
"""Bytes up to which a screenshot is kept without loss. What weighs more is a photo, whatever its file said."""

DAMAGED, TOO_MANY_PIXELS = 3, 4
"""Exit codes. Any other is a file that ended the process, and damaged too."""


def bounded() -> None:
    """Nothing that a file can ask for lets this process grow, run on or write."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    bounded()
    raw = sys.stdin.buffer.read()
    try:
        made = develop(raw)
    except Exception:  # whatever a decoder says of a file, its author is told one thing
        return DAMAGED
    if made is None:
        return TOO_MANY_PIXELS
    sys.stdout.buffer.write(made)
    return 0


def develop(raw: bytes) -> bytes | None:
    """None: its header promises more pixels than we decode. The first frame alone is kept: what flashes can harm."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own bound stands two lines below
    image: Image.Image = Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "WEBP"))
    if image.width * image.height > PIXELS:
        return None
    is_photo = image.format in ("JPEG", "MPO")
    if image.mode == "P":
        image = image.convert("RGBA")
    elif image.mode.startswith("I"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")  # 16 bits of grey; convert alone would cut, not scale
    image.thumbnail((SIDE, SIDE))
    ImageOps.exif_transpose(image, in_place=True)
    # On white, where papers and screens are: nothing is left under transparent pixels, nor in what a file says beside its pixels.
    clean = Image.new("RGB", image.size, "white")
    shown = image.convert("RGBA") if image.has_transparency_data else image.convert("RGB")
    clean.paste(shown, mask=shown if shown.mode == "RGBA" else None)

    written = io.BytesIO()
    media = "image/jpeg"
    if not is_photo:
        clean.save(written, "WEBP", lossless=True, quality=50, method=2)
        media = "image/webp"
    if is_photo or written.tell() > SHARP:
        written = io.BytesIO()
        clean.save(written, "JPEG", quality=85, optimize=True, progressive=True)
        media = "image/jpeg"
    return f"{media} {clean.width} {clean.height}\n".encode() + written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
