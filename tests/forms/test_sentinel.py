"""A form that changed is noticed once two reports agree, and only where it changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.domain.forms import APART, CONTROLS_LIMIT, Control, Known, compare
from parvis.domain.ids import page_channel, page_id
from parvis.forms import queries
from tests.conftest import PAGE, SITE, Scene
from tests.threads.test_snapshot_proof import Proof

NAME = {"key": "nom", "label": "Nom de naissance", "shape": "a1", "step": "Identité"}
PHOTO = {"key": "photo", "label": "Photo", "shape": "b2", "step": "Identité"}
PLACE = {"key": "lieu", "label": "Lieu de retrait", "shape": "c3", "step": "Retrait"}
FORM = [NAME, PHOTO, PLACE]


async def report(scene: Scene, *controls: dict[str, Any], url: str = PAGE, lang: str = "fr", later: timedelta = APART) -> Any:
    """What a browser tells `later` than the one before."""
    await scene.database.execute("update form_fields set doubted_at = doubted_at - $1::interval", later)
    body = {"site": SITE, "url": url, "lang": lang, "controls": controls}
    return (await scene.must(200, "POST", "/forms", None, json=body)).json()["changed"]


async def asked_about(scene: Scene, field: dict[str, Any]) -> Any:
    about = {name: field[name] for name in ("key", "label", "step")}
    body = {"site": SITE, "url": PAGE, "title": f"Que mettre dans « {field['label']} » ?", "body": "", "field": about}
    return (await scene.must(201, "POST", "/threads", scene.camille, json=body)).json()["thread"]


async def around(scene: Scene) -> Any:
    return (await scene.must(200, "GET", "/around", None, params={"site": SITE, "url": PAGE})).json()


async def test_two_reports_in_a_row_make_a_change_which_everybody_hears_of(scene: Scene) -> None:
    thread = await asked_about(scene, PHOTO)
    page = page_channel(scene.site, page_id(scene.site, PAGE))
    proof = Proof(scene.database)
    await proof.follow(page)
    for _ in range(2):
        assert await report(scene, *FORM) == {}
    new = {**PHOTO, "shape": "b3"}
    assert await report(scene, NAME, new, PLACE) == {}, "one browser may be mistaken"
    assert await proof.holds() == {}
    changed = await report(scene, NAME, new, PLACE)
    assert list(changed) == ["photo"], "only what changed"
    assert await proof.holds() == {"page": ["form.changed"]}
    assert (await scene.page())["changed"] == changed == (await around(scene))["changed"]
    assert await report(scene, NAME, new, PLACE) == changed, "told once"
    listed = (await scene.must(200, "GET", "/agent/forms", scene.agent)).json()["changes"]
    assert [(each["key"], each["what"], each["step"]) for each in listed] == [("photo", "changed", "Identité")]
    assert [each["id"] for each in listed[0]["threads"]] == [thread["id"]]


async def test_two_reports_at_once_are_one_persons_word(scene: Scene) -> None:
    await asked_about(scene, PHOTO)
    await report(scene, *FORM)
    new, soon = {**PHOTO, "shape": "b3"}, APART / 4
    for _ in range(3):
        assert await report(scene, NAME, new, PLACE, later=soon) == {}
    assert list(await report(scene, NAME, new, PLACE, later=soon * 2)) == ["photo"]
    for _ in range(3):
        assert list(await report(scene, PHOTO | new, PLACE, later=soon)) == ["photo"], "nor is a field gone"
    assert set(await report(scene, PHOTO | new, PLACE, later=soon * 2)) == {"photo", "nom"}


async def test_a_page_keeps_its_latest_changes(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "KEPT", 2)
    await asked_about(scene, PHOTO)
    await report(scene, *FORM)
    for shape in ("d1", "d2", "d3"):
        for _ in range(2):
            await report(scene, NAME, {**PHOTO, "shape": shape}, PLACE)
    listed = (await scene.must(200, "GET", "/agent/forms", scene.agent)).json()["changes"]
    assert len(listed) == 2 and await scene.database.fetchval("select count(*) from form_changes") == 2


async def test_reports_that_disagree_change_nothing(scene: Scene) -> None:
    await asked_about(scene, PHOTO)
    await report(scene, *FORM)
    for shape in ("d1", "d2", "b2", "d1", "d2"):
        assert await report(scene, NAME, {**PHOTO, "shape": shape}, PLACE) == {}


async def test_a_field_leaves_its_step_and_comes_back(scene: Scene) -> None:
    await asked_about(scene, PHOTO)
    await report(scene, *FORM)
    await report(scene, PLACE)
    await report(scene, PLACE)
    assert await report(scene, PLACE) == {}, "another step says nothing about this one"
    await report(scene, NAME)
    assert (await around(scene))["gone"] == []
    assert list(await report(scene, NAME)) == ["photo"]
    assert [field["key"] for field in (await around(scene))["gone"]] == ["photo"]
    await report(scene, NAME, PHOTO)
    assert (await around(scene))["gone"] == []
    listed = (await scene.must(200, "GET", "/agent/forms", scene.agent)).json()["changes"]
    assert [each["what"] for each in listed] == ["back", "gone"]


async def test_languages_are_compared_apart_and_a_field_is_gone_when_it_is_gone_in_all(scene: Scene) -> None:
    await asked_about(scene, PHOTO)
    english = [{**NAME, "label": "Birth name"}, {**PHOTO, "label": "Picture"}]
    for _ in range(3):
        assert await report(scene, *FORM) == {} == await report(scene, *english, lang="en")
    for _ in range(2):
        await report(scene, NAME)
    assert (await around(scene))["gone"] == []
    for lang in ("de", "it", "es"):
        await report(scene, *FORM, lang=lang)
    kept = await scene.database.fetchval("select count(distinct lang) from form_fields")
    assert kept == 4, "no more languages than a page has"


async def test_nothing_is_kept_of_pages_that_nobody_wrote_on(scene: Scene) -> None:
    for _ in range(2):
        await report(scene, *FORM, url=PAGE + "/autre")
    assert await scene.database.fetchval("select count(*) from form_fields") == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"controls": [{**NAME, "shape": "valeur !"}]}, 422, "bad-shape"),
        ({"controls": [{**NAME, "value": "Martin"}]}, 422, "bad-shape"),
        ({"controls": [{**NAME, "key": f"k{number}"} for number in range(CONTROLS_LIMIT + 1)]}, 422, "too-long"),
        ({"controls": [{**NAME, "label": "\u202eNom"}]}, 422, "bad-characters"),
        ({"controls": [], "lang": "<script>"}, 422, "bad-shape"),
    ],
)
async def test_what_is_no_report_is_refused(scene: Scene, body: dict[str, Any], status: int, code: str) -> None:
    answer = await scene.must(status, "POST", "/forms", None, json={"site": SITE, "url": PAGE, **body})
    assert answer.json()["code"] == code


async def test_the_counts_tell_how_much_there_is_and_may_be_kept_for_a_moment(scene: Scene) -> None:
    thread = await asked_about(scene, PHOTO)
    await asked_about(scene, NAME)
    await scene.reply(scene.agent, thread["id"], "Une photo de moins de six mois.")
    answer = await scene.must(200, "GET", "/counts", None, params={"site": SITE, "url": PAGE})
    assert answer.json() == {"threads": 2, "answers": 1, "agents": 0, "fields": {"nom": 1, "photo": 1}}
    assert answer.headers["cache-control"] == "public, max-age=30" and answer.headers["access-control-allow-origin"] == "*"


KEYS = st.sampled_from("abcdef")
CONTROLS = st.builds(Control, KEYS, st.sampled_from(["Nom", "Prénom"]), st.sampled_from([None, "1", "2"]), st.sampled_from("01"))


@given(st.lists(st.lists(CONTROLS, max_size=6), max_size=8), st.lists(CONTROLS, max_size=6))
def test_one_odd_report_between_two_like_ones_is_never_told(before: list[list[Control]], odd: list[Control]) -> None:
    known: dict[str, Known] = {}
    now = datetime(2026, 3, 1, tzinfo=UTC)

    def hear(controls: list[Control]) -> list[str]:
        nonlocal now
        now += APART
        findings = compare(known, controls, now)
        known.update({each.now.key: each.now for each in findings})
        return [each.now.key for each in findings if each.what in ("changed", "gone")]

    usual = [Control(key, "Nom", "1", "0") for key in "abc"]
    for controls in [*before, usual, usual]:
        hear(controls)
    told = hear(odd)
    assert not set(told) & set("abc"), "one report is not enough"
    hear(usual)
    assert not [each for each in compare(known, usual, now) if each.now.key in "abc"], "and what is as it was teaches nothing"
