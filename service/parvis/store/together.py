"""A journal whose writes do one thing more, in the same transaction: an act of another room, and what is decided by it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from parvis.domain.ids import Channel
from parvis.store.journal import Journal, Work, Writing

T = TypeVar("T")


class Together(Journal):
    def __init__(self, journal: Journal, channels: Sequence[Channel], more: Callable[[Writing], Awaitable[None]]) -> None:
        """`channels`: those that `more` appends to."""
        self._journal, self._channels, self._more = journal, channels, more

    async def write(self, channels: Sequence[Channel], work: Work[T]) -> T:
        async def both(writing: Writing) -> T:
            answer = await work(writing)
            if answer is not None:  # None: nothing was done, it comes back with more locks
                await self._more(writing)
            return answer

        return await self._journal.write(tuple({*channels, *self._channels}), both)
