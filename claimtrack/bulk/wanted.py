"""The part of a partition that is wanted, by column, in the order in which ``import`` saves it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
from pyarrow import compute, parquet

from ..store.columnar import Columns
from .partitions import Manifest, schema_of
from .tables import MONTH, TABLES, UNKNOWN_MONTH, Table

_ARTICLES, *_OTHERS = (table for table in TABLES if table.name != "rejects")
# What a few articles have in many rows is read as numbers of words, which takes less time.
_REPEATED = frozenset(
    "outlet country published_at published_precision text_kind language extractor title source"
    " source_type source_name cue quotation stance tone kind name revision".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which articles: published from a day to a day, by these outlets, with all of these words.

    Words are found whole, in any case, in the title or text of what an article says at present.
    With a day, articles of an unknown day are left out.
    """

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self == Wanted()

    def has_month(self, month: str) -> bool:
        """Whether anything published in a month may be wanted."""
        if month == UNKNOWN_MONTH:
            return not (self.since or self.until)
        since = self.since is None or month >= self.since.isoformat()[:7]
        return since and (self.until is None or month <= self.until.isoformat()[:7])

    def has(self, outlet: str | None, published_at: str | None) -> bool:
        """Whether such an article is wanted, its words aside."""
        day = (published_at or "")[:10]
        if (self.since or self.until) and not day:
            return False
        return (
            (self.since is None or day >= self.since.isoformat())
            and (self.until is None or day <= self.until.isoformat())
            and (not self.outlets or outlet in self.outlets)
        )

    def has_words(self, text: str) -> bool:
        """Whether all words stand in a text."""
        return all(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.I) for word in self.words)


def read_wanted(folder: Path, manifest: Manifest, wanted: Wanted) -> dict[str, Columns] | None:
    """What of the partition is wanted, by table; None where nothing is."""
    files = [name for name in manifest["files"] if wanted.has_month(_month(name))]
    articles = _read(folder, files, _ARTICLES).sort_by("place")
    tables = {table.name: _read(folder, files, table) for table in _OTHERS}
    if not wanted.is_all:
        articles = _some(articles, tables["revisions"], wanted)
    if not articles.num_rows:
        return None
    found = {name: _in_order(table, articles["key"]) for name, table in tables.items()}
    return {name: _columns(table) for name, table in {_ARTICLES.name: articles, **found}.items()}


def _month(name: str) -> str:
    return Path(name).parent.name.removeprefix(f"{MONTH}=")


def _read(folder: Path, files: Iterable[str], table: Table) -> Any:
    columns = [name for name, _ in table.columns if name != "partition"]
    repeated = [name for name in columns if name in _REPEATED]
    mine = sorted(name for name in files if Path(name).parts[0] == table.name)
    opened = [parquet.ParquetFile(folder / name, read_dictionary=repeated) for name in mine]
    if not opened:
        return schema_of(table).empty_table().select(columns)
    read = [file.read(columns, use_threads=False) for file in opened]
    return pyarrow.concat_tables(read).unify_dictionaries()


def _some(articles: Any, revisions: Any, wanted: Wanted) -> Any:
    pairs = zip(*(articles[n].to_pylist() for n in ("outlet", "published_at")), strict=True)
    articles = articles.filter(pyarrow.array([wanted.has(*p) for p in pairs], pyarrow.bool_()))
    if not wanted.words:
        return articles
    names = ("article", "hash", "title", "text")
    rows = zip(*(revisions[n].to_pylist() for n in names), strict=True)
    having = {(a, h) for a, h, title, text in rows if wanted.has_words(f"{title}\n{text}")}
    pairs = zip(*(articles[n].to_pylist() for n in ("key", "revision")), strict=True)
    return articles.filter(pyarrow.array([p in having for p in pairs], pyarrow.bool_()))


def _in_order(table: Any, keys: Any) -> Any:
    """The rows of these articles in their order; those of one article stay as they are."""
    places = compute.index_in(table["article"], value_set=keys.combine_chunks())
    kept = compute.indices_nonzero(compute.is_valid(places)).to_numpy()
    order = kept[np.argsort(places.to_numpy()[kept], kind="stable")]
    if np.array_equal(order, np.arange(len(table))):
        return table
    return table.combine_chunks().take(order)


def _columns(table: Any) -> Columns:
    return Columns(of={name: _values(table[name]) for name in table.column_names})


def _values(column: Any) -> list[Any]:
    """As ``to_pylist``, which takes longer over texts."""
    if pyarrow.types.is_dictionary(column.type):
        return _repeated(column.combine_chunks())
    if pyarrow.types.is_string(column.type):
        values: list[Any] = column.to_numpy().tolist()
        return values
    return list(column.to_pylist())


def _repeated(column: Any) -> list[Any]:
    words = np.array([*column.dictionary.to_pylist(), None], object)
    numbers = column.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
    values: list[Any] = words[numbers].tolist()
    return values
