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
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .models import ComparedArticle, Copy, CopyKind
from .terms import Postings, Terms, is_furniture, is_stop, shingles, term, words_of

SHINGLE_WORDS = 5  # shorter runs are idiom, longer ones miss light editing
_SAMPLE = 4  # every fourth run is kept: 75 of a report of 300 words, an error of some 5 percent
PLAIN_SHARE = 0.8  # from here nothing of note was added
LEAST_SHARE = 0.4  # of the shorter one; under this a quotation or a release explains it
LEAST_WORDS = 40  # words in common, about two sentences
LONGEST_DELAY = 14  # days from the original to a copy; later overlap is background or furniture
HOST_LIMIT = 3  # a run in more other articles of one host than this is furniture
SPREAD_DAYS = 30  # nor does a report travel this long: such a run in many articles is furniture
SPREAD_LIMIT = 3
LEAST_FOUND = -((SHINGLE_WORDS - LEAST_WORDS) // _SAMPLE)  # sampled runs in common, rounded up
FEWEST_HOLDERS = min(HOST_LIMIT, SPREAD_LIMIT)  # a run in so few articles is no furniture
_CREDIT = re.compile(
    r"\((?:AP|Reuters|AFP|UPI|CNN|CNS|[A-Z][\w.]+ (?:Wire|News|Press))\)|"
    r"^(?:from wire reports|associated press|reuters)\b",
    re.I | re.M,
)
_SHORT_LABEL = 3
_HEAD = 4  # whole numbers before the title in a packed sketch


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is kept of an article to find its copies. ``day`` counts days from year 1."""

    id: str
    host: int | None
    day: int | None
    runs: Terms
    title: frozenset[str]
    credited: bool

    def pack(self) -> bytes:
        """As bytes, to be stored; :meth:`unpack` gives it back."""
        title = "\n".join(sorted(self.title)).encode()
        host = -1 if self.host is None else self.host
        head = np.array([host, self.day or 0, self.credited, len(title)], "<i8")
        return head.tobytes() + title + self.runs.astype("<u4").tobytes()

    @classmethod
    def unpack(cls, id: str, data: bytes) -> Sketch:
        """What :meth:`pack` has packed of the article ``id``."""
        host, day, credited, size = np.frombuffer(data, "<i8", _HEAD).tolist()
        place = 8 * _HEAD
        return cls(
            id=id,
            host=None if host < 0 else host,
            day=day or None,
            title=frozenset(data[place : place + size].decode().split("\n")) - {""},
            credited=bool(credited),
            runs=np.frombuffer(data[place + size :], "<u4"),
        )

    @property
    def sample(self) -> Terms:
        """The runs by which copies are found."""
        sampled: Terms = self.runs[self.runs % _SAMPLE == 0]
        return sampled


def sketch(article: ComparedArticle) -> Sketch:
    """Sample the runs of words of the body, without lines that are furniture by their words."""
    lines = (line.strip() for line in article.body.split("\n"))
    own = [line for line in lines if not is_furniture(line)]
    runs = shingles(words_of("\n".join(own)), SHINGLE_WORDS)
    return Sketch(
        id=article.id,
        host=term("host", _site(article.host)) if article.host else None,
        day=article.day.toordinal() if article.day else None,
        title=frozenset(w for x in words_of(article.title) if not is_stop(w := x.lower())),
        runs=runs,
        credited=bool(_CREDIT.search(f"{article.byline}\n{article.body[:400]}")),
    )


def _site(host: str) -> str:
    """The domain under which sister sites share their furniture: chicago.cbs.example → cbs.example.

    Takes three labels where the second is as short as in co.uk.
    """
    labels = host.casefold().split(".")
    kept = 3 if len(labels) > 2 and len(labels[-2]) <= _SHORT_LABEL else 2
    return ".".join(labels[-kept:])


class CopyIndex:
    """All sketches so far by the runs they hold, in order of arrival."""

    def __init__(self) -> None:
        self.sketches: list[Sketch] = []
        self._postings = Postings()
        self._furniture: dict[int, bool] = {}  # of runs that are held often, until the next article

    def load(self, known: Sequence[Sketch]) -> None:
        """Take in many at once."""
        self._postings.add_many([one.sample for one in known], len(self.sketches))
        self.sketches += known
        self._furniture.clear()

    def add(self, one: Sketch) -> int:
        """Take in one more; its number."""
        number = len(self.sketches)
        self.sketches.append(one)
        self._postings.add(one.sample, number)
        self._furniture.clear()
        return number

    def original(self, number: int) -> Copy | None:
        """Of what the article is a copy: of the earliest article that shares enough with it."""
        one = self.sketches[number]
        own = self._own_sample(one)
        found = Counter(n for run in own for n in self._postings.holders(run))
        earlier = sorted((self._order(n), n) for n in found if self._order(n) < self._order(number))
        for _, other in earlier:
            if not may_copy(one, self.sketches[other], found[other]):
                continue
            lengths = own_length(one, len(own)), self._own_length(self.sketches[other])
            copy = judge_copy(one, self.sketches[other], found[other], lengths)
            if copy:
                return copy
        return None

    def _own_sample(self, one: Sketch) -> list[int]:
        """The sampled runs of the article that are no furniture."""
        return [run for run in one.sample.tolist() if not self._is_furniture(run)]

    def _is_furniture(self, run: int) -> bool:
        if self._postings.count(run) <= FEWEST_HOLDERS:
            return False
        if run not in self._furniture:
            held = self._postings.holders(run)
            kept = self.sketches
            self._furniture[run] = spreads(
                (kept[n].host for n in held), (kept[n].day for n in held)
            )
        return self._furniture[run]

    def _own_length(self, one: Sketch) -> float:
        return own_length(one, len(self._own_sample(one)))

    def _order(self, number: int) -> tuple[int, int]:
        """Sorts by day, then by arrival; what has no day by arrival alone, after the dated."""
        day = self.sketches[number].day
        return (np.iinfo(np.int64).max if day is None else day, number)


def spreads(hosts: Iterable[int | None], days: Iterable[int | None]) -> bool:
    """Whether a run stands in more articles of a host, or for longer, than a report would.

    Asked of a run in more than :data:`FEWEST_HOLDERS` articles: it is furniture.
    """
    counted = Counter(hosts)
    counted.pop(None, None)
    if max(counted.values(), default=0) > HOST_LIMIT:
        return True
    known = [day for day in days if day is not None]
    return len(known) > SPREAD_LIMIT and max(known) - min(known) > SPREAD_DAYS


def own_length(one: Sketch, own: int) -> float:
    """Runs of the article that are no furniture, told from the ``own`` ones of its sample."""
    return max(1.0, len(one.runs) * own / max(1, len(one.sample)))


def judge_copy(one: Sketch, other: Sketch, found: int, lengths: tuple[float, float]) -> Copy | None:
    """Whether an article copies an earlier one; ``found`` runs of both samples are no furniture.

    Runs in common are counted exactly, less the share of furniture, which is told from the sample,
    as only its holders are known. ``lengths`` are those of :func:`own_length`.
    """
    common = np.intersect1d(one.runs, other.runs, assume_unique=True)
    sampled = int(np.count_nonzero(common % _SAMPLE == 0))
    shared = len(common) * found / sampled
    if shared + SHINGLE_WORDS < LEAST_WORDS or shared < LEAST_SHARE * min(lengths):
        return None
    return _copy(one, other, min(1.0, shared / lengths[0]))


def may_copy(one: Sketch, other: Sketch, found: int) -> bool:
    """What can be told without comparing the runs."""
    if found * _SAMPLE + SHINGLE_WORDS < LEAST_WORDS:
        return False
    if _days_between(one, other) > LONGEST_DELAY:
        return False
    # one host, headlines without a word in common: the same furniture
    titled = one.host == other.host and one.title and other.title
    return not (titled and not one.title & other.title)


def _days_between(one: Sketch, other: Sketch) -> int:
    """0 where a date is unknown."""
    return 0 if one.day is None or other.day is None else abs(one.day - other.day)


def _copy(one: Sketch, other: Sketch, share: float) -> Copy:
    return Copy(
        id=one.id,
        copy_of=other.id,
        share=round(share, 3),
        kind=CopyKind.PLAIN if share >= PLAIN_SHARE else CopyKind.EXTENDED,
        why=_reason(share, one, other),
    )


def _reason(share: float, one: Sketch, other: Sketch) -> str:
    words = f"{share:.0%} of its words in order"
    if one.credited:
        words += "; credits an agency"
    return words + ("; same host" if one.host is not None and one.host == other.host else "")


def find_copies(articles: Iterable[ComparedArticle]) -> list[Copy]:
    """The copies among the articles, in their order; furniture is told from all of them."""
    index = CopyIndex()
    index.load([sketch(article) for article in articles])
    found = (index.original(number) for number in range(len(index.sketches)))
    return [copy for copy in found if copy]
