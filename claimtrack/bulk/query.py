"""Questions to the Parquet of a bulk run, read in place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..store.archive import Answer, Parquet, answered
from .comparing import COMPARED
from .partitions import files_of, load_whole
from .tables import COPIES, STORIES, TABLES


@contextmanager
def bulk_query(folder: Path, sql: str) -> Iterator[Answer]:
    """The answer to one select over what is done in ``folder``."""
    folder = folder.absolute()
    manifests = load_whole(folder)
    tables = [
        Parquet(
            name=table.name,
            columns=table.columns,
            files=tuple(files_of(folder, manifests, table.name)),
        )
        for table in TABLES
    ]
    compared = [
        Parquet(
            name=table.name,
            columns=table.columns,
            files=tuple(sorted((folder / COMPARED / table.name).glob("*.parquet"))),
        )
        for table in (COPIES, STORIES)
    ]
    with answered([*tables, *compared], folder, sql) as answer:
        yield answer
