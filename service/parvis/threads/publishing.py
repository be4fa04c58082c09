"""What moderation held is published: through the acts by which it would have been written."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import msgspec

from parvis.domain.gate import Request
from parvis.domain.people import Person
from parvis.domain.problems import OfficeHoursOver
from parvis.store.house import House
from parvis.threads import acts, testimonies
from parvis.threads.pictures import Named


class Replied(msgspec.Struct):
    thread: UUID
    id: UUID
    body: str
    reply_to: UUID | None = None
    source: str | None = None
    named: tuple[Named, ...] = ()


async def publish(house: House, who: Person, request: Request) -> None:
    """What was asked while it was held, through the same acts as if it was asked now. Raises what those raise."""
    if "ask" in request:
        asked = msgspec.convert(request["ask"], acts.Asked)
        try:
            await acts.ask(house, who, asked)
        except OfficeHoursOver:  # they ended while it was held: it is a question like any other
            await acts.ask(house, who, replace(asked, officehours=None))
    elif "testify" in request:
        await testimonies.write(house, who, msgspec.convert(request["testify"], testimonies.Told))
    else:
        said = msgspec.convert(request["reply"], Replied)
        await acts.reply(house, who, said.thread, said.id, said.body, said.reply_to, said.source, said.named)
