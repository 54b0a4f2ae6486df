"""Vectors as bytes, and which of many are nearest to one.

A vector is kept as whole numbers of one byte and a scale: 388 bytes. Nearest are first sought by
the signs alone (how many of the 384 agree), then the best of these by their cosine: numpy does both
for a million in a fraction of the time of all cosines.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SIZE = 384  # numbers of a vector
_STEPS = 127
_SCALE = np.dtype("<f4")
PACKED = _SCALE.itemsize + SIZE
_BY_SIGNS = 2_000  # vectors whose cosine is computed; of the true first 20 these miss next to none
_AT_ONCE = 50_000  # vectors compared in one step: they stay in the cache


def pack(vector: Floats) -> bytes:
    """Scale and whole numbers."""
    scale = float(np.abs(vector).max()) / _STEPS or 1.0
    return np.array([scale], _SCALE).tobytes() + np.round(vector / scale).astype(np.int8).tobytes()


def unpack(packed: bytes) -> Floats:
    """What :func:`pack` has packed, as near as it was kept."""
    whole = np.frombuffer(packed, np.int8, SIZE, _SCALE.itemsize)
    scaled: Floats = whole.astype(np.float32) * np.frombuffer(packed, _SCALE, 1)[0]
    return scaled


class VectorIndex:
    """Packed vectors, to be searched. Takes 436 bytes of memory for each."""

    def __init__(self, packed: Sequence[bytes] | bytearray) -> None:
        """``packed``: the vectors as a list, or one after the other; those are not copied."""
        whole = packed if isinstance(packed, bytearray) else b"".join(packed)
        rows = np.frombuffer(whole, np.uint8).reshape(-1, PACKED)
        self._scales = rows[:, : _SCALE.itemsize].copy().view(_SCALE)[:, 0]
        self._whole = rows[:, _SCALE.itemsize :].view(np.int8)
        self._signs = _signs(self._whole)

    def __len__(self) -> int:
        return len(self._whole)

    def cosines(self, vector: Floats, places: NDArray[np.int64]) -> Floats:
        """The cosines between ``vector`` and the vectors at ``places``."""
        found: Floats = (self._whole[places].astype(np.float32) @ vector) * self._scales[places]
        return found

    def nearest(self, vector: Floats, limit: int) -> tuple[NDArray[np.int64], Floats]:
        """Places and cosines of the nearest ``limit``, best first."""
        places = self._agreeing(vector, max(_BY_SIGNS, limit))
        cosines = self.cosines(vector, places)
        best = np.lexsort((places, -cosines))[:limit]
        return places[best], cosines[best]

    def _agreeing(self, vector: Floats, limit: int) -> NDArray[np.int64]:
        """The places whose signs agree most."""
        if len(self) <= limit:
            return np.arange(len(self))
        own = _signs(vector[None])[:, 0]
        differing = np.zeros(len(self), np.uint16)
        for start in range(0, len(self), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            for column, bits in zip(self._signs, own, strict=True):
                differing[part] += np.bitwise_count(column[part] ^ bits)
        found: NDArray[np.int64] = np.argpartition(differing, limit)[:limit]
        return found


def _signs(rows: NDArray[np.int8] | Floats) -> NDArray[np.uint64]:
    """A row for each 64 numbers, a column for each vector: so the counting runs along memory."""
    starts = range(0, max(1, len(rows)), _AT_ONCE)
    bits = [np.packbits(rows[start : start + _AT_ONCE] > 0, axis=1) for start in starts]
    return np.ascontiguousarray(np.concatenate(bits).view(np.uint64).T)
