"""The queue as agents look at it: views, filters, windows, live counts, and a cost that a million threads do not raise."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from parvis.desk import views
from parvis.domain.ids import page_id
from tests.conftest import ORIGIN, PAGE, Member, Scene, cast
from tests.live.reader import reader

PHOTO = {"key": "photo", "label": "Photo", "step": "Identité"}


async def look(scene: Scene, who: Member | None = None, **query: Any) -> Any:
    return (await scene.must(200, "GET", "/agent/threads", who or scene.agent, params=query)).json()


async def titles(scene: Scene, who: Member | None = None, **query: Any) -> list[str]:
    return [case["thread"]["title"] for case in (await look(scene, who, **query))["threads"]]


async def test_each_view_shows_what_it_is_named_for(scene: Scene, alix: Member) -> None:
    mine, free, answered = [(await scene.ask(scene.camille, title))["thread"]["id"] for title in ("Prise", "Libre", "Répondue")]
    await scene.must(200, "PUT", f"/agent/threads/{mine}/claim", alix, json={})
    await scene.reply(scene.agent, answered)
    assert await titles(scene) == ["Prise", "Libre"], "longest wait first"
    assert await titles(scene, view="mine") == []
    assert await titles(scene, alix, view="mine") == ["Prise"]
    assert await titles(scene, view="everything") == ["Répondue", "Libre", "Prise"], "last written in first"
    assert await titles(scene, view="stale") == []
    found = await look(scene)
    assert (found["total"], found["next"]) == (2, None)
    assert found["counts"] == {"unanswered": 2, "late": 0, "stale": 0, "everything": 3, "mine": {str(alix.id): 1}}
    assert found["threads"][0]["taken_by"]["name"] == "Alix Morel"
    everything = (await look(scene, view="everything"))["threads"]
    assert [case["waiting_since"] is None for case in everything] == [True, False, False]
    assert free


async def test_answers_about_a_field_that_changed_are_stale_until_somebody_writes_again(scene: Scene) -> None:
    about: dict[str, Any] = {"field": PHOTO}
    stale = (await scene.ask(scene.camille, "Quelle photo ?", **about))["thread"]["id"]
    await scene.ask(scene.camille, "Sans réponse", **about)
    other = (await scene.ask(scene.camille, "Autre champ", field={"key": "nom", "label": "Nom"}))["thread"]["id"]
    for thread in (stale, other):
        await scene.reply(scene.agent, thread)
    form = {"site": "valombre", "url": PAGE, "lang": "fr"}
    for shape in ("a1", "a1", "b2", "b2"):
        control = {"key": "photo", "label": "Photo", "step": "Identité", "shape": shape}
        await scene.must(200, "POST", "/forms", None, json={**form, "controls": [control]})
    found = await look(scene, view="stale")
    assert [case["thread"]["title"] for case in found["threads"]] == ["Quelle photo ?"]
    assert found["threads"][0]["changed_at"] > found["threads"][0]["thread"]["active_at"]
    assert (found["total"], found["counts"]["stale"]) == (1, 1)
    await scene.reply(scene.agent, stale, "La nouvelle notice dit la même chose.")
    assert (await look(scene, view="stale"))["total"] == 0


async def test_views_are_filtered_by_page_field_topic_status_kind_and_level(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille, "Photo", field=PHOTO))["thread"]
    await scene.must(200, "PUT", f"/threads/{thread['id']}/topics", scene.agent, json={"topics": ["photo"]})
    await scene.ask(scene.camille, "Ailleurs", url=f"{ORIGIN}/impots")
    await scene.ask(scene.lou, "Causerie", kind="discussion")
    here = str(page_id(scene.site, PAGE))
    narrow: Any
    for narrow in ({"page": here, "kind": "question"}, {"field": "photo"}, {"topic": "photo"}):
        for view in ("unanswered", "everything"):
            assert await titles(scene, view=view, **narrow) == ["Photo"]
    assert await titles(scene, kind="discussion") == ["Causerie"]
    assert await titles(scene, view="everything", status="closed") == []
    assert await titles(scene, level=2) == [] and len(await titles(scene, level=1)) == 3
    await scene.must(422, "GET", "/agent/threads", scene.agent, params={"level": 3})
    await scene.must(422, "GET", "/agent/threads", scene.agent, params={"view": "held"})


@pytest.mark.parametrize("view", ["unanswered", "everything"])
async def test_windows_follow_one_another_without_a_gap(scene: Scene, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    monkeypatch.setattr(views, "WINDOW", 2)
    for number in range(5):
        await scene.ask(scene.camille, f"Question {number}")
    seen: list[str] = []
    after: str | None = None
    while after is not None or not seen:
        onwards: dict[str, Any] = {"after": after} if after else {}
        found = await look(scene, view=view, **onwards)
        seen += [case["thread"]["title"] for case in found["threads"]]
        after = found["next"]
    wanted = [f"Question {number}" for number in range(5)]
    assert seen == (wanted if view == "unanswered" else wanted[::-1])
    cursor = (await look(scene, view=view))["next"]
    for wrong in ("x", "e30", cursor[:-3]):
        await scene.must(422, "GET", "/agent/threads", scene.agent, params={"view": view, "after": wrong})
    await scene.must(422, "GET", "/agent/threads", scene.agent, params={"view": "mine", "after": cursor})


async def test_the_counts_are_told_live_and_only_when_they_are_news(scene: Scene) -> None:
    async with reader(scene.origin) as console:
        await console.hello(scene.agent, url=None)
        await console.watch(f"queue:{scene.site}")
        thread = (await scene.ask(scene.camille))["thread"]["id"]
        told = {"unanswered": 1, "late": 0, "stale": 0, "everything": 1, "mine": {}}
        await console.has("hint", kind="queue", data=told)
        await scene.must(200, "PUT", f"/agent/threads/{thread}/claim", scene.agent, json={})
        await console.until("hint", kind="queue", data={**told, "mine": {str(scene.agent.id): 1}})
        await scene.reply(scene.agent, thread)
        await console.until("hint", kind="queue", data={**told, "unanswered": 0})
        hints = [message for message in console.heard if message["type"] == "hint" and message["kind"] == "queue"]
        assert all(one != other for one, other in pairwise(hints))


async def test_the_views_are_the_agents_of_the_site(scene: Scene) -> None:
    await scene.ask(scene.camille)
    *_, stranger = await cast(scene.database, "ailleurs", "https://ailleurs.example")
    await scene.must(401, "GET", "/agent/threads", None)
    await scene.must(403, "GET", "/agent/threads", scene.camille)
    for view in ("unanswered", "everything"):
        found = await look(scene, stranger, view=view)
        assert (found["threads"], found["total"], found["counts"]["everything"]) == ([], 0, 0)


async def many(scene: Scene, threads: int) -> None:
    """So many threads on a hundred pages, half of them waiting."""
    database = scene.database
    await database.execute("alter table threads disable trigger threads_findable")
    await database.execute(
        """insert into pages (site_id, id, key, title, threads)
        select $1, md5('page' || n)::uuid, 'https://www.valombre.example/' || n, '', $2 / 100 from generate_series(0, 99) n""",
        scene.site,
        threads,
    )
    await database.execute(
        """insert into threads (site_id, id, page_id, seq, kind, title, status, author_id, author_name, author_voice, created_at,
            active_at, waiting_since)
        select $1, md5('thread' || n)::uuid, md5('page' || n % 100)::uuid, n, 'question', 'Question ' || n,
            case when n % 2 = 0 then 'open' else 'answered' end, $2, 'Hirondelle 42', 'citizen', now() - n * interval '1 s',
            now() - n * interval '1 s', case when n % 2 = 0 then now() - n * interval '1 s' end
        from generate_series(1, $3) n""",
        scene.site,
        scene.camille.id,
        threads,
    )
    await database.execute("analyze")


async def plan(scene: Scene, wanted: views.Filter) -> list[str]:
    """How PostgreSQL reads the window of a view, line by line."""
    told: list[str] = []
    async with scene.database.connection() as connection:

        class Explaining:
            async def fetchval(self, query: str, *values: Any) -> int:
                told.extend(row[0] for row in await connection.fetch(f"explain {query}", *values))
                return 0

            async def fetch(self, query: str, *values: Any) -> list[Any]:
                told.extend(row[0] for row in await connection.fetch(f"explain {query}", *values))
                return []

        await views.cases(Explaining(), scene.site, scene.agent.id, wanted, None)  # type: ignore[arg-type]
    return told


async def test_no_view_reads_the_whole_table(scene: Scene) -> None:
    await many(scene, 20_000)
    for view, index in (
        ("unanswered", "waits_queue"),
        ("mine", "claims"),
        ("everything", "threads_active"),
        ("stale", "form_fields"),
    ):
        lines = await plan(scene, views.Filter(view=view))  # type: ignore[arg-type]
        big = [
            line for line in lines if "Seq Scan on threads" in line or "Seq Scan on waits" in line or "Seq Scan on posts" in line
        ]
        assert not big, "\n".join(lines)
        assert any(index in line for line in lines), "\n".join(lines)
        assert not any("Sort" in line for line in lines if view in ("unanswered", "everything")), "\n".join(lines)
    on_page = views.Filter(view="everything", page=UUID(int=0))
    lines = await plan(scene, on_page)
    assert not any("Seq Scan on threads" in line for line in lines)
    assert len(await titles(scene)) == 50
