"""The pages for everyone: what a citizen without a script reads and writes."""

from __future__ import annotations

import asyncio
import json
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from parvis.domain.ids import uuid7
from parvis.domain.keys import new_key
from tests.conftest import ORIGIN, PAGE, SITE, Scene

ATOM = {"a": "http://www.w3.org/2005/Atom"}


async def read(scene: Scene, path: str, **more: Any) -> httpx.Response:
    return await scene.http.get(scene.origin + path, headers={"Accept-Language": "fr"} | more.pop("headers", {}), **more)


async def send(scene: Scene, path: str, data: dict[str, str], **more: Any) -> httpx.Response:
    home = {"Origin": scene.origin, "Sec-Fetch-Site": "same-origin"}
    return await scene.http.post(scene.origin + path, data=data, headers=home | more.pop("headers", {}), **more)


def form_of(answer: httpx.Response) -> dict[str, str]:
    """What the page's form would send, with nothing typed yet."""
    inputs = re.findall(r'<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"', answer.text)
    return {name: unescape(value) for name, value in inputs}


async def test_a_citizen_without_script_asks_the_first_question_of_a_page_and_answers_the_next(scene: Scene) -> None:
    page = await read(scene, f"/p?site={SITE}&url={PAGE}")
    assert page.status_code == 200 and "Personne n’a encore posé de question" in page.text
    form = form_of(page) | {"title": "Où lire le numéro ?", "body": "Il y en a **deux**.", "name": "Camille P."}
    asked = await send(scene, "/p", form)
    assert asked.status_code == 303
    thread = await read(scene, asked.headers["location"])
    assert "<strong>deux</strong>" in thread.text and "Camille P." in thread.text
    cookie = asked.headers["set-cookie"]
    assert cookie.startswith(f"__Host-parvis-{SITE}=pv_")
    assert all(flag in cookie for flag in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"))

    kept = {"Cookie": cookie.partition(";")[0]}
    reading = await read(scene, asked.headers["location"], headers=kept)
    assert "Vous écrivez sous le nom <b><bdi>Camille P.</bdi></b>" in reading.text
    replied = await send(scene, asked.headers["location"], form_of(reading) | {"body": "Trouvé en haut."}, headers=kept)
    assert replied.status_code == 303 and "set-cookie" not in replied.headers
    page = await read(scene, f"/p?site={SITE}&url={PAGE}", follow_redirects=True)
    assert "Où lire le numéro ?" in page.text and "1 réponse" in page.text


async def test_a_question_sent_twice_is_one_question(scene: Scene) -> None:
    form = form_of(await read(scene, f"/p?site={SITE}&url={PAGE}")) | {"title": "Combien de temps ?", "body": ""}
    first = await send(scene, "/p", form)
    again = await send(scene, "/p", form, headers={"Cookie": first.headers["set-cookie"].partition(";")[0]})
    assert first.headers["location"] == again.headers["location"]
    assert (await scene.page())["total"] == 1


async def test_a_form_pressed_twice_by_somebody_new_is_one_message_of_one_person(scene: Scene) -> None:
    """Neither press carries the cookie: whichever answer the browser keeps, the message must be its sender's."""
    form = form_of(await read(scene, f"/p?site={SITE}&url={PAGE}")) | {"title": "Combien de temps ?", "body": ""}
    answers = [*await asyncio.gather(send(scene, "/p", form), send(scene, "/p", form)), await send(scene, "/p", form)]
    assert [answer.status_code for answer in answers] == [303] * 3
    [location] = {answer.headers["location"] for answer in answers}
    [token] = {_token_of(answer) for answer in answers}
    assert (await scene.page())["total"] == 1

    reply = form_of(await read(scene, location)) | {"body": "Trois semaines.", "name": "Camille P."}
    first, second = await send(scene, location, reply), await send(scene, location, reply)
    assert first.headers["location"] == second.headers["location"]
    for path, sender in ((location, token), (first.headers["location"], _token_of(second))):
        thread = (await scene.must(200, "GET", f"/threads/{path[3:39]}", None)).json()
        post = path.partition("#post-")[2] or thread["posts"][0]["id"]
        await scene.must(200, "DELETE", f"/posts/{post}", None, headers={"Authorization": f"Bearer {sender}"})


@pytest.mark.parametrize("token", ["pv_x", "pa_" + "A" * 43, "pv_" + "A" * 44, "pv_" + "é" * 43, "pv_" + "A" * 42 + "B"])
async def test_a_token_that_we_would_not_make_makes_nobody(scene: Scene, token: str) -> None:
    form = form_of(await read(scene, f"/p?site={SITE}&url={PAGE}")) | {"title": "Combien ?", "body": "", "visitor": token}
    assert (await send(scene, "/p", form)).status_code == 422
    assert (await scene.page())["total"] == 0


async def test_a_reader_with_a_cookie_is_handed_no_other_token(scene: Scene) -> None:
    page = await read(scene, f"/p?site={SITE}&url={PAGE}", headers={"Cookie": f"__Host-parvis-{SITE}={scene.camille.token}"})
    assert "visitor" not in form_of(page) and "visitor" in form_of(await read(scene, f"/p?site={SITE}&url={PAGE}"))
    both = form_of(page) | {"title": "Combien ?", "body": "", "visitor": new_key("pv_")[0]}
    asked = await send(scene, "/p", both, headers={"Cookie": f"__Host-parvis-{SITE}={scene.camille.token}"})
    assert "set-cookie" not in asked.headers
    assert (await scene.page())["threads"][0]["author"]["name"] == scene.camille.name


def _token_of(answer: httpx.Response) -> str:
    return answer.headers["set-cookie"].partition(";")[0].partition("=")[2]


@pytest.mark.parametrize(
    ("wrong", "said"), [("  ", "Écrivez d’abord votre texte"), ("x" * 201, "trop long"), ("a\u202eb", "invisibles")]
)
async def test_a_refused_question_keeps_what_was_typed(scene: Scene, wrong: str, said: str) -> None:
    form = form_of(await read(scene, f"/p?site={SITE}&url={PAGE}"))
    form |= {"title": wrong, "body": "Des précisions <b>utiles</b>\nsur deux lignes", "name": "Camille P."}
    refused = await send(scene, "/p", form)
    assert refused.status_code == 422 and said in refused.text
    assert "Des précisions &lt;b&gt;utiles&lt;/b&gt;\nsur deux lignes</textarea>" in refused.text
    assert 'value="Camille P."' in refused.text and "<title>Erreur" in refused.text
    assert form_of(refused)["id"] == form["id"]
    assert (await scene.page())["total"] == 0


async def test_a_refused_reply_keeps_what_was_typed_also_when_the_name_is_refused(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    path = f"/t/{asked['thread']['id']}"
    form = form_of(await read(scene, path)) | {"body": "En haut à droite.", "name": "Agent officiel"}
    refused = await send(scene, path, form)
    assert refused.status_code == 422 and "En haut à droite.</textarea>" in refused.text and "Prenez-en un autre" in refused.text
    assert "set-cookie" not in refused.headers


async def test_a_form_of_another_site_writes_nothing(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    path = f"/t/{asked['thread']['id']}"
    form = form_of(await read(scene, path)) | {"body": "Cliquez ici"}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        refused = await send(scene, path, form, headers=headers)
        assert refused.status_code == 403 and "set-cookie" not in refused.headers
    assert (await scene.page())["threads"][0]["posts"] == 1


async def test_what_one_is_called_on_one_site_is_nothing_to_another(scene: Scene) -> None:
    """RocketChat/Rocket.Chat.Livechat#546: one cookie mixed the conversations of two sites."""
    form = form_of(await read(scene, f"/p?site={SITE}&url={PAGE}")) | {"title": "Combien ?", "body": "", "name": "Camille P."}
    token = (await send(scene, "/p", form)).headers["set-cookie"].partition(";")[0].partition("=")[2]
    await scene.database.execute(
        "insert into sites (id, name, origins) values ($1, 'ailleurs', '{https://www.ailleurs.example}')", uuid7()
    )
    there = "/p?site=ailleurs&url=https://www.ailleurs.example/x"
    page = await read(scene, there, headers={"Cookie": f"__Host-parvis-ailleurs={token}"})
    assert page.status_code == 200 and "Camille P." not in page.text


async def test_the_kept_answer_stands_first_and_search_engines_are_told(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, title="Où ? </script><script>alert(1)</script>", body="Je vois\n\n- un\n- deux")
    thread = asked["thread"]["id"]
    other = await scene.reply(scene.lou, thread, "Au dos.")
    good = await scene.reply(scene.lou, thread, "En haut à droite.")
    await scene.must(200, "PUT", f"/threads/{thread}/accepted", scene.camille, json={"post": good["id"]})
    page = await read(scene, f"/t/{thread}")
    assert page.text.index("En haut à droite.</p>") < page.text.index("Au dos.</p>")
    assert "Réponse retenue par la personne qui a posé la question" in page.text
    assert f'<link rel="canonical" href="{scene.origin}/t/{thread}">' in page.text
    assert "noindex" not in page.text
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    question = json.loads(data)["mainEntity"]
    assert question["name"] == "Où ? </script><script>alert(1)</script>" and question["text"] == "Je vois\nun\ndeux"
    assert question["answerCount"] == 2
    assert [answer["text"] for answer in question["acceptedAnswer"]] == ["En haut à droite."]
    assert [answer["url"] for answer in question["suggestedAnswer"]] == [f"{scene.origin}/t/{thread}#post-{other['id']}"]


async def test_a_withdrawn_question_is_gone_and_its_words_too(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, body="Un secret")
    await scene.must(200, "DELETE", f"/posts/{asked['post']['id']}", scene.camille)
    page = await read(scene, f"/t/{asked['thread']['id']}")
    assert page.status_code == 410 and "noindex" in page.text and "ld+json" not in page.text
    assert "secret" not in page.text and "Où lire" not in page.text
    assert (await read(scene, f"/t/{asked['thread']['id']}.atom")).status_code == 404


async def test_more_questions_are_one_link_away(scene: Scene) -> None:
    for number in range(51):
        await scene.ask(scene.camille, title=f"Question {number:02}")
    page = (await scene.page())["page"]["id"]
    first = await read(scene, f"/p/{page}")
    assert "Question 50" in first.text and "Question 00" not in first.text
    [further] = re.findall(rf'href="(/p/{page}\?before=\d+)"', first.text)
    assert "Question 00" in (await read(scene, further)).text


async def test_feeds_follow_a_page_and_a_thread(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, title="Où & <quand> ?", body="Je vois **deux** numéros.")
    await scene.reply(scene.lou, asked["thread"]["id"], "En haut.")
    page = (await scene.page())["page"]["id"]
    answer = await read(scene, f"/p/{page}.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    [entry] = feed.findall("a:entry", ATOM)
    assert entry.findtext("a:title", None, ATOM) == "Où & <quand> ?"
    assert entry.findtext("a:id", None, ATOM) == f"urn:uuid:{asked['post']['id']}"
    assert "<strong>deux</strong>" in (entry.findtext("a:summary", None, ATOM) or "")
    link = entry.find("a:link", ATOM)
    assert link is not None and link.get("href") == f"{scene.origin}/t/{asked['thread']['id']}"
    known = {"If-None-Match": answer.headers["etag"]}
    assert (await read(scene, f"/p/{page}.atom", headers=known)).status_code == 304
    await scene.must(200, "PATCH", f"/posts/{asked['post']['id']}", scene.camille, json={"body": "Je ne dis plus combien."})
    reworded = await read(scene, f"/p/{page}.atom", headers=known)
    assert reworded.status_code == 200 and "deux" not in reworded.text

    before = await read(scene, f"/t/{asked['thread']['id']}.atom")
    assert len(ElementTree.fromstring(before.content).findall("a:entry", ATOM)) == 2
    await scene.reply(scene.camille, asked["thread"]["id"], "Merci !")
    after = await read(scene, f"/t/{asked['thread']['id']}.atom", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200 and len(ElementTree.fromstring(after.content).findall("a:entry", ATOM)) == 3


async def test_a_link_in_noscript_finds_the_page_by_where_the_reader_comes_from(scene: Scene) -> None:
    await scene.ask(scene.camille)
    page = (await scene.page())["page"]["id"]
    found = await read(scene, f"/p?site={SITE}", headers={"Referer": f"{PAGE}?dossier=12"})
    assert found.status_code == 303 and found.headers["location"] == f"/p/{page}"
    new = await read(scene, f"/p?site={SITE}", headers={"Referer": f"{ORIGIN}/permis"})
    assert new.status_code == 200 and f'value="{ORIGIN}/permis"' in new.text
    for referer in ({"Referer": f"{ORIGIN}/"}, {"Referer": "https://elsewhere.example/x"}, {"Referer": "about:blank"}, {}):
        index = await read(scene, f"/p?site={SITE}", headers=referer)
        assert index.status_code == 200 and f'href="/p/{page}"' in index.text


@pytest.mark.parametrize(
    "path", ["/p", "/p?site=unknown", "/p?site=%00", "/p/x", "/t/x", f"/t/{uuid7()}", f"/p/{uuid7()}", f"/p/{uuid7()}.atom"]
)
async def test_nothing_there_is_said_in_the_readers_language(scene: Scene, path: str) -> None:
    french, english = await read(scene, path), await read(scene, path, headers={"Accept-Language": "en-GB"})
    assert french.status_code == english.status_code == 404
    assert '<html lang="fr">' in french.text and "That did not work" in english.text


async def test_no_script_may_run_and_nobody_frames_them(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    for path in (f"/t/{asked['thread']['id']}", f"/p?site={SITE}", "/t/x"):
        answer = await read(scene, path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src" not in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["Referrer-Policy"] == "same-origin" and answer.headers["X-Frame-Options"] == "DENY"


async def test_a_search_without_script_finds_what_the_panel_finds(scene: Scene) -> None:
    asked = await scene.ask(scene.camille, "Ma photo est refusée", "Le fond est gris.")
    page = await read(scene, f"/p/{asked['thread']['page']}")
    form = {name: value for name, value in form_of(page).items() if name in ("site", "on", "q")}
    found = await read(scene, "/p", params={**form, "q": "photos refusee"})
    assert found.status_code == 200 and "1 résultat" in found.text and "Le fond est gris." in found.text
    assert f'href="/t/{asked["thread"]["id"]}"' in found.text
    none = await read(scene, "/p", params={**form, "q": "<b>introuvable</b>"})
    assert "Aucun résultat" in none.text and "&lt;b&gt;introuvable" in none.text
