"""What the service promises holds for who asked then; what waits too long becomes another's; the citizen sees where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parvis.domain.ids import queue_channel, uuid7
from parvis.domain.people import Person
from parvis.store.house import House
from parvis.threads import acts
from tests.conftest import PAGE, Member, Scene, cast
from tests.desk.conftest import WORKDAYS, Clock, promised, queue
from tests.live.reader import at_page, reader
from tests.threads.test_snapshot_proof import Proof

SETTINGS = "/agent/settings"


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said)


async def stands(scene: Scene, thread: str) -> Any:
    return (await scene.must(200, "GET", f"/threads/{thread}/promise", None)).json()


async def ask_at(scene: Scene, house: House, now: datetime, title: str = "Où ?") -> str:
    """A question by Camille, asked at that moment."""
    who = Person(scene.camille.id, scene.site, scene.camille.name, "citizen")
    asked = acts.Asked(uuid7(), uuid7(), PAGE, "Passeport", "question", title, "Ici ?")
    thread, _ = await acts.ask(replace(house, now=lambda: now), who, asked)
    return str(thread.id)


async def test_nothing_is_promised_until_somebody_promises(scene: Scene, noor: Member) -> None:
    before = (await scene.must(200, "GET", SETTINGS, scene.agent)).json()
    assert before["promise"]["minutes"] is None and before["promise"]["zone"] == "Europe/Paris"
    assert before["may_set"] is False and "Alsace-Moselle" in before["regions"]
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    nothing = {"due_at": None, "waiting": 1, "taken": False, "level": 1, "next_opening": None}
    assert await stands(scene, thread) == nothing
    said = {"minutes": 360, "hours": WORKDAYS, "zone": "Indian/Reunion", "region": "La Réunion", "closed": ["2026-12-24"]}
    after = (await scene.must(200, "PUT", SETTINGS, noor, json=said)).json()
    assert after["promise"] == {**said, "agents_after": 0, "claim_minutes": 15} and after["may_set"] is True
    assert (await scene.must(200, "GET", SETTINGS, scene.agent)).json()["promise"] == after["promise"]
    assert (await stands(scene, thread))["due_at"] is None, "what waits keeps what it was promised"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("zone", {"zone": "Europe/Valombre"}),
        ("zone", {"zone": "../etc/passwd"}),
        ("region", {"region": "Valombre"}),
        ("hours", {"hours": [[]] * 6}),
        ("hours", {"hours": [[["09:00", "08:00"]], *[[]] * 6]}),
        ("hours", {"hours": [[["09:00", "12:00"], ["11:00", "13:00"]], *[[]] * 6]}),
        ("hours", {"hours": [[["9:00", "12:00"]], *[[]] * 6]}),
        ("hours", {"hours": [[["09:00", "24:01"]], *[[]] * 6]}),
        ("hours", {"hours": [[]] * 7}),
        ("minutes", {"minutes": 0}),
        ("closed.[0]", {"closed": ["2026-02-30"]}),
    ],
)
async def test_a_promise_that_could_not_be_kept_is_refused(scene: Scene, noor: Member, field: str, wrong: Any) -> None:
    said = {"minutes": 60, "hours": WORKDAYS, **wrong}
    assert (await scene.must(422, "PUT", SETTINGS, noor, json=said)).json()["field"].startswith(field.partition(".")[0])


async def test_only_who_may_set_promises_for_the_service(scene: Scene) -> None:
    said = {"minutes": 60, "hours": WORKDAYS}
    await scene.must(401, "PUT", SETTINGS, None, json=said)
    await scene.must(403, "PUT", SETTINGS, scene.camille, json=said)
    await scene.must(403, "PUT", SETTINGS, scene.agent, json=said)
    await scene.must(403, "GET", SETTINGS, scene.camille)


async def test_the_queue_is_ordered_by_what_is_due_first(scene: Scene, noor: Member, house: House) -> None:
    now = moment("2026-11-24T09:00:00+00:00")
    await promised(scene, noor, minutes=300)
    late = await ask_at(scene, house, now, "Promise of five hours")
    proof = Proof(scene.database)
    await proof.follow(queue_channel(scene.site))
    await promised(scene, noor, minutes=60)
    soon = await ask_at(scene, house, now + timedelta(hours=1), "Promise of one hour")
    assert await proof.holds() == {"queue": ["queue.joined"]}
    assert [(each["thread"]["id"], each["due_at"][11:16]) for each in await queue(scene)] == [(soon, "11:00"), (late, "14:00")]
    assert [(await stands(scene, thread))["waiting"] for thread in (soon, late)] == [1, 2]
    await scene.reply(scene.agent, soon)
    answered = await stands(scene, soon)
    assert (answered["waiting"], answered["due_at"], answered["level"]) == (None, None, None)
    assert (await stands(scene, late))["waiting"] == 1


async def test_the_asker_sees_that_somebody_has_her_question(scene: Scene) -> None:
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    await scene.must(200, "PUT", f"/agent/threads/{thread}/claim", scene.agent, json={})
    assert (await stands(scene, thread))["taken"] is True
    await scene.must(404, "GET", f"/threads/{uuid7()}/promise", None)


async def test_an_unanswered_question_becomes_the_agents_and_then_their_supervisors(
    scene: Scene, noor: Member, house: House, clock: Clock, look: Callable[[], Any]
) -> None:  # fmt: skip
    await promised(scene, noor, minutes=60, agents_after=20)
    thread = await ask_at(scene, house, clock.now)
    proof = Proof(scene.database)
    await proof.follow(queue_channel(scene.site))

    async def level() -> int:
        found: int = (await queue(scene))[0]["level"]
        return found

    assert await level() == 0
    await look()
    clock.pass_(minutes=19)
    await look()
    assert (await level(), await proof.holds()) == (0, {})
    clock.pass_(minutes=1)
    for _ in range(2):
        await look()
    assert (await level(), await proof.holds()) == (1, {"queue": ["queue.escalated"]}), "told once"
    await scene.reply(scene.lou, thread)
    clock.pass_(minutes=40)
    for _ in range(2):
        await look()
    assert (await level(), await proof.holds()) == (2, {"queue": ["queue.escalated"]})
    assert (await stands(scene, thread))["level"] == 2
    await scene.reply(scene.agent, thread)
    await scene.reply(scene.camille, thread, "Et sur l’ancien modèle ?")
    assert await level() == 0, "another wait, another promise"


async def test_a_look_that_comes_late_goes_to_the_supervisor_at_once(
    scene: Scene, noor: Member, house: House, clock: Clock, look: Callable[[], Any]
) -> None:  # fmt: skip
    await promised(scene, noor, minutes=60, agents_after=20)
    await ask_at(scene, house, clock.now)
    clock.pass_(days=2)
    proof = Proof(scene.database)
    await proof.follow(queue_channel(scene.site))
    await look()
    assert await proof.holds() == {"queue": ["queue.escalated"]}
    assert (await queue(scene))[0]["level"] == 2
    clock.pass_(days=2)
    await look()
    assert await proof.holds() == {}


async def test_while_one_process_looks_another_does_not(
    scene: Scene, noor: Member, house: House, clock: Clock, look: Any
) -> None:
    await promised(scene, noor, minutes=60)
    await ask_at(scene, house, clock.now)
    clock.pass_(minutes=61)
    async with scene.database.connection() as other, other.transaction():
        await other.execute("select pg_advisory_xact_lock($1)", 0x7061727669730002)
        await look()
        assert (await queue(scene))[0]["level"] == 1
    await look()
    assert (await queue(scene))[0]["level"] == 2


async def test_a_wait_is_kept_with_who_ended_it(scene: Scene, noor: Member) -> None:
    await promised(scene, noor)

    async def ends() -> list[Any]:
        found = await scene.database.fetch(
            "select ended_by, due_at is not null as promised from waits order by began_at, thread_id"
        )
        return [row["ended_by"] for row in found]

    by_agent = (await scene.ask(scene.camille))["thread"]["id"]
    await scene.reply(scene.agent, by_agent)
    by_citizen = (await scene.ask(scene.camille, "Une autre"))["thread"]["id"]
    answer = await scene.reply(scene.lou, by_citizen)
    await scene.must(200, "PUT", f"/threads/{by_citizen}/accepted", scene.camille, json={"post": answer["id"]})
    by_herself = (await scene.ask(scene.camille, "Une troisième"))["thread"]["id"]
    await scene.must(200, "PUT", f"/threads/{by_herself}/status", scene.camille, json={"status": "solved"})
    withdrawn: Any = await scene.ask(scene.camille, "Retirée")
    await scene.must(200, "DELETE", f"/posts/{withdrawn['post']['id']}", scene.camille)
    await scene.ask(scene.camille, "Ouverte")
    assert await ends() == ["agent", "citizen", "citizen", "nobody", None]
    await scene.reply(scene.camille, by_agent, "Et sur l’ancien modèle ?")
    assert await ends() == ["agent", "citizen", "citizen", "nobody", None, None]
    counted = await scene.database.fetchval("select waiting from queues where site_id = $1", scene.site)
    assert counted == await scene.database.fetchval("select count(*) from waits where ended_at is null") == 2
    assert (await scene.must(200, "GET", "/agent/queue", scene.agent)).json()["total"] == 2


async def test_nobody_on_duty_says_when_the_service_opens_again(scene: Scene, noor: Member) -> None:
    day_after_tomorrow = (datetime.now(UTC) + timedelta(days=2)).date()
    hours: list[Any] = [[] for _ in range(7)]
    hours[day_after_tomorrow.weekday()] = [["09:00", "12:00"]]
    said = {"minutes": 60, "hours": hours, "zone": "UTC"}
    await scene.must(200, "PUT", SETTINGS, noor, json=said)
    asked: Any = await scene.ask(scene.camille)
    opens = (await stands(scene, asked["thread"]["id"]))["next_opening"]
    assert datetime.fromisoformat(opens) > datetime.now(UTC) + timedelta(days=1)
    async with at_page(scene, scene.camille) as camille:
        await camille.has("hint", kind="presence", data={"people": 1, "agents": [], "next_opening": opens})
        assert (await scene.page())["here"]["next_opening"] == opens
        async with reader(scene.origin) as agent:
            await agent.hello(scene.agent, url=None)
            await agent.watch(f"queue:{scene.site}")
            duty = [{"name": scene.agent.name, "service": scene.agent.service}]
            await camille.until("hint", kind="presence", data={"people": 1, "agents": duty})
        await camille.until("hint", kind="presence", data={"people": 1, "agents": [], "next_opening": opens})


async def test_who_is_off_duty_is_not_shown_in_any_window(scene: Scene, alix: Member) -> None:
    assert (await scene.must(200, "GET", "/agent/duty", scene.agent)).json() == {"on": True}
    await scene.must(403, "PUT", "/agent/duty", scene.camille, json={"on": True})
    one, both = ([{"name": n, "service": alix.service} for n in names] for names in ((alix.name,), (scene.agent.name, alix.name)))
    async with at_page(scene, scene.camille) as camille, reader(scene.origin) as here, reader(scene.origin) as other:
        for console, who in ((here, scene.agent), (other, alix)):
            await console.hello(who, url=None)
            await console.watch(f"queue:{scene.site}")
        await camille.has("hint", kind="presence", data={"people": 1, "agents": sorted(both, key=lambda a: str(a["name"]))})
        assert (await scene.must(200, "PUT", "/agent/duty", scene.agent, json={"on": False})).json() == {"on": False}
        await camille.until("hint", kind="presence", data={"people": 1, "agents": one})
        async with reader(scene.origin) as late:
            await late.hello(scene.agent, url=None)
            await late.watch(f"queue:{scene.site}")
            assert (await scene.page())["here"]["agents"] == one
        listed = (await scene.must(200, "GET", "/agent/colleagues", alix)).json()["agents"]
        assert [(each["name"], each["on_duty"]) for each in listed] == [("Alix Morel", True), ("Agent Démo", False)]
        await scene.must(200, "PUT", "/agent/duty", scene.agent, json={"on": True})
        await camille.until("hint", kind="presence", data={"people": 1, "agents": sorted(both, key=lambda a: str(a["name"]))})


async def test_one_sites_promise_is_not_anothers(scene: Scene, noor: Member) -> None:
    await promised(scene, noor)
    *_, stranger = await cast(scene.database, "ailleurs", "https://ailleurs.example")
    assert (await scene.must(200, "GET", SETTINGS, stranger)).json()["promise"]["minutes"] is None
