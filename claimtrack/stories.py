"""Articles on one event, found one by one in order of arrival.

::

    for each article:
        drop page furniture, weigh its words, names and numbers     → Features
        find earlier articles that share rare terms                 → candidates
        ask of every member of their stories: one event?            → likeness, 0 to 1
        join the story whose nearer half says yes on average, else open a new one

What was decided is never changed by later articles, so that batches do not matter. Two shootings
in one week share most words: names, places, ages and numbers weigh more than the vocabulary, and
whom an article is about, its most repeated names, more than whom it mentions. An age, a weekday or
a number in one article where the other has another speaks against.

The weights of :func:`likeness` are a logistic regression over pairs of three corpora, made by
``benchmarks/stories.py``. Errs towards two stories for one event where an article is mostly
furniture, and towards one for events of the same people (a second lawsuit, next month's update).
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, OrderedDict
from collections.abc import Iterable, Set
from functools import cached_property

from .describing import FIELDS, PROBES, Features, Prepared, Table, describe, prepare, weigh
from .models import ComparedArticle
from .terms import WEEKDAYS, Postings, TermCounts

__all__ = ["FIELDS", "Features", "StoryIndex", "describe", "group_stories"]

JOIN_AT = 0.45  # likeness from which an article joins: flat from .4 to .5 on the corpora
_POSTINGS = 400  # latest articles looked at for one term: bounds the cost of common ones
_CANDIDATES = 15  # articles whose stories are weighed
_MEMBERS = 40  # latest members asked of one story
_ASKED_AT_LEAST = 2  # nearest members whose average decides, or half of them where that is more
_CACHED = 5_000  # articles whose tables are kept unpacked


# --- one event or two? --------------------------------------------------------------------------


class Tables:
    """The features of one article unpacked for comparing."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.fields = [
            dict(zip(ids.tolist(), weights.tolist(), strict=True))
            for ids, weights in features.fields
        ]
        self.title, self.lead, self.names, self.runs, self.numbers = self.fields

    @cached_property
    def actors(self) -> Table:
        """Its names by how often they are told and how rare they are."""
        told = zip(self.names.items(), self.features.told.tolist(), strict=True)
        return {name: weight * times for (name, weight), times in told}

    @cached_property
    def lengths(self) -> list[float]:
        """Euclidean length of each field's vector."""
        return [_length(table) for table in self.fields]

    @cached_property
    def actors_length(self) -> float:
        """Euclidean length of the names by how often they are told."""
        return _length(self.actors)

    @cached_property
    def weekdays(self) -> set[int]:
        """The days of the week that title and lead name."""
        return self.lead.keys() & WEEKDAYS

    @cached_property
    def figures(self) -> set[int]:
        """The numbers of title and lead."""
        return self.lead.keys() & self.numbers.keys()


def _length(table: Table) -> float:
    return math.sqrt(sum(w * w for w in table.values())) or 1.0


# What is measured of a pair, and its weight in the logistic regression.
WEIGHTS = {
    "title": 1.17,
    "lead": 4.48,
    "names": 2.71,
    "runs": 0.56,
    "numbers": 1.91,
    "actors": 3.53,
    "shared": 1.57,
    "gap": -0.9,
    "undated": -0.73,
    "same_age": 1.31,
    "other_age": -0.99,
    "other_weekday": -0.91,
    "other_figures": -0.68,
    "same_host": -1.64,
    "length": -1.26,
}
BIAS = -1.35
_SHARED_NAMES = 6  # rarest shared names that count
_SHARED_SCALE = 20.0  # their summed rarity that counts as 1; at most 2
_UNKNOWN_GAP = 7  # days taken where a date is missing


def measure(a: Tables, b: Tables) -> list[float]:
    """The values of a pair, in the order of :data:`WEIGHTS`."""
    one, two = a.features, b.features
    dated = one.day is not None and two.day is not None
    gap = abs((one.day or 0) - (two.day or 0)) if dated else _UNKNOWN_GAP
    return [
        *(
            _dot(u, v) / (m * n)
            for u, v, m, n in zip(a.fields, b.fields, a.lengths, b.lengths, strict=True)
        ),
        *_shared_names(a, b),
        math.log1p(gap),
        float(not dated),
        float(bool(one.ages & two.ages)),
        _apart(one.ages, two.ages),
        _apart(a.weekdays, b.weekdays),
        _apart(a.figures, b.figures),
        float(one.host is not None and one.host == two.host),
        math.log1p(min(one.words, two.words)) / 6,
    ]


def _shared_names(a: Tables, b: Tables) -> tuple[float, float]:
    """Whether both are about the same names, and how rare the rarest are that both tell."""
    names = a.names.keys() & b.names.keys()
    if not names:
        return 0.0, 0.0
    actors = math.fsum([a.actors[t] * b.actors[t] for t in names])
    rarest = sorted([a.names[t] for t in names], reverse=True)[:_SHARED_NAMES]
    return actors / (a.actors_length * b.actors_length), min(sum(rarest) / _SHARED_SCALE, 2.0)


def _apart(a: Set[int], b: Set[int]) -> float:
    """Whether both have some and none is of both."""
    return float(bool(a and b) and a.isdisjoint(b))


def likeness(a: Tables, b: Tables) -> float:
    """How surely two articles report one event, 0 to 1."""
    values = measure(a, b)
    logit = BIAS + sum(w * v for w, v in zip(WEIGHTS.values(), values, strict=True))
    return 1 / (1 + math.exp(-logit))


def _dot(a: Table, b: Table) -> float:
    shared = a.keys() & b.keys()
    return math.fsum([a[t] * b[t] for t in shared]) if shared else 0.0


# --- stories ------------------------------------------------------------------------------------


class StoryIndex:
    """The stories so far; loaded with many described articles, then added to one by one.

    Articles and stories are numbered in order of arrival; a story has the number of its first
    article.
    """

    def __init__(self) -> None:
        self.counts = TermCounts()
        self.stories: list[int] = []
        self._kept: list[bytes] = []
        self._members: dict[int, list[int]] = {}
        self._postings = Postings()
        self._cache: OrderedDict[int, Tables] = OrderedDict()

    def load(self, packed: Iterable[bytes], stories: Iterable[int]) -> None:
        """Take in many articles that were put into ``stories`` before, in order of arrival."""
        parts = [Features.split(one) for one in packed]
        self.counts.add_many([counted for _, counted, _ in parts])
        self._postings.add_many([probes for _, _, probes in parts], len(self._kept))
        for number, story in enumerate(stories, len(self._kept)):
            self.stories.append(story)
            self._members.setdefault(story, []).append(number)
        self._kept += [kept for kept, _, _ in parts]

    def add(self, article: ComparedArticle) -> tuple[int, Features]:
        """Put one more article into a story; its story and what is kept of it."""
        return self.add_prepared(prepare(article))

    def add_prepared(self, article: Prepared) -> tuple[int, Features]:
        """Put an article into a story that was prepared elsewhere."""
        features = weigh(article, self.counts)
        number = len(self._kept)
        story = self._find(features)
        self.keep(features)
        self.stories.append(number if story is None else story)
        self._members.setdefault(self.stories[-1], []).append(number)
        return self.stories[-1], features

    def keep(self, features: Features) -> None:
        """Have the article found as a candidate from now on."""
        self._postings.add(features.probes, len(self._kept))
        self._kept.append(Features.split(features.pack())[0])

    def candidates(self, features: Features) -> list[int]:
        """Earlier articles that share the most of its heaviest terms, best first."""
        hits: Counter[int] = Counter()
        weights = range(PROBES, 0, -1)
        for probe, weight in zip(features.probes.tolist(), weights, strict=False):
            for number in self._postings.holders(probe, last=_POSTINGS):
                hits[number] += weight
        best = heapq.nlargest(_CANDIDATES, hits.items(), key=lambda p: (p[1], p[0]))
        return [number for number, _ in best]

    def tables(self, number: int) -> Tables:
        """The unpacked features of an article, kept for a while."""
        if number in self._cache:
            self._cache.move_to_end(number)
            return self._cache[number]
        tables = self._cache[number] = Tables(Features.unpack(self._kept[number]))
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return tables

    def _find(self, features: Features) -> int | None:
        """The story that the article belongs to, if any."""
        stories = sorted({self.stories[n] for n in self.candidates(features)})
        own = Tables(features)
        scored = [(self._agreement(own, story), story) for story in stories]
        score, story = max(scored, default=(0.0, 0))
        return story if score > JOIN_AT else None

    def _agreement(self, own: Tables, story: int) -> float:
        """Average likeness to the nearer half of the story: its aspects grow apart with time."""
        members = self._members[story][-_MEMBERS:]
        values = sorted((likeness(own, self.tables(n)) for n in members), reverse=True)
        asked = values[: max(_ASKED_AT_LEAST, math.ceil(len(values) / 2))]
        return math.fsum(asked) / len(asked)


def group_stories(articles: Iterable[ComparedArticle]) -> list[int]:
    """The story of each article, in the order given, which is taken for that of arrival."""
    index = StoryIndex()
    for article in articles:
        index.add(article)
    return index.stories
