"""Looks at an article's page: when the next is due, and what came of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from ..models import Fetched, Revision, Sighting, TextOrigin, Visit
from .articles import save_known_sighting, save_visit_row
from .runs import save_fetch
from .times import from_text, to_text

_CHUNK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DueVisit:
    """An article to be looked at again, and its words as they are known."""

    article: int
    url: str
    revision: Revision
    outlet: str | None
    country: str | None
    first_seen_at: datetime
    etag: str | None
    last_modified: str | None
    visits: int


_DUE = (
    " from articles a join revisions r on r.id = a.revision"
    # A look that lies ahead was made by a clock that has since jumped backwards.
    " where (a.revisit_at <= :now or a.visited_at > :now) and a.revisit_at is not null"
    " and a.visit_url is not null and r.origin = :page"
)


def count_due_visits(db: Database, now: datetime) -> int:
    """How many articles :func:`load_due_visits` would give."""
    return int(db.execute(f"select count(*){_DUE}", _values(now)).fetchone()[0])


def load_due_visits(db: Database, now: datetime) -> Iterator[DueVisit]:
    """The articles whose time has come, outlets in turn. Those with words of a feed are none."""
    ids = [
        row["id"]
        for row in db.query(
            "select a.id, row_number() over (partition by a.outlet order by a.revisit_at, a.id)"
            f" as turn{_DUE} order by turn, a.id",
            _values(now),
        )
    ]
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        rows = db.query(
            "select a.*, r.title as old_title, r.byline as old_byline, r.text from articles a"
            f" join revisions r on r.id = a.revision where a.id in ({', '.join('?' * len(chunk))})",
            chunk,
        )
        by_id = {row["id"]: row for row in rows}
        yield from (_due_visit(by_id[i]) for i in chunk if i in by_id)


def _values(now: datetime) -> dict[str, str]:
    return {"now": to_text(now), "page": TextOrigin.PAGE.value}


def _due_visit(row: dict[str, object]) -> DueVisit:
    def text(name: str) -> str | None:
        return None if row[name] is None else str(row[name])

    return DueVisit(
        article=int(str(row["id"])),
        url=str(row["visit_url"]),
        revision=Revision(
            title=str(row["old_title"]), byline=str(row["old_byline"]), text=str(row["text"])
        ),
        outlet=text("outlet"),
        country=text("country"),
        first_seen_at=from_text(str(row["first_seen_at"])),
        etag=text("etag"),
        last_modified=text("last_modified"),
        visits=int(str(row["visits"])),
    )


def save_visit(
    db: Database,
    run: int,
    due: DueVisit,
    visit: Visit,
    *,
    fetched: Fetched,
    sighting: Sighting | None = None,
) -> bool:
    """Record a look at an article, with its new words if it has any. Whether a revision is new."""
    with db.atomic():
        save_fetch(db, run, "page", fetched)
        is_new = sighting is not None and save_known_sighting(db, run, due.article, sighting)
        save_visit_row(db, due.article, visit)
    return is_new
