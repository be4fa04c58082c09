"""Coming in by password, and then by a changing code: each try is counted first, and all refusals look alike."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import time
from functools import cache
from uuid import UUID

import pyotp
import segno
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from parvis.domain.keys import hash_of
from parvis.domain.people import Person
from parvis.domain.problems import CodeWrong, PasswordWrong, SecondFactorFirst, TooManyTries
from parvis.doors import queries, rules
from parvis.store.database import Database

_hasher = PasswordHasher()
_hands = asyncio.Semaphore(2)
"""A password takes 64 MiB and some tens of milliseconds to weigh: two at a time, or a crowd of tries is a flood of memory."""
PERIOD = 30
ISSUER = "Parvis"


async def begin(database: Database, site: UUID, network: str) -> None:
    """Counts one more way begun from that network: each leaves a row, or asks a provider. Raises TooManyTries."""
    await _count(database, site, hash_of(f"begin\n{network}"), rules.BEGINNINGS)


async def count_try(database: Database, site: UUID, network: str, who: str, gate: rules.Gate) -> bytes:
    """Counts one more try from that network and of that account; the account's gate. Raises TooManyTries."""
    account = hash_of(f"account\n{who}\n{gate.limit}")
    await _count(database, site, hash_of(f"network\n{network}"), rules.NETWORK)
    await _count(database, site, account, gate)
    return account


async def _count(database: Database, site: UUID, key: bytes, gate: rules.Gate) -> None:
    tries, wait = await queries.count_try(database, site, key, gate.within)
    if tries > gate.limit:
        raise TooManyTries(retry_after=wait, minutes=-(-wait // 60))


async def check(database: Database, site: UUID, agent: Person | None, email: str, password: str, network: str) -> Person:
    """The agent whose password this is. An unknown address takes as long, and is answered alike.

    Raises PasswordWrong, TooManyTries.
    """
    gate = await count_try(database, site, network, email.casefold(), rules.ACCOUNT)
    hashed = await queries.password_of(database, site, agent.id) if agent else None
    async with _hands:
        good = await asyncio.to_thread(_verify, hashed or _nobodys(), password[: rules.PASSWORD_MOST + 1])
    if agent is None or hashed is None or not good:
        raise PasswordWrong
    await queries.forget_tries(database, site, gate)
    return agent


async def keep(database: Database, agent: Person, password: str) -> None:
    """A new password. Raises PasswordWeak, SecondFactorFirst."""
    if await queries.totp_of(database, agent.site, agent.id) is None:
        raise SecondFactorFirst
    known = (agent.name, agent.service or "", await queries.email_of(database, agent))
    async with _hands:
        await asyncio.to_thread(rules.check_password, password, known)
        hashed = await asyncio.to_thread(_hasher.hash, password)
    await queries.keep_password(database, agent, hashed)


async def check_code(database: Database, agent: Person, code: str, network: str) -> None:
    """A changing code, or a recovery code; each counts once. Raises CodeWrong, TooManyTries."""
    gate = await count_try(database, agent.site, network, str(agent.id), rules.CODES)
    plain = _plain(code)
    secret = await queries.totp_of(database, agent.site, agent.id)
    if plain.isdecimal():
        step = matching_step(secret, plain) if secret else None
        good = step is not None and await queries.spend_step(database, agent.site, agent.id, step)
    else:
        good = await queries.spend_recovery_code(database, agent.site, agent.id, hash_of(plain))
    if not good:
        raise CodeWrong(field="code")
    await queries.forget_tries(database, agent.site, gate)


def matching_step(secret: str, code: str) -> int | None:
    """Which half minute this code belongs to: the present one, or a neighbour, for clocks that are not quite right."""
    totp, now = pyotp.TOTP(secret, interval=PERIOD), int(time.time()) // PERIOD
    found = None
    for step in (now - 1, now, now + 1):
        if hmac.compare_digest(totp.at(step * PERIOD).encode(), code.encode()):
            found = step
    return found


def new_secret() -> str:
    return pyotp.random_base32()


def address_of(secret: str, email: str, site: str) -> str:
    """What the QR code says (otpauth://)."""
    return pyotp.TOTP(secret, interval=PERIOD).provisioning_uri(name=email, issuer_name=f"{ISSUER} {site}")


def qr_path(address: str) -> tuple[int, str]:
    """The QR code as one path of an SVG: its side, quiet margin included, and the path's data."""
    code = segno.make_qr(address, error="m")
    rows = [bytes(row) for row in code.matrix_iter(border=4)]
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, cell in enumerate(row) if cell]
    return len(rows), "".join(dark)


def new_recovery_codes() -> list[str]:
    """Ten, of 80 random bits each: nothing to guess."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return ["-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4)) for _ in range(10)]


def hashes(codes: list[str]) -> list[bytes]:
    return [hash_of(_plain(code)) for code in codes]


def _plain(code: str) -> str:
    """As it was shown, or written with blanks and capitals."""
    return "".join(c for c in code.lower() if c.isalnum())[:64]


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """The hash of a password that nobody has, to spend the same time on."""
    return _hasher.hash(secrets.token_urlsafe(32))
