"""Pointers between pieces: how well one place of a window points at others.

Every pointer is a pair of vectors for each piece, query and key, side by side in the encoder's
output in the order of :data:`POINTERS`; their product, scaled, plus a score of the distance.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .encode import Ints
from .windows import SIZE, Floats, Window

POINTERS = ("cue_of", "source_of", "start_of", "end_of")
SCALE = 4.0  # of all pointers, as trained
_FARTHEST = 30  # distance buckets on each side: three for each doubling


def fits(window: Window, name: str, distances: Floats, origins: Ints, targets: Ints) -> Floats:
    """Scores [origins, targets] of one pointer; places count pieces of the text, -1 is [CLS].

    ``distances`` [4, 64] scores how far a target stands, by pointer.
    """
    number = POINTERS.index(name)
    width = window.queries.shape[1] // len(POINTERS)
    part = slice(number * width, (number + 1) * width)
    rows, columns = _rows(window, origins), _rows(window, targets)
    dots = window.queries[rows, part] @ window.keys[columns, part].T
    near = _BUCKETS[columns[None] - rows[:, None] + SIZE]
    scores: Floats = dots / width**0.5 * SCALE + distances[number][near]
    return scores


def _rows(window: Window, places: Ints) -> Ints:
    return np.where(places < 0, 0, places - window.start + 1)


def bucket(distance: Ints) -> Ints:
    """0 for the place itself, 1 to 31 to the left, 33 to 63 to the right."""
    size = (np.log2(np.maximum(np.abs(distance), 1)) * 3).astype(np.int64).clip(max=_FARTHEST) + 1
    size = np.where(distance == 0, 0, size)
    return np.where(distance > 0, size + 32, size)


_BUCKETS = bucket(np.arange(-SIZE, SIZE + 1))  # of every distance in a window


def log_softmax(scores: NDArray[np.float32]) -> Floats:
    """Over the last axis."""
    shifted = scores - scores.max(-1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return result
