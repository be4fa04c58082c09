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

from parvis.domain.hosts import normal_host
from parvis.domain.problems import BadCharacters, BadShape, Empty, ForeignPage, TooLong

URL_LIMIT = 4_096
KEY_LIMIT = 400
SITE_WIDE = "*"
"""The key of no address: the page that carries what is pinned on the whole site."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid|sessionid)=[^/;]*", re.IGNORECASE)
_INDEX = re.compile(r"(?:/(?:index|default)\.(?:html?|php|aspx?|jsp))+$", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
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

    In this order: the explicit key; the first pattern that fits the path; a canonical link of the same origin, whose path may
    fit a pattern too; the address.
    Raises BadShape (no http(s) URL), TooLong, ForeignPage (an origin that is not the site's), Empty or BadCharacters.
    """
    origin, path, query = _split(address.url, "url")
    if origin not in rules.origins:
        raise ForeignPage(field="url")
    if address.page is not None:
        return _explicit(address.page, rules)
    if (pattern := _pattern_of(path, rules)) is None and address.canonical:
        try:
            canonical = _split(address.canonical, "canonical")
        except (BadShape, TooLong):
            canonical = None
        if canonical and canonical[0] == origin:
            _, path, query = canonical
            pattern = _pattern_of(path, rules)
    return _bounded(origin + (pattern or path + _kept(query, rules.kept_parameters)), "url")


def origin_of(url: str) -> str:
    """`https://WWW.Example.fr:443/a` → `https://www.example.fr`. Raises BadShape, TooLong."""
    return _split(url, "origin")[0]


def _explicit(page: str, rules: SiteRules) -> str:
    """A key that is an address is shown as a link, "back to the form": it must lead to the site and nowhere else."""
    key = " ".join(unicodedata.normalize("NFC", page).split())
    if not key:
        raise Empty(field="page")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in key):
        raise BadCharacters(field="page")
    if key == SITE_WIDE:
        raise BadShape(field="page", expected="a key of one page")
    if _ADDRESS.match(key) and _split(key, "page")[0] not in rules.origins:
        raise ForeignPage(field="page")
    return _bounded(key, "page")


def _split(url: str, field: str) -> tuple[str, str, str]:
    """Origin, normal path, raw query."""
    if len(url) > URL_LIMIT:
        raise TooLong(field=field, limit=URL_LIMIT)
    if _UNSAFE.search(url):
        raise BadShape(field=field, expected="an http(s) URL")
    try:
        parts = urlsplit(url)
        host, port = normal_host(parts.hostname or ""), parts.port
        if parts.scheme not in _DEFAULT_PORTS or host is None or "@" in parts.netloc:
            raise ValueError
    except ValueError:
        raise BadShape(field=field, expected="an http(s) URL") from None
    shown = f"[{host}]" if ":" in host else host
    default = port is None or port == _DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{shown}" + ("" if default else f":{port}"), _path(parts.path), parts.query


def _path(raw: str) -> str:
    """Percent-encoding made uniform, dots resolved (RFC 3986, 6.2.2), sessions, index files and trailing slashes dropped."""
    plain = _SESSION.sub("", quote(unquote_to_bytes(raw), safe=_SAFE_IN_PATH))
    segments: list[str] = []
    for segment in plain.split("/")[1:]:
        if segment == "..":
            segments = segments[:-1]
        elif segment != ".":
            segments.append(segment)
    return _INDEX.sub("", "/" + "/".join(filter(None, segments))) or "/"


def _pattern_of(path: str, rules: SiteRules) -> str | None:
    """The first pattern that fits a path, written like a path."""
    patterns = (_path("/" + pattern.strip("/")) for pattern in rules.patterns)
    return next((pattern for pattern in patterns if _fits(pattern, path)), None)


def _fits(pattern: str, path: str) -> bool:
    wanted, found = pattern.split("/"), path.split("/")
    return len(wanted) == len(found) and all(f if w.startswith(":") else w == f for w, f in zip(wanted, found, strict=True))


def _kept(query: str, names: tuple[str, ...]) -> str:
    kept = sorted((name, value) for name, value in parse_qsl(query) if name in names) if names else []
    return "?" + urlencode(kept) if kept else ""


def _bounded(key: str, field: str) -> str:
    if len(key) > KEY_LIMIT:
        raise TooLong(field=field, limit=KEY_LIMIT)
    return key
