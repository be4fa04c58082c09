"""Topic by topic, without a script; and old addresses of pages, which keep leading where the discussion is."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from tests.conftest import ORIGIN, PAGE, SITE, Scene
from tests.pages.test_pages import id_of, merge, rename
from tests.web.test_everyone import ATOM, read

CARD = f"{ORIGIN}/carte"


async def about(scene: Scene, topics: list[str], title: str, url: str = PAGE) -> Any:
    asked = await scene.ask(scene.camille, title, url=url)
    await scene.must(200, "PUT", f"/threads/{asked['thread']['id']}/topics", scene.agent, json={"topics": topics})
    return asked


async def test_a_topic_has_a_page_and_a_feed_over_the_whole_site(scene: Scene) -> None:
    here, there = await about(scene, ["photo", "délai"], "Photo refusée"), await about(scene, ["photo"], "Quelle taille ?", CARD)
    gone = await about(scene, ["photo"], "Retirée")
    await scene.must(200, "DELETE", f"/posts/{gone['post']['id']}", scene.camille)
    await scene.ask(scene.lou, "Sans sujet")
    page = await read(scene, f"/topics/photo?site={SITE}")
    assert page.status_code == 200 and f'<link rel="canonical" href="{scene.origin}/topics/photo?site={SITE}">' in page.text
    assert f'href="/topics/photo.atom?site={SITE}"' in page.text
    assert page.text.index("Quelle taille ?") < page.text.index("Photo refusée"), "latest activity first"
    assert "Sans sujet" not in page.text and "Retirée" not in page.text and f'href="/p/{id_of(scene, CARD)}"' in page.text
    feed = await read(scene, f"/topics/photo.atom?site={SITE}")
    links = [entry.find("a:link", ATOM).get("href") for entry in ElementTree.fromstring(feed.content).findall("a:entry", ATOM)]  # type: ignore[union-attr]
    assert links == [f"{scene.origin}/t/{each['thread']['id']}" for each in (there, here)]
    again = await read(scene, f"/topics/photo.atom?site={SITE}", headers={"If-None-Match": feed.headers["etag"]})
    assert again.status_code == 304
    await scene.reply(scene.lou, here["thread"]["id"])
    new = await read(scene, f"/topics/photo.atom?site={SITE}", headers={"If-None-Match": feed.headers["etag"]})
    assert new.status_code == 200


async def test_a_topic_of_one_page(scene: Scene) -> None:
    await about(scene, ["photo"], "Photo refusée")
    await about(scene, ["photo"], "Quelle taille ?", CARD)
    page = await read(scene, f"/p/{id_of(scene, PAGE)}?topic=photo", follow_redirects=True)
    assert "Photo refusée" in page.text and "Quelle taille ?" not in page.text
    feed = await read(scene, f"/p/{id_of(scene, PAGE)}.atom?topic=photo", follow_redirects=True)
    assert len(ElementTree.fromstring(feed.content).findall("a:entry", ATOM)) == 1
    whole = await read(scene, f"/p/{id_of(scene, PAGE)}")
    assert f'href="/topics/photo?site={SITE}&amp;page={id_of(scene, PAGE)}"' in whole.text


@pytest.mark.parametrize("topic", ["pièces d’identité", "a/b", "100 % ?#&", "<b>x</b>", "أوراق"])
async def test_whatever_a_topic_is_called_its_links_lead_to_it(scene: Scene, topic: str) -> None:
    asked = await about(scene, [topic], "Une question")
    thread = await read(scene, f"/t/{asked['thread']['id']}")
    assert "<b>x" not in thread.text
    link = f"/topics/{quote(topic)}?site={SITE}"
    assert f'href="{link}"' in thread.text
    page = await read(scene, link)
    assert page.status_code == 200 and "Une question" in page.text


async def test_a_topic_nobody_wrote_about_is_empty_and_not_indexed(scene: Scene) -> None:
    await scene.ask(scene.camille)
    page = await read(scene, f"/topics/licorne?site={SITE}")
    assert page.status_code == 200 and "Aucune question sur ce sujet." in page.text and "noindex" in page.text


@pytest.mark.parametrize("query", ["", "?site=inconnu", f"?site={SITE}&page=x", f"?site={SITE}&after=x"])
async def test_what_names_no_topic_is_said(scene: Scene, query: str) -> None:
    assert (await read(scene, f"/topics/photo{query}")).status_code in (404, 422)
    assert (await read(scene, f"/topics/%00?site={SITE}")).status_code == 404


async def test_window_by_window(scene: Scene) -> None:
    for number in range(52):
        await about(scene, ["photo"], f"Question {number:02}", PAGE if number % 2 else CARD)
    first = await read(scene, f"/topics/photo?site={SITE}")
    assert "Question 51" in first.text and "Question 01" not in first.text
    [more] = [part.partition('"')[0] for part in first.text.split('href="')[1:] if "after=" in part.partition('"')[0]]
    second = await read(scene, more.replace("&amp;", "&"))
    assert "Question 01" in second.text and "Question 51" not in second.text


async def test_an_old_address_of_a_page_answers_301_for_good(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    await scene.ask(scene.lou, url=CARD)
    await merge(scene, PAGE, CARD)
    for suffix in ("", ".atom"):
        moved = await read(scene, f"/p/{id_of(scene, PAGE)}{suffix}")
        assert moved.status_code == 301 and moved.headers["location"] == f"/p/{id_of(scene, CARD)}{suffix}"
        assert moved.headers["cache-control"] == "no-cache"  # a merge can be undone
    door = await read(scene, f"/p?site={SITE}&url={PAGE}")
    assert door.status_code == 303 and door.headers["location"] == f"/p/{id_of(scene, CARD)}"
    thread = await read(scene, f"/t/{asked['thread']['id']}")
    assert thread.status_code == 200 and f'href="/p/{id_of(scene, CARD)}"' in thread.text


async def test_the_sites_pages_are_named_by_their_new_keys(scene: Scene) -> None:
    await scene.ask(scene.camille)
    await scene.ask(scene.lou, url=CARD)
    await rename(scene, CARD, url=f"{ORIGIN}/demarches/carte")
    index = await read(scene, f"/p?site={SITE}")
    assert f"{ORIGIN}/demarches/carte" in index.text and f"{CARD}<" not in index.text
    await merge(scene, PAGE, CARD)
    index = await read(scene, f"/p?site={SITE}")
    assert f'href="/p/{id_of(scene, PAGE)}"' not in index.text and "2 questions" in index.text
