"""The law of the loader: it runs where people type their taxes, and nothing in it can read what they type.

A check of the text, so that a slip is caught where it is written; a browser with trapped getters proves the rest.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "widget/loader").glob("*.ts") if not path.name.endswith(".test.ts"))
BUNDLES = sorted((ROOT / "service/parvis/static").glob("embed.*.js"))

FORBIDDEN = {
    "what a control holds": (
        r"\.value\b|[\"'`]value[\"'`]|valueAs|defaultValue|nodeValue|\.checked\b|selectedIndex|selectedOptions|\.options\b"
        r"|\.files\b|\.elements\b|FormData|setRangeText|selectionStart|checkValidity|validationMessage"
    ),
    "what is written in the page": r"innerText|\.textContent\b(?!\s*=[^=])|getSelection|execCommand|clipboard|\.data\b|wholeText",
    "HTML made from text": (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|createContextualFragment|DOMParser|setHTML"
    ),
    "code made from text": r"\beval\b|\bFunction\s*\(|\bimport\s*\(|setTimeout\(\s*[\"'`]|setInterval\(\s*[\"'`]",
    "the network": r"\bfetch\b|XMLHttpRequest|sendBeacon|WebSocket|EventSource|new Image\b",
    "storage beyond ours": r"\.cookie\b|sessionStorage|indexedDB|caches\.",
    "the host's history": r"pushState|replaceState|history\.",
    "a loop over what the host added to prototypes": r"\bfor\s*\(\s*(?:const|let|var)\s+\w+\s+in\b",
}
# Beside these names nothing may be listened to: no key, no input, no change, whatever the element.
LISTENED = {
    "abort", "currententrychange", "DOMContentLoaded", "load", "message", "navigatesuccess", "resize", "scroll",
    "securitypolicyviolation",
}  # fmt: skip
LISTENER = re.compile(r"addEventListener[\"'`]?\)?\s*\(\s*(?:[\"'`](\w+)[\"'`])?")
# `onchange` is for media queries, `onkeydown` for our own panel (Escape): the sources say of whom, see below.
HANDLERS = {"click", "change", "keydown", "load", "message"}
HANDLER = re.compile(r"\.on([a-z]+)\s*=[^=]")
OWNERS = {"change": {"wide", "preference"}, "keydown": {"panel"}}
OWNED_HANDLER = re.compile(r"(\w+)\.on(change|keydown)\s*=[^=]")
# The word itself stands only where messages of the panel are taken apart: the one it asks us to keep.
TAKEN_APART = re.compile(r"\{[^{}]*\bvalue\b[^{}]*\}\s*=")
VALUES = 2
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)


def offences(code: str) -> list[str]:
    """Each breach of the law in this code, named; an empty list for a loader that we may ship."""
    found = [f"{name}: {hit.group()}" for name, rule in FORBIDDEN.items() for hit in re.finditer(rule, code)]
    found += [f"listens to {name or 'an unknown event'}" for name in LISTENER.findall(code) if name not in LISTENED]
    found += [f"listens by on{name}" for name in HANDLER.findall(code) if name not in HANDLERS]
    return found


def source_offences(code: str) -> list[str]:
    code = COMMENT.sub("", code)
    found = offences(code)
    found += [f"{owner}.on{name}" for owner, name in OWNED_HANDLER.findall(code) if owner not in OWNERS[name]]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_source_of_the_loader_can_read_what_is_typed(path: Path) -> None:
    assert source_offences(path.read_text()) == []


def test_the_sources_are_there() -> None:
    assert {"boot.ts", "handle.ts", "port.ts", "frame.ts"} <= {path.name for path in SOURCES}


def test_the_word_value_stands_only_where_the_panels_messages_are_taken_apart() -> None:
    code = "\n".join(COMMENT.sub("", path.read_text()) for path in SOURCES)
    assert len(TAKEN_APART.findall(code)) == VALUES
    others = {path.name for path in SOURCES if re.search(r"\bvalue\b", COMMENT.sub("", path.read_text()))}
    assert others == {"handle.ts", "port.ts"}


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.name)
def test_the_built_loader_keeps_the_law(path: Path) -> None:
    code = path.read_text()
    assert offences(code) == []
    assert len(re.findall(r"\bvalue\b", code)) == VALUES


@pytest.mark.parametrize(
    "slip",
    [
        "const typed = input.value;",
        "send(control['value'])",
        "new FormData(form)",
        "form.elements.nir",
        "box.checked",
        "const said = area.textContent;",
        "panel.innerHTML = words.title;",
        "document.addEventListener('keydown', hear);",
        'addEventListener("input", hear, { signal })',
        'own("addEventListener")("change", hear)',
        "window.addEventListener(name, hear)",
        "document.oninput = hear;",
        "document.onkeydown = hear;",
        "form.onchange = hear;",
        "for (const key in list) use(key);",
        "eval(text)",
        "navigator.sendBeacon(url)",
        "history.pushState = ours;",
    ],
)
def test_a_slip_would_be_caught(slip: str) -> None:
    assert source_offences(slip)


def test_what_the_loader_does_is_not_mistaken_for_a_slip() -> None:
    assert (
        source_offences("line.textContent = words.line; // never input.value\nwide.onchange = turn; panel.onkeydown = leave;")
        == []
    )
