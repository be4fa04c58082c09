"""In a long thread, the answers that stand first are never missing, wherever the window is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from parvis.domain.events import THREAD_WINDOW
from parvis.threads.snapshots import thread_snapshot
from tests.conftest import Scene


async def long_thread(scene: Scene) -> tuple[str, str, str, int]:
    """A thread with an accepted and an official answer at its beginning, and more than two windows of posts after them."""
    asked: Any = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    await scene.reply(scene.lou, thread, "Je ne sais pas.")
    accepted, official = await scene.reply(scene.lou, thread), await scene.reply(scene.agent, thread, "Page 3.")
    await scene.must(200, "PUT", f"/posts/{official['id']}/official", scene.agent, json={})
    await scene.must(200, "PUT", f"/threads/{thread}/accepted", scene.camille, json={"post": accepted["id"]})
    count = 2 * THREAD_WINDOW
    await scene.database.execute(
        """insert into posts (site_id, id, thread_id, seq, author_id, author_name, author_voice, body, doc, created_at)
        select $1, gen_random_uuid(), $2, 100 + n, $3, 'Pinson 18', 'citizen', 'Moi aussi.', '[]', now()
        from generate_series(1, $4::int) n""",
        scene.site,
        UUID(thread),
        scene.lou.id,
        count,
    )
    return thread, accepted["id"], official["id"], count + 4


async def test_the_kept_answers_stand_between_the_question_and_the_latest(scene: Scene) -> None:
    thread, accepted, official, _ = await long_thread(scene)
    found = await thread_snapshot(scene.database, scene.site, UUID(thread))
    assert found is not None
    posts = found[1]["posts"]
    assert posts[0]["seq"] == 1 and [post["id"] for post in posts[1:3]] == [accepted, official]
    assert len(posts) == THREAD_WINDOW + 3 and posts[3]["seq"] == found[1]["earlier"]
    read = (await scene.must(200, "GET", f"/threads/{thread}", None)).json()
    assert (read["posts"], read["earlier"]) == (posts, found[1]["earlier"])


async def test_reading_down_to_the_beginning_gives_every_post(scene: Scene) -> None:
    thread, accepted, official, count = await long_thread(scene)
    seen: dict[str, int] = {}
    before: dict[str, int] = {}
    for _ in range(3):
        part = (await scene.must(200, "GET", f"/threads/{thread}", None, params=before)).json()
        numbers = [post["seq"] for post in part["posts"]]
        assert numbers == sorted(set(numbers)), "in order, and none twice in one answer"
        seen |= {post["id"]: post["seq"] for post in part["posts"]}
        before = {"before": part["earlier"]}
    assert before == {"before": None} and len(seen) == count
    assert {accepted, official} <= seen.keys()


async def test_one_answer_both_accepted_and_official_comes_once(scene: Scene) -> None:
    thread, accepted, _, _ = await long_thread(scene)
    await scene.must(200, "PUT", f"/posts/{accepted}/official", scene.agent, json={})
    posts = (await scene.must(200, "GET", f"/threads/{thread}", None)).json()["posts"]
    assert [post["id"] for post in posts].count(accepted) == 1
