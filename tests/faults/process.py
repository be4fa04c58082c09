"""The real service as real processes, which a test may kill."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator

import httpx
import psutil  # type: ignore[import-untyped]

from tests.conftest import until


class Process:
    """`parvis serve` on a port of its own."""

    def __init__(self, database_url: str, workers: int = 1) -> None:
        self._environment = {**os.environ, "DATABASE_URL": database_url}
        self._workers = workers
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Returns when it answers."""
        self._process = self._begin()
        async with httpx.AsyncClient() as http, asyncio.timeout(30):
            while True:
                assert self._process.poll() is None, "the service ended before it answered"
                with contextlib.suppress(httpx.TransportError):
                    if (await http.get(f"{self.origin}/health/ready")).status_code == 200:
                        return
                await asyncio.sleep(0.05)

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "parvis", "serve", "--port", str(self.port), "--workers", str(self._workers)]
        return subprocess.Popen(command, env=self._environment)

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def ended(self, seconds: float) -> int:
        """Its exit status, at the latest after so many seconds."""
        process = self._process
        assert process is not None
        await until(lambda: process.poll() is not None, seconds)
        return process.returncode

    async def kill(self) -> None:
        self.send(signal.SIGKILL)
        await self.ended(5)

    def workers_with_connections(self) -> set[int]:
        """The processes that serve somebody now."""
        assert self._process is not None
        family = [psutil.Process(self._process.pid), *psutil.Process(self._process.pid).children(recursive=True)]
        return {
            one.pid
            for one in family
            for connection in one.net_connections("tcp")
            if connection.status == "ESTABLISHED" and connection.laddr.port == self.port
        }

    async def clear_away(self) -> None:
        """Whatever is left after a test."""
        if self._process is None or self._process.poll() is not None:
            return
        family = psutil.Process(self._process.pid).children(recursive=True)
        self.send(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await self.ended(8)
        for one in (process for process in family if process.is_running()):
            one.kill()
        if self._process.poll() is None:
            await self.kill()


@contextlib.asynccontextmanager
async def serving(database_url: str, workers: int = 1) -> AsyncIterator[Process]:
    process = Process(database_url, workers)
    try:
        await process.start()
        yield process
    finally:
        await process.clear_away()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
