"""Everything that can be set, read once from the environment. Each variable has its line in `docs/operating.md`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str | None
    """`DATABASE_URL`: a PostgreSQL 14 or later. Without it, a private one is started under `data`."""
    database_direct_url: str | None
    """`DATABASE_DIRECT_URL`: the same database without the pooler in front, for LISTEN."""
    data: Path
    """`PARVIS_DATA`: where the private PostgreSQL keeps its files."""
    public_url: str | None
    """`PARVIS_PUBLIC_URL`: the origin under which browsers reach the service, when a proxy stands before it."""
    pictures: str | None = None
    """`PARVIS_PICTURES`: a folder, or `s3://bucket/prefix`, for the bytes of pictures. Without it, they lie in the database."""

    secrets: Path | None = None
    """`PARVIS_SECRETS`: a folder with one file for each secret of an identity provider."""
    proxies: int = 0
    """`PARVIS_PROXIES`: how many proxies of ours stand in front; the address of who asks is what the first of them saw."""

    VARIABLES: ClassVar[tuple[str, ...]] = (
        "DATABASE_URL", "DATABASE_DIRECT_URL", "PARVIS_DATA", "PARVIS_PUBLIC_URL", "PARVIS_PICTURES", "PARVIS_SECRETS",
        "PARVIS_PROXIES",
    )  # fmt: skip

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        secrets = environment.get("PARVIS_SECRETS") or None
        public = environment.get("PARVIS_PUBLIC_URL") or None
        return cls(
            database_url=environment.get("DATABASE_URL") or None,
            database_direct_url=environment.get("DATABASE_DIRECT_URL") or None,
            data=Path(environment.get("PARVIS_DATA") or ".parvis").absolute(),
            public_url=public.rstrip("/") if public else None,
            pictures=environment.get("PARVIS_PICTURES") or None,
            secrets=Path(secrets).absolute() if secrets else None,
            proxies=int(environment.get("PARVIS_PROXIES") or 0),
        )
