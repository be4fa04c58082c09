"""A thread and a guide as search engines read them, so that what was learnt is found from outside the form too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from parvis.domain.values import Author, Page, Post, Step, Thread


def qa_page(thread: Thread, posts: Sequence[Post], address: str) -> dict[str, Any] | None:
    """The QAPage of a visible question (https://schema.org/QAPage); None for all that is not one. `posts`: the opening first."""
    if thread.kind != "question" or thread.state != "visible" or posts[0].state != "visible":
        return None
    kept = {thread.accepted, thread.official} - {None}
    answers = [post for post in posts[1:] if post.state == "visible"]
    question = {
        "@type": "Question",
        "name": thread.title,
        "text": said(posts[0].doc),
        "answerCount": thread.posts - 1,
        "upvoteCount": thread.same_question,
        "dateCreated": thread.created_at,
        "author": _author(thread.author),
    }
    for name, chosen in (("acceptedAnswer", True), ("suggestedAnswer", False)):
        if found := [_answer(post, address) for post in answers if (post.id in kept) is chosen]:
            question[name] = found
    return {"@context": "https://schema.org", "@type": "QAPage", "url": address, "mainEntity": question}


def how_to(page: Page, steps: Sequence[Step], address: str) -> dict[str, Any] | None:
    """A guide as schema.org's HowTo (https://schema.org/HowTo); None while there is no step."""
    if not steps:
        return None
    told = [
        {"@type": "HowToStep", "position": at, "name": step.title, "text": said(step.doc), "url": f"{address}#step-{step.id}"}
        for at, step in enumerate(steps, 1)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "HowTo",
        "url": address,
        "name": page.title or page.key,
        "dateModified": max(step.edited_at for step in steps),
        "step": told,
    }


def said(nodes: Any) -> str:
    """The words of a document tree, block by block."""
    return "\n".join(filter(None, map(_block, nodes)))


def _block(node: dict[str, Any]) -> str:
    if node["type"] == "code":
        return str(node["text"])
    if node["type"] == "list":
        return "\n".join(said(item) for item in node["items"])
    children = node.get("children", [])
    return said(children) if node["type"] == "quote" else "".join(map(_inline, children))


def _inline(node: dict[str, Any]) -> str:
    if node["type"] == "break":
        return "\n"
    return str(node["text"]) if "text" in node else "".join(map(_inline, node.get("children", [])))


def _answer(post: Post, address: str) -> dict[str, Any]:
    return {
        "@type": "Answer",
        "text": said(post.doc),
        "dateCreated": post.created_at,
        "upvoteCount": post.helpful,
        "url": f"{address}#{anchor(post.id)}",
        "author": _author(post.author),
    }


def _author(author: Author) -> dict[str, Any]:
    person: dict[str, Any] = {"@type": "Person", "name": author.name}
    return person | {"worksFor": {"@type": "GovernmentOrganization", "name": author.service}} if author.service else person


def anchor(post: UUID) -> str:
    return f"post-{post}"
