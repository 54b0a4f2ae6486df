"""Which tables and views there are, with their columns."""

from __future__ import annotations

import sqlite3

from ...pages import TableShape
from .lines import rows

_SHAPES = """
select m.name, m.type, c.name as column from sqlite_master m, pragma_table_info(m.name) c
where m.type in ('table', 'view') order by m.type desc, m.name, c.cid
"""


def load_tables(conn: sqlite3.Connection) -> tuple[TableShape, ...]:
    """Views first, then tables, by name."""
    columns: dict[tuple[str, str], list[str]] = {}
    for row in rows(conn, _SHAPES):
        columns.setdefault((row["name"], row["type"]), []).append(row["column"])
    return tuple(
        TableShape(name=name, is_view=kind == "view", columns=tuple(found))
        for (name, kind), found in columns.items()
    )
