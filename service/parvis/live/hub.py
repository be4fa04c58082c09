"""Channel → watchers. Publishing never waits; whoever cannot keep up steps back and resumes by number.

A stream is one channel as this process knows it: its head, its recent messages, its watchers. A watcher that is level with the
head stands in the stream and gets each new message at once; one that is not stands outside and is brought up (`live/feed.py`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Protocol

from parvis.domain.events import ERASING, Numbered
from parvis.domain.ids import Channel
from parvis.live import frames

RECENT_EVENTS = 500
RECENT_BYTES = 512 * 1024
FORGETTING = (*ERASING, "thread.changed", "queue.left")
"""Kinds with which a text may leave the table. Withdrawing a question is told to its page and to the queue by the latter two."""


class Watcher(Protocol):
    """Somebody who is level with one channel's head."""

    def deliver(self, messages: Sequence[bytes], frames: bytes) -> None:
        """The same news twice: as JSON messages, and as WebSocket frames ready to be written. Must not wait."""

    def notice(self, message: bytes, frame: bytes) -> None:
        """A hint: may be dropped when the watcher is busy. Must not wait."""


class Stream:
    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.head: int | None = None  # unknown until the first read
        self.watchers: set[Watcher] = set()
        self.interest = 0
        """How many watch this channel here, level or not: the relay listens while it is not zero."""
        self.recent: deque[tuple[int, bytes]] = deque()
        self._bytes = 0

    def publish(self, events: Sequence[Numbered]) -> None:
        """Events right after the head, in order; anything else is left for the relay to read again."""
        news: list[bytes] = []
        for event in events:
            if self.head is not None and event.seq == self.head + 1:
                message = frames.event(event)
                self._remember(event, message)
                self.head = event.seq
                news.append(message)
        if news:
            data = b"".join(frames.frame(message) for message in news)
            for watcher in tuple(self.watchers):
                watcher.deliver(news, data)

    def after(self, seq: int) -> list[bytes] | None:
        """The messages after a number, from memory; None when they are no longer (or not yet) there."""
        if self.head is None or seq > self.head:
            return None
        if seq == self.head:
            return []
        if not self.recent or self.recent[0][0] > seq + 1:
            return None
        return [message for number, message in self.recent if number > seq]

    def notice(self, message: bytes) -> None:
        data = frames.frame(message)
        for watcher in tuple(self.watchers):
            watcher.notice(message, data)

    def _remember(self, event: Numbered, message: bytes) -> None:
        if event.kind in FORGETTING:
            # Older messages may hold the text that was just taken back; the table no longer does.
            self.recent.clear()
            self._bytes = 0
        self.recent.append((event.seq, message))
        self._bytes += len(message)
        while len(self.recent) > RECENT_EVENTS or (self._bytes > RECENT_BYTES and len(self.recent) > 1):
            self._bytes -= len(self.recent.popleft()[1])


class Hub:
    """Every stream that somebody watches here."""

    def __init__(self) -> None:
        self.streams: dict[Channel, Stream] = {}

    def enter(self, channel: Channel) -> Stream:
        stream = self.streams.get(channel)
        if stream is None:
            stream = self.streams[channel] = Stream(channel)
        stream.interest += 1
        return stream

    def leave(self, stream: Stream) -> None:
        stream.interest -= 1
        if stream.interest == 0 and self.streams.get(stream.channel) is stream:
            del self.streams[stream.channel]

    def publish(self, events: Sequence[Numbered]) -> None:
        """Events of any channels, each channel's in order."""
        grouped: dict[Channel, list[Numbered]] = {}
        for event in events:
            grouped.setdefault(event.channel, []).append(event)
        for channel, its in grouped.items():
            if stream := self.streams.get(channel):
                stream.publish(its)

    def hint(self, channel: Channel, kind: str, data: dict[str, object]) -> None:
        if stream := self.streams.get(channel):
            stream.notice(frames.hint(channel, kind, data))
