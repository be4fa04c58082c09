"""The hub: one event, the same bytes for all; memory that forgets what was erased; no sockets, no SQL."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
import pytest

from parvis.domain.events import Kind, Numbered
from parvis.domain.ids import page_channel, queue_channel, thread_channel
from parvis.live import frames
from parvis.live.hub import RECENT_BYTES, RECENT_EVENTS, Hub, Stream

SITE = UUID(int=1)
THREAD = thread_channel(SITE, UUID(int=2))
PAGE = page_channel(SITE, UUID(int=3))
QUEUE = queue_channel(SITE)


class Ear:
    """A watcher that writes down what it is given."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.frames = b""
        self.hints: list[bytes] = []

    def deliver(self, messages: Sequence[bytes], frames: bytes) -> None:
        self.messages += messages
        self.frames += frames

    def notice(self, message: bytes, frame: bytes) -> None:
        self.hints.append(message)
        self.frames += frame


def event(seq: int, kind: Kind = "post.added", channel: object = THREAD, text: str = "Bonjour.") -> Numbered:
    return Numbered(channel, seq, kind, msgspec.json.encode({"text": text}))  # type: ignore[arg-type]


def numbers(messages: Sequence[bytes] | None) -> list[int] | None:
    return None if messages is None else [msgspec.json.decode(message)["seq"] for message in messages]


@pytest.fixture
def stream() -> Stream:
    """A stream that is level with an empty channel."""
    stream = Hub().enter(THREAD)
    stream.head = 0
    return stream


def test_every_watcher_gets_the_same_bytes_in_order(stream: Stream) -> None:
    ears = [Ear(), Ear()]
    stream.watchers.update(ears)
    stream.publish([event(1), event(2)])
    stream.publish([event(3)])
    assert numbers(ears[0].messages) == [1, 2, 3]
    assert ears[0].frames == ears[1].frames == b"".join(frames.frame(message) for message in ears[0].messages)


def test_a_number_is_delivered_once_however_often_it_is_read(stream: Stream) -> None:
    ear = Ear()
    stream.watchers.add(ear)
    stream.publish([event(1), event(2)])
    stream.publish([event(1), event(2), event(3)])
    assert numbers(ear.messages) == [1, 2, 3]


def test_a_gap_is_left_for_the_relay_to_read_again(stream: Stream) -> None:
    ear = Ear()
    stream.watchers.add(ear)
    stream.publish([event(2), event(3)])
    assert ear.messages == [] and stream.head == 0
    stream.publish([event(1), event(2), event(3)])
    assert numbers(ear.messages) == [1, 2, 3] and stream.head == 3


def test_nothing_is_delivered_before_the_head_is_known() -> None:
    stream, ear = Hub().enter(THREAD), Ear()
    stream.watchers.add(ear)
    stream.publish([event(1)])
    assert ear.messages == [] and stream.head is None and stream.after(0) is None


def test_recent_events_bring_a_cursor_level(stream: Stream) -> None:
    stream.publish([event(seq) for seq in range(1, 6)])
    assert numbers(stream.after(2)) == [3, 4, 5]
    assert stream.after(5) == []
    assert stream.after(6) is None, "a number that was never given here"


def test_memory_is_bounded_in_events(stream: Stream) -> None:
    stream.publish([event(seq) for seq in range(1, RECENT_EVENTS + 11)])
    assert stream.after(9) is None
    assert len(stream.after(10) or ()) == RECENT_EVENTS


def test_memory_is_bounded_in_bytes_and_keeps_the_last(stream: Stream) -> None:
    for seq in range(1, 6):
        stream.publish([event(seq, text="x" * (RECENT_BYTES // 2))])
    assert stream.after(3) is None and numbers(stream.after(4)) == [5]
    stream.publish([event(6, text="x" * RECENT_BYTES * 2)])
    assert numbers(stream.after(5)) == [6]


@pytest.mark.parametrize("kind", ["post.edited", "post.withdrawn", "thread.changed", "queue.left"])
def test_what_was_taken_back_is_no_longer_in_memory(stream: Stream, kind: Kind) -> None:
    stream.publish([event(1, text="mon numéro est 1234"), event(2), event(3, kind), event(4)])
    assert stream.after(0) is None and stream.after(1) is None, "the table tells, and it no longer says it"
    assert numbers(stream.after(2)) == [3, 4]
    assert all(b"1234" not in message for _, message in stream.recent)


def test_after_an_erasure_the_bytes_are_counted_anew(stream: Stream) -> None:
    half = "x" * (RECENT_BYTES // 2)
    stream.publish([event(1, text=half), event(2, "post.edited"), event(3, text=half), event(4)])
    assert numbers(stream.after(1)) == [2, 3, 4]


def test_a_hint_reaches_those_who_watch_and_is_kept_nowhere(stream: Stream) -> None:
    hub, ear, other = Hub(), Ear(), Ear()
    hub.enter(THREAD).watchers.add(ear)
    hub.enter(PAGE).watchers.add(other)
    hub.hint(THREAD, "typing", {"author": "Camille"})
    assert [msgspec.json.decode(hint)["kind"] for hint in ear.hints] == ["typing"] and other.hints == []
    assert not hub.streams[THREAD].recent
    hub.hint(QUEUE, "presence", {})  # nobody watches: nothing happens


def test_events_of_many_channels_go_to_their_own() -> None:
    hub, on_thread, on_page = Hub(), Ear(), Ear()
    for channel, ear in ((THREAD, on_thread), (PAGE, on_page)):
        stream = hub.enter(channel)
        stream.head = 0
        stream.watchers.add(ear)
    hub.publish([event(1), event(1, "thread.opened", PAGE), event(2), event(1, "queue.joined", QUEUE)])
    assert numbers(on_thread.messages) == [1, 2] and numbers(on_page.messages) == [1]


def test_a_stream_lives_as_long_as_somebody_is_interested() -> None:
    hub = Hub()
    first, second = hub.enter(THREAD), hub.enter(THREAD)
    assert first is second
    hub.leave(first)
    assert THREAD in hub.streams
    hub.leave(second)
    assert hub.streams == {}


def test_leaving_a_stream_of_an_earlier_life_leaves_the_new_one_alone() -> None:
    hub = Hub()
    old = hub.enter(THREAD)
    hub.streams.clear()
    new = hub.enter(THREAD)
    hub.leave(old)
    assert hub.streams == {THREAD: new}


def test_a_watcher_that_leaves_while_it_hears_disturbs_nobody(stream: Stream) -> None:
    class Leaving(Ear):
        def deliver(self, messages: Sequence[bytes], frames: bytes) -> None:
            stream.watchers.discard(self)
            super().deliver(messages, frames)

    ears = [Leaving(), Ear(), Leaving()]
    stream.watchers.update(ears)
    stream.publish([event(1)])
    stream.publish([event(2)])
    assert sorted(len(ear.messages) for ear in ears) == [1, 1, 2]
