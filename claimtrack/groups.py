"""Claims that state the same about the same, whoever says it and however firmly.

::

    each claim not yet placed is a group of its own
    ask of every two claims of a story: the same?                        → likeness
    as long as two groups say yes on average: join the two that say so most

What was placed stays where it is: two groups that stood before are never joined. The weights of
:func:`likeness` are a logistic regression over pairs of 26 events read by hand
(``benchmarks/groups.py``). Errs towards two groups for one statement: other words for the same are
often not known for it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .models import Spans, Stance, touch
from .terms import PRIOR_ARTICLES, is_stop, prior

JOIN_AT = 0.45  # likeness from which claims of one story are put together: precise before complete
JOIN_ELSEWHERE_AT = 0.9  # … of two stories: there a claim has far more others to be taken for
LEAST_WORDS = 3  # with fewer telling words a content names a topic and states nothing
_ASKED = 12  # latest claims asked of one group
_MOST_GROUPS = 1500  # groups that stood before, the nearest, of which claims are asked
AT_ONCE = 1000  # claims placed at once: every two of them are compared
_LEAST_MEANING = 0.3  # cosine below which two claims are not compared further
_LIMIT = 6.0  # logits beyond count as this: one odd pair does not decide for a group
_NEVER = -math.inf
_WORD = re.compile(r"[\w’']+")
_LONG_RUN = 12  # words in order that count as all

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A claim as it is compared: its content as written, and with the names put in.

    ``vector`` is of the content, ``said`` of source, cue and content together.
    """

    id: str
    article: str
    content: Spans
    plain: str
    resolved: str
    source: str | None = None
    stance: Stance | None = None
    vector: Floats = field(repr=False, compare=False)
    said: Floats = field(repr=False, compare=False)

    @cached_property
    def words(self) -> list[str]:
        """The words as written."""
        return _words(self.plain)

    @cached_property
    def telling(self) -> dict[str, float]:
        """The words that tell something, with how rare they are."""
        found = {w for w in _words(self.resolved) if not is_stop(w)}
        return {w: math.log((PRIOR_ARTICLES + 1) / (prior(w) + 0.5)) for w in found}

    @cached_property
    def weight(self) -> float:
        """How much the telling words tell together."""
        return sum(self.telling.values())

    @property
    def states_something(self) -> bool:
        """Whether there is enough to compare."""
        return len(self.telling) >= LEAST_WORDS


def _words(text: str) -> list[str]:
    return [w.lower().replace("’", "'").removesuffix("'s") for w in _WORD.findall(text)]


# --- the same or not? ---------------------------------------------------------------------------

# What is measured of a pair, and its weight in the logistic regression.
WEIGHTS = {
    "meaning": 4.53,
    "said": 2.99,
    "words": 0.1,
    "shorter": 1.05,
    "longer": 0.56,
    "mass": 0.49,
    "length": -2.16,
    "run": 6.41,
    "evaluated": -1.49,
    "same_article": -0.33,
    "same_source": 0.78,
}
BIAS = -6.67
_MASS_SCALE = 40.0  # summed rarity of shared words that counts as 1


def measure(a: Statement, b: Statement) -> list[float]:
    """The values of a pair, in the order of :data:`WEIGHTS`."""
    shared = sum(w for word, w in a.telling.items() if word in b.telling)
    least, most = sorted((a.weight, b.weight))
    return [
        float(a.vector @ b.vector),
        float(a.said @ b.said),
        shared / ((least + most - shared) or 1.0),
        shared / (least or 1.0),
        shared / (most or 1.0),
        min(shared / _MASS_SCALE, 1.0),
        min(len(a.telling), len(b.telling), 10) / 10,
        (min(_longest_run(a.words, b.words), _LONG_RUN) / _LONG_RUN) if shared else 0.0,
        float(Stance.EVALUATES in (a.stance, b.stance)),
        float(a.article == b.article),
        float(bool(a.source) and a.source == b.source),
    ]


def _longest_run(a: list[str], b: list[str]) -> int:
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.find_longest_match(0, len(a), 0, len(b)).size


def likeness(a: Statement, b: Statement) -> float:
    """How surely two claims state the same, 0 to 1. Two that share words of one text: hardly."""
    return _share(_logit(a, b))


def is_compared(a: Statement, b: Statement) -> bool:
    """Whether the two are near enough to be asked further, and no words of one text."""
    if a.article == b.article and touch(a.content, b.content):
        return False
    return float(a.vector @ b.vector) >= _LEAST_MEANING


def _logit(a: Statement, b: Statement) -> float:
    if not is_compared(a, b):
        return -_LIMIT
    logit = BIAS + sum(w * v for w, v in zip(WEIGHTS.values(), measure(a, b), strict=True))
    return max(-_LIMIT, min(_LIMIT, logit))


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


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

    def place(self, fresh: Sequence[Statement], *, join_at: float = JOIN_AT) -> list[Placed | None]:
        """What each of ``fresh`` is best put beside, if anything; changes nothing.

        A claim is put beside one that is kept, or beside one that stands before it in ``fresh``,
        which holds at most :data:`AT_ONCE`.
        """
        found = self._place([one for one in fresh if one.states_something], join_at)
        return [found.get(one.id) for one in fresh]

    def _place(self, fresh: list[Statement], join_at: float) -> dict[str, Placed]:
        units = [*self._asked(fresh), *([one] for one in fresh)]
        old = len(units) - len(fresh)
        agreement = _Agreement(units, old)
        for place, one in enumerate(fresh, start=old):
            for group in self._barred.get(one.id, ()):
                agreement.part(place, [m.id for m in self._members.get(group, ())])
        order = {one.id: n for n, one in enumerate(fresh)}
        found = {}
        for members in agreement.joined(math.log(join_at / (1 - join_at))):
            for one in members:
                before = [m for m in members if order.get(m.id, -1) < order.get(one.id, -1)]
                if before:
                    found[one.id] = _beside(one, before)
        return found

    def _asked(self, fresh: Sequence[Statement]) -> list[list[Statement]]:
        """The latest claims of the groups, those nearest to any of ``fresh``."""
        asked = [[m for m in g[-_ASKED:] if m.states_something] for g in self._members.values()]
        asked = [group for group in asked if group]
        if len(asked) <= _MOST_GROUPS or not fresh:
            return asked
        new = np.array([one.vector for one in fresh])
        near = [float((new @ group[-1].vector).max()) for group in asked]
        return [asked[n] for n in sorted(np.argsort(near)[-_MOST_GROUPS:].tolist())]


class _Agreement:
    """What groups say of each other on average, joined by average link (Sokal, Michener 1958)."""

    def __init__(self, units: list[list[Statement]], old: int) -> None:
        """The first ``old`` units stood before and are never joined with each other."""
        self._units = units
        self._table = np.full((len(units), len(units)), _NEVER, np.float32)
        for new in range(old, len(units)):
            (one,) = units[new]
            for other in range(new):
                logits = [_logit(one, member) for member in units[other]]
                self._table[new, other] = math.fsum(logits) / len(logits)
        self._table = np.maximum(self._table, self._table.T)

    def part(self, place: int, ids: Sequence[str]) -> None:
        """Have the unit never joined with the one that holds these claims."""
        for other, unit in enumerate(self._units):
            if unit[0].id in ids:
                self._table[place, other] = self._table[other, place] = _NEVER

    def joined(self, least: float) -> list[list[Statement]]:
        """The groups with a new claim in them, after joining what agrees by ``least``."""
        table, units = self._table, [list(unit) for unit in self._units]
        changed = set()
        while table.size and table.max() >= least:
            a, b = sorted(divmod(int(table.argmax()), len(units)))
            sizes = len(units[a]), len(units[b])
            row = (table[a] * sizes[0] + table[b] * sizes[1]) / sum(sizes)
            table[a] = table[:, a] = row
            table[b] = table[:, b] = table[a, a] = _NEVER
            units[a] += units[b]
            units[b] = []
            changed.add(a)
        return [units[n] for n in sorted(changed) if units[n]]


def _beside(one: Statement, before: Sequence[Statement]) -> Placed:
    """The nearest of those before it, and how much all agree on average."""
    logits = [_logit(one, other) for other in before]
    nearest = before[max(range(len(before)), key=logits.__getitem__)]
    score = round(_share(math.fsum(logits) / len(logits)), 3)
    return Placed(id=one.id, beside=nearest.id, score=score, why=_why(one, nearest))


def _why(a: Statement, b: Statement) -> str:
    run = _longest_run(a.words, b.words)
    words = f"meaning {max(0.0, float(a.vector @ b.vector)):.2f}"
    shared = sorted((w for w in a.telling if w in b.telling), key=lambda w: -a.telling[w])[:4]
    if shared:
        words += f"; both say {', '.join(shared)}"
    return words + (f"; {run} words in order" if run >= 5 else "")


def group_statements(statements: Iterable[Statement]) -> list[str]:
    """The group of each claim, in the order given: the id of the group's first claim."""
    index, fresh = GroupIndex(), list(statements)
    for start in range(0, len(fresh), AT_ONCE):
        part = fresh[start : start + AT_ONCE]
        for one, placed in zip(part, index.place(part), strict=True):
            index.keep(one, index.group_of[placed.beside] if placed else one.id)
    return list(index.group_of.values())
