"""How alike two passages of one story are, by the words that its articles do not all share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..alignment import split_sentences
from ..terms import is_stop, stem_of, words_of

Words = frozenset[str]
_SHORTEST = 2  # letters; "a" of "a.m." tells nothing


class Weights:
    """How telling a word is in a story: the fewer of its sentences hold it, the more."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._holding: Counter[str] = Counter()
        self._sentences = 0
        for text in texts:
            for sentence in split_sentences(text):
                self._sentences += 1
                self._holding.update(telling_words(sentence.text))

    def of(self, word: str) -> float:
        """The weight of one word."""
        return math.log(1 + self._sentences / max(1, self._holding[word]))

    def likeness(self, a: Words, b: Words) -> float:
        """Weighted share of common words, 0 to 1 (cosine)."""
        common = sum(map(self.of, a & b))
        if not common:
            return 0.0
        return common / math.sqrt(sum(map(self.of, a)) * sum(map(self.of, b)))


Encode = Callable[[Sequence[str]], NDArray[np.float32]]


class Meaning:
    """How alike passages of one story are by meaning; each is encoded once, when asked for."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._known: dict[str, NDArray[np.float32]] = {}

    def likeness(self, a: str, b: str) -> float:
        """Cosine of two passages."""
        return float(self._of(a) @ self._of(b))

    def _of(self, text: str) -> NDArray[np.float32]:
        if text not in self._known:
            self._known[text] = self._encode([text])[0]
        return self._known[text]


@lru_cache(maxsize=20_000)
def plain_words(text: str) -> Words:
    """The telling words that are no names, by their small letter: what is done, not by whom."""
    words = (word for word in words_of(text) if word[0].islower())
    return frozenset(stem_of(w) for w in words if len(w) >= _SHORTEST and not is_stop(w))


@lru_cache(maxsize=20_000)
def plain_pairs(text: str) -> frozenset[tuple[str, str]]:
    """Two telling words in a row that are no names, as in "pledged his allegiance"."""
    words = [word for word in words_of(text) if not is_stop(word.lower())]
    return frozenset(
        (stem_of(a), stem_of(b)) for a, b in pairwise(words) if a[0].islower() and b[0].islower()
    )


@lru_cache(maxsize=20_000)
def telling_words(text: str) -> Words:
    """The words of a passage that tell something, as stems; numbers are left out."""
    words = (word.lower() for word in words_of(text) if word[0].isalpha())
    return frozenset(stem_of(w) for w in words if len(w) >= _SHORTEST and not is_stop(w))
