"""Attributions inside the content of others: "Finch said {the mason (claims) the wall fell}".

PolNeAR, on which the encoder was trained, marks none of these. Each sentence of a content in which
a word of the list ``nested_cues`` may tie a source to something is read as a text of its own,
without the "that" or quotation mark at its beginning and the mark at its end; :mod:`.sieve` keeps
what is likely right. Nothing is looked for inside what was found so.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..lexicon import entries
from ..models import AttributionClaim, Span, Spans, touch
from .sieve import KEPT, likelihood

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Words

_BEGINNING = re.compile(r"[\"“]|that (?=\w)")
_END = re.compile(r"[,;]?[\"”]$")
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_SHARING = frozenset({"conj", "xcomp"})  # that may have the subject of the verb above

Read = Callable[[str], Iterable[AttributionClaim]]


def find_nested(
    text: str, doc: Doc, found: Sequence[AttributionClaim], read: Read
) -> Iterator[AttributionClaim]:
    """What ``read`` finds in each content of ``found`` and is likely right."""
    for outer, claim in find_candidates(text, doc, found, read):
        likely = likelihood(claim, outer, text, doc)
        if likely >= KEPT:
            yield replace(claim, confidence=round(likely, 4))


def find_candidates(
    text: str, doc: Doc, found: Sequence[AttributionClaim], read: Read
) -> Iterator[tuple[AttributionClaim, AttributionClaim]]:
    """All that ``read`` finds in each content of ``found``, once, beside the claim that holds it.

    What has no cue of its own is left out. ``doc`` is ``text`` parsed.
    """
    known = [span for claim in found for span in claim.cue]
    seen = set[Span]()
    for outer in found:
        for part in _parts(text, doc, outer, known):
            if part in seen:
                continue
            seen.add(part)
            for claim in read(text[part.start : part.end]):
                moved = _moved(claim, part.start)
                if not touch(moved.cue, known):
                    known += moved.cue
                    yield outer, moved


def _parts(text: str, doc: Doc, claim: AttributionClaim, known: Sequence[Span]) -> Iterator[Span]:
    """The sentences of a claim's content that are worth to be read."""
    for content in claim.content:
        words = doc.char_span(content.start, content.end, alignment_mode="expand")
        for tokens in _sentences(words) if words else ():
            if any(_may_tie(token, known) for token in tokens):
                start = max(content.start, tokens.start_char)
                yield _bare(Span(start=start, end=min(content.end, tokens.end_char)), text)


def _sentences(words: Words) -> Iterator[Words]:
    """The sentences of the words, as far as they go."""
    starts = [token.i - words.start for token in words if token.is_sent_start]
    for start, end in itertools.pairwise(sorted({0, *starts, len(words)})):
        yield words[start:end]


def _may_tie(token: Token, known: Sequence[Span]) -> bool:
    """Whether the word may be the cue, or in the cue, of something that somebody says."""
    if token.lemma_.lower() not in entries("nested_cues"):
        return False
    if token.pos_ == "VERB" or token.pos_ == "AUX":
        may_tie = token.lemma_ == "accord" or _has_subject(token)
    else:
        may_tie = token.pos_ == "ADJ"
    return may_tie and not touch([Span(start=token.idx, end=token.idx + len(token))], known)


def _has_subject(verb: Token) -> bool:
    if any(child.dep_ in _SUBJECTS for child in verb.lefts):
        return True
    return verb.dep_ in _SHARING and verb.head.i < verb.i and _has_subject(verb.head)


def _bare(content: Span, text: str) -> Span:
    start, end = content.start, content.end
    if match := _BEGINNING.match(text, start, end):
        start = match.end()
    if match := _END.search(text[start:end]):
        end = start + match.start()
    return Span(start=start, end=end)


def _moved(claim: AttributionClaim, shift: int) -> AttributionClaim:
    source, cue, content = (
        _shifted(spans, shift) for spans in (claim.source, claim.cue, claim.content)
    )
    return replace(claim, source=source, cue=cue, content=content)


def _shifted(spans: Spans, shift: int) -> Spans:
    return tuple(Span(start=span.start + shift, end=span.end + shift) for span in spans)
