"""What a good password is, how often one may try, and how a browser is told in words. Plain functions of plain values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address

from parvis.domain.problems import PasswordWeak

PASSWORD_LEAST, PASSWORD_MOST = 12, 200
_READ = 72
"""How much of a long password is weighed: the rest cannot make it weaker, and weighing takes time."""


@dataclass(frozen=True, slots=True)
class Gate:
    """So many tries within so long; then one waits until `within` has passed since the first of them."""

    limit: int
    within: timedelta = timedelta(minutes=15)


ACCOUNT = Gate(10)
CODES = Gate(5, timedelta(minutes=30))
"""Three codes of a million are good at any time: who has the password and tries for a year has one chance in four."""
NETWORK = Gate(100)
"""A town hall is one address."""
BEGINNINGS = Gate(300)
"""Ways to a provider or a passkey that are begun: nothing is guessed by them."""


def check_password(password: str, known: Sequence[str]) -> str:
    """The password, if it is good. `known`: what anybody knows of its bearer. Raises PasswordWeak, which says why in `reason`."""
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        raise PasswordWeak(field="password", reason="length", limit=PASSWORD_LEAST)
    from zxcvbn import zxcvbn  # its lists of words take a moment to load

    words = [word for text in known for word in re.split(r"\W+", text.casefold()) if len(word) > 2]
    own = password[:_READ].casefold()
    for word in words:
        own = own.replace(word, "")
    if len(own) < PASSWORD_LEAST // 2 or zxcvbn(password[:_READ], user_inputs=words)["score"] < 3:
        raise PasswordWeak(field="password", reason="common", limit=PASSWORD_LEAST)
    return password


def network_of(address: str) -> str:
    """The network that one household or house has: an IPv4 address, or the first 64 bits of an IPv6 one."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "?"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(found) if isinstance(found, IPv4Address) else found.exploded[:19]


_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_of(user_agent: str) -> str:
    """`Firefox · Windows`: enough to know one's own again, and no more. "" when nothing is known."""
    told = [next((name for mark, name in table if mark in user_agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return " · ".join(word for word in told if word)
