"""What is kept of an article to tell its event: its words, names and numbers, weighed.

::

    prepare:  lines, parts of the title, their terms; words, names and numbers of what is no
              furniture by its words                              (of the article alone)
    weigh:    drop what the host has used before, weigh each term by how common it is, count it
                                                                  (in order of arrival)

The two are apart so that the first can be done anywhere, in any order (:mod:`.bulk`); what it
took for furniture is only a guess, which the second corrects.
"""

from __future__ import annotations

import heapq
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .models import ComparedArticle, digest
from .terms import (
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

HOST_LINE_LIMIT = 2  # a line in this many earlier articles of one host is furniture
_LEAD_WORDS = 90  # the event stands in the first sentences; what follows is background
_KEPT = 64  # heaviest terms kept of each field
PROBES = 32  # heaviest terms by which earlier articles are found

_TITLE_PARTS = re.compile(r"\s[-–—|:]+\s|\s?\|\s?|::")
FIELDS = ("title", "lead", "names", "runs", "numbers")
_NAMES = FIELDS.index("names")
_MOST_TOLD = 255
Table = dict[int, float]
Fields = tuple[tuple[Terms, NDArray[np.float32]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What is kept of an article to compare it: weighed terms by field, ages, day, host, length.

    ``told`` is how often each of its names stands there, in the order of that field. ``counted``
    are all terms by which it changes how common terms are, ``probes`` those by which other articles
    on the event are found, heaviest first. ``day`` counts days from year 1.
    """

    day: int | None
    host: int | None
    words: int
    ages: frozenset[int]
    fields: Fields
    told: NDArray[np.uint8]
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
        last = (self.told.astype("u1"), self.counted.astype("<u4"), self.probes.astype("<u4"))
        return b"".join(x.tobytes() for x in (head, ages, *parts, *last))

    @classmethod
    def unpack(cls, data: bytes) -> Features:
        """What :meth:`pack` has packed; each name once, where that was before ``told``."""
        count = len(FIELDS) + 6
        head = np.frombuffer(data, "<i8", count).tolist()
        day, host, words, aged, *sizes, counted, probes = head
        ages = np.frombuffer(data, "<i8", aged, 8 * count).tolist()
        place, fields = 8 * (count + aged), []
        for size in sizes:
            ids = np.frombuffer(data, "<u4", size, place)
            fields.append((ids, np.frombuffer(data, "<f4", size, place + 4 * size)))
            place += 8 * size
        told = len(data) - place - 4 * (counted + probes)
        names = np.frombuffer(data, "u1", told, place) if told else np.ones(sizes[_NAMES], "u1")
        place += told
        return cls(
            day=day or None,
            host=None if host < 0 else host,
            words=words,
            ages=frozenset(ages),
            fields=tuple(fields),
            told=names,
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


# --- of the article alone -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article cut into lines and terms. ``lines`` lack what is furniture by its words.

    ``guess`` holds the terms of the title and lines that are taken for its own.
    """

    host: int | None
    day: int | None
    lines: tuple[tuple[str, int], ...]
    line_terms: tuple[int, ...]
    parts: tuple[tuple[str, int], ...]
    guess: FieldTerms | None = None

    def pack(self) -> bytes:
        """As bytes, to be sent or kept for a while; :meth:`unpack` gives it back."""
        guess = self.guess.as_row() if self.guess else None
        row = [self.host, self.day, self.lines, self.line_terms, self.parts, guess]
        return zlib.compress(json.dumps(row).encode(), 1)

    @classmethod
    def unpack(cls, data: bytes) -> Prepared:
        """What :meth:`pack` has packed."""
        host, day, lines, line_terms, parts, guess = json.loads(zlib.decompress(data))
        return cls(
            host=host,
            day=day,
            lines=tuple((line, number) for line, number in lines),
            line_terms=tuple(line_terms),
            parts=tuple((part, number) for part, number in parts),
            guess=FieldTerms.of_row(guess) if guess else None,
        )


def prepare(article: ComparedArticle) -> Prepared:
    """Cut the article into lines and parts of its title, each with its term."""
    lines = list(dict.fromkeys(line for x in article.body.split("\n") if (line := x.strip())))
    terms = tuple(term("line", f"{article.host}:{line}") for line in lines)
    parts = (part for x in _TITLE_PARTS.split(article.title) if (part := x.strip()))
    return Prepared(
        host=term("host", article.host.casefold()) if article.host else None,
        day=article.day.toordinal() if article.day else None,
        lines=tuple(p for p in zip(lines, terms, strict=True) if not is_furniture(p[0])),
        line_terms=terms,
        parts=tuple((part, term("part", f"{article.host}:{part}")) for part in parts),
    )


def guessed(one: Prepared, counts: TermCounts) -> Prepared:
    """With the terms of what ``counts`` say is the article's own; its lines are counted there."""
    title, body = _own_words(one, counts)
    counts.add(_unique([*one.line_terms, *(t for _, t in one.parts)]))
    return replace(one, guess=FieldTerms(title, body))


def _unique(terms: Sequence[int]) -> Terms:
    return np.unique(np.array(terms, dtype=np.uint32))


# --- in order of arrival ------------------------------------------------------------------------


def describe(article: ComparedArticle, counts: TermCounts) -> Features:
    """Weigh the article's terms by how common they are in ``counts``, and count it there."""
    return weigh(prepare(article), counts)


def weigh(one: Prepared, counts: TermCounts) -> Features:
    """The features of a prepared article. A wrong guess costs time, it changes nothing."""
    title, body = _own_words(one, counts)
    terms = one.guess
    if terms is None or not terms.is_of(title, body):
        terms = FieldTerms(title, body)
    tables = terms.weighed(counts)
    counted = _unique([*one.line_terms, *(t for _, t in one.parts), *terms.all_terms])
    counts.add(counted)
    fields = tuple(_packed(table) for table in tables)
    return Features(
        day=one.day,
        host=one.host,
        words=terms.length,
        ages=terms.ages,
        fields=fields,
        told=terms.told(fields[_NAMES][0]),
        counted=counted,
        probes=_probes(fields),
    )


def _own_words(one: Prepared, counts: TermCounts) -> tuple[str, str]:
    """Title and body without what the host has used before: the name of the site, furniture."""
    seen = counts.count([t for _, t in one.lines])
    lines = [line for (line, _), n in zip(one.lines, seen, strict=True) if n < HOST_LINE_LIMIT]
    parts = [part for part, _ in one.parts]
    used = counts.count([t for _, t in one.parts])
    own = [part for part, n in zip(parts, used, strict=True) if not n]
    return ". ".join(own or parts[:1]), "\n".join(lines)


class FieldTerms:
    """The terms of one article by field, with how often they stand there."""

    def __init__(self, title: str, body: str) -> None:
        self._source = digest(title, body)
        self.ages = ages_of(f"{title}\n{body}")
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

    def as_row(self) -> list[Any]:
        """Its parts as JSON holds them; :meth:`of_row` puts them together."""
        return [sorted(part) if isinstance(part, frozenset) else part for part in self._parts()]

    @classmethod
    def of_row(cls, row: list[Any]) -> FieldTerms:
        """What :meth:`as_row` took apart."""
        one = cls.__new__(cls)
        one._source, ages, one.length, *counters = row
        one.ages = frozenset(ages)
        one._title, one._lead, one._names, one._runs, one._numbers, *terms = counters
        one._words, one._run_terms = terms
        return one

    def _parts(self) -> list[Any]:
        fields = [self._title, self._lead, self._names, self._runs, self._numbers]
        return [self._source, self.ages, self.length, *fields, self._words, self._run_terms]

    def is_of(self, title: str, body: str) -> bool:
        """Whether it was made of these words."""
        return self._source == digest(title, body)

    @property
    def all_terms(self) -> list[int]:
        """Words and runs of names, each once."""
        return [*self._words.values(), *self._run_terms.values()]

    def told(self, names: Terms) -> NDArray[np.uint8]:
        """How often each of these names stands there, the title counted like the text."""
        times = {self._words[name]: min(n, _MOST_TOLD) for name, n in self._names.items()}
        return np.array([times[name] for name in names.tolist()], np.uint8)

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
    best = heapq.nlargest(PROBES, weights.items(), key=lambda p: (p[1], p[0]))
    return np.array([t for t, _ in best], np.uint32)


def _packed(table: Table) -> tuple[Terms, NDArray[np.float32]]:
    heaviest = heapq.nlargest(_KEPT, table.items(), key=lambda p: (p[1], p[0]))
    ids = np.array([t for t, _ in heaviest], np.uint32)
    return ids, np.array([w for _, w in heaviest], np.float32)
