"""Where the bytes of files lie when they are not in the database: a folder, or an S3-compatible store.

The keys and the address of such a store are read by its library from the standard `AWS_…` variables.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from parvis.domain.problems import Busy

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

# An address that begins with http:// is meant so: the store beside us, on our own network.
_CLIENT: ClientConfig = {"timeout": "5s", "connect_timeout": "2s", "allow_http": True}
_RETRIES: RetryConfig = {"max_retries": 2, "retry_timeout": timedelta(seconds=5)}


class Shelf:
    def __init__(self, place: str) -> None:
        """`place`: `s3://bucket/prefix`, else a folder (`file:/var/lib/parvis` or its path), made when it is not there."""
        if place.startswith("s3://"):
            bucket, _, prefix = place.removeprefix("s3://").partition("/")
            self._store: LocalStore | S3Store = S3Store(
                bucket, prefix=prefix or None, client_options=_CLIENT, retry_config=_RETRIES
            )
        else:
            folder = Path("/" + place.removeprefix("file:").lstrip("/") if place.startswith("file:") else place).absolute()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._store = LocalStore(folder, automatic_cleanup=True)

    async def put(self, name: str, content: bytes) -> None:
        """Whole or not at all. Raises Busy."""
        try:
            await obstore.put_async(self._store, name, content)
        except (BaseError, OSError) as error:
            raise Busy from error

    async def get(self, name: str) -> bytes | None:
        """Raises Busy."""
        try:
            found = await obstore.get_async(self._store, name)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise Busy from error

    async def remove(self, names: Sequence[str]) -> None:
        """Harmless to repeat. Raises Busy."""
        for name in names:
            try:
                await obstore.delete_async(self._store, name)
            except FileNotFoundError:
                continue
            except (BaseError, OSError) as error:
                raise Busy from error
