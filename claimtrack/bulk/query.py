"""Questions to the Parquet of a bulk run, read in place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import InputError
from ..store.archive import Answer, Parquet, answered
from .comparing import COMPARED
from .partitions import is_whole, load_manifests
from .tables import COPIES, STORIES, TABLES


@contextmanager
def bulk_query(folder: Path, sql: str) -> Iterator[Answer]:
    """The answer to one select over what is done in ``folder``."""
    folder = folder.absolute()
    manifests = [m for m in load_manifests(folder) if is_whole(folder, m)]
    if not manifests:
        raise InputError(f"{folder}: holds no partition; make some with 'claimtrack bulk run'")
    names = sorted(name for m in manifests for name in m["files"])
    tables = [
        Parquet(
            name=table.name,
            columns=table.columns,
            files=tuple(folder / n for n in names if Path(n).parts[0] == table.name),
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
