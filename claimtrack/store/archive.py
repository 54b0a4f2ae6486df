"""Parquet of bulk runs, read in place by DuckDB. Not imported with the rest of ``store``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

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
