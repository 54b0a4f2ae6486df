"""Meaning and words together.

::

    the cosine of the encoder's vectors                                   1
    + words in common, BM25 as part of the best one's                     0.25
    and of claims, which stand in an article
    + how much of what is asked stands in the claim, its source and
      its headline, rare words counting more                              0.7
    + whether the claim says enough by itself                             0.35

Names and numbers, which the encoder blurs, decide between texts of like meaning; the headline helps
where a quotation tells neither who nor what; a fragment ("the detector at the tank") is like much
and says little. The first two weights were chosen on CheckThat 2020 dev, where the others would
cost .01, these on the sample newsroom's queries (``tests/quality/match_queries.jsonl``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..terms import PRIOR_ARTICLES, prior, stem_of

BM25_WEIGHT = 0.25
COVER_WEIGHT = 0.7
LENGTH_WEIGHT = 0.35
CANDIDATES = 200  # the best by meaning and the best by words, that many of each
_FULL = 12  # words from which a text says enough
_PROBES = 40  # rarest words that are looked for: bounds the cost of long texts
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A text that is like another; ``score`` from 0 (nothing in common) to 1 (the same)."""

    id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A text that may be like what is asked.

    ``around`` is what stands by a claim, its source and headline; None for a text by itself.
    """

    text: str
    cosine: float
    bm25: float = 0.0
    around: str | None = None


def probes(text: str) -> list[str]:
    """The words by which like texts are found, rarest first."""
    words = dict.fromkeys(w.lower() for w in _WORD.findall(text))
    return sorted(words, key=lambda w: (prior(w), w))[:_PROBES]


def rank(
    asked: str,
    candidates: Mapping[str, Candidate],
    limit: int,
    shares: Mapping[str, float] | None = None,
) -> list[Match]:
    """The best of the candidates.

    ``shares`` tells of words of :func:`probes` what part of all texts holds them; of others it is
    taken from English at large.
    """
    rarity = _rarity(asked, shares or {})
    best = max((one.bm25 for one in candidates.values()), default=0.0) or 1.0
    scored = {id: _score(one, rarity, best) for id, one in candidates.items()}
    first = sorted(scored, key=lambda id: (-scored[id], id))[:limit]
    return [Match(id=id, score=round(max(0.0, scored[id]), 4)) for id in first]


def _score(one: Candidate, rarity: Mapping[str, float], best: float) -> float:
    score = one.cosine + BM25_WEIGHT * one.bm25 / best
    if one.around is None:
        return score / (1 + BM25_WEIGHT)
    words = _WORD.findall(one.text)
    held = {stem_of(word.lower()) for word in (*words, *_WORD.findall(one.around))}
    covered = sum(rarity[stem] for stem in rarity.keys() & held) / (sum(rarity.values()) or 1.0)
    score += COVER_WEIGHT * covered + LENGTH_WEIGHT * min(1.0, len(words) / _FULL)
    return score / (1 + BM25_WEIGHT + COVER_WEIGHT + LENGTH_WEIGHT)


def _rarity(asked: str, shares: Mapping[str, float]) -> dict[str, float]:
    """By stem, how much a word of what is asked tells: minus the logarithm of its share."""
    words = dict.fromkeys(w.lower() for w in _WORD.findall(asked))
    least = 0.5 / PRIOR_ARTICLES
    return {
        stem_of(word): -math.log(
            min(1.0, max(least, shares.get(word, (prior(word) + 0.5) / PRIOR_ARTICLES)))
        )
        for word in words
    }
