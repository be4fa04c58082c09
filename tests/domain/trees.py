"""The tree of `docs/protocol.md`, as a judge: what it may hold, what is said in it, and where it leads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from parvis.domain.text import DEPTH_LIMIT, is_field_key

INLINE = {
    "text": {"text"},
    "strong": {"children"},
    "emphasis": {"children"},
    "code": {"text"},
    "link": {"href", "host", "children"},
    "break": set(),
    "field": {"key", "children"},
}
BLOCK = {"paragraph": {"children"}, "quote": {"children"}, "code": {"text"}, "list": {"start", "items"}}


def must_be_a_tree(doc: list[Any]) -> None:
    """Fails on any node, member or nesting that the protocol does not name."""
    for block in doc:
        _block(block, 1)
    json.dumps(doc).encode()


def _block(node: Any, depth: int) -> None:
    assert node["type"] in BLOCK, node
    assert set(node) == {"type", *BLOCK[node["type"]]}, node
    assert depth <= DEPTH_LIMIT + 1, "nested too deeply"
    match node["type"]:
        case "paragraph":
            assert node["children"], "an empty paragraph"
            _inlines(node["children"], depth + 1, in_link=False)
        case "quote":
            for child in node["children"]:
                _block(child, depth + 1)
        case "list":
            assert node["start"] is None or isinstance(node["start"], int)
            assert node["items"]
            for item in node["items"]:
                for child in item:
                    _block(child, depth + 1)
        case "code":
            _words(node)


def _inlines(nodes: list[Any], depth: int, *, in_link: bool) -> None:
    assert depth <= DEPTH_LIMIT + 3, "nested too deeply"
    for node in nodes:
        assert node["type"] in INLINE, node
        assert set(node) == {"type", *INLINE[node["type"]]}, node
        match node["type"]:
            case "text" | "code":
                _words(node)
            case "link":
                assert not in_link, "a link in a link"
                parts = urlsplit(node["href"])
                assert parts.scheme in ("http", "https") and "@" not in parts.netloc
                assert isinstance(node["host"], str) and node["host"].isascii() and node["host"]
                assert node["children"]
            case "field":
                assert not in_link, "a field in a link"
                assert is_field_key(node["key"]) and node["children"]
        if "children" in node:
            _inlines(node["children"], depth + 1, in_link=in_link or node["type"] in ("link", "field"))


def _words(node: Any) -> None:
    assert isinstance(node["text"], str)
    assert not any(c in "\x00\x1b\u202a\u202e\u2066\u2069\ufeff" for c in node["text"]), "an invisible character"


def words_of(nodes: list[Any]) -> str:
    """Everything that a reader sees, blocks on lines of their own."""
    return "".join(_said(node) for node in nodes)


def _said(node: Any) -> str:
    match node["type"]:
        case "break":
            return "\n"
        case "list":
            return "\n".join(words_of(item) for item in node["items"]) + "\n"
        case "text" | "code":
            return str(node["text"])
        case "paragraph" | "quote":
            return words_of(node["children"]) + "\n"
        case _:
            return words_of(node["children"])


def links_of(nodes: list[Any]) -> list[Any]:
    return list(_links(nodes))


def _links(nodes: list[Any]) -> Iterator[Any]:
    for node in nodes:
        if node["type"] == "link":
            yield node
        yield from _links(node.get("children", []))
        for item in node.get("items", []):
            yield from _links(item)
