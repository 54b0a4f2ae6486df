"""Texts that were withdrawn and may be held again, from a backup that still holds them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..errors import InputError
from ..masking import BLOT, Marks
from ..models import Moment, Origin, Precision, Revision, Sighting, TextKind, TextOrigin
from .articles import save_sighting
from .database import storing
from .times import from_text


@contextmanager
def open_copy(path: Path) -> Iterator[Database]:
    """A copy of a database, to be read only. Errors: :class:`InputError` where it is none."""
    if not path.exists():
        raise InputError(f"{path}: no such file")
    with (
        storing(path),
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as c,
    ):
        db = Database(c, execute_plugins=False)
        if not {"articles", "revisions", "article_urls"} <= set(db.table_names()):
            raise InputError(f"{path}: is no copy of a claimtrack database")
        yield db


def take_texts(db: Database, copy: Database, marks: Marks) -> int:
    """Bring back articles of ``marks``, and articles that lost words, as ``copy`` holds them.

    Returns their number. What is still withdrawn for another reason stays away.
    """
    run = db.execute("select max(id) from runs").fetchone()[0]
    taken = 0
    for row in copy.query("select * from articles order by id"):
        if _is_wanted(db, copy, row, marks):
            for sighting in _sightings(copy, row):
                save_sighting(db, run, sighting)
            taken += 1
    return taken


def _is_wanted(db: Database, copy: Database, row: dict[str, Any], marks: Marks) -> bool:
    urls = [
        url
        for (url,) in copy.execute("select url from article_urls where article = ?", [row["id"]])
    ]
    if marks.holds("outlet", row["outlet"]) or any(
        marks.holds("address", address) for address in (row["key"], row["url"], *urls)
    ):
        return True
    sql = (
        "select 1 from articles a join revisions r on r.article = a.id"
        f" where a.first_seen_at = ? and a.outlet is ? and instr(r.text, '{BLOT}') limit 1"
    )
    return db.execute(sql, [row["first_seen_at"], row["outlet"]]).fetchone() is not None


def _sightings(copy: Database, row: dict[str, Any]) -> Iterator[Sighting]:
    """The article at each of its revisions, the present one last."""
    sql = "select * from revisions where article = ? and expired_at is null order by id = ?, id"
    urls = [
        url
        for (url,) in copy.execute("select url from article_urls where article = ?", [row["id"]])
    ]
    for revision in copy.query(sql, [row["id"], row["revision"]]):
        yield Sighting(
            key=row["key"],
            url=row["url"],
            aliases=tuple(url for url in urls if url != row["url"]),
            revision=Revision(
                title=revision["title"], byline=revision["byline"], text=revision["text"]
            ),
            text_kind=TextKind(revision["text_kind"]),
            origin=TextOrigin(revision["origin"]),
            seen_at=from_text(revision["seen_at"]),
            outlet=row["outlet"],
            country=row["country"],
            language=revision["language"],
            external_id=row["external_id"],
            feed_published=_moment(row, "feed", Origin.FEED),
            page_published=_moment(row, "page", Origin.PAGE),
            date_source=row["date_source"],
            published=_moment(row, "", Origin(row["published_origin"] or "seen")),
        )


def _moment(row: dict[str, Any], told: str, origin: Origin) -> Moment | None:
    prefix = f"{told}_" if told else ""
    at = row[f"{prefix}published_at"]
    if at is None:
        return None
    precision = row["published_precision" if not told else f"{told}_precision"]
    whole = at if "T" in at else f"{at}T00:00:00Z"
    return Moment(at=from_text(whole), precision=Precision(precision), origin=origin)
