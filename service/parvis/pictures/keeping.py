"""A picture's way in and out: made anew, kept until a message names it, shown, and taken away with that message."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from uuid import UUID, uuid4

from parvis.domain.people import Person
from parvis.domain.problems import Busy, IdTaken, NotFound
from parvis.pictures import queries, rules
from parvis.pictures.queries import Kept
from parvis.pictures.worker import develop
from parvis.store.house import House

log = logging.getLogger("parvis.pictures")

EVERY = 600.0
"""Seconds between two looks for what waited too long and for files whose rows are gone: those of withdrawals go at once."""
BATCH = 20


@dataclass(frozen=True, slots=True)
class Shown:
    id: UUID
    media: str
    content: bytes

    @property
    def name(self) -> str:
        return rules.file_name(self.id, self.media)


async def keep(house: House, who: Person, id: UUID, raw: bytes) -> Kept:
    """Keep a picture until a message names it. The same file again under its id is answered alike; another one is IdTaken."""
    digest = hashlib.sha256(raw).digest()
    known = await queries.picture_of(house.database, who.site, id)
    if known is not None and known.stored:
        return _same(known, who, digest)
    made = await develop(raw)
    await queries.add_picture(house.database, who, id, digest, made, uuid4() if house.shelf else None, house.now())
    known = await queries.picture_of(house.database, who.site, id)
    if known is None:
        raise Busy  # pushed out by others of the same person a moment ago
    kept = _same(known, who, digest)
    if not kept.stored:
        if house.shelf is None:
            raise Busy  # another process of the service, with another setting, is writing it
        await house.shelf.put(file_of(kept.site, kept.file), made.content)
        if not await queries.mark_stored(house.database, kept):
            await house.shelf.remove([file_of(kept.site, kept.file)])
            raise Busy  # pushed out while its file was written: what noted that file may have looked for it before
    await queries.forget_others(house.database, who)
    return kept


async def show(house: House, id: UUID, moderated_on: UUID | None = None) -> Shown:
    """Raises NotFound for what no message names, or names no more. `moderated_on`: the site whose moderator asks."""
    found = await queries.shown_picture(house.database, id, moderated_on)
    if found is None:
        raise NotFound
    kept, content = found
    if content is None and house.shelf is not None:
        content = await house.shelf.get(file_of(kept.site, kept.file))
    if content is None:
        log.error("a picture has a row and no file: is PARVIS_PICTURES what it was?")
        raise NotFound
    return Shown(id, kept.media, content)


def file_of(site: UUID, file: UUID | None) -> str:
    return f"{site}/{file}"


def _same(known: Kept, who: Person, digest: bytes) -> Kept:
    if known.author != who.id or known.digest != digest:
        raise IdTaken(field="id")
    return known


class Sweeper:
    """Forgets the pictures that no message named in time, and takes away the files whose rows are gone.

    The rows' own transaction noted those files, so a crash in between forgets none.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._soon = asyncio.Event()

    def soon(self) -> None:
        self._soon.set()

    async def run(self) -> None:
        """For as long as the service runs."""
        while True:
            self._soon.clear()
            try:
                while await self.sweep():
                    continue
            except Busy:
                log.warning("pictures that are to go could not be removed; they are tried again")
            try:
                await asyncio.wait_for(self._soon.wait(), EVERY)
            except TimeoutError:
                continue

    async def sweep(self) -> bool:
        """Some of them; False when none are left. The notes of files go last: a file removed twice is removed."""
        async with self._house.database.connection() as connection:
            forgotten = await queries.forget_old(connection, self._house.now(), BATCH)
        return await self._sweep_files() or forgotten == BATCH

    async def _sweep_files(self) -> bool:
        """Only where files lie outside the database."""
        if self._house.shelf is None:
            return False
        async with self._house.database.connection() as connection, connection.transaction():
            files = await queries.files_gone(connection, BATCH)
            await self._house.shelf.remove([file_of(site, file) for site, file in files])
            await queries.forget_files(connection, files)
        return len(files) == BATCH
