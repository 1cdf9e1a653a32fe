"""How often each advice topic was given, by day; never by whom and never in which words."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from casedesk.services.desk import Desk
from casedesk.store.tables.operations import advice_counts


def count(desk: Desk, topic: str) -> None:
    """Count one piece of advice on this topic today (the date in UTC)."""
    with desk.work() as work:
        insert = postgresql.insert if desk.engine.dialect.name == "postgresql" else sqlite.insert
        first = insert(advice_counts).values(
            day=work.now.date().isoformat(), topic=topic[:64], count=1
        )
        more = first.on_conflict_do_update(
            index_elements=["day", "topic"], set_={"count": advice_counts.c.count + 1}
        )
        work.connection.execute(more)
        work.commit()


def topics(desk: Desk, days: int = 30) -> dict[str, int]:
    """Return the counts of the last `days` days, today included, the most frequent first."""
    with desk.reading() as work:
        since = (work.now.date() - timedelta(days=days - 1)).isoformat()
        total = func.sum(advice_counts.c.count)
        rows = work.connection.execute(
            select(advice_counts.c.topic, total)
            .where(advice_counts.c.day >= since)
            .group_by(advice_counts.c.topic)
            .order_by(total.desc(), advice_counts.c.topic)
        )
        return {topic: int(found) for topic, found in rows}
