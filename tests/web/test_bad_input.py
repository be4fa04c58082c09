"""Whatever is sent: a named 4xx problem that says which field, in one shape, and nothing stored. Never a 500."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.conftest import PAGE, SITE
from tests.web.conftest import JSON, Desk


async def test_these_bodies_are_good_ones(desk: Desk) -> None:
    for write in desk.writes:
        answer = await desk.scene.call(write.method, write.path, write.who, json=write.body)
        assert answer.status_code in (200, 201, 204), answer.text


@pytest.mark.parametrize(
    "content",
    [
        b"", b"   ", b"{", b"{'body':1}", b"{\"body\":\"a\"}x", b"nothing", b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b"\x00",
        b'{"body":"\xff"}', b'{"body":"\xed\xa0\x80"}', b'{"body":"\xc0\xaf"}', b'{"body":"\\ud800"}',
        b'{"body":"\\udc00\\ud800"}', b'{"body":"a\nb"}',
        b'{"body":"\\x41"}', b'{"body":NaN}', b"[" * 60_000, b'{"a":' * 10_000, b'{"body":' + b"9" * 60_000 + b"}x", b"a=1&b=2",
    ],
)  # fmt: skip
async def test_what_is_no_json_in_utf8_is_said_to_be_none(desk: Desk, content: bytes) -> None:
    for write in desk.writes:
        problem = await desk.refuses(write, {400, 422}, content)
        assert problem["code"] in ("bad-json", "bad-shape")


@pytest.mark.parametrize("value", [None, 1, "text", [], True, 1e400, -0.0, [[[[]]]]])
async def test_json_that_is_no_object_is_refused(desk: Desk, value: Any) -> None:
    for write in desk.writes:
        problem = await desk.refuses(write, {400, 422}, json.dumps(value))
        assert problem["code"] in ("bad-shape", "bad-json")


async def test_an_unknown_field_is_named(desk: Desk) -> None:
    for write in desk.writes:
        for name in ("autre", "voice", "author", "state", "status", "seq", "doc", "created_at"):
            problem = await desk.refuses(write, {422}, json.dumps({**write.body, name: "x"}))
            assert (problem["code"], problem["field"]) == ("bad-shape", name)


async def test_a_missing_field_is_named(desk: Desk) -> None:
    optional = {"name", "id", "post", "kind", "page_title", "reply_to"}
    for write in desk.writes:
        for name in write.body if write.path == "/me" else set(write.body) - optional:
            left = {key: value for key, value in write.body.items() if key != name}
            problem = await desk.refuses(write, {422}, json.dumps(left))
            assert (problem["code"], problem["field"]) == ("bad-shape", name)


async def test_a_field_of_another_type_is_named(desk: Desk) -> None:
    for write in desk.writes:
        for name in write.body:
            for wrong in (0, 1.5, True, [], {}, ["x"], {"$ne": 1}, 10**400):
                problem = await desk.refuses(write, {422}, json.dumps({**write.body, name: wrong}))
                assert (problem["code"], problem["field"]) == ("bad-shape", name)


async def test_an_id_that_is_none_is_named(desk: Desk) -> None:
    for write in desk.writes:
        for name in {"id", "post", "reply_to", "thread"} & set(write.body):
            for wrong in ("", "1", "passeport", "0" * 37, "zzzzzzzz-0000-7000-8000-000000000000", "../../etc/passwd", "é" * 36):
                problem = await desk.refuses(write, {422}, json.dumps({**write.body, name: wrong}))
                assert problem["field"] == name


@pytest.mark.parametrize(
    "bad", ["\x00", "a\x00b", "\u202eabc", "a\u2066b", "\x1b[31m", "\ufffe", "\U000e0041", "z" + "\u0300" * 9]
)
async def test_characters_that_deceive_or_harm_are_refused_where_people_read_them(desk: Desk, bad: str) -> None:
    for write in desk.writes:
        for name in {"name", "title", "body", "page_title"} & set(write.body):
            problem = await desk.refuses(write, {422}, json.dumps({**write.body, name: f"Bonjour {bad}"}))
            assert (problem["code"], problem["field"]) == ("bad-characters", name)


async def test_nul_is_refused_everywhere(desk: Desk) -> None:
    for write in desk.writes:
        for name in {"site", "url", "kind"} & set(write.body):
            problem = await desk.refuses(write, {422}, json.dumps({**write.body, name: write.body[name] + "\x00"}))
            assert problem["field"] == name
    for name in ("page", "canonical"):
        problem = await desk.refuses(desk.writes[2], {422}, json.dumps({**desk.writes[2].body, name: "a\x00"}))
        assert problem["field"] == name


@pytest.mark.parametrize(
    ("name", "limit"), [("title", 200), ("body", 5_000), ("name", 40), ("url", 4_096), ("page", 400)]
)  # fmt: skip
async def test_too_long_says_which_field_and_how_long(desk: Desk, name: str, limit: int) -> None:
    tried = 0
    for write in desk.writes:
        if name in write.body or (name == "page" and "url" in write.body):
            long = f"{PAGE}?{'a' * limit}" if name == "url" else "é" * (limit + 1)
            problem = await desk.refuses(write, {422}, json.dumps({**write.body, name: long}))
            assert (problem["code"], problem["field"], problem["limit"]) == ("too-long", name, limit)
            tried += 1
    assert tried


@pytest.mark.parametrize("blank", ["", " ", "\n", "\u200b", "\u3164"])
async def test_nothing_to_read_is_refused(desk: Desk, blank: str) -> None:
    for write in desk.writes:
        for name in {"title", "body", "name"} & set(write.body):
            if write.path == "/threads" and name == "body" and not blank.strip():
                continue  # a question may be its title alone
            problem = await desk.refuses(write, {422}, json.dumps({**write.body, name: blank}))
            assert problem["field"] == name and problem["code"] in ("empty", "name-refused")


async def test_too_large_a_request_is_refused_however_it_comes(desk: Desk) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        yield b'{"body":"'
        for _ in range(80):
            yield b"a" * 1_024
        yield b'"}'

    for write in desk.writes:
        problem = await desk.refuses(write, {413}, json.dumps({**write.body, "body": "a" * 70_000}))
        assert (problem["code"], problem["limit"]) == ("too-large", 65_536)
        await desk.refuses(write, {413}, in_pieces())


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/html", "application/jsonp", ""]
)
async def test_a_body_that_says_it_is_something_else_is_refused(desk: Desk, media: str) -> None:
    for write in desk.writes:
        problem = await desk.refuses(write, {415}, json.dumps(write.body), {"Content-Type": media})
        assert problem["code"] == "not-json"


async def test_a_charset_or_no_type_at_all_does_no_harm(desk: Desk) -> None:
    for media in ({"Content-Type": "Application/JSON; charset=utf-8"}, {}):
        body = json.dumps({"site": SITE}).encode()
        request = httpx.Request("POST", f"{desk.scene.origin}/api/v1/visitors", content=body, headers=media)
        assert (await desk.scene.http.send(request)).status_code == 201


async def test_a_doubled_key_counts_once(desk: Desk) -> None:
    answer = await desk.scene.call("POST", "/visitors", content=b'{"site":"inconnu","site":"valombre"}', headers=JSON)
    assert answer.status_code in (201, 404)
