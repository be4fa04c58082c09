"""The host of an address as a browser names it, or none at all: where service and browser could differ, we refuse to say.

Addresses that browsers read in surprising ways (`http://2130706433`, `http://0x7f.1`, `faß.example`, `ho%00st`) are therefore no
hosts here: a link must never lead elsewhere than the host shown beside it.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address

_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DEVIATIONS = "ßς\u200c\u200d"
"""Characters that the two standards for international names read differently (UTS 46, 4)."""


def normal_host(raw: str) -> str | None:
    """`WWW.Élysée.example` → `www.xn--lyse-9oad.example`; an IPv6 address without its brackets, in its short form."""
    try:
        if ":" in raw:
            return _shortest(IPv6Address(raw))
        if any(c in raw for c in _DEVIATIONS):
            return None
        host = raw.lower() if raw.isascii() else raw.encode("idna").decode().lower()
        if not _NAME.fullmatch(host) or len(host) > 253:
            return None
        labels = host.rstrip(".").split(".")
        for label in labels:
            if label.startswith("xn--"):
                label.encode().decode("idna")
        if _NUMBER.fullmatch(labels[-1]):
            return str(IPv4Address(host))
    except (ValueError, UnicodeError):
        return None
    return host


def _shortest(address: IPv6Address) -> str | None:
    """RFC 5952 without the mixed notation, as the URL standard writes it."""
    if address.scope_id is not None:
        return None
    groups = [f"{address.packed[i] << 8 | address.packed[i + 1]:x}" for i in range(0, 16, 2)]
    text = ":".join(groups)
    runs = re.findall(r"(?:^|(?<=:))0(?::0)+(?=:|$)", text)
    if not runs:
        return text
    longest = max(runs, key=len)
    head, _, tail = f":{text}:".partition(f":{longest}:")
    return f"{head.lstrip(':')}::{tail.rstrip(':')}"
