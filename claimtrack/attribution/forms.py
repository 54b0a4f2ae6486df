"""Claims mended by the form of their words, where tags and pointers are known to err.

These rules mend edges and drop what is no attribution; those of :mod:`.roles` mend sources.

| rule | before → after |
|---|---|
| whole words | (Mike Huck) [abee on] → none: a part ends inside a word that another has |
| titles | (Republican Sen) . Ada Quist [said] → (Republican Sen. Ada Quist) [said] |
| lead | (And the mayor, however,) [said] → (the mayor) [said] |
| dateline | {QUAY, Md. (AP) — The wall fell}, police [said] → {The wall fell} |
| closed | {"It fell. ''Nobody was hurt} → {"It fell. ''} |
| stub | [is investigating] {what} caused it → [is investigating] {what caused it} |
| deed | The judge [sentenced] {him} → none |
| furniture | "Read more: Mayor [says] {the wall fell}" → none |
| label | [PHOTOS:] {The wall in ruins} → none |
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from ..lexicon import entries
from ..models import AttributionClaim, Span, Spans
from .repair import trimmed
from .roles import AUXILIARY, BE, bare, hearsay, passive, received, relative

Rule = Callable[[AttributionClaim, str], AttributionClaim | None]


def mend(claim: AttributionClaim, text: str) -> AttributionClaim | None:
    """The claim with its parts mended, or None if its form is that of no attribution."""
    for rule in RULES:
        mended = rule(claim, text)
        if mended is None:
            return None
        claim = mended
    return claim


_TWEET = re.compile(
    r"^(?P<content>\S[^\n]{2,400}?)(?<=\S) (?P<cue>[—–―]|--?) ?"
    r"(?P<source>\w[^\n—–―]{1,60} \(@\w+\))"
    r"(?: [A-Z][a-z]+ \d{1,2}, \d{4})?$",
    re.MULTILINE,
)
_SURE = 0.9  # not measured; the form is a signature


def tweets(text: str, found: Sequence[AttributionClaim]) -> Iterator[AttributionClaim]:
    """A paragraph that a tweet's author signs, where nothing was found: "It fell. — Ada (@ada)"."""
    cues = [span for claim in found for span in claim.cue]
    for match in _TWEET.finditer(text):
        if not any(match.start() <= cue.start < match.end() for cue in cues):
            content, cue, source = (
                (Span(start=match.start(part), end=match.end(part)),)
                for part in ("content", "cue", "source")
            )
            yield AttributionClaim(source=source, cue=cue, content=content, confidence=_SURE)


# --- edges --------------------------------------------------------------------------------------


def whole_words(claim: AttributionClaim, text: str) -> AttributionClaim | None:
    """Parts begin and end with whole words; None if two then share one."""
    parts = [tuple(_whole(s, text) for s in spans) for spans in _parts(claim)]
    spans = sorted(span for part in parts for span in part)
    if any(a.end > b.start for a, b in itertools.pairwise(spans)):
        return None
    source, cue, content = parts
    return replace(claim, source=source, cue=cue, content=content)


def _parts(claim: AttributionClaim) -> tuple[Spans, Spans, Spans]:
    return claim.source, claim.cue, claim.content


def _whole(span: Span, text: str) -> Span:
    start, end = span.start, span.end
    while start and text[start - 1].isalpha() and text[start].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha() and text[end - 1].isalpha():
        end += 1
    return Span(start=start, end=end)


_TITLE = re.compile(r"\b(?:Sen|Rep|Gov|Gen|Lt|Sgt|Col|Capt|Mr|Mrs|Ms|Dr|Rev|Prof|St|Jr|No)$")
_NAME = re.compile(r"\.(?: [A-Z][\w’'.-]*)+(?<![.,])")


def titles(claim: AttributionClaim, text: str) -> AttributionClaim:
    """A source that ends at the full stop of a title takes in the name."""
    if not claim.source or not _TITLE.search(text[: claim.source[-1].end][-12:]):
        return claim
    last = claim.source[-1]
    name = _NAME.match(text, last.end)
    wall = min((s.start for s in (*claim.cue, *claim.content) if s.start >= last.end), default=0)
    if not name or wall < name.end():
        return claim
    return replace(claim, source=(*claim.source[:-1], Span(start=last.start, end=name.end())))


_LEAD = re.compile(r"(?:And|But|Yet|Still|However|Meanwhile),? (?=\w)")
_TAIL = re.compile(r"[\s,]+(?:however|meanwhile|though|too|who|which|the),?$")


def lead(claim: AttributionClaim, text: str) -> AttributionClaim:
    """A source begins without a conjunction, and ends without a loose adverb or pronoun."""
    if len(claim.source) != 1:
        return claim
    start, end = claim.source[0].start, claim.source[0].end
    if match := _LEAD.match(text, start, end):
        start = match.end()
    if (match := _TAIL.search(text[start:end])) and match.start():
        end = start + match.start()
    return replace(claim, source=(Span(start=start, end=end),))


# --- contents -----------------------------------------------------------------------------------

_DATELINE = re.compile(  # "QUAY, Md., Jan. 3 (AP) — "
    r"[A-Z][A-Z.’' ]{3,40}(?:, [A-Z][\w.]*){0,2}(?:,? \w+\.? \d{1,2})?"
    r" ?(?:\([^)\n]{2,40}\) ?)?[-–—―]{1,2}\s*"
)


def dateline(claim: AttributionClaim, text: str) -> AttributionClaim | None:
    """A content does not begin with the article's dateline."""
    content = (_without_dateline(span, text) for span in claim.content)
    kept = tuple(span for span in content if span)
    return replace(claim, content=kept) if kept else None


def _without_dateline(span: Span, text: str) -> Span | None:
    begins = span.start == 0 or text[span.start - 1] == "\n"
    match = _DATELINE.match(text, span.start) if begins else None
    return trimmed(match.end(), span.end, text) if match else span


_CLAUSE = re.compile(
    r"(?:what|how|why|whether|if|where|when)\b(?= \w)[^\n.!?;:]*"
    r"|that (?:the|an?|his|her|its|their|he|she|it|they|there|[A-Z0-9])\b[^\n.!?;:]*"
)


def stub(claim: AttributionClaim, text: str) -> AttributionClaim:
    """A content that is but the first word of a clause after its cue takes in the clause."""
    if len(claim.content) != 1 or claim.cue[-1].end > claim.content[0].start:
        return claim
    word = claim.content[0]
    clause = _CLAUSE.match(text, word.start)
    if not clause or not text[word.start : word.end].isalpha():
        return claim
    if any(word.end <= s.start < clause.end() for s in (*claim.source, *claim.cue)):
        return claim
    return replace(claim, content=(trimmed(word.start, clause.end(), text) or word,))


_CLOSED = re.compile(r"\"[^\"\n]*?[.,!?] ?''(?= [A-Z])")


def closed(claim: AttributionClaim, text: str) -> AttributionClaim:
    """A quotation that `"` opens and `''` closes ends there, if a sentence begins after it."""
    content = []
    for span in claim.content:
        match = _CLOSED.search(text, span.start, span.end)
        content.append(Span(start=span.start, end=match.end()) if match else span)
    return replace(claim, content=tuple(content))


# --- what is no attribution ---------------------------------------------------------------------

_WHEN = r"(?: (?:\w+day|today|yesterday|early|late|last night|in \w+ \d+))*"
_BY = r"(?: (?:by|on|for|as|to|after|in|at|(?:on|for) suspicions? of))?"


# Two words at least in quotation marks, with a mark before the closing one as of a sentence.
_SENTENCE_SAID = re.compile(r"(?:[\"“‘']|''|``)\w\S* .*[,.?!](?:[\"”’']|'')", re.DOTALL)


@cache
def _deed() -> re.Pattern[str]:
    verbs = "|".join(sorted(entries("deed_verbs")))
    words = rf"(?:{BE}|{AUXILIARY})(?:\w+ly )?(?:{verbs}){_WHEN}{_BY}"
    return re.compile(words, re.IGNORECASE)


def deed(claim: AttributionClaim, text: str) -> AttributionClaim | None:
    """None if the cue is but a verb of deeds, unless a quotation stands by: "…," it began."""
    words = " ".join(text[span.start : span.end] for span in claim.cue)
    if not _deed().fullmatch(words):
        return claim
    said = any(_SENTENCE_SAID.fullmatch(text[s.start : s.end]) for s in claim.content)
    return claim if said else None


_LABEL = re.compile(
    r"(?:photos?|videos?|watch|read|listen|gallery|opinion|analysis|update[ds]?|related|more"
    r"|breaking|live|correction|see also|also on \w+|further reading|editor.s note)\s?:?",
    re.IGNORECASE,
)


@cache
def _furniture() -> re.Pattern[str]:
    lines = "|".join(f"(?:{line})" for line in sorted(entries("furniture")))
    return re.compile(lines, re.IGNORECASE)


def furniture(claim: AttributionClaim, text: str) -> AttributionClaim | None:
    """None in a paragraph that is furniture of its page in whole: "Read more: …"."""
    start = text.rfind("\n", 0, claim.cue[0].start) + 1
    end = text.find("\n", claim.cue[0].start)
    line = text[start : end if end >= 0 else len(text)]
    return None if _furniture().fullmatch(line.strip(" -*•›»")) else claim


def label(claim: AttributionClaim, text: str) -> AttributionClaim | None:
    """None if a heading's label stands for the source or the cue: "PHOTOS: …"."""
    cue = text[claim.cue[0].start : claim.cue[-1].end].strip()
    named = text[claim.source[0].start : claim.source[-1].end] if claim.source else cue
    return None if cue.endswith(":") and _LABEL.fullmatch(named) else claim


RULES: tuple[Rule, ...] = (
    whole_words,
    titles,
    lead,
    dateline,
    closed,
    stub,
    deed,
    furniture,
    label,
    relative,
    passive,
    received,
    bare,
    hearsay,
)
