"""Rows of an answer as lines: a table for the eye, CSV, a JSON object a line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

_WIDEST = 60  # characters of a column of a table


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Aligned columns; long values are cut. Holds all rows until the last has come."""
    shown = [tuple(columns), *(tuple(map(_cut, row)) for row in rows)]
    widths = [max(map(len, values)) for values in zip(*shown, strict=True)]
    for row in shown:
        yield "  ".join(v.ljust(w) for v, w in zip(row, widths, strict=True)).rstrip()


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """CSV with a header line."""
    for row in chain([columns], rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(row)
        yield line.getvalue()


def json_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """An object a line."""
    for row in rows:
        named = dict(zip(columns, row, strict=True))
        yield json.dumps(named, ensure_ascii=False, default=_text)


def _text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _cut(value: Any) -> str:
    text = "" if value is None else " ".join(_text(value).split())
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
