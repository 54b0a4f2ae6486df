"""Files written from a database that hold its words too, so that a withdrawal reaches them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from ..masking import Mark, Marks, hidden
from .purge import blot_table, finish, purge, text_tables, unguarded

Kind = Literal["published", "alerts", "export"]
_MOST_FIELD = 100_000_000  # characters of a field of a CSV file


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


def purge_verdicts(verdicts: Database, marks: Marks, keys: Iterable[str] = ()) -> None:
    """Blot withdrawn words out of what checkers wrote; of withdrawn addresses leave the hash.

    ``keys`` are those of deleted articles.
    """
    gone = frozenset(keys)
    with verdicts.atomic(), unguarded(verdicts):
        if marks.has_words:
            for table in text_tables(verdicts):
                blot_table(verdicts, marks, table, {})
        for number, *texts in verdicts.execute(
            "select id, evidence, articles from verdicts"
        ).fetchall():
            hiding = [_hiding(text, marks, gone) for text in texts]
            if hiding != texts:
                sql = "update verdicts set evidence = ?, articles = ? where id = ?"
                verdicts.execute(sql, [*hiding, number])
    finish(verdicts)


def _hiding(text: str, marks: Marks, gone: frozenset[str]) -> str:
    """A JSON list of addresses, or of links, with the hash in place of each withdrawn one."""

    def hide(value: str) -> str:
        return hidden(value) if value in gone or marks.holds("address", value) else value

    found = json.loads(text)
    hiding = [
        {name: hide(part) for name, part in one.items()} if isinstance(one, dict) else hide(one)
        for one in found
    ]
    return text if hiding == found else json.dumps(hiding, ensure_ascii=False)


def files_holding(db: Database, marks: Iterable[Mark], hints: Sequence[str]) -> Iterator[Path]:
    """The files of exports that hold withdrawn words or addresses.

    What was withdrawn in one article alone is looked for in all: a file too many is better than
    one too few. Parquet is named unread, unless a CSV file of the same rows holds nothing.
    """
    wanted = [replace(mark, article=None) for mark in marks if mark.beside is None]
    everywhere = Marks(wanted, hints=hints)
    for folder in load_outputs(db, "export"):
        clean = set()
        for path in sorted(folder.glob("*.csv")):
            if _holds(path, everywhere):
                yield path
            else:
                clean.add(path.stem)
        yield from (p for p in sorted(folder.glob("*.parquet")) if p.stem not in clean)


def _holds(path: Path, marks: Marks) -> bool:
    csv.field_size_limit(_MOST_FIELD)
    with path.open(encoding="utf-8", newline="") as file:
        return any(
            marks.spans(value) or any(marks.holds(kind, value) for kind in ("address", "outlet"))
            for row in csv.reader(file)
            for value in row
        )
