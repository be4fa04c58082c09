"""The sentinel over HTTP: browsers report, agents read what changed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from parvis.domain import problems
from parvis.domain.endpoint import Endpoint
from parvis.domain.fields import named_field
from parvis.domain.forms import CONTROLS_LIMIT, Control, Finding, What, compare
from parvis.domain.ids import page_channel
from parvis.domain.pages import Address, page_key
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, TooLong, UnknownSite
from parvis.domain.values import Page, stamp
from parvis.forms import queries
from parvis.store.addresses import page_at
from parvis.store.fields import changed_fields
from parvis.store.house import House
from parvis.store.journal import Writing
from parvis.store.sites import site_and_rules

LANGUAGES_LIMIT = 4
"""Languages of one page whose form is watched: more would be somebody's invention."""

_LANG = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8}){0,3}")
_DIGEST = re.compile(r"[0-9a-f]{0,64}")


class Shown(msgspec.Struct, forbid_unknown_fields=True):
    """One control of the form, as the page's author made it. `shape`: hexadecimal digest of its options and its help text."""

    key: str
    label: str
    shape: str
    step: str | None = None


class Report(msgspec.Struct, forbid_unknown_fields=True):
    """`lang` is the page's own, an IETF tag (BCP 47) or empty."""

    site: str
    url: str
    controls: list[Shown]
    lang: str = ""
    page: str | None = None
    canonical: str | None = None


class Changed(msgspec.Struct):
    """Since when a field is no longer what it was, by its key."""

    changed: dict[str, str]


class ThreadTitle(msgspec.Struct):
    id: UUID
    title: str


class FormChange(msgspec.Struct):
    page: Page
    key: str
    label: str
    step: str | None
    what: What
    at: str
    threads: list[ThreadTitle]


class FormChanges(msgspec.Struct):
    changes: list[FormChange]


async def report_form(house: House, body: Report) -> Changed:
    """What a browser saw of the form's structure. Kept only for pages somebody wrote on; no account, no value, no visitor."""
    controls, lang = _controls(body.controls), _language(body.lang)
    site, rules = await site_and_rules(house, body.site)
    key = page_key(Address(body.url, body.page, body.canonical), rules)
    async with house.database.snapshot() as connection:
        page = await page_at(connection, site, key)
        news = await _news(connection, site, page, lang, controls, house.now())
        changed = await changed_fields(connection, site, page)
    if not news:
        return Changed(changed)
    channel = page_channel(site, page)

    async def work(writing: Writing) -> Changed:
        # Read once more under the page's lock: another report may have said the same a moment ago.
        now = house.now()
        findings = await _news(writing.connection, site, page, lang, controls, now)
        await queries.keep(writing.connection, site, page, lang, findings, now)
        told = {finding.now.key: stamp(now) for finding in findings if finding.what in ("changed", "gone")}
        if told:
            writing.append(channel, "form.changed", {"fields": told})
        return Changed(await changed_fields(writing.connection, site, page))

    return await house.journal.write([channel], work)


async def read_changes(house: House, who: Person) -> FormChanges:
    """The latest changes of the site's forms, with the questions that were asked before."""
    async with house.database.connection() as connection:
        found = await queries.latest_changes(connection, who.site)
    return FormChanges(
        [
            FormChange(
                Page(row["page_id"], row["page_key"], row["page_title"]), row["key"], row["label"], row["step"], row["what"],
                stamp(row["at"]), msgspec.json.decode(row["threads"], type=list[ThreadTitle]),
            )
            for row in found
        ]
    )  # fmt: skip


async def _news(
    connection: Any, site: UUID, page: UUID, lang: str, controls: list[Control], now: datetime
) -> list[Finding]:  # fmt: skip
    if not await queries.page_exists(connection, site, page):
        return []
    known = await queries.known_fields(connection, site, page, lang)
    if not known and len(await queries.languages_of(connection, site, page)) >= LANGUAGES_LIMIT:
        return []
    return compare(known, controls, now)


def _controls(shown: list[Shown]) -> list[Control]:
    if len(shown) > CONTROLS_LIMIT:
        raise TooLong(field="controls", limit=CONTROLS_LIMIT)
    return [_control(each) for each in shown]


def _control(shown: Shown) -> Control:
    if not _DIGEST.fullmatch(shown.shape):
        raise BadShape(field="controls.shape", expected="a hexadecimal digest of at most 64 characters")
    field = named_field(shown.key, shown.label, shown.step)
    return Control(field.key, field.label, field.step, shown.shape)


def _language(raw: str) -> str:
    lang = raw.strip().lower()
    if lang and not _LANG.fullmatch(lang):
        raise BadShape(field="lang", expected="a language tag (BCP 47)")
    return lang


ENDPOINTS = [
    Endpoint(
        "POST", "/forms", report_form, Changed, body=Report,
        problems=(
            UnknownSite, problems.ForeignPage, TooLong, problems.Empty, problems.BadCharacters, problems.Busy, problems.Unknown,
        ),
    ),
    Endpoint("GET", "/agent/forms", read_changes, FormChanges, who="agent"),
]  # fmt: skip
