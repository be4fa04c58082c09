"""Figures over HTTP: as values for plots, and as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec

from parvis.domain.endpoint import Answer, Endpoint
from parvis.domain.people import Person
from parvis.domain.values import Page
from parvis.figures import queries, rules
from parvis.figures.queries import Period
from parvis.store.house import House
from parvis.store.promises import promise_of


class FiguresQuery(msgspec.Struct, forbid_unknown_fields=True, rename={"since": "from", "until": "to"}):
    """Both days included, on the clock of the service; without them the last thirty."""

    since: date | None = None
    until: date | None = None
    page: UUID | None = None


class Waited(msgspec.Struct):
    """Of the waits that an answer ended, in minutes: by the clock, and in opening time (null where no hours are known)."""

    count: int | None
    median: int | None
    p90: int | None
    open_median: int | None
    open_p90: int | None
    within_promise: float | None


class Asked(msgspec.Struct):
    """`settled`: answered or solved; `alone`: of these, in per cent, those without an agent's word."""

    count: int | None
    people: int | None
    settled: int | None
    alone: float | None


class PageFigure(msgspec.Struct):
    page: Page
    questions: int | None


class FieldFigure(msgspec.Struct):
    page: UUID
    key: str
    label: str
    step: str | None
    questions: int | None


class Figures(msgspec.Struct, rename={"since": "from", "until": "to"}):
    """A null is of fewer than `fewest` people. `hours`: seven days from Monday, 24 hours each, questions asked."""

    since: date
    until: date
    zone: str
    fewest: int
    waits: Waited
    questions: Asked
    pages: list[PageFigure]
    fields: list[FieldFigure]
    hours: list[list[int | None]]


async def read_figures(house: House, who: Person, query: FiguresQuery) -> Figures:
    """Waiting times, who answered, and what raises questions, in a period."""
    async with house.database.snapshot() as connection:
        promise = await promise_of(connection, who.site)
        first, last, start, end = rules.period(query.since, query.until, promise.zone, house.now())
        asked = Period(who.site, start, end, query.page)
        waits = await queries.waits(connection, asked, promise)
        questions = await queries.questions(connection, asked)
        pages = await queries.by_page(connection, asked)
        fields = await queries.by_field(connection, asked)
        form = await queries.fields_of(connection, who.site, query.page) if query.page else []
        hours = await queries.by_hour(connection, asked, promise.zone)
    people = waits["people"]

    def minutes(name: str) -> int | None:
        return None if waits[name] is None else rules.told(round(waits[name]), people)

    waited = Waited(
        rules.told(waits["count"], people),
        minutes("median"),
        minutes("p90"),
        minutes("open_median"),
        minutes("open_p90"),
        rules.share(waits["kept"], waits["promised"], waits["promised_people"]),
    )
    shown = [
        FieldFigure(row["page_id"], row["key"], row["label"], row["step"], rules.told(row["questions"], row["people"]))
        for row in fields
    ]
    named = {field.key for field in shown}
    silent = [
        FieldFigure(query.page, row["key"], row["label"], row["step"], 0)
        for row in form
        if query.page and row["key"] not in named
    ]
    week: list[list[int | None]] = [[0] * 24 for _ in range(7)]
    for row in hours:
        week[row["day"]][row["hour"]] = rules.told(row["questions"], row["people"])
    return Figures(
        first, last, promise.zone, rules.FEWEST, waited,
        Asked(
            rules.told(questions["count"], questions["people"]), rules.told(questions["people"], questions["people"]),
            rules.told(questions["settled"], questions["settled_people"]),
            rules.share(questions["alone"], questions["settled"], questions["settled_people"]),
        ),
        [
            PageFigure(Page(row["id"], row["key"], row["title"]), rules.told(row["questions"], row["people"])) for row in pages
        ],
        [*shown, *silent], week,
    )  # fmt: skip


async def read_table(house: House, who: Person, query: FiguresQuery) -> Answer:
    """The same figures as a table: one value a line, with what it is of."""
    figures = await read_figures(house, who, query)
    name = f"parvis-{figures.since}-{figures.until}.csv"
    return Answer(rules.table(_lines(figures)), {"Content-Disposition": f'attachment; filename="{name}"'})


def _lines(figures: Figures) -> Iterator[tuple[object, ...]]:
    yield ("figure", "page", "field", "step", "weekday", "hour", "value")
    for name in ("count", "median", "p90", "open_median", "open_p90", "within_promise"):
        yield (f"waits.{name}", "", "", "", "", "", getattr(figures.waits, name))
    for name in ("count", "people", "settled", "alone"):
        yield (f"questions.{name}", "", "", "", "", "", getattr(figures.questions, name))
    titles = {each.page.id: each.page.title or each.page.key for each in figures.pages}
    for each in figures.pages:
        yield ("page.questions", titles[each.page.id], "", "", "", "", each.questions)
    for field in figures.fields:
        yield (
            "field.questions", titles.get(field.page, str(field.page)), field.label, field.step or "", "", "", field.questions,
        )  # fmt: skip
    for day, hours in enumerate(figures.hours, 1):
        for hour, questions in enumerate(hours):
            yield ("hour.questions", "", "", "", day, hour, questions)


ENDPOINTS = [
    Endpoint("GET", "/agent/figures", read_figures, Figures, who="agent", query=FiguresQuery),
    Endpoint("GET", "/agent/figures.csv", read_table, str, who="agent", query=FiguresQuery, media="text/csv"),
]
