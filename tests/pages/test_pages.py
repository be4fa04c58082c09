"""Agents rename, merge and split pages and move threads; every address that led to a discussion still leads there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from parvis.domain.events import PINNED_LIMIT
from parvis.domain.forms import APART
from parvis.domain.ids import page_channel, page_id, queue_channel, thread_channel, uuid7
from tests.conftest import ORIGIN, PAGE, SITE, Member, Scene
from tests.threads.test_snapshot_proof import Proof
from tests.web.matrix import HOURS

CARD = f"{ORIGIN}/carte-identite"
NEW = f"{ORIGIN}/demarches/passeport"
FIELD = {"key": "numero", "label": "Numéro"}


def id_of(scene: Scene, key: str) -> str:
    return str(page_id(scene.site, key))


async def merge(scene: Scene, source: str, into: str) -> Any:
    body = {"into": id_of(scene, into)}
    merged = (await scene.must(200, "POST", f"/agent/pages/{id_of(scene, source)}/merge", scene.agent, json=body)).json()
    assert merged["left"] == 0
    return merged["page"]


async def rename(scene: Scene, of: str, status: int = 200, **to: str) -> Any:
    return (await scene.must(status, "PUT", f"/agent/pages/{id_of(scene, of)}/key", scene.agent, json=to)).json()


async def move(scene: Scene, thread: str, status: int = 200, **to: str) -> Any:
    return (await scene.must(status, "PUT", f"/agent/threads/{thread}/page", scene.agent, json=to)).json()


async def titles(scene: Scene, url: str) -> list[str]:
    page = await scene.page(url)
    visible = [thread for thread in page["threads"] if thread["state"] == "visible"]
    assert page["total"] == len(visible)
    return [thread["title"] for thread in visible]


async def followed(scene: Scene, *threads: Any, keys: tuple[str, ...] = (PAGE, CARD)) -> Proof:
    """A proof over the queue, these pages and these threads."""
    proof = Proof(scene.database)
    await proof.follow(queue_channel(scene.site), *(page_channel(scene.site, page_id(scene.site, key)) for key in keys))
    await proof.follow(*(thread_channel(scene.site, UUID(asked["thread"]["id"])) for asked in threads))
    return proof


async def test_a_renamed_page_keeps_its_discussion_its_id_and_its_old_address(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    proof = await followed(scene, asked, keys=(PAGE, NEW))
    renamed = await rename(scene, PAGE, url=f"{NEW}/?utm=1")
    assert (renamed["id"], renamed["key"]) == (id_of(scene, PAGE), NEW)
    assert await rename(scene, PAGE, url=NEW) == await rename(scene, NEW, url=NEW) == renamed, "harmless to repeat"
    assert await proof.holds() == {"page": ["page.renamed", "page.merged"], "queue": ["page.renamed"]}
    for total, url in enumerate((PAGE, NEW), 1):
        page = await scene.page(url)
        assert (page["page"]["id"], page["page"]["key"], page["total"]) == (id_of(scene, PAGE), NEW, total)
        await scene.ask(scene.lou, f"Depuis {url}", url=url)
    assert (await scene.page(PAGE))["total"] == 3
    [known_now] = (await known(scene, q=PAGE))["pages"]
    assert (known_now["key"], known_now["aliases"]) == (NEW, [PAGE])

    back = await rename(scene, NEW, key=PAGE)
    assert (back["id"], back["key"]) == (id_of(scene, PAGE), PAGE)
    assert (await scene.page(NEW))["page"] == (await scene.page(PAGE))["page"]
    await proof.holds()


async def test_a_key_that_has_a_page_is_not_given_to_another(scene: Scene) -> None:
    await scene.ask(scene.camille)
    await scene.ask(scene.lou, url=CARD)
    assert (await rename(scene, PAGE, 409, url=CARD))["code"] == "page-taken"
    await rename(scene, CARD, url=NEW)
    assert (await rename(scene, PAGE, 409, url=NEW))["code"] == "page-taken", "nor is another name of that page"
    for wrong in ({}, {"key": "a", "url": PAGE}, {"key": "*"}, {"key": " "}):
        await rename(scene, PAGE, 422, **wrong)
    assert (await rename(scene, PAGE, 403, url="https://ailleurs.example/"))["code"] == "foreign-page"


async def test_merged_pages_are_one_under_both_addresses_and_every_channel_tells_it(scene: Scene) -> None:
    old = await scene.ask(scene.camille, "L’ancienne", url=PAGE, field=FIELD)
    gone = await scene.ask(scene.lou, "Retirée", url=PAGE)
    talk = await scene.ask(scene.lou, "Parlons-en", url=PAGE, kind="discussion")
    await scene.reply(scene.agent, talk["thread"]["id"])
    await scene.must(200, "DELETE", f"/posts/{gone['post']['id']}", scene.lou)
    there = await scene.ask(scene.lou, "Celle de la carte", url=CARD)
    await scene.must(200, "PUT", f"/threads/{old['thread']['id']}/pinned", scene.agent)
    note = (
        await scene.must(201, "POST", "/agent/notes", scene.agent, json={"title": "Fermé", "body": "Le 8.", "url": PAGE})
    ).json()
    proof = await followed(scene, old, gone, talk, there, note)
    merged = await merge(scene, PAGE, CARD)
    assert merged["id"] == id_of(scene, CARD)
    kinds = await proof.holds()
    assert kinds["page"].count("thread.left") == kinds["thread"].count("thread.moved") == 4
    assert kinds["page"][-1] != "page.merged" and "page.merged" in kinds["page"], "told to those who look at the old page"
    assert kinds["queue"] == ["thread.moved"], "one of them waits"

    assert await titles(scene, PAGE) == await titles(scene, CARD) == ["Parlons-en", "L’ancienne", "Celle de la carte"]
    page = await scene.page(PAGE)
    assert [thread["title"] for thread in page["pinned"]] == ["Fermé", "L’ancienne"]
    for asked in (old, talk, note):
        read = (await scene.must(200, "GET", f"/threads/{asked['thread']['id']}", None)).json()
        assert read["thread"]["page"] == id_of(scene, CARD)
    found = (await scene.must(200, "GET", "/search", None, params={"site": SITE, "q": "ancienne", "url": CARD})).json()
    assert [each["thread"]["title"] for each in found["threads"]] == ["L’ancienne"]

    assert (await merge(scene, PAGE, CARD)) == merged, "harmless to repeat"
    await scene.ask(scene.camille, "Une de plus", url=PAGE)
    assert (await titles(scene, CARD))[0] == "Une de plus"
    await proof.holds()


async def test_what_was_asked_of_the_old_page_is_answered_by_the_new(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    await scene.ask(scene.lou, url=CARD)
    before = {"url": PAGE, "title": "Retentée", "body": "Encore ?", "id": str(uuid7()), "post": str(uuid7())}
    first = await scene.ask(scene.camille, **before)
    await merge(scene, PAGE, CARD)
    again = await scene.ask(scene.camille, **before)
    assert again["post"] == first["post"], "the same id with the same words is the same question"
    old = id_of(scene, PAGE)
    listed = (await scene.must(200, "GET", f"/pages/{old}/threads", None, params={"site": SITE})).json()
    assert listed["total"] == 3
    await scene.must(204, "PUT", f"/pages/{old}/follow", scene.lou, json={"mode": "follow"})
    marks = (await scene.must(200, "GET", "/me/marks", scene.camille, params={"page": old})).json()
    assert asked["thread"]["id"] in marks["follows"]
    follows = (await scene.must(200, "GET", "/me/follows", scene.lou)).json()
    assert [each["page"]["key"] for each in follows["pages"]] == [CARD]
    note = {"title": "Fermé", "body": "Le 8.", "on": old}
    written = (await scene.must(201, "POST", "/agent/notes", scene.agent, json=note)).json()
    assert written["thread"]["page"] == id_of(scene, CARD)


async def test_followers_testimonies_and_the_form_go_with_the_page(scene: Scene) -> None:
    async def told(who: Member, url: str, status: int = 201, days: int = 10) -> Any:
        body = {"site": SITE, "url": url, "place": "Mairie", "days": days, "month": "2026-03"}
        return (await scene.must(status, "POST", "/testimonies", who, json=body)).json()

    async def delays(url: str) -> Any:
        return (await scene.must(200, "GET", "/around", None, params={"site": SITE, "url": url})).json()["delays"]

    await scene.ask(scene.camille)
    await scene.ask(scene.camille, url=CARD)
    await scene.must(204, "PUT", f"/pages/{id_of(scene, PAGE)}/follow", scene.lou, json={"mode": "mute"})
    form = {"site": SITE, "url": PAGE, "lang": "fr", "controls": [{"key": "numero", "label": "Numéro", "shape": "aa"}]}
    for shape in ("aa", "bb", "bb"):
        form["controls"][0]["shape"] = shape  # type: ignore[index]
        await scene.database.execute("update form_fields set doubted_at = doubted_at - $1::interval", APART)
        changed = (await scene.must(200, "POST", "/forms", None, json=form)).json()["changed"]
    assert list(changed) == ["numero"]
    first = await told(scene.lou, PAGE)
    await told(scene.camille, CARD, days=20)
    proof = await followed(scene)
    await merge(scene, PAGE, CARD)
    await proof.holds()
    assert (await scene.page(CARD))["changed"] == changed
    marks = (await scene.must(200, "GET", "/me/marks", scene.lou, params={"page": id_of(scene, CARD)})).json()
    assert marks["mode"] == "mute"
    assert (await delays(PAGE))["count"] == (await delays(CARD))["count"] == 2
    assert (await told(scene.lou, CARD, 409))["code"] == "already-told", "on whichever of the two she told it"
    assert (await told(scene.lou, PAGE, 409))["code"] == "already-told"
    await scene.must(200, "DELETE", f"/posts/{first['post']['id']}", scene.lou)
    assert (await told(scene.lou, PAGE))["thread"]["page"] == id_of(scene, CARD)

    # Apart again, the old page gathers anew: its first thread of testimonies is the other's now.
    await split(scene, CARD, [(await scene.ask(scene.lou, "Pour le passeport", url=CARD))["thread"]["id"]], url=PAGE)
    assert (await told(scene.lou, PAGE))["thread"]["page"] == id_of(scene, PAGE)
    assert (await delays(PAGE))["count"] == 1 and (await delays(CARD))["count"] == 2


async def split(scene: Scene, of: str, threads: list[str], status: int = 200, **to: str) -> Any:
    body = {"threads": threads, **to}
    return (await scene.must(status, "POST", f"/agent/pages/{id_of(scene, of)}/split", scene.agent, json=body)).json()


async def test_some_threads_get_a_page_of_their_own(scene: Scene) -> None:
    stays, first, second = [await scene.ask(scene.camille, title) for title in ("Reste", "Un", "Deux")]
    proof = await followed(scene, stays, first, second)
    ids = [asked["thread"]["id"] for asked in (first, second)]
    page = await split(scene, PAGE, ids, url=CARD, title="Carte d’identité")
    assert page == {"id": id_of(scene, CARD), "key": CARD, "title": "Carte d’identité"}
    assert (await titles(scene, PAGE), await titles(scene, CARD)) == (["Reste"], ["Deux", "Un"])
    await proof.holds()
    assert await split(scene, PAGE, ids, url=CARD) == page, "harmless to repeat"
    assert (await split(scene, PAGE, ids, 409, url=PAGE))["code"] == "same-page"
    await split(scene, CARD, [stays["thread"]["id"]], 422, url=NEW)
    await split(scene, PAGE, [], 422, url=CARD)
    await split(scene, PAGE, [str(uuid7())], 422, url=CARD)
    assert await proof.holds() == {}


async def test_a_merge_is_undone_by_a_split(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Du passeport")
    await scene.ask(scene.lou, "De la carte", url=CARD)
    await merge(scene, PAGE, CARD)
    proof = await followed(scene, asked)
    page = await split(scene, CARD, [asked["thread"]["id"]], url=PAGE)
    assert page["id"] == id_of(scene, PAGE)
    assert "page.split" in (await proof.holds())["page"]
    assert (await titles(scene, PAGE), await titles(scene, CARD)) == (["Du passeport"], ["De la carte"])


async def test_one_thread_is_put_where_it_belongs(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Et la carte ?")
    await scene.ask(scene.lou, "Autre", url=PAGE)
    id = asked["thread"]["id"]
    proof = await followed(scene, asked)
    moved = await move(scene, id, url=CARD)
    assert (moved["page"], moved["id"]) == (id_of(scene, CARD), id)
    assert await move(scene, id, url=CARD) == await move(scene, id, page=id_of(scene, CARD)) == moved
    assert await proof.holds() == {
        "page": ["thread.left", "thread.opened"], "thread": ["thread.moved"], "queue": ["thread.moved"],
    }  # fmt: skip
    assert (await titles(scene, PAGE), await titles(scene, CARD)) == (["Autre"], ["Et la carte ?"])
    await scene.reply(scene.agent, id)
    await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)
    await proof.holds()
    await move(scene, id, page=id_of(scene, PAGE))
    await proof.holds()
    assert (await titles(scene, PAGE), await titles(scene, CARD)) == (["Autre"], [])
    for wrong in ({}, {"page": str(uuid7()), "url": PAGE}, {"page": "x"}):
        await move(scene, id, 422, **wrong)
    await move(scene, id, 404, page=str(uuid7()))
    await move(scene, str(uuid7()), 404, url=PAGE)


async def test_its_words_are_erased_wherever_it_was_told(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Un secret ?", "Très secret.")
    await move(scene, asked["thread"]["id"], url=CARD)
    await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)
    kept = await scene.database.fetchval("select string_agg(data::text, ' ') from events")
    assert "secret" not in kept


async def test_no_more_questions_stand_first_than_may_but_notes_do(scene: Scene) -> None:
    for number in range(PINNED_LIMIT):
        there = await scene.ask(scene.camille, f"Là-bas {number}", url=CARD)
        await scene.must(200, "PUT", f"/threads/{there['thread']['id']}/pinned", scene.agent)
    here = await scene.ask(scene.camille, "Ici")
    await scene.must(200, "PUT", f"/threads/{here['thread']['id']}/pinned", scene.agent)
    note = await scene.must(201, "POST", "/agent/notes", scene.agent, json={"title": "Fermé", "body": "Le 8.", "url": PAGE})
    proof = await followed(scene, here, note.json())
    await merge(scene, PAGE, CARD)
    await proof.holds()
    pinned = {thread["title"] for thread in (await scene.page(CARD))["pinned"]}
    assert len(pinned) == PINNED_LIMIT + 1 and "Fermé" in pinned and "Ici" not in pinned


async def test_testimonies_do_not_leave_alone_and_the_site_is_no_page(scene: Scene) -> None:
    told = {"site": SITE, "url": PAGE, "place": "Mairie", "days": 3, "month": "2026-03"}
    thread = (await scene.must(201, "POST", "/testimonies", scene.lou, json=told)).json()["thread"]["id"]
    await move(scene, thread, 422, url=CARD)
    await split(scene, PAGE, [thread], 422, url=CARD)
    await scene.must(201, "POST", "/agent/notes", scene.agent, json={"title": "Panne", "body": "Mardi."})
    everywhere = id_of(scene, "*")
    await scene.must(404, "POST", f"/agent/pages/{everywhere}/merge", scene.agent, json={"into": id_of(scene, PAGE)})
    await scene.must(404, "PUT", f"/agent/pages/{everywhere}/key", scene.agent, json={"key": "a"})
    assert [page["key"] for page in (await known(scene))["pages"]] == [PAGE]


async def known(scene: Scene, **query: str) -> Any:
    return (await scene.must(200, "GET", "/agent/pages", scene.agent, params=query)).json()


async def test_agents_find_pages_by_any_part_of_their_addresses(scene: Scene) -> None:
    for number in range(52):
        await scene.ask(scene.camille, url=f"{ORIGIN}/page-{number:02}", page_title=f"Page {number}")
    first = await known(scene)
    second = await known(scene, after=first["next"])
    assert (len(first["pages"]), len(second["pages"]), second["next"]) == (50, 2, None)
    await merge(scene, f"{ORIGIN}/page-07", f"{ORIGIN}/page-08")
    [found] = (await known(scene, q="PAGE-07"))["pages"]
    assert (found["key"], found["aliases"], found["threads"]) == (f"{ORIGIN}/page-08", [f"{ORIGIN}/page-07"], 2)
    assert found["active_at"] and [page["title"] for page in (await known(scene, q="Page 9"))["pages"]] == ["Page 9"]
    assert (await known(scene, q="100 % _"))["pages"] == []


@pytest.mark.parametrize("who", ["camille", None])
async def test_only_agents_keep_pages(scene: Scene, who: str | None) -> None:
    asked = await scene.ask(scene.camille)
    member = getattr(scene, who) if who else None
    status = 403 if who else 401
    id = id_of(scene, PAGE)
    await scene.must(status, "GET", "/agent/pages", member)
    await scene.must(status, "PUT", f"/agent/pages/{id}/key", member, json={"key": "a"})
    await scene.must(status, "POST", f"/agent/pages/{id}/merge", member, json={"into": id})
    await scene.must(status, "POST", f"/agent/pages/{id}/split", member, json={"threads": [asked["thread"]["id"]], "key": "a"})
    await scene.must(status, "PUT", f"/agent/threads/{asked['thread']['id']}/page", member, json={"url": CARD})


async def test_a_merged_page_takes_its_office_hours_along(scene: Scene) -> None:
    await scene.ask(scene.camille)
    await scene.ask(scene.lou, url=CARD)
    proof = await followed(scene)
    hours = {"title": "Permanence", **HOURS, "on": id_of(scene, PAGE), "id": str(uuid7())}
    await scene.must(201, "POST", "/agent/officehours", scene.agent, json=hours)
    await merge(scene, PAGE, CARD)
    await proof.holds()
    around = (await scene.must(200, "GET", "/around", None, params={"site": SITE, "url": CARD})).json()
    assert [(one["id"], one["page"]) for one in around["officehours"]] == [(hours["id"], id_of(scene, CARD))]
