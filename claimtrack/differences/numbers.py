"""Numbers of two articles that are given for the same quantity and are not the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..alignment import split_sentences
from ..comparison import Difference, DifferenceKind, DifferingArticle, Side
from .context import Weights, Words, telling_words
from .quantities import TIMES, Quantity, find_quantities, is_apart

# Likeness from which two numbers are taken to be of one quantity. A count of dead or injured is
# nearly always the same in one story, and so is what was done "twice" where a verb is common; a
# bare "two" of something is hardly ever.
_SAME = 0.25
_SAME_HARM = 0.12
_SAME_SMALL = 0.5
_SMALL = 10.0  # numbers below, without a unit, are mostly of things told in passing
_TELLING_NOUNS = 2  # words counted in common that need no other word in common
_LEAST_OF_UNIT = 2  # words in common by which two sums or shares are of one thing
_MOST_TIMES, _MOST_TIMES_HARM, _MOST_TIMES_SUM = 4.0, 10.0, 2.5
# What two sums must have in common with the sentence before, where their own says too little.
_LEAST_AROUND, _SAME_AROUND = 5, 0.18
_CURRENCIES = frozenset("$£€")
_LEAST_COMMON = 4  # words of two sentences in common, for all their words to count
_NOUNS, _FAR = 0.5, 0.6  # weight of the words counted, and of the whole sentence, beside the item's
# Stems of what is counted in every text: that two numbers are of months makes them not the same.
_MEASURES = frozenset("year month week day hour minut second tim mil kilomet meter".split())
_MARKS = ",;:—–()"
# Who is counted where a part is: "two men and two women were wounded", "four were wounded".
_PARTS = frozenset(
    "boy child children femal girl mal man men officer teen teenag woman women".split()
)
_OF_MORE = re.compile(r"\s(?:more|additional|of (?:them|those|the|whom))\b", re.IGNORECASE)
# A sentence that looks back tells numbers of something else.
_LOOKS_BACK = re.compile(
    r"\b(?:(?:a|\w+) (?:year|month|decade)s? (?:ago|after|before|earlier)|last (?:year|month)"
    r"|(?:past|last) \w+ (?:years|months|decades)|consecutive)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A quantity with the words near it, of its sentence, and of a sum of money also around it."""

    quantity: Quantity
    near: Words
    far: Words
    nouns: Words
    around: Words
    is_alone: bool
    looks_back: bool
    is_part: bool


def quantity_places(article: DifferingArticle) -> tuple[_Place, ...]:
    """The quantities of an article, each with its words; worked out once an article."""
    found = find_quantities(article.text)
    before = _before(article.text)
    return tuple(_place(article.text, quantity, found, before) for quantity in found)


def _before(text: str) -> dict[int, str]:
    """The sentence before each, by the latter's place; of another paragraph, too."""
    return {b.start: a.text for a, b in pairwise(split_sentences(text))}


def _place(
    text: str, quantity: Quantity, found: Sequence[Quantity], before: dict[int, str]
) -> _Place:
    rivals = [q for q in found if q.sentence == quantity.sentence and q.unit == quantity.unit]
    sentence = quantity.sentence
    return _Place(
        quantity=quantity,
        near=telling_words(_item(text, quantity, rivals)) - _MEASURES - frozenset(quantity.nouns),
        far=telling_words(sentence.text) - _MEASURES,
        nouns=frozenset(quantity.nouns) - _MEASURES,
        around=_around(quantity, before),
        is_alone=len(rivals) == 1,
        looks_back=bool(_LOOKS_BACK.search(sentence.text)),
        is_part=bool(_OF_MORE.match(text, quantity.span.end)),
    )


def _around(quantity: Quantity, before: dict[int, str]) -> Words:
    """The words of its sentence and the one before, where a sum of money is compared by them."""
    if quantity.unit not in _CURRENCIES:
        return frozenset()
    sentence = quantity.sentence
    return telling_words(f"{before.get(sentence.start, '')} {sentence.text}")


def _item(text: str, quantity: Quantity, rivals: Sequence[Quantity]) -> str:
    """The words of a list's item: from the mark or number before to the one behind.

    What stands between two numbers goes with the first where the second names what it counts.
    """
    start, end = quantity.sentence.start, quantity.sentence.end
    rival = max((q.span.end for q in rivals if q.span.end <= quantity.span.start), default=start)
    end = min((q.span.start for q in rivals if q.span.start >= quantity.span.end), default=end)
    before = text[rival : quantity.span.start]
    behind = text[quantity.span.end : end]
    cut = max(before.rfind(mark) for mark in _MARKS) + 1
    if rival > start and not cut and quantity.nouns:
        cut = len(before)
    ends = [place for mark in _MARKS if (place := behind.find(mark)) >= 0]
    return f"{before[cut:]} {behind[: min(ends, default=len(behind))]}"


def number_differences(
    one: DifferingArticle,
    places: Sequence[_Place],
    other: DifferingArticle,
    others: Sequence[_Place],
    weights: Weights,
) -> Iterator[Difference]:
    """Pairs that are each other's nearest and whose values cannot both be right."""
    likeness = {
        (i, j): score
        for i, p in enumerate(places)
        for j, q in enumerate(others)
        if (score := _likeness(p, q, weights))
    }
    same = [
        (i, j)
        for (i, j), score in likeness.items()
        if score >= _threshold(places[i], others[j]) and _is_nearest(i, j, score, likeness)
    ]
    for i, j in (*same, *_sums_of_one_matter(places, others, weights, same)):
        a, b = places[i].quantity, others[j].quantity
        if is_apart(a, b) and not _is_told_too(a, b, places, others):
            yield Difference(
                kind=DifferenceKind.NUMBER,
                a=Side(article=one.id, span=a.span),
                b=Side(article=other.id, span=b.span),
                why=f"{_words(one, a)} against {_words(other, b)}",
            )


def _sums_of_one_matter(
    places: Sequence[_Place],
    others: Sequence[_Place],
    weights: Weights,
    same: Sequence[tuple[int, int]],
) -> Iterator[tuple[int, int]]:
    """Sums of money with no like one, told beside much the same, the sentence before counted in."""
    found = {i for i, _ in same}, {j for _, j in same}
    for i, p in enumerate(places):
        for j, q in enumerate(others):
            if not p.around or i in found[0] or j in found[1]:
                continue
            if p.quantity.unit != q.quantity.unit:
                continue
            is_near = not (p.nouns and q.nouns) and _is_within(
                p.quantity, q.quantity, _MOST_TIMES_SUM
            )
            is_beside = is_near and len(p.around & q.around) >= _LEAST_AROUND
            if is_beside and weights.likeness(p.around, q.around) >= _SAME_AROUND:
                yield i, j


def _words(article: DifferingArticle, quantity: Quantity) -> str:
    return article.text[quantity.span.start : quantity.span.end]


def _likeness(p: _Place, q: _Place, weights: Weights) -> float:
    """How likely two numbers are of one quantity: by what is counted, its item, its sentence."""
    a, b = p.quantity, q.quantity
    if a.unit != b.unit or a.sort != b.sort or not _is_near(a, b):
        return 0.0
    nouns = p.nouns & q.nouns
    if p.looks_back != q.looks_back or p.is_part != q.is_part:
        return 0.0
    if a.sort and (p.nouns & _PARTS) != (q.nouns & _PARTS):
        return 0.0
    if not (a.unit or a.sort or nouns) or (a.unit and p.nouns and q.nouns and not nouns):
        return 0.0
    item = weights.likeness(p.near, q.near)
    if a.unit == TIMES:
        return item if p.is_alone and q.is_alone else 0.0
    if a.unit and len(p.near & q.near) + len(nouns) < _LEAST_OF_UNIT:
        item = 0.0
    is_told = item > 0 or len(nouns) >= _TELLING_NOUNS
    score = item + (_NOUNS * weights.likeness(p.nouns, q.nouns) if is_told else 0.0)
    if a.sort or (p.is_alone and q.is_alone and len(p.far & q.far) >= _LEAST_COMMON):
        score += _FAR * weights.likeness(p.far, q.far)
    return score


def _is_near(a: Quantity, b: Quantity) -> bool:
    """Whether one value is not many times the other: then they are of two things."""
    is_loose = a.sort or a.unit == TIMES
    return _is_within(a, b, _MOST_TIMES_HARM if is_loose else _MOST_TIMES)


def _is_within(a: Quantity, b: Quantity, times: float) -> bool:
    low, high = sorted((max(a.high, 0.01), max(b.high, 0.01)))
    return high <= low * times


def _threshold(p: _Place, q: _Place) -> float:
    a, b = p.quantity, q.quantity
    if a.sort or a.unit == TIMES:
        return _SAME_HARM
    is_small = not a.unit and max(a.high, b.high) < _SMALL
    return _SAME_SMALL if is_small else _SAME


def _is_nearest(i: int, j: int, score: float, likeness: dict[tuple[int, int], float]) -> bool:
    return all(s <= score for (k, m), s in likeness.items() if k == i or m == j)


def _is_told_too(
    a: Quantity, b: Quantity, places: Sequence[_Place], others: Sequence[_Place]
) -> bool:
    """Whether each article also gives the other's value for such a thing: then both agree."""
    return any(_is_like(b, p.quantity) and not is_apart(b, p.quantity) for p in places) or any(
        _is_like(a, q.quantity) and not is_apart(a, q.quantity) for q in others
    )


def _is_like(a: Quantity, b: Quantity) -> bool:
    return (
        a.unit == b.unit
        and a.sort == b.sort
        and bool(a.unit or a.sort or set(a.nouns) & set(b.nouns))
    )
