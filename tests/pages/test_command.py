"""`parvis page …`, as a webmaster types it."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from parvis.__main__ import main
from parvis.domain.ids import page_channel, page_id, uuid7
from parvis.domain.pages import SiteRules
from parvis.domain.values import Page
from parvis.pages.rules import Change, settled
from parvis.sites.queries import add_site
from tests.conftest import ORIGIN, PAGE, SITE, Scene
from tests.threads.test_snapshot_proof import Proof

DRAFT = f"{ORIGIN}/dossiers/:id/brouillon"


class Shell:
    """Types a command and reads what it says."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    async def page(self, action: str, *words: str) -> str:
        await asyncio.to_thread(main, ["page", action, "--site", SITE, *words])
        return self._capsys.readouterr().out

    async def refused(self, action: str, *words: str) -> str:
        with pytest.raises(SystemExit) as stopped:
            await asyncio.to_thread(main, ["page", action, "--site", SITE, *words])
        return str(stopped.value.code)


@pytest.fixture
def shell(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.setenv("DATABASE_URL", database_url)
    return Shell(capsys)


async def drafts(scene: Scene, *numbers: int) -> None:
    """Questions on the drafts of these files, each a page of its own while the site says no pattern."""
    for number in numbers:
        await scene.ask(scene.camille, f"Question {number}", url=f"{ORIGIN}/dossiers/{number}/brouillon")


async def patterned(scene: Scene) -> None:
    await add_site(scene.database, SITE, SiteRules((ORIGIN,), ("/dossiers/:id/brouillon",)))


async def test_pages_are_listed_renamed_merged_split_and_threads_moved(scene: Scene, shell: Shell) -> None:
    first = (await scene.ask(scene.camille, page_title="Passeport"))["thread"]["id"]
    second = (await scene.ask(scene.lou, "Deux"))["thread"]["id"]
    card, new = f"{ORIGIN}/carte", f"{ORIGIN}/demarches/passeport"
    assert await shell.page("list") == f"     2  {PAGE}  (Passeport)\n"
    assert new in await shell.page("rename", PAGE, new)
    assert f"also {PAGE}" in await shell.page("list", "demarches")
    await shell.page("split", PAGE, card, second, "--title", "Carte")
    assert ((await scene.page(new))["total"], (await scene.page(card))["page"]["title"]) == (1, "Carte")
    await shell.page("move", second, "une-cle")
    assert (await scene.page(card))["total"] == 0
    await shell.page("move", second, str(page_id(scene.site, PAGE)))
    assert (await scene.page(new))["total"] == 2
    assert "une-cle" in await shell.page("merge", PAGE, "une-cle")
    assert [thread["id"] for thread in (await scene.page(PAGE))["threads"]] == [second, first]


async def test_new_patterns_are_told_first_and_then_carried_out(scene: Scene, shell: Shell) -> None:
    await drafts(scene, 12, 13)
    await scene.ask(scene.lou, "Ailleurs")
    await patterned(scene)
    await drafts(scene, 14)  # under the pattern from now on
    told = await shell.page("settle")
    assert told.count("merge ") == 2 and "Nothing was changed" in told and PAGE not in told
    assert (await scene.page(f"{ORIGIN}/dossiers/99/brouillon"))["total"] == 1
    proof = Proof(scene.database)
    await proof.follow(page_channel(scene.site, page_id(scene.site, DRAFT)))
    await shell.page("settle", "--yes")
    await proof.holds()
    assert (await scene.page(f"{ORIGIN}/dossiers/99/brouillon"))["total"] == 3
    assert "Every page has the key" in await shell.page("settle")


async def test_the_first_page_of_a_new_key_has_it_and_the_others_join(scene: Scene, shell: Shell) -> None:
    await drafts(scene, 12, 12, 13)
    await patterned(scene)
    told = await shell.page("settle", "--yes")
    assert told.splitlines() == [
        f"rename  {ORIGIN}/dossiers/12/brouillon  →  {DRAFT}", f"merge   {ORIGIN}/dossiers/13/brouillon  →  {DRAFT}",
    ]  # fmt: skip
    page = await scene.page(f"{ORIGIN}/dossiers/7/brouillon")
    assert (page["page"]["key"], page["total"]) == (DRAFT, 3)


async def test_what_cannot_be_done_is_said_in_one_sentence(scene: Scene, shell: Shell) -> None:
    await scene.ask(scene.camille)
    assert "nothing at this address" in await shell.refused("rename", f"{ORIGIN}/inconnue", "a")
    assert "does not belong" in await shell.refused("move", str(uuid7()), "https://ailleurs.example/")
    with pytest.raises(SystemExit) as stopped:
        await asyncio.to_thread(main, ["page", "list", "--site", "inconnu"])
    assert "there is no site “inconnu”" in str(stopped.value.code)


def test_keys_that_are_no_address_of_the_site_stay() -> None:
    site, rules = uuid7(), SiteRules((ORIGIN,), ("/dossiers/:id",))
    keys = ["formulaire 12", "https://ailleurs.example/dossiers/1", f"{ORIGIN}/dossiers/1", f"{ORIGIN}/dossiers/:id/brouillon"]
    pages = [Page(page_id(site, key), key, "") for key in keys]
    taken: dict[UUID, UUID] = {page.id: page.id for page in pages}
    assert settled(site, pages, taken, rules) == [Change(pages[2], f"{ORIGIN}/dossiers/:id", None)]
    leads = taken | {page_id(site, f"{ORIGIN}/dossiers/:id"): pages[2].id}
    assert settled(site, pages, leads, rules) == [], "its address leads there already"
