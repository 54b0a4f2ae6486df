"""Gzip files unpacked up to a limit, so that a small bomb never becomes a large block of memory."""

from __future__ import annotations

import zlib

_MAGIC = b"\x1f\x8b"


def unpacked(data: bytes, limit: int) -> bytes:
    """``data`` unpacked if it is gzip, else as it is; at most ``limit`` + 1 bytes.

    What is damaged is unpacked up to the damage.
    """
    if data[:2] != _MAGIC:
        return data[: limit + 1]
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    parts, size = [], 0
    for start in range(0, len(data), 65_536):
        try:
            part = inflater.decompress(data[start : start + 65_536], limit + 1 - size)
        except zlib.error:
            break
        parts.append(part)
        size += len(part)
        if size > limit:
            break
    return b"".join(parts)
