"""Every row of a view, batch by batch, for exports that stop at no limit.

Over the web a batch is a query of its own, so that none takes long; into files all views are read
from one state of the database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ...schema import VIEWS
from .lines import rows

_BATCH = 1_000
_AT_ONCE = 5_000  # rows of a file that are held in memory
# Views whose rows have no number are short enough to be counted through.
_NUMBERED = frozenset(
    "claim_list responsibility_list article_list feed_health run_list gap_list change_list"
    " story_list responsibility_timeline difference_list claim_group_list"
    " claim_group_member_list".split()
)
_KEYS = {"claim_group_member_list": "claim"}  # of others it is the first column
Batch = list[dict[str, Any]]


def batches(view: str) -> Callable[[sqlite3.Connection, Batch, int], Batch]:
    """How to get the next batch of ``view``, given the last one and how many rows came before.

    Rows that come or go meanwhile are in it or not; none is there twice in a numbered view.
    """
    found = next(v for v in VIEWS if v.name == view)
    if view not in _NUMBERED:
        sql = f"select * from [{view}] limit {_BATCH} offset ?"
        return lambda conn, last, done: rows(conn, sql, [done])
    key = _KEYS.get(view) or found.sql.split(" as ", 1)[1].split(",", 1)[0].strip()
    after = f"select * from [{view}] where [{key}] > ? order by [{key}] limit {_BATCH}"
    return lambda conn, last, done: rows(conn, after, [last[-1][key] if last else -1])


@contextmanager
def one_state(conn: sqlite3.Connection) -> Iterator[None]:
    """Read one state of the database, whatever is written to it meanwhile."""
    conn.execute("begin")
    try:
        yield
    finally:
        conn.rollback()


def columns_of(conn: sqlite3.Connection, table: str) -> tuple[tuple[str, str], ...]:
    """The columns of a table or view, each an integer, a number or a string."""
    found = rows(conn, "select name, type from pragma_table_info(?)", [table])
    return tuple((c["name"], _kind(conn, table, c["name"], c["type"])) for c in found)


def _kind(conn: sqlite3.Connection, table: str, column: str, declared: str) -> str:
    """What is declared; of a computed column, what its first value is."""
    if not declared:
        sql = f"select typeof([{column}]) from [{table}] where [{column}] is not null limit 1"
        declared = next((row[0] for row in conn.execute(sql)), "")
    return {"INTEGER": "integer", "REAL": "number"}.get(declared.upper(), "string")


def every_row(conn: sqlite3.Connection, table: str) -> Iterator[Batch]:
    """The rows of a table or view in an order of their own, some thousand at a time."""
    cursor = conn.execute(f"select * from [{table}] order by 1, 2")
    names = [column[0] for column in cursor.description]
    while found := cursor.fetchmany(_AT_ONCE):
        yield [dict(zip(names, row, strict=True)) for row in found]
