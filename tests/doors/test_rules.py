"""Networks and browsers, told in few words; what each role may do."""

from __future__ import annotations

import pytest

from parvis.domain.roles import MAY, ROLES, acts_of, may
from parvis.doors.rules import browser_of, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:1:2::7", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002"), ("fe80::1%eth0", "fe80:0000:0000:0000"), ("", "?"), ("inconnu", "?"),
    ],
)  # fmt: skip
def test_a_network_is_an_address_or_its_first_half(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36", "Chrome · Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605 Version/18.5 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15", "Safari · macOS"),
        ("curl/8.5.0", ""), ("", ""), ("<script>alert(1)</script>", ""),
    ],
)  # fmt: skip
def test_a_browser_is_told_in_words(told: str, words: str) -> None:
    assert browser_of(told) == words


def test_every_role_may_what_the_one_before_may_and_a_citizen_nothing() -> None:
    assert [acts_of(role) for role in (None, *ROLES)] == [
        [],
        ["answer"],
        ["answer", "moderate"],
        ["answer", "moderate", "supervise"],
        ["answer", "moderate", "supervise", "administer"],
    ]
    assert not any(may(role, act) for role in (None, "", "citizen", "Agent") for act in MAY)
