"""Vectors as bytes, and which of many are nearest to one.

A vector is kept as whole numbers of one byte and a scale: 388 bytes. Nearest are first sought by
the signs alone (how many of the 384 agree), then the best of these by their cosine: numpy does both
for a million in a fraction of the time of all cosines. Where only what is nearly the same is sought
among very many, only those are looked at that have a run of signs in common with it (locality-
sensitive hashing with probes beside: Charikar 2002; Lv et al. 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SIZE = 384  # numbers of a vector
_STEPS = 127
_SCALE = np.dtype("<f4")
PACKED = _SCALE.itemsize + SIZE
_BY_SIGNS = 2_000  # vectors whose cosine is computed; of the true first 20 these miss next to none
_ALIKE_BY_SIGNS = 300  # the same where only what is nearly the same is sought
_AT_ONCE = 50_000  # vectors compared in one step: they stay in the cache
_BAND = np.dtype(">u2")  # signs of a run, as a number
_BANDS = SIZE // 16
_SAMPLE = 10_000  # vectors from which the middle of all is told
_FEW = 20_000  # vectors of which comparing the signs of all takes no longer
_PROBES = np.array([0, *(1 << bit for bit in range(16))])  # a run as it is, or with one other sign


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
        return self._best(vector, self._agreeing(vector, max(_BY_SIGNS, limit)), limit)

    def alike(self, vector: Floats, limit: int) -> tuple[NDArray[np.int64], Floats]:
        """As :meth:`nearest`, for vectors nearly the same: far faster among very many.

        Of more than 20,000, those at a cosine of .85 are missed once in twenty times, at .8 once in
        eight, at .7 every other time (16,000 sentences of news).
        """
        if len(self) <= _FEW:
            return self.nearest(vector, limit)
        places = self._bands.sharing(vector)
        if len(places) > _ALIKE_BY_SIGNS:
            differing = _differing(self._signs[:, places], _signs(vector[None]))
            places = places[np.argpartition(differing, _ALIKE_BY_SIGNS)[:_ALIKE_BY_SIGNS]]
        return self._best(vector, places, limit)

    def _best(
        self, vector: Floats, places: NDArray[np.int64], limit: int
    ) -> tuple[NDArray[np.int64], Floats]:
        cosines = self.cosines(vector, places)
        best = np.lexsort((places, -cosines))[:limit]
        return places[best], cosines[best]

    @cached_property
    def _bands(self) -> _Bands:
        return _Bands(self._whole, self._scales)

    def _agreeing(self, vector: Floats, limit: int) -> NDArray[np.int64]:
        """The places whose signs agree most."""
        if len(self) <= limit:
            return np.arange(len(self))
        own = _signs(vector[None])
        differing = np.zeros(len(self), np.uint16)
        for start in range(0, len(self), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            differing[part] = _differing(self._signs[:, part], own)
        found: NDArray[np.int64] = np.argpartition(differing, limit)[:limit]
        return found


class _Bands:
    """The places of vectors by each run of 16 signs. Takes 96 bytes of memory for each vector.

    A sign here is on which side of the middle of all vectors a number is: half of them on each.
    """

    def __init__(self, whole: NDArray[np.int8], scales: Floats) -> None:
        some = slice(None, None, max(1, len(whole) // _SAMPLE))
        self._middle = np.median(whole[some] * scales[some, None], axis=0)
        keys = np.empty((len(whole), _BANDS), _BAND)
        for start in range(0, len(whole), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            keys[part] = self._keys(whole[part] * scales[part, None])
        self._places = np.empty((_BANDS, len(keys)), np.uint32)
        self._starts = np.empty((_BANDS, 2**16 + 1), np.int64)
        for band in range(_BANDS):
            order = np.argsort(keys[:, band], kind="stable")
            self._places[band] = order
            self._starts[band] = np.searchsorted(keys[order, band], np.arange(2**16 + 1))

    def _keys(self, rows: Floats) -> NDArray[np.uint16]:
        keys: NDArray[np.uint16] = np.packbits(rows > self._middle, axis=1).view(_BAND)
        return keys

    def sharing(self, vector: Floats) -> NDArray[np.int64]:
        """Places of the vectors with a run of signs that differs from its own in one at most."""
        probes = self._keys(vector[None])[0].astype(np.int64)[:, None] ^ _PROBES
        bands = np.arange(_BANDS)[:, None]
        starts, ends = self._starts[bands, probes], self._starts[bands, probes + 1]
        found = np.zeros(self._places.shape[1], bool)
        for band in range(_BANDS):
            for start, end in zip(starts[band].tolist(), ends[band].tolist(), strict=True):
                found[self._places[band, start:end]] = True
        return np.flatnonzero(found)


def _differing(signs: NDArray[np.uint64], own: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """In how many signs each differs from its own."""
    counts = np.zeros(signs.shape[1], np.uint16)
    for column, bits in zip(signs, own[:, 0], strict=True):
        counts += np.bitwise_count(column ^ bits)
    return counts


def _signs(rows: NDArray[np.int8] | Floats) -> NDArray[np.uint64]:
    """A row for each 64 numbers, a column for each vector: so the counting runs along memory."""
    starts = range(0, max(1, len(rows)), _AT_ONCE)
    bits = [np.packbits(rows[start : start + _AT_ONCE] > 0, axis=1) for start in starts]
    return np.ascontiguousarray(np.concatenate(bits).view(np.uint64).T)
