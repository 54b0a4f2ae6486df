"""Rows by column, as Parquet has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Rows of one table by column, in the order in which they are to be saved."""

    of: dict[str, list[Any]]

    def __len__(self) -> int:
        return len(next(iter(self.of.values()), []))

    def where(self, column: str, values: set[str], *, inside: bool) -> Columns:
        """The rows with one of the values in a column, or all others."""
        places = [n for n, value in enumerate(self.of[column]) if (value in values) is inside]
        return Columns(of={name: [v[n] for n in places] for name, v in self.of.items()})

    def rows(self) -> Iterator[dict[str, Any]]:
        """One by one."""
        for values in zip(*self.of.values(), strict=True):
            yield dict(zip(self.of, values, strict=True))
