"""Three people ask, reply, edit and withdraw in any order. After every step: the snapshot proof, and a model that agrees."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from parvis.agents.queries import queue_snapshot
from parvis.domain.ids import page_channel, page_id, queue_channel, thread_channel, uuid7
from parvis.domain.pages import SiteRules
from parvis.domain.people import Person
from parvis.domain.problems import NotYours, PostWithdrawn
from parvis.domain.values import Post
from parvis.sites.queries import add_site, site_named
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.journal import Journal
from parvis.threads import acts
from parvis.threads.snapshots import page_snapshot, thread_snapshot
from tests.machines import walk
from tests.threads.test_snapshot_proof import Proof

KEY = "https://www.valombre.example/passeport"
PEOPLE = ("camille", "lou", "agent")


@dataclass
class Said:
    """A message as the model knows it."""

    id: UUID
    thread: UUID
    who: str
    body: str
    opens: bool
    visible: bool = True


class Conversation(RuleBasedStateMachine):
    """One site of its own per run, in a database that all runs share."""

    messages: Bundle[Said] = Bundle("messages")
    people = st.sampled_from(PEOPLE)
    words = st.sampled_from(["Bonjour.", "Où **lire** ?", "- un\n- deux", "Merci, https://a.example/x"])

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.runner, self.house = runner, House(database, Journal(database, lambda events, hints: None), lambda channel: {})
        self.proof = Proof(database)
        self.said: list[Said] = []
        self.waiting: list[UUID] = []

    def run(self, act: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(act)

    @initialize(target=messages, words=words)
    def a_site_where_somebody_asked(self, words: str) -> Said:
        self.run(self._settle())
        return self.ask("lou", words)

    async def _settle(self) -> None:
        name = f"site-{uuid7()}"
        await add_site(self.house.database, name, SiteRules(("https://www.valombre.example",)))
        site = await site_named(self.house.database, name)
        assert site is not None
        self.site = site.id
        citizens = {name: Person(uuid7(), self.site, name.title(), "citizen") for name in ("camille", "lou")}
        self.cast = {**citizens, "agent": Person(uuid7(), self.site, "Agent Démo", "agent", "Service des passeports")}
        await self.proof.follow(queue_channel(self.site))

    @rule(target=messages, who=people, words=words)
    def somebody_asks(self, who: str, words: str) -> Said:
        return self.ask(who, words)

    def ask(self, who: str, words: str) -> Said:
        asked = acts.Asked(uuid7(), uuid7(), KEY, "Passeport", "question", "Où ?", words)
        self.run(acts.ask(self.house, self.cast[who], asked))
        if not self.said:
            self.run(self.proof.follow(page_channel(self.site, page_id(self.site, KEY))))
        self.run(self.proof.follow(thread_channel(self.site, asked.id)))
        self.said.append(Said(asked.post, asked.id, who, words, opens=True))
        if who != "agent":
            self.waiting.append(asked.id)
        return self.said[-1]

    @rule(target=messages, to=messages, who=people, words=words)
    def somebody_replies(self, to: Said, who: str, words: str) -> Said:
        id = uuid7()
        self.run(acts.reply(self.house, self.cast[who], to.thread, id, words, to.id))
        opening = self.opening(to.thread)
        if who == "agent" and to.thread in self.waiting:
            self.waiting.remove(to.thread)
        elif who == opening.who != "agent" and opening.visible and to.thread not in self.waiting:
            self.waiting.append(to.thread)
        self.said.append(Said(id, to.thread, who, words, opens=False))
        return self.said[-1]

    @rule(said=messages, who=people, words=words)
    def somebody_edits(self, said: Said, who: str, words: str) -> None:
        try:
            self.run(acts.edit(self.house, self.cast[who], said.id, words))
        except NotYours:
            assert said.who != who
        except PostWithdrawn:
            assert not said.visible
        else:
            said.body = words

    @rule(said=messages, who=people)
    def somebody_else_tries_to_withdraw(self, said: Said, who: str) -> None:
        if who != said.who:
            try:
                self.run(acts.withdraw(self.house, self.cast[who], said.id))
            except NotYours:
                return
            raise AssertionError("the words of another were withdrawn")

    @rule(said=consumes(messages))
    def its_author_withdraws(self, said: Said) -> None:
        self.run(acts.withdraw(self.house, self.cast[said.who], said.id))
        said.visible, said.body = False, ""
        if said.opens and said.thread in self.waiting:
            self.waiting.remove(said.thread)

    @rule(said=messages)
    def the_same_message_arrives_again(self, said: Said) -> None:
        if said.visible and not said.opens:
            before = len(self.posts(said.thread))
            edited = next(post for post in self.posts(said.thread) if post.id == said.id)
            if edited.edited_at is None:
                self.run(acts.reply(self.house, self.cast[said.who], said.thread, said.id, said.body, edited.reply_to))
            assert len(self.posts(said.thread)) == before

    @invariant()
    def the_snapshot_proof_holds(self) -> None:
        if self.said:
            self.run(self.proof.holds())

    @invariant()
    def the_model_agrees(self) -> None:
        if not self.said:
            return
        for thread in {said.thread for said in self.said}:
            expected = [
                (said.id, said.body, "visible" if said.visible else "withdrawn") for said in self.said if said.thread == thread
            ]
            assert [(post.id, post.body, post.state) for post in self.posts(thread)] == expected
        _, page = self.run(page_snapshot(self.house.database, self.site, page_id(self.site, KEY)))
        openings = [said for said in self.said if said.opens]
        assert page["total"] == sum(said.visible for said in openings)
        assert [thread["id"] for thread in page["threads"]] == [str(said.thread) for said in reversed(openings)][:50]
        assert {thread["id"]: thread["posts"] for thread in page["threads"]} == {
            str(one.thread): sum(said.visible for said in self.said if said.thread == one.thread) for one in openings
        }
        _, queue = self.run(queue_snapshot(self.house.database, self.site))
        assert [waiting["thread"]["id"] for waiting in queue["threads"]] == [str(thread) for thread in self.waiting]

    def opening(self, thread: UUID) -> Said:
        return next(said for said in self.said if said.opens and said.thread == thread)

    def posts(self, thread: UUID) -> list[Post]:
        found = self.run(thread_snapshot(self.house.database, self.site, thread))
        return msgspec.convert(found[1]["posts"], list[Post])


def test_whatever_people_do_the_events_tell_all_of_it(database_url: str) -> None:
    walk(Conversation, database_url, steps=20)
