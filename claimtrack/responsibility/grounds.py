"""What a claim is said to rest on, in what capacity it is made, how sure its maker is said to be.

Read off the sentence and the accuser by word lists; ``unknown`` where the text says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from ..lexicon import entries
from ..models import (
    AttributionClaim,
    AttributionKind,
    Basis,
    ConfidenceLevel,
    Reason,
    SourceType,
    Span,
    Stance,
    Voice,
)
from .found import Found

_CONFIDENCE = re.compile(
    r"(?:\bnot |n['’]t |\bless |\bwithout )?\b(?:(?:with |have |has |had )?(?:very )?"
    r"(?:high|moderate|medium|low|full|complete|great)"
    r"(?: degree of| level of)? confidence|(?:very |highly |fully |absolutely |quite |pretty )?"
    r"(?:confident|certain)|(?:\d{1,3} ?(?:percent|per cent|%) (?:sure|certain|confident))|"
    r"beyond (?:a |any )?(?:reasonable )?doubt|no doubt|without (?:a )?doubt|almost certainly|"
    r"(?:very|highly|most) likely|definitively|conclusively)\b",
    re.IGNORECASE,
)
_LOW = re.compile(r"\blow\b|^not |n['’]t |^less |^without (?!(?:a )?doubt)", re.IGNORECASE)
_MODERATE = re.compile(r"moderate|medium|quite|pretty|likely|^confident|^certain", re.IGNORECASE)
_SURE, _LEAN = 80, 50  # percent from which a stated share counts as high, as moderate
# In this order: the first list that has a word of the accuser or the sentence decides.
_BASES = (
    (Basis.LEGAL_FINDING, "basis_legal"),
    (Basis.TECHNICAL_EVIDENCE, "basis_technical"),
    (Basis.INTELLIGENCE, "basis_intelligence"),
    (Basis.WITNESS, "basis_witness"),
)
_BY_SOURCE = {
    SourceType.DOCUMENT: Basis.DOCUMENT,
    SourceType.OUTLET: Basis.MEDIA_INVESTIGATION,
    SourceType.OFFICIAL: Basis.OFFICIAL_STATEMENT,
}
_KINDS = {
    Basis.LEGAL_FINDING: AttributionKind.LEGAL,
    Basis.TECHNICAL_EVIDENCE: AttributionKind.TECHNICAL,
    Basis.INTELLIGENCE: AttributionKind.OFFICIAL,
    Basis.OFFICIAL_STATEMENT: AttributionKind.OFFICIAL,
    Basis.MEDIA_INVESTIGATION: AttributionKind.MEDIA,
    Basis.SELF_CLAIM: AttributionKind.SELF,
}
_NOT_A_DATE = re.compile(
    r"year-old|\bago\b|\bdecades?\b|\byears\b|\bmonths\b|\bdays\b", re.IGNORECASE
)
_UNOFFICIAL = frozenset({SourceType.PERSON, SourceType.ANONYMOUS, SourceType.GROUP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Basis, kind and stated confidence of one claim, with their reasons."""

    basis: Basis
    kind: AttributionKind
    stated_confidence: str | None
    confidence_level: ConfidenceLevel | None
    why: tuple[Reason, ...]


def grounds(found: Found, said: AttributionClaim | None, stance: Stance, voice: Voice) -> Grounds:
    """What the sentence of the act says about the claim itself."""
    basis, basis_rule = _basis(found, said, stance)
    kind, kind_rule = _kind(basis, said, voice)
    confidence = _CONFIDENCE.search(found.act.sent.text) if voice is Voice.SOURCE else None
    why = [Reason(field="basis", rule=basis_rule), Reason(field="kind", rule=kind_rule)]
    if confidence:
        why.append(Reason(field="stated_confidence", rule="words of confidence in the sentence"))
        why.append(Reason(field="confidence_level", rule=f"read off '{confidence[0]}'"))
    return Grounds(
        basis=basis,
        kind=kind,
        stated_confidence=confidence[0] if confidence else None,
        confidence_level=level_of(confidence[0]) if confidence else None,
        why=tuple(why),
    )


def level_of(words: str) -> ConfidenceLevel:
    """High, moderate or low: "high confidence", "90 percent sure", "not certain"."""
    if share := re.match(r"\d+", words):
        number = int(share[0])
        high = number >= _SURE
        lean = ConfidenceLevel.MODERATE if number >= _LEAN else ConfidenceLevel.LOW
        return ConfidenceLevel.HIGH if high else lean
    if _LOW.search(words):
        return ConfidenceLevel.LOW
    if "highly" in words.lower() or "very" in words.lower():
        return ConfidenceLevel.HIGH
    return ConfidenceLevel.MODERATE if _MODERATE.search(words) else ConfidenceLevel.HIGH


def _basis(found: Found, said: AttributionClaim | None, stance: Stance) -> tuple[Basis, str]:
    if stance is Stance.SELF_CLAIMS:
        return Basis.SELF_CLAIM, "the accused says so"
    words = set(_words(found))
    for basis, name in _BASES:
        if hit := min(words & entries(name), default=None):
            return basis, f"the word '{hit}'"
    if said and said.source_type in _BY_SOURCE:
        return _BY_SOURCE[said.source_type], f"the source is of type {said.source_type}"
    return Basis.UNKNOWN, "the text names none"


def _words(found: Found) -> Iterator[str]:
    """Lemmas around the accuser and the verb that carries the claim; the act's own stay out."""
    own = {t.i for t in found.act.subtree}
    yield from (t.lemma_.lower() for t in found.act.sent if t.i not in own)
    if found.form == "blamed":
        yield found.doer.lemma_.lower()


def _kind(basis: Basis, said: AttributionClaim | None, voice: Voice) -> tuple[AttributionKind, str]:
    if basis in _KINDS:
        return _KINDS[basis], f"follows from its basis, {basis}"
    if voice is Voice.AUTHOR:
        return AttributionKind.MEDIA, "the article says so itself"
    if said and said.source_type in _UNOFFICIAL:
        return AttributionKind.UNOFFICIAL, f"the source is of type {said.source_type}"
    return AttributionKind.UNKNOWN, "nothing decides"


# --- when it was said ---------------------------------------------------------------------------


def find_dating(found: Found, said: AttributionClaim | None) -> Span | None:
    """The date of the accusation: "(said) on Friday", not "(attacked) on Friday"."""
    telling = {t.i for t in _telling(found, said)}
    for name in found.act.sent.ents:
        if name.label_ != "DATE" or _NOT_A_DATE.search(name.text):
            continue
        above = name.root.head.head if name.root.head.pos_ == "ADP" else name.root.head
        is_said = name.root.i in telling or above.i in telling
        if is_said and above.i != found.act.i:
            return Span(start=name.start_char, end=name.end_char)
    return None


def _telling(found: Found, said: AttributionClaim | None) -> Iterator[Token]:
    """The words of accusing and saying."""
    if found.is_sourced and found.doer.i != found.act.i:
        yield found.doer
    for cue in said.cue if said else ():
        yield from found.act.doc.char_span(cue.start, cue.end, alignment_mode="expand") or ()
