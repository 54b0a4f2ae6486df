"""Withdrawn words taken out of what people said of claims, here and in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlite_utils import Database

from ..masking import HIDDEN, Marks, hidden
from .ledger import ledger_path


def key_hash(key: str) -> str:
    """The hash of an article's key, hidden or not."""
    return hidden(key).removeprefix(HIDDEN)


def blot_reviews(db: Database, marks: Marks, keys: Iterable[str] = ()) -> None:
    """Blot withdrawn words out of reviews; of reviews of a deleted article nothing is left."""
    gone = frozenset(keys)
    sql = "select id, article_key, words, value, note from reviews"
    for number, key, *texts in db.execute(sql).fetchall():
        if key in gone or marks.holds("address", key):
            db.execute(
                "update reviews set article_key = ?, words = '', value = null, note = null,"
                " spans = '[]' where id = ?",
                [hidden(key), number],
            )
            continue
        article = key_hash(key)
        around = frozenset(h for text in texts if text for h in marks.found(text))
        new = [marks.blotted(t, article=article, around=around) if t else t for t in texts]
        new_key = marks.blotted(key)
        if [new_key, *new] != [key, *texts]:
            db.execute(
                "update reviews set article_key = ?, words = ?, value = ?, note = ? where id = ?",
                [new_key, *new, number],
            )


def purge_ledger(database: Path, marks: Marks, keys: Iterable[str]) -> None:
    """The same for the reviews that the ledger of ``database`` keeps."""
    path = ledger_path(database)
    if not path.exists():
        return
    ledger = Database(str(path), execute_plugins=False)
    try:
        ledger.execute("pragma secure_delete = on")
        with ledger.atomic():
            blot_reviews(ledger, marks, keys)
        ledger.execute("vacuum")
    finally:
        ledger.close()
