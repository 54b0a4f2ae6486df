"""Withdrawn words taken out of what people said of claims, here and in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlite_utils import Database

from ..masking import HIDDEN, Marks, hidden
from .ledger import ledger_path, sync_ledger


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


def hide_codings(db: Database, keys: Iterable[str]) -> None:
    """Leave of codings of deleted articles what was counted, and no address."""
    for key in keys:
        db.execute("delete from coded_claims where article_key = ?", [key])
        db.execute("update codings set article_key = ? where article_key = ?", [hidden(key), key])


def purge_ledger(db: Database, database: Path, marks: Marks, keys: Iterable[str]) -> None:
    """The same for the ledger of ``database``; ``db`` was purged before."""
    path = ledger_path(database)
    if not path.exists():
        return
    ledger = Database(str(path), execute_plugins=False)
    try:
        ledger.execute("pragma secure_delete = on")
        with ledger.atomic():
            blot_reviews(ledger, marks, keys)
            for table in ("codings", "coded_claims"):
                ledger.execute(f"delete from {table}")
        ledger.execute("vacuum")
    finally:
        ledger.close()
    sync_ledger(db, database)
