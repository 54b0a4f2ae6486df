"""Where a content begins and ends, as seen from its cue.

The tags know a content piece by piece; the pointers of its cue know its edges. Both together move
an edge by some pieces: "said (that it was) {false}" → "said {that it was false}". An edge never
moves over the cue, or over another content of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .encode import Ints
from .pointers import fits
from .windows import Floats, Window

Range = tuple[int, int]

_REACH = 24  # pieces to each side in which an edge is looked for
_SUREST = 4.0  # log-odds; one piece of which the tags are too sure should not decide alone


@dataclass(frozen=True, slots=True)
class EdgeCosts:
    """What the tags hold against moving an edge, in log-odds summed over all pieces before [n + 1].

    A piece that comes in costs what speaks against its being content, one that is left out what
    speaks for it. The other way round is no gain, or an edge would run over to another content.
    """

    coming_in: Floats
    left_out: Floats

    @classmethod
    def of(cls, tags: Floats) -> EdgeCosts:
        """From log-probabilities of tags [n, 7]."""
        odds = np.logaddexp(tags[:, 5], tags[:, 6]) - np.logaddexp.reduce(tags[:, :5], axis=1)
        odds = np.clip(odds, -_SUREST, _SUREST)
        sums = [np.concatenate(([0.0], np.cumsum(np.maximum(x, 0)))) for x in (-odds, odds)]
        return cls(sums[0], sums[1])

    def of_start(self, start: int, places: Ints) -> Floats:
        """Of moving a start to each of ``places``."""
        earlier = self.coming_in[start] - self.coming_in[places]
        later = self.left_out[places] - self.left_out[start]
        costs: Floats = np.where(places < start, earlier, later)
        return costs

    def of_end(self, end: int, places: Ints) -> Floats:
        """Of moving an end to each of ``places``."""
        later = self.coming_in[places] - self.coming_in[end]
        earlier = self.left_out[end] - self.left_out[places]
        costs: Floats = np.where(places > end, later, earlier)
        return costs


def sharpen(
    window: Window,
    costs: EdgeCosts,
    distances: Floats,
    cue: Range,
    contents: Sequence[Range],
    tag_weight: float,
) -> list[Range]:
    """The contents of ``cue`` with the edges that its pointers and the tags agree on best.

    ``window`` is the one that shows the cue; a content that it does not show stays as it is.
    """
    origin = np.array([cue[0]])
    sharp = []
    for start, end in contents:
        if not (window.start <= start and end <= window.end):
            sharp.append((start, end))
            continue
        lowest, highest = _room(window, (start, end), [cue, *contents])
        first = np.arange(lowest, min(end, start + _REACH + 1))
        last = np.arange(max(start, end - 1 - _REACH), highest)
        starts = fits(window, "start_of", distances, origin, first)[0]
        ends = fits(window, "end_of", distances, origin, last)[0]
        starts -= tag_weight * costs.of_start(start, first)
        ends -= tag_weight * costs.of_end(end, last + 1)
        edges = int(first[starts.argmax()]), int(last[ends.argmax()]) + 1
        sharp.append(edges if edges[0] < edges[1] else (start, end))
    return sharp


def _room(window: Window, content: Range, walls: Sequence[Range]) -> Range:
    """How far the edges of ``content`` may move out."""
    start, end = content
    lowest = max([b for _, b in walls if b <= start], default=window.start)
    highest = min([a for a, _ in walls if a >= end], default=window.end)
    return max(lowest, window.start, start - _REACH), min(highest, window.end, end + _REACH)
