"""Files that a browser may send: good pictures, and what only claims to be one. Made here: each says why it is bad."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
SECRET = b"ne-doit-pas-rester"
"""What hides beside the pixels: nothing that is served may hold it."""


def made(image: Image.Image, format: str, **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, format, **options)
    return written.getvalue()


def two_colours(width: int = 60, height: int = 40) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def png(width: int = 60, height: int = 40) -> bytes:
    return made(two_colours(width, height), "PNG")


def jpeg(width: int = 60, height: int = 40, **options: Any) -> bytes:
    return made(two_colours(width, height), "JPEG", quality=95, **options)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_of(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG with this header and these chunks, whatever they promise."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return SIGNATURE + header + b"".join(chunks) + chunk(b"IEND", b"")


def with_chunk(whole: bytes, extra: bytes) -> bytes:
    """A chunk of one's own behind the header of a good PNG."""
    end = len(SIGNATURE) + 25
    return whole[:end] + extra + whole[end:]


def exif() -> Image.Exif:
    """A phone held upright (orientation 6), and where it was."""
    said = Image.Exif()
    said[0x0112] = 6
    said[0x010E] = SECRET.decode()
    said.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 7.0)})
    return said


def archive() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("secret.txt", SECRET)
        zipped.comment = SECRET
    return written.getvalue()


def frames() -> list[Image.Image]:
    return [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue", "white")]


def animated(format: str) -> bytes:
    first, *others = frames()
    return made(first, format, save_all=True, append_images=others, duration=50, lossless=True)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"

NO_PICTURES = {
    "nothing": b"",
    "one byte": b"\x89",
    "SVG": SVG,
    "SVG behind a byte order mark": b"\xef\xbb\xbf<?xml version='1.0'?>" + SVG,
    "HTML": HTML,
    "GIF": made(frames()[0], "GIF"),
    "animated GIF": animated("GIF"),
    "GIF and script at once": b"GIF89a/*" + HTML,
    "BMP": made(two_colours(), "BMP"),
    "TIFF": made(two_colours(), "TIFF"),
    "icon": made(two_colours(), "ICO"),
    "PDF": made(two_colours(), "PDF"),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run",
    "ZIP": archive(),
    "WAVE, a RIFF like WebP": b"RIFF\x24\x00\x00\x00WAVEfmt ",
}

_TEXT = zlib.compress(b"a" * 200_000_000, 9)
DAMAGED = {
    "PNG, its signature alone": SIGNATURE,
    "JPEG, its signature alone": b"\xff\xd8\xff\xe0",
    "WebP, its signature alone": b"RIFF\x24\x00\x00\x00WEBP",
    "truncated PNG": png(600, 400)[:-200],
    "truncated JPEG": jpeg(600, 400)[: len(jpeg(600, 400)) // 2],
    "truncated WebP": made(two_colours(600, 400), "WEBP", quality=90)[:-100],
    "PNG without pixels": png_of(60, 40),
    "PNG of no size": png_of(0, 0, chunk(b"IDAT", b"")),
    "PNG with a wrong checksum": png()[:-20] + b"\x00\x00\x00\x00" + png()[-16:],
    "PNG whose pixels are not compressed pixels": png_of(60, 40, chunk(b"IDAT", b"x" * 100)),
    "HTML behind the signature of a PNG": SIGNATURE + HTML,
    "HTML behind the signature of a JPEG": b"\xff\xd8\xff" + HTML,
    "text of 200 MB in a small PNG": with_chunk(png(), chunk(b"zTXt", b"Comment\x00\x00" + _TEXT)),
    "colour profile of 200 MB in a small PNG": with_chunk(png(), chunk(b"iCCP", b"profile\x00\x00" + _TEXT)),
}
TOO_MANY_PIXELS = {
    "100,000 by 100,000 by its header": png_of(100_000, 100_000, chunk(b"IDAT", b"")),
    "2³¹ by 2³¹ by its header": png_of(2**31 - 1, 2**31 - 1, chunk(b"IDAT", b"")),
    "one row of 41 million": png_of(41_000_000, 1, chunk(b"IDAT", b"")),
    "JPEG of 65,000 by 65,000 by its header": jpeg()[:2]
    + b"\xff\xc0\x00\x11\x08\xfd\xe8\xfd\xe8\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01"
    + jpeg()[2:],
}
_ROW_OF_16_BITS = b"\x00" + b"\xff\xff\0\0\0\0" * 30 + b"\0\0\0\0\xff\xff" * 30
CLEANED = {
    "PNG and ZIP at once": png() + archive(),
    "JPEG with a script behind it": jpeg() + b"<script>" + SECRET,
    "JPEG with a comment": jpeg(comment=SECRET),
    "JPEG with XMP": jpeg(xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"),
    "JPEG with a colour profile": jpeg(icc_profile=SECRET * 40),
    "PNG with a long text": with_chunk(png(), chunk(b"tEXt", b"Comment\x00" + SECRET * 100_000)),
    "PNG with a chunk of its own": with_chunk(png(), chunk(b"seCr", SECRET)),
    "PNG with EXIF": made(two_colours(), "PNG", exif=exif()),
    "WebP with EXIF": made(two_colours(), "WEBP", exif=exif(), lossless=True),
    "JPEG in CMYK": made(two_colours().convert("CMYK"), "JPEG", quality=95),
    "PNG with 16 bits of colour": png_of(60, 40, chunk(b"IDAT", zlib.compress(_ROW_OF_16_BITS * 40)), depth=16),
    "PNG with a palette": made(two_colours().convert("P"), "PNG"),
    "animated PNG": animated("PNG"),
    "animated WebP": animated("WEBP"),
}  # fmt: skip
