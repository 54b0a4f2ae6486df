"""Who of the people named may appear in what is published. Decides only.

A natural person is held responsible there only where a reviewer confirmed the claim, or at least
two independent outlets carry it, each by a claim that is likelier right than not. In doubt whether
somebody is a person: a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .lexicon import entries

SURE = 0.5  # confidence is calibrated: above, more claims are right than wrong
OUTLETS = 2
ADULT = 18
_CONFIRMED = frozenset({"right", "corrected"})
_PRONOUNS = frozenset("i me he him his himself she her hers herself".split())
_AGE_AFTER = re.compile(
    r"\W{1,3}(?:who is |aged? |is )?(\d{1,2})(?=[\s,.;)])(?!\s*(?:%|per|million))"
)
_AGE_BEFORE = re.compile(r"\b(\d{1,2})-year-old\b[^.!?\n]{0,40}$")
_NEAR = 60  # characters before a name in which an age is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Accusation:
    """A responsibility claim as far as the rule looks at it. ``owner`` is the outlet's, else it.

    ``kinds`` are the kinds of what its accused is named as in the article.
    """

    id: int
    story: int | None
    accused: str | None
    words: str | None
    name: str | None
    kinds: frozenset[str]
    owner: str | None
    is_copy: bool
    confidence: float | None
    review: str | None


def is_person(claim: Accusation) -> bool:
    """Whether the accused is a natural person, or may be one."""
    if claim.accused is None:
        return False
    if claim.kinds:
        return "person" in claim.kinds
    words = (claim.words or claim.accused).casefold().split()
    if claim.name is None or claim.name == claim.words:
        return bool(words) and (words[-1] in _PRONOUNS or words[-1] in entries("nouns_person"))
    return True


def held_back(claims: Iterable[Accusation]) -> list[int]:
    """The claims against people that may not be published."""
    all_claims = list(claims)
    outlets: dict[tuple[int, str], set[str]] = {}
    for claim in all_claims:
        if _counts(claim) and claim.story is not None and claim.accused and claim.owner:
            outlets.setdefault((claim.story, claim.accused), set()).add(claim.owner)
    return [c.id for c in all_claims if is_person(c) and not _may_appear(c, outlets)]


def _counts(claim: Accusation) -> bool:
    return not claim.is_copy and (claim.confidence or 0.0) >= SURE


def _may_appear(claim: Accusation, outlets: dict[tuple[int, str], set[str]]) -> bool:
    if claim.review in _CONFIRMED:
        return True
    if claim.story is None or claim.accused is None:
        return False
    return len(outlets.get((claim.story, claim.accused), ())) >= OUTLETS


def is_minor(text: str, places: Sequence[tuple[int, int]]) -> bool:
    """Whether an age under 18 stands right beside one of the places where somebody is named."""
    return any(_age(text, start, end) < ADULT for start, end in places)


def _age(text: str, start: int, end: int) -> int:
    after = _AGE_AFTER.match(text, end)
    before = _AGE_BEFORE.search(text, max(0, start - _NEAR), start)
    found = after or before
    return int(found[1]) if found else ADULT
