"""Figures of a small history that was counted by hand, and what they may not say."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from parvis.agents import queries as agents
from parvis.domain.ids import uuid7
from parvis.domain.keys import new_key
from parvis.domain.pages import Address, SiteRules, page_key
from parvis.domain.people import Person
from parvis.domain.problems import BadShape
from parvis.domain.values import Field
from parvis.figures import rules
from parvis.store.house import House
from parvis.store.journal import Journal
from parvis.threads import acts, votes
from tests.conftest import ORIGIN, PAGE, Member, Scene, cast, citizen

PARIS = ZoneInfo("Europe/Paris")
HOURS: list[Any] = [*[[["09:00", "12:00"], ["14:00", "17:00"]]] * 5, [], []]
PERIOD = {"from": "2026-11-23", "to": "2026-11-29"}
PHOTO, NAME = Field("photo", "Photo", "Identité"), Field("nom", "=Nom", None)


class History:
    """Who asked and answered when, on the clock of Paris: the same acts as over HTTP, under another clock."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.people: list[Person] = []

    async def begin(self, people: int) -> None:
        for number in range(people):
            member = await citizen(self.scene.database, self.scene.site, f"Mésange {number + 2}")
            self.people.append(Person(member.id, self.scene.site, member.name, "citizen"))

    def at(self, said: str) -> House:
        moment = datetime.fromisoformat(said).replace(tzinfo=PARIS).astimezone(UTC)
        journal = Journal(self.scene.database, lambda events, hints: None)
        return House(self.scene.database, journal, lambda channel: {}, lambda: moment)

    async def ask(self, who: int, when: str, field: Field | None = None, url: str = PAGE) -> Any:
        key = page_key(Address(url), SiteRules((ORIGIN,)))
        asked = acts.Asked(uuid7(), uuid7(), key, "Passeport", "question", "Où ?", "Ici ?", field)
        return (await acts.ask(self.at(when), self.people[who], asked))[0].id

    async def answer(self, thread: Any, when: str) -> None:
        agent = Person(self.scene.agent.id, self.scene.site, "Agent Démo", "agent", "Service des passeports", "agent")
        await acts.reply(self.at(when), agent, thread, uuid7(), "En haut.", None)

    async def help(self, thread: Any, asker: int, when: str) -> None:
        """Another citizen answers, and the asker keeps that."""
        post = await acts.reply(self.at(when), self.people[asker - 1], thread, uuid7(), "En haut.", None)
        await votes.accept(self.at(when), self.people[asker], thread, post.id)


@pytest.fixture
async def history(scene: Scene) -> History:
    """Promised: two hours. Monday 23 to Sunday 29 November 2026; six people, eight questions, six of them settled in it.

    who  asked      settled    by        minutes  of these open  within two open hours
    0    Mon 09:00  Mon 09:30  agent     30       30             yes
    1    Mon 09:00  Mon 10:00  agent     60       60             yes
    2    Mon 11:00  Mon 15:00  agent     240      120            yes, to the minute
    3    Mon 16:30  Tue 10:00  citizen   1050     90             yes
    4    Fri 16:00  Mon 10:00            3960     120            (ended after the period)
    5    Tue 09:00  Tue 15:00  agent     360      240            no
    0    Sat 10:00  (open)
    1    Wed 18:00  Thu 09:30  citizen   930      30             yes
    """
    told = History(scene)
    await told.begin(6)
    token, token_hash = new_key("pa_")
    noor = await agents.add_agent(scene.database, scene.site, "Noor Salem", "Service", "noor@valombre.example", "supervisor")
    await agents.add_key(scene.database, scene.site, noor, token_hash, "api", None)
    said = {"minutes": 120, "hours": HOURS}
    await scene.must(200, "PUT", "/agent/settings", Member(noor, "Noor Salem", token), json=said)
    first = await told.ask(0, "2026-11-23 09:00", PHOTO)
    second = await told.ask(1, "2026-11-23 09:00", PHOTO)
    third = await told.ask(2, "2026-11-23 11:00", PHOTO)
    fourth = await told.ask(3, "2026-11-23 16:30", PHOTO)
    await told.answer(first, "2026-11-23 09:30")
    await told.answer(second, "2026-11-23 10:00")
    await told.answer(third, "2026-11-23 15:00")
    await told.help(fourth, 3, "2026-11-24 10:00")
    sixth = await told.ask(5, "2026-11-24 09:00", PHOTO)
    await told.answer(sixth, "2026-11-24 15:00")
    eighth = await told.ask(1, "2026-11-25 18:00", NAME)
    await told.help(eighth, 1, "2026-11-26 09:30")
    fifth = await told.ask(4, "2026-11-27 16:00")
    await told.ask(0, "2026-11-28 10:00", url=f"{ORIGIN}/impots")
    await told.answer(fifth, "2026-11-30 10:00")
    return told


async def figures(scene: Scene, **query: str) -> Any:
    return (await scene.must(200, "GET", "/agent/figures", scene.agent, params={**PERIOD, **query})).json()


async def test_the_figures_are_those_counted_by_hand(scene: Scene, history: History) -> None:
    told = await figures(scene)
    assert {name: told[name] for name in ("from", "to", "zone", "fewest")} == {**PERIOD, "zone": "Europe/Paris", "fewest": 5}
    # 30, 60, 240, 360, 930, 1050: the middle of 240 and 360; nine tenths of the way, half between 930 and 1050.
    # open 30, 30, 60, 90, 120, 240: the middle of 60 and 90; half between 120 and 240. Five of six kept.
    assert told["waits"] == {
        "count": 6, "median": 300, "p90": 990, "open_median": 75, "open_p90": 180, "within_promise": 83.3,
    }  # fmt: skip
    # Eight asked by six people; seven settled (the fifth by now), of which two without an agent's word.
    assert told["questions"] == {"count": 8, "people": 6, "settled": 7, "alone": 28.6}
    assert [(page["page"]["title"], page["questions"]) for page in told["pages"]] == [("Passeport", 7), ("Passeport", None)]
    assert [(field["label"], field["step"], field["questions"]) for field in told["fields"]] == [
        ("Photo", "Identité", 5), ("=Nom", None, None),
    ]  # fmt: skip


async def test_the_busiest_hours_are_those_on_the_wall_and_say_nothing_of_few(scene: Scene, history: History) -> None:
    for number in range(5):
        await history.ask(number, "2026-11-26 10:15")
    hours = (await figures(scene))["hours"]
    assert [len(day) for day in hours] == [24] * 7
    assert (hours[3][10], hours[0][9], hours[6][3]) == (5, None, 0), "five people, two people, nobody"


async def test_the_figures_of_one_page_draw_its_form(scene: Scene, history: History) -> None:
    form = [{"key": key, "label": key.title(), "step": "Identité", "shape": "a1"} for key in ("photo", "taille")]
    await scene.must(200, "POST", "/forms", None, json={"site": "valombre", "url": PAGE, "lang": "fr", "controls": form})
    page = (await figures(scene))["pages"][0]["page"]["id"]
    told = await figures(scene, page=page)
    assert told["questions"]["count"] == 7
    drawn = [(field["key"], field["questions"]) for field in told["fields"]]
    assert drawn == [("photo", 5), ("nom", None), ("taille", 0)], "fields that nobody asks about are part of the form"


async def test_an_empty_period_is_no_failure_and_few_people_say_nothing(scene: Scene, history: History) -> None:
    empty = await figures(scene, **{"from": "2026-01-01", "to": "2026-01-31"})
    assert empty["waits"]["count"] == 0 and empty["waits"]["median"] is None and empty["questions"]["alone"] is None
    few = await figures(scene, **{"from": "2026-11-24", "to": "2026-11-24"})
    assert few["waits"]["count"] is None and few["waits"]["median"] is None and few["questions"]["count"] is None


async def test_a_table_says_the_same_and_holds_no_formula(scene: Scene, history: History) -> None:
    for number in range(5):
        await history.ask(number, "2026-11-27 11:00", NAME)
    answer = await scene.must(200, "GET", "/agent/figures.csv", scene.agent, params=PERIOD)
    assert answer.headers["Content-Type"].startswith("text/csv") and "attachment" in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    told = await figures(scene)
    values = {line["figure"]: line["value"] for line in lines}
    assert (values["waits.median"], values["waits.within_promise"]) == ("300", "83.3")
    named = {line["field"]: line["value"] for line in lines if line["figure"] == "field.questions"}
    assert named == {"Photo": "5", "'=Nom": "6"}
    cells = {(int(line["weekday"]), int(line["hour"])): line["value"] for line in lines if line["figure"] == "hour.questions"}
    assert len(cells) == 7 * 24 and cells[5, 11] == str(told["hours"][4][11]) == "5" and cells[1, 9] == ""


async def test_figures_are_the_agents_of_the_site(scene: Scene, history: History) -> None:
    *_, stranger = await cast(scene.database, "ailleurs", "https://ailleurs.example")
    for path in ("/agent/figures", "/agent/figures.csv"):
        await scene.must(401, "GET", path, None)
        await scene.must(403, "GET", path, scene.camille)
    other = (await scene.must(200, "GET", "/agent/figures", stranger, params=PERIOD)).json()
    assert (other["questions"]["count"], other["pages"]) == (0, [])
    for wrong in ({"from": "2026-11-29", "to": "2026-11-23"}, {"from": "2024-01-01", "to": "2026-01-01"}, {"from": "hier"}):
        await scene.must(422, "GET", "/agent/figures", scene.agent, params=wrong)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"), ("+33", "'+33"), ("-2", "'-2"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"), ("\rx", "'\rx"),
        ("a=1", "a=1"), ("", ""), (None, ""), (-2, "-2"), (12.5, "12.5"), ('say "x"; y', 'say "x"; y'),
    ],
)  # fmt: skip
def test_what_people_wrote_is_never_a_formula(value: object, shown: str) -> None:
    assert rules.cell(value) == shown
    assert next(csv.reader(io.StringIO(rules.table([(value, "fin")]).removeprefix("\ufeff"), newline=""), delimiter=";")) == [
        shown,
        "fin",
    ]


@pytest.mark.parametrize(("people", "told"), [(0, 3), (1, None), (4, None), (5, 3), (100, 3)])
def test_fewer_than_five_people_are_nobodys_business(people: int, told: int | None) -> None:
    assert rules.told(3, people) == told
    assert rules.share(1, 3, people) == (33.3 if people >= 5 else None)


def test_the_last_thirty_days_where_none_are_named() -> None:
    now = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)  # already the 27th in Paris
    first, last, start, end = rules.period(None, None, "Europe/Paris", now)
    assert (first, last) == (date(2026, 10, 29), date(2026, 11, 27))
    assert start.utcoffset() == end.utcoffset() and end.astimezone(UTC) == datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
    with pytest.raises(BadShape):
        rules.period(date(2026, 1, 2), date(2026, 1, 1), "Europe/Paris", now)
