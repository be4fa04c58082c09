"""Whatever file comes: a named problem, or a picture with nothing of the file but its pixels; and the service goes on."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from PIL import Image

from parvis.domain.problems import PictureDamaged
from parvis.pictures import decode, rules, worker
from tests.conftest import Scene
from tests.pictures import files
from tests.pictures.conftest import named, seen, send, sent

RED, BLUE = (255, 0, 0), (0, 0, 255)


async def refused(scene: Scene, raw: bytes, status: int, code: str) -> None:
    answer = await send(scene, scene.camille, raw)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert await scene.database.fetchval("select count(*) from pictures") == 0


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 24 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("name", files.NO_PICTURES)
async def test_what_is_no_picture_is_refused_by_its_first_bytes(scene: Scene, name: str) -> None:
    await refused(scene, files.NO_PICTURES[name], 415, "not-a-picture")


@pytest.mark.parametrize("name", files.DAMAGED)
async def test_what_cannot_be_read_to_its_end_is_refused(scene: Scene, name: str) -> None:
    await refused(scene, files.DAMAGED[name], 422, "picture-damaged")
    await sent(scene, scene.camille)


@pytest.mark.parametrize("name", files.TOO_MANY_PIXELS)
async def test_pixels_are_counted_before_one_is_decoded(scene: Scene, name: str) -> None:
    answer = await send(scene, scene.camille, files.TOO_MANY_PIXELS[name])
    assert (answer.status_code, answer.json()["code"]) in ((422, "too-many-pixels"), (422, "picture-damaged"))
    assert await scene.database.fetchval("select count(*) from pictures") == 0
    await sent(scene, scene.camille)


async def test_the_limit_of_pixels_is_named(scene: Scene) -> None:
    answer = await send(scene, scene.camille, files.TOO_MANY_PIXELS["100,000 by 100,000 by its header"])
    assert (answer.json()["code"], answer.json()["limit"]) == ("too-many-pixels", 40)


@pytest.mark.parametrize("name", files.CLEANED)
async def test_nothing_is_left_of_a_file_but_its_pixels(scene: Scene, name: str) -> None:
    raw = files.CLEANED[name]
    id = await sent(scene, scene.camille, raw)
    await scene.ask(scene.camille, pictures=named(id))
    shown = await seen(scene, id)
    content = (await scene.http.get(f"{scene.origin}/i/{id}")).content
    assert files.SECRET not in content and b"PK\x03\x04" not in content
    assert shown.format in ("JPEG", "WEBP") and getattr(shown, "n_frames", 1) == 1
    assert not shown.getexif() and not {"exif", "icc_profile", "comment", "xmp", "XML:com.adobe.xmp"} & set(shown.info)
    left = shown.convert("RGB").getpixel((8, 8))
    assert near(left, RED), left
    stored = await scene.database.fetchval("select content from pictures")
    assert files.SECRET not in stored


async def test_a_phone_s_photo_is_turned_upright_and_says_nothing_of_its_place(scene: Scene) -> None:
    raw = files.jpeg(exif=files.exif())
    assert Image.open(io.BytesIO(raw)).getexif().get_ifd(0x8825), "it knows where it was taken"
    id = await sent(scene, scene.camille, raw)
    asked = await scene.ask(scene.camille, pictures=named(id))
    shown = await seen(scene, id)
    assert (shown.width, shown.height) == (40, 60) and not shown.getexif()
    assert near(shown.getpixel((20, 10)), RED) and near(shown.getpixel((20, 50)), BLUE)
    assert asked["post"]["pictures"][0] == {"id": id, "alt": "L’écran d’erreur", "width": 40, "height": 60}


async def test_what_was_transparent_hides_nothing(scene: Scene) -> None:
    image = Image.new("RGBA", (60, 40), (255, 0, 0, 0))
    id = await sent(scene, scene.camille, files.made(image, "PNG"))
    await scene.ask(scene.camille, pictures=named(id))
    assert (await seen(scene, id)).convert("RGB").getpixel((30, 20)) == (255, 255, 255)


async def test_sixteen_bits_of_grey_keep_their_greys(scene: Scene) -> None:
    id = await sent(scene, scene.camille, files.made(Image.new("I;16", (60, 40), 32_768), "PNG"))
    await scene.ask(scene.camille, pictures=named(id))
    assert (await seen(scene, id)).convert("RGB").getpixel((30, 20)) == (128, 128, 128)


async def test_a_large_picture_is_made_smaller_and_a_screenshot_stays_sharp(scene: Scene) -> None:
    photo, screen = (
        await sent(scene, scene.camille, files.jpeg(4_000, 3_000)),
        await sent(scene, scene.camille, files.png(900, 700)),
    )
    asked = await scene.ask(scene.camille, pictures=named(photo, screen))
    assert [(shown["width"], shown["height"]) for shown in asked["post"]["pictures"]] == [(2_000, 1_500), (900, 700)]
    assert (await seen(scene, photo)).format == "JPEG"
    shown = await seen(scene, screen)
    assert shown.format == "WEBP" and shown.convert("RGB").tobytes() == files.two_colours(900, 700).tobytes(), "without loss"


async def test_a_photo_is_no_screenshot_whatever_its_file_says(scene: Scene) -> None:
    id = await sent(scene, scene.camille, files.made(Image.effect_noise((1_500, 1_200), 90).convert("RGB"), "PNG"))
    await scene.ask(scene.camille, pictures=named(id))
    assert (await seen(scene, id)).format == "JPEG"


async def test_too_many_bytes_are_refused_however_they_come(scene: Scene) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(9):
            yield b"\x89PNG" * (256 * 1_024)

    for content in (b"\x89" * (rules.BYTES_LIMIT + 1), in_pieces()):
        answer = await scene.call("POST", "/pictures", scene.camille, content=content, params={"site": "valombre"})
        assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (413, "too-large", rules.BYTES_LIMIT)


async def test_the_type_that_is_declared_is_not_believed(scene: Scene) -> None:
    for media in ("image/svg+xml", "text/html", "application/json", "image/jpeg"):
        answer = await send(scene, scene.camille, files.png(), headers={"Content-Type": media})
        assert answer.status_code == 201, answer.text


async def test_what_takes_too_long_is_ended_and_the_next_picture_is_made(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(3600)")
    with monkeypatch.context() as patch:
        patch.setattr(worker, "_PROGRAM", slow)
        patch.setattr(worker, "TIMEOUT", 0.5)
        with pytest.raises(PictureDamaged):
            await worker.develop(files.png())
    assert not [child for child in psutil.Process().children() if str(slow) in child.cmdline()], "ended"
    await sent(scene, scene.camille)


async def test_what_asks_for_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    greedy = tmp_path / "greedy.py"
    folder = str(Path(decode.__file__).parent)
    greedy.write_text(f"import sys; sys.path.insert(0, {folder!r}); import decode; decode.bounded(); bytearray(decode.MEMORY)")
    monkeypatch.setattr(worker, "_PROGRAM", greedy)
    with pytest.raises(PictureDamaged):
        await worker.develop(files.png())


async def test_the_decoder_knows_none_of_our_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    curious = tmp_path / "curious.py"
    curious.write_text("import os, sys; sys.stdout.write(f'image/jpeg 1 1\\n{dict(os.environ)}')")
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setattr(worker, "_PROGRAM", curious)
    assert b"secret" not in (await worker.develop(files.png())).content


async def test_the_service_answers_while_a_picture_is_made(scene: Scene) -> None:
    large = files.made(Image.new("RGB", (8_000, 5_000)), "PNG")
    sending = asyncio.create_task(send(scene, scene.camille, large))
    while not worker._waiting:  # noqa: ASYNC110 (whatever is waited for)
        await asyncio.sleep(0.005)
    assert (await scene.page())["total"] == 0 and not sending.done()
    assert (await sending).status_code == 201


async def test_more_than_can_wait_are_told_to_come_back(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "WAITING_LIMIT", 0)
    answer = await send(scene, scene.camille)
    assert answer.status_code == 503 and answer.headers["Retry-After"]
