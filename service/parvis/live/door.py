"""What the live channel must know of the rest of the house, handed in by the composition root: who is asking, and may they?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from starlette.requests import HTTPConnection

from parvis.domain.ids import Channel
from parvis.domain.pages import SiteRules
from parvis.domain.people import Person
from parvis.domain.problems import NotYours
from parvis.live.feed import Feed
from parvis.live.hub import Hub
from parvis.live.presence import Presence
from parvis.live.relay import Relay


class Restartable(Protocol):
    def restart(self) -> None:
        """Close with 1012: the client comes back after a random wait."""


class Doorman(Protocol):
    async def site(self, name: str) -> tuple[UUID, SiteRules] | None:
        """The site of that name, and its rules."""

    async def site_of(self, channel_kind: str, id: UUID) -> UUID | None:
        """The site to which a page or a thread belongs."""

    async def page(self, site: UUID, key: str) -> UUID:
        """The page on which the discussion of that key stands."""

    async def person(self, connection: HTTPConnection, token: str | None) -> Person | None:
        """Who is asking, by token or by the console's cookie. Raises TokenRefused."""


@dataclass(frozen=True, slots=True)
class Live:
    """Everything a socket needs."""

    hub: Hub
    relay: Relay
    feed: Feed
    presence: Presence
    door: Doorman
    connections: set[Restartable] = field(default_factory=set)

    def restart(self) -> None:
        """Another epoch: numbers may have been used twice, so everybody starts again from a snapshot."""
        self.hub.streams.clear()
        for connection in tuple(self.connections):
            connection.restart()


def may_watch(channel: Channel, who: Person | None) -> None:
    """Pages, guides and threads are public; the queue is its agents' own, a person's channel is hers.

    Asked at hello, at resume and at delivery.
    """
    if is_public(channel):
        return
    if who is None or who.site != channel.site:
        raise NotYours
    if channel.kind == "person" and who.id != channel.id:
        raise NotYours
    if channel.kind == "queue" and not who.is_agent:
        raise NotYours


def is_public(channel: Channel) -> bool:
    return channel.kind in ("page", "guide", "thread")
