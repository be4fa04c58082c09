"""Atom feeds (RFC 4287) beside the pages for everyone: what is asked on a page, what is answered in a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from feedgenerator import Atom1Feed  # type: ignore[import-untyped]

from parvis.domain.values import Page, Post, Thread
from parvis.guide.queries import Revision

Html = Callable[[Post, str], str]


def page_feed(page: Page, threads: Sequence[tuple[Thread, Post]], origin: str, lang: str, html: Html) -> bytes:
    """The questions of a page, newest first, each with how it was asked."""
    feed = _feed(page.title or page.key, f"{origin}/p/{page.id}", f"{origin}/p/{page.id}.atom", lang)
    for thread, opening in threads:
        if thread.state == "visible":
            _add(feed, thread.title, f"{origin}/t/{thread.id}", opening, thread.active_at, html(opening, origin))
    return _written(feed)


def topic_feed(
    topic: str, threads: Sequence[tuple[Thread, Post]], origin: str, link: str, own: str, lang: str, html: Html
) -> bytes:
    """What is asked on a topic, latest activity first."""
    feed = _feed(topic, origin + link, origin + own, lang)
    for thread, opening in threads:
        _add(feed, thread.title, f"{origin}/t/{thread.id}", opening, thread.active_at, html(opening, origin))
    return _written(feed)


def thread_feed(thread: Thread, posts: Sequence[Post], origin: str, lang: str, html: Html) -> bytes:
    """What was said in a thread, newest first."""
    address = f"{origin}/t/{thread.id}"
    feed = _feed(thread.title, address, f"{address}.atom", lang)
    for post in sorted(posts, key=lambda post: -post.seq):
        if post.state == "visible":
            _add(
                feed,
                f"{post.author.name} · {thread.title}",
                f"{address}#post-{post.id}",
                post,
                post.erratum.at if post.erratum else post.edited_at,
                html(post, origin),
            )
    return _written(feed)


def guide_feed(
    page: Page, edits: Sequence[Revision], origin: str, lang: str, html: Callable[[str], str]
) -> bytes:  # fmt: skip
    """The edits of a page's guide, newest first, each with the text that it left."""
    address = f"{origin}/g/{page.id}"
    feed = _feed(f"Guide · {page.title or page.key}", address, f"{address}.atom", lang)
    for edit in edits:
        at = datetime.fromisoformat(edit.at)
        feed.add_item(
            f"{edit.title} · {edit.revision}", f"{address}/{edit.step}/history", html(edit.body), author_name=edit.author.name,
            unique_id=f"urn:uuid:{edit.id}", pubdate=at, updateddate=at,
        )  # fmt: skip
    return _written(feed)


def _feed(title: str, link: str, own: str, lang: str) -> Any:
    return Atom1Feed(title, link, None, language=lang, feed_url=own, feed_guid=own)


def _add(feed: Any, title: str, link: str, post: Post, updated: str | None, html: str) -> None:
    feed.add_item(
        title,
        link,
        html,
        author_name=post.author.name,
        unique_id=f"urn:uuid:{post.id}",
        pubdate=datetime.fromisoformat(post.created_at),
        updateddate=datetime.fromisoformat(updated or post.created_at),
    )


def _written(feed: Any) -> bytes:
    text: str = feed.writeString("utf-8")
    return text.encode()
