"""Films: the hosts whose players may be shown, and how the address of a film becomes the one of its player.

Nothing is fetched here nor in the browser before a person asks for it; the panel's policy names these hosts and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from parvis.domain import text
from parvis.domain.fields import one_line
from parvis.domain.hosts import normal_host
from parvis.domain.problems import Empty, TooLong, VideoRefused
from parvis.domain.values import Video

ALT_LIMIT = 2_000
ADDRESS_LIMIT = 2_000
PLAYERS = ("www.youtube-nocookie.com", "player.vimeo.com", "geo.dailymotion.com")
"""The players that every site may show. A site adds hosts of PeerTube."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_YOUTUBE = ("youtube.com", "www.youtube.com", "m.youtube.com", "youtube-nocookie.com", "www.youtube-nocookie.com")
_VIMEO = ("vimeo.com", "www.vimeo.com", "player.vimeo.com")
_DAILYMOTION = ("dailymotion.com", "www.dailymotion.com", "geo.dailymotion.com")


def shown_video(address: str, title: str, alt: str, own_hosts: Iterable[str]) -> Video:
    """The film of that address as it is kept: its player, and in words what it shows.

    `own_hosts`: the site's own. Raises VideoRefused, Empty (without its title, or without its words), TooLong, BadCharacters.
    """
    shown = one_line(title, "video.title", text.TITLE_LIMIT)
    if not shown:
        raise Empty(field="video.title")
    said = text.normalise(alt, field="video.alt").strip()
    if not said:
        raise Empty(field="video.alt")
    if len(said) > ALT_LIMIT:
        raise TooLong(field="video.alt", limit=ALT_LIMIT)
    url = player_of(address, own_hosts)
    if url is None:
        raise VideoRefused(field="video.url")
    return Video(url, urlsplit(url).hostname or "", shown, said)


def player_of(address: str, own_hosts: Iterable[str]) -> str | None:
    """`https://youtu.be/abc` → `https://www.youtube-nocookie.com/embed/abc`; a player's own address stays itself."""
    if len(address) > ADDRESS_LIMIT or text.host_of(address.strip()) is None:
        return None
    parts = urlsplit(address.strip())
    host = normal_host(parts.hostname or "")
    if parts.scheme != "https" or parts.port is not None:
        return None
    path = [part for part in parts.path.split("/") if part]
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if host == "youtu.be":
        return _at("https://www.youtube-nocookie.com/embed/{}", path[0] if path else "")
    if host in _YOUTUBE:
        named = path[1] if len(path) == 2 and path[0] in ("embed", "shorts", "live") else asked.get("v", "")
        return _at("https://www.youtube-nocookie.com/embed/{}", named)
    if host == "dai.ly":
        return _at("https://geo.dailymotion.com/player.html?video={}", path[0] if path else "")
    if host in _DAILYMOTION:
        named = path[-1].partition("_")[0] if "video" in path[:-1] else asked.get("video", "")
        return _at("https://geo.dailymotion.com/player.html?video={}", named)
    if host in _VIMEO:
        return _vimeo([part for part in path if part != "video"], asked.get("h"))
    if host and host in tuple(own_hosts):
        return _at(
            f"https://{host}/videos/embed/{{}}",
            path[-1] if path[:-1] in (["w"], ["videos", "watch"], ["videos", "embed"]) else "",
        )
    return None


def policy_hosts(own_hosts: Iterable[str]) -> str:
    """What the panel may frame, for `frame-src`."""
    return " ".join(f"https://{host}" for host in (*PLAYERS, *own_hosts))


def _vimeo(path: list[str], key: str | None) -> str | None:
    """A film that is not listed needs the key that follows its number."""
    key = path[1] if len(path) == 2 else key
    if not path or not path[0].isdecimal() or (key is not None and not _ID.fullmatch(key)):
        return None
    return _at("https://player.vimeo.com/video/{}?dnt=1" + (f"&h={key}" if key else ""), path[0])


def _at(player: str, id: str) -> str | None:
    return player.format(id) if _ID.fullmatch(id) else None
