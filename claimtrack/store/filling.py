"""A new database filled at once: without indexes and triggers, which are made at the end.

To make an index of rows that are there costs a fraction of keeping it while they come. Until
:func:`finish_filling` the file is no database for anybody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from ..schema import COUNT_FACETS, migrate
from .claims import EVERY_SOURCE, INSERT_SOURCES, count_sources, refresh_summaries
from .compare import forget_compared
from .database import opened

_CACHE = -256_000  # KiB: what indexes are sorted in
_MAPPED = 2**31  # bytes read without copying: for each index the table is read once
_HASHED = 2**24  # bytes of words that a full-text index gathers before it writes
_HASHED_ELSE = 2**20  # the same where rows come one by one: SQLite's own
_LOADING = "loading"


@contextmanager
def filling(path: Path) -> Iterator[Database]:
    """Open a database that nobody else uses yet, without what slows inserting down."""
    with opened(path, migrate) as db:
        # Pages that are new need no journal, while a write-ahead log holds all of them once more.
        db.execute("pragma journal_mode = delete")
        db.execute(f"pragma cache_size = {_CACHE}")
        db.execute(f"pragma mmap_size = {_MAPPED}")
        db.execute("pragma foreign_keys = off")
        for kind, name in _loose(db):
            db.execute(f"drop {kind} [{name}]")
        yield db


def _loose(db: Database) -> list[tuple[str, str]]:
    sql = (
        "select type, name from sqlite_master where sql is not null"
        " and (type = 'trigger' or type = 'index')"
    )
    return db.execute(sql).fetchall()


def load_source_of_filling(db: Database) -> str | None:
    """From what the database is being filled, as :func:`save_source_of_filling` was told."""
    row = db.execute("select value from about where key = ?", [_LOADING]).fetchone()
    return str(row[0]) if row else None


def save_source_of_filling(db: Database, source: str) -> None:
    """Note it, so that a filling which was cut off goes on only with the same."""
    with db.atomic():
        db.execute("insert or replace into about values (?, ?)", [_LOADING, source])


def finish_filling(db: Database) -> None:
    """Make all indexes, the full-text ones too, and the triggers; count what these count."""
    pattern = Database(memory=True, execute_plugins=False)
    migrate(pattern)
    with db.atomic():
        for name in _full_text(db):
            _index_words(db, name)
        for (sql,) in pattern.execute(_MADE).fetchall():
            db.execute(sql)
        db.execute("delete from sources")
        db.execute(f"{INSERT_SOURCES} {count_sources(EVERY_SOURCE)}")
        db.execute("delete from stale_sources")
        db.execute("delete from facet_counts")
        for count in COUNT_FACETS:
            db.execute(count)
        db.execute("delete from about where key = ?", [_LOADING])
    refresh_summaries(db)
    db.execute("pragma journal_mode = wal")


def _index_words(db: Database, name: str) -> None:
    """Make a full-text index, with fewer parts to be joined than when it is kept row by row."""
    set_size = f"insert into [{name}] ([{name}], rank) values ('hashsize', ?)"
    db.execute(set_size, [_HASHED])
    db.execute(f"insert into [{name}] ([{name}]) values ('rebuild')")
    db.execute(set_size, [_HASHED_ELSE])


def _full_text(db: Database) -> list[str]:
    sql = "select name from sqlite_master where sql like 'create virtual table%using fts5%'"
    return [name for (name,) in db.execute(sql).fetchall()]


_MADE = """
select sql from sqlite_master where sql is not null and type in ('index', 'trigger')
order by type, rowid
"""


def save_compared_at_once(db: Database, rows: Iterable[tuple[int, int, str, bytes, bytes]]) -> None:
    """Keep what comparing found of articles, in order of date; their rows tell it already."""
    sql = (
        "insert or ignore into compared (article, story, method, features, sketch)"
        " values (?, ?, ?, ?, ?)"
    )
    with db.atomic():
        db.conn.executemany(sql, rows)
        db.execute("insert or ignore into stale_stories select distinct story from compared")
        if db.execute(_ASTRAY).fetchone():
            forget_compared(db)


# An article that was taken for two, under two of its addresses, cannot have been compared as one.
_ASTRAY = """
select 1 from compared c where not exists (select 1 from articles where id = c.article)
  or not exists (select 1 from articles where id = c.story) limit 1
"""


def save_copies_at_once(db: Database, rows: Iterable[tuple[int, int, float, str, str]]) -> None:
    """Keep which article copies which, where what comparing found was kept."""
    if db.execute("select 1 from compared limit 1").fetchone():
        with db.atomic():
            db.conn.executemany("insert or ignore into copies values (?, ?, ?, ?, ?)", rows)
