"""Claims that state the same about the same, whoever says it and however firmly.

::

    for each claim not yet placed:
        ask of every claim of its story, and of the nearest elsewhere: the same?  → likeness
        join the group, or the single claim, whose nearer three quarters say yes on average

What was placed stays where it is. The weights of :func:`likeness` are a logistic regression over
pairs of five events read by hand (``benchmarks/groups.py``). Errs towards two groups for one
statement: other words for the same are often not known for it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .models import Spans, Stance
from .terms import PRIOR_ARTICLES, is_stop, prior

JOIN_AT = 0.65  # likeness from which claims of one story are put together: precise before complete
JOIN_ELSEWHERE_AT = 0.9  # … of two stories: there a claim has far more others to be taken for
LEAST_WORDS = 3  # with fewer telling words a content names a topic and states nothing
_NEARER = 0.75  # part of a group that decides
_ASKED = 12  # latest claims asked of one group
_WORD = re.compile(r"[\w’']+")
_LONG_RUN = 12  # words in order that count as all

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A claim as it is compared: its content as written, and with the names put in."""

    id: str
    article: str
    content: Spans
    plain: str
    resolved: str
    source: str | None = None
    stance: Stance | None = None
    vector: Floats = field(repr=False, compare=False)

    @cached_property
    def words(self) -> list[str]:
        """The words as written."""
        return _words(self.plain)

    @cached_property
    def telling(self) -> dict[str, float]:
        """The words that tell something, with how rare they are."""
        found = {w for w in _words(self.resolved) if not is_stop(w)}
        return {w: math.log((PRIOR_ARTICLES + 1) / (prior(w) + 0.5)) for w in found}

    @property
    def states_something(self) -> bool:
        """Whether there is enough to compare."""
        return len(self.telling) >= LEAST_WORDS


def _words(text: str) -> list[str]:
    return [w.lower().replace("’", "'").removesuffix("'s") for w in _WORD.findall(text)]


# --- the same or not? ---------------------------------------------------------------------------

# What is measured of a pair, and its weight in the logistic regression.
WEIGHTS = {
    "meaning": 5.9,
    "words": -1.0,
    "mass": 4.2,
    "length": -3.0,
    "run": 7.7,
    "evaluated": -0.8,
    "same_article": -0.4,
    "same_source": 0.9,
}
BIAS = -5.35
_MASS_SCALE = 40.0  # summed rarity of shared words that counts as 1


def measure(a: Statement, b: Statement) -> list[float]:
    """The values of a pair, in the order of :data:`WEIGHTS`."""
    shared = sum(w for word, w in a.telling.items() if word in b.telling)
    total = sum(a.telling.values()) + sum(b.telling.values()) - shared
    return [
        float(a.vector @ b.vector),
        shared / (total or 1.0),
        min(shared / _MASS_SCALE, 1.0),
        min(len(a.telling), len(b.telling), 10) / 10,
        min(_longest_run(a.words, b.words), _LONG_RUN) / _LONG_RUN,
        float(Stance.EVALUATES in (a.stance, b.stance)),
        float(a.article == b.article),
        float(bool(a.source) and a.source == b.source),
    ]


def _longest_run(a: list[str], b: list[str]) -> int:
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.find_longest_match(0, len(a), 0, len(b)).size


def likeness(a: Statement, b: Statement) -> float:
    """How surely two claims state the same, 0 to 1. Two that share words of one text: 0."""
    if a.article == b.article and _overlap(a.content, b.content):
        return 0.0
    logit = BIAS + sum(w * v for w, v in zip(WEIGHTS.values(), measure(a, b), strict=True))
    return 1 / (1 + math.exp(-logit))


def _overlap(a: Spans, b: Spans) -> bool:
    return any(s.start < t.end and t.start < s.end for s in a for t in b)


# --- groups -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A claim put beside ``beside``, one of the group or the single claim it joins."""

    id: str
    beside: str
    score: float
    why: str


class GroupIndex:
    """The groups among some claims so far; claims are added one by one.

    ``barred`` names pairs (claim, group) that a person parted. A group is named by any hashable.
    """

    def __init__(self, barred: Mapping[str, frozenset[str]] | None = None) -> None:
        self._barred = barred or {}
        self._members: dict[str, list[Statement]] = {}
        self.group_of: dict[str, str] = {}

    def keep(self, one: Statement, group: str) -> None:
        """Have the claim in the group."""
        self._members.setdefault(group, []).append(one)
        self.group_of[one.id] = group

    def rename(self, group: str, name: str) -> None:
        """Give a group another name."""
        for one in self._members.pop(group, []):
            self.keep(one, name)

    def place(self, one: Statement, *, join_at: float = JOIN_AT) -> Placed | None:
        """The claim that ``one`` is best put beside, if there is any; changes nothing."""
        if not one.states_something:
            return None
        barred = self._barred.get(one.id, frozenset())
        scored = [
            (self._agreement(one, members), group)
            for group, members in self._members.items()
            if group not in barred
        ]
        score, group = max(scored, default=(0.0, ""))
        if score < join_at:
            return None
        nearest = max(self._members[group], key=lambda other: likeness(one, other))
        return Placed(id=one.id, beside=nearest.id, score=round(score, 3), why=_why(one, nearest))

    @staticmethod
    def _agreement(one: Statement, members: list[Statement]) -> float:
        """Average likeness to the nearer three quarters."""
        asked = [m for m in members[-_ASKED:] if m.states_something]
        values = sorted((likeness(one, other) for other in asked), reverse=True)
        nearer = values[: math.ceil(len(values) * _NEARER)]
        return math.fsum(nearer) / len(nearer) if nearer else 0.0


def _why(a: Statement, b: Statement) -> str:
    run = _longest_run(a.words, b.words)
    words = f"meaning {max(0.0, float(a.vector @ b.vector)):.2f}"
    shared = sorted((w for w in a.telling if w in b.telling), key=lambda w: -a.telling[w])[:4]
    if shared:
        words += f"; both say {', '.join(shared)}"
    return words + (f"; {run} words in order" if run >= 5 else "")


def group_statements(statements: Iterable[Statement]) -> list[str]:
    """The group of each claim, in the order given: the id of the group's first claim."""
    index = GroupIndex()
    for one in statements:
        placed = index.place(one)
        index.keep(one, index.group_of[placed.beside] if placed else one.id)
    return list(index.group_of.values())
