"""Denials that the model overlooked: a verb of denying with who denies and what.

"The regime [denied] {involvement in the attack}"; "the studio [is holding off on] {its answer}". A
denial missed does more harm than any other attribution missed, and the form is plain: subject,
verb, object. Errs on the side of leaving out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from .models import AttributionClaim, Quotation, Span, touch

_DENY = frozenset({"deny", "refute", "repudiate"})
_TELLING = re.compile(r"den[yi]|refut|repudiat|\boff\b", re.IGNORECASE)
_SUBJECT = frozenset({"nsubj"})
_OBJECT = frozenset({"dobj", "ccomp", "xcomp"})
_AUXILIARY = frozenset({"aux", "neg", "advmod"})
_CONFIDENCE = 0.5  # not measured: few are overlooked


def find_denials(doc: Doc, found: Sequence[AttributionClaim]) -> Iterator[AttributionClaim]:
    """Denials, and what is held off on, whose verb lies in no cue of ``found``, spans only."""
    cues = [span for claim in found for span in claim.cue]
    for token in _telling(doc):
        if token.lemma_.lower() in _DENY and token.pos_ == "VERB":
            if not touch((_span(token, token),), cues):
                yield from _denial(token)
        elif (
            token.lower_ == "off"
            and token.head.lemma_ == "hold"
            and not touch((_span(token.head, token),), cues)
        ):
            yield from _held_off(token)


def _telling(doc: Doc) -> Iterator[Token]:
    """The words that may deny or hold off; to look at every word of a text takes far longer."""
    for match in _TELLING.finditer(doc.text):
        words = doc.char_span(match.start(), match.end(), alignment_mode="expand")
        if words:
            yield words[0]


def _denial(verb: Token) -> Iterator[AttributionClaim]:
    told = next((c for c in verb.children if c.dep_ in _OBJECT and c.i > verb.i), None)
    yield from _claim(verb, verb, _span(told.left_edge, told.right_edge) if told else _told(verb))


def _told(verb: Token) -> Span | None:
    """ "{the accusations}, which she has [denied]": what the relative clause is on."""
    which = next((c for c in verb.lefts if c.dep_ == "dobj" and c.tag_ == "WDT"), None)
    if which is None or verb.dep_ != "relcl" or verb.head.pos_ != "NOUN":
        return None
    return _span(verb.head.left_edge, verb.head)


def _held_off(off: Token) -> Iterator[AttributionClaim]:
    """ "[is still holding off on] {its announcement}"."""
    verb = off.head
    on = next(
        (c for c in [*off.children, *verb.children] if c.lower_ == "on" and c.i > off.i), None
    )
    if on is not None and on.i == off.i + 1:
        told = next((c for c in on.children if c.dep_ in ("pobj", "pcomp")), None)
        yield from _claim(verb, on, _span(told.left_edge, told.right_edge) if told else None)


def _claim(verb: Token, last: Token, told: Span | None) -> Iterator[AttributionClaim]:
    subject = next((c for c in verb.children if c.dep_ in _SUBJECT), None)
    if subject is None or told is None or subject.i > verb.i:
        return
    before = [c for c in verb.lefts if c.dep_ in _AUXILIARY and c.i > subject.right_edge.i]
    first = min([verb, *before], key=lambda token: token.i)
    yield AttributionClaim(
        source=(_span(subject.left_edge, subject.right_edge),),
        cue=(_span(first, last),),
        content=(told,),
        quotation=Quotation.INDIRECT,
        confidence=_CONFIDENCE,
    )


def _span(first: Token, last: Token) -> Span:
    return Span(start=first.idx, end=last.idx + len(last))
