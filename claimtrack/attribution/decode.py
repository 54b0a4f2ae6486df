"""Scores → claims, in pieces: find cues, give each content its cue, give each cue its source.

::

    tags                best path over source, cue and content tags (Viterbi)
    content → cue       every content points at the cue it belongs to; first one content a cue
    cue → source        every cue with content points at a source, or at none

"On Monday (she) [said] {it was false}": the tags give the three spans, the pointers join them. The
session is no matter here, so that all of it is tested on small arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .windows import Floats, Scores, Window

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
_BEGIN = {"source": 1, "cue": 3, "content": 5}
_IMPOSSIBLE = -1e9
_POINTER_SCALE = 4.0  # of both pointers, as trained
_FARTHEST = 30  # distance buckets on each side: three for each doubling
# A content that fits its cue worse than this (log-probability) waits for what others leave over.
_LINK_FLOOR = -4.0

Range = tuple[int, int]
"""Half-open range of pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The decoder's own numbers, from ``weights/decoder.json``.

    ``transitions`` [7, 7] are log-probabilities of a tag after another; two distance tables [64]
    score how far a cue stands from its content, and a source from its cue.
    """

    transitions: Floats
    transition_weight: float
    tag_bias: Floats
    no_source_bias: float
    content_to_cue: Floats
    cue_to_source: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceClaim:
    """A claim in pieces; ``confidence`` is the model's own, from 0 to 1."""

    source: tuple[Range, ...]
    cue: Range
    content: tuple[Range, ...]
    confidence: float


def decode(scores: Scores, weights: Weights) -> list[PieceClaim]:
    """Find the claims, in order of their cues. A cue without content is none."""
    if not len(scores.tags):
        return []
    found = find_spans(best_tags(scores.tags + weights.tag_bias, weights))
    cues = found["cue"]
    contents = _share_contents(scores, weights, cues, found["content"])
    claims = []
    for cue in cues:
        if own := sorted(contents[cue]):
            link = max(p for _, p in contents[cue].items())
            source = _point_at_source(scores, weights, cue, found["source"])
            claims.append(
                PieceClaim(
                    source=(source,) if source else (),
                    cue=cue,
                    content=tuple(own),
                    confidence=_confidence(scores, cue, own, link),
                )
            )
    return claims


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
    """Give every content its cue; best pairs first, and each cue one before any gets two."""
    fits = {content: _cue_fits(scores, weights, content, cues) for content in contents}
    shared: dict[Range, dict[Range, float]] = {cue: {} for cue in cues}
    pairs = [(fit, cue, content) for content in contents for cue, fit in fits[content].items()]
    taken: set[Range] = set()
    for fit, cue, content in sorted(pairs, reverse=True):
        if fit >= _LINK_FLOOR and content not in taken and not shared[cue]:
            shared[cue][content] = float(np.exp(fit))
            taken.add(content)
    for content in contents:
        if content not in taken and fits[content]:
            cue = max(fits[content], key=lambda c: fits[content][c])
            shared[cue][content] = float(np.exp(fits[content][cue]))
    return shared


def _cue_fits(
    scores: Scores, weights: Weights, content: Range, cues: list[Range]
) -> dict[Range, float]:
    """Log-probability of each cue in sight to be that of ``content``."""
    window = scores.window_of(*content)
    seen = [cue for cue in cues if window.start <= cue[0] < window.end]
    if not seen:
        return {}
    heads = np.array([cue[0] for cue in seen])
    places = np.arange(content[0], min(content[1], window.end))
    half = window.queries.shape[1] // 2
    dots = _rows(window, window.queries, places)[:, :half] @ (
        _rows(window, window.keys, heads)[:, :half].T
    )
    distance = weights.content_to_cue[_bucket(heads[None] - places[:, None])]
    fits = (dots / half**0.5 * _POINTER_SCALE + distance).mean(0)
    fits = fits - fits.max()
    fits = fits - np.log(np.exp(fits).sum())
    return dict(zip(seen, fits.tolist(), strict=True))


# --- cue → source -------------------------------------------------------------------------------


def _point_at_source(
    scores: Scores, weights: Weights, cue: Range, sources: list[Range]
) -> Range | None:
    """The source that the cue points at; None if it points at [CLS]. A source may serve many."""
    window = scores.window_of(cue[0], cue[0] + 1)
    seen = [source for source in sources if window.start <= source[0] < window.end]
    heads = np.array([source[0] for source in seen], np.int64)
    half = window.queries.shape[1] // 2
    keys = np.concatenate((window.keys[:1, half:], _rows(window, window.keys, heads)[:, half:]))
    query = _rows(window, window.queries, np.array([cue[0]]))[0, half:]
    distance = weights.cue_to_source[np.concatenate(([0], _bucket(heads - cue[0])))]
    fits = keys @ query / half**0.5 * _POINTER_SCALE + distance
    fits[0] += weights.no_source_bias
    best = int(fits.argmax())
    return seen[best - 1] if best else None


def _rows(
    window: Window, vectors: Floats, places: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Floats:
    rows: Floats = vectors[places - window.start + 1]
    return rows


def _bucket(
    distance: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """0 for the place itself, 1 to 31 to the left, 33 to 63 to the right."""
    size = (np.log2(np.maximum(np.abs(distance), 1)) * 3).astype(np.int64).clip(max=_FARTHEST) + 1
    size = np.where(distance == 0, 0, size)
    return np.where(distance > 0, size + 32, size)


# --- confidence ---------------------------------------------------------------------------------


def _confidence(scores: Scores, cue: Range, contents: list[Range], link: float) -> float:
    """How likely the cue is a cue, its contents begin and end there, and belong together."""
    probabilities = np.exp(scores.tags)
    is_cue = probabilities[cue[0], 3:5].sum()
    edges = [probabilities[place, 5:7].sum() for s, e in contents for place in (s, e - 1)]
    return round(float(is_cue * min(edges) * link), 4)
