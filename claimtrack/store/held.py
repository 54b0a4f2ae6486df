"""All that is held on a name, and the public log of corrections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from ..errors import InputError
from ..masking import Marks, mark_words, words_of
from .purge import text_tables

_AROUND = 80  # characters shown before and after a name in a longer text


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One place where a name stands; ``row`` is the row's number, where it has one."""

    table: str
    row: int | None
    column: str
    words: str


def load_held(db: Database, name: str) -> Iterator[Held]:
    """Every place in every table that holds ``name`` word for word."""
    mark = mark_words(name)
    if mark is None:
        raise InputError("a name needs words")
    marks = Marks([mark], hints=[words_of(name)])
    for table in text_tables(db):
        chosen = ", ".join(f"[{column}]" for column in table.columns)
        handle = "rowid" if table.has_rowid else "null"
        for row, *values in db.execute(f"select {handle}, {chosen} from [{table.name}]"):
            for column, value in zip(table.columns, values, strict=True):
                for span in marks.spans(value):
                    around = value[max(0, span.start - _AROUND) : span.end + _AROUND]
                    words = " ".join(around.split())
                    yield Held(table=table.name, row=row, column=column, words=words)


def load_corrections(db: Database) -> list[str]:
    """The public log, oldest first, a line each."""
    rows = db.query("select * from corrections order by at, id")
    return [
        f"{row['at']} {row['action']} {row['kind']}"
        + (f" ({row['field']})" if row["field"] else "")
        + (f", {row['outlet']}" if row["outlet"] else "")
        + (f": {row['reason']}" if row["reason"] else "")
        for row in rows
    ]
