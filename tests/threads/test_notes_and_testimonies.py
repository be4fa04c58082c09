"""The word of the service stands first; what people tell of delays becomes a median."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from parvis.domain.delays import recent_since
from parvis.domain.ids import page_channel, page_id, queue_channel, thread_channel, uuid7
from parvis.domain.people import Standing, voice_of
from parvis.threads.around import AroundQuery, read_around
from parvis.threads.testimonies import thread_of_testimonies
from tests.conftest import PAGE, SITE, Member, Scene
from tests.threads.test_editing_and_withdrawing import house_at
from tests.threads.test_snapshot_proof import Proof


async def around(scene: Scene, url: str = PAGE) -> Any:
    return (await scene.must(200, "GET", "/around", None, params={"site": SITE, "url": url})).json()


async def told(scene: Scene, who: Member, days: int, month: str | None = None, status: int = 201, **more: Any) -> Any:
    now = f"{date.today():%Y-%m}"
    body = {"site": SITE, "url": PAGE, "place": "Préfecture de Valombre", "days": days, "month": month or now, **more}
    return (await scene.must(status, "POST", "/testimonies", who, json=body)).json()


async def visitor(scene: Scene) -> Member:
    arrived = (await scene.must(201, "POST", "/visitors", None, json={"site": SITE})).json()
    return Member(UUID(arrived["visitor"]["id"]), arrived["visitor"]["name"], arrived["token"])


async def test_a_note_stands_first_on_its_page_is_commented_and_withdrawn(scene: Scene) -> None:
    await scene.ask(scene.camille)
    page = page_channel(scene.site, page_id(scene.site, PAGE))
    proof = Proof(scene.database)
    await proof.follow(page, queue_channel(scene.site))
    ids = {"id": str(uuid7()), "post": str(uuid7())}
    body = {**ids, "on": str(page.id), "title": "Guichet fermé le 8 mai", "body": "Il rouvre le 9."}
    for _ in range(2):
        note = (await scene.must(201, "POST", "/agent/notes", scene.agent, json=body)).json()
    assert note["thread"]["pinned"] and note["thread"]["kind"] == "note" and note["post"]["author"]["service"]
    assert await proof.holds() == {"page": ["thread.pinned"]}
    shown = await scene.page()
    assert [thread["id"] for thread in shown["pinned"]] == [ids["id"]] and shown["total"] == 1 == len(shown["threads"])
    await scene.reply(scene.lou, ids["id"], "Merci de prévenir.")
    assert [each["post"]["body"] for each in (await around(scene))["notes"]] == ["Il rouvre le 9."]
    await scene.must(204, "DELETE", f"/agent/notes/{ids['id']}", scene.agent)
    await proof.holds()
    shown = await scene.page()
    assert shown["pinned"] == [] and shown["total"] == 1 and (await around(scene))["notes"] == []


async def test_a_note_stands_first_until_it_is_withdrawn(scene: Scene) -> None:
    await scene.ask(scene.camille)
    note = (
        await scene.must(201, "POST", "/agent/notes", scene.agent, json={"title": "Panne", "body": "Mardi.", "url": PAGE})
    ).json()
    await scene.must(422, "DELETE", f"/threads/{note['thread']['id']}/pinned", scene.agent)
    await scene.must(204, "DELETE", f"/agent/notes/{note['thread']['id']}", scene.agent)
    assert (await scene.page())["total"] == 1


async def test_a_testimony_does_not_rename_its_page_behind_its_readers(scene: Scene) -> None:
    await scene.ask(scene.camille, page_title="Renouveler un passeport")
    page = page_channel(scene.site, page_id(scene.site, PAGE))
    proof = Proof(scene.database)
    await proof.follow(page, queue_channel(scene.site))
    await told(scene, scene.lou, 12, page_title="Autre titre")
    step = {"site": SITE, "url": PAGE, "title": "Gardez-le", "body": "Près de vous.", "page_title": "Encore un autre"}
    await scene.must(201, "POST", "/guide/steps", scene.lou, json=step)
    await proof.holds()
    assert (await scene.page())["page"]["title"] == "Renouveler un passeport"


async def test_a_note_of_the_site_is_on_every_page(scene: Scene) -> None:
    await scene.must(201, "POST", "/agent/notes", scene.agent, json={"title": "Panne mardi", "body": "De 8 h à 9 h."})
    for url in (PAGE, PAGE + "/autre"):
        assert [each["thread"]["title"] for each in (await around(scene, url))["notes"]] == ["Panne mardi"]


async def test_only_agents_write_notes(scene: Scene) -> None:
    await scene.must(403, "POST", "/agent/notes", scene.camille, json={"title": "a", "body": "b"})
    asked = await scene.ask(scene.camille)
    await scene.must(404, "DELETE", f"/agent/notes/{asked['thread']['id']}", scene.agent)


async def test_testimonies_are_brought_to_a_median_and_stand_in_no_list(scene: Scene) -> None:
    thread = thread_of_testimonies(page_id(scene.site, PAGE))
    page = page_channel(scene.site, page_id(scene.site, PAGE))
    proof = Proof(scene.database)
    await proof.follow(page)
    people = [scene.camille, scene.lou, await visitor(scene)]
    first = await told(scene, people[0], 12, body="Très **vite**.")
    assert first["post"]["testimony"]["days"] == 12
    await proof.follow(thread_channel(scene.site, thread))
    await told(scene, people[1], 30)
    assert (await around(scene))["delays"]["median"] is None, "two are too few"
    await told(scene, people[2], 20)
    await proof.holds()
    delays = (await around(scene))["delays"]
    assert (delays["median"], delays["count"], delays["thread"]) == (20, 3, str(thread))
    assert [each["testimony"]["days"] for each in delays["latest"]] == [20, 30, 12]
    assert (await scene.page())["total"] == 0

    await scene.must(200, "DELETE", f"/posts/{first['post']['id']}", scene.camille)
    await proof.holds()
    assert (await around(scene))["delays"]["count"] == 2, "the first one only happened to open the thread"
    await told(scene, people[0], 14)


async def test_one_testimony_a_person_and_a_retry_is_the_same(scene: Scene) -> None:
    id = str(uuid7())
    assert (await told(scene, scene.lou, 12, id=id))["post"] == (await told(scene, scene.lou, 12, id=id))["post"]
    assert (await told(scene, scene.lou, 3, status=409))["code"] == "already-told"


@pytest.mark.parametrize(
    "wrong", [{"days": -1}, {"days": 3651}, {"month": "2999-01"}, {"month": "2026-13"}, {"month": "x"}, {"place": " "}]
)
async def test_what_cannot_be_is_refused(scene: Scene, wrong: dict[str, Any]) -> None:
    body = {"site": SITE, "url": PAGE, "place": "Mairie", "days": 3, "month": "2026-03", **wrong}
    await scene.must(422, "POST", "/testimonies", scene.lou, json=body)
    assert (await around(scene))["delays"] is None


async def test_old_testimonies_expire_from_the_median_and_the_latest_three_are_shown(scene: Scene) -> None:
    months = ["2026-03", "2025-12", "2025-04", "2025-03", "2019-01"]
    for days, month in zip((10, 20, 41, 500, 900), months, strict=True):
        await told(scene, await visitor(scene), days, month=month)

    async def on(day: int, month: int) -> tuple[int | None, int, list[int]]:
        read = await read_around(house_at(scene, datetime(2026, month, day, tzinfo=UTC)), AroundQuery(SITE, PAGE))
        assert read.delays is not None
        return read.delays.median, read.delays.count, [each.testimony.days for each in read.delays.latest]

    assert await on(15, 3) == (20, 3, [900, 500, 41])
    assert await on(1, 4) == (None, 2, [900, 500, 41]), "two say more about two people"
    await told(scene, scene.lou, 31, month="2026-01")
    assert (await on(15, 3))[:2] == (26, 4), "between the two in the middle, in whole days"


def test_the_months_that_count_are_twelve() -> None:
    assert [recent_since(date(2026, month, 15)) for month in (1, 11, 12)] == [
        date(2025, 2, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]


def test_who_is_a_helper_follows_from_what_others_said() -> None:
    assert [voice_of(Standing(*each)) for each in ((0, 0), (4, 2), (5, 1), (5, 2))] == ["citizen"] * 3 + ["helper"]
    assert voice_of(Standing(0, 0, "Assistante sociale")) == "professional"


async def test_thanks_and_kept_answers_make_a_helper_and_she_reads_the_rule(scene: Scene) -> None:
    async def standing() -> Any:
        return (await scene.must(200, "GET", "/me/standing", scene.lou)).json()

    assert await standing() == {"voice": "citizen", "thanks": 0, "accepted": 0, "next": {"thanks": 5, "accepted": 2}}
    thankful = [await visitor(scene) for _ in range(3)]
    for number in range(2):
        asked = await scene.ask(scene.camille, title=f"Question {number}")
        answer = await scene.reply(scene.lou, asked["thread"]["id"])
        assert answer["author"]["voice"] == "citizen"
        await scene.must(200, "PUT", f"/threads/{asked['thread']['id']}/accepted", scene.camille, json={"post": answer["id"]})
        for someone in thankful:
            await scene.must(200, "PUT", f"/posts/{answer['id']}/helpful", someone)
    assert await standing() == {"voice": "helper", "thanks": 6, "accepted": 2, "next": None}
    assert (await scene.reply(scene.lou, asked["thread"]["id"], "Encore."))["author"]["voice"] == "helper"


async def test_an_agent_vouches_for_a_professional(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    path = f"/agent/people/{scene.lou.id}/trade"
    await scene.must(403, "PUT", path, scene.camille, json={"trade": "Avocat"})
    await scene.must(204, "PUT", path, scene.agent, json={"trade": "Assistante sociale"})
    author = (await scene.reply(scene.lou, asked["thread"]["id"]))["author"]
    assert (author["voice"], author["service"]) == ("professional", "Assistante sociale")
    await scene.must(204, "DELETE", path, scene.agent)
    assert (await scene.reply(scene.lou, asked["thread"]["id"], "Encore."))["author"]["voice"] == "citizen"
    await scene.must(404, "PUT", f"/agent/people/{uuid7()}/trade", scene.agent, json={"trade": "Avocat"})
