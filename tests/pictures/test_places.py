"""Where the bytes lie: in the database, a folder, or an S3-compatible store. Whatever happens, no file outlives its picture."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from moto.server import ThreadedMotoServer

from parvis.domain.ids import uuid7
from parvis.domain.problems import Busy, NotFound
from parvis.pictures import keeping
from parvis.pictures.keeping import Sweeper
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.shelf import Shelf
from tests.conftest import PAGE, SITE, Scene, cast, running, service
from tests.pictures import files
from tests.pictures.conftest import look, named, seen, sent
from tests.threads.test_editing_and_withdrawing import house_at, person


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """A store that speaks S3, on a port of its own."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What PARVIS_PICTURES says."""
    if request.param == "folder":
        return f"file:{tmp_path}/images de l’entraide"
    address = request.getfixturevalue("s3")
    for name, value in {
        "AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "cle", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-west-3",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    bucket = f"images-{uuid4()}"
    httpx.put(f"{address}/{bucket}", content=_REGION).raise_for_status()
    return f"s3://{bucket}/entraide"


_REGION = b"<CreateBucketConfiguration><LocationConstraint>eu-west-3</LocationConstraint></CreateBucketConfiguration>"


@pytest.fixture
async def outside(database_url: str, database: Database, place: str) -> AsyncIterator[Scene]:
    """The scene, with pictures outside the database."""
    site, camille, lou, agent = await cast(database)
    app = service(database_url, place)
    async with running(app) as origin, httpx.AsyncClient(timeout=20) as http:
        yield Scene(origin, database, site, camille, lou, agent, http, app)


async def file_of(database: Database) -> str:
    row = await database.fetchrow("select site_id, file from pictures")
    assert row is not None
    return keeping.file_of(row["site_id"], row["file"])


async def notes(database: Database) -> int:
    return int(await database.fetchval("select count(*) from picture_files_gone"))


async def kept(house: House, scene: Scene, id: UUID | None = None) -> UUID:
    """A picture of Camille's in that house; its id."""
    return (await keeping.keep(house, person(scene, scene.camille), id or uuid7(), files.png())).id


def house_with(scene: Scene, shelf: Shelf) -> House:
    return replace(house_at(scene, datetime.now(UTC)), shelf=shelf)


async def gone(shelf: Shelf, file: str, database: Database) -> None:
    """Waits until the file and the note about it are gone."""
    async with asyncio.timeout(15):
        while await shelf.get(file) is not None or await notes(database):  # noqa: ASYNC110 (it lies elsewhere)
            await asyncio.sleep(0.01)


async def test_a_picture_lies_outside_and_is_seen(outside: Scene, place: str) -> None:
    id = await sent(outside, outside.camille)
    await outside.ask(outside.camille, pictures=named(id))
    assert (await seen(outside, id)).size == (60, 40)
    assert await outside.database.fetchval("select content from pictures") is None
    assert (await look(outside, id)).content == await Shelf(place).get(await file_of(outside.database))


async def test_withdrawn_its_file_is_gone_at_once(outside: Scene, place: str) -> None:
    id = await sent(outside, outside.camille)
    asked = await outside.ask(outside.camille, pictures=named(id))
    file = await file_of(outside.database)
    await outside.must(200, "DELETE", f"/posts/{asked['post']['id']}", outside.camille)
    assert (await look(outside, id)).status_code == 404
    await gone(Shelf(place), file, outside.database)


async def test_a_file_is_removed_after_a_crash_too(scene: Scene, database_url: str, place: str) -> None:
    """The rows go in one process, which then dies; the next one that starts takes the file away."""
    shelf = Shelf(place)
    house = house_with(scene, shelf)
    id = await kept(house, scene)
    file = await file_of(scene.database)
    await scene.database.execute("delete from pictures where id = $1", id)
    assert await notes(scene.database) == 1 and await shelf.get(file)
    async with running(service(database_url, place)):
        await gone(shelf, file, scene.database)


async def test_a_crash_before_the_file_is_written_leaves_a_picture_that_can_be_sent_again(scene: Scene, place: str) -> None:
    shelf = Shelf(place)
    house = house_with(scene, shelf)
    id = await kept(house, scene)
    file = await file_of(scene.database)
    await shelf.remove([file])
    await scene.database.execute("update pictures set stored = false")
    wanted = {"site": SITE, "url": PAGE, "title": "Où ?", "body": "", "pictures": named(str(id))}
    refused = await scene.must(409, "POST", "/threads", scene.camille, json=wanted)
    assert refused.json()["code"] == "picture-unknown", "half a picture is shown to nobody"
    assert await kept(house, scene, id) == id
    assert await shelf.get(file) and await file_of(scene.database) == file


async def test_a_picture_pushed_out_while_its_file_is_written_leaves_no_file(scene: Scene, tmp_path: Path) -> None:
    """Her thirteenth takes the row away, and the note about the file is done with before the file is there."""

    class Slow(Shelf):
        async def put(self, name: str, content: bytes) -> None:
            await scene.database.execute("delete from pictures")
            await Sweeper(house_with(scene, shelf)).sweep()
            await super().put(name, content)

    shelf = Slow(str(tmp_path))
    with pytest.raises(Busy):
        await kept(house_with(scene, shelf), scene)
    assert [name for _, _, names in os.walk(tmp_path) for name in names] == []


async def test_pictures_that_lay_in_the_database_are_still_shown_from_there(
    scene: Scene, database_url: str, tmp_path: Path
) -> None:
    id = await sent(scene, scene.camille)
    await scene.ask(scene.camille, pictures=named(id))
    async with running(service(database_url, str(tmp_path))) as origin:
        assert (await scene.http.get(f"{origin}/i/{id}")).content == (await look(scene, id)).content


async def test_when_the_place_is_away_nothing_is_lost(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
        monkeypatch.setenv(name, "true")
    house = house_with(scene, Shelf("s3://images"))
    with pytest.raises(Busy):
        await kept(house, scene)
    await scene.database.execute("delete from pictures")
    with pytest.raises(Busy):
        await Sweeper(house).sweep()
    assert await notes(scene.database) == 1, "and is tried again"


async def test_a_file_that_vanished_is_a_picture_that_is_not_there(scene: Scene, tmp_path: Path) -> None:
    shelf = Shelf(str(tmp_path / "images"))
    house = house_with(scene, shelf)
    id = await kept(house, scene)
    await scene.ask(scene.camille, pictures=named(str(id)))
    await shelf.remove([await file_of(scene.database)])
    with pytest.raises(NotFound):
        await keeping.show(house, id)
