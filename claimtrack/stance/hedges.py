"""Which words keep a content open, of what class they are, and whose they are.

A hedge inside the content is the source's. One beside the cue ("reportedly said") is the article's
own, unless the cue itself is the hedge: "suspects" is what the source does.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from ..lexicon import pairs
from ..models import Hedge, HedgeKind, Span, Spans, Voice

_LIKE_VERBS = frozenset(
    "appear appeared appears believed believes indicate indicated indicates presumed reported seem "
    "seemed seems suggest suggested suggests suspect suspected suspects thought".split()
)
_ATTRIBUTIVE = frozenset({"amod", "advmod"})


def find_hedges(doc: Doc, source: Spans, cue: Spans, content: Spans) -> tuple[Hedge, ...]:
    """The hedges of one attribution, in order. Those of a narrower one inside it count too."""
    inside = Voice.SOURCE if source else Voice.AUTHOR
    found = {t.i: (t, inside) for t in _tokens(doc, content)}
    for token in _tokens(doc, cue):
        found[token.i] = (token, _whose(token, source))
        found |= {c.i: (c, Voice.AUTHOR) for c in token.children if c.i not in found}
    hedges = (_hedge(token, whose) for _, (token, whose) in sorted(found.items()))
    return tuple(hedge for hedge in hedges if hedge)


def _whose(token: Token, source: Spans) -> Voice:
    is_act = token.pos_ in ("VERB", "NOUN") and bool(source)
    return Voice.SOURCE if is_act and token.lower_ in _LIKE_VERBS else Voice.AUTHOR


def _hedge(token: Token, whose: Voice) -> Hedge | None:
    name = pairs("hedge_kinds").get(token.lower_)
    if name is None or not _is_meant(token, HedgeKind(name)):
        return None
    span = Span(start=token.idx, end=token.idx + len(token))
    return Hedge(span=span, kind=HedgeKind(name), whose=whose)


def _is_meant(token: Token, kind: HedgeKind) -> bool:
    """Not the month of May, nor "about" before what is no number, nor "thought" as a noun."""
    if kind is HedgeKind.MODAL:
        return token.tag_ == "MD"
    if kind is HedgeKind.APPROXIMATOR:
        after = token.doc[token.i + 1 : token.i + 4]
        return any(t.like_num or t.ent_type_ in ("MONEY", "PERCENT", "QUANTITY") for t in after[:2])
    if kind is HedgeKind.CONDITIONAL:
        return token.dep_ in ("mark", "prep", "advmod", "pcomp")
    if token.lower_ in _LIKE_VERBS:
        return token.pos_ in ("VERB", "AUX") or token.dep_ in _ATTRIBUTIVE
    return True


def _tokens(doc: Doc, spans: Spans) -> Iterator[Token]:
    for span in spans:
        yield from doc.char_span(span.start, span.end, alignment_mode="expand") or ()
