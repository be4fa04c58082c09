"""Names of things: UUIDv7 for what is created, UUIDv5 for pages, channels as words."""

from __future__ import annotations

import os
import time
from typing import Literal, NamedTuple
from uuid import UUID, uuid5

_PAGES = UUID("0d9f6f0e-6c5c-5b58-9d0b-70617276697a")
_KINDS = ("person", "queue", "page", "guide", "thread")


def uuid7() -> UUID:
    """A new time-ordered id (RFC 9562, 5.7): 48 bits of milliseconds, 74 of chance."""
    milliseconds = time.time_ns() // 1_000_000
    chance = int.from_bytes(os.urandom(10))
    return UUID(int=milliseconds << 80 | 0x7 << 76 | (chance >> 68) << 64 | 0b10 << 62 | chance & (1 << 62) - 1)


def page_id(site: UUID, key: str) -> UUID:
    """The id of a page follows from site and key, so that reading a page nobody wrote on stores nothing."""
    return uuid5(_PAGES, f"{site}\n{key}")


class Channel(NamedTuple):
    """A numbered stream of events of one site, about one thing: a page, its guide, a thread, the agents' queue, a person."""

    site: UUID
    kind: Literal["person", "queue", "page", "guide", "thread"]
    id: UUID

    @property
    def name(self) -> str:
        """As the wire and the tables write it: `thread:<uuid>`."""
        return f"{self.kind}:{self.id}"

    @property
    def lock_order(self) -> tuple[int, str]:
        """Person, queue, page, guide, thread, then by id: two writers never wait for each other in a ring."""
        return _KINDS.index(self.kind), str(self.id)


def person_channel(site: UUID, person: UUID) -> Channel:
    """What is told to one person alone: decisions about what she wrote, asides with an agent."""
    return Channel(site, "person", person)


def page_channel(site: UUID, page: UUID) -> Channel:
    return Channel(site, "page", page)


def guide_channel(site: UUID, page: UUID) -> Channel:
    """The guide of a page; its id is the page's."""
    return Channel(site, "guide", page)


def thread_channel(site: UUID, thread: UUID) -> Channel:
    return Channel(site, "thread", thread)


def queue_channel(site: UUID) -> Channel:
    return Channel(site, "queue", site)


def parse_channel(site: UUID, name: str) -> Channel | None:
    """`"thread:<uuid>"` → a channel of that site; None when it is none, or not written the one canonical way."""
    kind, _, rest = name.partition(":")
    try:
        channel = Channel(site, kind, UUID(rest))  # type: ignore[arg-type]
    except ValueError:
        return None
    return channel if kind in _KINDS and channel.name == name else None
