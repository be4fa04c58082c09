"""Reading over HTTP: nothing new costs nothing, and long lists come in parts that fit together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from parvis.domain.ids import uuid7
from parvis.domain.people import Person
from parvis.store.house import House
from parvis.store.journal import Journal
from parvis.threads import acts
from tests.conftest import ORIGIN, PAGE, SITE, Scene


@pytest.fixture
def house(scene: Scene) -> House:
    """The rooms' acts without HTTP in front, to write a lot."""
    return House(scene.database, Journal(scene.database, lambda events, hints: None), lambda channel: {"people": 0, "agents": []})


async def many_questions(scene: Scene, house: House, count: int) -> None:
    who = Person(scene.camille.id, scene.site, scene.camille.name, "citizen")
    for number in range(1, count + 1):
        await acts.ask(house, who, acts.Asked(uuid7(), uuid7(), PAGE, "Passeport", "question", f"Question {number}", "Corps."))


async def many_replies(scene: Scene, house: House, thread: str, count: int) -> None:
    from uuid import UUID

    who = Person(scene.lou.id, scene.site, scene.lou.name, "citizen")
    for number in range(1, count + 1):
        await acts.reply(house, who, UUID(thread), uuid7(), f"Réponse {number}", None)


def numbers(named: Sequence[dict[str, Any]], of: str) -> list[int]:
    return [int(one[of].split()[1]) for one in named]


async def read(scene: Scene, path: str, **params: Any) -> Any:
    return (await scene.must(200, "GET", path, None, params=params)).json()


async def test_nothing_new_is_304_until_something_happens(scene: Scene) -> None:
    where = {"site": SITE, "url": PAGE}
    first = await scene.must(200, "GET", "/page", None, params=where)
    tag = first.headers["ETag"]
    assert tag == f'W/"{first.json()["epoch"]}-0"', "weak: counters may differ"

    same = await scene.must(304, "GET", "/page", None, params=where, headers={"If-None-Match": tag})
    assert same.content == b"" and same.headers["ETag"] == tag

    thread = (await scene.ask(scene.camille))["thread"]["id"]
    news = await scene.must(200, "GET", "/page", None, params=where, headers={"If-None-Match": tag})
    assert news.json()["total"] == 1 and news.headers["ETag"] != tag

    tag = news.headers["ETag"]
    await scene.reply(scene.lou, thread)  # counters only: a hint, no event of the page
    await scene.must(304, "GET", "/page", None, params=where, headers={"If-None-Match": tag})
    await scene.reply(scene.agent, thread)
    answered = await scene.must(200, "GET", "/page", None, params=where, headers={"If-None-Match": tag})
    assert answered.json()["threads"][0]["status"] == "answered"
    assert answered.json()["page"]["seq"] == 2


async def test_another_page_and_another_life_of_the_data_have_other_tags(scene: Scene) -> None:
    await scene.ask(scene.camille)
    tag = (await scene.must(200, "GET", "/page", None, params={"site": SITE, "url": PAGE})).headers["ETag"]
    await scene.must(200, "GET", "/page", None, params={"site": SITE, "url": f"{ORIGIN}/impots"}, headers={"If-None-Match": tag})
    await scene.database.execute("update instance set epoch = gen_random_uuid()")
    await scene.must(200, "GET", "/page", None, params={"site": SITE, "url": PAGE}, headers={"If-None-Match": tag})


async def test_a_page_of_120_questions_is_read_in_three_parts(scene: Scene, house: House) -> None:
    await many_questions(scene, house, 120)
    first = await read(scene, "/page", site=SITE, url=PAGE)
    second = await read(scene, "/page", site=SITE, url=PAGE, before=first["next"])
    third = await read(scene, "/page", site=SITE, url=PAGE, before=second["next"])

    parts = [numbers(part["threads"], "title") for part in (first, second, third)]
    assert parts == [list(range(120, 70, -1)), list(range(70, 20, -1)), list(range(20, 0, -1))]
    assert third["next"] is None
    assert {part["total"] for part in (first, second, third)} == {120}


async def test_a_page_of_exactly_fifty_questions_has_no_second_part(scene: Scene, house: House) -> None:
    await many_questions(scene, house, 50)
    page = await read(scene, "/page", site=SITE, url=PAGE)
    assert len(page["threads"]) == 50 and page["next"] is None
    assert (await read(scene, "/page", site=SITE, url=PAGE, before=1))["threads"] == []


async def test_a_thread_of_450_messages_is_read_in_parts_in_both_directions(scene: Scene, house: House) -> None:
    asked = await scene.ask(scene.camille, body="Question 0")
    path = f"/threads/{asked['thread']['id']}"
    await many_replies(scene, house, asked["thread"]["id"], 450)

    latest = await read(scene, path)
    assert numbers(latest["posts"], "body") == [0, *range(251, 451)], "the opening message and the latest 200"
    assert latest["next"] is None and latest["thread"]["posts"] == 451 and latest["seq"] == 451
    middle = await read(scene, path, before=latest["earlier"])
    assert numbers(middle["posts"], "body") == [0, *range(51, 251)]
    oldest = await read(scene, path, before=middle["earlier"])
    assert numbers(oldest["posts"], "body") == list(range(51)) and oldest["earlier"] is None

    upwards, after = [], 0
    while after is not None:
        part = await read(scene, path, after=after)
        assert len(part["posts"]) <= 200 and part["earlier"] is None
        upwards += numbers(part["posts"], "body")
        after = part["next"]
    assert upwards == list(range(451))
    assert (await read(scene, path, after=451))["posts"] == []


@pytest.mark.parametrize(("replies", "earlier"), [(0, False), (199, False), (200, False), (201, True)])
async def test_earlier_is_told_only_when_something_is_left_out(scene: Scene, house: House, replies: int, earlier: bool) -> None:
    asked = await scene.ask(scene.camille, body="Question 0")
    await many_replies(scene, house, asked["thread"]["id"], replies)
    shown = await read(scene, f"/threads/{asked['thread']['id']}")
    assert (shown["earlier"] is not None) is earlier
    assert len(shown["posts"]) == min(replies + 1, 201)


async def test_parts_fit_together_whatever_else_was_numbered_between(scene: Scene, house: House) -> None:
    asked = await scene.ask(scene.camille, body="Question 0")
    path = f"/threads/{asked['thread']['id']}"
    await many_replies(scene, house, asked["thread"]["id"], 150)
    await scene.reply(scene.agent, asked["thread"]["id"], "Réponse 151")  # its change of status takes a number too
    await scene.must(200, "PATCH", f"/posts/{asked['post']['id']}", scene.camille, json={"body": "Question 0 bis"})
    await many_replies(scene, house, asked["thread"]["id"], 100)
    latest = await read(scene, path)
    older = await read(scene, path, before=latest["earlier"])
    seen = [post["seq"] for post in (*older["posts"][1:], *latest["posts"][1:])]
    assert len(seen) == 251 and seen == sorted(set(seen))


async def test_what_is_not_there_is_a_404(scene: Scene) -> None:
    for path in (f"/threads/{uuid7()}", "/threads/passeport", f"/threads/{str(uuid7()).replace('-', '')}"):
        assert (await scene.must(404, "GET", path, None)).json()["code"] == "not-found"
    unknown = await scene.must(404, "GET", "/page", None, params={"site": "inconnu", "url": PAGE})
    assert (unknown.json()["code"], unknown.json()["field"]) == ("unknown-site", "site")
    foreign = await scene.must(403, "GET", "/page", None, params={"site": SITE, "url": "https://ailleurs.example/"})
    assert (foreign.json()["code"], foreign.json()["field"]) == ("foreign-page", "url")


async def test_the_page_says_who_is_here(scene: Scene) -> None:
    assert (await scene.page())["here"] == {"people": 0, "agents": []}
