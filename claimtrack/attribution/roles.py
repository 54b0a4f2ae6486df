"""Whose words they are: sources mended by the form of cue and source.

| rule | before → after |
|---|---|
| relative | (the aides) who [say] {it fell} → (who) [say] {it fell} |
| passive | (He) [was charged with] {theft} → [was charged with] {He … theft} |
| received | (She) [drew praise for] {her song} → [drew praise for] {She … her song} |
| bare | (the) [announced] {film} → [announced] {film} |
| hearsay | (Ada Quist) [allegedly stole] {a car} → [allegedly] {stole a car} |
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..models import AttributionClaim, Span

AUXILIARY = r"(?:(?:has|have|had|will|would|may|could|can|also|later|now|not|first|just) )*"
BE = (
    rf"{AUXILIARY}(?:is|are|was|were|be|been|being|’re|'re) "
    r"(?:(?:also|later|now|not|first|being|\w+ly) )*"
)
_PASSIVE = re.compile(
    BE + r"(?:accused|alleged|arraigned|asked|believed|blamed|called|charged|considered"
    r"|convicted|criticized|described|dubbed|estimated|expected|identified|indicted|known|listed"
    r"|named|ordered|reported|required|said|seen|suspected|thought|told|urged|warned|wanted)\b"
    r"(?! by\b| to (?:(?:have|be) )?(?!have\b|be\b)\w).*",  # "is expected to announce": he does
    re.IGNORECASE,
)
_HEADLINE = re.compile(  # "Sailor [accused of] theft"
    r"accused (?:of|in)|charged (?:with|in|over)|convicted (?:of|in)|indicted (?:on|for|in)"
    r"|suspected (?:of|in)|wanted (?:for|in)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:I|you|he|she|we|they|who|it)", re.IGNORECASE)  # "whom she accused of"
_ADDRESSED = re.compile(r"(?:told|warned|informed|notified|asked(?: \w+)?)$")


def passive(claim: AttributionClaim, text: str) -> AttributionClaim:
    """The subject of a passive is no source: it belongs to the content."""
    words = _cue_beside_source(claim, text)
    if words is None:
        return claim
    source, cue = claim.source[0], claim.cue[0]
    is_headline = _HEADLINE.fullmatch(words) and not _PRONOUN.fullmatch(
        text[source.start : source.end]
    )
    if not (is_headline or _PASSIVE.fullmatch(words)):
        return claim
    told = _ADDRESSED.search(words) and not text.startswith(" to ", cue.end)
    content = claim.content if told else tuple(sorted((source, *claim.content)))
    return replace(claim, source=(), content=content)


def _cue_beside_source(claim: AttributionClaim, text: str) -> str | None:
    """The words of the cue, where it follows its source at once and both are in one piece."""
    if len(claim.source) != 1 or len(claim.cue) != 1:
        return None
    source, cue = claim.source[0], claim.cue[0]
    if source.end > cue.start or text[source.end : cue.start].strip():
        return None
    return text[cue.start : cue.end]


_RECEIVED = re.compile(
    rf"{AUXILIARY}(?:draw|drew|drawn|drawing|earn\w*|receiv\w*|fac(?:es?|ed|ing)|attract\w*"
    r"|(?:came|comes?|coming|has been|have been|is|are|was|were) under|won|wins?|winning)\b"
    r"(?: (?!from\b|by\b)[\w’'-]+){0,3}? (?:criticism|praise|fire|scrutiny|attack|flak|backlash"
    r"|condemnation|pushback|accusations?|accolades|plaudits|ridicule)\b"
    r"(?: (?:for|over|about|of|on|as))?",
    re.IGNORECASE,
)


def received(claim: AttributionClaim, text: str) -> AttributionClaim:
    """Who draws criticism or praise is not its source; who gives it is not told."""
    words = _cue_beside_source(claim, text)
    if words is None or not _RECEIVED.fullmatch(words):
        return claim
    content = tuple(sorted((*claim.source, *claim.content)))
    return replace(claim, source=(), content=content)


_WHO = re.compile(r",? (who|which) $", re.IGNORECASE)


def relative(claim: AttributionClaim, text: str) -> AttributionClaim:
    """Where "who" stands between the source and its cue, it is the source."""
    if len(claim.source) != 1:
        return claim
    end, start = claim.source[0].end, claim.cue[0].start
    match = _WHO.fullmatch(text[end:start]) if end < start else None
    if not match or any(end <= span.start < start for span in claim.content):
        return claim
    return replace(claim, source=(Span(start=end + match.start(1), end=end + match.end(1)),))


def bare(claim: AttributionClaim, text: str) -> AttributionClaim:
    """An article alone is no source."""
    named = [text[span.start : span.end].lower() for span in claim.source]
    return replace(claim, source=()) if named in (["the"], ["a"], ["an"]) else claim


_HEARSAY = re.compile(r"(allegedly|reportedly|supposedly|purportedly) (\w+)\b", re.IGNORECASE)
_OF_WORDS = re.compile(
    r"(?:admi|agre|announc|argu|ask|boast|bragg|call|claim|complain|confess|demand|den[iy]|describ"
    r"|express|insist|mock|offer|order|plan|post|promis|refus|said|say|scream|shout|suggest|tell"
    r"|threat|told|tweet|want|warn|writ|wrote|yell)\w*",
    re.IGNORECASE,
)


def hearsay(claim: AttributionClaim, text: str) -> AttributionClaim:
    """The cue of a deed told by hearsay is the adverb alone, and nobody its source."""
    if len(claim.cue) != 1 or claim.cue[0].end > claim.content[0].start:
        return claim
    cue = claim.cue[0]
    match = _HEARSAY.match(text, cue.start, cue.end)
    if not match or _OF_WORDS.fullmatch(match[2]):
        return claim
    deed = Span(start=match.start(2), end=claim.content[0].end)
    adverb = Span(start=cue.start, end=match.end(1))
    subject = claim.source if _cue_beside_source(claim, text) else ()
    content = (*subject, deed, *claim.content[1:])
    return replace(claim, source=(), cue=(adverb,), content=content)
