"""A page's threads, sorted and filtered as a reader wants them, window by window: none twice, none left out."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

import pytest

from parvis.domain.events import PAGE_WINDOW
from parvis.domain.ids import page_id, uuid7
from tests.conftest import PAGE, SITE, Member, Scene

FIELD = {"key": "numero", "label": "Numéro", "step": "Étape 2"}


async def listed(scene: Scene, who: Member | None = None, **query: Any) -> Any:
    path = f"/pages/{page_id(scene.site, PAGE)}/threads"
    return (await scene.must(200, "GET", path, who, params={"site": SITE, **query})).json()


async def titles(scene: Scene, who: Member | None = None, **query: Any) -> list[str]:
    found = await listed(scene, who, **query)
    assert found["total"] == len(found["threads"]) and found["next"] is None
    return [thread["title"] for thread in found["threads"]]


async def test_a_page_nobody_wrote_on_lists_nothing(scene: Scene) -> None:
    assert await listed(scene) == {"threads": [], "total": 0, "next": None}


async def test_sorted_by_activity_by_date_and_by_help(scene: Scene) -> None:
    un, deux, trois = [(await scene.ask(scene.camille, title))["thread"]["id"] for title in ("Un", "Deux", "Trois")]
    helped = await scene.reply(scene.lou, deux)
    await scene.reply(scene.lou, un)
    await scene.must(200, "PUT", f"/posts/{helped['id']}/helpful", scene.camille)
    await scene.must(200, "PUT", f"/threads/{deux}/same-question", scene.lou)
    await scene.must(200, "PUT", f"/threads/{trois}/same-question", scene.lou)
    assert await titles(scene) == await titles(scene, sort="active") == ["Un", "Deux", "Trois"]
    assert await titles(scene, sort="newest") == ["Trois", "Deux", "Un"]
    assert await titles(scene, sort="helpful") == ["Deux", "Trois", "Un"]


async def test_filtered_by_what_a_reader_looks_for(scene: Scene) -> None:
    about = (await scene.ask(scene.camille, "Champ", field=FIELD))["thread"]["id"]
    solved = (await scene.ask(scene.lou, "Réglée"))["thread"]["id"]
    official = (await scene.ask(scene.camille, "Officielle"))["thread"]["id"]
    await scene.ask(scene.camille, "Parlons-en", kind="discussion")
    gone: Any = await scene.ask(scene.camille, "Retirée", field=FIELD)
    await scene.must(200, "DELETE", f"/posts/{gone['post']['id']}", scene.camille)
    await scene.must(200, "PUT", f"/threads/{solved}/status", scene.lou, json={"status": "solved"})
    answer = await scene.reply(scene.lou, official)
    await scene.must(200, "PUT", f"/posts/{answer['id']}/official", scene.agent, json={})
    await scene.must(200, "PUT", f"/threads/{about}/topics", scene.agent, json={"topics": ["photo"]})

    assert await titles(scene, sort="newest") == ["Parlons-en", "Officielle", "Réglée", "Champ"]
    assert await titles(scene, sort="newest", status="unanswered") == ["Parlons-en", "Champ"]
    assert await titles(scene, sort="newest", status="solved") == ["Officielle", "Réglée"]
    assert await titles(scene, sort="newest", kind="discussion") == ["Parlons-en"]
    assert await titles(scene, field="numero") == await titles(scene, step="Étape 2") == await titles(scene, topic="photo")
    assert await titles(scene, field="numero") == ["Champ"]
    assert await titles(scene, field="autre") == []
    assert await titles(scene, scene.lou, mine="true") == ["Réglée"]
    assert await titles(scene, scene.camille, mine="true", status="unanswered", kind="question") == ["Champ"]


@pytest.mark.parametrize("sort", ["active", "newest", "helpful"])
async def test_window_by_window_none_twice_and_none_left_out(scene: Scene, sort: str) -> None:
    page: Any = await scene.ask(scene.camille, "La première")
    count = 2 * PAGE_WINDOW + 3
    await scene.database.execute(
        """
        insert into threads (site_id, id, page_id, seq, kind, title, author_id, author_name, author_voice, created_at, active_at,
                             helpful)
        select $1, gen_random_uuid(), $2, -n, 'question', 'Question ' || n, $3, 'Pinson 18', 'citizen', now(),
               timestamptz '2026-01-01' + interval '1 microsecond' * (n / 3), n / 7 from generate_series(2, $4::int) n
        """,
        scene.site,
        UUID(page["thread"]["page"]),
        scene.lou.id,
        count,
    )
    before = {str(row["id"]) for row in await scene.database.fetch("select id from threads")}
    first = await listed(scene, sort=sort)
    assert (len(first["threads"]), first["total"]) == (PAGE_WINDOW, count)
    await scene.ask(scene.camille, "Une de plus")  # what is opened between two windows moves none
    second = await listed(scene, sort=sort, after=first["next"])
    third = await listed(scene, sort=sort, after=second["next"])
    assert (third["total"], third["next"]) == (count + 1, None)
    seen = [thread["id"] for window in (first, second, third) for thread in window["threads"]]
    assert len(set(seen)) == len(seen) and before <= set(seen)


async def test_a_cursor_that_the_list_did_not_give_is_refused(scene: Scene) -> None:
    def cursor(text: str) -> str:
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    id = str(uuid7())
    forged = ["", "x", "é", "====", cursor("[]"), cursor(f'["newest",1,"{id}"]'), cursor(f'["active",1,"{id}"]')]
    forged += [cursor(f'["active","{moment}","{id}"]') for moment in ("2026-01-01T00:00:00", "0001-01-01T00:00:00+23:59")]
    path = f"/pages/{page_id(scene.site, PAGE)}/threads"
    for after in forged:
        refused = await scene.must(422, "GET", path, None, params={"site": SITE, "after": after})
        assert refused.json()["field"] == "after"
    for place in (-(2**53), 2**53, 2**70, "null", '"1"', "true"):
        after = cursor(f'["helpful",{place},"{id}"]')
        await scene.must(422, "GET", path, None, params={"site": SITE, "sort": "helpful", "after": after})
    for place in (0, 2**31, 2**53 - 1):
        await listed(scene, sort="helpful", after=cursor(f'["helpful",{place},"{id}"]'))
        await listed(scene, sort="newest", after=cursor(f'["newest",{place},"{id}"]'))
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"):
        await listed(scene, after=cursor(f'["active","{moment}","{id}"]'))


async def test_what_cannot_be_listed_is_refused_by_name(scene: Scene) -> None:
    path = f"/pages/{page_id(scene.site, PAGE)}/threads"
    assert (await scene.must(404, "GET", path, None, params={"site": "inconnu"})).json()["code"] == "unknown-site"
    assert (await scene.must(401, "GET", path, None, params={"site": SITE, "mine": "true"})).json()["code"] == "not-signed-in"
    for query in ({"sort": "x"}, {"status": "open"}, {"kind": "note"}, {"mine": "x"}, {"limit": "1"}, {"field": "\x00"}):
        await scene.must(422, "GET", path, None, params={"site": SITE, **query})


async def test_an_old_pages_id_lists_the_page_into_which_it_was_merged(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille, "Où ?")
    old = page_id(scene.site, f"{PAGE}/ancienne")
    await scene.database.execute(
        "insert into page_aliases (site_id, id, key, page_id) values ($1, $2, $3, $4)",
        scene.site, old, f"{PAGE}/ancienne", UUID(asked["thread"]["page"]),
    )  # fmt: skip
    found = (await scene.must(200, "GET", f"/pages/{old}/threads", None, params={"site": SITE})).json()
    assert [thread["title"] for thread in found["threads"]] == ["Où ?"]
