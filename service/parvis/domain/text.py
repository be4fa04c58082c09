"""What people write: made normal, measured, and read once into a small tree. HTML never appears here.

The tree (`doc`) is what is stored and drawn; its shape stands in `docs/protocol.md`. Markdown is read by pulldown-cmark
(linear time), of which we keep paragraphs, lists, quotes, code, strong, emphasis and links; everything else is kept as the
text that was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pyromark

from parvis.domain.hosts import normal_host
from parvis.domain.problems import BadCharacters, Empty, TooLong

TITLE_LIMIT = 200
ALT_LIMIT = 500
BODY_LIMIT = 5_000
DEPTH_LIMIT = 8

# Bidirectional overrides and isolates (Trojan Source), tag characters, C0 and C1 but LF, surrogates, non-characters.
_FORBIDDEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    r"\U000e0000-\U000e0fff]"
)
_STACKED_MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}")
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"«»]+", re.IGNORECASE)
_ODD = re.compile(r"[\s\x00-\x20\x7f<>\"`{}|^\\]")
_LONG_NUMBER = re.compile(r"\d{5,}")
_TRAILING = ".,;:!?'’\"»)]}…"

FIELD = "field:"
"""`[the box](field:key)` points at a control of the form, which the reader's own page shows her."""

FIELD_KEY_LIMIT = 120
_FIELD_KEY = re.compile(r"[^\s()<>\"`\\\x00-\x1f\x7f]+")

BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that are drawn as nothing: Hangul fillers, the empty Braille cell."""

Node = dict[str, Any]


def normalise(raw: str, *, field: str) -> str:
    """NFC, LF line ends, tabs as spaces. Raises BadCharacters for what can deceive or harm a reader."""
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))
    if _FORBIDDEN.search(text) or _STACKED_MARKS.search(unicodedata.normalize("NFD", text)):
        raise BadCharacters(field=field)
    return text


def title(raw: str) -> str:
    """One line of 1 to 200 characters."""
    return _measured(" ".join(normalise(raw, field="title").split()), "title", TITLE_LIMIT)


def body(raw: str) -> str:
    """Up to 5,000 characters, with its line breaks, trimmed at both ends."""
    return _measured(normalise(raw, field="body").strip(), "body", BODY_LIMIT)


def alt(raw: str) -> str:
    """What a picture shows, in words: one line of 1 to 500 characters."""
    return _measured(" ".join(normalise(raw, field="pictures.alt").split()), "pictures.alt", ALT_LIMIT)


def shown_title(raw: str) -> str:
    """The title that a browser says its page has, cut to what is kept of one. Raises BadCharacters.

    Five digits and more may be somebody's file number: the loader leaves them out, and here they are from an older one.
    """
    return _LONG_NUMBER.sub("#", " ".join(normalise(raw[:1000], field="page_title").split()))[:TITLE_LIMIT]


def _measured(text: str, field: str, limit: int) -> str:
    if not any(unicodedata.category(c)[0] not in "ZCM" and c not in BLANKS for c in text):
        raise Empty(field=field)
    if len(text) > limit:
        raise TooLong(field=field, limit=limit)
    return text


def parse(body: str) -> list[Node]:
    """The tree of a body: a list of blocks."""
    builder = _Builder()
    for event in pyromark.events(_without_definitions(body)):
        builder.take(event)
    return builder.blocks() or [_paragraph([_text(body)])]


def _without_definitions(body: str) -> str:
    """`[Urgent]: merci` would define a link and vanish; escaped, it stays the text that was typed.

    A label defined twice shows its second definition only in the next round: a few rounds, so that the time stays linear.
    """
    for _ in range(4):
        starts = sorted(found["span"]["start"] for found in pyromark.reference_definitions(body).values())
        if not starts:
            break
        raw = body.encode()
        ends = [*starts[1:], len(raw)]
        body = (raw[: starts[0]] + b"".join(b"\\" + raw[a:b] for a, b in zip(starts, ends, strict=True))).decode()
    return body


def is_field_key(key: str) -> bool:
    """Whether a key can stand in `[text](field:<key>)`."""
    return len(key) <= FIELD_KEY_LIMIT and bool(_FIELD_KEY.fullmatch(key)) and not _FORBIDDEN.search(key)


def host_of(href: str) -> str | None:
    """The host of a link that may be followed: http(s), no user name, no odd characters. Punycode when it is not ASCII."""
    try:
        parts = urlsplit(href)
        if _ODD.search(href) or _FORBIDDEN.search(href):
            return None
        if parts.scheme not in ("http", "https") or "@" in parts.netloc or parts.port == 0:
            return None
        return normal_host(parts.hostname or "")
    except ValueError:
        return None


class _Builder:
    """Turns the parser's flat events into the tree. Frames deeper than the limit are flattened into their parent."""

    def __init__(self) -> None:
        self.stack: list[tuple[Node, list[Any]]] = [({"type": "root"}, [])]

    def blocks(self) -> list[Node]:
        while len(self.stack) > 1:
            self.close()
        return _as_blocks(self.stack[0][1])

    def take(self, event: Any) -> None:
        match event:
            case {"Start": tag}:
                self.open(tag)
            case {"End": _}:
                self.close()
            case {"Text": str(text)}:
                self.add_text(text)
            case {"Code": str(text)}:
                self.add({"type": "code", "text": text})
            case {"InlineHtml": str(text)}:
                self.add_text(text)
            case {"Html": str(text)}:
                self.add_text(text.removesuffix("\n"))
                self.add({"type": "break"})
            case "SoftBreak" | "HardBreak":
                self.add({"type": "break"})
            case "Rule":
                self.add(_paragraph([_text("———")]))
            case _:
                pass

    def open(self, tag: Any) -> None:
        match tag:
            case "Paragraph" | "HtmlBlock" | {"Heading": _}:
                node: Node = {"type": "paragraph"}
            case "Strong":
                node = {"type": "strong"}
            case "Emphasis":
                node = {"type": "emphasis"}
            case {"BlockQuote": _}:
                node = {"type": "quote"}
            case {"List": start}:
                node = {"type": "list", "start": start}
            case "Item":
                node = {"type": "item"}
            case {"CodeBlock": _}:
                node = {"type": "code"}
            case {"Link": {"dest_url": str(href)}} if href.startswith(FIELD) and is_field_key(href.removeprefix(FIELD)):
                node = {"type": "plain"} if self.inside_link() else {"type": "field", "key": href.removeprefix(FIELD)}
            case {"Link": {"dest_url": str(href)}} | {"Image": {"dest_url": str(href)}}:
                # A picture becomes a link: shown here, it would tell its server who reads. No link inside another.
                node = {"type": "link", "href": href, "host": None if self.inside_link() else host_of(href)}
            case _:
                node = {"type": "plain"}
        self.stack.append((node, []))

    def close(self) -> None:
        node, children = self.stack.pop()
        done = _finish(node, children)
        too_deep = len(self.stack) > DEPTH_LIMIT and node["type"] != "item"  # items stand and fall with their list
        self.stack[-1][1].extend(_flat(done) if too_deep else done)

    def add(self, node: Node) -> None:
        self.stack[-1][1].append(node)

    def add_text(self, text: str) -> None:
        literal = self.stack[-1][0]["type"] == "code" or self.inside_link()
        self.stack[-1][1].extend([_text(text)] if literal else _with_links(text))

    def inside_link(self) -> bool:
        return any(node["type"] in ("link", "field") for node, _ in self.stack)


def _finish(node: Node, children: list[Any]) -> list[Any]:
    match node["type"]:
        case "paragraph":
            words = _without_last_breaks(children)
            return [_paragraph(words)] if words else []
        case "quote":
            return [{"type": "quote", "children": _as_blocks(children)}] if children else []
        case "item":
            return [_as_blocks(children)]
        case "list":
            return [{"type": "list", "start": node["start"], "items": [item for item in children if isinstance(item, list)]}]
        case "code":
            return [{"type": "code", "text": "".join(c.get("text", "\n") for c in children).rstrip("\n"), "block": True}]
        case "strong" | "emphasis" as kind:
            return [{"type": kind, "children": children}] if children else []
        case "field":
            return [{**node, "children": children if _words(children).strip() else [_text(node["key"])]}]
        case "link" if node["host"]:
            seen = children if _words(children).strip() else [_text(node["href"])]
            return [{**node, "children": seen}]
        case "link":
            href = node["href"]
            return children if href in ("", _words(children)) else [*children, _text(f" ({href})")]
        case _:
            return children


_BLOCKS = ("paragraph", "quote", "list")


def _as_blocks(children: list[Any]) -> list[Node]:
    """Loose inline nodes gathered into paragraphs; block code loses the mark that told it from inline code."""
    blocks: list[Node] = []
    loose: list[Node] = []
    for child in children:
        if isinstance(child, list):
            continue
        if child["type"] in _BLOCKS or child.get("block"):
            blocks.extend(_finish({"type": "paragraph"}, loose))
            loose = []
            blocks.append({k: v for k, v in child.items() if k != "block"})
        else:
            loose.append(child)
    return [*blocks, *_finish({"type": "paragraph"}, loose)]


def _flat(children: list[Any]) -> list[Node]:
    """Only the words of what is nested too deeply, on lines of their own where blocks were."""
    words: list[Node] = []
    for child in children:
        is_block = isinstance(child, list) or child["type"] in _BLOCKS or child.get("block", False)
        if isinstance(child, list):
            words.extend(_flat(child))
        elif child["type"] in ("text", "break"):
            words.append(child)
        elif child["type"] == "code":
            words.append(_text(child["text"]))
        else:
            words.extend(_flat(child.get("children") or child.get("items") or []))
        if is_block and words and words[-1]["type"] != "break":
            words.append({"type": "break"})
    return words


def _words(children: list[Any]) -> str:
    """The text of inline nodes."""
    return "".join(child.get("text") or _words(child.get("children", [])) for child in children)


def _without_last_breaks(children: list[Node]) -> list[Node]:
    end = len(children)
    while end and children[end - 1]["type"] == "break":
        end -= 1
    return children[:end]


def _with_links(text: str) -> Iterator[Node]:
    """Bare http(s) addresses become links; punctuation that ends the sentence stays outside."""
    end = 0
    for match in _ADDRESS.finditer(text):
        href = match[0].rstrip(_TRAILING)
        if href.count("(") > href.count(")") and match[0].startswith(")", len(href)):
            href += ")"
        host = host_of(href)
        if host is None:
            continue
        if match.start() > end:
            yield _text(text[end : match.start()])
        yield {"type": "link", "href": href, "host": host, "children": [_text(href)]}
        end = match.start() + len(href)
    if end < len(text):
        yield _text(text[end:])


def _paragraph(children: list[Any]) -> Node:
    return {"type": "paragraph", "children": children}


def _text(text: str) -> Node:
    """A text node. `&#x202E;` in what was typed is a character here: what `normalise` refuses must not come in by that door."""
    return {"type": "text", "text": _STACKED_MARKS.sub(lambda marks: marks[0][:4], _FORBIDDEN.sub("\ufffd", text))}
