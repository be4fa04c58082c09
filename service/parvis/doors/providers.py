"""One statement, one function: the providers of identity that a site trusts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.store.database import Database

if TYPE_CHECKING:
    from parvis.store.database import Record


@dataclass(frozen=True, slots=True)
class Provider:
    """`secret`: the file of `PARVIS_SECRETS` that holds the client's secret. `vouches`: its addresses count as verified."""

    name: str
    label: str
    issuer: str
    client_id: str
    secret: str
    scopes: tuple[str, ...] = ("openid", "email")
    pkce: bool = True
    signed_userinfo: bool = False
    amr: tuple[str, ...] = ()
    vouches: bool = False


async def add_provider(database: Database, site: UUID, provider: Provider) -> None:
    """A new provider, or new settings for the one of that name."""
    await database.execute(
        """
        insert into oidc_providers (site_id, name, label, issuer, client_id, secret, scopes, pkce, signed_userinfo, amr, vouches)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (site_id, name) do update set label = $3, issuer = $4, client_id = $5, secret = $6, scopes = $7, pkce = $8,
            signed_userinfo = $9, amr = $10, vouches = $11
        """,
        site,
        provider.name,
        provider.label,
        provider.issuer,
        provider.client_id,
        provider.secret,
        list(provider.scopes),
        provider.pkce,
        provider.signed_userinfo,
        list(provider.amr),
        provider.vouches,
    )


async def remove_provider(database: Database, site: UUID, name: str) -> bool:
    removed = await database.fetchval("delete from oidc_providers where site_id = $1 and name = $2 returning true", site, name)
    return bool(removed)


async def providers_of(database: Database, site: UUID) -> list[Provider]:
    found = await database.fetch("select * from oidc_providers where site_id = $1 order by label, name", site)
    return [_provider_from(row) for row in found]


async def provider_named(database: Database, site: UUID, name: str) -> Provider | None:
    row = await database.fetchrow("select * from oidc_providers where site_id = $1 and name = $2", site, name)
    return _provider_from(row) if row else None


def _provider_from(row: Record) -> Provider:
    return Provider(
        name=row["name"],
        label=row["label"],
        issuer=row["issuer"],
        client_id=row["client_id"],
        secret=row["secret"],
        scopes=tuple(row["scopes"]),
        pkce=row["pkce"],
        signed_userinfo=row["signed_userinfo"],
        amr=tuple(row["amr"]),
        vouches=row["vouches"],
    )
