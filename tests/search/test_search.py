"""What people look for is found: the right thread first, whatever its spelling, and never what was taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest

from parvis.domain.ids import uuid7
from parvis.search.routes import SIMILAR, WINDOW
from tests.conftest import ORIGIN, PAGE, SITE, Scene, cast
from tests.search.corpus import QUERIES, THREADS

TAX = f"{ORIGIN}/impots"
PASSPORT_PHOTO, TAX_PHOTO = "Quelle photo pour un passeport ?", "Quelle photo pour un avis ?"


async def tell(scene: Scene, names: Iterable[str] = THREADS, url: str = PAGE) -> dict[str, str]:
    """These threads of the corpus; their ids by name."""
    ids = {}
    for name in names:
        title, body, replies = THREADS[name]
        ids[name] = (await scene.ask(scene.camille, title, body, url=url))["thread"]["id"]
        for reply in replies:
            await scene.reply(scene.lou, ids[name], reply)
    return ids


async def search(scene: Scene, q: str, **query: Any) -> Any:
    return (await scene.must(200, "GET", "/search", None, params={"site": SITE, "q": q, **query})).json()


async def similar(scene: Scene, q: str, url: str = PAGE) -> list[Any]:
    found: list[Any] = (await scene.must(200, "GET", "/similar", None, params={"site": SITE, "url": url, "q": q})).json()[
        "threads"
    ]
    return found


def titles(found: list[Any]) -> list[str]:
    return [each["thread"]["title"] for each in found]


def test_the_table_is_long_enough() -> None:
    assert len({query for query, _ in QUERIES}) == len(QUERIES) >= 40


async def test_the_thread_that_is_meant_comes_first(scene: Scene) -> None:
    names = {id: name for name, id in (await tell(scene)).items()}
    wrong = {}
    for query, meant in QUERIES:
        for found in ((await search(scene, query))["threads"], await similar(scene, query)):
            first = [names[each["thread"]["id"]] for each in found]
            if first[:1] != [meant]:
                wrong[query] = (meant, first)
    assert wrong == {}


async def test_the_page_stands_before_the_site_among_equals(scene: Scene) -> None:
    await scene.ask(scene.camille, PASSPORT_PHOTO, "")
    await scene.ask(scene.camille, TAX_PHOTO, "", url=TAX)
    assert titles(await similar(scene, "quelle photo")) == [PASSPORT_PHOTO, TAX_PHOTO]
    assert titles(await similar(scene, "quelle photo", TAX)) == [
        TAX_PHOTO,
        PASSPORT_PHOTO,
    ]
    assert titles(await similar(scene, "photo avis"))[0] == TAX_PHOTO


async def test_a_page_alone_or_the_whole_site(scene: Scene) -> None:
    await tell(scene, ["photo"])
    await tell(scene, ["heures", "arrondir"], TAX)
    on_page = await search(scene, "heures", url=TAX)
    assert titles(on_page["threads"]) == ["Où mettre les heures supplémentaires ?"]
    assert (await search(scene, "heures", url=PAGE))["threads"] == []
    assert titles((await search(scene, "heures"))["threads"]) == ["Où mettre les heures supplémentaires ?"]
    assert on_page["threads"][0]["page"]["key"] == TAX


async def test_the_word_that_is_being_typed_may_be_the_beginning_of_one(scene: Scene) -> None:
    await tell(scene, ["photo", "colocation"])
    assert await similar(scene, "co") == []
    assert titles(await similar(scene, "col")) == ["Je vis en colocation, que déclarer ?"]
    assert titles(await similar(scene, "ma pho")) == ["Ma photo est refusée sans explication"]
    assert await similar(scene, "pho ") == []


async def test_no_more_than_five_while_typing_and_every_thread_by_windows(scene: Scene) -> None:
    for number in range(WINDOW + 3):
        await scene.ask(scene.camille, f"Photo numéro {number}", "")
    assert len(await similar(scene, "photo")) == SIMILAR
    first = await search(scene, "photo")
    rest = await search(scene, "photo", after=first["next"])
    assert (len(first["threads"]), first["total"]) == (WINDOW, WINDOW + 3)
    assert (len(rest["threads"]), rest["next"]) == (3, None)
    assert len({each["thread"]["id"] for each in first["threads"] + rest["threads"]}) == WINDOW + 3


async def test_what_is_taken_back_is_found_no_more(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Ma photo est floue", "Prise avec un téléphone.")
    answered = await scene.reply(scene.lou, asked["thread"]["id"], "Utilisez un trépied.")
    assert len((await search(scene, "trépied"))["threads"]) == 1
    await scene.must(200, "DELETE", f"/posts/{answered['id']}", scene.lou)
    assert (await search(scene, "trépied"))["threads"] == []
    await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)
    assert (await search(scene, "photo"))["threads"] == await similar(scene, "photo") == []
    # Nor does the index hold a word of it.
    assert await scene.database.fetchval("select count(*) from findable where words @@ 'photo' or near like '%photo%'") == 0


async def test_what_is_reworded_is_found_by_its_new_words_alone(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Une question", "À propos du trépied.")
    await scene.must(200, "PATCH", f"/posts/{asked['post']['id']}", scene.camille, json={"body": "À propos du scanneur."})
    assert (await search(scene, "trépied"))["threads"] == []
    assert titles((await search(scene, "scanneur"))["threads"]) == ["Une question"]


async def test_only_what_is_visible_is_ever_shown(scene: Scene) -> None:
    """Even where the index were wrong: the thread itself is asked."""
    asked = await scene.ask(scene.camille, "Ma photo est floue")
    id = UUID(asked["thread"]["id"])
    await scene.database.execute("alter table threads disable trigger threads_findable")
    await scene.database.execute("update threads set state = 'withdrawn', title = '', waiting_since = null where id = $1", id)
    assert (await search(scene, "photo floue"))["threads"] == []


async def test_the_excerpt_is_the_answer_that_holds_the_word(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Ma photo est refusée", "Je ne sais pas pourquoi.")
    await scene.reply(scene.lou, asked["thread"]["id"], "Chez moi c’était **l’ombre**.")
    kept = await scene.reply(scene.lou, asked["thread"]["id"], "Il faut un fond uni.")
    await scene.must(200, "PUT", f"/threads/{asked['thread']['id']}/accepted", scene.camille, json={"post": kept["id"]})
    assert (await similar(scene, "photo refusée"))[0]["excerpt"] == "Il faut un fond uni."
    assert (await similar(scene, "ombre photo"))[0]["excerpt"] == "Chez moi c’était l’ombre."


async def test_another_site_is_never_searched(scene: Scene) -> None:
    await cast(scene.database, "ailleurs", "https://ailleurs.example")
    await tell(scene, ["photo"])
    elsewhere = await scene.must(200, "GET", "/search", None, params={"site": "ailleurs", "q": "photo"})
    assert elsewhere.json() == {"threads": [], "total": 0, "next": None}


async def test_filtered_by_status_and_field(scene: Scene) -> None:
    field = {"key": "photo", "label": "Photo d’identité"}
    about = await scene.ask(scene.camille, "Quel format ?", "", field=field)
    await tell(scene, ["photo"])
    assert titles((await search(scene, "photo", field="photo"))["threads"]) == ["Quel format ?"]
    assert titles((await search(scene, "photo", status="unanswered"))["threads"]) == ["Quel format ?"]
    await scene.must(200, "PUT", f"/threads/{about['thread']['id']}/status", scene.camille, json={"status": "solved"})
    assert titles((await search(scene, "photo", status="solved"))["threads"]) == ["Quel format ?"]


@pytest.mark.parametrize(
    "typed", ["' & | ! ( ) :* <->", "\\' or 1=1 --", "%_%", "où", "😀😀😀", "a" * 200, "le la les", "مرحبا بك"]
)
async def test_nothing_that_is_typed_can_break_it(scene: Scene, typed: str) -> None:
    await tell(scene, ["photo"])
    assert (await search(scene, typed))["total"] == 0
    assert await similar(scene, typed) == []


async def test_a_long_thread_stays_writable_and_its_beginning_findable(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Une longue discussion", "Le début.")
    for number in range(32):
        await scene.reply(scene.lou, asked["thread"]["id"], " ".join(f"mot{number}x{n}" for n in range(400)), id=str(uuid7()))
    assert (await search(scene, "mot3x7"))["total"] == 1
    assert (await search(scene, "longue discussion"))["total"] == 1
