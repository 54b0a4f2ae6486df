"""The sentences of two texts → which are the same, which became which, which are gone or new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# A sentence is taken for the other's new form from this share of common words on; below it the
# one is gone and the other new. Errs on the side of two changes where a sentence was turned over.
SIMILAR = 0.5
_MOST = 200  # sentences compared with each other; of a text written anew the rest is gone or new
_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Maj|Adm|Rev|Hon|Ft|Mt|St|Jr|Sr|No|Inc|Co|"
    r"Corp|Ltd|vs|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|[A-Z])|\b(?:[A-Za-z]\.)+[A-Za-z])\.$"
)
_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*%?")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence and where it stands, in code points of its text."""

    start: int
    end: int
    text: str

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, in a form in which typography makes no difference."""
        return words_of(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """``changed`` pairs a sentence with its new form; what both texts hold is left out."""

    changed: tuple[tuple[Sentence, Sentence], ...]
    gone: tuple[Sentence, ...]
    new: tuple[Sentence, ...]


def words_of(text: str) -> tuple[str, ...]:
    """The words of ``text``; case stays, for "May" is no hedge."""
    return tuple(_WORD.findall(text.translate(_QUOTES)))


@lru_cache(maxsize=128)  # a story's articles, each of which is asked for several times
def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Sentences by their end marks and capitals; a paragraph's end ends one too."""
    found: list[Sentence] = []
    start = 0
    for end in _END.finditer(text):
        if "\n" not in end[0] and _ABBREVIATION.search(text[start : end.start()]):
            continue
        found.append(_sentence(text, start, end.end()))
        start = end.end()
    found.append(_sentence(text, start, len(text)))
    return tuple(s for s in found if s.text)


def _sentence(text: str, start: int, end: int) -> Sentence:
    return Sentence(start=start, end=end, text=text[start:end].strip())


def align(before: Sequence[Sentence], after: Sequence[Sentence]) -> Alignment:
    """Pair what is left when the sentences that stand in both texts are taken away.

    The order of sentences does not count: a paragraph that was moved is no change.
    """
    old, new = _only_in(before, after), _only_in(after, before)
    scores = sorted(
        (
            (likeness(s.words, t.words), -i, -j)
            for i, s in enumerate(old[:_MOST])
            for j, t in enumerate(new[:_MOST])
        ),
        reverse=True,
    )
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    changed: list[tuple[Sentence, Sentence]] = []
    for score, i, j in scores:
        if score >= SIMILAR and -i not in taken_old and -j not in taken_new:
            taken_old.add(-i)
            taken_new.add(-j)
            changed.append((old[-i], new[-j]))
    return Alignment(
        changed=tuple(sorted(changed, key=lambda pair: pair[1].start)),
        gone=tuple(s for i, s in enumerate(old) if i not in taken_old),
        new=tuple(s for j, s in enumerate(new) if j not in taken_new),
    )


def _only_in(these: Sequence[Sentence], others: Sequence[Sentence]) -> list[Sentence]:
    left = Counter(sentence.words for sentence in others)
    only = []
    for sentence in these:
        if left[sentence.words]:
            left[sentence.words] -= 1
        elif sentence.words:
            only.append(sentence)
    return only


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of common words, 0 to 1; the longer of the two must not drown the shorter."""
    a = Counter(word.casefold() for word in one)
    b = Counter(word.casefold() for word in other)
    common = sum((a & b).values())
    if not common:
        return 0.0
    dice = 2 * common / (len(one) + len(other))
    shorter = min(len(one), len(other))
    return max(dice, 0.9 * common / shorter if shorter >= 5 else 0.0)
