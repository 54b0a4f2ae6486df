"""Which article copies which: wire copies, syndication, near-duplicates.

::

    for each article:
        cut it into runs of five words, keep a fixed sample of them       → sketch
        find articles that share enough of the sample                     → candidates
        leave out what many articles of one host hold (furniture)
        how much of the article stands in an earlier one                  → share, kind

The sample keeps every run whose hash falls under a bound, so that containment can be told from it
and not only resemblance: a copy with own reporting added is found too (Broder 1997, "On the
resemblance and containment of documents"; Irber et al. 2022 call it FracMinHash). MinHash with
LSH was left aside for that: it misses a short report inside a long one.

Errs towards no copy: fewer than :data:`LEAST_WORDS` words in common, or more than
:data:`LONGEST_DELAY` days between, are none. Quoting the same press release at length is a copy
here, as the words alone cannot tell.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .models import ComparedArticle, Copy, CopyKind
from .terms import Terms, furniture, shingles, term, words_of

SHINGLE_WORDS = 5  # shorter runs are idiom, longer ones miss light editing
_SAMPLE = 4  # every fourth run is kept: 75 of a report of 300 words, an error of some 5 percent
PLAIN_SHARE = 0.8  # from here nothing of note was added
LEAST_SHARE = 0.3  # under this a common quotation or background explains it
LEAST_WORDS = 40  # words in common, about two sentences
LONGEST_DELAY = 14  # days from the original to a copy; later overlap is background or furniture
HOST_LIMIT = 3  # a run in more other articles of one host than this is furniture
SPREAD_DAYS = 30  # nor does a report travel this long: such a run in many articles is furniture
SPREAD_LIMIT = 3
_CREDIT = re.compile(
    r"\((?:AP|Reuters|AFP|UPI|CNN|CNS|[A-Z][\w.]+ (?:Wire|News|Press))\)|"
    r"^(?:from wire reports|associated press|reuters)\b",
    re.I | re.M,
)
_LONGEST_FURNITURE = 200  # characters of a line that furniture's words condemn


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is kept of an article to find its copies. ``day`` counts days from year 1."""

    id: str
    host: int | None
    day: int | None
    sample: Terms
    credited: bool


def sketch(article: ComparedArticle) -> Sketch:
    """Sample the runs of words of the body, without lines that are furniture by their words."""
    lines = (line.strip() for line in article.body.split("\n"))
    own = [x for x in lines if len(x) > _LONGEST_FURNITURE or not furniture().search(x)]
    runs = shingles(words_of("\n".join(own)), SHINGLE_WORDS)
    return Sketch(
        id=article.id,
        host=term("host", article.host.casefold()) if article.host else None,
        day=article.day.toordinal() if article.day else None,
        sample=runs[runs % _SAMPLE == 0],
        credited=bool(_CREDIT.search(f"{article.byline}\n{article.body[:400]}")),
    )


class CopyIndex:
    """All sketches so far by the runs they hold, in order of arrival."""

    def __init__(self, known: Iterable[Sketch] = ()) -> None:
        self.sketches: list[Sketch] = []
        self._holders: defaultdict[int, list[int]] = defaultdict(list)
        for one in known:
            self.add(one)

    def add(self, one: Sketch) -> int:
        """Take in one more; its number."""
        number = len(self.sketches)
        self.sketches.append(one)
        for run in one.sample.tolist():
            self._holders[run].append(number)
        return number

    def original(self, number: int) -> Copy | None:
        """Of what the article is a copy: of the earliest article that holds enough of it."""
        one = self.sketches[number]
        own, shared = self._shared(one, number)
        best = [
            (self._order(other), other, count)
            for other, count in shared.items()
            if self._is_enough(one, other, count, own) and self._order(other) < self._order(number)
        ]
        if not best:
            return None
        _, other, count = min(best)
        share = min(1.0, count / own)
        return Copy(
            id=one.id,
            copy_of=self.sketches[other].id,
            share=round(share, 3),
            kind=CopyKind.PLAIN if share >= PLAIN_SHARE else CopyKind.EXTENDED,
            why=_reason(share, one, self.sketches[other]),
        )

    def _shared(self, one: Sketch, number: int) -> tuple[int, Counter[int]]:
        """How many sampled runs are the article's own words, and how many of them others hold."""
        own, shared = 0, Counter[int]()
        for run in one.sample.tolist():
            holders = self._holders[run]
            if len(holders) > 1 and self._is_furniture(holders):
                continue
            own += 1
            shared.update(n for n in holders if n != number)
        return own, shared

    def _is_furniture(self, holders: Sequence[int]) -> bool:
        if len(holders) <= min(HOST_LIMIT, SPREAD_LIMIT):
            return False
        hosts = Counter(self.sketches[n].host for n in holders)
        hosts.pop(None, None)
        if max(hosts.values(), default=0) > HOST_LIMIT:
            return True
        days = [day for n in holders if (day := self.sketches[n].day) is not None]
        return len(days) > SPREAD_LIMIT and max(days) - min(days) > SPREAD_DAYS

    def _is_enough(self, one: Sketch, other: int, count: int, own: int) -> bool:
        theirs = self.sketches[other]
        dated = one.day is not None and theirs.day is not None
        if dated and abs((one.day or 0) - (theirs.day or 0)) > LONGEST_DELAY:
            return False
        return count * _SAMPLE + SHINGLE_WORDS >= LEAST_WORDS and count >= LEAST_SHARE * own

    def _order(self, number: int) -> tuple[int, int]:
        """Sorts by day, then by arrival; what has no day by arrival alone, after the dated."""
        day = self.sketches[number].day
        return (np.iinfo(np.int64).max if day is None else day, number)


def _reason(share: float, one: Sketch, other: Sketch) -> str:
    words = f"{share:.0%} of its words in order"
    if one.credited:
        words += "; credits an agency"
    return words + ("; same host" if one.host is not None and one.host == other.host else "")


def find_copies(articles: Iterable[ComparedArticle]) -> list[Copy]:
    """The copies among the articles, in their order; furniture is told from all of them."""
    index = CopyIndex(sketch(article) for article in articles)
    found = (index.original(number) for number in range(len(index.sketches)))
    return [copy for copy in found if copy]
