"""The seam with uvicorn: a WebSocket protocol that lets us write a ready-made frame to the transport.

Sending through ASGI costs an await, a copy and an encoding per watcher. A frame from the service is the same bytes for every
watcher, so it is encoded once and written as it is; handshake, routing, control frames and keep-alive stay uvicorn's. This leans
on uvicorn's internals: the version is pinned, and tests/live/test_wire.py holds the seam.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

EXTENSION = "parvis.wire"
HIGH_WATER = 128 * 1024
"""Bytes that may wait in a transport before its watcher steps back."""
DEADLINE = 20.0
"""Seconds that a reader may leave them waiting before it is let go (4409)."""
GRACE = 5.0
"""Seconds that it then has to read the rest, and why."""


class Wire:
    """One connection, for writing. `drained` is called when a reader that had fallen behind reads again."""

    def __init__(self, protocol: FrameProtocol) -> None:
        self._protocol = protocol
        self.full = False
        self.drained: Callable[[], None] = lambda: None
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def open(self) -> bool:
        return not (self._protocol.close_sent or self._protocol.transport.is_closing())

    def write(self, frames: bytes) -> None:
        """Complete frames. Never waits; nothing happens on a connection that closes."""
        if self.open:
            self._protocol.transport.write(frames)

    def fill(self) -> None:
        self.full = True
        self._deadline = self._protocol.loop.call_later(DEADLINE, self._let_go)

    def drain(self) -> None:
        self.full = False
        self.forget()
        self.drained()

    def forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def close(self, code: int, reason: str) -> None:
        """Say goodbye and end, without waiting for an answer."""
        if self.open:
            self._protocol.conn.send_close(code, reason)
            self._protocol.transport.write(b"".join(self._protocol.conn.data_to_send()))
            self._protocol.transport.close()

    def _let_go(self) -> None:
        """Whether or not the close frame is read, the connection ends and the client resumes by number."""
        self.close(4409, "lagging")
        self._deadline = self._protocol.loop.call_later(GRACE, self._protocol.transport.abort)


class FrameProtocol(WebSocketsSansIOProtocol):
    """uvicorn's sans-I/O WebSocket protocol, which offers its wire to the application in `scope["extensions"]`."""

    wire: Wire | None = None

    async def run_asgi(self) -> None:
        self.wire = Wire(self)
        self.transport.set_write_buffer_limits(high=HIGH_WATER)
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[EXTENSION] = self.wire
        await super().run_asgi()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.wire is not None:
            self.wire.fill()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.wire is not None:
            self.wire.drain()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.wire is not None:
            self.wire.forget()
        super().connection_lost(exc)
