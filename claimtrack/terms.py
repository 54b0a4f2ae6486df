"""Words, names and numbers of a text as small integers, and how common each of them is.

A term is a 32-bit hash of its kind and its words, the same on every machine. How common a term is
comes from the articles seen so far and, before there are many, from the rank of the word in English
at large: so the first article is compared as sensibly as the millionth.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .lexicon import entries, pairs

Terms = NDArray[np.uint32]

# What English at large says of a word weighs as much as this many articles seen.
PRIOR_ARTICLES = 1000
_TYPICAL_WORDS = 300  # of an article
_ZIPF_SCALE, _ZIPF_SHIFT = 0.09, 1.5  # share of the word of rank r: 0.09 / (r + 1.5)
_RARE = 0.5  # of PRIOR_ARTICLES that hold a word which is in no list
_STOP_RANK = 150  # words as common as these tell no event from another

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
_POSSESSIVE = ("'s", "’s")
_LONGEST_FURNITURE = 200  # characters of a line that furniture's words condemn
_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]*|\d[\d,]*)(?:[ ](?:[A-Z][\w'’-]*|\d[\d,]*))*"
)  # "Oakmont Avenue", "3300 Main Street"
_AGE = re.compile(r"\b(\d{1,2})\s?-\s?year\s?-\s?old|,\s(\d{2})\s?,|\baged?\s(\d{1,2})\b")
_ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ers", "er", "ed", "es", "s", "e")
_LOOSE = 1_000_000  # terms held as Python objects before they are packed
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads neighbouring values


def words_of(text: str) -> list[str]:
    """The words and numbers of a text, as written, without the possessive."""
    return [_owner(word) for word in _WORD.findall(text)]


def _owner(word: str) -> str:
    return word[:-2] if word.endswith(_POSSESSIVE) else word


def names_of(text: str) -> list[list[str]]:
    """Runs of capitalised words and numbers, in lower case: a cheap guess at names and addresses.

    Errs towards too many: the first word of a sentence is taken too.
    """
    runs = (m.group().split() for m in _NAME.finditer(text))
    cleaned = ([_owner(w).rstrip(".").lower() for w in run] for run in runs)
    return [[w for w in run if w and not is_stop(w)] for run in cleaned]


def ages_of(text: str) -> frozenset[int]:
    """Ages of people in years: "13-year-old", ", 31,", "aged 7"."""
    return frozenset(int(next(g for g in m.groups() if g)) for m in _AGE.finditer(text))


def is_stop(word: str) -> bool:
    """Whether a word in lower case is so common that it tells nothing."""
    return _ranks().get(word, _STOP_RANK) < _STOP_RANK


def stem_of(word: str) -> str:
    """A word without its ending: "attacked", "attacks" → "attack". For comparing only."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl" else word


def term(kind: str, word: str) -> int:
    """The 32-bit term of a word; ``kind`` keeps the word of a name from the same word in a line."""
    return zlib.crc32(f"{kind}:{word}".encode("utf-8", "surrogatepass"))


WEEKDAYS = frozenset(
    term("word", f"{day}day") for day in "mon tues wednes thurs fri satur sun".split()
)


def shingles(words: Sequence[str], size: int) -> Terms:
    """Every run of ``size`` words in lower case as a term, sorted, each once.

    After Broder 1997, "On the resemblance and containment of documents".
    """
    if len(words) < size:
        return np.empty(0, np.uint32)
    ids = np.array([zlib.crc32(w.lower().encode("utf-8", "replace")) for w in words], np.uint64)
    mixed = np.zeros(len(words) - size + 1, np.uint64)
    for place in range(size):
        mixed = (mixed ^ ids[place : len(ids) - size + 1 + place]) * _MULTIPLIER
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


@cache
def _ranks() -> dict[str, int]:
    return {word: int(rank) for word, rank in pairs("word_ranks").items()}


def is_furniture(line: str) -> bool:
    """Whether a short line is page furniture by its words."""
    if len(line) > _LONGEST_FURNITURE:
        return False
    lower = line.lower()
    start, *anywhere = _furniture()
    return bool(start.match(lower)) or any(part.search(lower) for part in anywhere)


@cache
def _furniture() -> tuple[re.Pattern[str], ...]:
    """What stands at the start, what starts a word, the rest: alike ones search the fastest."""
    parts = sorted(entries("furniture_parts"))
    start = [part for part in parts if part.startswith("^")]
    word = [part for part in parts if part.startswith(r"\b")]
    rest = set(parts).difference(start, word)
    return tuple(re.compile("|".join(kind)) for kind in (start, word, sorted(rest)))


@cache
def prior(word: str) -> float:
    """In how many of :data:`PRIOR_ARTICLES` articles a word in lower case is expected."""
    rank = _ranks().get(word)
    if rank is None:
        return _RARE
    share = _ZIPF_SCALE / (rank + _ZIPF_SHIFT)
    return max(_RARE, PRIOR_ARTICLES * (1 - math.exp(-_TYPICAL_WORDS * share)))


class TermCounts:
    """In how many articles each term stood so far."""

    def __init__(self) -> None:
        self.articles = 0
        self._terms: Terms = np.empty(0, np.uint32)
        self._counts: NDArray[np.int64] = np.empty(0, np.int64)
        self._later: Counter[int] = Counter()

    def add(self, terms: Terms) -> None:
        """Count one more article, whose terms these are, each once."""
        self.articles += 1
        self._later.update(terms.tolist())
        if len(self._later) > _LOOSE:
            self._pack()

    def add_many(self, parts: Sequence[Terms]) -> None:
        """Count many articles at once."""
        self.articles += len(parts)
        joined = np.concatenate(parts) if parts else np.empty(0, np.uint32)
        self._merge(*np.unique(joined, return_counts=True))

    def _pack(self) -> None:
        terms, counts = self._later.keys(), self._later.values()
        self._merge(np.fromiter(terms, np.uint32), np.fromiter(counts, np.int64))
        self._later.clear()

    def _merge(self, terms: Terms, counts: NDArray[np.int64]) -> None:
        joined = np.concatenate([self._terms, terms])
        self._terms, places = np.unique(joined, return_inverse=True)
        both = np.concatenate([self._counts, counts])
        self._counts = np.bincount(places, both, len(self._terms)).astype(np.int64)

    def count(self, terms: Sequence[int]) -> list[int]:
        """For each term, the number of articles that held it."""
        later = [self._later.get(t, 0) for t in terms]
        if not len(self._terms) or not terms:
            return later
        wanted = np.array(terms, np.uint32)
        places = np.minimum(np.searchsorted(self._terms, wanted), len(self._terms) - 1)
        early = np.where(self._terms[places] == wanted, self._counts[places], 0)
        return [a + b for a, b in zip(early.tolist(), later, strict=True)]

    def rarity(self, terms: Sequence[int], priors: Sequence[float]) -> list[float]:
        """Inverse document frequency of terms, given what English at large says of each."""
        total = self.articles + PRIOR_ARTICLES + 1
        counts = self.count(terms)
        return [math.log(total / (n + p + 0.5)) for n, p in zip(counts, priors, strict=True)]


class Postings:
    """Which articles hold a term, by number in order of arrival."""

    def __init__(self) -> None:
        self._terms: Terms = np.empty(0, np.uint32)  # sorted, once for each holder
        self._numbers: NDArray[np.int32] = np.empty(0, np.int32)
        self._later: dict[int, list[int]] = {}
        self._loose = 0

    def add(self, terms: Terms, number: int) -> None:
        """Say that the article holds these terms; its number is above all before."""
        for one in terms.tolist():
            self._later.setdefault(one, []).append(number)
        self._loose += len(terms)
        if self._loose > _LOOSE:
            self._pack()

    def add_many(self, parts: Sequence[Terms], first: int) -> None:
        """Say what many articles hold, numbered in order from ``first``, above all before."""
        self._pack()
        numbers = np.arange(first, first + len(parts), dtype=np.int32)
        terms = np.concatenate(parts) if parts else np.empty(0, np.uint32)
        self._merge(terms, np.repeat(numbers, [len(part) for part in parts]))

    def _pack(self) -> None:
        lists = self._later.values()
        terms = np.fromiter(self._later.keys(), np.uint32)
        self._merge(
            np.repeat(terms, [len(numbers) for numbers in lists]),
            np.fromiter((n for numbers in lists for n in numbers), np.int32),
        )
        self._later, self._loose = {}, 0

    def _merge(self, terms: Terms, numbers: NDArray[np.int32]) -> None:
        joined = np.concatenate([self._terms, terms])
        order = np.argsort(joined, kind="stable")
        self._terms = joined[order]
        self._numbers = np.concatenate([self._numbers, numbers])[order]

    def holders(self, wanted: int, *, last: int | None = None) -> list[int]:
        """The articles that hold a term, in order of arrival; only the ``last`` ones if so told."""
        later = self._later.get(wanted, [])
        start, end = self._early(wanted)
        if last is not None:
            later = later[-last:]
            start = max(start, end - last + len(later))
        early: list[int] = self._numbers[start:end].tolist()
        return early + later

    def count(self, wanted: int) -> int:
        """How many articles hold a term."""
        start, end = self._early(wanted)
        return end - start + len(self._later.get(wanted, ()))

    def _early(self, wanted: int) -> tuple[int, int]:
        term = np.uint32(wanted)
        return (
            int(self._terms.searchsorted(term, "left")),
            int(self._terms.searchsorted(term, "right")),
        )
