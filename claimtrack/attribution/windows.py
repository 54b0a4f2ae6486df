"""Pieces of a paragraph → scores of the encoder, window by window.

Hardly a paragraph is longer than a window. Windows overlap; a piece takes its tag scores from the
window in which it stands most centrally.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .encode import Ints, Pieces

Floats = NDArray[np.float32]

SIZE = 254  # pieces, so that with [CLS] and [SEP] a window is 256 long, as in training
OVERLAP = 64
_CLS, _SEP = 101, 102

Session = Callable[[Ints, Ints], tuple[Floats, Floats, Floats]]
"""ids [m], features [m, 2] → tag logits [m, 7], pointer queries [m, 2p], pointer keys [m, 2p]."""


@dataclass(frozen=True, slots=True)
class Window:
    """Pointer vectors of the pieces ``start`` to ``end``; row 0 is [CLS], row 1 the first piece."""

    start: int
    end: int
    queries: Floats
    keys: Floats

    def centrality(self, start: int, end: int, total: int) -> tuple[int, int]:
        """How many of the pieces the window shows, and how far they are from its edge."""
        end = min(end, self.end)
        left = start - self.start if self.start else total
        right = self.end - end if self.end < total else total
        return end - start, min(left, right)


@dataclass(frozen=True, slots=True)
class Scores:
    """``tags`` [n, 7] log-probabilities, and the windows they came from."""

    tags: Floats
    windows: tuple[Window, ...]

    def window_of(self, start: int, end: int) -> Window:
        """The window that shows pieces ``start`` to ``end`` best."""
        total = len(self.tags)
        holding = [w for w in self.windows if w.start <= start < w.end]
        return max(holding, key=lambda w: w.centrality(start, end, total))


def score(pieces: Pieces, session: Session) -> Scores:
    """Run the encoder over all pieces."""
    total = len(pieces.ids)
    tags = np.zeros((total, 7), np.float32)
    best = np.full(total, -1, np.int64)
    windows = []
    edge = np.zeros((1, 2), np.int64)
    for start, end in cut(total):
        ids = np.concatenate(([_CLS], pieces.ids[start:end], [_SEP]))
        features = np.concatenate((edge, pieces.features[start:end], edge))
        logits, queries, keys = session(ids, features)
        places = np.arange(start, end)
        left = places - start if start else np.full(len(places), total)
        right = end - 1 - places if end < total else np.full(len(places), total)
        central = np.minimum(left, right)
        better = central > best[start:end]
        tags[start:end][better] = _log_softmax(logits[1:-1])[better]
        best[start:end][better] = central[better]
        windows.append(Window(start, end, queries, keys))
    return Scores(tags, tuple(windows))


def cut(total: int, size: int = SIZE, overlap: int = OVERLAP) -> Iterator[tuple[int, int]]:
    """Ranges of at most ``size`` pieces that cover ``total``, each ``overlap`` into the last."""
    start = 0
    while start < total:
        end = min(start + size, total)
        yield start, end
        if end == total:
            return
        start = end - overlap


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(-1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return result
