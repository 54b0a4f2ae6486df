"""An accusation in one article, and in the other that the accused denies it.

"Two clerks accused the mayor of taking bribes", "The mayor denied the allegations". What is denied
without being told is the accusation; what is told must have a telling word in common with it. Errs
where somebody is accused of several things and denies one of them as "the claim".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..alignment import Sentence, split_sentences
from ..comparison import Difference, DifferenceKind, DifferingArticle, Side
from ..lexicon import entries
from ..models import AttributionClaim, ResponsibilityClaim, Span, Stance
from ..parties import party_words, same_party
from .context import Words, plain_words, telling_words

_ACCUSES = re.compile(r"\b(?:accus|alleg|blam|charg|indict|implicat|su(?:ed|es|ing)\b)", re.I)
# What is denied where the deed itself is not told; stems.
_BARE = telling_words(
    "accusation accusations allegation allegations any assertion charge charges claim claims guilt"
    " involvement innocence part report reports role suggestion wrongdoing"
)
_PARTY = telling_words(" ".join(entries("party_words")))  # tell who, not what
_HOLD = frozenset({Stance.ASSERTS, Stance.HEDGES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An accusation of a party, or its denial, with the words for what it is about."""

    span: Span
    party: Words
    words: Words
    is_flat: bool


def charges(article: DifferingArticle) -> tuple[Answer, ...]:
    """Who is accused by somebody else in so many words; the firm accusations first."""
    sentences = split_sentences(article.text)
    found = [
        answer
        for claim in article.found.responsibility
        if (answer := _charge(article, claim, sentences))
    ]
    return tuple(sorted(found, key=lambda answer: not answer.is_flat))


def _charge(
    article: DifferingArticle, claim: ResponsibilityClaim, sentences: Sequence[Sentence]
) -> Answer | None:
    carrier = article.found.carrier(claim)
    if carrier is None or claim.stance not in _HOLD or not claim.accused_name:
        return None
    cue = " ".join(article.text[s.start : s.end] for s in carrier.cue)
    if not _ACCUSES.search(cue) or claim.accuser_name == claim.accused_name:
        return None
    return _answer(article, carrier, claim.accused_name, sentences)


def denials(article: DifferingArticle) -> tuple[Answer, ...]:
    """Who denies what, by name."""
    sentences = split_sentences(article.text)
    return tuple(
        answer
        for claim in article.found.attributions
        if claim.stance is Stance.DENIES
        and claim.source_name
        and (answer := _answer(article, claim, claim.source_name, sentences))
    )


def _answer(
    article: DifferingArticle, claim: AttributionClaim, name: str, sentences: Sequence[Sentence]
) -> Answer | None:
    """The part of a claim that stands in the sentence of its cue."""
    home = next((s for s in sentences if s.start <= claim.cue[0].start < s.end), None)
    party = party_words(name)
    if home is None or not party:
        return None
    parts = [s for s in (*claim.source, *claim.cue, *claim.content) if s.start < home.end]
    parts = [s for s in parts if s.end > home.start]
    end = min(max(s.end for s in parts), home.start + len(home.text))
    return Answer(
        span=Span(start=max(min(s.start for s in parts), home.start), end=end),
        party=party,
        words=frozenset(
            w for s in claim.content for w in plain_words(article.text[s.start : s.end])
        )
        - _PARTY,
        is_flat=claim.stance is Stance.ASSERTS,
    )


def denied_differences(
    one: DifferingArticle,
    these: tuple[Sequence[Answer], Sequence[Answer]],
    other: DifferingArticle,
    those: tuple[Sequence[Answer], Sequence[Answer]],
) -> Iterator[Difference]:
    """The charges of one article that are denied in the other, one of each party."""
    pairs = [
        *_answered(these[0], those[1]),
        *((denial, charge) for charge, denial in _answered(those[0], these[1])),
    ]
    seen: list[Words] = []
    for a, b in pairs:
        if any(same_party(a.party, party) for party in seen):
            continue
        seen.append(a.party)
        yield Difference(
            kind=DifferenceKind.OPPOSED_STANCE,
            a=Side(article=one.id, span=a.span),
            b=Side(article=other.id, span=b.span),
            why="one accuses, the accused denies",
        )


def _answered(
    accusing: Sequence[Answer], denying: Sequence[Answer]
) -> Iterator[tuple[Answer, Answer]]:
    for charge in accusing:
        for denial in denying:
            is_same = denial.words <= _BARE or denial.words & charge.words
            if is_same and same_party(charge.party, denial.party):
                yield charge, denial
