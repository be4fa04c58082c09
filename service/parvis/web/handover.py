"""From a private aside back to its question: where the two rooms meet, since neither knows the other.

Two steps, each harmless to repeat: the asker's agreement is kept, then the conclusion is posted under its own id. When the second
fails, the same answer carries on from where it stood; once agreed to, nothing takes the agreement back half-way.
"""

from __future__ import annotations

from uuid import UUID

import msgspec

from parvis.asides import acts as asides
from parvis.domain import problems
from parvis.domain.asides import Aside, Conclusion
from parvis.domain.endpoint import Endpoint
from parvis.domain.people import Person
from parvis.domain.problems import ConclusionSettled, NotFound, NotYours
from parvis.store.house import House
from parvis.threads import acts as threads
from parvis.threads import decisions


class ConclusionAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """`conclusion`: the id of the one she read, so that she agrees to no other words."""

    conclusion: UUID
    agreed: bool


class Concluded(msgspec.Struct):
    aside: Aside
    conclusion: Conclusion


async def answer_conclusion(house: House, who: Person, id: UUID, body: ConclusionAnswer) -> Concluded:
    """Agree that an agent says this of one's private aside in public, or not. Agreed to, it is a public reply under its id."""
    aside, conclusion = await asides.answer(house, who, id, body.conclusion, body.agreed)
    if conclusion.state != "agreed":
        return Concluded(aside, conclusion)
    by = conclusion.author
    agent = Person(by.id, who.site, by.name, "agent", by.service)
    await threads.reply(house, agent, aside.thread, conclusion.id, conclusion.body, None)
    if conclusion.official:
        await decisions.make_official(house, agent, conclusion.id, True, None)
    return Concluded(*await asides.published(house, who, id, conclusion))


ENDPOINTS = [
    Endpoint(
        "PUT", "/asides/{id}/conclusion", answer_conclusion, Concluded, who="person", body=ConclusionAnswer,
        problems=(
            NotFound, NotYours, ConclusionSettled, problems.IdTaken, problems.ThreadClosed, problems.IsDuplicate,
            problems.PostWithdrawn, problems.Busy, problems.Unknown,
        ),
    ),
]  # fmt: skip
