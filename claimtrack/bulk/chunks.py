"""What the sources are, and where they are cut. Reads no file: only its size, or Parquet's footer.

| form | what a chunk's ends count | how a chunk is found again |
|---|---|---|
| JSONL | bytes; a line belongs where it begins | by seeking |
| JSONL.gz | bytes after decompression, guessed from the last four bytes | by reading up to it |
| WARC | bytes; a record belongs where it begins | by reading up to it |
| WARC.gz | bytes; a record is a gzip member | by looking for the next member |
| Parquet | rows | by its row groups |

The last chunk of a file has no end, so that a wrong guess makes chunks uneven and loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import fsspec
from pyarrow import parquet

from ..errors import InputError
from ..models import digest

_TRAILER = 4  # the last bytes of a gzip file: its length before compression, modulo 2**32


class Form(StrEnum):
    """What kind of file a source is."""

    JSONL = "jsonl"
    JSONL_GZ = "jsonl.gz"
    WARC = "warc"
    WARC_GZ = "warc.gz"
    PARQUET = "parquet"


_SUFFIXES = {
    ".jsonl": Form.JSONL,
    ".ndjson": Form.JSONL,
    ".jsonl.gz": Form.JSONL_GZ,
    ".ndjson.gz": Form.JSONL_GZ,
    ".warc": Form.WARC,
    ".warc.gz": Form.WARC_GZ,
    ".parquet": Form.PARQUET,
}
# What an article takes of such a file, by which chunks are cut; a wrong guess makes them uneven.
_BYTES = {
    Form.JSONL: 4_000,
    Form.JSONL_GZ: 4_000,
    Form.WARC: 120_000,
    Form.WARC_GZ: 25_000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file, local or anywhere fsspec reads."""

    uri: str
    form: Form
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A part of a source that becomes one partition. ``stop`` None: to the end of the file."""

    uri: str
    form: Form
    size: int
    start: int
    stop: int | None

    @property
    def partition(self) -> str:
        """Its name, the same in every run; names follow each other as the chunks of a file do."""
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", self.uri.rpartition("/")[2])[:60]
        return f"{stem}-{digest(self.uri, str(self.size))[:8]}-{self.start:015d}"

    def as_json(self) -> dict[str, Any]:
        """As it stands in a manifest."""
        return asdict(self)


def find_sources(names: Iterable[str]) -> list[Source]:
    """The files that the names mean: files, folders and patterns, each file once, in order.

    Errors: :class:`InputError` for what is not there or of no known form.
    """
    found: dict[str, Source] = {}
    for name in names:
        for source in _find(name):
            found.setdefault(source.uri, source)
    return list(found.values())


def _find(name: str) -> list[Source]:
    try:
        fs, path = fsspec.core.url_to_fs(name)
        is_many = any(c in path for c in "*?[") or fs.isdir(path)
        paths = _inside(fs, path) if is_many else [path]
        sources = [_source(fs, p) for p in paths if not is_many or form_of(p)]
    except (OSError, ValueError, ImportError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise InputError(f"{name}: cannot be read: {reason}") from error
    if not sources:
        raise InputError(f"{name}: holds no file that ends in {', '.join(_SUFFIXES)}")
    return sources


def _inside(fs: Any, path: str) -> list[str]:
    found = fs.find(path) if fs.isdir(path) else fs.glob(path)
    return sorted(p for p in found if not fs.isdir(p))


def _source(fs: Any, path: str) -> Source:
    form = form_of(path)
    if form is None:
        raise InputError(f"{path}: is of no known form; it must end in {', '.join(_SUFFIXES)}")
    uri = fs.unstrip_protocol(path)
    return Source(uri=uri, form=form, size=int(fs.info(path)["size"]))


def form_of(path: str) -> Form | None:
    """The form of a file, by the end of its name."""
    name = path.lower()
    return next((form for suffix, form in _SUFFIXES.items() if name.endswith(suffix)), None)


def cut(source: Source, articles: int) -> Iterator[Chunk]:
    """Cut a source into chunks of about so many articles."""
    if source.form is Form.PARQUET:
        length, step = _rows(source), articles
    else:
        length, step = _length(source), articles * _BYTES[source.form]
    starts = range(0, max(length, 1), step)
    for start in starts:
        stop = None if start == starts[-1] else start + step
        yield Chunk(uri=source.uri, form=source.form, size=source.size, start=start, stop=stop)


def _rows(source: Source) -> int:
    with fsspec.open(source.uri, "rb") as file:
        try:
            return int(parquet.ParquetFile(file).metadata.num_rows)
        except (OSError, ValueError) as error:  # told again, and stored, when it is read
            del error
            return 0


def _length(source: Source) -> int:
    """How many bytes there are to cut."""
    if source.form is not Form.JSONL_GZ or source.size < _TRAILER:
        return source.size
    with fsspec.open(source.uri, "rb") as file:
        file.seek(source.size - _TRAILER)
        return max(source.size, int.from_bytes(file.read(_TRAILER), "little"))
