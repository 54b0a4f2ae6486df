"""A database as the Parquet of a bulk run: its articles dealt out to some partitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimtrack.bulk.partitions import write_partition
from claimtrack.bulk.tables import TABLES
from claimtrack.imports import parse_line
from claimtrack.store import open_database, save_sighting, start_run
from claimtrack.store.keyed import keyed_rows


def write_archive(db, folder: Path, *, partitions: int = 3) -> None:
    """Write what ``db`` holds in so many partitions, each with a part of its articles, in order."""
    keys = [row["key"] for row in db.query("select key from articles order by id")]
    size = -(-len(keys) // partitions)
    dealt = {key: place // size for place, key in enumerate(keys)}
    for number in range(partitions):
        tables = {t.name: list(_rows(db, t, dealt, number)) for t in TABLES}
        counts = Counter({name: sum(map(len, rows)) for name, rows in tables.items()})
        about = {"counts": counts, "extractor": "test", "input": {}}
        write_partition(folder, f"part-{number:05}", tables, about)


def _rows(db, table, dealt: dict[str, int], number: int) -> Iterator[list[dict[str, Any]]]:
    if table.name == "rejects":
        return
    names = [n for n, _ in table.columns if n not in ("partition", "place")]
    home = "key" if table.name == "articles" else "article"
    place = 0
    for batch in keyed_rows(db, table.name, names):
        mine = [row for row in batch if dealt[row[home]] == number]
        if table.name == "articles":
            mine = [{**row, "place": place + n} for n, row in enumerate(mine)]
            place += len(mine)
        yield mine


def store_lines(lines: list[bytes], path: Path, seen_at) -> None:
    """Save the articles of an import file without reading them."""
    with open_database(path) as db:
        run = start_run(db, "import", version="test", at=seen_at)
        for number, line in enumerate(lines, 1):
            save_sighting(db, run, parse_line(line, number, seen_at=seen_at))
