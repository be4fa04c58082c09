"""Announced hours: told on their page, gathered questions in order, over when their time has come, and kept to be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from parvis.domain.ids import page_channel, page_id, queue_channel, thread_channel, uuid7
from parvis.domain.values import stamp
from parvis.officehours.acts import end_due
from parvis.store.house import House
from parvis.store.journal import Journal
from tests.conftest import PAGE, SITE, Member, Scene, cast, citizen
from tests.live.reader import at_page
from tests.threads.test_snapshot_proof import Proof


def at(minutes: float) -> str:
    return stamp(datetime.now(UTC) + timedelta(minutes=minutes))


async def announce(scene: Scene, status: int = 201, who: Member | None = None, **more: Any) -> Any:
    wanted = {"id": str(uuid7()), "title": "Vos questions sur la photo", "starts_at": at(-5), "ends_at": at(55), "url": PAGE}
    return (await scene.must(status, "POST", "/agent/officehours", who or scene.agent, json=wanted | more)).json()


async def around(scene: Scene) -> list[str]:
    shown = (await scene.must(200, "GET", "/around", None, params={"site": SITE, "url": PAGE})).json()
    return [hours["title"] for hours in shown["officehours"]]


def house_at(scene: Scene, now: datetime) -> House:
    journal = Journal(scene.database, lambda events, hints: None)
    return House(scene.database, journal, lambda channel: {}, now=lambda: now)


async def test_hours_are_told_on_their_page_and_every_change_of_them(scene: Scene) -> None:
    proof = Proof(scene.database)
    await proof.follow(page_channel(scene.site, page_id(scene.site, PAGE)))
    id, starts, ends = str(uuid7()), at(60), at(120)
    for _ in range(2):
        hours = await announce(scene, id=id, starts_at=starts, ends_at=ends)
        assert hours["agents"] == [{"id": str(scene.agent.id), "name": "Agent Démo", "service": "Service des passeports"}]
        assert (hours["state"], hours["everywhere"], hours["starts_at"]) == ("announced", False, starts)
    assert (await announce(scene, 409, id=id, starts_at=starts, ends_at=at(121)))["code"] == "id-taken"
    assert await proof.holds() == {"page": ["officehours.announced"]}

    for _ in range(2):
        changed = await scene.must(200, "PATCH", f"/agent/officehours/{id}", scene.agent, json={"title": "La photo"})
        assert changed.json() == hours | {"title": "La photo"}
    assert await proof.holds() == {"page": ["officehours.changed"]}
    assert await around(scene) == ["La photo"] and (await scene.page())["officehours"][0]["id"] == id

    for _ in range(2):
        ended = (await scene.must(200, "DELETE", f"/agent/officehours/{id}", scene.agent)).json()
        assert ended["state"] == "cancelled", "they had not begun"
    assert await proof.holds() == {"page": ["officehours.ended"]}
    assert await around(scene) == []
    refused = await scene.must(409, "PATCH", f"/agent/officehours/{id}", scene.agent, json={"title": "Non"})
    assert refused.json()["code"] == "officehours-over"


async def test_hours_of_the_whole_site_are_around_every_page_soonest_first(scene: Scene) -> None:
    await announce(scene, title="Ici demain", starts_at=at(1440), ends_at=at(1500))
    everywhere = await announce(scene, title="Partout", url=None, starts_at=at(60), ends_at=at(120))
    assert everywhere["everywhere"]
    assert await around(scene) == ["Partout", "Ici demain"]
    listed = (await scene.must(200, "GET", "/agent/officehours", scene.agent)).json()["officehours"]
    assert [hours["title"] for hours in listed] == ["Ici demain", "Partout"]


async def test_somebody_beside_the_form_hears_them_as_they_are_announced(scene: Scene) -> None:
    async with at_page(scene) as somebody:
        hours = await announce(scene)
        assert (await somebody.has("event", kind="officehours.announced"))["data"]["officehours"] == hours
        await scene.must(200, "DELETE", f"/agent/officehours/{hours['id']}", scene.agent)
        assert (await somebody.has("event", kind="officehours.ended"))["data"] == {"id": hours["id"]}


async def test_questions_put_to_them_queue_by_how_many_ask_then_by_time(scene: Scene) -> None:
    hours = (await announce(scene))["id"]
    first = await scene.ask(scene.camille, "Une", officehours=hours)
    assert first["thread"]["officehours"] == hours
    second = await scene.ask(scene.lou, "Deux", officehours=hours)
    third = await scene.ask(scene.lou, "Trois", officehours=hours)
    await scene.ask(scene.lou, "Ailleurs")
    await scene.must(200, "PUT", f"/threads/{third['thread']['id']}/same-question", scene.camille)
    gone = await scene.ask(scene.lou, "Retirée", officehours=hours)
    await scene.must(200, "DELETE", f"/posts/{gone['post']['id']}", scene.lou)
    shown = (await scene.must(200, "GET", f"/officehours/{hours}", None)).json()
    assert [thread["title"] for thread in shown["threads"]] == ["Trois", "Une", "Deux"]
    assert (await scene.must(200, "GET", f"/threads/{second['thread']['id']}", None)).json()["thread"]["officehours"] == hours


async def test_a_question_put_to_them_passes_the_snapshot_proof(scene: Scene) -> None:
    hours = (await announce(scene))["id"]
    proof = Proof(scene.database)
    asked = await scene.ask(scene.camille, "Une", officehours=hours)
    page = page_channel(scene.site, UUID(asked["thread"]["page"]))
    await proof.follow(page, queue_channel(scene.site), thread_channel(scene.site, UUID(asked["thread"]["id"])))
    again = {
        "site": SITE,
        "url": PAGE,
        "title": "Deux",
        "body": "Ici ?",
        "id": str(uuid7()),
        "post": str(uuid7()),
        "officehours": hours,
    }
    for _ in range(2):
        await scene.must(201, "POST", "/threads", scene.camille, json=again)
    await scene.must(409, "POST", "/threads", scene.camille, json=again | {"officehours": None})
    assert await proof.holds() == {"page": ["thread.opened"], "queue": ["queue.joined"]}


async def test_nothing_is_put_to_hours_that_are_over_or_elsewhere(scene: Scene) -> None:
    hours, elsewhere = await announce(scene), await announce(scene, url=f"{PAGE}/autre")
    question = {"site": SITE, "url": PAGE, "title": "Une", "body": "Ici ?"}
    for wrong in ({"officehours": elsewhere["id"]}, {"officehours": str(uuid7())}):
        await scene.must(422, "POST", "/threads", scene.camille, json=question | wrong)
    await scene.must(422, "POST", "/threads", scene.camille, json=question | {"officehours": hours["id"], "kind": "discussion"})
    ended = (await scene.must(200, "DELETE", f"/agent/officehours/{hours['id']}", scene.agent)).json()
    assert ended["state"] == "ended" and ended["ends_at"] < hours["ends_at"]
    refused = await scene.must(409, "POST", "/threads", scene.camille, json=question | {"officehours": hours["id"]})
    assert refused.json()["code"] == "officehours-over"


async def test_their_time_comes_and_every_process_may_say_so_at_once(scene: Scene) -> None:
    hours = await announce(scene)
    later = await announce(scene, title="Plus tard", starts_at=at(200), ends_at=at(260))
    proof = Proof(scene.database)
    await proof.follow(page_channel(scene.site, UUID(hours["page"])))
    await end_due(house_at(scene, datetime.now(UTC)))
    assert await proof.holds() == {}, "not yet"
    for _ in range(3):
        await end_due(house_at(scene, datetime.now(UTC) + timedelta(minutes=56)))
    assert await proof.holds() == {"page": ["officehours.ended"]}
    kept = (await scene.must(200, "GET", f"/officehours/{hours['id']}", None)).json()["officehours"]
    assert (kept["state"], kept["ends_at"]) == ("ended", hours["ends_at"])
    assert await around(scene) == [later["title"]]


async def test_all_that_was_said_stays_to_be_read_without_a_script(scene: Scene) -> None:
    hours = (await announce(scene))["id"]
    asked = await scene.ask(scene.camille, "Quelle taille, la photo ?", officehours=hours)
    await scene.reply(scene.agent, asked["thread"]["id"], "35 × 45 mm.")
    quiet = await scene.ask(scene.lou, "Et le fond ?", "Blanc, ou gris ?", officehours=hours)
    hidden = await scene.reply(scene.lou, quiet["thread"]["id"], "Non, rien.")
    await scene.must(200, "DELETE", f"/posts/{hidden['id']}", scene.lou)
    await scene.must(200, "DELETE", f"/agent/officehours/{hours}", scene.agent)
    page = await scene.http.get(f"{scene.origin}/s/{hours}", headers={"Accept-Language": "fr"})
    assert page.status_code == 200 and "Terminée" in page.text and "heure de Paris" in page.text
    assert all(said in page.text for said in ("Quelle taille, la photo ?", "35 × 45 mm.", "Et le fond ?", "Blanc, ou gris ?"))
    assert "Non, rien." not in page.text and f'canonical" href="{scene.origin}/s/{hours}"' in page.text
    english = await scene.http.get(f"{scene.origin}/s/{hours}", headers={"Accept-Language": "en"})
    assert "Office hours" in english.text and "Paris time" in english.text
    for unknown in (str(uuid7()), "rien"):
        assert (await scene.http.get(f"{scene.origin}/s/{unknown}")).status_code == 404


async def test_only_agents_of_the_site_announce_and_only_what_is_possible(scene: Scene) -> None:
    hours = (await announce(scene))["id"]
    other = await cast(scene.database, "ailleurs", "https://www.ailleurs.example")
    lou = await citizen(scene.database, other[0], "Grive 8")
    await announce(scene, 403, scene.camille)
    await announce(scene, 403, other[3])  # her own site does not have this page
    for method, body in (("PATCH", {"title": "Non"}), ("DELETE", None)):
        await scene.must(401, method, f"/agent/officehours/{hours}", None, json=body)
        await scene.must(403, method, f"/agent/officehours/{hours}", lou, json=body)
        await scene.must(404, method, f"/agent/officehours/{hours}", other[3], json=body)
    await scene.must(403, "GET", "/agent/officehours", scene.camille)
    assert (await scene.must(200, "GET", "/agent/officehours", other[3])).json()["officehours"] == []
    impossible: dict[str, Any]
    for impossible in (
        {"starts_at": at(60), "ends_at": at(30)}, {"starts_at": at(-120), "ends_at": at(-60)}, {"ends_at": at(60 * 24)},
        {"starts_at": at(60 * 24 * 400), "ends_at": at(60 * 24 * 400 + 60)}, {"starts_at": "2030-01-01T10:00:00"},
        {"agents": []}, {"agents": [str(scene.camille.id)]}, {"agents": [str(other[3].id)]}, {"title": " "}, {"title": "a" * 201},
        {"on": str(uuid7())}, {"page_title": "\u202e"},
    ):  # fmt: skip
        await announce(scene, 422, **impossible)
    await scene.must(422, "PATCH", f"/agent/officehours/{hours}", scene.agent, json={"ends_at": at(-1)})
    on = await announce(scene, on=(await scene.page())["page"]["id"], url=None)
    assert not on["everywhere"]


@pytest.mark.parametrize("address", ["/o", "?x=1"])
async def test_hours_of_a_page_that_has_another_address_too(scene: Scene, address: str) -> None:
    hours = await announce(scene, url=PAGE + address)
    assert hours["page"] == str(page_id(scene.site, PAGE if address == "?x=1" else PAGE + address))
