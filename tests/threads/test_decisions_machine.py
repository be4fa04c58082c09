"""Three people write, decide and undo in any order. After every step: the snapshot proof, and what must always be true."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from functools import partial
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from parvis.agents.queries import queue_snapshot
from parvis.domain.events import State
from parvis.domain.ids import page_channel, page_id, queue_channel, thread_channel, uuid7
from parvis.domain.pages import SiteRules
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, IsDuplicate, NotYours, OwnPost, PostWithdrawn, ThreadClosed
from parvis.sites.queries import add_site, site_named
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.journal import Journal
from parvis.threads import acts, decisions, duplicates, errata, votes
from parvis.threads.snapshots import page_snapshot, thread_snapshot
from tests.threads.test_snapshot_proof import Proof

KEY = "https://www.valombre.example/passeport"
REFUSALS = (BadShape, IsDuplicate, NotYours, OwnPost, PostWithdrawn, ThreadClosed)
"""Whoever may not, may not: here anybody tries anything."""


class Decisions(RuleBasedStateMachine):
    """One site of its own per run, in a database that all runs share."""

    people = st.sampled_from(("camille", "lou", "agent"))
    which = st.integers(0, 1000)
    yes = st.booleans()

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.runner, self.house = runner, House(database, Journal(database, lambda events, hints: None), lambda channel: {})
        self.proof = Proof(database)
        self.threads: list[UUID] = []
        self.posts: list[UUID] = []

    def attempt(self, act: Coroutine[Any, Any, Any]) -> None:
        with contextlib.suppress(*REFUSALS):
            self.runner.run(act)

    @initialize()
    def a_site_with_two_questions(self) -> None:
        self.runner.run(self._settle())
        for who in ("camille", "lou"):
            self.somebody_asks(who)

    async def _settle(self) -> None:
        name = f"site-{uuid7()}"
        await add_site(self.house.database, name, SiteRules(("https://www.valombre.example",)))
        site = await site_named(self.house.database, name)
        assert site is not None
        self.site = site.id
        citizens = {name: Person(uuid7(), self.site, name.title(), "citizen") for name in ("camille", "lou")}
        self.cast = {**citizens, "agent": Person(uuid7(), self.site, "Agent Démo", "agent", "Service des passeports")}
        await self.proof.follow(queue_channel(self.site))

    @precondition(lambda self: len(self.threads) < 4)
    @rule(who=people)
    def somebody_asks(self, who: str) -> None:
        asked = acts.Asked(uuid7(), uuid7(), KEY, "Passeport", "question", "Où ?", "Ici ?")
        self.runner.run(acts.ask(self.house, self.cast[who], asked))
        if not self.threads:
            self.runner.run(self.proof.follow(page_channel(self.site, page_id(self.site, KEY))))
        self.runner.run(self.proof.follow(thread_channel(self.site, asked.id)))
        self.threads.append(asked.id)
        self.posts.append(asked.post)

    @rule(who=people, which=which, source=st.sampled_from([None, "Code civil, art. 4"]))
    def somebody_replies(self, who: str, which: int, source: str | None) -> None:
        id, thread = uuid7(), self.threads[which % len(self.threads)]
        self.attempt(acts.reply(self.house, self.cast[who], thread, id, "Là.", None, source))
        if self.runner.run(self.house.database.fetchval("select true from posts where id = $1", id)):
            self.posts.append(id)

    @rule(who=people, which=which)
    def somebody_edits(self, who: str, which: int) -> None:
        self.attempt(acts.edit(self.house, self.cast[who], self.posts[which % len(self.posts)], f"Plutôt là, {which}."))

    @rule(who=people, which=which)
    def somebody_withdraws(self, who: str, which: int) -> None:
        self.attempt(acts.withdraw(self.house, self.cast[who], self.posts[which % len(self.posts)]))

    @rule(which=which, yes=yes, source=st.sampled_from([None, "Code civil, art. 4", "Arrêté du 3 mai"]))
    def an_agent_stands_for_an_answer(self, which: int, yes: bool, source: str | None) -> None:
        post = self.posts[which % len(self.posts)]
        self.attempt(decisions.make_official(self.house, self.cast["agent"], post, yes, source if yes else None))

    @rule(which=which, yes=yes)
    def an_agent_pins(self, which: int, yes: bool) -> None:
        self.attempt(decisions.pin(self.house, self.cast["agent"], self.threads[which % len(self.threads)], yes))

    @rule(which=which, topics=st.lists(st.sampled_from(["photo", "délai"])))
    def an_agent_names_topics(self, which: int, topics: list[str]) -> None:
        self.attempt(decisions.name_topics(self.house, self.cast["agent"], self.threads[which % len(self.threads)], topics[:5]))

    @rule(who=people, which=which, status=st.sampled_from(["open", "solved", "closed"]))
    def somebody_settles(self, who: str, which: int, status: str) -> None:
        self.attempt(decisions.settle(self.house, self.cast[who], self.threads[which % len(self.threads)], status))

    @rule(who=people, thread=which, post=which, yes=yes)
    def somebody_keeps_an_answer(self, who: str, thread: int, post: int, yes: bool) -> None:
        kept = self.posts[post % len(self.posts)] if yes else None
        self.attempt(votes.accept(self.house, self.cast[who], self.threads[thread % len(self.threads)], kept))

    @rule(who=people, which=which, yes=yes)
    def somebody_asks_it_too(self, who: str, which: int, yes: bool) -> None:
        thread = self.threads[which % len(self.threads)]
        self.attempt(votes.have_same_question(self.house, self.cast[who], thread, same=yes))

    @rule(which=which, other=which, yes=yes)
    def an_agent_leads_one_to_another(self, which: int, other: int, yes: bool) -> None:
        thread, into = (self.threads[n % len(self.threads)] for n in (which, other))
        self.attempt(duplicates.lead_to(self.house, self.cast["agent"], thread, into if yes else None))

    @rule(which=which)
    def an_agent_corrects(self, which: int) -> None:
        said = errata.NewErratum(f"Non, {which}.")
        self.attempt(errata.correct(self.house, self.cast["agent"], self.posts[which % len(self.posts)], said))

    @invariant()
    def no_question_leads_round_in_a_ring(self) -> None:
        rows = self.runner.run(self.house.database.fetch("select id, duplicate_of from threads where site_id = $1", self.site))
        leads = {row["id"]: row["duplicate_of"] for row in rows}
        for id in leads:
            way = [id]
            while (further := leads[way[-1]]) is not None:
                assert further not in way
                way.append(further)

    @invariant()
    def each_question_counts_those_who_ask_it_too(self) -> None:
        wrong = self.runner.run(
            self.house.database.fetchval(
                """select count(*) from threads t where site_id = $1 and same_question <> (select count(*) from same_questions s
                where (s.site_id, s.thread_id) = (t.site_id, t.id))""",
                self.site,
            )
        )
        assert wrong == 0

    @invariant()
    def the_snapshot_proof_holds(self) -> None:
        if self.threads:
            self.runner.run(self.proof.holds())

    @invariant()
    def what_is_kept_is_there(self) -> None:
        waiting = []
        for id in self.threads:
            found = self.runner.run(thread_snapshot(self.house.database, self.site, id))
            assert found is not None
            state: State = found[1]
            thread, posts = state["thread"], {post["id"]: post for post in state["posts"]}
            official = [post["id"] for post in posts.values() if post["official"]]
            assert official == [thread["official"]] * (thread["official"] is not None)
            assert thread["accepted"] is None or posts[thread["accepted"]]["state"] == "visible"
            assert thread["accepted"] is None or thread["status"] in ("solved", "closed")
            if thread["state"] == "visible" and thread["status"] == "open" and thread["author"]["voice"] != "agent":
                waiting.append(thread["id"])
        if self.threads:
            _, queue = self.runner.run(queue_snapshot(self.house.database, self.site))
            assert {one["thread"]["id"] for one in queue["threads"]} == set(waiting)
            _, page = self.runner.run(page_snapshot(self.house.database, self.site, page_id(self.site, KEY)))
            assert page["pinned"] == [thread for thread in page["threads"] if thread["pinned"]]


def test_whatever_is_decided_the_events_tell_all_of_it(database_url: str) -> None:
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        database = Database(database_url)
        runner.run(database.open())
        try:
            # A failure is shown as it was found: making it smaller would take minutes.
            run_state_machine_as_test(
                partial(Decisions, runner, database),  # type: ignore[arg-type]
                settings=settings(
                    max_examples=40, stateful_step_count=25, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
                ),
            )
        finally:
            runner.run(database.close())
