"""What comes in, without what is withdrawn: sightings of articles, entries of feeds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from sqlite_utils import Database

from ..masking import Marks, hash_whole, hidden, marks_of
from ..models import FeedEntry, Sighting
from .withdrawals import load_active, marks_of_rows


def load_marks(db: Database) -> Marks:
    """The marks of all that is withdrawn now."""
    if not db.execute("select 1 from withdrawals limit 1").fetchone():
        return Marks()
    return _parsed(tuple(row["marks"] for row in load_active(db)))


@lru_cache(maxsize=4)
def _parsed(texts: Sequence[str]) -> Marks:
    return Marks(mark for text in texts for mark in marks_of(json.loads(text)))


def withhold(db: Database, sighting: Sighting) -> Sighting | None:
    """The sighting without withdrawn words; None where its article or outlet is withdrawn."""
    marks = load_marks(db)
    if not marks:
        return sighting
    addresses = [a for a in (sighting.key, sighting.url, *sighting.aliases) if a]
    if marks.holds("outlet", sighting.outlet) or any(_is_out(db, marks, a) for a in addresses):
        _remember(db, marks, addresses)
        return None
    old = sighting.revision
    around = marks.found(old.text) | marks.found(old.title) | marks.found(old.byline)
    if not around:
        return sighting
    article = hash_whole("address", sighting.key)

    def blotted(text: str) -> str:
        return marks.blotted(text, article=article, around=around)

    new = replace(old, title=blotted(old.title), byline=blotted(old.byline), text=blotted(old.text))
    return replace(
        sighting,
        key=blotted(sighting.key),
        url=blotted(sighting.url) if sighting.url else None,
        aliases=tuple(map(blotted, sighting.aliases)),
        revision=new,
    )


def _is_out(db: Database, marks: Marks, address: str) -> bool:
    if marks.holds("address", address):
        return True
    sql = (
        "select 1 from withdrawn_addresses a join withdrawals w on w.uid = a.withdrawal"
        " where a.hash = ?"
    )
    return db.execute(sql, [hash_whole("address", address)]).fetchone() is not None


def _remember(db: Database, marks: Marks, addresses: Sequence[str]) -> None:
    """Note further addresses of a withdrawn article, so that they are not fetched again."""
    known = [row for row in load_active(db) if row["kind"] in ("article", "outlet")]
    for row in known:
        one = Marks(marks_of_rows([row]))
        if any(one.holds("address", address) for address in addresses):
            for address in addresses:
                db.execute(
                    "insert or ignore into withdrawn_addresses values (?, ?)",
                    [hash_whole("address", address), row["uid"]],
                )
    for address in addresses:
        db.execute("delete from feed_entries where url = ?", [address])


def withhold_entries(
    db: Database, entries: Sequence[FeedEntry], outlet: str
) -> tuple[FeedEntry, ...]:
    """What a feed says without withdrawn words; entries of withdrawn articles are left out."""
    marks = load_marks(db)
    if not marks:
        return tuple(entries)
    if marks.holds("outlet", outlet):
        return ()
    kept = (_withheld_entry(db, marks, entry) for entry in entries)
    return tuple(entry for entry in kept if entry)


def _withheld_entry(db: Database, marks: Marks, entry: FeedEntry) -> FeedEntry | None:
    """An entry whose very address holds withdrawn words is left out: it could not be fetched."""
    if entry.url and (_is_out(db, marks, entry.url) or marks.spans(entry.url)):
        return None
    texts = (entry.title, entry.summary, entry.content)
    around = frozenset(h for text in texts if text for h in marks.found(text))
    if not around:
        return entry
    article = hash_whole("address", entry.url) if entry.url else None

    def blotted(text: str | None) -> str | None:
        return marks.blotted(text, article=article, around=around) if text else text

    return replace(
        entry,
        key=hidden(entry.key) if marks.spans(entry.key) else entry.key,
        title=blotted(entry.title),
        summary=blotted(entry.summary),
        content=blotted(entry.content),
        authors=tuple(blotted(name) or "" for name in entry.authors),
    )


def is_withdrawn_outlet(db: Database, name: str) -> bool:
    """Whether nothing of the outlet may be collected."""
    return load_marks(db).holds("outlet", name)
