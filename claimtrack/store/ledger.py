"""The ledger: what people decided, in a file of its own, so that an old backup cannot undo it.

Beside ``NAME.db`` stands ``NAME.reviews.db``. Both hold the same rows of reviews, withdrawals and
codings; at every opening what one of them lacks is copied from the other. So a decision survives a
database that is restored from before it, and a database that is moved without its ledger.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from ..schema import LEDGER
from .lock import writing

_EVENTS = {
    "reviews": "uid, at, who, kind, claim_key, article_key, revision_hash, extractor, spans, words,"
    " judgement, field, value, note",
    "withdrawals": "uid, at, who, action, kind, target, reason, outlet, marks",
}
# Of what one coder said of one field, the later word holds.
_CODINGS = """
insert into {target}.codings select * from {source}.codings where true
on conflict (coder, claim_key, field) do update set at = excluded.at,
  is_right = excluded.is_right where excluded.at > at
"""
_CODED = "insert or ignore into {target}.coded_claims select * from {source}.coded_claims"


def ledger_path(database: Path) -> Path:
    """Where the ledger of ``database`` stands."""
    return database.with_name(f"{database.stem}.reviews.db")


def sync_ledger(db: Database, database: Path) -> bool:
    """Copy what either lacks, by its id. Whether the database learned anything new."""
    path = ledger_path(database)
    tables = (*_EVENTS, "codings")
    if not path.exists() and not any(_count(db, f"main.{name}") for name in tables):
        return False
    learned = 0
    db.execute("attach database ? as ledger", [str(path)])
    try:
        db.execute("pragma ledger.secure_delete = on")
        with writing(db):
            for statement in _statements():
                db.execute(statement)
            for name, columns in _EVENTS.items():
                learned += _copy(db, "ledger", "main", name, columns)
                _copy(db, "main", "ledger", name, columns)
            for source, target in (("ledger", "main"), ("main", "ledger")):
                db.execute(_CODINGS.format(source=source, target=target))
                db.execute(_CODED.format(source=source, target=target))
    finally:
        db.execute("detach database ledger")
    return learned > 0


def _statements() -> list[str]:
    """The tables of the ledger, by name of the attached file."""
    made = (s.strip() for s in LEDGER.split(";\n"))
    return [s.replace("if not exists ", "if not exists ledger.") for s in made if s]


def _count(db: Database, table: str) -> int:
    return int(db.execute(f"select count(*) from (select 1 from {table} limit 1)").fetchone()[0])


def _copy(db: Database, source: str, target: str, table: str, columns: str) -> int:
    return db.execute(
        f"insert into {target}.{table} ({columns}) select {columns} from {source}.{table}"
        f" where uid not in (select uid from {target}.{table}) order by id"
    ).rowcount
