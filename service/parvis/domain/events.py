"""The vocabulary of the journal, and what each word does to what people see.

`apply(state, event)` is written a second time in TypeScript (`widget/client/state.ts`); both read the golden events of
`tests/contract/`. For every action, the old snapshot plus its events is the new snapshot. States and data are plain JSON
values, whose shapes stand in `docs/protocol.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from parvis.domain.ids import Channel

Kind = Literal[
    "thread.opened", "thread.changed", "thread.pinned", "thread.unpinned", "thread.left", "page.merged", "form.changed",
    "post.added", "post.edited", "post.withdrawn", "post.removed", "post.restored", "post.thanked", "post.changed",
    "step.written", "step.removed", "queue.joined", "queue.left",
    "decision.told", "held.told", "held.left",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
State = dict[str, Any]

PAGE_WINDOW = 50
THREAD_WINDOW = 200
QUEUE_WINDOW = 200
DECISIONS_WINDOW = 50
PINNED_LIMIT = 10
"""So many threads and notes may be pinned on a page."""
LISTED = ("question", "discussion")
"""Kinds of threads that stand in a page's list and are counted there. Notes are pinned; testimonies are told as a median."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An event as the journal keeps it."""

    channel: Channel
    seq: int
    kind: str
    data: bytes
    """JSON, UTF-8, as it goes into the frame."""


WITHDRAWN: State = {"body": "", "doc": [], "source": None, "official": None, "testimony": None, "pictures": [], "video": None}
"""What is left of a post that was withdrawn, or removed by moderation."""
GONE = ("withdrawn", "removed")

ERASING: tuple[str, ...] = ("post.edited", "post.withdrawn", "post.removed")
"""Kinds after which older events of the same post no longer say what they said."""


def apply(state: State, kind: str, data: dict[str, Any]) -> State:
    """The state of a channel after one more event. Unknown kinds change nothing: old clients meet new events."""
    if "decisions" in state:
        return _apply_to_person(state, kind, data)
    if "steps" in state:
        return _apply_to_guide(state, kind, data)
    if "posts" in state:
        return _apply_to_thread(state, kind, data)
    if "page" in state:
        return _apply_to_page(state, kind, data)
    return _apply_to_queue(state, kind, data)


def _apply_to_page(state: State, kind: str, data: State) -> State:
    match kind:
        case "thread.opened":
            return _listed(state, data["thread"]) if data["thread"]["kind"] in LISTED else state
        case "thread.changed":
            return _relisted(state, data["id"], data["changes"])
        case "thread.pinned" | "thread.unpinned":
            return _pinned(state, kind, data)
        case "thread.left":
            return _moved_away(state, data["id"], data["listed"])
        case "form.changed":
            return {**state, "changed": {**state["changed"], **data["fields"]}}
        case _:
            return state


def _apply_to_thread(state: State, kind: str, data: State) -> State:
    match kind:
        case "thread.opened":
            return {"thread": data["thread"], "posts": [data["post"]], "earlier": None}
        case "thread.changed":
            return {**state, "thread": {**state["thread"], **data["changes"]}}
        case "post.added":
            return _answered(state, data["post"])
        case "post.edited":
            return _reworded(state, data["id"], {k: data[k] for k in ("body", "doc", "edited_at")})
        case "post.withdrawn":
            return _gone(state, data["id"], {"state": "withdrawn"})
        case "post.removed":
            return _gone(state, data["id"], {"state": "removed", "removed": data["reason"]})
        case "post.restored":
            return _restored(state, data["post"])
        case "post.thanked":
            thanked = {**state, "thread": {**state["thread"], "helpful": data["total"]}}
            return _reworded(thanked, data["id"], {"helpful": data["helpful"]})
        case "post.changed":
            return _reworded(state, data["id"], data["changes"])
        case _:
            return state


def _apply_to_guide(state: State, kind: str, data: State) -> State:
    return _guided(state, kind, data) if kind in ("step.written", "step.removed") else state


def _apply_to_person(state: State, kind: str, data: State) -> State:
    """Decisions newest first, a window of them; what is held in the order in which it was written."""
    match kind:
        case "decision.told":
            told = [*_without(state["decisions"], data["decision"]["id"]), data["decision"]]
            told.sort(key=lambda d: (d["at"], d["id"]), reverse=True)
            return {**state, "decisions": told[:DECISIONS_WINDOW]}
        case "held.told":
            return {**state, "held": [*_without(state["held"], data["held"]["id"]), data["held"]]}
        case "held.left":
            return {**state, "held": _without(state["held"], data["id"])}
        case _:
            return state


def _apply_to_queue(state: State, kind: str, data: State) -> State:
    match kind:
        case "queue.joined":
            return _queued(state, data)
        case "queue.left":
            return _unqueued(state, data["id"])
        case "thread.changed":
            return _requeued(state, data["id"], data["changes"])
        case _:
            return state


def _listed(state: State, thread: State) -> State:
    others = [t for t in state["threads"] if t["id"] != thread["id"]]
    added = len(others) == len(state["threads"])
    return {**state, "threads": [thread, *others], "total": state["total"] + added}


def _relisted(state: State, id: str, changes: State) -> State:
    """`total` counts visible threads, also those beyond the window: a withdrawal lowers it once, whether listed or not.

    Moderation may remove a thread, and bring it back.
    """
    known = next((t for t in state["threads"] if t["id"] == id), None)
    gone = changes.get("state") in GONE and (known is None or known["state"] not in GONE)
    back = changes.get("state") == "visible" and (known is None or known["state"] in GONE)
    listed, pinned = ([{**t, **changes} if t["id"] == id else t for t in state[name]] for name in ("threads", "pinned"))
    gone = gone and not any(t["id"] == id and t["kind"] not in LISTED for t in pinned)
    if changes.get("state") in GONE:
        pinned = _without(pinned, id)
    return {**state, "threads": listed, "pinned": pinned, "total": state["total"] - gone + back}


def _moved_away(state: State, id: str, listed: bool) -> State:
    """To another page: it leaves the list, and is no longer counted if it was."""
    threads, pinned = _without(state["threads"], id), _without(state["pinned"], id)
    return {**state, "threads": threads, "pinned": pinned, "total": state["total"] - listed}


def _pinned(state: State, kind: str, data: State) -> State:
    """Newest first."""
    if kind == "thread.unpinned":
        return {**state, "pinned": _without(state["pinned"], data["id"])}
    pinned = [*_without(state["pinned"], data["thread"]["id"]), data["thread"]]
    return {**state, "pinned": sorted(pinned, key=lambda t: -t["seq"])}


def _guided(state: State, kind: str, data: State) -> State:
    """A guide's steps, in their places."""
    if kind == "step.removed":
        return {**state, "steps": _without(state["steps"], data["id"])}
    steps = [*_without(state["steps"], data["step"]["id"]), data["step"]]
    return {**state, "steps": sorted(steps, key=lambda s: (s["place"], s["id"]))}


def _without(items: list[State], id: str) -> list[State]:
    return [item for item in items if item["id"] != id]


def _answered(state: State, post: State) -> State:
    if any(p["id"] == post["id"] for p in state["posts"]):
        return _reworded(state, post["id"], post)
    thread = {**state["thread"], "posts": state["thread"]["posts"] + 1, "active_at": post["created_at"]}
    return {**state, "thread": thread, "posts": [*state["posts"], post]}


def _reworded(state: State, id: str, changes: State) -> State:
    return {**state, "posts": [{**p, **changes} if p["id"] == id else p for p in state["posts"]]}


def _gone(state: State, id: str, how: State) -> State:
    """A tombstone keeps its place, so that replies keep their sense. Posts out of the window count too."""
    known = next((p for p in state["posts"] if p["id"] == id), None)
    if known is not None and known["state"] in GONE:
        return state
    thread = {**state["thread"], "posts": state["thread"]["posts"] - 1}
    return _reworded({**state, "thread": thread}, id, {**how, **WITHDRAWN})


def _restored(state: State, post: State) -> State:
    known = next((p for p in state["posts"] if p["id"] == post["id"]), None)
    if known is not None and known["state"] not in GONE:
        return state
    thread = {**state["thread"], "posts": state["thread"]["posts"] + 1}
    return _reworded({**state, "thread": thread}, post["id"], post)


def _queued(state: State, waiting: State) -> State:
    others = [w for w in state["threads"] if w["thread"]["id"] != waiting["thread"]["id"]]
    added = len(others) == len(state["threads"])
    threads = sorted([*others, waiting], key=lambda w: (w["waiting_since"], w["thread"]["id"]))
    return {**state, "threads": threads, "total": state["total"] + added}


def _unqueued(state: State, id: str) -> State:
    threads = [w for w in state["threads"] if w["thread"]["id"] != id]
    return {**state, "threads": threads, "total": state["total"] - (len(state["threads"]) - len(threads))}


def _requeued(state: State, id: str, changes: State) -> State:
    """It waits on, and says something else: what it is about, that it is pinned."""
    changed = [{**w, "thread": {**w["thread"], **changes}} if w["thread"]["id"] == id else w for w in state["threads"]]
    return {**state, "threads": changed}
