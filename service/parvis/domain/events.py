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
    "thread.opened", "thread.changed", "thread.pinned", "thread.unpinned", "thread.left", "thread.moved", "form.changed",
    "page.renamed", "page.merged", "page.split",
    "post.added", "post.edited", "post.withdrawn", "post.removed", "post.restored", "post.thanked", "post.changed",
    "officehours.announced", "officehours.changed", "officehours.ended",
    "step.written", "step.removed", "queue.joined", "queue.left",
    "aside.opened", "aside.posted", "aside.edited", "aside.withdrawn", "aside.changed", "aside.concluded", "aside.listed",
    "queue.taken", "queue.released", "queue.escalated", "note.added",
    "decision.told", "held.told", "held.left",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
State = dict[str, Any]

PAGE_WINDOW = 50
THREAD_WINDOW = 200
QUEUE_WINDOW = 200
DECISIONS_WINDOW = 50
ASIDES_WINDOW = 200
OWN_ASIDES_WINDOW = 50
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


WITHDRAWN: State = {
    "body": "", "doc": [], "source": None, "official": None, "testimony": None, "pictures": [], "video": None, "erratum": None,
}  # fmt: skip
"""What is left of a post that was withdrawn, or removed by moderation."""
GONE = ("withdrawn", "removed")

ERASING: tuple[str, ...] = (
    "post.edited", "post.withdrawn", "post.removed", "step.written", "step.removed", "aside.edited", "aside.withdrawn",
)  # fmt: skip
"""Kinds after which older events of the same post or step may no longer say what they said."""


def apply(state: State, kind: str, data: dict[str, Any]) -> State:
    """The state of a channel after one more event. Unknown kinds change nothing: old clients meet new events."""
    if "decisions" in state:
        return _apply_to_person(state, kind, data)
    if "aside" in state:
        return _apply_to_aside(state, kind, data)
    if "asides" in state:
        return _apply_to_asides(state, kind, data)
    if "steps" in state:
        return _apply_to_guide(state, kind, data)
    if "notes" in state:
        return _apply_to_notes(state, kind, data)
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
        case "page.renamed":
            return {**state, "page": data["page"]}
        case "officehours.announced" | "officehours.changed":
            return {**state, "officehours": _in_time(state["officehours"], data["officehours"])}
        case "officehours.ended":
            return {**state, "officehours": _without(state["officehours"], data["id"])}
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
        case "thread.moved":
            return {**state, "thread": {**state["thread"], "page": data["page"]["id"], "seq": data["seq"]}}
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


def _apply_to_notes(state: State, kind: str, data: State) -> State:
    return {"notes": [*_without(state["notes"], data["note"]["id"]), data["note"]]} if kind == "note.added" else state


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
        case "aside.listed":
            asides = _latest_first([*_without(state["asides"], data["aside"]["id"]), data["aside"]])
            return {**state, "asides": asides[:OWN_ASIDES_WINDOW]}
        case _:
            return state


def _apply_to_aside(state: State, kind: str, data: State) -> State:
    """Whatever changes it, the aside itself comes along as it then is."""
    match kind:
        case "aside.opened":
            return {"aside": data["aside"], "conclusion": None, "posts": [data["post"]], "earlier": None}
        case "aside.posted":
            posts = [*_without(state["posts"], data["post"]["id"]), data["post"]]
            return {**state, "aside": data["aside"], "posts": posts}
        case "aside.edited":
            return _reworded(state, data["id"], {k: data[k] for k in ("body", "doc", "edited_at")})
        case "aside.withdrawn":
            gone = _reworded(state, data["id"], {"state": "withdrawn", "body": "", "doc": []})
            return {**gone, "aside": data["aside"]}
        case "aside.concluded":
            return {**state, "aside": data["aside"], "conclusion": data["conclusion"]}
        case "aside.changed":
            return {**state, "aside": data["aside"]}
        case _:
            return state


def _apply_to_asides(state: State, kind: str, data: State) -> State:
    """Those that are open: whoever waits stands first, the longest wait before all."""
    if kind != "aside.listed":
        return state
    others = _without(state["asides"], data["aside"]["id"])
    was, opened = len(others) < len(state["asides"]), data["aside"]["state"] == "open"
    asides = [*others, data["aside"]] if opened else others
    waiting = sorted((a for a in asides if a["waiting_since"]), key=lambda a: (a["waiting_since"], a["id"]))
    calm = _latest_first([a for a in asides if not a["waiting_since"]])
    return {**state, "asides": [*waiting, *calm], "total": state["total"] + opened - was}


def _latest_first(asides: list[State]) -> list[State]:
    return sorted(asides, key=lambda a: (a["active_at"], a["id"]), reverse=True)


def _apply_to_queue(state: State, kind: str, data: State) -> State:
    match kind:
        case "queue.joined":
            return _queued(state, data)
        case "queue.left":
            return _unqueued(state, data["id"])
        case "thread.changed":
            return _requeued(state, data["id"], data["changes"])
        case "thread.moved":
            return _waits_elsewhere(state, data)
        case "page.renamed":
            renamed = [{**w, "page": data["page"]} if w["page"]["id"] == data["page"]["id"] else w for w in state["threads"]]
            return {**state, "threads": renamed}
        case "queue.taken":
            return _handled(state, data["id"], {"taken_by": data["by"]})
        case "queue.released":
            return _handled(state, data["id"], {"taken_by": None})
        case "queue.escalated":
            return _handled(state, data["id"], {"level": data["level"]})
        case _:
            return state


def _listed(state: State, thread: State) -> State:
    """What comes from another page may be a tombstone, which is not counted."""
    others = [t for t in state["threads"] if t["id"] != thread["id"]]
    added = len(others) == len(state["threads"]) and thread["state"] == "visible"
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


def _in_time(hours: list[State], one: State) -> list[State]:
    """Those that are to come or under way, soonest first."""
    return sorted([*_without(hours, one["id"]), one], key=lambda h: (h["starts_at"], h["id"]))


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
    """Due first; where nothing was promised, by the beginning of the wait."""
    others = [w for w in state["threads"] if w["thread"]["id"] != waiting["thread"]["id"]]
    added = len(others) == len(state["threads"])
    threads = sorted([*others, waiting], key=lambda w: (w["due_at"] or w["waiting_since"], w["thread"]["id"]))
    return {**state, "threads": threads, "total": state["total"] + added}


def _unqueued(state: State, id: str) -> State:
    threads = [w for w in state["threads"] if w["thread"]["id"] != id]
    return {**state, "threads": threads, "total": state["total"] - (len(state["threads"]) - len(threads))}


def _handled(state: State, id: str, changes: State) -> State:
    """It waits on, in its place: somebody has it now, or it is another's to answer."""
    return {**state, "threads": [{**w, **changes} if w["thread"]["id"] == id else w for w in state["threads"]]}


def _requeued(state: State, id: str, changes: State) -> State:
    """It waits on, and says something else: what it is about, that it is pinned."""
    changed = [{**w, "thread": {**w["thread"], **changes}} if w["thread"]["id"] == id else w for w in state["threads"]]
    return {**state, "threads": changed}


def _waits_elsewhere(state: State, data: State) -> State:
    """It waits on, on another page."""
    place = {"page": data["page"]["id"], "seq": data["seq"]}
    moved = [
        {**w, "thread": {**w["thread"], **place}, "page": data["page"]} if w["thread"]["id"] == data["id"] else w
        for w in state["threads"]
    ]
    return {**state, "threads": moved}
