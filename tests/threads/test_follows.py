"""Who follows what, and what of it she has not read yet: hers alone to see."""

from __future__ import annotations

from typing import Any

from tests.conftest import ORIGIN, Member, Scene


async def follows(scene: Scene, who: Member) -> Any:
    return (await scene.must(200, "GET", "/me/follows", who)).json()


async def unread(scene: Scene, who: Member) -> dict[str, int]:
    """By title."""
    return {one["thread"]["title"]: one["unread"] for one in (await follows(scene, who))["threads"]}


async def test_who_asks_or_replies_follows_by_herself(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille, "Où ?"))["thread"]["id"]
    assert await unread(scene, scene.camille) == {"Où ?": 0}
    await scene.reply(scene.lou, thread)
    await scene.reply(scene.agent, thread)
    assert await unread(scene, scene.camille) == {"Où ?": 2}
    assert await unread(scene, scene.lou) == {"Où ?": 1}, "her own words are read"
    assert await unread(scene, scene.agent) == {}, "an agent has the queue"
    await scene.reply(scene.camille, thread, "Merci.")
    assert await unread(scene, scene.camille) == {"Où ?": 0}, "who replies has read"
    (followed,) = (await follows(scene, scene.camille))["threads"]
    assert followed["thread"] == (await scene.must(200, "GET", f"/threads/{thread}", None)).json()["thread"]
    assert followed["page"]["key"] == f"{ORIGIN}/passeport"


async def test_what_she_has_seen_is_read_and_stays_read(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille, "Où ?"))["thread"]["id"]
    first = await scene.reply(scene.lou, thread)
    second = await scene.reply(scene.lou, thread, "Page 3.")
    await scene.must(204, "PUT", f"/threads/{thread}/seen", scene.camille, json={"seq": first["seq"]})
    assert await unread(scene, scene.camille) == {"Où ?": 1}
    await scene.must(204, "PUT", f"/threads/{thread}/seen", scene.camille, json={"seq": second["seq"]})
    await scene.must(204, "PUT", f"/threads/{thread}/seen", scene.camille, json={"seq": 0})
    assert await unread(scene, scene.camille) == {"Où ?": 0}, "an older window takes nothing back"
    await scene.must(422, "PUT", f"/threads/{thread}/seen", scene.camille, json={"seq": -1})
    await scene.must(422, "PUT", f"/threads/{thread}/seen", scene.camille, json={"seq": 2**60})
    third = await scene.reply(scene.lou, thread, "Page 4.")
    assert await unread(scene, scene.camille) == {"Où ?": 1}
    await scene.must(200, "DELETE", f"/posts/{third['id']}", scene.lou)
    assert await unread(scene, scene.camille) == {"Où ?": 0}, "what was withdrawn is not to be read"


async def test_a_reader_follows_from_then_on_and_stops(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille, "Où ?"))["thread"]["id"]
    await scene.reply(scene.agent, thread)
    for _ in range(2):
        await scene.must(204, "PUT", f"/threads/{thread}/follow", scene.lou)
    assert await unread(scene, scene.lou) == {"Où ?": 0}
    await scene.reply(scene.agent, thread, "Page 3.")
    await scene.must(204, "PUT", f"/threads/{thread}/follow", scene.lou)
    assert await unread(scene, scene.lou) == {"Où ?": 1}, "following twice reads nothing"
    for _ in range(2):
        await scene.must(204, "DELETE", f"/threads/{thread}/follow", scene.lou)
    assert await unread(scene, scene.lou) == {}
    await scene.must(404, "PUT", f"/threads/{scene.lou.id}/follow", scene.lou)
    await scene.must(401, "PUT", f"/threads/{thread}/follow", None)


async def test_a_withdrawn_question_is_followed_by_nobody(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)
    assert (await follows(scene, scene.camille))["threads"] == []


async def test_on_a_muted_page_writing_follows_nothing(scene: Scene) -> None:
    first: Any = await scene.ask(scene.camille, "Une")
    page = first["thread"]["page"]
    for mode in ("follow", "mute"):
        await scene.must(204, "PUT", f"/pages/{page}/follow", scene.lou, json={"mode": mode})
        (shown,) = (await follows(scene, scene.lou))["pages"]
        assert (shown["page"]["id"], shown["mode"]) == (page, mode)
    await scene.ask(scene.lou, "Deux")
    await scene.reply(scene.lou, first["thread"]["id"])
    assert await unread(scene, scene.lou) == {}
    await scene.ask(scene.lou, "Trois", url=f"{ORIGIN}/impots")
    assert await unread(scene, scene.lou) == {"Trois": 0}, "another page is not muted"
    await scene.must(204, "PUT", f"/threads/{first['thread']['id']}/follow", scene.lou)
    assert "Une" in await unread(scene, scene.lou), "who says so follows all the same"
    for _ in range(2):
        await scene.must(204, "DELETE", f"/pages/{page}/follow", scene.lou)
    assert (await follows(scene, scene.lou))["pages"] == []
    await scene.must(404, "PUT", f"/pages/{scene.lou.id}/follow", scene.lou, json={"mode": "mute"})
    await scene.must(422, "PUT", f"/pages/{page}/follow", scene.lou, json={"mode": "love"})


async def test_a_retry_follows_nothing_again(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]
    await scene.must(204, "DELETE", f"/threads/{thread['id']}/follow", scene.camille)
    opening = asked["post"]
    again = {"id": thread["id"], "post": opening["id"], "site": "valombre", "url": f"{ORIGIN}/passeport"}
    await scene.must(201, "POST", "/threads", scene.camille, json={**again, "title": thread["title"], "body": opening["body"]})
    assert await unread(scene, scene.camille) == {}


async def test_my_marks_on_a_page_are_mine_and_of_that_page(scene: Scene) -> None:
    asked: Any = await scene.ask(scene.camille)
    thread, page = asked["thread"]["id"], asked["thread"]["page"]
    answer = await scene.reply(scene.agent, thread)
    other: Any = await scene.ask(scene.lou, "Ailleurs", url=f"{ORIGIN}/impots")
    await scene.must(200, "PUT", f"/posts/{answer['id']}/helpful", scene.lou)
    await scene.must(200, "PUT", f"/threads/{thread}/same-question", scene.lou)
    await scene.must(204, "PUT", f"/pages/{page}/follow", scene.lou, json={"mode": "follow"})

    async def marks(who: Member, of: str) -> Any:
        return (await scene.must(200, "GET", "/me/marks", who, params={"page": of})).json()

    assert await marks(scene.lou, page) == {
        "thanked": [answer["id"]],
        "same": [thread],
        "follows": [],
        "unread": [],
        "mode": "follow",
    }
    assert await marks(scene.lou, other["thread"]["page"]) == {
        "thanked": [], "same": [], "follows": [other["thread"]["id"]], "unread": [], "mode": None,
    }  # fmt: skip
    assert await marks(scene.camille, page) == {"thanked": [], "same": [], "follows": [thread], "unread": [thread], "mode": None}
    await scene.must(204, "PUT", f"/threads/{thread}/seen", scene.camille, json={"seq": answer["seq"]})
    assert (await marks(scene.camille, other["thread"]["page"]))["unread"] == []
    await scene.must(401, "GET", "/me/marks", None, params={"page": page})
    await scene.must(422, "GET", "/me/marks", scene.lou, params={"page": "x"})
