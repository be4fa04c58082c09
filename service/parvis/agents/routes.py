"""What is the agents' alone."""

from __future__ import annotations

import msgspec

from parvis.agents import queries
from parvis.domain.endpoint import Endpoint
from parvis.domain.people import Person
from parvis.domain.values import Waiting
from parvis.store import journal
from parvis.store.house import House


class Queue(msgspec.Struct):
    site: str
    epoch: str
    seq: int
    threads: list[Waiting]
    total: int


async def read_queue(house: House, who: Person) -> Queue:
    """The questions of all pages that wait for an answer, longest wait first."""
    site = await house.database.fetchval("select name from sites where id = $1", who.site)
    epoch = await journal.epoch(house.database)
    seq, state = await queries.queue_snapshot(house.database, who.site)
    return Queue(site, epoch, seq, msgspec.convert(state["threads"], list[Waiting]), state["total"])


ENDPOINTS = [Endpoint("GET", "/agent/queue", read_queue, Queue, who="agent")]
