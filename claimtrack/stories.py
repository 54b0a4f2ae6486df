"""Articles on one event, found one by one in order of arrival.

::

    for each article:
        drop page furniture, weigh its words, names and numbers     → Features
        find earlier articles that share rare terms                 → candidates
        ask of every member of their stories: one event?            → likeness, 0 to 1
        join the story whose nearer half says yes on average, else open a new one

What was decided is never changed by later articles, so that batches do not matter. Two shootings
in one week share most words: names, places, ages and numbers weigh more than the vocabulary, and
an age in one article that is missing in the other speaks against.

The weights of :func:`likeness` are a logistic regression over pairs of three corpora, made by
``benchmarks/stories.py``. Errs towards two stories for one event where an article is mostly
furniture, and towards one for events of the same people (a second lawsuit, next month's update).
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .models import ComparedArticle
from .terms import (
    Postings,
    TermCounts,
    Terms,
    ages_of,
    is_furniture,
    is_stop,
    names_of,
    prior,
    term,
    words_of,
)

JOIN_AT = 0.4  # likeness from which an article joins: flat from .35 to .5 on the corpora
HOST_LINE_LIMIT = 2  # a line in this many earlier articles of one host is furniture
_LEAD_WORDS = 90  # the event stands in the first sentences; what follows is background
_KEPT = 64  # heaviest terms kept of each field
_PROBES = 32  # heaviest terms by which earlier articles are found
_POSTINGS = 400  # latest articles looked at for one term: bounds the cost of common ones
_CANDIDATES = 15  # articles whose stories are weighed
_MEMBERS = 40  # latest members asked of one story
_ASKED_AT_LEAST = 5  # nearest members whose average decides, or half of them where that is more
_CACHED = 5_000  # articles whose tables are kept unpacked

_TITLE_PARTS = re.compile(r"\s[-–—|:]+\s|\s?\|\s?|::")
FIELDS = ("title", "lead", "names", "runs", "numbers")
Table = dict[int, float]
Fields = tuple[tuple[Terms, NDArray[np.float32]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What is kept of an article to compare it: weighed terms by field, ages, day, host, length.

    ``counted`` are all terms by which it changes how common terms are, ``probes`` those by which
    other articles on the event are found, heaviest first. ``day`` counts days from year 1.
    """

    day: int | None
    host: int | None
    words: int
    ages: frozenset[int]
    fields: Fields
    counted: Terms
    probes: Terms

    def pack(self) -> bytes:
        """As bytes, to be stored; :meth:`unpack` gives it back."""
        sizes = [len(ids) for ids, _ in self.fields]
        whole = [self.day or 0, -1 if self.host is None else self.host, self.words]
        head = np.array(
            [*whole, len(self.ages), *sizes, len(self.counted), len(self.probes)], "<i8"
        )
        ages = np.array(sorted(self.ages), "<i8")
        parts = [x for ids, w in self.fields for x in (ids.astype("<u4"), w.astype("<f4"))]
        last = (self.counted.astype("<u4"), self.probes.astype("<u4"))
        return b"".join(x.tobytes() for x in (head, ages, *parts, *last))

    @classmethod
    def unpack(cls, data: bytes) -> Features:
        """What :meth:`pack` has packed."""
        count = len(FIELDS) + 6
        head = np.frombuffer(data, "<i8", count).tolist()
        day, host, words, aged, *sizes, counted, probes = head
        ages = np.frombuffer(data, "<i8", aged, 8 * count).tolist()
        place, fields = 8 * (count + aged), []
        for size in sizes:
            ids = np.frombuffer(data, "<u4", size, place)
            fields.append((ids, np.frombuffer(data, "<f4", size, place + 4 * size)))
            place += 8 * size
        return cls(
            day=day or None,
            host=None if host < 0 else host,
            words=words,
            ages=frozenset(ages),
            fields=tuple(fields),
            counted=np.frombuffer(data, "<u4", counted, place),
            probes=np.frombuffer(data, "<u4", probes, place + 4 * counted),
        )

    @classmethod
    def split(cls, data: bytes) -> tuple[bytes, Terms, Terms]:
        """What :meth:`pack` has packed, without the terms counted and the probes; and these."""
        count = len(FIELDS) + 6
        head = np.frombuffer(data, "<i8", count)
        counted, probes = head[-2:].tolist()
        place = len(data) - 4 * (counted + probes)
        short = head.copy()
        short[-2:] = 0
        return (
            short.tobytes() + data[8 * count : place],
            np.frombuffer(data, "<u4", counted, place),
            np.frombuffer(data, "<u4", probes, place + 4 * counted),
        )


# --- an article's features ----------------------------------------------------------------------


def describe(article: ComparedArticle, counts: TermCounts) -> Features:
    """Weigh the article's terms by how common they are in ``counts``, and count it there."""
    host = term("host", article.host.casefold()) if article.host else None
    lines, line_terms = _own_lines(article, counts)
    title, part_terms = _own_title(article, counts)
    body = "\n".join(lines)
    terms = _FieldTerms(title, body)
    tables = terms.weighed(counts)
    counted = np.unique(np.array([*line_terms, *part_terms, *terms.all_terms], dtype=np.uint32))
    counts.add(counted)
    fields = tuple(_packed(table) for table in tables)
    return Features(
        day=article.day.toordinal() if article.day else None,
        host=host,
        words=terms.length,
        ages=ages_of(f"{title}\n{body}"),
        fields=fields,
        counted=counted,
        probes=_probes(fields),
    )


def _own_lines(article: ComparedArticle, counts: TermCounts) -> tuple[list[str], list[int]]:
    """The lines of the body that are no furniture; and the terms of all lines."""
    lines = list(dict.fromkeys(line for x in article.body.split("\n") if (line := x.strip())))
    terms = [term("line", f"{article.host}:{line}") for line in lines]
    seen = counts.count(terms)
    own = [
        line
        for line, n in zip(lines, seen, strict=True)
        if n < HOST_LINE_LIMIT and not is_furniture(line)
    ]
    return own, terms


def _own_title(article: ComparedArticle, counts: TermCounts) -> tuple[str, list[int]]:
    """The title without the name of the site: parts that the host has used before."""
    parts = [part for x in _TITLE_PARTS.split(article.title) if (part := x.strip())]
    terms = [term("part", f"{article.host}:{part}") for part in parts]
    own = [part for part, n in zip(parts, counts.count(terms), strict=True) if not n]
    return ". ".join(own or parts[:1]), terms


class _FieldTerms:
    """The terms of one article by field, with how often they stand there."""

    def __init__(self, title: str, body: str) -> None:
        title_words, body_words = words_of(title), words_of(body)
        self.length = len(body_words)
        lower = {w for w in body_words if w.islower()}
        self._title = Counter(w.lower() for w in title_words)
        self._lead = Counter(w.lower() for w in body_words[:_LEAD_WORDS]) + self._title
        runs = names_of(f"{title}\n{body}")
        self._names = Counter(
            w for run in runs for w in run if w[0].isalpha() and len(w) > 1 and w not in lower
        )
        self._runs = Counter(f"{a} {b}" for run in runs for a, b in pairwise(run))
        self._numbers = Counter(w for w in body_words + title_words if w[0].isdigit())
        words = {w.lower() for w in body_words} | set(self._title)
        self._words = {w: term("word", w) for w in words if not is_stop(w)}
        for name in self._names:
            self._words.setdefault(name, term("word", name))
        self._run_terms = {run: term("run", run) for run in self._runs}

    @property
    def all_terms(self) -> list[int]:
        """Words and runs of names, each once."""
        return [*self._words.values(), *self._run_terms.values()]

    def weighed(self, counts: TermCounts) -> list[Table]:
        """For each of :data:`FIELDS`, weight by term: (1 + ln frequency) · rarity."""
        words = dict(zip(self._words, self._rarity(counts), strict=True))
        runs = dict(
            zip(
                self._run_terms,
                counts.rarity(list(self._run_terms.values()), [0.5] * len(self._run_terms)),
                strict=True,
            )
        )
        name_table = {self._words[w]: words[w] for w in self._names}
        run_table = {self._run_terms[r]: runs[r] for r in self._runs}
        of_words = [self._table(c, words) for c in (self._title, self._lead)]
        return [*of_words, name_table, run_table, self._table(self._numbers, words)]

    def _rarity(self, counts: TermCounts) -> list[float]:
        return counts.rarity(list(self._words.values()), [prior(w) for w in self._words])

    def _table(self, frequencies: Counter[str], rarity: dict[str, float]) -> Table:
        return {
            self._words[w]: (1 + math.log(n)) * rarity[w]
            for w, n in frequencies.items()
            if w in rarity
        }


def _probes(fields: Fields) -> Terms:
    """The heaviest terms of lead, names and runs, the fields weighing the same."""
    weights: Counter[int] = Counter()
    for ids, values in fields[1:4]:
        scale = float(np.linalg.norm(values)) or 1.0
        for i, v in zip(ids.tolist(), values.tolist(), strict=True):
            weights[i] += v / scale
    best = heapq.nlargest(_PROBES, weights.items(), key=lambda p: (p[1], p[0]))
    return np.array([t for t, _ in best], np.uint32)


def _packed(table: Table) -> tuple[Terms, NDArray[np.float32]]:
    heaviest = heapq.nlargest(_KEPT, table.items(), key=lambda p: (p[1], p[0]))
    ids = np.array([t for t, _ in heaviest], np.uint32)
    return ids, np.array([w for _, w in heaviest], np.float32)


# --- one event or two? --------------------------------------------------------------------------


class Tables:
    """The features of one article unpacked for comparing."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.fields = [
            dict(zip(ids.tolist(), weights.tolist(), strict=True))
            for ids, weights in features.fields
        ]

    @cached_property
    def lengths(self) -> list[float]:
        """Euclidean length of each field's vector."""
        return [math.sqrt(sum(w * w for w in t.values())) or 1.0 for t in self.fields]


# What is measured of a pair, and its weight in the logistic regression.
WEIGHTS = {
    "title": 1.8,
    "lead": 5.9,
    "names": 3.8,
    "runs": 0.6,
    "numbers": 2.3,
    "gap": -0.9,
    "undated": -0.6,
    "shared": 2.2,
    "same_age": 0.8,
    "other_age": -1.4,
    "same_host": -1.8,
    "length": -1.7,
}
BIAS = -1.65
_SHARED_NAMES = 6  # rarest shared names that count
_SHARED_SCALE = 20.0  # their summed rarity that counts as 1; at most 2
_UNKNOWN_GAP = 7  # days taken where a date is missing


def measure(a: Tables, b: Tables) -> list[float]:
    """The values of a pair, in the order of :data:`WEIGHTS`."""
    one, two = a.features, b.features
    dated = one.day is not None and two.day is not None
    gap = abs((one.day or 0) - (two.day or 0)) if dated else _UNKNOWN_GAP
    cosines = [
        _dot(u, v) / (m * n)
        for u, v, m, n in zip(a.fields, b.fields, a.lengths, b.lengths, strict=True)
    ]
    names, others = a.fields[2], b.fields[2]
    shared = heapq.nlargest(_SHARED_NAMES, (names[t] for t in names.keys() & others.keys()))
    both_aged = bool(one.ages and two.ages)
    same_age = both_aged and bool(one.ages & two.ages)
    return [
        *cosines,
        math.log1p(gap),
        float(not dated),
        min(sum(shared) / _SHARED_SCALE, 2.0),
        float(same_age),
        float(both_aged and not same_age),
        float(one.host is not None and one.host == two.host),
        math.log1p(min(one.words, two.words)) / 6,
    ]


def likeness(a: Tables, b: Tables) -> float:
    """How surely two articles report one event, 0 to 1."""
    values = measure(a, b)
    logit = BIAS + sum(w * v for w, v in zip(WEIGHTS.values(), values, strict=True))
    return 1 / (1 + math.exp(-logit))


def _dot(a: Table, b: Table) -> float:
    return math.fsum(a[t] * b[t] for t in a.keys() & b.keys())


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
        features = describe(article, self.counts)
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
        weights = range(_PROBES, 0, -1)
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
