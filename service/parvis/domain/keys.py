"""Bearer tokens: random, shown once, kept only as a hash."""

from __future__ import annotations

import hashlib
import re
import secrets

_CHANCE = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
"""32 bytes in base64url: the last letter holds four bits."""


def new_key(prefix: str) -> tuple[str, bytes]:
    """A token with 256 bits of chance and its hash. The prefix says whose it is: `pv_` visitor, `pa_` agent's API, …

    A plain SHA-256 is enough: there is nothing to guess in 256 random bits, unlike in a password.
    """
    token = prefix + secrets.token_urlsafe(32)
    return token, hash_of(token)


def looks_like_a_key(prefix: str, token: str) -> bool:
    """Whether `new_key` could have made it."""
    return token.startswith(prefix) and _CHANCE.fullmatch(token[len(prefix) :]) is not None


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
