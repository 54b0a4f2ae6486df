"""Claims a second of ``bulk load`` on one core, against a raw insert of the same rows.

    claimtrack demo --db demo.db && python benchmarks/bulk_load.py demo.db [200000] [--known]

The articles of the database are replicated as other articles of other days, with other names in
them, until there are so many claims: partitions of 1,000 articles, as a bulk run writes them.
``--known`` loads into a database that is there already, whose indexes are kept all along. Seconds
are CPU seconds of this process. Limit: 20,000 claims a second into a new database.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from claimtrack.bulk.load import Load, bulk_load
from claimtrack.bulk.partitions import load_manifests, write_partition
from claimtrack.bulk.tables import TABLES
from claimtrack.bulk.wanted import Wanted, read_wanted
from claimtrack.cli.tools import TerminalProgress
from claimtrack.models import digest
from claimtrack.store import open_database
from claimtrack.store.keyed import keyed_rows

Row = dict[str, Any]
_NAME = re.compile(r"\b[A-Z][a-z]{3,}")
_ENDINGS = "an el os ira und mar tok vey lin sor bek dal".split()
_ARTICLES = 1_000  # of a partition
_WORDY = ("title", "text", "source", "source_name", "source_words", "content", "name", "accused")
_HASHES = ("hash", "revision", "from_revision", "text_hash")
_KEYS = ("article", "url")


def replicated(row: Row, table: str, number: int) -> Row:
    """The row as of another article."""
    ending = _ENDINGS[number % 12] + _ENDINGS[number // 12 % 12]
    row = dict(row)
    for name in _WORDY:
        if row.get(name):
            row[name] = _NAME.sub(lambda m: m.group() + ending, row[name])
    for name in _HASHES:
        if row.get(name):
            row[name] = digest(row[name], str(number))
    for name in _KEYS:
        if row.get(name):
            row[name] = f"{row[name]}?{number}"
    if row.get("published_at"):
        day = date.fromisoformat(row["published_at"][:10]) + timedelta(days=3 * (number % 120))
        row["published_at"] = day.isoformat() + row["published_at"][10:]
        row["month"] = day.isoformat()[:7]
    if table == "articles":
        row |= {"key": f"{row['key']}?{number}", "urls": f'["{row["key"]}?{number}"]'}
    elif "key" in row:
        row["key"] = digest(row["key"], str(number))[:20]
    if row.get("claim"):
        row["claim"] = digest(row["claim"], str(number))[:20]
    return row


def by_article(path: Path) -> list[dict[str, list[Row]]]:
    """The rows of each article, by table."""
    found: dict[str, dict[str, list[Row]]] = {}
    with open_database(path, create=False) as db:
        for table in TABLES[:-1]:
            names = [n for n, _ in table.columns if n not in ("partition", "place")]
            for batch in keyed_rows(db, table.name, names):
                for row in batch:
                    home = row["key" if table.name == "articles" else "article"]
                    found.setdefault(home, {}).setdefault(table.name, []).append(row)
    return list(found.values())


def write_archive(path: Path, folder: Path, claims: int) -> int:
    """Write at least so many claims; how many."""
    articles, total, part = by_article(path), 0, 0
    endless = numbered(articles)
    while total < claims:
        tables: dict[str, list[Row]] = {table.name: [] for table in TABLES}
        for number, article in islice(endless, _ARTICLES):
            for name, rows in article.items():
                tables[name] += [replicated(row, name, number) for row in rows]
        for place, row in enumerate(tables["articles"]):
            row["place"] = place
        total += len(tables["claims"])
        about = {"counts": {}, "extractor": "benchmark", "input": {}}
        write_partition(folder, f"part-{part:05}", {n: [r] for n, r in tables.items()}, about)
        part += 1
    return total


def numbered(articles: list[dict[str, list[Row]]]) -> Iterator[tuple[int, dict[str, list[Row]]]]:
    """Without end: each article with the number of its replica."""
    number = 0
    while True:
        yield from ((number, article) for article in articles)
        number += 1


def raw_insert(folder: Path) -> float:
    """CPU seconds to insert the rows of claims alone, from memory, without any index."""
    manifests = list(load_manifests(folder))
    parts = [read_wanted(folder, m, Wanted()) for m in manifests]
    rows = [r for p in parts if p for r in zip(*p["claims"].of.values(), strict=True)]
    with tempfile.TemporaryDirectory() as aside:
        db = sqlite3.connect(Path(aside) / "raw.db")
        db.execute(f"create table raw ({', '.join(f'c{n}' for n in range(len(rows[0])))})")
        started = time.process_time()
        with db:
            db.executemany(f"insert into raw values ({', '.join('?' * len(rows[0]))})", rows)
        taken = time.process_time() - started
        db.close()
    return taken


def main() -> None:
    """Print claims a second of both."""
    numbers = [int(x) for x in sys.argv[2:] if x.isdigit()]
    with tempfile.TemporaryDirectory() as aside:
        folder, to = Path(aside) / "bulk", Path(aside) / "loaded.db"
        total = write_archive(Path(sys.argv[1]), folder, numbers[0] if numbers else 200_000)
        if "--known" in sys.argv:
            with open_database(to):
                pass
        started, clock = time.process_time(), time.perf_counter()
        bulk_load(
            Load(
                folder=folder,
                to=to,
                wanted=Wanted(),
                clock=lambda: datetime.now(UTC),
                progress=TerminalProgress(),
                tell=print,
            )
        )
        taken, wall = time.process_time() - started, time.perf_counter() - clock
        raw = raw_insert(folder)
        parquet = sum(f.stat().st_size for f in folder.rglob("*.parquet"))
        print(
            f"{total} claims: bulk load {total / taken:,.0f} a second ({taken:.1f} s CPU,"
            f" {wall:.1f} s by the clock), raw insert of the claims alone {total / raw:,.0f};"
            f" Parquet {parquet / total:.0f} bytes a claim, SQLite"
            f" {to.stat().st_size / total:.0f}"
        )


if __name__ == "__main__":
    main()
