"""The articles of a story → where they differ, each difference quoted from both sides.

::

    for each article that is no plain copy:  its passages, its quantities, its dates
    for each pair of articles, not copies of each other:
        same passage, other stance, firmness or source    (claims)
        same act, other accused                           (accused)
        an accusation here, its denial there              (denied)
        same quantity, other number                       (numbers)
        same event, other day                             (dates)

Decides only. Errs on the side of leaving out: what is told in other words is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from ..comparison import Difference, DifferingArticle
from .accused import accusations, accused_differences
from .claims import claim_differences
from .context import Encode, Meaning, Weights
from .dates import date_differences, dated_sentences
from .denied import charges, denials, denied_differences
from .numbers import number_differences, quantity_places
from .passages import passages

MOST_ARTICLES = 40  # of a story are compared, the earliest: each pair of them is

__all__ = ["MOST_ARTICLES", "find_differences"]


def find_differences(articles: Sequence[DifferingArticle], encode: Encode) -> Iterator[Difference]:
    """Where the articles of one story differ, in their order; copies of each other never do."""
    compared = [a for a in articles if not a.is_plain_copy][:MOST_ARTICLES]
    weights = Weights(article.text for article in compared)
    meaning = Meaning(encode)
    said = {a.id: passages(a) for a in compared}
    blamed = {a.id: accusations(a) for a in compared}
    answers = {a.id: (charges(a), denials(a)) for a in compared}
    counted = {a.id: quantity_places(a) for a in compared}
    dated = {a.id: dated_sentences(a) for a in compared}
    for a, b in combinations(compared, 2):
        if _family(a) == _family(b):
            continue
        yield from claim_differences(a, said[a.id], b, said[b.id], weights, meaning)
        yield from accused_differences(a, blamed[a.id], b, blamed[b.id], weights)
        yield from denied_differences(a, answers[a.id], b, answers[b.id])
        yield from number_differences(a, counted[a.id], b, counted[b.id], weights)
        yield from date_differences(a, dated[a.id], b, dated[b.id], weights)


def _family(article: DifferingArticle) -> str:
    return article.copies or article.id
