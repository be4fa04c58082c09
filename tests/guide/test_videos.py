"""A film comes from a host that is known, with its words, and its address is the one of a player that nobody has to trust."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.domain.problems import VideoRefused
from parvis.domain.videos import PLAYERS, player_of, shown_video
from tests.conftest import PAGE, Scene
from tests.guide.writing import write

OWN = ("tube.valombre.example",)
YOUTUBE = "https://www.youtube-nocookie.com/embed/aB3_-x"
VIMEO = "https://player.vimeo.com/video/123?dnt=1"
DAILYMOTION = "https://geo.dailymotion.com/player.html?video=x8abc"
PEERTUBE = "https://tube.valombre.example/videos/embed/w9"


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?v=aB3_-x&t=12", YOUTUBE),
        ("https://youtu.be/aB3_-x?si=track", YOUTUBE),
        ("https://m.youtube.com/shorts/aB3_-x", YOUTUBE),
        ("https://vimeo.com/123", VIMEO),
        ("https://vimeo.com/123/k1", VIMEO + "&h=k1"),
        ("https://www.dailymotion.com/video/x8abc_un-titre", DAILYMOTION),
        ("https://dai.ly/x8abc", DAILYMOTION),
        ("https://tube.valombre.example/w/w9", PEERTUBE),
        ("https://TUBE.valombre.example/videos/watch/w9", PEERTUBE),
        (YOUTUBE, YOUTUBE), (VIMEO, VIMEO), (VIMEO + "&h=k1", VIMEO + "&h=k1"), (DAILYMOTION, DAILYMOTION), (PEERTUBE, PEERTUBE),
    ],
)  # fmt: skip
def test_the_address_of_a_film_becomes_its_player(address: str, player: str) -> None:
    assert player_of(address, OWN) == player


@pytest.mark.parametrize(
    "address",
    [
        "", "film", "http://youtu.be/aB3", "https://youtu.be/", "https://youtu.be/a b", "https://youtu.be.evil.example/x",
        "https://www.youtube.com@evil.example/watch?v=x", "https://www.youtube.com/watch?v=../../evil", "javascript:alert(1)",
        "https://www.youtube.com:8443/watch?v=x", "https://vimeo.com/evil", "https://tube.valombre.example/login?next=/w/x",
        "https://tube.elsewhere.example/w/w9", "https://www.youtube.com/redirect?q=https://evil.example", "https://vimeo.com/1/a&b",
        "https://www.youtube.com/watch?" + "&".join(f"a{n}={n}" for n in range(30)),
    ],
)  # fmt: skip
def test_anything_else_is_no_film(address: str) -> None:
    with pytest.raises(VideoRefused):
        shown_video(address, "Film", "On voit un guichet.", OWN)


HOSTS = ("youtube.com", "www.youtube.com", "youtu.be", "vimeo.com", "dai.ly", "www.dailymotion.com", *OWN, "evil.example")


@given(st.sampled_from(HOSTS), st.text(max_size=30), st.text(max_size=30))
def test_a_player_is_always_on_a_host_of_the_policy_and_its_own_address_is_itself(host: str, path: str, query: str) -> None:
    player = player_of(f"https://{host}/{path}?v={query}", OWN)
    if player is not None:
        assert player.startswith(tuple(f"https://{each}/" for each in (*PLAYERS, *OWN)))
        assert player_of(player, OWN) == player


async def test_the_panel_may_frame_the_films_of_its_site_and_nothing_else(scene: Scene) -> None:
    await scene.database.execute("update sites set video_hosts = $1", list(OWN))
    policy = (await scene.http.get(f"{scene.origin}/panel?site=valombre")).headers["Content-Security-Policy"]
    [allowed] = [part.strip() for part in policy.split(";") if part.strip().startswith("frame-src")]
    assert allowed.split()[1:] == [f"https://{host}" for host in (*PLAYERS, *OWN)]
    film = {"url": "https://tube.valombre.example/w/w9", "title": "La photo", "alt": "On s’assied de face."}
    step = await write(scene, scene.camille, video=film)
    assert step["video"] == {"url": PEERTUBE, "host": OWN[0], "title": "La photo", "alt": "On s’assied de face."}
    note = {"title": "Comment faire", "body": "Voyez le film.", "url": PAGE, "video": film}
    opened = (await scene.must(201, "POST", "/agent/notes", scene.agent, json=note)).json()
    read = (await scene.must(200, "GET", f"/threads/{opened['thread']['id']}", None)).json()
    assert read["posts"][0]["video"] == opened["post"]["video"] == step["video"]
