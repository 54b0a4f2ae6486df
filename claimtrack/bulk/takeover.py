"""What ``bulk compare`` found, for a database that is filled from the same partitions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyarrow import parquet

from ..store.loading import Placed
from .comparing import COMPARED
from .partitions import Manifest, files_of

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The numbers that articles will have, and by these their stories and originals."""

    folder: Path
    numbers: dict[str, int]
    placed: dict[str, Placed]

    def compared(self) -> Iterator[tuple[int, int, str, bytes, bytes]]:
        """Article, story, method, features, sketch of each, in order of date."""
        columns = ["article", "story", "method", "features", "sketch"]
        for row in _rows(self.folder / "stories", columns):
            numbers = self.numbers[row["article"]], self.numbers[row["story"]]
            yield *numbers, row["method"], row["features"], row["sketch"]

    def copies(self) -> Iterator[tuple[int, int, float, str, str]]:
        """Article, original, share, kind, why of each copy."""
        for row in _rows(self.folder / "copies", None):
            numbers = self.numbers[row["article"]], self.numbers[row["copy_of"]]
            yield *numbers, row["share"], row["kind"], row["why"]


def load_comparison(
    folder: Path, manifests: Sequence[Manifest], tell: Callable[[str], None]
) -> Comparison | None:
    """What was found, unless nothing was compared, or other partitions than these."""
    compared = folder / COMPARED
    about = compared / f"{COMPARED}.json"
    if not about.exists():
        return None
    if json.loads(about.read_text("utf-8"))["partitions"] != [m["partition"] for m in manifests]:
        tell(f"{compared} is of other partitions and is left out; see 'claimtrack bulk compare'")
        return None
    numbers = _numbers(folder, manifests)
    copies = _rows(compared / "copies", ["article", "copy_of"])
    originals = {row["article"]: numbers[row["copy_of"]] for row in copies}
    placed = {
        row["article"]: Placed(story=numbers[row["story"]], copy_of=originals.get(row["article"]))
        for row in _rows(compared / "stories", ["article", "story"])
    }
    return Comparison(folder=compared, numbers=numbers, placed=placed)


def _numbers(folder: Path, manifests: Sequence[Manifest]) -> dict[str, int]:
    """The number of each article, in the order in which they are saved."""
    numbers: dict[str, int] = {}
    for manifest in manifests:
        columns = ["place", "key"]
        files = map(parquet.ParquetFile, files_of(folder, [manifest], "articles"))
        found = [tuple(r[c] for c in columns) for f in files for r in f.read(columns).to_pylist()]
        for _, key in sorted(found):
            numbers.setdefault(key, len(numbers) + 1)
    return numbers


def _rows(folder: Path, columns: list[str] | None) -> Iterator[dict[str, Any]]:
    """The rows of a folder's files, in order of the files."""
    for path in sorted(folder.glob("*.parquet")):
        for batch in parquet.ParquetFile(path).iter_batches(batch_size=_AT_ONCE, columns=columns):
            yield from batch.to_pylist()
