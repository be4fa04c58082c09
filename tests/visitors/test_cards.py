"""A card says who somebody is to the others, and nothing that public pages do not say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from parvis.domain.ids import uuid7
from tests.conftest import SITE, Member, Scene


async def card(scene: Scene, who: Member, status: int = 200, site: str = SITE) -> Any:
    return (await scene.must(status, "GET", f"/people/{who.id}", None, params={"site": site})).json()


async def answered(scene: Scene, topics: list[str], *, kept: bool = False, thanked: bool = False) -> Any:
    """Lou answers a question of Camille's on these topics."""
    asked = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    answer = await scene.reply(scene.lou, thread)
    await scene.must(200, "PUT", f"/threads/{thread}/topics", scene.agent, json={"topics": topics})
    if kept:
        await scene.must(200, "PUT", f"/threads/{thread}/accepted", scene.camille, json={"post": answer["id"]})
    if thanked:
        await scene.must(200, "PUT", f"/posts/{answer['id']}/helpful", scene.camille)
    return asked | {"answer": answer}


async def test_a_helpers_reputation_is_told_topic_by_topic(scene: Scene) -> None:
    await answered(scene, ["photo"], kept=True, thanked=True)
    await answered(scene, ["photo", "délai"], thanked=True)
    await answered(scene, ["timbre"])
    told = await card(scene, scene.lou)
    assert (told["name"], told["voice"], told["service"], told["role"]) == (scene.lou.name, "citizen", None, None)
    assert (told["thanks"], told["accepted"]) == (2, 1) and len(told["since"]) == 7
    assert told["topics"] == [
        {"topic": "photo", "thanks": 2, "accepted": 1}, {"topic": "délai", "thanks": 1, "accepted": 0},
    ]  # fmt: skip


async def test_what_is_withdrawn_counts_for_nobody(scene: Scene) -> None:
    taken_back = await answered(scene, ["photo"], thanked=True)
    await scene.must(200, "DELETE", f"/posts/{taken_back['answer']['id']}", scene.lou)
    question = await answered(scene, ["délai"], thanked=True)
    await scene.must(200, "DELETE", f"/posts/{question['post']['id']}", scene.camille)
    assert (await card(scene, scene.lou))["topics"] == []


async def test_nobody_thanks_oneself_into_a_reputation(scene: Scene) -> None:
    asked = await scene.ask(scene.camille)
    thread = asked["thread"]["id"]
    own = await scene.reply(scene.camille, thread, "J’ai trouvé.")
    await scene.must(200, "PUT", f"/threads/{thread}/accepted", scene.camille, json={"post": own["id"]})
    await scene.must(200, "PUT", f"/threads/{thread}/topics", scene.agent, json={"topics": ["photo"]})
    told = await card(scene, scene.camille)
    assert (told["accepted"], told["topics"]) == (0, [])


async def test_an_agents_card_says_service_and_role_and_a_professionals_her_trade(scene: Scene) -> None:
    told = await card(scene, scene.agent)
    assert (told["voice"], told["service"], told["role"], told["since"]) == ("agent", "Service des passeports", "agent", None)
    await scene.must(204, "PUT", f"/agent/people/{scene.lou.id}/trade", scene.agent, json={"trade": "Assistante sociale"})
    told = await card(scene, scene.lou)
    assert (told["voice"], told["service"], told["role"]) == ("professional", "Assistante sociale", None)
    assert "email" not in told and "token" not in str(told)


async def test_who_is_not_of_this_site_has_no_card_here(scene: Scene) -> None:
    stranger = Member(UUID(str(uuid7())), "Personne", "")
    await card(scene, stranger, 404)
    await scene.database.execute(
        "insert into sites (id, name, origins) values ($1, 'ailleurs', '{https://www.ailleurs.example}')", uuid7()
    )
    for who in (scene.lou, scene.agent):
        await card(scene, who, 404, "ailleurs")
    await card(scene, scene.lou, 404, "inconnu")
