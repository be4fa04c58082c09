"""Passkeys (WebAuthn): the browser proves that it holds a key, and that its bearer unlocked it. One gesture is both factors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import webauthn
from webauthn.helpers import options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from parvis.domain.ids import uuid7
from parvis.domain.people import Person
from parvis.domain.problems import PasskeyRefused
from parvis.store.database import Database

_REFUSED = (WebAuthnException, KeyError, TypeError, ValueError)
MOST = 10


@dataclass(frozen=True, slots=True)
class Passkey:
    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None


async def passkeys_of(database: Database, agent: Person) -> list[Passkey]:
    found = await database.fetch(
        "select id, name, created_at, used_at from agent_passkeys where site_id = $1 and agent_id = $2 order by created_at, id",
        agent.site,
        agent.id,
    )
    return [Passkey(row["id"], row["name"], row["created_at"], row["used_at"]) for row in found]


async def options_for_new(database: Database, agent: Person, email: str, host: str) -> tuple[dict[str, Any], str]:
    """What the browser needs to make one, and the challenge to remember. Keys she has already are not offered again."""
    known = await database.fetch(
        "select credential from agent_passkeys where site_id = $1 and agent_id = $2", agent.site, agent.id
    )
    options = webauthn.generate_registration_options(
        rp_id=host,
        rp_name="Parvis",
        user_name=email,
        user_display_name=agent.name,
        user_id=agent.id.bytes,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=row["credential"]) for row in known],
    )
    return msgspec.json.decode(options_to_json(options)), options.challenge.hex()


async def keep_new(
    database: Database, agent: Person, credential: dict[str, Any], challenge: str, name: str, host: str, origin: str
) -> None:  # fmt: skip
    """Raises PasskeyRefused."""
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=bytes.fromhex(challenge),
            expected_rp_id=host,
            expected_origin=origin,
            require_user_verification=True,
        )
    except _REFUSED as error:
        raise PasskeyRefused from error
    kept = await database.fetchval(
        """
        insert into agent_passkeys (site_id, id, agent_id, credential, public_key, uses, name)
        select $1, $2, $3, $4, $5, $6, $7 where (select count(*) from agent_passkeys where site_id = $1 and agent_id = $3) < $8
        on conflict do nothing returning true
        """,
        agent.site,
        uuid7(),
        agent.id,
        made.credential_id,
        made.credential_public_key,
        made.sign_count,
        name,
        MOST,
    )
    if not kept:
        raise PasskeyRefused


async def remove(database: Database, agent: Person, id: UUID) -> bool:
    removed = await database.fetchval(
        "delete from agent_passkeys where site_id = $1 and agent_id = $2 and id = $3 returning true", agent.site, agent.id, id
    )
    return bool(removed)


def options_to_enter(host: str) -> tuple[dict[str, Any], str]:
    """The browser itself offers the keys it holds for this host: nobody learns which agents there are."""
    options = webauthn.generate_authentication_options(rp_id=host, user_verification=UserVerificationRequirement.REQUIRED)
    return msgspec.json.decode(options_to_json(options)), options.challenge.hex()


async def check(
    database: Database, site: UUID, credential: dict[str, Any], challenge: str, host: str, origin: str
) -> UUID:  # fmt: skip
    """The agent whose key this is. Raises PasskeyRefused, also for a key whose count of uses went back: it was copied."""
    try:
        id = webauthn.base64url_to_bytes(credential["rawId"])
        row: Any = await database.fetchrow(
            "select id, agent_id, public_key, uses from agent_passkeys where site_id = $1 and credential = $2", site, id
        )
        if row is None:
            raise PasskeyRefused
        proved = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=bytes.fromhex(challenge),
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=row["public_key"],
            credential_current_sign_count=row["uses"],
            require_user_verification=True,
        )
    except _REFUSED as error:
        raise PasskeyRefused from error
    await database.execute(
        "update agent_passkeys set uses = greatest(uses, $3), used_at = now() where site_id = $1 and id = $2",
        site,
        row["id"],
        proved.new_sign_count,
    )
    agent: UUID = row["agent_id"]
    return agent
