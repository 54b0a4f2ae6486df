"""Rows → files that other programs read: CSV and Parquet, written as the rows come."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from ..errors import InputError

Row = dict[str, Any]
Column = tuple[str, str]  # name, and integer, number or string


class Sink(Protocol):
    """A file that takes rows until it is closed."""

    def write(self, rows: Sequence[Row]) -> None:
        """Append rows."""

    def close(self) -> None:
        """Finish the file."""


class CsvSink:
    """RFC 4180 in UTF-8; null is the empty field."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow([name for name, _ in columns])

    def write(self, rows: Sequence[Row]) -> None:
        self._writer.writerows(row.values() for row in rows)

    def close(self) -> None:
        self._file.close()


class ParquetSink:
    """Parquet, compressed; every batch of rows is a row group. Needs pyarrow."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._arrow, parquet = _pyarrow()
        types = {"integer": self._arrow.int64(), "number": self._arrow.float64()}
        text = self._arrow.string()
        self._schema = self._arrow.schema([(name, types.get(kind, text)) for name, kind in columns])
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, rows: Sequence[Row]) -> None:
        self._writer.write_table(self._arrow.Table.from_pylist(list(rows), schema=self._schema))

    def close(self) -> None:
        self._writer.close()


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(
            "Parquet needs pyarrow, which is not installed: pip install 'claimtrack[parquet]',"
            " or leave out --format parquet"
        ) from error
    return pyarrow, parquet


SINKS: dict[str, type[CsvSink] | type[ParquetSink]] = {"csv": CsvSink, "parquet": ParquetSink}
