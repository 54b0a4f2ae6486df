"""Articles of bulk runs that are known here, saved as ``import`` saves them: by sightings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from ..models import (
    Extraction,
    Mention,
    MentionKind,
    Moment,
    Origin,
    Precision,
    Revision,
    Sighting,
    Span,
    TextKind,
    TextOrigin,
)
from .articles import known_article, save_sighting
from .claims import save_extraction, use_extractor
from .columnar import Columns
from .extractions import responsibility_of, split_nested
from .times import from_text

_Row = dict[str, Any]
_DAY = len("2014-12-01")


def save_again(db: Database, run: int, at: datetime, tables: Mapping[str, Columns]) -> None:
    """Save articles that are known; part of a transaction.

    Where all revisions of an article are here and read, nothing is done. Limit: an edit that was
    taken back between two partitions is not noted.
    """
    words: dict[str, list[_Row]] = {}
    for row in tables["revisions"].rows():
        words.setdefault(row["article"], []).append(row)
    found = {
        name: _by_revision(tables[name]) for name in ("mentions", "claims", "responsibility_claims")
    }
    for article in tables["articles"].rows():
        sightings = [(row, _sighting(article, row)) for row in words.get(article["key"], [])]
        if not all(_is_here(db, sighting, row) for row, sighting in sightings):
            for row, sighting in sightings:
                save_sighting(db, run, sighting)
                _save_read(db, run, at, row, sighting, found)


def _by_revision(columns: Columns) -> dict[tuple[str, str], list[_Row]]:
    found: dict[tuple[str, str], list[_Row]] = {}
    for row in columns.rows():
        found.setdefault((row["article"], row["revision"]), []).append(row)
    return found


def _is_here(db: Database, sighting: Sighting, row: _Row) -> bool:
    """Whether these words of the article are stored, and read if they were read there."""
    revision = _revision(db, sighting, row)
    return revision is not None and (row["extractor"] is None or _is_read(db, revision))


def _revision(db: Database, sighting: Sighting, row: _Row) -> int | None:
    sql = "select id from revisions where article = ? and hash = ?"
    found = db.execute(sql, [known_article(db, sighting), row["hash"]]).fetchone()
    return int(found[0]) if found else None


def _is_read(db: Database, revision: int) -> bool:
    sql = "select 1 from analyses where revision = ?"
    return db.execute(sql, [revision]).fetchone() is not None


def _save_read(
    db: Database,
    run: int,
    at: datetime,
    row: _Row,
    sighting: Sighting,
    found: Mapping[str, Mapping[tuple[str, str], list[_Row]]],
) -> None:
    """Save what was extracted of a revision that was not read here; reading it again is dearer."""
    revision = _revision(db, sighting, row)
    if revision is None or row["extractor"] is None or _is_read(db, revision):
        return
    mentions, claims, blames = (
        rows.get((row["article"], row["hash"]), []) for rows in found.values()
    )
    outermost, nested = split_nested(claims)
    extraction = Extraction(
        mentions=tuple(map(_mention, mentions)),
        attributions=outermost,
        nested=nested,
        responsibility=tuple(map(responsibility_of, blames)),
    )
    use_extractor(db, row["extractor"], at=at)
    save_extraction(db, run, revision, row["extractor"], extraction, at=at)


def _mention(row: _Row) -> Mention:
    span = Span(start=row["span_start"], end=row["span_end"])
    return Mention(span=span, kind=MentionKind(row["kind"]), name=row["name"])


def _sighting(article: _Row, words: _Row) -> Sighting:
    origin = article["published_origin"]
    return Sighting(
        key=article["key"],
        url=article["url"],
        aliases=tuple(url for url in json.loads(article["urls"]) if url != article["url"]),
        external_id=article["external_id"],
        outlet=article["outlet"],
        country=article["country"],
        revision=Revision(title=words["title"], byline=words["byline"], text=words["text"]),
        text_kind=TextKind(words["text_kind"]),
        origin=TextOrigin(words["origin"]),
        seen_at=from_text(words["seen_at"]),
        language=words["language"],
        published=_moment(article, "published", Origin(origin) if origin else Origin.PAGE),
        page_published=_moment(article, "page", Origin.PAGE),
        date_source=article["date_source"],
    )


def _moment(row: _Row, which: str, origin: Origin) -> Moment | None:
    text = row["published_at" if which == "published" else f"{which}_published_at"]
    if text is None:
        return None
    at = from_text(f"{text}T00:00:00Z" if len(text) == _DAY else text)
    return Moment(at=at, precision=Precision(row[f"{which}_precision"]), origin=origin)
