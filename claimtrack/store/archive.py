"""Parquet of bulk runs, read in place by DuckDB. Not imported with the rest of ``store``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from sqlite_utils import Database

from ..errors import InputError
from ..schema import VIEWS, migrate
from .claims import EVERY_SOURCE, count_sources

# One row an article, as saving the sightings of each partition after those of the one before
# makes it: a poorer text changes nothing, a date only gives way to one that is more exact.
_ORDER = """
copy (
  with seen as (
    select *, list_position(['headline', 'summary', 'truncated', 'full'], text_kind) as richness,
      list_position(['unknown', 'day', 'second'], published_precision) as exactness
    from read_parquet(?, hive_partitioning = true, hive_types = {'month': varchar})
  ), kept as (
    select *, richness >= max(richness) over (partition by key order by partition, place
      rows between unbounded preceding and current row) as is_kept
    from seen
  ), joined as (
    select key, min(partition) as first_partition,
      first(place order by partition, place) as first_place,
      first(outlet order by outlet is null, partition, place) as outlet,
      last(url order by partition, place) as url,
      last({'partition': partition, 'month': month, 'revision': revision}
        order by partition, place) as words,
      first({'at': published_at, 'origin': published_origin}
        order by published_at is null, exactness desc, partition, place) as published
    from kept where is_kept group by key
  )
  select row_number() over (order by published.at is null, published.at, first_partition,
      first_place) - 1 as number,
    key, url, outlet, published.at as published_at, published.origin as published_origin,
    words.partition as partition, words.month as month, words.revision as revision
  from joined order by words.partition, words.month, number
) to '{to}' (format parquet, compression zstd)
"""


def order_articles(files: Sequence[Path], to: Path) -> int:
    """Write which revision each article of the files has now, numbered by date; how many.

    What has no date comes last; equal dates stand in order of arrival. Sorts on disk what does
    not fit into memory. Limit: of an article with dates in several partitions the date of a
    sighting poorer in words than an earlier partition's may be taken.
    """
    with _connected(to.parent) as db:
        quoted = str(to).replace("'", "''")
        db.execute(_ORDER.replace("{to}", quoted), [[str(path) for path in files]])
        found = db.execute("select count(*) from read_parquet(?)", [str(to)]).fetchone()
    return int(found[0]) if found else 0


@contextmanager
def _connected(aside: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"temp_directory": str(aside)}) as db:
        yield db


# --- questions ----------------------------------------------------------------------------------

# Views of the database that the Parquet alone can answer; the others need what only SQLite holds.
ANSWERED = ("claim_list", "responsibility_list", "article_list", "source_list", "copy_list")
_TYPES = {"integer": "bigint", "number": "double", "string": "varchar", "bytes": "blob"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parquet:
    """A table as files; columns with their kinds, as no file may be there."""

    name: str
    columns: tuple[tuple[str, str], ...]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The rows of an answer, as they are asked for."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def answered(tables: Sequence[Parquet], folder: Path, sql: str) -> Iterator[Answer]:
    """Answer one select over the files in place, under the names of the database's views.

    Rows are named by keys where the database has numbers. Nothing but ``folder`` is read, nothing
    is written. Errors: :class:`InputError`.
    """
    try:
        _refuse_writing(sql)
        with duckdb.connect() as db:
            for statement in _definitions(tables):
                db.execute(statement)
            db.execute(f"set allowed_directories = [{_quoted(folder)}]")
            for setting in _CLOSED:
                db.execute(setting)
            cursor = db.execute(sql)
            names = tuple(column[0] for column in cursor.description or ())
            yield Answer(columns=names, rows=_fetched(cursor))
    except duckdb.Error as error:
        raise InputError(f"the question cannot be answered: {error}") from error


_CLOSED = (
    "set enable_external_access = false",
    "set python_enable_replacements = false",
    "set lock_configuration = true",
)


def _refuse_writing(sql: str) -> None:
    statements = duckdb.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise InputError("ask one question that only reads: select … from claim_list …")


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(1_000):
        yield from rows


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _definitions(tables: Sequence[Parquet]) -> Iterator[str]:
    """Views that look like the tables of the database, then the database's own views of them."""
    for table in tables:
        yield f"create view parquet_{table.name} as {_rows_of(table)}"
    yield _SUPERSEDED
    pattern = Database(memory=True, execute_plugins=False)
    migrate(pattern)
    for name in ("articles", "claims", "responsibility_claims"):
        columns = [column.name for column in pattern[name].columns]
        yield _like_the_table(columns, next(t for t in tables if t.name == name))
    yield _nothing_of("gap_days", pattern)
    yield "create view copies as select * rename (copy_of as original) from parquet_copies"
    yield f"create view sources as {count_sources(EVERY_SOURCE)}"
    for view in VIEWS:
        if view.name in ANSWERED:
            yield f"create view {view.name} as {view.sql}"


def _rows_of(table: Parquet) -> str:
    if table.files:
        return f"select * from read_parquet([{', '.join(map(_quoted, table.files))}])"
    columns = (f"null::{_TYPES[kind]} as {name}" for name, kind in table.columns)
    return f"select {', '.join(columns)} where false"


# Rows of a partition of an article that a later partition, or a fuller text, has taken over.
_SUPERSEDED = """
create view superseded as
select partition as in_partition, key as in_key from parquet_articles
qualify row_number() over (partition by key order by
  list_position(['headline', 'summary', 'truncated', 'full'], text_kind) desc,
  partition desc) > 1
"""


def _nothing_of(name: str, pattern: Database) -> str:
    """A table without rows: of an archive nothing was polled, so that no gap is known."""
    kinds = {"TEXT": "varchar", "INTEGER": "bigint"}
    columns = (f"null::{kinds[c.type.upper()]} as {c.name}" for c in pattern[name].columns)
    return f"create view {name} as select {', '.join(columns)} where false"


def _like_the_table(columns: Sequence[str], table: Parquet) -> str:
    """The rows under all column names that the table has; null where the Parquet knows nothing."""
    name, home = table.name, "key" if table.name == "articles" else "article"
    own = {column for column, _ in table.columns}
    chosen = dict.fromkeys(columns, "null")
    chosen |= {column: f"p.{column}" for column in chosen.keys() & own}
    chosen |= {"id": "p.key", "story": "s.story", "copy_of": "c.copy_of"}
    selected = ", ".join(f"{value} as {column}" for column, value in chosen.items())
    return (
        f"create view {name} as select {selected} from parquet_{name} p"
        f" left join parquet_stories s on s.article = p.{home}"
        f" left join parquet_copies c on c.article = p.{home}"
        f" anti join superseded on in_partition = p.partition and in_key = p.{home}"
    )
