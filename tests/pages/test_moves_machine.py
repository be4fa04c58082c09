"""Pages are renamed, merged and split and threads moved in any order, while people write. After every step: the snapshot proof
on every channel, and a model that knows only what was acknowledged says the same as the tables."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from parvis.domain.ids import page_channel, page_id, queue_channel, thread_channel, uuid7
from parvis.domain.pages import SiteRules
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, NotFound, NotYours, PageTaken, PostWithdrawn, SamePage, ThreadClosed
from parvis.pages import merging, moving
from parvis.sites.queries import add_site, site_named
from parvis.store.addresses import page_at
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.journal import Journal
from parvis.threads import acts, decisions
from parvis.threads.snapshots import page_snapshot
from tests.machines import walk
from tests.threads.test_snapshot_proof import Proof

KEYS = tuple(f"https://www.valombre.example/{name}" for name in ("passeport", "carte", "permis", "cantine"))
REFUSALS = (BadShape, NotFound, NotYours, PageTaken, PostWithdrawn, SamePage, ThreadClosed)


class Moves(RuleBasedStateMachine):
    """One site of its own per run, in a database that all runs share."""

    keys = st.sampled_from(KEYS)
    which = st.integers(0, 1000)
    yes = st.booleans()

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.runner, self.house = runner, House(database, Journal(database, lambda events, hints: None), lambda channel: {})
        self.proof = Proof(database)
        self.threads: list[UUID] = []
        self.openings: dict[UUID, UUID] = {}
        self.model: dict[UUID, UUID] = {}
        """Thread → the page on which it must stand."""

    def attempt(self, act: Coroutine[Any, Any, Any]) -> Any:
        with contextlib.suppress(*REFUSALS):
            return self.runner.run(act)

    def thread(self, which: int) -> UUID:
        return self.threads[which % len(self.threads)]

    def where(self, key: str) -> UUID:
        async def look() -> UUID:
            async with self.house.database.connection() as connection:
                return await page_at(connection, self.site, key)

        return self.runner.run(look())

    @initialize()
    def a_site_with_a_question_on_two_pages(self) -> None:
        self.runner.run(self._begin())
        for key in KEYS[:2]:
            self.somebody_asks(key, note=False)

    async def _begin(self) -> None:
        name = f"site-{uuid7()}"
        await add_site(self.house.database, name, SiteRules(("https://www.valombre.example",)))
        site = await site_named(self.house.database, name)
        assert site is not None
        self.site = site.id
        self.camille = Person(uuid7(), self.site, "Camille", "citizen")
        self.agent = Person(uuid7(), self.site, "Agent Démo", "agent", "Service des passeports")
        pages = [page_channel(self.site, page_id(self.site, key)) for key in KEYS]
        await self.proof.follow(queue_channel(self.site), *pages)

    @precondition(lambda self: len(self.threads) < 7)
    @rule(key=keys, note=yes)
    def somebody_asks(self, key: str, note: bool) -> None:
        id, post = uuid7(), uuid7()
        where = self.where(key)
        asked = acts.Asked(id, post, key, "Une page", "note" if note else "question", "Où ?", "Ici ?")
        self.runner.run(acts.ask(self.house, self.agent if note else self.camille, asked))
        self.threads.append(id)
        self.openings[id], self.model[id] = post, where
        self.runner.run(self.proof.follow(thread_channel(self.site, id)))

    @rule(which=which, agent=yes)
    def somebody_replies(self, which: int, agent: bool) -> None:
        who = self.agent if agent else self.camille
        self.attempt(acts.reply(self.house, who, self.thread(which), uuid7(), "Oui.", None))

    @rule(which=which)
    def somebody_withdraws(self, which: int) -> None:
        self.attempt(acts.withdraw(self.house, self.camille, self.openings[self.thread(which)])) if which % 3 == 0 else None

    @rule(which=which, pinned=yes)
    def the_agent_pins(self, which: int, pinned: bool) -> None:
        self.attempt(decisions.pin(self.house, self.agent, self.thread(which), pinned))

    @rule(which=which, key=keys)
    def the_agent_moves_a_thread(self, which: int, key: str) -> None:
        async def move() -> UUID:
            target = await moving.page_leading(self.house, self.site, key)
            return (await moving.move_thread(self.house, self.site, self.thread(which), target)).page

        where = self.where(key)
        moved = self.attempt(move())
        assert moved == where
        self.model[self.thread(which)] = where

    @rule(source=keys, into=keys)
    def the_agent_merges(self, source: str, into: str) -> None:
        old, target = self.where(source), self.where(into)
        if self.attempt(merging.merge(self.house, self.site, page_id(self.site, source), page_id(self.site, into))):
            self.model = {thread: target if page == old else page for thread, page in self.model.items()}

    @rule(source=keys, key=keys)
    def the_agent_renames(self, source: str, key: str) -> None:
        page = self.where(source)
        renamed = self.attempt(merging.rename(self.house, self.site, page, key))
        if renamed:
            assert renamed.id == page and self.where(key) == page and self.where(source) == page

    @rule(source=keys, key=keys, which=which)
    def the_agent_splits(self, source: str, key: str, which: int) -> None:
        page = self.where(source)
        there = [thread for thread, on in self.model.items() if on == page]
        some = there[: 1 + which % 3]
        target = self.attempt(merging.split(self.house, self.site, page, some, key, "Une page")) if some else None
        if target:
            assert self.where(key) == target.id != page
            self.model |= dict.fromkeys(some, target.id)

    @invariant()
    def the_snapshot_proof_holds(self) -> None:
        if self.threads:
            self.runner.run(self.proof.holds())

    @invariant()
    def every_thread_stands_where_it_must_and_every_address_leads_there(self) -> None:
        if not self.threads:
            return
        seen: dict[UUID, UUID] = {}
        for key in KEYS:
            page = self.where(key)
            _, state = self.runner.run(page_snapshot(self.house.database, self.site, page))
            assert state["total"] == sum(thread["state"] == "visible" for thread in state["threads"])
            seen |= {UUID(thread["id"]): page for thread in [*state["threads"], *state["pinned"]]}
        # An unpinned note is in no list.
        assert all(self.model[thread] == page for thread, page in seen.items())
        found = self.runner.run(
            self.house.database.fetch(
                "select id, page_id from threads where site_id = $1 and id = any($2)", self.site, self.threads
            )
        )
        assert {row["id"]: row["page_id"] for row in found} == self.model
        findable = self.runner.run(
            self.house.database.fetch("select thread_id, page_id from findable where site_id = $1", self.site)
        )
        assert all(self.model[row["thread_id"]] == row["page_id"] for row in findable)


def test_however_pages_are_moved_about_the_events_tell_it_and_nothing_is_lost(database_url: str) -> None:
    walk(Moves, database_url)
