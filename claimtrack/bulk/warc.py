"""WARC files → articles. Responses that are HTML count; all other records are passed over.

A compressed WARC is a row of gzip members, one a record, so that one that is damaged costs itself
alone: reading goes on at the next member. A page goes the way of a page that was fetched: what its
site reserves is obeyed, walls and notices are none. It was seen when it was captured.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

import fsspec
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from ..collect import read_page
from ..models import Fetched, Outcome, Sighting
from ..reservations import of_headers
from ..sightings import sight_again
from ..urls import canonical_url, site_of
from .chunks import Chunk

Found = tuple[int | None, Sighting | str | None]

_BLOCK = 1 << 20
_LARGEST = 64_000_000  # bytes of a record after decompression
_LARGEST_PAGE = 5_000_000  # of a page; what follows is not read, as when it is fetched
_MEMBER = re.compile(rb"\x1f\x8b\x08")
_WARC = b"WARC/"
_PROBE = 512  # compressed bytes that hold the first letters of a record
_CUT = "is cut off: the file ends within the record"
_NO_RECORD = (
    "begins no WARC record that is compressed by itself: what stands here is damaged, or packed as"
    " a whole (see warcio recompress)"
)
_ENCODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}


def read_warc_gz(chunk: Chunk, seen_at: datetime) -> Iterator[Found]:
    """The records whose members begin in ``chunk``."""
    with fsspec.open(chunk.uri, "rb") as file:
        place = _next_member(file, chunk.start)
        if not chunk.start and chunk.size and place != 0:
            yield (None if place is None else 0), _NO_RECORD
        while place is not None and (chunk.stop is None or place < chunk.stop):
            try:
                data, after = _unpack(file, place)
            except ValueError as error:
                yield place, str(error)
                place = _next_member(file, place + 1)
                continue
            yield place, _read_one(data, seen_at)
            place = _next_member(file, after)
            if place != after and after < chunk.size:
                yield after, _NO_RECORD


def _next_member(file: IO[bytes], start: int) -> int | None:
    """Where the next member with a record begins, from ``start`` on."""
    at, block = start, b""
    while True:
        file.seek(at)
        block = file.read(_BLOCK + _PROBE)
        for match in _MEMBER.finditer(block):
            if match.start() < _BLOCK and _is_record(block[match.start() :][:_PROBE]):
                return at + match.start()
        if len(block) < _BLOCK + _PROBE:
            return None
        at += _BLOCK


def _is_record(data: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(data, len(_WARC)) == _WARC
    except zlib.error:
        return False


def _unpack(file: IO[bytes], place: int) -> tuple[bytes, int]:
    """The member at ``place``, and where it ends. Raises ValueError with the reason."""
    file.seek(place)
    unpacker, parts, size, read = zlib.decompressobj(31), [], 0, 0
    while not unpacker.eof:
        packed = file.read(_BLOCK)
        if not packed:
            raise ValueError(_CUT)
        read += len(packed)
        try:
            parts.append(unpacker.decompress(packed, _LARGEST + 1 - size))
        except zlib.error as error:
            raise ValueError(f"is damaged: {error}") from error
        size += len(parts[-1])
        if size > _LARGEST:
            raise ValueError(f"is larger than {_LARGEST} bytes")
    return b"".join(parts), place + read - len(unpacker.unused_data)


def read_warc(chunk: Chunk, seen_at: datetime) -> Iterator[Found]:
    """The records that begin in ``chunk``; those before are read past."""
    with fsspec.open(chunk.uri, "rb") as file:
        records, place, end = ArchiveIterator(file), 0, 0
        try:
            for record in records:
                place = records.offset
                if chunk.stop is not None and place >= chunk.stop:
                    return
                found = _sight(record, seen_at) if place >= chunk.start else None
                records.read_to_end()
                end = records.offset
                if place >= chunk.start:
                    yield place, found or (_CUT if record.raw_stream.limit else None)
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            if place >= chunk.start:
                yield None, f"is no WARC from byte {place} on: {_line(error)}"
            return
        if chunk.start <= end < chunk.size and (chunk.stop is None or end < chunk.stop):
            yield end, _CUT


def _read_one(data: bytes, seen_at: datetime) -> Sighting | str | None:
    try:
        return _sight(next(iter(ArchiveIterator(io.BytesIO(data)))), seen_at)
    except (ArchiveLoadFailed, StopIteration, EOFError, ValueError) as error:
        return f"is no WARC record: {_line(error)}"


def _line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _sight(record: Any, seen_at: datetime) -> Sighting | str | None:
    """The article of a record; a reason where it is none; None where the record is no page."""
    http, said = record.http_headers, record.rec_headers
    if said.get_header("Content-Length") is None:
        return _CUT
    if record.rec_type != "response" or http is None or http.get_statuscode() != "200":
        return None
    kind = http.get_header("Content-Type") or ""
    url = canonical_url(said.get_header("WARC-Target-URI"))
    if "html" not in kind.lower() or url is None:
        return None
    encoding = (http.get_header("Content-Encoding") or "").strip().lower()
    if encoding not in _ENCODINGS:
        return f"{url}: is packed as {encoding}, which is not read"
    body = record.content_stream().read(_LARGEST_PAGE)
    if len(body) < _LARGEST_PAGE and _is_cut(record.raw_stream):
        return f"{url}: {_CUT}"
    at = _moment(said.get_header("WARC-Date")) or seen_at
    fetched = Fetched(
        url=url,
        final_url=url,
        outcome=Outcome.OK,
        at=at,
        seconds=0,
        status=200,
        content_type=kind,
        body=body,
        rights=of_headers(http.headers),
    )
    page, fetched = read_page(fetched, obey=True)
    if page is None:
        return f"{url}: {fetched.outcome}: {fetched.detail}"
    return sight_again(page, url, outlet=site_of(url), country=None, seen_at=at)


def _is_cut(stream: Any) -> bool:
    """Whether the file ends before the record does."""
    while stream.read(_BLOCK):
        pass
    return bool(stream.limit)


def _moment(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
