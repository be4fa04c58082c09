"""Which page is this? One page, one discussion: the address a browser shows is brought down to one key.

The key is computed here, by the service; what a browser says is only where to start. Query strings, fragments, capitals in the
host, default ports, trailing slashes, `index.html` and session ids never split a discussion, and identifiers in addresses
(`/dossiers/18452/brouillon`) are dropped by the site's patterns (`/dossiers/:id/brouillon`) before anything is stored.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

from parvis.domain.problems import BadCharacters, BadShape, Empty, ForeignPage, TooLong

URL_LIMIT = 4_096
KEY_LIMIT = 400
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid|sessionid)=[^/;?#]*", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_SAFE_IN_PATH = "/:@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a webmaster declared: exact origins, path patterns (`:name` stands for one segment), query parameters to keep."""

    origins: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    kept_parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """What the loader saw: the browser's address, the webmaster's explicit key, the canonical link."""

    url: str
    page: str | None = None
    canonical: str | None = None


def page_key(address: Address, rules: SiteRules) -> str:
    """The key under which this page's discussion is kept.

    In this order: the explicit key; the first pattern that fits the path; a canonical link of the same origin; the address.
    Raises BadShape (no http(s) URL), TooLong, ForeignPage (an origin that is not the site's), Empty or BadCharacters.
    """
    origin, path, query = _split(address.url, "url")
    if origin not in rules.origins:
        raise ForeignPage(field="url")
    if address.page is not None:
        return _explicit(address.page)
    for pattern in rules.patterns:
        if _fits(pattern, path):
            return _bounded(origin + pattern, "url")
    if address.canonical:
        try:
            canonical = _split(address.canonical, "canonical")
        except (BadShape, TooLong):
            canonical = None
        if canonical and canonical[0] == origin:
            _, path, query = canonical
    return _bounded(origin + path + _kept(query, rules.kept_parameters), "url")


def origin_of(url: str) -> str:
    """`https://WWW.Example.fr:443/a` → `https://www.example.fr`. Raises BadShape, TooLong."""
    return _split(url, "origin")[0]


def _explicit(page: str) -> str:
    key = " ".join(unicodedata.normalize("NFC", page).split())
    if not key:
        raise Empty(field="page")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in key):
        raise BadCharacters(field="page")
    return _bounded(key, "page")


def _split(url: str, field: str) -> tuple[str, str, str]:
    """Origin, normal path, raw query."""
    if len(url) > URL_LIMIT:
        raise TooLong(field=field, limit=URL_LIMIT)
    if _UNSAFE.search(url):
        raise BadShape(field=field, expected="an http(s) URL")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        if parts.scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc:
            raise ValueError
        if not host.isascii():
            host = host.encode("idna").decode()
        if not re.fullmatch(r"[a-z0-9_.-]+|[0-9a-f:.]+", host):
            raise ValueError
    except (ValueError, UnicodeError):
        raise BadShape(field=field, expected="an http(s) URL") from None
    shown = f"[{host}]" if ":" in host else host
    default = port is None or port == _DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{shown}" + ("" if default else f":{port}"), _path(parts.path), parts.query


def _path(raw: str) -> str:
    """Percent-encoding made uniform, dots resolved (RFC 3986, 6.2.2), sessions, index files and trailing slashes dropped."""
    plain = quote(unquote_to_bytes(_SESSION.sub("", raw)), safe=_SAFE_IN_PATH)
    segments: list[str] = []
    for segment in plain.split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment not in ("", "."):
            segments.append(segment)
    return _INDEX.sub("", "/" + "/".join(segments)) or "/"


def _fits(pattern: str, path: str) -> bool:
    wanted, found = pattern.strip("/").split("/"), path.strip("/").split("/")
    return len(wanted) == len(found) and all(w.startswith(":") or w == f for w, f in zip(wanted, found, strict=True))


def _kept(query: str, names: tuple[str, ...]) -> str:
    kept = sorted((name, value) for name, value in parse_qsl(query, max_num_fields=200) if name in names) if names else []
    return "?" + urlencode(kept) if kept else ""


def _bounded(key: str, field: str) -> str:
    if len(key) > KEY_LIMIT:
        raise TooLong(field=field, limit=KEY_LIMIT)
    return key
