"""Every decision is a line that nobody can change, and the public report counts those lines."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import asyncpg
import pytest

from parvis.domain.problems import NotFound
from parvis.moderation.reports import guarded, month_from
from tests.conftest import SITE
from tests.moderation.conftest import Moderated


@pytest.mark.parametrize("statement", ["update decisions set facts = 'x'", "delete from decisions", "truncate decisions cascade"])
@pytest.mark.parametrize("role", [None, "application"])
async def test_the_log_is_append_only_for_the_service_and_for_whoever_has_its_rights(
    moderated: Moderated, statement: str, role: str | None
) -> None:
    await moderated.decide("warn", person=str(moderated.camille.id))
    async with moderated.database.connection() as connection:
        if role:
            await connection.execute(
                f"create role {role}_{statement[:3]}; grant all on all tables in schema public to {role}_{statement[:3]}"
            )
            await connection.execute(f"set role {role}_{statement[:3]}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
        await connection.execute("reset role")
        if role:
            await connection.execute(f"drop owned by {role}_{statement[:3]}; drop role {role}_{statement[:3]}")
    assert len(await moderated.told(moderated.camille)) == 1


async def test_moderators_read_every_line_with_who_what_why_and_when(moderated: Moderated) -> None:
    await moderated.choose(mode="before")
    held = await moderated.ask(moderated.camille)
    await moderated.decide("refuse", post=held["post"]["id"])
    lines = (await moderated.must(200, "GET", "/agent/moderation/decisions", moderated.yann)).json()["lines"]
    assert [(line["decision"]["act"], line["by"], line["decision"]["automatic"]) for line in lines] == [
        ("refuse", "Nadia Modératrice", False), ("hold", None, True),
    ]  # fmt: skip
    assert all(line["person"] == str(moderated.camille.id) and line["decision"]["ground"]["name"] for line in lines)
    after = {"params": {"after": lines[0]["decision"]["id"]}}
    rest = (await moderated.must(200, "GET", "/agent/moderation/decisions", moderated.yann, **after)).json()["lines"]
    assert rest == lines[1:]


async def test_the_monthly_report_counts_what_happened(moderated: Moderated) -> None:
    await moderated.choose(links_from=1)
    asked = await moderated.ask(moderated.camille)
    held = await moderated.reply(moderated.camille, asked["thread"]["id"], "https://a.example")
    await moderated.decide("publish", post=held["id"])
    await moderated.must(201, "POST", f"/posts/{held['id']}/flags", moderated.lou, json={"reason": "spam"})
    ground = {"kind": "rule", "name": '=HYPERLINK("https://a.example")'}
    hidden = await moderated.decide("hide", post=held["id"], reason="spam", ground=ground)
    appeal = f"/me/decisions/{hidden['decision']['id']}/appeal"
    await moderated.must(201, "POST", appeal, moderated.camille, json={"text": "Non."})
    answer = {"outcome": "upheld", "answer": "Si."}
    await moderated.must(200, "PUT", f"/agent/moderation/appeals/{hidden['decision']['id']}", moderated.yann, json=answer)

    month = f"{datetime.now(UTC):%Y-%m}"
    told = await moderated.http.get(f"{moderated.origin}/moderation/{SITE}/{month}.csv")
    assert told.headers["Content-Type"] == "text/csv; charset=utf-8" and told.headers["X-Content-Type-Options"] == "nosniff"
    rows = list(csv.reader(io.StringIO(told.text)))
    figures = {(row[0], row[1], row[2], row[5]): row[6] for row in rows[1:]}
    assert figures[("decisions", "hold", "links", "yes")] == "1"
    assert figures[("decisions", "publish", "insult", "no")] == "1"
    assert figures[("decisions", "hide", "spam", "no")] == "1"
    assert figures[("flags", "", "spam", "")] == "1" and figures[("flags-decided", "", "", "")] == "1"
    assert [figures[(f, "", "", "")] for f in ("appeals", "appeals-upheld", "appeals-overturned")] == ["1", "1", "0"]
    assert "'=HYPERLINK" in told.text and ",=" not in told.text and ',"=' not in told.text

    page = await moderated.http.get(f"{moderated.origin}/moderation/{SITE}/{month}")
    assert page.status_code == 200 and "message avec des liens" in page.text and "Contestations" in page.text
    english = await moderated.http.get(page.url, headers={"Accept-Language": "en"})
    assert "What moderation did" in english.text
    for nothing in ("2026-13", "2026-1", "jamais", "1999-01"):
        assert (await moderated.http.get(f"{moderated.origin}/moderation/{SITE}/{nothing}")).status_code == 404
    assert (await moderated.http.get(f"{moderated.origin}/moderation/inconnu/{month}")).status_code == 404
    empty = await moderated.http.get(f"{moderated.origin}/moderation/{SITE}/2020-02")
    assert empty.status_code == 200 and "Aucune décision" in empty.text


async def test_the_rules_their_moderators_and_the_contact_have_a_page(moderated: Moderated) -> None:
    await moderated.choose(
        rules="- Rester **courtois**\n- Rester sur la démarche", moderators=["Nadia"], contact="aide@valombre.example"
    )
    asked = await moderated.ask(moderated.camille)
    thread = await moderated.http.get(f"{moderated.origin}/t/{asked['thread']['id']}")
    assert f'<a href="/rules/{SITE}">' in thread.text
    page = await moderated.http.get(f"{moderated.origin}/rules/{SITE}")
    assert "<strong>courtois</strong>" in page.text and "Nadia" in page.text and "aide@valombre.example" in page.text
    assert (await moderated.http.get(f"{moderated.origin}/rules/inconnu")).status_code == 404


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert guarded(cell) == "'" + cell
    assert guarded("Règle 2 = oui") == "Règle 2 = oui"


def test_a_month_begins_and_ends() -> None:
    assert [f"{moment:%Y-%m-%d}" for moment in month_from("2026-12")] == ["2026-12-01", "2027-01-01"]
    with pytest.raises(NotFound):
        month_from("2026-00")
