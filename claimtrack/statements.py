"""What each source says in a story, first to last → where it says otherwise than before.

A claim is held against the likest earlier one of the same source, from another article and, as far
as dates tell, of an earlier time. Not seen: a change that is told in quite other words, and whether
an outlet or the source itself changed the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .comparison import DifferingArticle, Said, StatementChange, StatementEntry
from .differences.context import Weights, telling_words
from .differences.numbers import number_differences, quantity_places
from .models import Extraction, Precision, Stance

_ALIKE = 0.4  # likeness from which two claims are taken to be on one thing
_LEAST_COMMON = 2  # telling words
_DAY = len("2026-03-01")
_COMMITTED = frozenset({Stance.ASSERTS, Stance.DENIES, Stance.WITHHOLDS, Stance.QUESTIONS})


def order_statements(said: Iterable[Said]) -> Iterator[StatementEntry]:
    """The claims of each source of a story in order of time; only of sources in two articles."""
    sources: dict[str, list[Said]] = {}
    everything = list(said)
    for one in everything:
        sources.setdefault(one.source, []).append(one)
    weights = Weights(one.content for one in everything)
    for claims in sources.values():
        if len({claim.article for claim in claims}) > 1:
            yield from _of_source(sorted(claims, key=_order), weights)


def _order(one: Said) -> tuple[bool, str, int]:
    return (one.at is None, one.at or "", one.id)


def _of_source(claims: Sequence[Said], weights: Weights) -> Iterator[StatementEntry]:
    dated = [claim.at for claim in claims if claim.at]
    for place, claim in enumerate(claims, 1):
        earlier = _likest([c for c in claims[: place - 1] if is_earlier(c, claim)], claim, weights)
        change = _change(earlier, claim, weights) if earlier else None
        yield StatementEntry(
            claim=claim.id,
            place=place,
            of=len(claims),
            first_at=dated[0] if dated else None,
            last_at=dated[-1] if dated else None,
            change=change[0] if change else None,
            earlier=earlier.id if earlier and change else None,
            why=change[1] if change else None,
        )


def is_earlier(a: Said, b: Said) -> bool:
    """Whether ``a`` is surely of an earlier article, as far as both dates are known."""
    if a.article == b.article or not a.at or not b.at:
        return False
    if Precision.UNKNOWN in (a.precision, b.precision):
        return False
    if Precision.DAY in (a.precision, b.precision):
        return a.at[:_DAY] < b.at[:_DAY]
    return a.at < b.at


def _likest(earlier: Sequence[Said], claim: Said, weights: Weights) -> Said | None:
    """The likest earlier claim, of those alike the latest."""
    words = telling_words(claim.content)
    scored = [
        (weights.likeness(telling_words(one.content), words), n)
        for n, one in enumerate(earlier)
        if len(telling_words(one.content) & words) >= _LEAST_COMMON
    ]
    score, number = max(scored, default=(0.0, 0))
    return earlier[number] if score >= _ALIKE else None


def _change(a: Said, b: Said, weights: Weights) -> tuple[StatementChange, str] | None:
    stances = {a.stance, b.stance}
    if Stance.HEDGES in stances and Stance.ASSERTS in stances:
        return StatementChange.HEDGE, f"{a.stance} → {b.stance}"
    if a.stance is not b.stance and stances <= _COMMITTED:
        return StatementChange.STANCE, f"{a.stance} → {b.stance}"
    one, other = _as_article(a), _as_article(b)
    numbers = number_differences(one, quantity_places(one), other, quantity_places(other), weights)
    for found in numbers:
        return StatementChange.NUMBER, found.why.replace(" against ", " → ")
    return None


def _as_article(one: Said) -> DifferingArticle:
    return DifferingArticle(id=str(one.id), text=one.content, title="", found=Extraction())
