"""What moderation held is published: through the acts by which it would have been written."""

from __future__ import annotations

from uuid import UUID

import msgspec

from parvis.domain.gate import Request
from parvis.domain.people import Person
from parvis.store.house import House
from parvis.threads import acts, testimonies


class Replied(msgspec.Struct):
    thread: UUID
    id: UUID
    body: str
    reply_to: UUID | None = None
    source: str | None = None


async def publish(house: House, who: Person, request: Request) -> None:
    """What was asked while it was held, through the same acts as if it was asked now. Raises what those raise."""
    if "ask" in request:
        await acts.ask(house, who, msgspec.convert(request["ask"], acts.Asked))
    elif "testify" in request:
        await testimonies.write(house, who, msgspec.convert(request["testify"], testimonies.Told))
    else:
        said = msgspec.convert(request["reply"], Replied)
        await acts.reply(house, who, said.thread, said.id, said.body, said.reply_to, said.source)
