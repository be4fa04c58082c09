"""How a process serves: the factory that every worker calls, and uvicorn's settings."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from starlette.applications import Starlette

from parvis.live.wire import FrameProtocol
from parvis.settings import Settings
from parvis.store import embedded, migrate
from parvis.web.app import build

# The private PostgreSQL lives as long as one process holds it: each worker holds it for itself.
_held: list[embedded.Embedded] = []


def hold(settings: Settings) -> str:
    """The URL of the database: the one that was set, else the private one, started when it does not run yet."""
    if settings.database_url is not None:
        return settings.database_url
    _held.append(embedded.start(settings.data))
    return _held[-1].url


def database(settings: Settings) -> str:
    """The same, brought up to this version."""
    url = hold(settings)
    asyncio.run(migrate.migrate(settings.database_direct_url or url))
    return url


def release() -> None:
    """Let go of the private PostgreSQL; the last one out stops it."""
    while _held:
        _held.pop().close()


def application() -> Starlette:
    """The application, from the environment alone: what uvicorn calls in each worker."""
    settings = Settings.from_environment()
    return build(settings, hold(settings))


def options(host: str, port: int) -> dict[str, Any]:
    """What we ask of uvicorn. No compression: frames are shared. No server header, no access log: addresses are personal data."""
    return {
        "host": host,
        "port": port,
        "loop": "uvloop",
        "http": "httptools",
        "ws": FrameProtocol,
        "ws_max_size": 32 * 1024,
        "ws_per_message_deflate": False,
        "ws_ping_interval": 20.0,
        "ws_ping_timeout": 20.0,
        "proxy_headers": False,
        "server_header": False,
        "access_log": False,
        "log_level": "warning",
        "timeout_graceful_shutdown": 3,
        "lifespan": "on",
    }


def serve(host: str, port: int, workers: int) -> None:
    """Until interrupted."""
    settings = Settings.from_environment()
    database(settings)  # here, so that a database that cannot be had is said once and not by each worker
    try:
        uvicorn.run("parvis.web.serve:application", factory=True, workers=workers, **options(host, port))
    finally:
        release()
