"""`parvis oidc …`: the providers that may say who an agent is. Their secrets are files, of which the database knows the name."""

from __future__ import annotations

import argparse
import re
from typing import Any
from urllib.parse import urlsplit

from parvis.commands.ground import Mistake, known_site, with_database
from parvis.doors.providers import Provider, add_provider, providers_of, remove_provider
from parvis.settings import Settings
from parvis.store.database import Database


def add_to(commands: Any) -> None:
    """The command `oidc` with its actions."""
    oidc = commands.add_parser("oidc", help="identity providers (OpenID Connect)").add_subparsers(required=True, metavar="ACTION")

    command = oidc.add_parser("add", help="add a provider, or change its settings; prints the addresses to declare there")
    command.add_argument("--site", required=True)
    command.add_argument("--name", required=True, help="in addresses: lower-case letters, digits, hyphens")
    command.add_argument("--label", help="on the button; the name when nothing is said")
    command.add_argument("--issuer", required=True, help="https://…, exactly as the provider describes itself")
    command.add_argument("--client-id", required=True)
    command.add_argument(
        "--secret", help="the file in PARVIS_SECRETS that holds the client's secret; the name when nothing is said"
    )
    command.add_argument("--scope", default="openid email", help='"openid email" when nothing is said')
    command.add_argument("--no-pkce", action="store_true", help="for a provider that refuses the parameters of PKCE")
    command.add_argument("--signed-userinfo", action="store_true", help="refuse userinfo that is not signed")
    command.add_argument("--amr", action="append", default=[], help="a way of proof that is required (again for: or this one)")
    command.add_argument("--vouches", action="store_true", help="its addresses count as verified, though it does not say so")
    command.set_defaults(run=with_database(_add))

    command = oidc.add_parser("list", help="the providers of a site")
    command.add_argument("--site", required=True)
    command.set_defaults(run=with_database(_list))

    command = oidc.add_parser("remove", help="remove a provider; sessions that it opened stay open")
    command.add_argument("--site", required=True)
    command.add_argument("--name", required=True)
    command.set_defaults(run=with_database(_remove))


async def _add(database: Database, asked: argparse.Namespace) -> None:
    site, settings = await known_site(database, asked.site), Settings.from_environment()
    provider = Provider(
        name=asked.name,
        label=asked.label or asked.name,
        issuer=asked.issuer,
        client_id=asked.client_id,
        secret=asked.secret or asked.name,
        scopes=tuple(asked.scope.split()),
        pkce=not asked.no_pkce,
        signed_userinfo=asked.signed_userinfo,
        amr=tuple(asked.amr),
        vouches=asked.vouches,
    )
    _check(provider)
    if settings.secrets is None or not (settings.secrets / provider.secret).is_file():
        raise Mistake(f"PARVIS_SECRETS must name a folder that holds the client's secret in a file “{provider.secret}”.")
    await add_provider(database, site.id, provider)
    service = settings.public_url or "https://(this service)"
    print("Declare to the provider:\n")
    print(f"  redirect URI               {service}/console/login/oidc")
    print(f"  post-logout redirect URI   {service}/console")


def _check(provider: Provider) -> None:
    issuer = urlsplit(provider.issuer)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", provider.name):
        raise Mistake("a provider's name has lower-case letters, digits and hyphens only, 63 at most.")
    if issuer.scheme != "https" and not (issuer.scheme == "http" and issuer.hostname in ("127.0.0.1", "localhost", "::1")):
        raise Mistake("an issuer's address begins with https://")
    if issuer.query or issuer.fragment or not issuer.hostname:
        raise Mistake("an issuer's address has a host, and neither “?” nor “#”.")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", provider.secret):
        raise Mistake("the secret is told by the name of its file, without a folder.")
    if "openid" not in provider.scopes:
        raise Mistake("the scopes hold “openid” at least.")


async def _list(database: Database, asked: argparse.Namespace) -> None:
    site = await known_site(database, asked.site)
    for one in await providers_of(database, site.id):
        kept = [
            word
            for word, is_so in (("no PKCE", not one.pkce), ("signed userinfo", one.signed_userinfo), ("vouches", one.vouches))
            if is_so
        ]
        print(f"{one.name}  {one.issuer}  {one.client_id}  {' '.join((*one.scopes, *kept, *(f'amr={amr}' for amr in one.amr)))}")


async def _remove(database: Database, asked: argparse.Namespace) -> None:
    site = await known_site(database, asked.site)
    if not await remove_provider(database, site.id, asked.name):
        raise Mistake(f"“{asked.site}” has no provider “{asked.name}”.")
