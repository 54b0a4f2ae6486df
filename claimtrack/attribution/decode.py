"""Scores → claims, in pieces: find cues, give each content its cue, give each cue its source.

::

    tags                best path over source, cue and content tags (Viterbi)
    content → cue       every content points at the cue it belongs to; first one content a cue
    cue → edges         every cue moves the edges of its contents to where it points
    cue → source        every cue with content points at a source, or at none

"On Monday (she) [said] {it was false}": the tags give the three spans, the pointers join them. The
session is no matter here, so that all of it is tested on small arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .boundaries import EdgeCosts, sharpen
from .pointers import fits, log_softmax
from .windows import Floats, Scores, Window

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
_BEGIN = {"source": 1, "cue": 3, "content": 5}
_IMPOSSIBLE = -1e9
# A content that fits its cue worse than this (log-probability) waits for what others leave over.
_LINK_FLOOR = -4.0
_CLS = -1  # the place that stands for "no source"

Range = tuple[int, int]
"""Half-open range of pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The decoder's own numbers, from ``weights/decoder.json``.

    ``transitions`` [7, 7] are log-probabilities of a tag after another; ``distances`` [4, 64] score
    how far pointers reach; ``edge_tags`` weighs the tags against the pointers at edges of contents;
    ``confidence`` [6] are the factors and the constant of :func:`_confidence`, claims below
    ``least_confidence`` are left out; ``noun_bias`` [2] raises the tags of cue and content in the
    second reading for nouns as cues.
    """

    transitions: Floats
    transition_weight: float
    tag_bias: Floats
    no_source_bias: float
    distances: Floats
    edge_tags: float
    confidence: Floats
    least_confidence: float
    noun_bias: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceClaim:
    """A claim in pieces; ``confidence`` is the probability that content and source are right."""

    source: tuple[Range, ...]
    cue: Range
    content: tuple[Range, ...]
    confidence: float
    evidence: tuple[float, ...] = ()


def decode(scores: Scores, weights: Weights) -> list[PieceClaim]:
    """Find the claims, in order of their cues. A cue without content is none."""
    if not len(scores.tags):
        return []
    found = find_spans(best_tags(scores.tags + weights.tag_bias, weights))
    contents = _share_contents(scores, weights, found["cue"], found["content"])
    costs = EdgeCosts.of(scores.tags)
    return [
        _claim(scores, weights, costs, cue, contents[cue], found["source"])
        for cue in found["cue"]
        if contents[cue]
    ]


def _claim(
    scores: Scores,
    weights: Weights,
    costs: EdgeCosts,
    cue: Range,
    contents: dict[Range, float],
    sources: list[Range],
) -> PieceClaim:
    window = scores.window_of(cue[0], cue[0] + 1)
    source, margin = _point_at_source(window, weights, cue, sources)
    sharp = sharpen(window, costs, weights.distances, cue, sorted(contents), weights.edge_tags)
    signs = _evidence(scores, cue, sharp, link=max(contents.values()), margin=margin)
    return PieceClaim(
        source=(source,) if source else (),
        cue=cue,
        content=tuple(sharp),
        confidence=_confidence(signs, weights),
        evidence=tuple(signs.tolist()),
    )


def best_tags(tags: Floats, weights: Weights) -> list[int]:
    """The likeliest sequence of tags in which every inside tag follows its own beginning."""
    steps = np.where(_allowed(), weights.transitions * weights.transition_weight, _IMPOSSIBLE)
    start = np.where([name[0] != "I" for name in TAGS], 0.0, _IMPOSSIBLE)
    best = tags[0] + start
    back = np.zeros((len(tags), len(TAGS)), np.int64)
    columns = np.arange(len(TAGS))
    for place in range(1, len(tags)):
        paths = best[:, None] + steps
        back[place] = paths.argmax(0)
        best = paths[back[place], columns] + tags[place]
    path = [int(best.argmax())]
    for place in range(len(tags) - 1, 0, -1):
        path.append(int(back[place, path[-1]]))
    return path[::-1]


def _allowed() -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    allowed = np.ones((len(TAGS), len(TAGS)), bool)
    for begin in _BEGIN.values():
        allowed[:, begin + 1] = False
        allowed[[begin, begin + 1], begin + 1] = True
    return allowed


def find_spans(path: list[int]) -> dict[str, list[Range]]:
    """The ranges of each part in a sequence of tags."""
    found: dict[str, list[Range]] = {part: [] for part in _BEGIN}
    for part, begin in _BEGIN.items():
        place = 0
        while place < len(path):
            if path[place] != begin:
                place += 1
                continue
            end = place + 1
            while end < len(path) and path[end] == begin + 1:
                end += 1
            found[part].append((place, end))
            place = end
    return found


# --- content → cue ------------------------------------------------------------------------------


def _share_contents(
    scores: Scores, weights: Weights, cues: list[Range], contents: list[Range]
) -> dict[Range, dict[Range, float]]:
    """Give every content its cue, with how well it fits (log-probability).

    Best pairs first, and each cue gets one content before any gets two.
    """
    cue_fits = {content: _cue_fits(scores, weights, content, cues) for content in contents}
    shared: dict[Range, dict[Range, float]] = {cue: {} for cue in cues}
    pairs = [(fit, cue, content) for content in contents for cue, fit in cue_fits[content].items()]
    taken: set[Range] = set()
    for fit, cue, content in sorted(pairs, reverse=True):
        if fit >= _LINK_FLOOR and content not in taken and not shared[cue]:
            shared[cue][content] = fit
            taken.add(content)
    for content in contents:
        if content not in taken and cue_fits[content]:
            cue = max(cue_fits[content], key=lambda c: cue_fits[content][c])
            shared[cue][content] = cue_fits[content][cue]
    return shared


def _cue_fits(
    scores: Scores, weights: Weights, content: Range, cues: list[Range]
) -> dict[Range, float]:
    """Log-probability of each cue in sight to be that of ``content``."""
    window = scores.window_of(*content)
    seen = [cue for cue in cues if window.start <= cue[0] < window.end]
    if not seen:
        return {}
    places = np.arange(content[0], min(content[1], window.end))
    heads = np.array([cue[0] for cue in seen])
    pointed = fits(window, "cue_of", weights.distances, places, heads).mean(0)
    return dict(zip(seen, log_softmax(pointed).tolist(), strict=True))


# --- cue → source -------------------------------------------------------------------------------


def _point_at_source(
    window: Window, weights: Weights, cue: Range, sources: list[Range]
) -> tuple[Range | None, float]:
    """The source that the cue points at, and by how much; None if it points at [CLS].

    A source may serve many cues.
    """
    seen = [source for source in sources if window.start <= source[0] < window.end]
    heads = np.array([_CLS, *(source[0] for source in seen)])
    pointed = fits(window, "source_of", weights.distances, np.array([cue[0]]), heads)[0]
    pointed[0] += weights.no_source_bias
    best = int(pointed.argmax())
    return (seen[best - 1] if best else None), float(log_softmax(pointed)[best])


# --- confidence ---------------------------------------------------------------------------------


def _evidence(
    scores: Scores, cue: Range, contents: Sequence[Range], *, link: float, margin: float
) -> Floats:
    """What confidence is made of [5].

    Log-odds of the cue's first piece to be in a cue, of the least sure edge of a content to be in
    one, log-probabilities of the link between both and of the source, log of the pieces between.
    """
    is_cue = np.exp(scores.tags[cue[0], 3:5]).sum()
    edges = [np.exp(scores.tags[p, 5:7]).sum() for s, e in contents for p in (s, e - 1)]
    gap = min(max(s - cue[1], cue[0] - e, 0) for s, e in contents)
    signs: Floats = np.array(
        [_log_odds(is_cue), _log_odds(min(edges)), link, margin, np.log1p(gap)], np.float32
    )
    return signs


def _log_odds(p: float) -> float:
    p = min(max(float(p), 1e-3), 1 - 1e-3)
    return float(np.log(p / (1 - p)))


def _confidence(signs: Floats, weights: Weights) -> float:
    """Probability that content and source are right: logistic in the evidence (Platt, 1999)."""
    fit = float(weights.confidence[:-1] @ signs + weights.confidence[-1])
    return round(float(1 / (1 + np.exp(-fit))), 4)
