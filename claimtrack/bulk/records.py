"""A chunk → its records, each with its place: an article, or why it is none. One at a time.

What cannot be read is a value, stored and counted; that a file cannot be opened at all is raised
(``OSError``), since another attempt may mend it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

import fsspec
from pyarrow import ArrowException, parquet

from ..imports import BadLine, parse_line, parse_row
from ..models import Sighting
from .chunks import Chunk, Form
from .warc import read_warc, read_warc_gz

_LONGEST = 64_000_000  # bytes of a line; a longer one is no article
_ROWS = 64  # rows of Parquet held at once
_BROKEN = (gzip.BadGzipFile, EOFError, zlib.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What stood at ``place``: an article or a reason; neither for what never is an article.

    ``place`` None: the rest of the file cannot be read.
    """

    place: int | None
    sighting: Sighting | None = None
    reason: str | None = None


def read_records(chunk: Chunk, *, seen_at: datetime) -> Iterator[Record]:
    """The records that begin in ``chunk``. Holds one of them at a time."""
    read = _READERS[chunk.form]
    for place, found in read(chunk, seen_at):
        if isinstance(found, Sighting):
            yield Record(place=place, sighting=found)
        else:
            yield Record(place=place, reason=found)


Found = tuple[int | None, Sighting | str | None]


def _read_jsonl(chunk: Chunk, seen_at: datetime) -> Iterator[Found]:
    packing = "gzip" if chunk.form is Form.JSONL_GZ else None
    with fsspec.open(chunk.uri, "rb", compression=packing) as file:
        try:
            for place, line in _lines(file, chunk):
                yield place, _parse(line, place, seen_at)
        except _BROKEN as error:
            yield None, f"is cut off or damaged: {error}; what follows is not read"


def _lines(file: IO[bytes], chunk: Chunk) -> Iterator[tuple[int, bytes]]:
    """The lines that begin in the chunk; one that is too long comes without its rest."""
    if chunk.start:  # the line that holds the byte before is that of the chunk before
        file.seek(chunk.start - 1)
        _skip_line(file)
    while chunk.stop is None or file.tell() < chunk.stop:
        place = file.tell()
        line = file.readline(_LONGEST)
        if not line:
            return
        if len(line) == _LONGEST and not line.endswith(b"\n"):
            _skip_line(file)
        if line.strip():
            yield place, line


def _skip_line(file: IO[bytes]) -> None:
    while (line := file.readline(_LONGEST)) and not line.endswith(b"\n"):
        pass


def _parse(line: bytes, place: int, seen_at: datetime) -> Sighting | str:
    if len(line) >= _LONGEST:
        return f"is longer than {_LONGEST} bytes"
    parsed = parse_line(line, place, seen_at=seen_at)
    return parsed.problem if isinstance(parsed, BadLine) else parsed


def _read_parquet(chunk: Chunk, seen_at: datetime) -> Iterator[Found]:
    with fsspec.open(chunk.uri, "rb") as opened:
        try:
            for place, row in _rows(parquet.ParquetFile(opened), chunk):
                parsed = parse_row(row, place, seen_at=seen_at)
                yield place, parsed.problem if isinstance(parsed, BadLine) else parsed
        except (ArrowException, OSError) as error:
            reason = str(error).splitlines()[0]
            yield None, f"is cut off or damaged: {reason}; what follows is not read"


def _rows(file: Any, chunk: Chunk) -> Iterator[tuple[int, dict[str, Any]]]:
    at = 0
    for group in range(file.metadata.num_row_groups):
        after = at + file.metadata.row_group(group).num_rows
        if after > chunk.start and (chunk.stop is None or at < chunk.stop):
            for batch in file.iter_batches(batch_size=_ROWS, row_groups=[group]):
                for place, row in enumerate(batch.to_pylist(), at):
                    if chunk.start <= place and (chunk.stop is None or place < chunk.stop):
                        yield place, {name: _plain(value) for name, value in row.items()}
                at += batch.num_rows
        at = after


def _plain(value: object) -> object:
    """Dates as JSON has them."""
    return value.isoformat() if isinstance(value, date) else value


_READERS: dict[Form, Callable[[Chunk, datetime], Iterator[Found]]] = {
    Form.JSONL: _read_jsonl,
    Form.JSONL_GZ: _read_jsonl,
    Form.WARC: read_warc,
    Form.WARC_GZ: read_warc_gz,
    Form.PARQUET: _read_parquet,
}
