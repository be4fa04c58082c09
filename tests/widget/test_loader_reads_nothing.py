"""The law of the loader: it runs where people type their taxes, and nothing in it can read what they type.

A check of the text, so that a slip is caught where it is written; a browser with trapped getters proves the rest.
"""

import base64
import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOADER = ROOT / "widget/loader"
SOURCES = sorted(path for path in LOADER.rglob("*.ts") if not path.name.endswith(".test.ts"))
# The file that the webmaster pastes, and the one that comes with the first opening.
STATIC = ROOT / "service/parvis/static"
FIRST, SECOND = sorted(STATIC.glob("embed.*.js")), sorted(STATIC.glob("embed-open.*.js"))

FORBIDDEN = {
    "what a control holds": (
        r"\.value\b|[\"'`]value[\"'`]|valueAs|defaultValue|nodeValue|\.checked\b|selectedIndex|selectedOptions|\.options\b"
        r"|\.files\b|\.elements\b|FormData|setRangeText|selectionStart|checkValidity|validationMessage|:checked|:valid|:invalid"
        r"|\[value|placeholder-shown|:user-"
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
    "abort", "blur", "currententrychange", "DOMContentLoaded", "load", "message", "resize", "scroll", "securitypolicyviolation",
}  # fmt: skip
LISTENER = re.compile(r"addEventListener[\"'`]?\)?\s*\(\s*(?:[\"'`](\w+)[\"'`])?")
# `onchange` is for media queries, `onkeydown` for our own panel (Escape): the sources say of whom, see below.
HANDLERS = {"click", "change", "error", "keydown", "load", "message"}
HANDLER = re.compile(r"\.on([a-z]+)\s*=[^=]")
OWNERS = {"change": {"wide", "preference"}, "keydown": {"panel"}}
OWNED_HANDLER = re.compile(r"(\w+)\.on(change|keydown)\s*=[^=]")
# The word itself stands only where messages of the panel are taken apart: the one it asks us to keep.
TAKEN_APART = re.compile(r"\{[^{}]*\bvalue\b[^{}]*\}\s*=")
VALUES = 2
# What the law forbids everywhere else, each in one module and once: the text that the page's author wrote beside a control, the
# one request before the click, the one module that we run.
ALLOWED = {
    "words.ts": r"node\.textContent!",
    "counts.ts": r"await fetch\(`\$\{service\}/api/v1/counts\?",
    "summon.ts": r"\bimport\(src\)",
}
ALLOWED_BUILT = r"instanceof Text\?[\w$]+\.textContent:|await fetch\(`\$\{[\w$]+\}/api/v1/counts\?|\bimport\([\w$]+\)"
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)


def offences(code: str) -> list[str]:
    """Each breach of the law in this code, named; an empty list for a loader that we may ship."""
    found = [f"{name}: {hit.group()}" for name, rule in FORBIDDEN.items() for hit in re.finditer(rule, code)]
    found += [f"listens to {name or 'an unknown event'}" for name in LISTENER.findall(code) if name not in LISTENED]
    found += [f"listens by on{name}" for name in HANDLER.findall(code) if name not in HANDLERS]
    return found


def source_offences(code: str, name: str = "") -> list[str]:
    code = COMMENT.sub("", code)
    if name in ALLOWED:
        code, times = re.subn(ALLOWED[name], "", code)
        assert times == 1, name
    found = offences(code)
    found += [f"{owner}.on{name}" for owner, name in OWNED_HANDLER.findall(code) if owner not in OWNERS[name]]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_source_of_the_loader_can_read_what_is_typed(path: Path) -> None:
    assert source_offences(path.read_text(), path.name) == []


def test_the_sources_are_there() -> None:
    assert {"boot.ts", "handle.ts", "port.ts", "frame.ts", *ALLOWED} <= {path.name for path in SOURCES}
    assert len(FIRST) == len(SECOND) == 1


def test_the_word_value_stands_only_where_the_panels_messages_are_taken_apart() -> None:
    code = "\n".join(COMMENT.sub("", path.read_text()) for path in SOURCES)
    assert len(TAKEN_APART.findall(code)) == VALUES
    others = {path.name for path in SOURCES if re.search(r"\bvalue\b", COMMENT.sub("", path.read_text()))}
    assert others == {"main.ts", "port.ts"}


def test_the_first_file_keeps_the_law_and_has_no_word_for_values() -> None:
    code, allowed = re.subn(ALLOWED_BUILT, "", FIRST[0].read_text())
    assert allowed == len(ALLOWED)
    assert offences(code) == []
    assert re.findall(r"\bvalue\b", code) == []


def test_the_second_file_keeps_the_law_asks_nothing_and_runs_nothing_else() -> None:
    code, allowed = re.subn(ALLOWED_BUILT, "", SECOND[0].read_text())
    assert allowed == 1, "the page author's text; no request and no import"
    assert offences(code) == []
    assert len(re.findall(r"\bvalue\b", code)) == VALUES


def test_the_first_file_holds_the_second_one_s_name_and_hash() -> None:
    digest = base64.b64encode(hashlib.sha384(SECOND[0].read_bytes()).digest()).decode()
    code = FIRST[0].read_text()
    assert SECOND[0].name in code
    assert f"sha384-{digest}" in code


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
        "fetch(`${service}/api/v1/else?${typed}`)",
        "import(other)",
        "box.matches(':checked')",
        "own('querySelectorAll')('[value]')",
    ],
)
def test_a_slip_would_be_caught(slip: str) -> None:
    assert source_offences(slip)


def test_what_the_loader_does_is_not_mistaken_for_a_slip() -> None:
    assert (
        source_offences("line.textContent = words.line; // never input.value\nwide.onchange = turn; panel.onkeydown = leave;")
        == []
    )
