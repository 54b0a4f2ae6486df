"""When collection did not work, and what was lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from ..models import Fetched
from ..schema.counts import REFRESH_GAP_DAYS
from .times import from_text, to_text

ROLLED_OVER = "rolled_over"  # an outcome of its own: the poll went well, but came too late


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time in which a feed was not collected, or not all of it. ``until`` None: it lasts."""

    outlet: str
    url: str
    since: datetime
    until: datetime | None
    outcome: str
    attempts: int
    lost: str | None


def open_gap(
    db: Database, feed: int, outlet: str, url: str, fetched: Fetched, *, since: str | None
) -> None:
    """Note a poll that failed: a new gap from the last success on, or one more attempt in it."""
    row = {"outcome": fetched.outcome.value, "detail": fetched.detail}
    for gap in db.query("select id, attempts from gaps where feed = ? and until is null", [feed]):
        db.table("gaps").update(gap["id"], {**row, "attempts": gap["attempts"] + 1})
        return
    _insert(db, feed, outlet, url, row | {"since": since or to_text(fetched.at), "attempts": 1})


def close_gap(db: Database, feed: int, at: datetime, *, lost: bool | None) -> bool:
    """End the open gap of ``feed``, if any. ``lost``: whether entries passed unseen, if known."""
    words = {True: LOST, False: "nothing: the feed still showed what it showed before"}
    cursor = db.execute(
        "update gaps set until = ?, lost = ? where feed = ? and until is null",
        [to_text(at), None if lost is None else words[lost], feed],
    )
    return cursor.rowcount > 0


LOST = "entries between the two polls: the feed showed none of those it had shown before"


def add_rollover(
    db: Database, feed: int, outlet: str, url: str, *, since: str, until: datetime
) -> None:
    """Note that the feed's window rolled over between two polls that both went well."""
    row: dict[str, object] = {
        "outcome": ROLLED_OVER,
        "detail": "no entry is known from the poll before",
    }
    row |= {"since": since, "until": to_text(until), "attempts": 0, "lost": LOST}
    _insert(db, feed, outlet, url, row)


def _insert(db: Database, feed: int, outlet: str, url: str, row: dict[str, object]) -> None:
    names = {"feed": feed, "outlet": outlet, "url": url, "until": None, "lost": None}
    db.table("gaps").insert(names | row)


def load_gaps(db: Database, *, limit: int = 100) -> list[Gap]:
    """The gaps that last, then the latest of the others."""
    sql = "select * from gaps order by until is not null, since desc limit ?"
    return [
        Gap(
            outlet=row["outlet"],
            url=row["url"],
            since=from_text(row["since"]),
            until=from_text(row["until"]) if row["until"] else None,
            outcome=row["outcome"],
            attempts=row["attempts"],
            lost=row["lost"],
        )
        for row in db.query(sql, [limit])
    ]


def refresh_gap_days(db: Database) -> None:
    """Bring the days on which outlets could not be read up to date with the gaps."""
    for statement in REFRESH_GAP_DAYS.split(";\n"):
        db.execute(statement)
