"""Every row of a view as CSV, a JSON list or JSON lines, streamed: no limit cuts it short."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from ..store.reading.whole import Batch

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
}
_Next = Callable[[Batch, int], Any]


async def chunks(next_batch: _Next, columns: list[str], form: str) -> AsyncIterator[str]:
    """The text of the export, a batch at a time."""
    if form == "csv":
        yield _csv([columns])
    elif form == "json":
        yield "["
    last: Batch = []
    done = 0
    while last := await next_batch(last, done):
        yield _text(last, form, is_first=done == 0)
        done += len(last)
    if form == "json":
        yield "]\n"


def _text(batch: Batch, form: str, *, is_first: bool) -> str:
    if form == "csv":
        return _csv([list(row.values()) for row in batch])
    lines = [json.dumps(row, ensure_ascii=False) for row in batch]
    if form == "jsonl":
        return "".join(f"{line}\n" for line in lines)
    return ("\n" if is_first else ",\n") + ",\n".join(lines)


def _csv(rows: list[list[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
