"""Words that nobody may need any more are erased: the decisions stay, the text goes."""

from __future__ import annotations

from datetime import datetime

from parvis.store.database import Database

_OPEN = """exists (select from appeals a join decisions d on (d.site_id, d.id) = (a.site_id, a.decision_id)
    left join appeal_answers w on (w.site_id, w.decision_id) = (a.site_id, a.decision_id)
    where d.site_id = x.site_id and d.post_id = {post} and w.at is null)"""
"""An appeal that waits keeps the words it is about."""


async def purge(database: Database, now: datetime) -> int:
    """Erase what is past its term, on every site; how many texts and contacts."""
    statements = (
        f"delete from kept_words x where erase_after < $1 and not {_OPEN.format(post='x.post_id')}",
        f"""update held x set state = 'withdrawn', title = '', body = '', request = null
        where state = 'refused' and erase_after < $1 and not {_OPEN.format(post="x.id")}""",
        "delete from notifiers where erase_after < $1",
    )
    return sum([int((await database.execute(statement, now)).split()[-1]) for statement in statements])
