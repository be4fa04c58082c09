"""What a guide keeps of people who take their words back: nothing beside an author and a date."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from parvis.domain.ids import page_id
from tests.conftest import PAGE, Member, Scene
from tests.guide.writing import channel, edit, guide, history, write
from tests.threads.test_editing_and_withdrawing import everything_stored
from tests.threads.test_snapshot_proof import Proof


async def answered(scene: Scene, who: Member) -> tuple[Any, dict[str, str]]:
    """An answer, and how a step names it."""
    thread = (await scene.ask(scene.camille))["thread"]["id"]
    answer = await scene.reply(who, thread, "Mon dossier est le 98765.")
    return answer, {"thread": thread, "post": answer["id"]}


async def test_a_withdrawn_answer_is_named_by_no_step(scene: Scene) -> None:
    answer, origin = await answered(scene, scene.lou)
    step = await write(scene, scene.camille, origin=origin)
    await edit(scene, scene.camille, step, "Dit autrement.")
    proof = Proof(scene.database)
    await proof.follow(channel(scene))
    for _ in range(2):
        await scene.must(200, "DELETE", f"/posts/{answer['id']}", scene.lou)
    assert await proof.holds() == {"guide": ["step.written"]}, "watchers hear of it"
    assert [shown["origin"] for shown in (await guide(scene))["steps"]] == [None]
    page = await scene.http.get(f"{scene.origin}/g/{page_id(scene.site, PAGE)}")
    assert page.status_code == 200 and scene.lou.name not in page.text
    told = await scene.database.fetch("select data::text as data from events where channel like 'guide:%'")
    assert not any(scene.lou.name in row["data"] or answer["id"] in row["data"] for row in told)


async def test_a_step_made_while_its_answer_is_withdrawn_does_not_name_it(scene: Scene) -> None:
    for _ in range(5):
        answer, origin = await answered(scene, scene.lou)
        wanted = {"site": "valombre", "url": PAGE, "title": "Étape", "body": "Texte.", "origin": origin}
        made, gone = await asyncio.gather(
            scene.call("POST", "/guide/steps", scene.camille, json=wanted),
            scene.call("DELETE", f"/posts/{answer['id']}", scene.lou),
        )
        assert made.status_code in (201, 422) and gone.status_code in (200, 503)
        if gone.status_code == 503:
            await scene.must(200, "DELETE", f"/posts/{answer['id']}", scene.lou)
    assert all(step["origin"] is None for step in (await guide(scene))["steps"])


async def test_a_removed_step_names_nobody(scene: Scene) -> None:
    _, origin = await answered(scene, scene.lou)
    step = await write(scene, scene.camille, origin=origin)
    await scene.must(204, "DELETE", f"/guide/steps/{step['id']}", scene.camille)
    for table in ("guide_steps", "events where channel like 'guide:%'"):
        stored = await scene.database.fetch(f"select to_jsonb(t)::text as row from (select * from {table}) t")
        assert not any(scene.lou.name in row["row"] or origin["post"] in row["row"] for row in stored), table


async def test_an_erased_revision_keeps_its_author_and_date_alone(scene: Scene) -> None:
    _, origin = await answered(scene, scene.lou)
    step = await write(scene, scene.camille, origin=origin)
    await scene.must(
        200, "PUT", f"/guide/steps/{step['id']}/validated", scene.agent, json={"base": 1, "source": "Décret MARITIME"}
    )
    await edit(scene, scene.camille, step, "Dit autrement.")
    [_, first] = await history(scene, step)
    await scene.must(204, "DELETE", f"/guide/steps/{step['id']}/history/{first['revision']['id']}", scene.camille)
    stored = await everything_stored(scene.database)
    assert "MARITIME" not in stored
    told = await scene.database.fetch("select data->'step' as step from events where kind = 'step.written' order by seq")
    assert [('origin": null' in row["step"]) for row in told] == [True, True, False, False], "the step that stands there keeps it"


@pytest.mark.parametrize("withdrawn", [True, False])
async def test_whose_answer_was_copied_may_erase_the_copy(scene: Scene, withdrawn: bool) -> None:
    answer, origin = await answered(scene, scene.lou)
    step = await write(scene, scene.agent, "Le dossier", answer["body"], origin=origin)
    if withdrawn:
        await scene.must(200, "DELETE", f"/posts/{answer['id']}", scene.lou)
    other = await edit(scene, scene.agent, step, "Votre numéro est en haut.")
    wanted = {"base": other["revision"], "revision": 1}
    back = (await scene.must(200, "POST", f"/guide/steps/{step['id']}/revert", scene.agent, json=wanted)).json()
    await edit(scene, scene.lou, back, "Votre numéro est en haut à droite.")
    changes = {change["revision"]["revision"]: change["revision"] for change in await history(scene, step)}
    assert [changes[number]["answer_of"] for number in (1, 2, 3)] == [str(scene.lou.id), None, str(scene.lou.id)]
    path = f"/guide/steps/{step['id']}/history/"
    await scene.must(403, "DELETE", path + changes[1]["id"], scene.camille)
    await scene.must(403, "DELETE", path + changes[2]["id"], scene.lou)
    for number in (1, 3):
        await scene.must(204, "DELETE", path + changes[number]["id"], scene.lou)
    if withdrawn:
        assert "98765" not in await everything_stored(scene.database)
