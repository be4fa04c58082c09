"""The guide without a script: read, written in plain forms, and nothing lost when two write at once."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from parvis.domain.ids import page_id, uuid7
from parvis.web.identity import COOKIE
from tests.conftest import ORIGIN, PAGE, SITE, Scene
from tests.guide.writing import BODY, TITLE, edit, guide, write
from tests.web.test_everyone import ATOM, form_of, read, send
from tests.web.test_identity import signed_in

FILM = {"url": "https://youtu.be/aB3", "title": "Prendre la photo", "alt": "On s’assied <de face>."}


def address(scene: Scene) -> str:
    return f"/g/{page_id(scene.site, PAGE)}"


def forms_of(answer: httpx.Response) -> list[dict[str, str]]:
    """What each form of the page would send, with nothing typed yet."""
    return [
        dict(re.findall(r'<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"', form))
        for form in re.findall(r"<form.*?</form>", answer.text, re.DOTALL)
    ]


async def test_a_citizen_without_script_writes_the_first_step_and_another_improves_it(scene: Scene) -> None:
    door = await read(scene, f"/g?site={SITE}&url={PAGE}")
    assert door.status_code == 200 and "Personne n’a encore écrit de guide" in door.text
    typed = {"title": TITLE, "body": "Dans **l’ordre**.", "heading": "Votre identité", "name": "Camille P."}
    wanted = form_of(door) | typed
    added = await send(scene, "/g", wanted)
    assert added.status_code == 303 and added.headers["location"].startswith(address(scene))
    again = await send(scene, "/g", wanted, headers={"Cookie": added.headers["set-cookie"].partition(";")[0]})
    assert again.headers["location"] == added.headers["location"], "sent twice, it is one step"
    page = await read(scene, address(scene))
    assert page.text.count(TITLE) >= 1 and "<strong>l’ordre</strong>" in page.text and "Votre identité" in page.text
    assert "Proposé par <bdi>Camille P.</bdi>, à valider" in page.text
    [step] = (await guide(scene))["steps"]

    form = await read(scene, f"{address(scene)}/{step['id']}")
    assert "Dans **l’ordre**.</textarea>" in form.text
    better = form_of(form) | {"title": TITLE, "body": BODY, "summary": "plus clair"}
    assert (await send(scene, f"{address(scene)}/{step['id']}", better)).status_code == 303
    [now] = (await guide(scene))["steps"]
    assert now["body"] == BODY and now["revision"] == 2 and now["heading"] == "Votre identité", (
        "what the form does not show stays"
    )
    history = await read(scene, f"{address(scene)}/{step['id']}/history")
    assert (await read(scene, f"{address(scene)}/{step['id']}/history?before=9999999999")).status_code == 200
    assert "plus clair" in history.text and "<del>" in history.text and "<ins>" in history.text and "Camille P." in history.text


async def test_a_first_step_pressed_twice_by_somebody_new_is_hers(scene: Scene) -> None:
    form = form_of(await read(scene, f"/g?site={SITE}&url={PAGE}")) | {"title": TITLE, "body": BODY}
    answers = [await send(scene, "/g", form), await send(scene, "/g", form)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert answers[0].headers["set-cookie"] == answers[1].headers["set-cookie"]
    [step] = (await guide(scene))["steps"]
    token = answers[1].headers["set-cookie"].partition(";")[0].partition("=")[2]
    await scene.must(204, "DELETE", f"/guide/steps/{step['id']}", None, headers={"Authorization": f"Bearer {token}"})


async def test_of_two_forms_drawn_from_the_same_text_the_second_shows_both(scene: Scene) -> None:
    step = await write(scene, scene.camille)
    path = f"{address(scene)}/{step['id']}"
    form = form_of(await read(scene, path))
    await edit(scene, scene.lou, step, "Le texte de <Lou>.")
    mine = form | {"title": TITLE, "body": "Mon texte, long à écrire.", "summary": "mieux"}
    refused = await send(scene, path, mine)
    assert refused.status_code == 409
    assert "Le texte de &lt;Lou&gt;." in refused.text and "Mon texte, long à écrire.</textarea>" in refused.text
    assert "Le texte actuel, de <bdi>Pinson 18</bdi>" in refused.text and 'value="mieux"' in refused.text
    assert (await guide(scene))["steps"][0]["body"] == "Le texte de <Lou>."
    again = form_of(refused) | {"title": TITLE, "body": "Les deux.", "summary": "mieux"}
    assert again["base"] == "2" and again["revision"] != form["revision"]
    assert (await send(scene, path, again)).status_code == 303
    assert (await guide(scene))["steps"][0]["body"] == "Les deux."


async def test_an_earlier_text_is_brought_back_by_a_button(scene: Scene) -> None:
    step = await write(scene, scene.camille)
    await edit(scene, scene.lou, step, "N’importe quoi.")
    path = f"{address(scene)}/{step['id']}/history"
    [back] = forms_of(await read(scene, path))
    assert (await send(scene, path, back)).status_code == 303
    assert (await guide(scene))["steps"][0]["body"] == BODY
    assert "Retour à la version 1" in (await read(scene, path)).text
    assert (await send(scene, path, back | {"revision": str(uuid7())})).status_code == 409, "drawn from a text that is gone"


@pytest.mark.parametrize(("wrong", "said"), [({"title": " "}, "Écrivez d’abord"), ({"body": "a\u202eb"}, "invisibles")])
async def test_a_refused_step_keeps_what_was_typed_and_makes_nobody(scene: Scene, wrong: dict[str, str], said: str) -> None:
    await scene.ask(scene.camille)
    form = form_of(await read(scene, address(scene))) | {"title": TITLE, "body": "Gardé.\nVraiment.", "heading": "Ici"} | wrong
    refused = await send(scene, address(scene), form)
    assert refused.status_code == 422 and said in refused.text and 'value="Ici"' in refused.text
    assert "set-cookie" not in refused.headers and (await guide(scene))["steps"] == []
    stranger = await send(scene, address(scene), form, headers={"Origin": "https://evil.example"})
    assert stranger.status_code in (403, 422) and (await guide(scene))["steps"] == []


async def test_search_engines_and_readers_of_feeds_are_told(scene: Scene) -> None:
    step = await write(scene, scene.camille, "Écrivez </script> tout", "- un\n- deux", video=FILM)
    await edit(scene, scene.lou, step, "**Trois**.", summary="autrement")
    page = await read(scene, address(scene))
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    told = json.loads(data)
    assert (
        told["@type"] == "HowTo" and told["step"][0]["name"] == "Écrivez </script> tout" and told["step"][0]["text"] == "Trois."
    )
    assert f'<link rel="canonical" href="{scene.origin}{address(scene)}">' in page.text and "noindex" not in page.text
    answer = await read(scene, f"{address(scene)}.atom")
    entries = ElementTree.fromstring(answer.content).findall("a:entry", ATOM)
    assert [entry.findtext("a:author/a:name", None, ATOM) for entry in entries] == ["Pinson 18", "Hirondelle 42"]
    assert "<strong>Trois</strong>" in (entries[0].findtext("a:summary", None, ATOM) or "")
    known = {"If-None-Match": answer.headers["etag"]}
    assert (await read(scene, f"{address(scene)}.atom", headers=known)).status_code == 304


async def test_a_validated_step_says_by_whom_and_its_film_is_a_link_with_its_words(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    answer = await scene.reply(scene.lou, thread)
    step = await write(scene, scene.lou, video=FILM, origin={"thread": thread, "post": answer["id"]})
    wanted: dict[str, Any] = {"base": 1, "source": "https://loi.example/3"}
    await scene.must(200, "PUT", f"/guide/steps/{step['id']}/validated", scene.agent, json=wanted)
    page = await read(scene, address(scene))
    assert "Validé par Agent Démo, Service des passeports" in page.text and 'href="https://loi.example/3"' in page.text
    assert "On s’assied &lt;de face&gt;." in page.text and "<iframe" not in page.text
    assert 'href="https://www.youtube-nocookie.com/embed/aB3"' in page.text
    assert f'href="/t/{thread}#post-{answer["id"]}"' in page.text
    assert f'href="{address(scene)}"' in (await read(scene, f"/p/{page_id(scene.site, PAGE)}")).text


async def test_what_is_not_there_is_said(scene: Scene) -> None:
    step = await write(scene, scene.camille)
    other = uuid7()
    for path in ("/g", f"/g/{other}", f"/g/{other}.atom", "/g/x", f"{address(scene)}/x", f"{address(scene)}/{other}/history"):
        assert (await read(scene, path)).status_code in (404, 422), path
    await scene.must(204, "DELETE", f"/guide/steps/{step['id']}", scene.agent)
    for path in (f"{address(scene)}/{step['id']}", f"{address(scene)}/{step['id']}/history"):
        assert (await read(scene, path)).status_code == 404
    assert (await read(scene, f"/g?site={SITE}&url={ORIGIN}/autre")).status_code == 200
    assert (await read(scene, f"/g?site={SITE}&url=https://evil.example/")).status_code == 403


async def test_an_agent_validates_rewords_restores_and_removes_at_her_desk(scene: Scene) -> None:
    step = await write(scene, scene.camille)
    session = {"Cookie": f"{COOKIE}={await signed_in(scene)}"}
    desk = await read(scene, "/console/guide", headers=session)
    assert TITLE in desk.text and "Hirondelle 42" in desk.text
    path = f"/console/guide/{step['id']}"
    base = {"base": "1"}
    assert (await send(scene, path, base | {"source": "Décret"}, headers=session)).status_code == 303
    assert (await guide(scene))["steps"][0]["validated"]["source"] == "Décret"
    assert "Aucune étape à relire" in (await read(scene, "/console/guide", headers=session)).text
    edited = await edit(scene, scene.lou, step, "N’importe quoi.")
    stale = await send(scene, path, base | {"source": "Ma source"}, headers=session)
    assert stale.status_code == 409 and "vient de changer" in stale.text and 'value="Ma source"' in stale.text
    kept = await send(scene, path + "/edit", base | {"title": TITLE, "body": "Mon texte d’agent."}, headers=session)
    assert kept.status_code == 409 and "Mon texte d’agent.</textarea>" in kept.text
    now = {"base": str(edited["revision"])}
    assert (await send(scene, path + "/restore", now | {"to": "1"}, headers=session)).status_code == 303
    [back] = (await guide(scene))["steps"]
    assert back["body"] == BODY and back["author"]["voice"] == "agent"
    mended = {"base": "3", "title": TITLE, "body": "Mieux dit."}
    assert (await send(scene, path + "/edit", mended, headers=session)).status_code == 303
    assert (await guide(scene))["steps"][0]["author"]["service"] == "Service des passeports"
    # What somebody wrote meanwhile is not removed unread.
    assert (await send(scene, path + "/remove", {"base": "3"}, headers=session)).status_code == 409
    assert (await send(scene, path + "/remove", {"base": "4"}, headers=session)).status_code == 303
    assert (await guide(scene))["steps"] == []


async def test_the_desk_is_the_agents_alone_and_its_forms_come_from_home(scene: Scene) -> None:
    step = await write(scene, scene.camille)
    path = f"/console/guide/{step['id']}"
    assert (await read(scene, "/console/guide")).status_code == 303
    assert (await send(scene, path, {"base": "1"})).headers["location"] == "/console"
    session = {"Cookie": f"{COOKIE}={await signed_in(scene)}"}
    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await send(scene, path, {"base": "1"}, headers=session | foreign)).status_code == 403
    assert (await guide(scene))["steps"][0]["validated"] is None
