"""What of the articles' words may be published: quoted passages, capped.

The spans of all claims together cover most of an article, so that to publish them all would be to
publish the text. Per article at most 15 % of the text and 600 characters are quoted, per claim at
most 200, cut at a word with "…"; the claims of highest confidence come first, and each place in
the text is paid for once. The headline is free: it is shown anyway. What is not paid for is left
out; its offsets still tell where it stands.

Copies of one report would together tell all of it, a passage each. So a sentence that stands in
several articles is paid for by all of them as soon as one of them is quoted with it.

Decides only; reads and stores nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .models import Span, Spans

SHARE = 0.15
ARTICLE = 600
CLAIM = 200
_SHORTEST = 24  # a content cut shorter than this says nothing; better none


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """One part of a claim that quotes the text. ``may_be_cut``: else it is all or nothing."""

    column: str
    spans: Spans
    may_be_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The quoted parts of one claim, the most wanted first; ``id`` tells the caller which claim."""

    id: tuple[str, int]
    confidence: float | None
    parts: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A sentence of an article that stands in others as well: its identity and who holds it."""

    span: Span
    key: int
    holders: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Ledger:
    """What may still be quoted of each article, and which shared places are paid for."""

    left: dict[int, int]
    paid: set[tuple[int, int]] = field(default_factory=set)


def allowance(text: str) -> int:
    """How many characters of ``text`` may be quoted in all."""
    return min(ARTICLE, int(SHARE * len(text)))


_SENTENCE = re.compile(r"\S[^\n]*?(?:[.!?][\"'”’)]*(?=\s)|$)", re.MULTILINE)
_TELLING = 30  # shorter sentences stand in many texts by chance


def sentences(text: str) -> Iterator[Span]:
    """The sentences by which copies are known. Errs towards breaking, as after "Dr."."""
    for match in _SENTENCE.finditer(text):
        if match.end() - match.start() >= _TELLING:
            yield Span(start=match.start(), end=match.end())


class _Purse:
    """What may be spent on one article."""

    def __init__(
        self, article: int, ledger: Ledger, shared: Iterable[Shared], free_until: int
    ) -> None:
        self._article, self._ledger, self._free_until = article, ledger, free_until
        self._paid: set[int] = set()
        self._shared = {
            place: (sentence, place - sentence.span.start)
            for sentence in shared
            for place in range(sentence.span.start, sentence.span.end)
        }

    def can_pay(self, places: Iterable[int]) -> bool:
        """Whether this article, and every one that shares the places, may be quoted so far."""
        left = self._ledger.left
        return all(price <= left[article] for article, price in self._prices(places).items())

    def pay(self, places: Sequence[int]) -> None:
        """Note the places as quoted."""
        for article, price in self._prices(places).items():
            self._ledger.left[article] -= price
        self._paid.update(places)
        shared = (self._shared[place] for place in places if place in self._shared)
        self._ledger.paid.update((sentence.key, offset) for sentence, offset in shared)

    def _prices(self, places: Iterable[int]) -> Counter[int]:
        prices: Counter[int] = Counter()
        for place in places:
            if place in self._paid:
                continue
            sentence, offset = self._shared.get(place, (None, 0))
            if sentence and (sentence.key, offset) in self._ledger.paid:
                continue
            if place >= self._free_until:
                prices[self._article] += 1
            prices.update(sentence.holders if sentence else ())
        return prices


def excerpts(
    article: int,
    text: str,
    passages: Iterable[Passage],
    ledger: Ledger,
    *,
    headline: str = "",
    shared: Iterable[Shared] = (),
) -> dict[tuple[str, int], dict[str, str | None]]:
    """The words to publish of one article, by claim and column; None where they are left out.

    ``shared`` names the other holders of its sentences; what is quoted is taken off ``ledger``.
    """
    free_until = len(headline) if headline and text.startswith(headline) else 0
    purse = _Purse(article, ledger, shared, free_until)
    ranked = sorted(passages, key=lambda p: (-(p.confidence or 0.0), p.id))
    return {passage.id: _of_claim(text, passage, purse) for passage in ranked}


def _of_claim(text: str, passage: Passage, purse: _Purse) -> dict[str, str | None]:
    left, found = CLAIM, {}
    for part in passage.parts:
        words = _of_part(text, part, purse, left)
        left -= len(words or "")
        found[part.column] = words
    return found


def _of_part(text: str, part: Quoted, purse: _Purse, left: int) -> str | None:
    places = [place for span in part.spans for place in range(span.start, span.end)]
    if not places:
        return None
    if len(places) + len(part.spans) * 3 <= left and purse.can_pay(places):
        purse.pay(places)
        return " … ".join(text[s.start : s.end] for s in part.spans)
    return _cut(text, part.spans[0], purse, left) if part.may_be_cut else None


def _cut(text: str, span: Span, purse: _Purse, left: int) -> str | None:
    """The beginning of the span that can be paid for, up to the end of a word."""
    end = min(span.end, span.start + left - 1)  # one for the ellipsis
    while end > span.start and not purse.can_pay(range(span.start, end)):
        end -= 1
    if end < span.end and not text[end].isspace():
        end = max(text.rfind(" ", span.start, end), text.rfind("\n", span.start, end))
    words = text[span.start : max(end, span.start)].rstrip()
    if len(words) < _SHORTEST:
        return None
    purse.pay(range(span.start, span.start + len(words)))
    return f"{words}…"
