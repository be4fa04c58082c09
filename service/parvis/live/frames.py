"""What the service says on the live channel, encoded once for all who hear it.

A message is JSON text; a frame is the same message as an unmasked WebSocket text frame (RFC 6455, 5.2), which is the same bytes
for every watcher and can be written to a transport as it is.
"""

from __future__ import annotations

from typing import Any

import msgspec

from parvis.domain.events import Numbered, State
from parvis.domain.ids import Channel

encode = msgspec.json.Encoder().encode


def frame(message: bytes) -> bytes:
    size = len(message)
    if size < 126:
        head = bytes((0x81, size))
    elif size < 1 << 16:
        head = b"\x81\x7e" + size.to_bytes(2)
    else:
        head = b"\x81\x7f" + size.to_bytes(8)
    return head + message


def event(numbered: Numbered) -> bytes:
    return encode(
        {
            "type": "event",
            "channel": numbered.channel.name,
            "seq": numbered.seq,
            "kind": numbered.kind,
            "data": msgspec.Raw(numbered.data),
        }
    )


def welcome(channel: Channel | None, seq: int, epoch: str) -> bytes:
    return encode({"type": "welcome", "channel": channel.name if channel else None, "seq": seq, "epoch": epoch})


def snapshot(channel: Channel, seq: int, state: State) -> bytes:
    return encode({"type": "snapshot", "channel": channel.name, "seq": seq, "state": state})


def hint(channel: Channel, kind: str, data: dict[str, Any]) -> bytes:
    return encode({"type": "hint", "channel": channel.name, "kind": kind, "data": data})


def refused(channel: str, code: str) -> bytes:
    return encode({"type": "refused", "channel": channel, "code": code})
