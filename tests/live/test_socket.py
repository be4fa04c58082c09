"""Hello, watch, resume, and what is heard afterwards."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from parvis.live import feed
from tests.conftest import PAGE, Scene, until
from tests.live.reader import at_page, live_of, reader


async def begin(scene: Scene, replies: int = 0) -> tuple[str, str]:
    """A question with so many replies; the names of the page's and the thread's channel."""
    thread = (await scene.ask(scene.camille))["thread"]
    for number in range(replies):
        await scene.reply(scene.lou, thread["id"], f"Réponse {number + 1}.")
    return f"page:{thread['page']}", f"thread:{thread['id']}"


async def test_hello_is_answered_with_a_welcome_and_the_whole_page(scene: Scene) -> None:
    page, _ = await begin(scene)
    async with reader(scene.origin) as somebody:
        await somebody.hello()
        welcome, snapshot, hint = [await somebody.hear() for _ in range(3)]
    epoch = (await scene.page())["epoch"]
    assert welcome == {"type": "welcome", "channel": page, "seq": 1, "epoch": epoch}
    assert (snapshot["type"], snapshot["channel"], snapshot["seq"], snapshot["state"]["total"]) == ("snapshot", page, 1, 1)
    assert hint == {"type": "hint", "channel": page, "kind": "presence", "data": {"people": 1, "agents": []}}


async def test_a_page_on_which_nobody_wrote_is_empty_and_then_hears_the_first_question(scene: Scene) -> None:
    async with at_page(scene) as somebody:
        page, _ = await begin(scene)
        await somebody.up_to(1, page)
    assert somebody.types(page) == ["welcome", "snapshot", "event"]


async def test_hello_with_numbers_is_answered_with_the_missing_events_only(scene: Scene) -> None:
    page, thread = await begin(scene, replies=3)
    epoch = (await scene.page())["epoch"]
    async with at_page(scene, epoch=epoch, after={page: 0, thread: 2}) as somebody:
        await somebody.up_to(4, thread)
    assert somebody.types(page) == ["welcome", "event"] and somebody.types(thread) == ["welcome", "event", "event"]
    assert somebody.numbers(thread) == [3, 4]


async def test_who_is_level_gets_a_welcome_and_nothing_else(scene: Scene) -> None:
    page, _ = await begin(scene)
    async with at_page(scene, epoch=(await scene.page())["epoch"], after={page: 1}) as somebody:
        assert somebody.types(page) == ["welcome"]


async def test_after_a_break_the_numbers_continue_by_one(scene: Scene) -> None:
    _, thread = await begin(scene)
    async with at_page(scene) as before:
        epoch = before.heard[0]["epoch"]
        await before.watch(thread)
        await scene.reply(scene.lou, thread[7:])
        await before.up_to(2, thread)
    for _ in range(3):
        await scene.reply(scene.lou, thread[7:])
    async with at_page(scene, epoch=epoch, after={thread: 2}) as after:
        await after.up_to(5, thread)
        await scene.reply(scene.lou, thread[7:])
        await after.up_to(6, thread)
    assert before.numbers(thread) + after.numbers(thread) == [2, 3, 4, 5, 6]
    assert "snapshot" not in after.types(thread)


async def test_a_number_too_old_is_answered_with_a_snapshot(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "TOO_OLD", 2)
    _, thread = await begin(scene, replies=3)
    async with at_page(scene, epoch=(await scene.page())["epoch"], after={thread: 1}) as somebody:
        assert (await somebody.has("snapshot", channel=thread))["seq"] == 4


@pytest.mark.parametrize("epoch", [str(uuid4()), None, "?"])
async def test_a_number_of_another_life_is_answered_with_a_snapshot(scene: Scene, epoch: str | None) -> None:
    page, thread = await begin(scene, replies=1)
    async with at_page(scene, epoch=epoch, after={page: 1, thread: 1}) as somebody:
        assert (await somebody.has("snapshot", channel=thread))["seq"] == 2
    assert somebody.types(page)[:2] == ["welcome", "snapshot"]


async def test_a_number_that_was_never_given_is_answered_with_a_snapshot(scene: Scene) -> None:
    page, _ = await begin(scene)
    async with at_page(scene, epoch=(await scene.page())["epoch"], after={page: 99}) as somebody:
        assert somebody.types(page) == ["welcome", "snapshot"]


async def test_a_new_life_sends_everybody_back_for_a_snapshot(scene: Scene) -> None:
    page, _ = await begin(scene)
    async with at_page(scene) as somebody:
        was = somebody.heard[0]["epoch"]
        await scene.database.execute("update instance set epoch = gen_random_uuid()")
        assert await somebody.close_code() == 1012
    async with at_page(scene, epoch=was, after={page: 1}) as somebody:
        assert somebody.types(page) == ["welcome", "snapshot"] and somebody.heard[0]["epoch"] != was


async def test_asking_again_on_the_same_connection_gives_the_missing_events(scene: Scene) -> None:
    _, thread = await begin(scene, replies=2)
    async with at_page(scene) as somebody:
        await somebody.watch(thread)
        await somebody.say("watch", channel=thread, after=1)
        await somebody.up_to(3, thread)
    assert somebody.types(thread) == ["welcome", "snapshot", "welcome", "event", "event"]


async def test_who_no_longer_watches_hears_no_more(scene: Scene) -> None:
    page, thread = await begin(scene)
    async with at_page(scene) as somebody:
        await somebody.watch(thread)
        await somebody.say("unwatch", channel=thread)
        await until(lambda: all(c.kind != "thread" for c in live_of(scene).hub.streams))
        await scene.reply(scene.agent, thread[7:])  # which the page hears too
        await somebody.up_to(2, page)
        assert somebody.numbers(thread) == []
    await until(lambda: not live_of(scene).hub.streams and not live_of(scene).connections)


async def test_a_thread_that_does_not_exist_is_refused_and_the_connection_stays(scene: Scene) -> None:
    _, thread = await begin(scene)
    unknown = f"thread:{uuid4()}"
    async with at_page(scene) as somebody:
        await somebody.say("watch", channel=unknown)
        assert (await somebody.until("refused"))["channel"] == unknown and somebody.heard[-1]["code"] == "not-found"
        await somebody.watch(thread)


async def test_a_thread_of_another_site_does_not_exist_here(scene: Scene) -> None:
    from tests.conftest import cast

    _, thread = await begin(scene)
    await cast(scene.database, "ailleurs", "https://ailleurs.example")
    async with reader(scene.origin) as somebody:
        await somebody.hello(site="ailleurs", url="https://ailleurs.example/")
        await somebody.say("watch", channel=thread)
        assert (await somebody.until("refused"))["code"] == "not-found"


async def test_the_queue_is_refused_to_citizens_and_given_to_agents(scene: Scene) -> None:
    await begin(scene)
    queue = f"queue:{scene.site}"
    for citizen in (None, scene.camille):
        async with at_page(scene, citizen) as somebody:
            await somebody.say("watch", channel=queue)
            assert (await somebody.until("refused")) == {"type": "refused", "channel": queue, "code": "not-yours"}
    async with reader(scene.origin) as agent:
        await agent.hello(scene.agent, url=None)
        assert (await agent.hear())["channel"] is None
        assert (await agent.watch(queue))["state"]["total"] == 1
        await begin(scene)
        assert (await agent.until("event", channel=queue))["kind"] == "queue.joined"


async def test_typing_reaches_the_others_once_a_second_at_most(scene: Scene) -> None:
    _, thread = await begin(scene)
    async with at_page(scene, scene.camille) as camille, at_page(scene) as other:
        await camille.watch(thread)
        await other.watch(thread)
        for _ in range(5):
            await camille.say("typing", thread=thread[7:])
        hint = await other.until("hint", kind="typing")
        assert hint["channel"] == thread and hint["data"]["author"]["name"] == scene.camille.name
        await scene.reply(scene.lou, thread[7:])
        await other.up_to(2, thread)  # the four others were dropped: nothing else came in between
    assert sum(m["type"] == "hint" and m["kind"] == "typing" for m in other.heard) == 1


async def test_who_has_no_name_types_unseen(scene: Scene) -> None:
    _, thread = await begin(scene)
    async with at_page(scene) as nobody, at_page(scene, scene.lou) as lou:
        await nobody.watch(thread)
        await lou.watch(thread)
        await nobody.say("typing", thread=thread[7:])
        await lou.say("typing", thread=thread[7:])
        assert (await lou.until("hint", kind="typing"))["data"]["author"]["name"] == scene.lou.name


async def test_presence_counts_people_once_and_agents_on_duty(scene: Scene) -> None:
    async with at_page(scene, scene.camille) as camille, at_page(scene, scene.camille), at_page(scene):
        await camille.until("hint", kind="presence", data={"people": 2, "agents": []})
        async with reader(scene.origin) as agent:
            await agent.hello(scene.agent, url=None)
            await agent.watch(f"queue:{scene.site}")
            duty = [{"name": scene.agent.name, "service": scene.agent.service}]
            await camille.until("hint", kind="presence", data={"people": 2, "agents": duty})
            assert (await scene.page())["here"] == {"people": 2, "agents": duty}
        await camille.until("hint", kind="presence", data={"people": 2, "agents": []})
    await until(lambda: not live_of(scene).hub.streams)
    assert (await scene.page())["here"] == {"people": 0, "agents": []}


async def test_after_a_reply_the_page_hears_the_new_counts(scene: Scene) -> None:
    page, thread = await begin(scene)
    async with at_page(scene) as somebody:
        said = await scene.reply(scene.lou, thread[7:])
        hint = await somebody.until("hint", channel=page, kind="counters")
    assert hint["data"] == {
        "threads": {thread[7:]: {"posts": 2, "active_at": said["created_at"], "same_question": 0, "helpful": 0}}
    }


async def test_two_watchers_hear_the_same_bytes_in_order(scene: Scene) -> None:
    _, thread = await begin(scene)
    async with at_page(scene) as one, at_page(scene) as two:
        for somebody in (one, two):
            await somebody.watch(thread)
        await asyncio.gather(*(scene.reply(scene.lou, thread[7:], f"Réponse {n}.") for n in range(30)))
        for somebody in (one, two):
            await somebody.up_to(31, thread)
    heard: list[Any] = [[raw for raw in somebody.raw if '"type":"event"' in raw] for somebody in (one, two)]
    assert heard[0] == heard[1] and one.numbers(thread) == list(range(2, 32))


@pytest.mark.parametrize("act", ["withdraw", "edit"])
async def test_an_erased_text_is_not_in_what_a_later_reader_receives(scene: Scene, act: str) -> None:
    secret = "1 85 05 78 006 084 36"
    title = f"Mon numéro {secret}" if act == "withdraw" else "Mon numéro"
    asked = await scene.ask(scene.camille, title, f"C’est {secret}.")
    page, thread = f"page:{asked['thread']['page']}", f"thread:{asked['thread']['id']}"
    async with at_page(scene, scene.agent) as witness:  # keeps the events in the service's memory
        epoch = witness.heard[0]["epoch"]
        await witness.watch(thread)
        await scene.reply(scene.lou, thread[7:])
        await witness.up_to(2, thread)
        if act == "withdraw":
            await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)
            await witness.up_to(2, page)
        else:
            await scene.must(200, "PATCH", f"/posts/{asked['post']['id']}", scene.camille, json={"body": "Sans numéro."})
        await witness.has("event", channel=thread, seq=3)
        async with at_page(scene, epoch=epoch, after={page: 0, thread: 0}) as later:
            pass
    assert later.numbers(thread)[:3] == [1, 2, 3]
    assert all(secret not in raw for raw in later.raw)


async def test_the_page_is_named_by_its_address_and_not_by_the_browser(scene: Scene) -> None:
    page, _ = await begin(scene)
    async with at_page(scene, url=f"{PAGE}?utm_source=lettre#haut") as somebody:
        assert somebody.heard[0]["channel"] == page
