"""What people say of claims, and to which claim it belongs after texts were read anew.

A review is of the words it was made on. It belongs to the claim of the same article that overlaps
them best: by characters where the text is the same, else by words. Two as good as each other, or
none good enough: to none. Decides only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .errors import InputError
from .models import (
    AttributionKind,
    Basis,
    Judgement,
    Quotation,
    SourceType,
    Stance,
    Tone,
    Voice,
)

REVIEW_CLAIMS = "review-claims"  # the permission to say what is right and wrong with claims
LEAST = 0.5  # of what both hold together; below, another claim is likelier than the same one
_ANY: type[StrEnum] | None = None

# What can be corrected: table of claims → field as users say it → (column, its vocabulary).
FIELDS: Mapping[str, Mapping[str, tuple[str, type[StrEnum] | None]]] = {
    "claims": {
        "source": ("source_name", _ANY),
        "source_type": ("source_type", SourceType),
        "quotation": ("quotation", Quotation),
        "stance": ("stance", Stance),
        "tone": ("tone", Tone),
    },
    "responsibility_claims": {
        "accused": ("accused_name", _ANY),
        "target": ("target_name", _ANY),
        "accuser": ("accuser_name", _ANY),
        "stance": ("stance", Stance),
        "voice": ("voice", Voice),
        "basis": ("basis", Basis),
        "kind": ("kind", AttributionKind),
    },
}
_ALIEN = {
    "claims": frozenset({Stance.SELF_CLAIMS}),
    "responsibility_claims": frozenset({Stance.DIRECTS, Stance.EVALUATES}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What one person says of a claim; ``field`` and ``value`` where it is corrected."""

    judgement: Judgement
    field: str | None = None
    value: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A claim by its words: ``id`` tells the caller which, ``text`` the text it stands in."""

    id: int
    text: str
    places: frozenset[int]
    words: tuple[str, ...]


def check_review(kind: str, review: Review) -> Review:
    """The review as it is kept. Errors: :class:`InputError`, which says what would be right."""
    if review.judgement is not Judgement.CORRECTED:
        if review.field or review.value is not None:
            raise InputError(f"'{review.judgement}' corrects no field; leave field and value out")
        return review
    known = FIELDS[kind]
    if review.field is None or review.field not in known:
        raise InputError(f"'{review.field}' is no field here; known: {', '.join(known)}")
    _, words = known[review.field]
    value = " ".join((review.value or "").split()) or None
    if words and value is not None:
        allowed = [word.value for word in words if word not in _ALIEN[kind]]
        if value not in allowed:
            raise InputError(f"'{review.field}' must be one of {', '.join(allowed)}, not '{value}'")
    return Review(judgement=review.judgement, field=review.field, value=value, note=review.note)


def standing(kind: str, reviews: Iterable[Review]) -> tuple[str | None, dict[str, str | None]]:
    """What holds after all that was said, in order: the verdict, and corrected columns."""
    verdict: str | None = None
    columns: dict[str, str | None] = {}
    for review in reviews:
        if review.judgement is Judgement.CLEARED:
            verdict, columns = None, {}
        elif review.judgement is Judgement.CORRECTED and review.field:
            columns[FIELDS[kind][review.field][0]] = review.value
            verdict = "corrected"
        elif review.judgement is Judgement.WRONG:
            verdict = "wrong"
        else:
            verdict = "corrected" if columns else "right"
    return verdict, columns


def best_match(review: Quoted, claims: Sequence[Quoted]) -> int | None:
    """The claim that the review belongs to; None where none is near or two are as near."""
    ranked = sorted(((_overlap(review, claim), claim.id) for claim in claims), reverse=True)
    if not ranked or ranked[0][0] < LEAST:
        return None
    if len(ranked) > 1 and ranked[1][0] == ranked[0][0]:
        return None
    return ranked[0][1]


def is_same_place(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether what stands at the places of a text is one claim, read twice."""
    return _share(len(one & other), len(one | other)) >= LEAST


def _overlap(review: Quoted, claim: Quoted) -> float:
    if review.text == claim.text and review.places:
        return _share(len(review.places & claim.places), len(review.places | claim.places))
    ours, theirs = Counter(review.words), Counter(claim.words)
    return _share((ours & theirs).total(), (ours | theirs).total())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
