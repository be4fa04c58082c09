"""A picture waits for its message, is seen with it, and goes with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from parvis.domain.ids import thread_channel, uuid7
from parvis.pictures import gate, rules
from parvis.pictures.keeping import Sweeper
from tests.conftest import PAGE, SITE, Scene, running, service, until
from tests.pictures import files
from tests.pictures.conftest import look, named, seen, send, sent
from tests.threads.test_editing_and_withdrawing import everything_stored, house_at
from tests.threads.test_snapshot_proof import Proof


def question(**other: Any) -> dict[str, Any]:
    return {"site": SITE, "url": PAGE, "title": "Où ?", "body": "Ici.", "id": str(uuid7()), "post": str(uuid7()), **other}


async def test_a_picture_is_seen_by_nobody_before_its_message_and_by_everybody_after(scene: Scene) -> None:
    id = await sent(scene, scene.camille)
    assert (await look(scene, id)).status_code == 404
    asked = await scene.ask(scene.camille, pictures=named(id))
    shown = {"id": id, "alt": "L’écran d’erreur", "width": 60, "height": 40}
    assert asked["post"]["pictures"] == [shown]
    assert (await seen(scene, id)).size == (60, 40)
    read = (await scene.must(200, "GET", f"/threads/{asked['thread']['id']}", None)).json()
    assert read["posts"][0]["pictures"] == [shown]


async def test_a_reply_shows_pictures_and_every_reader_is_told(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    proof = Proof(scene.database)
    await proof.follow(thread_channel(scene.site, UUID(thread)))
    first, second = await sent(scene, scene.lou), await sent(scene, scene.lou, files.jpeg())
    pictures = [*named(second, alt="Le\n reçu"), *named(first, alt="Le guichet")]
    reply = await scene.reply(scene.lou, thread, pictures=pictures)
    assert [(p["id"], p["alt"]) for p in reply["pictures"]] == [(second, "Le reçu"), (first, "Le guichet")], "in their order"
    assert await proof.holds() == {"thread": ["post.added"]}
    await scene.must(200, "DELETE", f"/posts/{reply['id']}", scene.lou)
    assert await proof.holds() == {"thread": ["post.withdrawn"]}


async def test_an_agent_shows_pictures_too(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    id = await sent(scene, scene.agent)
    await scene.reply(scene.agent, thread, pictures=named(id))
    assert (await look(scene, id)).status_code == 200


@pytest.mark.parametrize("alt", ["", "  \n", "\u200b"])
async def test_a_picture_without_words_is_refused(scene: Scene, alt: str) -> None:
    id = await sent(scene, scene.camille)
    refused = await scene.must(422, "POST", "/threads", scene.camille, json=question(pictures=named(id, alt=alt)))
    assert refused.json()["code"] in ("empty", "bad-characters") and refused.json()["field"] == "pictures.alt"


@pytest.mark.parametrize(
    ("pictures", "code"),
    [
        (named(*(str(uuid7()) for _ in range(5))), "bad-shape"),
        (named(*["00000000-0000-7000-8000-000000000001"] * 2), "bad-shape"),
        (named("00000000-0000-7000-8000-000000000001", alt="a" * 501), "too-long"),
        (named("00000000-0000-7000-8000-000000000001", alt="\u202eabc"), "bad-characters"),
        (named("00000000-0000-7000-8000-000000000001", alt="a\x00b"), "bad-characters"),
        ([{"id": "00000000-0000-7000-8000-000000000001"}], "bad-shape"),
        ([{"id": "x", "alt": "a"}], "bad-shape"),
        ([{"id": "00000000-0000-7000-8000-000000000001", "alt": "a", "width": 3}], "bad-shape"),
        ("x", "bad-shape"),
    ],
)
async def test_what_is_said_of_pictures_is_read_strictly(scene: Scene, pictures: Any, code: str) -> None:
    refused = await scene.must(422, "POST", "/threads", scene.camille, json=question(pictures=pictures))
    assert refused.json()["code"] == code and refused.json()["field"].startswith("pictures")


async def test_one_shows_only_one_s_own_pictures_and_each_once(scene: Scene) -> None:
    hers, shown, unknown = await sent(scene, scene.lou), await sent(scene, scene.camille), str(uuid7())
    await scene.ask(scene.camille, pictures=named(shown))
    mine = await sent(scene, scene.camille)
    for id in (hers, shown, unknown):
        refused = await scene.must(409, "POST", "/threads", scene.camille, json=question(pictures=named(mine, id)))
        assert (refused.json()["code"], refused.json()["field"]) == ("picture-unknown", "pictures")
    assert await scene.database.fetchval("select count(*) from threads") == 1
    assert (await look(scene, mine)).status_code == 404, "what was refused shows nothing"
    await scene.ask(scene.camille, pictures=named(mine))


async def test_two_messages_at_once_do_not_share_a_picture(scene: Scene) -> None:
    id = await sent(scene, scene.camille)
    threads = [(await scene.ask(scene.lou))["thread"]["id"] for _ in range(3)]
    said = [{"id": str(uuid7()), "body": "Voici.", "pictures": named(id)} for _ in threads]
    answers = await asyncio.gather(
        *(scene.call("POST", f"/threads/{t}/posts", scene.camille, json=s) for t, s in zip(threads, said, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_sent_again_under_its_id_it_is_one_picture(scene: Scene) -> None:
    id = str(uuid7())
    answers = [await send(scene, scene.camille, None, id), *await asyncio.gather(*(send(scene, scene.camille, None, id),) * 1)]
    answers += await asyncio.gather(*(send(scene, scene.camille, None, id) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {201} and len({answer.text for answer in answers}) == 1
    kept = answers[0].json()
    assert kept == {"id": id, "width": 60, "height": 40, "bytes": kept["bytes"]}
    for who, raw in ((scene.camille, files.jpeg()), (scene.lou, files.png())):
        refused = await send(scene, who, raw, id)
        assert (refused.status_code, refused.json()["code"]) == (409, "id-taken")
    assert await scene.database.fetchval("select count(*) from pictures") == 1


async def test_a_first_sending_several_times_at_once_is_one_picture(scene: Scene) -> None:
    id = str(uuid7())
    answers = await asyncio.gather(*(send(scene, scene.camille, None, id) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201} and len({answer.text for answer in answers}) == 1


async def test_a_message_sent_again_is_one_message_and_other_pictures_make_another(scene: Scene) -> None:
    first, second = await sent(scene, scene.camille), await sent(scene, scene.camille)
    wanted = question(pictures=named(first))
    answers = [(await scene.must(201, "POST", "/threads", scene.camille, json=wanted)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    for other in ([], named(second), named(first, alt="Autre chose"), named(first, second)):
        await scene.must(409, "POST", "/threads", scene.camille, json={**wanted, "pictures": other})


async def test_withdrawn_with_its_message_it_is_nowhere(scene: Scene) -> None:
    id, kept = await sent(scene, scene.camille), await sent(scene, scene.camille)
    asked = await scene.ask(scene.camille, pictures=named(id, alt="Mon relevé"))
    reply = await scene.reply(scene.camille, asked["thread"]["id"], pictures=named(kept))
    content = (await look(scene, id)).content
    assert content.hex() in await everything_stored(scene.database)
    gone = (await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)).json()
    assert gone["pictures"] == []
    assert (await look(scene, id)).status_code == 404
    assert (await look(scene, kept)).status_code == 200, f"{reply['id']} stands"
    stored = await everything_stored(scene.database)
    assert content.hex() not in stored or content == (await look(scene, kept)).content
    assert "Mon relevé" not in stored and id not in stored


async def test_an_export_tells_of_one_s_pictures(scene: Scene) -> None:
    id = await sent(scene, scene.camille)
    asked = await scene.ask(scene.camille, pictures=named(id))
    export = (await scene.must(200, "GET", "/me/export", scene.camille)).json()
    assert export["posts"][0]["pictures"] == asked["post"]["pictures"]


async def test_what_no_message_names_is_forgotten_after_a_day(scene: Scene) -> None:
    old, named_one = await sent(scene, scene.camille), await sent(scene, scene.camille)
    await scene.ask(scene.camille, pictures=named(named_one))
    await Sweeper(house_at(scene, datetime.now(UTC) + rules.WAITS - timedelta(minutes=1))).sweep()
    assert await scene.database.fetchval("select count(*) from pictures") == 2
    await Sweeper(house_at(scene, datetime.now(UTC) + rules.WAITS + timedelta(minutes=1))).sweep()
    left = {str(row["id"]) for row in await scene.database.fetch("select id from pictures")}
    assert left == {named_one}, "also when nobody sends another"
    refused = await scene.must(409, "POST", "/threads", scene.camille, json=question(pictures=named(old)))
    assert refused.json()["code"] == "picture-unknown"


async def test_the_service_forgets_by_itself_what_no_message_names(scene: Scene, database_url: str) -> None:
    id = await sent(scene, scene.camille)
    await scene.database.execute("update pictures set created_at = created_at - $1::interval", rules.WAITS)
    async with running(service(database_url)), asyncio.timeout(15):
        while await scene.database.fetchval("select count(*) from pictures where id = $1", UUID(id)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_nobody_fills_the_service_with_pictures_that_wait(scene: Scene) -> None:
    first = await sent(scene, scene.camille)
    hers = await sent(scene, scene.lou)
    for _ in range(rules.WAITING_LIMIT):
        await sent(scene, scene.camille)
    left = {str(row["id"]) for row in await scene.database.fetch("select id from pictures")}
    assert first not in left and hers in left and len(left) == rules.WAITING_LIMIT + 1


async def test_who_sends_many_at_once_is_refused_before_they_are_read(scene: Scene) -> None:
    first_chunks, held = files.png()[:8], asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield first_chunks
        await held.wait()

    uploads = [
        asyncio.create_task(scene.call("POST", "/pictures", scene.camille, content=slow(), params={"site": SITE}))
        for _ in range(gate.OF_ONE_PERSON)
    ]
    await until(lambda: gate.reading[scene.camille.id] == gate.OF_ONE_PERSON)
    refused = await send(scene, scene.camille)
    assert (refused.status_code, refused.json()["code"]) == (503, "busy") and refused.headers["Retry-After"]
    assert (await send(scene, scene.lou)).status_code == 201, "others send on"
    held.set()
    assert {answer.status_code for answer in await asyncio.gather(*uploads)} == {422}
    assert not gate.reading and (await send(scene, scene.camille)).status_code == 201


async def test_only_known_people_send_pictures_and_on_their_own_site(scene: Scene) -> None:
    assert (await scene.call("POST", "/pictures", None, content=files.png(), params={"site": SITE})).status_code == 401
    answer = await scene.call("POST", "/pictures", scene.camille, content=files.png(), params={"site": "inconnu"})
    assert answer.json()["code"] == "unknown-site"


async def test_it_is_a_picture_to_every_browser_and_nothing_else(scene: Scene) -> None:
    id = await sent(scene, scene.camille)
    await scene.ask(scene.camille, pictures=named(id))
    answer = await look(scene, id)
    told = {name: answer.headers[name] for name in answer.headers if name not in ("content-length", "date")}
    assert told == {
        "content-type": "image/webp",
        "content-disposition": f'inline; filename="{id}.webp"',
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "private, max-age=600, immutable",
    }
    for path in (str(uuid7()), "x", "..%2f..%2fetc%2fpasswd", f"{id}.html", ""):
        assert (await look(scene, path)).status_code == 404, path


async def test_the_pages_for_everyone_and_the_feeds_show_it(scene: Scene) -> None:
    id, hers = await sent(scene, scene.camille), await sent(scene, scene.lou, files.jpeg())
    asked = await scene.ask(scene.camille, pictures=named(id, alt='Le bouton "Suivant" <grisé>'))
    await scene.reply(scene.lou, asked["thread"]["id"], pictures=named(hers))
    page = await scene.http.get(f"{scene.origin}/t/{asked['thread']['id']}")
    assert f'src="/i/{id}"' in page.text and f'src="/i/{hers}"' in page.text
    assert "Le bouton &#34;Suivant&#34; &lt;grisé&gt;" in page.text and 'width="60" height="40"' in page.text
    assert f"img-src {scene.origin}" in page.headers["Content-Security-Policy"]
    feed = (await scene.http.get(f"{scene.origin}/t/{asked['thread']['id']}.atom")).text
    assert f"{scene.origin}/i/{id}" in feed and f"{scene.origin}/i/{hers}" in feed, "a feed is read elsewhere"
