"""Two articles that hold different parties responsible for one deed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..alignment import split_sentences
from ..comparison import Difference, DifferenceKind, DifferingArticle, Side
from ..models import MentionKind, ResponsibilityClaim, Span, Stance, touch
from ..parties import act_sort, party_words, share_words
from .context import Weights, Words, telling_words

# Likeness of the two sentences, but for who is accused, from which they tell of one deed. An act
# alone tells little: many people are accused of lying in one story.
_SAME = 0.4
_ARTICLE = re.compile(r"^(?:the|an?|its?|his|her|their)\s+", re.IGNORECASE)
_PARTIES = frozenset(
    {MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.GROUP, MentionKind.PLACE}
)
_HOLD = frozenset({Stance.ASSERTS, Stance.HEDGES, Stance.SELF_CLAIMS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Accusation:
    """Who is held to have done what, with the words of the sentence around."""

    span: Span
    name: str
    accused: Words
    act: str
    target: Words
    words: Words
    is_person: bool


def accusations(article: DifferingArticle) -> tuple[Accusation, ...]:
    """The claims of an article that hold somebody responsible, by name."""
    found = (_accusation(article, claim) for claim in article.found.responsibility)
    return tuple(one for one in found if one)


def _accusation(article: DifferingArticle, claim: ResponsibilityClaim) -> Accusation | None:
    if not (claim.accused and claim.act and claim.accused_name and claim.stance in _HOLD):
        return None
    accused = party_words(claim.accused_name)
    home = next(
        (s for s in split_sentences(article.text) if s.start <= claim.act.start < s.end), None
    )
    if not accused or home is None:
        return None
    own = article.text[claim.accused.start : claim.accused.end]
    kinds = _kinds(article, claim.accused, claim.accused_name)
    if _is_doubtful(own, claim.accused_name) or not kinds & _PARTIES:
        return None
    return Accusation(
        span=claim.accused,
        name=claim.accused_name,
        accused=accused,
        act=act_sort(article.text[claim.act.start : claim.act.end]),
        target=party_words(claim.target_name),
        words=telling_words(home.text) - telling_words(own),
        is_person=MentionKind.PERSON in kinds,
    )


def _kinds(article: DifferingArticle, accused: Span, name: str) -> frozenset[MentionKind]:
    """What the names in the words, or what these stand for, are of.

    None in "a Baltimore man", who is nobody; the state of "the government of Norvania" is somebody.
    """
    return frozenset(
        m.kind
        for m in article.found.mentions
        if m.name == name
        or (
            touch((m.span,), (accused,))
            and (m.kind is not MentionKind.PLACE or m.span.end == accused.end)
        )
    )


def _is_doubtful(words: str, name: str) -> bool:
    """Whether the name may be of somebody else: a description resolved, a dateline, no name."""
    said = party_words(words)
    is_described = bool(said) and not share_words(said, party_words(name))
    bare = _ARTICLE.sub("", name)
    is_named = any(word[:1].isupper() for word in bare.split())
    return is_described or not is_named or (name.isupper() and " " in name)


def accused_differences(
    one: DifferingArticle,
    these: Sequence[Accusation],
    other: DifferingArticle,
    those: Sequence[Accusation],
    weights: Weights,
) -> Iterator[Difference]:
    """Pairs that tell of one deed and name others for it.

    None where the other article names this party for such a deed as well: then both tell of both.
    """
    for a in these:
        for b in those:
            if a.act != b.act or share_words(a.accused, b.accused):
                continue
            if _are_known(a, other) and _are_known(b, one) and a.is_person and b.is_person:
                continue  # two people of one story: co-accused, or a victim taken for one
            if _is_other(a.target, b.target) or _names_too(a, those) or _names_too(b, these):
                continue
            if share_words(a.target, b.target) or weights.likeness(a.words, b.words) >= _SAME:
                yield Difference(
                    kind=DifferenceKind.OTHER_ACCUSED,
                    a=Side(article=one.id, span=a.span),
                    b=Side(article=other.id, span=b.span),
                    why=f"{a.name} against {b.name}",
                )


def _are_known(accusation: Accusation, article: DifferingArticle) -> bool:
    """Whether the article names the party, for whatever it is."""
    return bool(accusation.accused & party_words(article.text))


def _is_other(a: Words, b: Words) -> bool:
    return bool(a and b) and not share_words(a, b)


def _names_too(accusation: Accusation, others: Sequence[Accusation]) -> bool:
    return any(
        o.act == accusation.act and share_words(o.accused, accusation.accused) for o in others
    )
