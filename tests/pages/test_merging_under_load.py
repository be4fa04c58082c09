"""While people write: every acknowledged word stands where its address leads, and a large page is merged without a long wait."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from parvis.domain.ids import page_channel, page_id, uuid7
from parvis.domain.people import Person
from parvis.domain.problems import Busy
from parvis.pages import merging
from parvis.pages.moving import SLICE
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.journal import Journal
from parvis.threads import acts
from tests.conftest import ORIGIN, PAGE, Scene
from tests.pages.test_pages import id_of

CARD = f"{ORIGIN}/carte-identite"


async def filled(scene: Scene, url: str, count: int) -> UUID:
    """A page with so many questions, each with its opening post, as if they had been asked one by one."""
    first: Any = await scene.ask(scene.camille, url=url)
    page = UUID(first["thread"]["page"])
    await scene.database.execute(
        """
        with asked as (
            insert into threads (site_id, id, page_id, seq, kind, title, author_id, author_name, author_voice, created_at,
                                 active_at)
            select $1, gen_random_uuid(), $2, n, 'question', 'Question ' || n, $3, 'Pinson 18', 'citizen', now(), now()
            from generate_series(2, $4::int) n returning id
        )
        insert into posts (site_id, id, thread_id, seq, author_id, author_name, author_voice, body, doc, created_at)
        select $1, gen_random_uuid(), id, 1, $3, 'Pinson 18', 'citizen', 'Je ne trouve pas le numéro.', '[]', now() from asked
        """,
        scene.site,
        page,
        scene.lou.id,
        count,
    )
    # Each with the event that opened it, so that a reply is number 2.
    await scene.database.execute(
        """
        with channel as (insert into channels (site_id, name) select $1, 'thread:' || id from threads
                         where site_id = $1 and page_id = $2 and seq > 1 returning name)
        insert into events (site_id, channel, seq, kind, data)
        select $1, name, 1, 'thread.changed', '{"id":"","changes":{}}' from channel
        """,
        scene.site,
        page,
    )
    await scene.database.execute("update pages set threads = $3 where site_id = $1 and id = $2", scene.site, page, count)
    await scene.database.execute(
        """insert into events (site_id, channel, seq, kind, data)
        select $1, $2, n, 'form.changed', '{"fields":{}}' from generate_series(2, $3::int) n""",
        scene.site,
        page_channel(scene.site, page).name,
        count,
    )
    return page


async def test_whatever_is_written_during_a_merge_is_kept_on_the_right_page(scene: Scene) -> None:
    source = await filled(scene, PAGE, 400)
    target = UUID((await scene.ask(scene.lou, "La carte", url=CARD))["thread"]["page"])
    threads = [row["id"] for row in await scene.database.fetch("select id from threads where page_id = $1 limit 20", source)]
    asked: list[str] = []
    replied: list[tuple[UUID, str]] = []
    merged = asyncio.Event()

    async def asks(name: str) -> None:
        number = 0
        while not merged.is_set():
            number += 1
            ids = {"id": str(uuid7()), "post": str(uuid7())}
            body = {"site": "valombre", "url": PAGE, "title": f"{name} {number}", "body": "Pendant la fusion ?", **ids}
            while (answer := await scene.call("POST", "/threads", scene.camille, json=body)).status_code == 503:
                pass
            assert answer.status_code == 201, answer.text
            asked.append(ids["id"])

    async def replies(number: int) -> None:
        while not merged.is_set():
            thread, id = threads[number], str(uuid7())
            path, body = f"/threads/{thread}/posts", {"id": id, "body": "Pendant la fusion."}
            while (answer := await scene.call("POST", path, scene.lou, json=body)).status_code == 503:
                pass
            assert answer.status_code == 201, answer.text
            replied.append((thread, id))

    async def merges() -> None:
        body = {"into": str(target)}
        while (await scene.must(200, "POST", f"/agent/pages/{source}/merge", scene.agent, json=body)).json()["left"]:
            pass
        merged.set()

    await asyncio.gather(merges(), asks("Un"), asks("Deux"), *(replies(number) for number in range(4)))
    assert asked and replied, "people did write meanwhile"
    stands = {str(row["id"]): row["page_id"] for row in await scene.database.fetch("select id, page_id from threads")}
    assert set(asked) <= stands.keys() and set(stands.values()) == {target}
    kept = {str(row["id"]): row["thread_id"] for row in await scene.database.fetch("select id, thread_id from posts")}
    assert all(kept[id] == thread for thread, id in replied)
    assert (await scene.page(PAGE))["total"] == len(stands) == 401 + len(asked)
    await numbers_are_whole(scene, target)


async def numbers_are_whole(scene: Scene, page: UUID) -> None:
    numbers = await scene.database.fetch(
        "select seq from events where channel = $1 order by seq", page_channel(scene.site, page).name
    )
    assert [row["seq"] for row in numbers] == list(range(1, len(numbers) + 1))


async def test_a_page_of_three_thousand_questions_is_merged_in_short_steps(scene: Scene) -> None:
    source = await filled(scene, PAGE, 3_000)
    target = UUID((await scene.ask(scene.lou, url=CARD))["thread"]["page"])
    moved: list[int] = []
    journal = Journal(scene.database, lambda events, hints: moved.append(sum(event.kind == "thread.left" for event in events)))
    house = House(scene.database, journal, lambda channel: {})
    left, steps = 3_000, 0
    while left:
        page, now_left = await merging.merge(house, scene.site, source, target, patience=0.2)
        assert now_left < left, "each request goes on where the one before stopped"
        left, steps = now_left, steps + 1
    assert page.id == target and steps > 1 and sum(moved) == 3_000
    assert max(moved) <= SLICE, "no transaction moves more: those who write meanwhile hardly wait"
    assert (await scene.page(PAGE))["total"] == 3_001
    await numbers_are_whole(scene, target)


async def test_a_merge_that_was_cut_off_goes_on_and_its_threads_are_seen_meanwhile(scene: Scene) -> None:
    source = await filled(scene, PAGE, 200)
    target = UUID((await scene.ask(scene.lou, url=CARD))["thread"]["page"])
    house = House(scene.database, Journal(scene.database, lambda events, hints: None), lambda channel: {})
    _, left = await merging.merge(house, scene.site, source, target, patience=0)
    assert 0 < left < 200
    assert (await scene.page(PAGE))["total"] + (await scene.page(CARD))["total"] == 201, "each is on one of the two"
    assert (await scene.page(PAGE))["page"]["id"] == str(source), "nothing leads elsewhere before all is there"
    assert (await merging.merge(house, scene.site, source, target, patience=60))[1] == 0
    assert (await scene.page(PAGE))["total"] == 201 and (await scene.page(PAGE))["page"]["id"] == id_of(scene, CARD)


async def test_two_agents_who_merge_and_rename_at_once_leave_one_truth(scene: Scene, database: Database) -> None:
    urls = [f"{ORIGIN}/page-{number}" for number in range(4)]
    for url in urls:
        await filled(scene, url, 30)
    ids = [id_of(scene, url) for url in urls]

    async def merge(source: str, into: str) -> None:
        left = 1
        while left:
            answer = await scene.call("POST", f"/agent/pages/{source}/merge", scene.agent, json={"into": into})
            assert answer.status_code in (200, 503), answer.text
            left = answer.json()["left"] if answer.status_code == 200 else 1

    async def rename(source: str, number: int) -> None:
        path, body = f"/agent/pages/{source}/key", {"url": f"{ORIGIN}/nouvelle-{number}"}
        while (answer := await scene.call("PUT", path, scene.agent, json=body)).status_code == 503:
            pass
        assert answer.status_code in (200, 409), answer.text

    await asyncio.gather(
        merge(ids[0], ids[1]),
        merge(ids[1], ids[2]),
        merge(ids[2], ids[0]),
        merge(ids[3], ids[0]),
        rename(ids[1], 1),
        rename(ids[2], 2),
    )
    pages = {(await scene.page(url))["page"]["id"] for url in urls}
    assert len(pages) == 1, "however it went, they are one"
    assert (await scene.page(urls[0]))["total"] == 120
    chained = "select count(*) from page_aliases a join page_aliases b on (b.site_id, b.id) = (a.site_id, a.page_id)"
    assert await database.fetchval(chained) == 0, "aliases point at pages, never at aliases"


async def test_who_asks_at_the_very_moment_of_the_merge_asks_on_the_new_page(scene: Scene) -> None:
    """The question waits for the page's lock; when it has it, the page leads elsewhere: nothing is stored, and the retry is."""
    await scene.ask(scene.lou, url=CARD)
    await scene.ask(scene.lou)
    house = House(scene.database, Journal(scene.database, lambda events, hints: None), lambda channel: {})
    who = Person(scene.camille.id, scene.site, scene.camille.name, "citizen")
    source, target = page_id(scene.site, PAGE), page_id(scene.site, CARD)
    asked = acts.Asked(uuid7(), uuid7(), PAGE, "", "question", "Au même moment ?", "Ici ?")
    for _ in range(20):
        outcomes = await asyncio.gather(
            merging.merge(house, scene.site, source, target), acts.ask(house, who, asked), return_exceptions=True
        )
        assert all(not isinstance(outcome, Exception) or isinstance(outcome, Busy) for outcome in outcomes), outcomes
    thread, _ = await acts.ask(house, who, asked)
    stands = await scene.database.fetchval("select page_id from threads where id = $1", thread.id)
    assert stands == target == UUID((await scene.page(PAGE))["page"]["id"])
