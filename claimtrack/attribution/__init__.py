"""Text → attribution claims: source, cue and content of everything that is said in it.

| module | what it does |
|---|---|
| encode | text → pieces for the encoder |
| windows | pieces of a paragraph → scores, window by window |
| decode | scores → claims in pieces: cues, their contents, their sources |
| pointers | how well one place points at others |
| boundaries | where a content begins and ends, as seen from its cue |
| repair | pieces → characters |
| forms, roles | claims mended by the form of their words; signed tweets |
| nesting | claims inside the content of others |
| sieve | which of these are likely right |
| nominals | claims whose cue is a noun, by lower thresholds |
| weights | loads the encoder and the decoder's numbers |
| component | the spaCy component ``claimtrack_attribution`` |

The method is span tagging with pointers between the spans; the corpus for which it was made is
PolNeAR (Newell, Margolin and Ruths, LREC 2018).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..models import AttributionClaim, Quotation, Spans
from .decode import PieceClaim, Weights, decode
from .encode import Ints, Pieces, encode, inside_quotes
from .forms import mend, tweets
from .nesting import find_nested
from .nominals import eager, is_apart, is_nominal, names_cue
from .repair import pair_quotes, to_spans
from .weights import Model, load_model, weights_hash
from .windows import Scores, Session, score

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = [
    "Model",
    "find_attributions",
    "find_in",
    "find_inside",
    "load_model",
    "score_paragraphs",
    "weights_hash",
]


def find_attributions(text: str, model: Model) -> tuple[AttributionClaim, ...]:
    """All attributions of ``text``, in order of their cues. Never raises for what is in it.

    Fills the spans, ``quotation`` and ``confidence``; names, types and stance are decided later.
    Every paragraph is read by itself: what it holds does not depend on its neighbours. What stands
    in the content of another is not looked for.
    """
    scored = score_paragraphs(encode(text, model.tokenizer), model.session)
    found = [claim for claim, _ in find_in(text, scored, model.weights)]
    found += tweets(text, found)
    return _in_order(found, text)


def find_inside(
    text: str, doc: Doc, found: Sequence[AttributionClaim], model: Model
) -> tuple[AttributionClaim, ...]:
    """Attributions inside the contents of ``found``; the same is filled.

    ``doc`` is ``text`` parsed: to put its text together anew takes time.
    """
    return _in_order(find_nested(text, doc, found, lambda part: read_part(part, model)), text)


def read_part(text: str, model: Model) -> Iterator[AttributionClaim]:
    """What is found in one part of a paragraph; only the spans and ``confidence`` are filled."""
    scored = score_paragraphs(encode(text, model.tokenizer), model.session)
    return (claim for claim, _ in find_in(text, scored, model.weights))


def _in_order(found: Iterable[AttributionClaim], text: str) -> tuple[AttributionClaim, ...]:
    quoted = inside_quotes(text)
    told = (_with_quotation(claim, text, quoted) for claim in found)
    return tuple(sorted(told, key=lambda claim: claim.cue))


def score_paragraphs(pieces: Pieces, session: Session) -> Iterator[tuple[Pieces, Scores]]:
    """Each paragraph with the encoder's scores."""
    for start, end in pieces.paragraphs():
        part = pieces.part(start, end)
        yield part, score(part, session)


def find_in(
    text: str, scored: Iterable[tuple[Pieces, Scores]], weights: Weights
) -> Iterator[tuple[AttributionClaim, PieceClaim]]:
    """The same for a text whose paragraphs are scored already, each claim with its pieces.

    Claims below the least confidence are left out, but for those whose cue is a noun.
    """
    for pieces, scores in scored:
        found = list(_claims(decode(scores, weights), pieces.offsets, text))
        start, end = int(pieces.offsets[0][0]), int(pieces.offsets[-1][1])
        holds_noun = names_cue(text[start:end])
        for claim, piece in found:
            is_sure = piece.confidence >= weights.least_confidence
            if is_sure or (holds_noun and _has_noun(claim, text)):
                yield claim, piece
        if holds_noun:
            known = [claim for claim, _ in found]
            more = _claims(decode(scores, eager(weights)), pieces.offsets, text)
            yield from (new for new in more if is_nominal(new[0], text) and is_apart(new[0], known))


def _has_noun(claim: AttributionClaim, text: str) -> bool:
    return names_cue(text[claim.cue[0].start : claim.cue[-1].end])


def _claims(
    found: Iterable[PieceClaim], offsets: Ints, text: str
) -> Iterator[tuple[AttributionClaim, PieceClaim]]:
    for piece in found:
        claim = _claim(piece, offsets, text)
        if claim:
            yield claim, piece


def _claim(found: PieceClaim, offsets: Ints, text: str) -> AttributionClaim | None:
    cue = to_spans([found.cue], offsets, text)
    content = pair_quotes(to_spans(found.content, offsets, text), text)
    if not cue or not content:
        return None
    source = to_spans(found.source, offsets, text)
    claim = AttributionClaim(source=source, cue=cue, content=content, confidence=found.confidence)
    return mend(claim, text)


def _with_quotation(claim: AttributionClaim, text: str, quoted: Ints) -> AttributionClaim:
    return replace(claim, quotation=quotation_of(claim.content, text, quoted))


def quotation_of(content: Spans, text: str, quoted: Ints) -> Quotation:
    """Direct if all words of the content stand in quotation marks, indirect if none do."""
    inside = [
        bool(quoted[place])
        for span in content
        for place in range(span.start, span.end)
        if text[place].isalnum()
    ]
    if not any(inside):
        return Quotation.INDIRECT
    return Quotation.DIRECT if all(inside) else Quotation.MIXED
