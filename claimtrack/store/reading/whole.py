"""Every row of a view, batch by batch, for exports that stop at no limit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from ...schema import VIEWS
from .lines import rows

_BATCH = 1_000
# Views whose rows have no number are short enough to be counted through.
_NUMBERED = frozenset(
    "claim_list responsibility_list article_list feed_health run_list gap_list change_list"
    " story_list".split()
)
Batch = list[dict[str, Any]]


def batches(view: str) -> Callable[[sqlite3.Connection, Batch, int], Batch]:
    """How to get the next batch of ``view``, given the last one and how many rows came before.

    Rows that come or go meanwhile are in it or not; none is there twice in a numbered view.
    """
    found = next(v for v in VIEWS if v.name == view)
    if view not in _NUMBERED:
        sql = f"select * from [{view}] limit {_BATCH} offset ?"
        return lambda conn, last, done: rows(conn, sql, [done])
    key = found.sql.split(" as ", 1)[1].split(",", 1)[0].strip()
    after = f"select * from [{view}] where [{key}] > ? order by [{key}] limit {_BATCH}"
    return lambda conn, last, done: rows(conn, after, [last[-1][key] if last else -1])
