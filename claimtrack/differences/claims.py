"""Claims of two articles that say the same, by another source, more firmly, or against it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..alignment import Sentence, split_sentences
from ..comparison import Difference, DifferenceKind, DifferingArticle, Side
from ..models import AttributionClaim, SourceType, Span, Spans, Stance
from ..parties import party_words
from .context import Weights, Words, plain_pairs, plain_words, telling_words

# Likeness from which two passages are taken to say the same thing.
_SAME = 0.35
_SAME_SOURCE = 0.6  # a story's sources say much that is near: only where most is common
_SAME_OPPOSED = 0.6  # a "not" more or less turns a passage: only where nearly all is common
_LEAST_WORDS = 3  # telling words; shorter passages say too little to be compared
_LEAST_COMMON, _LEAST_PLAIN = 3, 2  # words in common, and of them such as are no names
_REACH_OF_NOT = 4  # words behind a "not" that it turns
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NOT = re.compile(r"\b(?:not|never|no|nobody|neither|nor|without)\b|n['’]t\b", re.IGNORECASE)
# Of all words that hedge, those that hedge the clause they stand in; "could" and "allegations"
# mostly stand in another clause than what two passages have in common.
_HEDGES = frozenset(
    "reportedly allegedly apparently purportedly supposedly seemingly presumably".split()
)
_NAMED = frozenset({SourceType.PERSON, SourceType.ORGANIZATION, SourceType.OUTLET})
_FLAT = frozenset({Stance.ASSERTS, Stance.SELF_CLAIMS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence of what somebody says, or of what the article says itself.

    ``span`` is what is quoted of it. ``source`` None: the article itself, or nobody is named.
    """

    span: Span
    words: Words
    plain: Words
    pairs: frozenset[tuple[str, str]]
    stance: Stance | None
    negated: Words
    source: str | None = None
    source_type: SourceType | None = None


def passages(article: DifferingArticle) -> tuple[Passage, ...]:
    """What an article's claims say, sentence by sentence, then what it says itself."""
    sentences = [s for s in split_sentences(article.text) if s.start >= len(article.title)]
    said = [p for claim in article.found.attributions for p in _of_claim(article, claim, sentences)]
    contents = [s for claim in article.found.attributions for s in (*claim.content, *claim.cue)]
    own = [
        _passage(article, Span(start=s.start, end=s.start + len(s.text)), None)
        for s in sentences
        if not any(c.start < s.end and s.start < c.end for c in contents)
    ]
    return tuple(p for p in (*said, *own) if len(p.words) >= _LEAST_WORDS)


def _of_claim(
    article: DifferingArticle, claim: AttributionClaim, sentences: Sequence[Sentence]
) -> Iterator[Passage]:
    for content in claim.content:
        for sentence in sentences:
            start, end = max(content.start, sentence.start), min(content.end, sentence.end)
            if start < end and article.text[start:end].strip():
                yield _passage(article, Span(start=start, end=end), claim, sentence)


def _passage(
    article: DifferingArticle,
    told: Span,
    claim: AttributionClaim | None,
    home: Sentence | None = None,
) -> Passage:
    words = article.text[told.start : told.end].rstrip()
    stance = claim.stance if claim else Stance.ASSERTS
    if stance in _FLAT and _hedges(words):
        stance = Stance.HEDGES
    parts = (*claim.source, *claim.cue) if claim else ()
    return Passage(
        span=_quoted(Span(start=told.start, end=told.start + len(words)), parts, home),
        words=telling_words(words),
        plain=plain_words(words),
        pairs=plain_pairs(words),
        stance=stance,
        negated=_negated(words),
        source=claim.source_name if claim else None,
        source_type=claim.source_type if claim else SourceType.AUTHOR,
    )


def _quoted(told: Span, parts: Spans, home: Sentence | None) -> Span:
    """The passage with those words of source and cue that stand in its sentence."""
    near = [p for p in parts if home and home.start <= p.start and p.end <= home.end]
    return Span(
        start=min([told.start, *(p.start for p in near)]),
        end=max([told.end, *(p.end for p in near)]),
    )


def _negated(words: str) -> Words:
    """The telling words that a "not" stands close before, wherever they stand."""
    turned: list[str] = []
    rest, place = "", 0
    for hit in _NOT.finditer(words):
        behind = words[hit.end() :].split()[:_REACH_OF_NOT]
        turned += behind
        rest += words[place : hit.start()]
        place = hit.end() + words[hit.end() :].find(behind[-1]) + len(behind[-1]) if behind else 0
    rest += words[place:]
    return telling_words(" ".join(turned)) - telling_words(rest)


def _hedges(words: str) -> bool:
    return any(word.casefold() in _HEDGES for word in _WORD.findall(words))


# --- two articles -------------------------------------------------------------------------------


def claim_differences(
    one: DifferingArticle,
    these: Sequence[Passage],
    other: DifferingArticle,
    those: Sequence[Passage],
    weights: Weights,
) -> Iterator[Difference]:
    """For each passage, the likest of the other article, where the two differ.

    Where the other article holds a passage that says the same in the same way, it does not differ.
    """
    scores = sorted(
        (
            (score, -i, -j)
            for i, p in enumerate(these)
            for j, q in enumerate(those)
            if _is_comparable(p, q) and (score := weights.likeness(p.words, q.words)) >= _SAME
        ),
        reverse=True,
    )
    seen: set[tuple[str, int]] = set()
    for score, i, j in scores:
        p, q = these[-i], those[-j]
        if ("a", i) in seen or ("b", j) in seen:
            continue
        seen |= {("a", i), ("b", j)}
        if kind := _kind(p, q, score):
            yield Difference(
                kind=kind,
                a=Side(article=one.id, span=p.span),
                b=Side(article=other.id, span=q.span),
                why=_why(kind, p, q),
            )


def _is_comparable(p: Passage, q: Passage) -> bool:
    """Whether the two have enough words in common, or two in a row that are no names."""
    enough = len(p.words & q.words) >= _LEAST_COMMON and len(p.plain & q.plain) >= _LEAST_PLAIN
    return enough or bool(p.pairs & q.pairs)


def _kind(p: Passage, q: Passage, score: float) -> DifferenceKind | None:
    common = p.words & q.words
    is_turned = bool(p.negated & common) != bool(q.negated & common)
    if _is_opposed(p, q, is_turned=is_turned):
        return DifferenceKind.OPPOSED_STANCE if score >= _SAME_OPPOSED else None
    if is_turned:
        return None
    stances = {p.stance, q.stance}
    if Stance.HEDGES in stances and stances & _FLAT:
        return DifferenceKind.HEDGED_FLAT
    if not (p.stance in _FLAT and q.stance in _FLAT) or score < _SAME_SOURCE:
        return None
    types = {p.source_type, q.source_type}
    if SourceType.ANONYMOUS in types and types & _NAMED:
        return DifferenceKind.NAMED_ANONYMOUS
    return DifferenceKind.OTHER_SOURCE if _is_other_source(p, q) else None


def _is_opposed(p: Passage, q: Passage, *, is_turned: bool) -> bool:
    """Whether one says that it is so and the other that it is not."""
    if not all(x.stance in _FLAT | {Stance.DENIES} for x in (p, q)):
        return False
    return ((p.stance is Stance.DENIES) != (q.stance is Stance.DENIES)) != is_turned


def _is_other_source(p: Passage, q: Passage) -> bool:
    """Whether both sources are named, without a common word."""
    if not (p.source_type in _NAMED and q.source_type in _NAMED and p.source and q.source):
        return False
    a, b = party_words(p.source), party_words(q.source)
    return bool(a and b) and not a & b


_WHY = {
    DifferenceKind.OPPOSED_STANCE: "one says so, the other says not",
    DifferenceKind.NAMED_ANONYMOUS: "a named source against one without a name",
}


def _why(kind: DifferenceKind, p: Passage, q: Passage) -> str:
    if kind is DifferenceKind.HEDGED_FLAT:
        order = ("flat", "hedged") if q.stance is Stance.HEDGES else ("hedged", "flat")
        return f"{order[0]} against {order[1]}"
    if kind is DifferenceKind.OTHER_SOURCE:
        return f"{p.source} against {q.source}"
    return _WHY[kind]
