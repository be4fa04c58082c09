"""What helps to answer: notes that only agents see, canned replies written out, the person's earlier threads, saved filters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from parvis.desk import kept
from parvis.domain.canned import VARIABLES, Occasion, check, expand
from parvis.domain.ids import notes_channel, uuid7
from parvis.domain.problems import UnknownVariable
from tests.conftest import ORIGIN, Member, Scene, cast
from tests.live.reader import reader
from tests.threads.test_snapshot_proof import Proof

FIELD = {"key": "numero", "label": "Numéro du passeport", "step": "Titre"}


async def asked(scene: Scene, title: str = "Où lire le numéro ?", **more: Any) -> str:
    return str((await scene.ask(scene.camille, title, **more))["thread"]["id"])


async def note(scene: Scene, thread: str, who: Member, body: str = "J’ai demandé au bureau 12.", **more: Any) -> Any:
    path = f"/agent/threads/{thread}/notes"
    return (await scene.must(201, "POST", path, who, json={"body": body, "id": str(uuid7()), **more})).json()


async def test_agents_note_things_for_one_another_once_and_in_order(scene: Scene, alix: Member) -> None:
    thread, other = await asked(scene), await asked(scene, "Une autre")
    proof = Proof(scene.database)
    await proof.follow(notes_channel(scene.site, UUID(thread)))
    first = await note(scene, thread, scene.agent)
    assert await note(scene, thread, scene.agent, id=first["id"]) == first, "harmless to repeat"
    second = await note(scene, thread, alix, "Réponse *jeudi*.")
    assert await proof.holds() == {"notes": ["note.added", "note.added"]}
    path = f"/agent/threads/{thread}/notes"
    read = (await scene.must(200, "GET", path, scene.agent)).json()
    assert (read["notes"], read["seq"]) == ([first, second], 2)
    assert second["doc"][0]["children"][1]["type"] == "emphasis" and second["author"]["name"] == "Alix Morel"
    for body in ({"body": "Autre chose.", "id": first["id"]},):
        for place, who in ((path, scene.agent), (path, alix), (f"/agent/threads/{other}/notes", scene.agent)):
            assert (await scene.must(409, "POST", place, who, json=body)).json()["code"] == "id-taken"
    await scene.must(422, "POST", path, scene.agent, json={"body": " "})
    await scene.must(404, "POST", f"/agent/threads/{uuid7()}/notes", scene.agent, json={"body": "Ici."})


async def test_notes_are_heard_by_agents_as_they_are_written_and_resumed_by_number(scene: Scene, alix: Member) -> None:
    thread = await asked(scene)
    channel = f"notes:{thread}"
    await note(scene, thread, alix, "Première.")
    async with reader(scene.origin) as agent:
        await agent.hello(scene.agent, url=None)
        snapshot = await agent.watch(channel)
        assert [each["body"] for each in snapshot["state"]["notes"]] == ["Première."]
        epoch = (await agent.has("welcome", channel=channel))["epoch"]
        await note(scene, thread, alix, "Deuxième.")
        assert (await agent.until("event", channel=channel))["data"]["note"]["body"] == "Deuxième."
    await note(scene, thread, alix, "Troisième.")
    async with reader(scene.origin) as later:
        await later.hello(scene.agent, url=None, epoch=epoch, after={channel: 2})
        assert (await later.until("event", channel=channel))["seq"] == 3


async def test_nobody_else_reads_a_note_anywhere(scene: Scene, alix: Member) -> None:
    thread = await asked(scene)
    secret = "Dossier délicat, voir le bureau 12."
    await note(scene, thread, alix, secret)
    *_, stranger = await cast(scene.database, "ailleurs", "https://ailleurs.example")
    path, channel = f"/agent/threads/{thread}/notes", f"notes:{thread}"
    for who, read in ((None, 401), (scene.camille, 403), (scene.lou, 403), (stranger, 404)):
        await scene.must(read, "GET", path, who)
        await scene.must(read, "POST", path, who, json={"body": "Et moi ?"})
    for who, site in ((None, "valombre"), (scene.camille, "valombre"), (stranger, "ailleurs")):
        async with reader(scene.origin) as somebody:
            await somebody.hello(who, url=None, site=site)
            await somebody.say("watch", channel=channel)
            refused = await somebody.until("refused", channel=channel)
            assert refused["code"] == ("not-found" if who is stranger else "not-yours")
    for who, status in ((None, 403), (scene.camille, 403)):
        await scene.must(status, "GET", "/events", who, params={"site": "valombre", "channel": channel, "after": 0})
    public = [
        (await scene.call("GET", f"/threads/{thread}")).text,
        (await scene.call("GET", "/me/export", scene.camille)).text,
        (await scene.call("GET", "/search", params={"site": "valombre", "q": "dossier délicat"})).text,
        str(await scene.page()),
        *[(await scene.http.get(f"{scene.origin}{at}")).text for at in (f"/t/{thread}", f"/t/{thread}.atom")],
    ]
    assert all("délicat" not in said and "bureau 12" not in said for said in public)


async def test_an_agent_who_is_one_no_more_hears_no_further_note(scene: Scene, alix: Member) -> None:
    thread = await asked(scene)
    async with reader(scene.origin) as agent:
        await agent.hello(scene.agent, url=None)
        await agent.watch(f"notes:{thread}")
        await scene.database.execute("update agent_keys set spent_at = now() where agent_id = $1", scene.agent.id)
        await note(scene, thread, alix)
        assert await agent.close_code() == 4401
    assert not agent.numbers(f"notes:{thread}")


OCCASION = Occasion("Alix Morel", "Service des passeports", "Renouveler un passeport", "Photo", "Hirondelle {service}")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Bonjour {pseudonyme}, {prenom_agent} ({service}).", "Bonjour Hirondelle {service}, Alix (Service des passeports)."),
        ("Voyez « {champ} » sur {page}.", "Voyez « Photo » sur Renouveler un passeport."),
        ("Sans variable { ici } {} {{page}}", "Sans variable { ici } {} {Renouveler un passeport}"),
    ],
)
def test_variables_are_replaced_once(body: str, said: str) -> None:
    assert expand(check(body), OCCASION) == said


def test_a_question_about_no_field_still_reads_well() -> None:
    about_nothing = Occasion("Alix Morel", "", "", None, "")
    assert expand("Remplissez {champ}.", about_nothing) == "Remplissez ce champ."


def test_an_unknown_variable_is_named() -> None:
    with pytest.raises(UnknownVariable) as refused:
        check("Bonjour {pseudonyme} {nom_de_famille} {autre}")
    assert refused.value.body("fr")["variable"] == "nom_de_famille" and refused.value.body("fr")["known"] == list(VARIABLES)
    assert "«\u00a0nom_de_famille\u00a0»" in refused.value.detail("fr") and "nom_de_famille" in refused.value.detail("en")


async def keep(scene: Scene, title: str, body: str, id: str | None = None) -> Any:
    answer = await scene.must(200, "PUT", f"/agent/replies/{id or uuid7()}", scene.agent, json={"title": title, "body": body})
    return answer.json()


async def test_canned_replies_are_kept_found_reworded_and_dropped(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = await keep(scene, "Photo refusée", "Bonjour {pseudonyme}, la photo doit avoir six mois au plus.")
    number = await keep(scene, "Numéro", "Le numéro est en haut à droite.")
    assert photo["written_by"] == "Agent Démo"

    async def found(q: str = "") -> list[str]:
        answer = (await scene.must(200, "GET", "/agent/replies", scene.agent, params={"q": q})).json()
        assert answer["variables"] == list(VARIABLES)
        return [each["title"] for each in answer["replies"]]

    assert await found() == ["Numéro", "Photo refusée"]
    assert await found("photos refusées") == await found("phot") == await found("MOIS") == ["Photo refusée"]
    assert await found("cantine") == []
    await keep(scene, "Photo d’identité", "Six mois au plus.", photo["id"])
    assert await found("photo") == ["Photo d’identité"]
    refused = await scene.must(422, "PUT", f"/agent/replies/{uuid7()}", scene.agent, json={"title": "x", "body": "{nom}"})
    assert (refused.json()["code"], refused.json()["variable"]) == ("unknown-variable", "nom")
    monkeypatch.setattr(kept, "REPLIES_LIMIT", 2)
    await keep(scene, "Numéro", "En haut.", number["id"])
    await scene.must(409, "PUT", f"/agent/replies/{uuid7()}", scene.agent, json={"title": "x", "body": "y"})
    for _ in range(2):
        await scene.must(204, "DELETE", f"/agent/replies/{number['id']}", scene.agent)
    assert await found() == ["Photo d’identité"]


async def test_replies_are_written_out_for_the_question_the_most_fitting_first(scene: Scene) -> None:
    await keep(scene, "Attestation", "Bonjour {pseudonyme}, l’attestation arrive.")
    await keep(scene, "Numéro", "Bonjour {pseudonyme}, {champ}\u00a0: en haut. {prenom_agent}, {service}")
    thread = await asked(scene, field=FIELD, page_title="Passeport")
    path = f"/agent/threads/{thread}/replies"
    fitting = (await scene.must(200, "GET", path, scene.agent)).json()["replies"]
    assert [each["title"] for each in fitting] == ["Numéro", "Attestation"]
    assert fitting[0]["body"] == "Bonjour Hirondelle 42, Numéro du passeport\u00a0: en haut. Agent, Service des passeports"
    typed = (await scene.must(200, "GET", path, scene.agent, params={"q": "attest"})).json()["replies"]
    assert [each["title"] for each in typed] == ["Attestation"]
    beside = (await scene.must(200, "GET", f"/agent/threads/{thread}/context", scene.agent)).json()
    assert beside["replies"] == fitting


async def test_beside_a_thread_stand_its_field_and_what_the_person_asked_before(scene: Scene) -> None:
    first = await asked(scene, "La première", field=FIELD)
    await scene.ask(scene.lou, "D’une autre personne", field=FIELD)
    second = await asked(scene, "La deuxième", url=f"{ORIGIN}/impots")
    withdrawn: Any = await scene.ask(scene.camille, "Retirée")
    await scene.must(200, "DELETE", f"/posts/{withdrawn['post']['id']}", scene.camille)
    thread = await asked(scene, "La troisième", field=FIELD, page_title="Passeport")
    beside = (await scene.must(200, "GET", f"/agent/threads/{thread}/context", scene.agent)).json()
    assert (beside["page"]["title"], beside["field"]) == ("Passeport", FIELD)
    assert (beside["field_threads"], beside["field_changed_at"]) == (2, None)
    assert [each["thread"]["id"] for each in beside["earlier"]] == [second, first]
    assert beside["earlier_total"] == 2 and beside["earlier"][0]["page"]["key"].endswith("/impots")


async def test_similar_solved_questions_stand_beside(scene: Scene) -> None:
    solved = await asked(scene, "Où se trouve le numéro du passeport ?")
    answer = await scene.reply(scene.lou, solved)
    await scene.must(200, "PUT", f"/threads/{solved}/accepted", scene.camille, json={"post": answer["id"]})
    await asked(scene, "Numéro du passeport, sans réponse")
    thread = await asked(scene, "Je cherche le numéro du passeport")
    path = f"/agent/threads/{thread}/similar"
    found = (await scene.must(200, "GET", path, scene.agent)).json()["threads"]
    assert [each["thread"]["id"] for each in found] == [solved] and found[0]["excerpt"]
    await scene.must(403, "GET", path, scene.camille)
    await scene.must(404, "GET", f"/agent/threads/{uuid7()}/similar", scene.agent)


async def test_each_agent_has_her_own_saved_filters(scene: Scene, alix: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    id = str(uuid7())
    path = f"/agent/filters/{id}"
    saved = {"name": "Photos en retard", "filter": {"field": "photo", "level": 2}}
    for _ in range(2):
        await scene.must(200, "PUT", path, scene.agent, json=saved)
    await scene.must(200, "PUT", path, scene.agent, json={**saved, "name": "Photos"})
    mine = (await scene.must(200, "GET", "/agent/filters", scene.agent)).json()["filters"]
    assert mine == [{"id": id, "name": "Photos", "filter": {"field": "photo", "level": 2}}]
    assert (await scene.must(200, "GET", "/agent/filters", alix)).json() == {"filters": []}
    await scene.must(200, "PUT", path, alix, json=saved)
    await scene.must(204, "DELETE", path, alix)
    assert len((await scene.must(200, "GET", "/agent/filters", scene.agent)).json()["filters"]) == 1
    await scene.must(422, "PUT", path, scene.agent, json={"name": "x", "filter": {"view": "held"}})
    await scene.must(422, "PUT", path, scene.agent, json={"name": "x", "filter": {"topic": "\x00"}})
    monkeypatch.setattr(kept, "FILTERS_LIMIT", 1)
    await scene.must(409, "PUT", f"/agent/filters/{uuid7()}", scene.agent, json=saved)


async def test_what_stands_beside_is_the_agents_of_the_site(scene: Scene) -> None:
    thread = await asked(scene)
    reply = await keep(scene, "Numéro", "En haut.")
    *_, stranger = await cast(scene.database, "ailleurs", "https://ailleurs.example")
    for path in (f"/agent/threads/{thread}/context", f"/agent/threads/{thread}/replies", f"/agent/threads/{thread}/similar"):
        for who, status in ((None, 401), (scene.camille, 403), (stranger, 404)):
            await scene.must(status, "GET", path, who)
    for path in ("/agent/replies", "/agent/filters", "/agent/colleagues"):
        for who, status in ((None, 401), (scene.camille, 403)):
            await scene.must(status, "GET", path, who)
    assert (await scene.must(200, "GET", "/agent/replies", stranger)).json()["replies"] == []
    await scene.must(204, "DELETE", f"/agent/replies/{reply['id']}", stranger)
    assert len((await scene.must(200, "GET", "/agent/replies", scene.agent)).json()["replies"]) == 1
