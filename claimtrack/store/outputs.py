"""Files written from a database that hold its words too, so that a withdrawal reaches them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from ..masking import Marks
from .purge import blot_table, finish, purge, text_tables, unguarded

Kind = Literal["published", "alerts"]


def save_output(db: Database, path: Path, kind: Kind) -> None:
    """Note that ``path`` was written from this database."""
    with db.atomic():
        db.execute("insert or replace into outputs values (?, ?)", [str(path.resolve()), kind])


def load_outputs(db: Database, kind: Kind) -> list[Path]:
    """The files of this kind that are still there."""
    rows = db.execute("select path from outputs where kind = ? order by path", [kind]).fetchall()
    return [path for (name,) in rows if (path := Path(name)).exists()]


def purge_copy(
    db: Database, copy: Database, marks: Marks, found: Mapping[str, frozenset[str]]
) -> None:
    """Take withdrawn words out of a published copy, and bring its public log up to date."""
    columns = "uid, at, action, kind, field, outlet, reason, claim_key"
    purge(copy, marks, found)
    rows = db.execute(f"select {columns} from corrections order by id").fetchall()
    with copy.atomic():
        copy.conn.executemany(
            f"insert or ignore into corrections ({columns}) values (?, ?, ?, ?, ?, ?, ?, ?)", rows
        )
    finish(copy)
    copy.execute("pragma journal_mode = delete")  # one file, as it was published


def purge_verdicts(verdicts: Database, marks: Marks) -> None:
    """Blot withdrawn words out of what checkers wrote, and out of addresses they gave."""
    if marks.has_words:
        with verdicts.atomic(), unguarded(verdicts):
            for table in text_tables(verdicts):
                blot_table(verdicts, marks, table, {})
        finish(verdicts)
