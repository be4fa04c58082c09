"""A page that is merged takes its guide along: its steps, their histories, and who stands for them."""

from __future__ import annotations

from parvis.domain.ids import guide_channel, page_id
from tests.conftest import ORIGIN, PAGE, SITE, Scene
from tests.guide.writing import channel, edit, guide, history, write
from tests.threads.test_snapshot_proof import Proof

OLD = f"{ORIGIN}/ancien"


async def test_the_guide_of_a_merged_page_follows_the_one_that_stands_there(scene: Scene) -> None:
    stays = await write(scene, scene.camille, "Sur la page")
    first = await write(scene, scene.lou, "D’ailleurs", url=OLD)
    await write(scene, scene.lou, "Et encore", url=OLD)
    first = await edit(scene, scene.camille, first, "Mieux.")
    await scene.must(200, "PUT", f"/guide/steps/{first['id']}/validated", scene.agent, json={"base": 2})
    gone = await write(scene, scene.lou, "Retirée", url=OLD)
    await scene.must(204, "DELETE", f"/guide/steps/{gone['id']}", scene.lou)
    source, target = page_id(scene.site, OLD), page_id(scene.site, PAGE)
    proof = Proof(scene.database)
    await proof.follow(channel(scene), guide_channel(scene.site, source))

    await scene.must(200, "POST", f"/agent/pages/{source}/merge", scene.agent, json={"into": str(target)})
    kinds = await proof.holds()
    assert sorted(kinds["guide"]) == ["step.removed"] * 2 + ["step.written"] * 2
    steps = (await guide(scene))["steps"]
    assert [step["title"] for step in steps] == ["Sur la page", "D’ailleurs", "Et encore"]
    assert steps[0] == stays and steps[1]["validated"]["name"] == "Agent Démo" and steps[1]["page"] == str(target)
    assert [change["revision"]["revision"] for change in await history(scene, first)] == [2, 1]
    old = (await scene.must(200, "GET", "/guide", None, params={"site": SITE, "url": OLD})).json()
    assert old["page"] == str(target) and old["steps"] == steps, "the old address leads there"
    assert (await edit(scene, scene.lou, steps[1], "Encore mieux."))["page"] == str(target)
    assert (await edit(scene, scene.lou, gone, "?", status=409))["code"] == "step-removed"
    await proof.holds()
