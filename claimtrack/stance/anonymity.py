"""The reason that an article states for not naming a source, in the article's words."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from ..models import SourceType, Span, Spans

_UNNAMED = frozenset({SourceType.ANONYMOUS, SourceType.OFFICIAL, SourceType.GROUP})
_BARRED = (
    r"(?:not|n[o']t|n’t) (?:being )?(?:authori[sz]ed|allowed|permitted|cleared)"
    r"(?: to)? (?:speak|discuss|talk|comment|be (?:named|quoted|identified))"
)
# What was not allowed; else what follows "anonymity", "not to be named"; else a fear.
_REASONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<reason>(?:(?:because|as|since) )?(?:\w+ (?:was|were|is|are|had) )?"
        rf"{_BARRED}[^.,;:”\"]*)",
        r"(?:anonymity|unnamed|anonymous|to be (?:named|identified|quoted))(?: by name)?,? "
        r"(?P<reason>(?:because|as|since|for fear|out of fear|fearing|citing|in order|given|due to"
        r"|so as) [^.;:”\"]*?)(?=, (?:said|told|confirmed|added)\b|[.;:”\"]|$)",
        r"(?P<reason>(?:for fear of|fearing) (?:reprisals?|retaliation|retribution|losing)"
        r"[^.,;:”\"]*)",
    )
)


def find_anonymity(doc: Doc, source: Spans, source_type: SourceType | None) -> Span | None:
    """The words of the reason, in the sentence of the source; None where none is stated there."""
    if not source or source_type not in _UNNAMED:
        return None
    words = doc.char_span(source[0].start, source[0].end, alignment_mode="expand")
    if not words:
        return None
    sentence = words[0].sent
    for pattern in _REASONS:
        if found := pattern.search(sentence.text):
            start, end = found.span("reason")
            return Span(start=sentence.start_char + start, end=sentence.start_char + end)
    return None
