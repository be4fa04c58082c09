"""Every route × every standing × own and other site, as the table in `matrix.py` says. What was refused changed nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from parvis.agents import queries as agents
from parvis.domain.ids import uuid7
from parvis.domain.keys import new_key
from parvis.domain.people import Person
from parvis.domain.roles import ROLES, may
from parvis.doors.sessions import open_session
from parvis.web.app import ENDPOINTS
from tests.conftest import PAGE, SITE, Member, Scene, cast
from tests.web.matrix import ADMINISTRATORS, AGENTS, EVERYBODY, HOURS, KNOWN, NOBODY, ROWS, WARNING, Row, Things, filled, page_of

TABLES = (
    "visitors",
    "agents",
    "agent_keys",
    "threads",
    "posts",
    "events",
    "pages",
    "thanks",
    "same_questions",
    "follows",
    "page_follows",
    "guide_steps",
    "guide_revisions",
    "pictures",
    "asides",
    "aside_posts",
    "aside_reads",
    "errata",
    "officehours",
    "held",
    "decisions",
    "appeals",
    "appeal_answers",
    "bars",
    "flags",
    "moderation_settings",
    "claims",
    "promises",
    "canned_replies",
    "saved_filters",
    "agent_notes",
)
SECRET = "Un mot que personne d’ailleurs ne lit"


async def agent_of(scene: Scene, site: UUID, role: str, email: str | None = None) -> Member:
    name = f"Agent {role.title()}"
    id = await agents.add_agent(scene.database, site, name, "Service", email or f"{role}@{site}.example", role)
    token, token_hash = new_key("pa_")
    await agents.add_key(scene.database, site, id, token_hash, "api", None)
    return Member(id, name, token)


async def people(scene: Scene) -> tuple[dict[str, Member | None], dict[str, Member | None]]:
    """Everybody here, and everybody of another site."""
    other, stranger, _, _ = await cast(scene.database, "ailleurs", "https://ailleurs.example")
    here: dict[str, Member | None] = {role: await agent_of(scene, scene.site, role) for role in ROLES}
    there: dict[str, Member | None] = {role: await agent_of(scene, other, role) for role in ROLES}
    return {"nobody": None, "citizen": scene.camille, **here}, {"citizen": stranger, **there}


async def things(scene: Scene, who: Member | None) -> Things:
    """Fresh ones, on which `who` is let to act: the session is hers, and the post another's answer when it is not Camille's."""
    asked = await scene.ask(scene.camille, title=SECRET, id=str(uuid7()))
    other = await scene.ask(scene.lou, title=SECRET)
    answer = await scene.reply(scene.agent, other["thread"]["id"], SECRET)
    aside, said, conclusion = await an_aside(scene)
    decision, appealed = await decisions(scene)
    reply = str(uuid7())
    await scene.must(200, "PUT", f"/agent/replies/{reply}", scene.agent, json={"title": SECRET, "body": SECRET})
    hours = {"title": SECRET, **HOURS, "id": str(uuid7())}
    await scene.must(201, "POST", "/agent/officehours", scene.agent, json=hours)
    note = {"title": SECRET, "body": "Fermé.", "id": str(uuid7())}
    await scene.must(201, "POST", "/agent/notes", scene.agent, json=note)
    step, revision = await a_step(scene)
    victim = await agent_of(scene, scene.site, "agent")
    owner = who or victim
    person = Person(owner.id, scene.site, owner.name, "agent", "Service", "agent")
    session = None
    if await scene.database.fetchval("select true from agents where site_id = $1 and id = $2", scene.site, owner.id):
        await open_session(scene.database, person, "link", "")
        session = await scene.database.fetchval(
            "select id from agent_keys where agent_id = $1 and use = 'session' limit 1", owner.id
        )
    return Things(
        thread=asked["thread"]["id"],
        post=asked["post"]["id"],
        page=page_of(scene.site),
        note=note["id"],
        visitor=str(scene.lou.id),
        agent=str(victim.id),
        session=str(session or uuid7()),
        step=step,
        revision=revision,
        other=other["thread"]["id"],
        answer=answer["id"],
        aside=aside,
        said=said,
        conclusion=conclusion,
        officehours=hours["id"],
        reply=reply,
        filter=str(uuid7()),
        held=str(uuid7()),
        decision=decision,
        appealed=appealed,
    )


async def an_aside(scene: Scene) -> tuple[str, str, str]:
    """About another question of Camille's: hers and the agents', with her first word and what an agent would make of it."""
    asked = await scene.ask(scene.camille, title=SECRET)
    aside, said, conclusion = str(uuid7()), str(uuid7()), str(uuid7())
    begun = {"id": aside, "post": said, "body": SECRET}
    await scene.must(201, "POST", f"/threads/{asked['thread']['id']}/aside", scene.camille, json=begun)
    brief = {"id": conclusion, "body": SECRET}
    await scene.must(201, "POST", f"/agent/asides/{aside}/conclusion", scene.agent, json=brief)
    return aside, said, conclusion


async def decisions(scene: Scene) -> tuple[str, str]:
    """Two about Camille, by somebody who is not tried here; she appealed against the second."""
    first = await agent_of(scene, scene.site, "moderator", "premier@valombre.example")
    told = []
    for _ in range(2):
        told.append(str(uuid7()))
        warning = {**WARNING, "facts": SECRET, "person": str(scene.camille.id), "id": told[-1]}
        await scene.must(201, "POST", "/agent/moderation/decisions", first, json=warning)
    await scene.must(201, "POST", f"/me/decisions/{told[1]}/appeal", scene.camille, json={"text": SECRET})
    return told[0], told[1]


async def a_step(scene: Scene) -> tuple[str, str]:
    """Camille's own, in its second wording; and its first one, which is no longer shown."""
    step, first = str(uuid7()), str(uuid7())
    wording = {"title": SECRET, "body": "Là."}
    written = {"site": SITE, "url": PAGE, "id": step, "revision": first, **wording}
    await scene.must(201, "POST", "/guide/steps", scene.camille, json=written)
    edit = {**wording, "body": "En haut.", "base": 1, "id": str(uuid7())}
    await scene.must(200, "PUT", f"/guide/steps/{step}", scene.camille, json=edit)
    return step, first


async def tried(scene: Scene, method: str, path: str, row: Row, who: Member | None, on: Things) -> Any:
    body: dict[str, Any] = {}
    if isinstance(row.body, bytes):
        body = {"content": row.body, "headers": {"Content-Type": "image/png"}}
    elif row.body is not None:
        body = {"json": on.fill(row.body)}
    return await scene.call(method, filled(path, on), who, params=on.fill(row.query), **body)


async def stored(scene: Scene) -> list[Any]:
    return [
        tuple(*await scene.database.fetch(f"select count(*), md5(string_agg(t::text, ' ' order by t::text)) from {name} t"))
        for name in TABLES
    ]


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    assert set(ROWS) == {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: f"{e.method} {e.path}")
def test_a_row_says_what_the_route_declares(endpoint: Any) -> None:
    row = ROWS[endpoint.method, endpoint.path]
    widest = {"anyone": EVERYBODY, "person": KNOWN, "agent": tuple(role for role in AGENTS if may(role, endpoint.act))}
    assert set(row.may) <= set(widest[endpoint.who])
    assert endpoint.who != "agent" or set(row.may) == set(widest["agent"])


@pytest.mark.parametrize("key", ROWS, ids=" ".join)
async def test_those_are_let_in_whom_the_table_names_and_nobody_else(scene: Scene, key: tuple[str, str]) -> None:
    (method, path), row = key, ROWS[key]
    here, there = await people(scene)
    shared = await things(scene, None)
    before = await stored(scene)
    for name, who in here.items():
        if name not in row.may:
            answer = await tried(scene, method, path, row, who, shared)
            assert answer.status_code == (401 if name in NOBODY else 403), f"{name}: {answer.status_code} {answer.text}"
    for name, who in there.items():
        if name in row.may and row.elsewhere in ("absent", "refused"):
            answer = await tried(scene, method, path, row, who, shared)
            wanted = {"absent": 404, "refused": 403}[row.elsewhere]
            assert answer.status_code == wanted, f"{name} of another site: {answer.status_code} {answer.text}"
        elif name not in row.may:
            answer = await tried(scene, method, path, row, who, shared)
            assert answer.status_code in (403, 404), f"{name} of another site: {answer.status_code} {answer.text}"
    assert await stored(scene) == before, "what was refused changed nothing"

    for name, who in there.items():
        if name in row.may and row.elsewhere in ("public", "own"):
            answer = await tried(scene, method, path, row, who, shared)
            assert answer.status_code < 400, f"{name} of another site: {answer.status_code} {answer.text}"
            assert row.elsewhere == "public" or (SECRET not in answer.text and f'"{SITE}"' not in answer.text), answer.text
    for name, who in here.items():
        if name in row.may:
            answer = await tried(scene, method, path, row, who, await things(scene, who))
            assert answer.status_code not in (401, 403) and answer.status_code < 500, (
                f"{name}: {answer.status_code} {answer.text}"
            )
            if who is not None and name in AGENTS and name not in ADMINISTRATORS:
                break  # the roles are told apart above; one that is let in shows that the row can be entered
