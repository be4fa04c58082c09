"""The built widget: which file is which, and how long a browser may keep it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from parvis.domain.problems import NotFound

STATIC = Path(str(files("parvis"))) / "static"
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "X-Content-Type-Options": "nosniff"}
_FOREVER = {**_OPEN, "Cache-Control": "public, max-age=31536000, immutable"}
_SHORTLY = {**_OPEN, "Cache-Control": "public, max-age=300"}
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


class NotBuilt(Exception):
    """The widget was not built; the sentence says what to do."""


class Assets:
    def __init__(self) -> None:
        self._read_at = 0
        self._manifest: dict[str, Any] = {}
        _ = self.manifest

    @property
    def manifest(self) -> dict[str, Any]:
        """What the build says of itself; read again when a new build stands there, so that `make dev` needs no restart."""
        path = STATIC / "manifest.json"
        try:
            written = path.stat().st_mtime_ns
            if written != self._read_at:
                self._manifest, self._read_at = msgspec.json.decode(path.read_bytes()), written
        except FileNotFoundError:
            raise NotBuilt("The widget is not built yet: run `make build` first.") from None
        return self._manifest

    @property
    def embed(self) -> str:
        """The loader's immutable path."""
        return f"/{self.manifest['embed']['file']}"

    @property
    def integrity(self) -> str:
        return str(self.manifest["embed"]["integrity"])

    async def newest_embed(self, request: Request) -> Response:
        """`/embed.js`: follows the newest version, so it may only be kept for a short while."""
        return FileResponse(STATIC / self.manifest["embed"]["file"], media_type=_TYPES[".js"], headers=_SHORTLY)

    async def file(self, request: Request) -> Response:
        """A file whose name is its content's hash: never changes."""
        path = STATIC / Path(request.path_params["name"]).name
        if path.suffix not in _TYPES or not path.is_file():
            raise NotFound
        return FileResponse(path, media_type=_TYPES[path.suffix], headers=_FOREVER)
