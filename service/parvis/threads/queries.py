"""One statement, one function: threads and posts. Rows come back as values."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.domain.people import Person
from parvis.domain.values import Post, Testimony, Thread, stamp
from parvis.store import pages, rows

if TYPE_CHECKING:
    from parvis.store.database import Connection

THREAD_COLUMNS = """t.id, t.page_id, t.seq, t.kind, t.title, t.state, t.status, t.posts, t.created_at, t.active_at,
    t.field_key, t.field_label, t.field_step, t.same_question, t.helpful, t.accepted_id, t.official_id, t.pinned, t.topics,
    t.duplicate_of, t.officehours_id,
    t.author_id, t.author_name, t.author_voice, t.author_service"""
POST_COLUMNS = """p.id, p.thread_id, p.seq, p.body, p.doc, p.reply_to, p.state, p.created_at, p.edited_at,
    p.helpful, p.source, p.official_name, p.official_service, p.official_at, p.place, p.days, p.month, p.pictures, p.video,
    p.erratum, p.removed_for,
    p.author_id, p.author_name, p.author_voice, p.author_service"""


page_of, ensure_page = pages.page_of, pages.ensure_page


async def count_threads(connection: Connection, site: UUID, page: UUID, by: int) -> None:
    await connection.execute("update pages set threads = threads + $3 where site_id = $1 and id = $2", site, page, by)


async def count_answered(connection: Connection, site: UUID, page: UUID) -> int:
    """Visible questions of the page that have an answer."""
    return int(
        await connection.fetchval(
            """select count(*) from threads where site_id = $1 and page_id = $2 and kind = 'question' and state = 'visible'
            and (posts > 1 or official_id is not null) and status <> 'open'""",
            site,
            page,
        )
    )


async def latest_threads(connection: Connection, site: UUID, page: UUID, limit: int, before: int | None = None) -> list[Thread]:
    """Newest first; `before` continues below that number."""
    found = await connection.fetch(
        f"""select {THREAD_COLUMNS} from threads t
        where t.site_id = $1 and t.page_id = $2 and t.kind in ('question', 'discussion')
            and t.seq < coalesce($3, 9223372036854775807)
        order by t.seq desc limit $4""",
        site,
        page,
        before,
        limit,
    )
    return [rows.thread(row) for row in found]


async def pinned_threads(connection: Connection, site: UUID, page: UUID) -> list[Thread]:
    """What stands first on a page, newest first: pinned questions, and notes of the service."""
    found = await connection.fetch(
        f"select {THREAD_COLUMNS} from threads t where t.site_id = $1 and t.page_id = $2 and t.pinned order by t.seq desc",
        site,
        page,
    )
    return [rows.thread(row) for row in found]


async def thread_with(connection: Connection, site: UUID, id: UUID) -> Thread | None:
    row = await connection.fetchrow(f"select {THREAD_COLUMNS} from threads t where t.site_id = $1 and t.id = $2", site, id)
    return rows.thread(row) if row else None


async def site_of_thread(connection: Connection, id: UUID) -> UUID | None:
    """Reading a thread needs its id alone: the id is all that a permalink holds. Copied on another site, it stays the first's."""
    found: UUID | None = await connection.fetchval(
        "select site_id from threads where id = $1 order by created_at, site_id limit 1", id
    )
    return found


async def add_thread(connection: Connection, site: UUID, thread: Thread, waits: bool) -> None:
    await connection.execute(
        """
        insert into threads (site_id, id, page_id, seq, kind, title, status, author_id, author_name, author_voice,
                             author_service, created_at, active_at, waiting_since, field_key, field_label, field_step, pinned,
                             officehours_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, case when $13 then $12::timestamptz end,
                $14, $15, $16, $17, $18)
        """,
        site,
        thread.id,
        thread.page,
        thread.seq,
        thread.kind,
        thread.title,
        thread.status,
        thread.author.id,
        thread.author.name,
        thread.author.voice,
        thread.author.service,
        datetime.fromisoformat(thread.created_at),
        waits,
        thread.field and thread.field.key,
        thread.field and thread.field.label,
        thread.field and thread.field.step,
        thread.pinned,
        thread.officehours,
    )


async def touch_thread(connection: Connection, site: UUID, id: UUID, now: datetime | None, by: int) -> Thread:
    """One visible post more or fewer; `now` when somebody wrote."""
    row = await connection.fetchrow(
        f"""update threads t set posts = posts + $3, active_at = coalesce($4, active_at)
        where t.site_id = $1 and t.id = $2 returning {THREAD_COLUMNS}""",
        site,
        id,
        by,
        now,
    )
    assert row is not None
    return rows.thread(row)


async def set_status(connection: Connection, site: UUID, id: UUID, status: str, waiting_since: datetime | None) -> None:
    await connection.execute(
        "update threads set status = $3, waiting_since = $4 where site_id = $1 and id = $2",
        site,
        id,
        status,
        waiting_since,
    )


async def withdraw_thread(connection: Connection, site: UUID, id: UUID) -> None:
    await connection.execute(
        """update threads set state = 'withdrawn', title = '', waiting_since = null, pinned = false, field_key = null,
            field_label = null, field_step = null
        where site_id = $1 and id = $2""",
        site,
        id,
    )


async def opening_post(connection: Connection, site: UUID, thread: UUID) -> Post:
    row = await connection.fetchrow(
        f"select {POST_COLUMNS} from posts p where p.site_id = $1 and p.thread_id = $2 order by p.seq limit 1", site, thread
    )
    assert row is not None
    return rows.post(row)


async def latest_posts(connection: Connection, site: UUID, thread: UUID, limit: int, before: int | None = None) -> list[Post]:
    """The last `limit` posts below `before`, oldest first."""
    found = await connection.fetch(
        f"""select {POST_COLUMNS} from posts p
        where p.site_id = $1 and p.thread_id = $2 and p.seq < coalesce($3, 9223372036854775807)
        order by p.seq desc limit $4""",
        site,
        thread,
        before,
        limit,
    )
    return [rows.post(row) for row in reversed(found)]


async def posts_after(connection: Connection, site: UUID, thread: UUID, after: int, limit: int) -> list[Post]:
    found = await connection.fetch(
        f"""select {POST_COLUMNS} from posts p where p.site_id = $1 and p.thread_id = $2 and p.seq > $3
        order by p.seq limit $4""",
        site,
        thread,
        after,
        limit,
    )
    return [rows.post(row) for row in found]


async def post_with(connection: Connection, site: UUID, id: UUID) -> Post | None:
    row = await connection.fetchrow(f"select {POST_COLUMNS} from posts p where p.site_id = $1 and p.id = $2", site, id)
    return rows.post(row) if row else None


async def digest_of(connection: Connection, site: UUID, id: UUID) -> bytes | None:
    found: bytes | None = await connection.fetchval("select digest from posts where site_id = $1 and id = $2", site, id)
    return found


async def add_post(connection: Connection, who: Person, post: Post, digest: bytes) -> bool:
    """False when another post has that id."""
    done = await connection.execute(
        """
        insert into posts (site_id, id, thread_id, seq, author_id, author_name, author_voice, author_service,
                           body, doc, reply_to, digest, created_at, source, place, days, month, pictures, video)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        on conflict (site_id, id) do nothing
        """,
        who.site,
        post.id,
        post.thread,
        post.seq,
        post.author.id,
        post.author.name,
        post.author.voice,
        post.author.service,
        post.body,
        msgspec.json.encode(post.doc).decode(),
        post.reply_to,
        digest,
        datetime.fromisoformat(post.created_at),
        post.source,
        post.testimony and post.testimony.place,
        post.testimony and post.testimony.days,
        post.testimony and date.fromisoformat(f"{post.testimony.month}-01"),
        msgspec.json.encode(post.pictures).decode(),
        msgspec.json.encode(post.video).decode() if post.video else None,
    )
    return done == "INSERT 0 1"


async def reword_post(connection: Connection, site: UUID, post: Post) -> None:
    assert post.edited_at is not None
    await connection.execute(
        "update posts set body = $3, doc = $4, edited_at = $5 where site_id = $1 and id = $2",
        site,
        post.id,
        post.body,
        msgspec.json.encode(post.doc).decode(),
        datetime.fromisoformat(post.edited_at),
    )


async def withdraw_post(connection: Connection, site: UUID, id: UUID) -> None:
    await connection.execute(
        """with corrected as (delete from errata where site_id = $1 and post_id = $2)
        update posts set state = 'withdrawn', body = '', doc = '[]', digest = null, source = null, place = null, days = null,
            month = null, pictures = '[]', video = null, official_by = null, official_name = null, official_service = null,
            official_at = null, erratum = null, erratum_seq = null
        where site_id = $1 and id = $2""",
        site,
        id,
    )


async def set_thanks(connection: Connection, who: Person, post: Post, helped: bool) -> bool:
    """False when it was so already."""
    statement = (
        "insert into thanks (site_id, post_id, person_id) values ($1, $2, $3) on conflict do nothing"
        if helped
        else "delete from thanks where site_id = $1 and post_id = $2 and person_id = $3"
    )
    return (await connection.execute(statement, who.site, post.id, who.id)).endswith(" 1")


async def count_thanks(connection: Connection, site: UUID, post: Post, by: int) -> tuple[Post, Thread]:
    """The post and its thread with one thank more or fewer."""
    counted = await connection.fetchrow(
        f"update posts p set helpful = helpful + $3 where p.site_id = $1 and p.id = $2 returning {POST_COLUMNS}",
        site,
        post.id,
        by,
    )
    thread = await connection.fetchrow(
        f"update threads t set helpful = helpful + $3 where t.site_id = $1 and t.id = $2 returning {THREAD_COLUMNS}",
        site,
        post.thread,
        by,
    )
    assert counted is not None and thread is not None
    return rows.post(counted), rows.thread(thread)


async def set_same_question(connection: Connection, who: Person, thread: UUID, same: bool) -> bool:
    """False when it was so already."""
    statement = (
        "insert into same_questions (site_id, thread_id, person_id) values ($1, $2, $3) on conflict do nothing"
        if same
        else "delete from same_questions where site_id = $1 and thread_id = $2 and person_id = $3"
    )
    return (await connection.execute(statement, who.site, thread, who.id)).endswith(" 1")


async def count_same_question(connection: Connection, site: UUID, id: UUID, by: int) -> Thread:
    row = await connection.fetchrow(
        f"update threads t set same_question = same_question + $3 where t.site_id = $1 and t.id = $2 returning {THREAD_COLUMNS}",
        site,
        id,
        by,
    )
    assert row is not None
    return rows.thread(row)


async def accept_post(connection: Connection, site: UUID, id: UUID, post: UUID | None, status: str) -> Thread:
    """Nothing waits for an agent any more."""
    row = await connection.fetchrow(
        f"""update threads t set accepted_id = $3, status = $4, waiting_since = null
        where t.site_id = $1 and t.id = $2 returning {THREAD_COLUMNS}""",
        site,
        id,
        post,
        status,
    )
    assert row is not None
    return rows.thread(row)


async def official_of_thread(connection: Connection, site: UUID, id: UUID, post: UUID | None) -> None:
    await connection.execute("update threads set official_id = $3 where site_id = $1 and id = $2", site, id, post)


async def pin_thread(connection: Connection, site: UUID, id: UUID, pinned: bool) -> None:
    await connection.execute("update threads set pinned = $3 where site_id = $1 and id = $2", site, id, pinned)


async def name_topics(connection: Connection, site: UUID, id: UUID, topics: list[str]) -> None:
    await connection.execute("update threads set topics = $3 where site_id = $1 and id = $2", site, id, topics)


async def accepted_of_thread(connection: Connection, site: UUID, id: UUID, post: UUID | None) -> None:
    await connection.execute("update threads set accepted_id = $3 where site_id = $1 and id = $2", site, id, post)


async def gathering(connection: Connection, site: UUID, page: UUID) -> UUID | None:
    """The thread that gathers the page's testimonies; the first, where those of a merged page came beside it."""
    found: UUID | None = await connection.fetchval(
        "select id from threads where site_id = $1 and page_id = $2 and kind = 'testimonies' order by seq limit 1", site, page
    )
    return found


async def has_testified(connection: Connection, who: Person, page: UUID) -> bool:
    found: bool = await connection.fetchval(
        """select exists (select from posts p join threads t on (t.site_id, t.id) = (p.site_id, p.thread_id)
            where p.site_id = $1 and t.page_id = $2 and t.kind = 'testimonies' and p.author_id = $3
                and p.state = 'visible' and p.days is not null)""",
        who.site,
        page,
        who.id,
    )
    return found


_TOLD = """from threads t join posts p on (p.site_id, p.thread_id) = (t.site_id, t.id)
    where t.site_id = $1 and t.page_id = $2 and t.kind = 'testimonies' and p.state = 'visible' and p.days is not null"""


async def latest_testimonies(connection: Connection, site: UUID, page: UUID, limit: int) -> list[tuple[Testimony, str]]:
    """What was told on a page, latest first, and when."""
    found = await connection.fetch(
        f"select p.place, p.days, p.month, p.created_at {_TOLD} order by p.created_at desc, p.seq desc limit $3",
        site,
        page,
        limit,
    )
    return [(Testimony(row["place"], row["days"], f"{row['month']:%Y-%m}"), stamp(row["created_at"])) for row in found]


async def median_since(connection: Connection, site: UUID, page: UUID, month: date) -> tuple[float | None, int]:
    """The median of the days told for that month and later ones, and how many there are."""
    row = await connection.fetchrow(
        f"select percentile_cont(0.5) within group (order by p.days) as median, count(*) as count {_TOLD} and p.month >= $3",
        site,
        page,
        month,
    )
    assert row is not None
    return row["median"], row["count"]


async def fields_asked_about(connection: Connection, site: UUID, page: UUID) -> list[tuple[str, str, int]]:
    """Key, latest label, and number of visible questions of each field that has any."""
    found = await connection.fetch(
        """select field_key, (array_agg(field_label order by seq desc))[1] as label, count(*) as count from threads
        where site_id = $1 and page_id = $2 and field_key is not null and state = 'visible'
        group by field_key order by field_key""",
        site,
        page,
    )
    return [(row["field_key"], row["label"], row["count"]) for row in found]
