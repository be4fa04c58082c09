"""Our frames are the bytes that a WebSocket library writes, and the messages are JSON of the protocol."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest
from websockets.frames import Frame, Opcode

from parvis.domain.events import Numbered
from parvis.domain.ids import thread_channel
from parvis.live import frames

CHANNEL = thread_channel(UUID(int=1), UUID(int=2))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 200_000])
def test_a_frame_is_what_another_codec_writes(size: int) -> None:
    message = b"x" * size
    assert frames.frame(message) == Frame(Opcode.TEXT, message).serialize(mask=False)


def test_an_event_carries_its_data_untouched() -> None:
    data = '{"text":"« Où ? » 🙂\\n","n":1.50}'.encode()
    message = frames.event(Numbered(CHANNEL, 7, "post.added", data))
    assert data in message
    assert msgspec.json.decode(message) == {
        "type": "event", "channel": CHANNEL.name, "seq": 7, "kind": "post.added", "data": msgspec.json.decode(data),
    }  # fmt: skip


def test_a_message_is_one_line_so_that_server_sent_events_may_carry_it() -> None:
    assert b"\n" not in frames.hint(CHANNEL, "typing", {"author": {"name": "deux\nlignes"}})


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (frames.welcome(CHANNEL, 3, "e"), {"type": "welcome", "channel": CHANNEL.name, "seq": 3, "epoch": "e"}),
        (frames.welcome(None, 0, "e"), {"type": "welcome", "channel": None, "seq": 0, "epoch": "e"}),
        (frames.snapshot(CHANNEL, 3, {}), {"type": "snapshot", "channel": CHANNEL.name, "seq": 3, "state": {}}),
        (frames.refused("queue:x", "not-yours"), {"type": "refused", "channel": "queue:x", "code": "not-yours"}),
    ],
)
def test_messages_are_those_of_the_protocol(message: bytes, said: object) -> None:
    assert msgspec.json.decode(message) == said
