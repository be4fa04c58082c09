"""Bearer tokens: random, shown once, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_key(prefix: str) -> tuple[str, bytes]:
    """A token with 256 bits of chance and its hash. The prefix says whose it is: `pv_` visitor, `pa_` agent's API, …

    A plain SHA-256 is enough: there is nothing to guess in 256 random bits, unlike in a password.
    """
    token = prefix + secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
