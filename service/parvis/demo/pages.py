"""The example host pages, served from an origin that is not the service's, as in life."""

from __future__ import annotations

import json
import secrets
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from parvis.web.assets import Assets

SINGLE_PAGE_APPLICATIONS = ("logement",)


def examples() -> Path:
    """The folder of the example pages: inside the installed package, else beside it in a checkout."""
    installed = Path(str(files("parvis"))) / "examples"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "examples"


def host_pages(service: str, site: str) -> Starlette:
    """An application that serves the example pages with the tag of `service` and `site` in them."""
    folder, assets = examples(), Assets()
    templates = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)

    async def page(request: Request) -> Response:
        path = request.path_params["path"]
        if path == "favicon.ico":
            return Response(None, 204)
        found = _find(folder, path)
        if found is None:
            return PlainTextResponse("Rien à cette adresse.\n", 404)
        if found.is_dir():
            return RedirectResponse(request.url.path + "/", 301)
        if found.suffix != ".html":
            return FileResponse(found, headers={"Cache-Control": "no-cache"})
        values = {
            "service": service,
            "site": site,
            "nonce": secrets.token_urlsafe(16),
            "embed": service + assets.embed,
            "integrity": assets.integrity,
        }
        html = templates.get_template(found.relative_to(folder).as_posix()).render(values)
        return HTMLResponse(html, headers=_headers(templates, found, values))

    return Starlette(routes=[Route("/{path:path}", page)])


def _find(folder: Path, path: str) -> Path | None:
    wanted = (folder / path).resolve()
    if not wanted.is_relative_to(folder.resolve()):
        return None
    if path == "" or (path.endswith("/") and wanted.is_dir()):
        wanted = wanted / "index.html"
    first = path.partition("/")[0]
    if not wanted.exists() and first in SINGLE_PAGE_APPLICATIONS and "." not in path:
        wanted = folder / first / "index.html"
    return wanted if wanted.exists() else None


def _headers(templates: Environment, page: Path, values: dict[str, Any]) -> dict[str, str]:
    headers = {"Cache-Control": "no-cache"}
    declared = page.with_name("headers.json")
    if declared.is_file():
        for name, value in json.loads(declared.read_text("utf-8")).items():
            headers[name] = templates.from_string(value).render(values)
    return headers
