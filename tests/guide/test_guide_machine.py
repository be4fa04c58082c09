"""Three people write one guide in any order, often from texts that they read long ago. After every step: the snapshot proof, no
word lost, and no badge on words that no agent read.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from parvis.domain.ids import guide_channel, page_id, uuid7
from parvis.domain.pages import SiteRules
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, EditedMeanwhile, NotYours, StepRemoved
from parvis.domain.values import Step
from parvis.guide import acts, queries
from parvis.guide.rules import Wording
from parvis.sites.queries import add_site, site_named
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.journal import Journal
from parvis.store.steps import steps_of
from tests.machines import walk
from tests.threads.test_snapshot_proof import Proof

KEY = "https://www.valombre.example/passeport"


class Guide(RuleBasedStateMachine):
    """One site of its own per run, in a database that all runs share. `texts`: what each step must say, by its revisions."""

    people = st.sampled_from(("camille", "lou", "agent"))
    which = st.integers(0, 1000)

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.runner, self.house = runner, House(database, Journal(database, lambda events, hints: None), lambda channel: {})
        self.proof = Proof(database)
        self.steps: list[UUID] = []
        self.texts: dict[UUID, list[tuple[UUID, str | None]]] = {}
        self.read: dict[str, dict[UUID, int]] = {"camille": {}, "lou": {}, "agent": {}}
        self.trusted: dict[UUID, int] = {}
        self.removed: set[UUID] = set()

    @initialize()
    def a_site(self) -> None:
        self.runner.run(self._settle())

    async def _settle(self) -> None:
        name = f"site-{uuid7()}"
        await add_site(self.house.database, name, SiteRules(("https://www.valombre.example",)))
        site = await site_named(self.house.database, name)
        assert site is not None
        self.site = site.id
        citizens = {name: Person(uuid7(), self.site, name.title(), "citizen") for name in ("camille", "lou")}
        self.cast = {**citizens, "agent": Person(uuid7(), self.site, "Agent Démo", "agent", "Service des passeports")}
        await self.proof.follow(guide_channel(self.site, page_id(self.site, KEY)))

    def attempt(self, act: Coroutine[Any, Any, Any], *expected: type[Exception]) -> Any:
        """The act's answer; None when it was refused for one of the expected reasons."""
        with contextlib.suppress(*expected):
            return self.runner.run(act)
        return None

    def step(self, which: int) -> UUID:
        return self.steps[which % len(self.steps)]

    @precondition(lambda self: len(self.steps) < 5)
    @rule(who=people, which=which)
    def somebody_adds(self, who: str, which: int) -> None:
        alive = [id for id in self.steps if id not in self.removed]
        after = alive[which % len(alive)] if alive and which % 2 else None
        new = acts.NewStep(uuid7(), uuid7(), KEY, "Passeport", _said(f"neuve {which}"), after=after)
        for _ in range(2):
            step = self.runner.run(acts.add(self.house, self.cast[who], new))
        self.steps.append(step.id)
        self.texts[step.id] = [(self.cast[who].id, f"neuve {which}")]

    @precondition(lambda self: self.steps)
    @rule(who=people)
    def somebody_reads(self, who: str) -> None:
        for id, texts in self.texts.items():
            self.read[who][id] = len(texts)

    @precondition(lambda self: self.steps)
    @rule(who=people, which=which)
    def somebody_edits_what_was_read(self, who: str, which: int) -> None:
        id = self.step(which)
        base, said = self.read[who].get(id, 1), f"mieux {which}"
        done = self.attempt(
            acts.edit(self.house, self.cast[who], id, uuid7(), base, _said(said), ""), EditedMeanwhile, StepRemoved
        )
        assert (done is not None) == (base == len(self.texts[id]) and id not in self.removed), "never overwritten silently"
        if done is not None and self.texts[id][-1][1] != said:
            self.texts[id].append((self.cast[who].id, said))

    @precondition(lambda self: self.steps)
    @rule(who=people, which=which, to=st.integers(1, 4))
    def somebody_reverts(self, who: str, which: int, to: int) -> None:
        id = self.step(which)
        texts = self.texts[id]
        done = self.attempt(acts.revert(self.house, self.cast[who], id, uuid7(), len(texts), to, ""), BadShape, StepRemoved)
        was = texts[to - 1][1] if to < len(texts) else None
        assert (done is not None) == (was is not None and id not in self.removed)
        if done is not None and texts[-1][1] != was:
            texts.append((self.cast[who].id, was))

    @precondition(lambda self: self.steps)
    @rule(who=people, which=which, after=which)
    def somebody_moves(self, who: str, which: int, after: int) -> None:
        other = self.step(after) if after % 3 else None
        self.attempt(acts.move(self.house, self.cast[who], self.step(which), other), BadShape, StepRemoved)

    @precondition(lambda self: self.steps)
    @rule(which=which, yes=st.booleans())
    def an_agent_validates_what_she_read(self, which: int, yes: bool) -> None:
        id, agent = self.step(which), self.cast["agent"]
        base = self.read["agent"].get(id, 1)
        act = acts.validate(self.house, agent, id, base, "Arrêté") if yes else acts.validate_no_more(self.house, agent, id)
        done = self.attempt(act, EditedMeanwhile, StepRemoved)
        if done is not None:
            self.trusted = {**self.trusted, id: base} if yes else {k: v for k, v in self.trusted.items() if k != id}

    @precondition(lambda self: self.steps)
    @rule(who=people, which=which, number=st.integers(1, 4))
    def somebody_erases(self, who: str, which: int, number: int) -> None:
        id = self.step(which)
        texts = self.texts[id]
        if number >= len(texts):
            return
        done = self.attempt(_done(acts.erase(self.house, self.cast[who], id, number)), NotYours, StepRemoved)
        may = who == "agent" or texts[number - 1][0] == self.cast[who].id
        assert (done is not None) == (may and id not in self.removed)
        if done:
            texts[number - 1] = (texts[number - 1][0], None)

    @precondition(lambda self: len(self.steps) > 2)
    @rule(who=people, which=which)
    def somebody_removes(self, who: str, which: int) -> None:
        id = self.step(which)
        done = self.attempt(_done(acts.remove(self.house, self.cast[who], id)), NotYours)
        may = who == "agent" or {author for author, _ in self.texts[id]} == {self.cast[who].id}
        assert (done is not None) == (may or id in self.removed)
        if done:
            self.removed.add(id)

    @invariant()
    def the_snapshot_proof_holds(self) -> None:
        self.runner.run(self.proof.holds())

    @invariant()
    def every_word_is_where_it_belongs(self) -> None:
        shown = {step.id: step for step in self.runner.run(self._steps())}
        assert set(shown) == set(self.steps) - self.removed
        for id, step in shown.items():
            assert step.body == self.texts[id][-1][1] and step.revision == len(self.texts[id])
            assert (step.validated is not None) == (self.trusted.get(id) == step.revision), (
                "a badge is of the words that were read"
            )
            kept = self.runner.run(self._history(id))
            assert [revision.body or None for revision in kept] == [said for _, said in self.texts[id]]

    async def _steps(self) -> list[Step]:
        async with self.house.database.connection() as connection:
            return await steps_of(connection, self.site, page_id(self.site, KEY))

    async def _history(self, id: UUID) -> list[queries.Revision]:
        async with self.house.database.connection() as connection:
            return list(reversed(await queries.revisions_of(connection, self.site, id, 1000)))


async def _done(act: Coroutine[Any, Any, None]) -> bool:
    await act
    return True


def _said(body: str) -> Wording:
    return Wording("Étape", body, None, None, None)


def test_whatever_people_do_to_a_guide_no_word_is_lost_or_overwritten(database_url: str) -> None:
    walk(Guide, database_url)
