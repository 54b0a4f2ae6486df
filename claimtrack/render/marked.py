"""A text with the parts of its claims marked, paragraph by paragraph, as HTML.

Parts overlap: the content of one claim holds the source and cue of another. The text is cut at
every boundary, and each piece carries the classes of all parts that cover it, so that nothing is
lost and no element overlaps another. A claim's pieces share a class ``k0`` … ``k23``, by which the
stylesheet lights up a claim's parts together without a script.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from ..models import Span
from ..pages import ShownBlame, ShownClaim

KIN = 24  # classes k0 … k23; beyond that many claims in sight of each other they repeat
_DEEPEST = 3  # contents inside contents that are told apart; deeper ones look alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One span to mark: ``kind`` is source, cue, content or a part of a responsibility claim."""

    span: Span
    kind: str
    number: int
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedClaim:
    """A claim with its number in the article, by which text and notes refer to each other."""

    number: int
    kin: str
    claim: ShownClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedBlame:
    """A responsibility claim, likewise."""

    number: int
    kin: str
    blame: ShownBlame


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of the text as HTML, with the claims whose cue or act stands in it."""

    html: Markup
    claims: tuple[NumberedClaim, ...] = ()
    blames: tuple[NumberedBlame, ...] = field(default=())
    is_title: bool = False


def mark_text(
    text: str, claims: Sequence[ShownClaim], blames: Sequence[ShownBlame]
) -> tuple[Paragraph, ...]:
    """The paragraphs of ``text`` with all parts marked and every claim beside its paragraph."""
    numbered = [
        NumberedClaim(number=n, kin=kin(n), claim=claim) for n, claim in enumerate(claims, 1)
    ]
    blamed = [
        NumberedBlame(number=n, kin=kin(n), blame=blame)
        for n, blame in enumerate(blames, len(claims) + 1)
    ]
    parts = [*_claim_parts(numbered), *_blame_parts(blamed)]
    spans = list(_paragraphs(text))
    return tuple(
        Paragraph(
            html=_marked(text, span, parts),
            claims=tuple(c for c in numbered if _home(_claim_start(c.claim), spans) == span),
            blames=tuple(b for b in blamed if _home(_blame_start(b.blame), spans) == span),
            is_title=span.start == 0,
        )
        for span in spans
    )


def kin(number: int) -> str:
    """The class that all parts of a claim share."""
    return f"k{number % KIN}"


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield Span(start=start, end=start + len(line))
        start += len(line) + 1


def _claim_parts(numbered: Sequence[NumberedClaim]) -> Iterator[Part]:
    for item in numbered:
        found, anchor = item.claim.found, f"c-{item.claim.key}"
        for kind, spans in (
            ("source", found.source),
            ("cue", found.cue),
            ("content", found.content),
        ):
            for span in spans:
                yield Part(span=span, kind=kind, number=item.number, anchor=anchor)


def _blame_parts(blamed: Sequence[NumberedBlame]) -> Iterator[Part]:
    for item in blamed:
        found, anchor = item.blame.found, f"r-{item.blame.key}"
        for kind, span in (
            ("accused", found.accused),
            ("act", found.act),
            ("target", found.target),
        ):
            if span:
                yield Part(span=span, kind=kind, number=item.number, anchor=anchor)


def _claim_start(claim: ShownClaim) -> int:
    return (claim.found.cue or claim.found.content or claim.found.source)[0].start


def _blame_start(blame: ShownBlame) -> int:
    span = blame.found.act or blame.found.accused
    return span.start if span else 0


def _home(start: int, paragraphs: Sequence[Span]) -> Span:
    """The paragraph in which a claim is told; the last one before it where it is in none."""
    return max((p for p in paragraphs if p.start <= start), default=paragraphs[0])


def _marked(text: str, paragraph: Span, parts: Sequence[Part]) -> Markup:
    inside = [p for p in parts if p.span.start < paragraph.end and paragraph.start < p.span.end]
    edges = {paragraph.start, paragraph.end}
    for part in inside:
        edges |= {max(part.span.start, paragraph.start), min(part.span.end, paragraph.end)}
    cuts = sorted(edges)
    pieces = []
    for start, end in itertools.pairwise(cuts):
        over = [p for p in inside if p.span.start <= start and end <= p.span.end]
        pieces.append(_piece(text[start:end], over, start))
    return Markup("").join(pieces)


def _piece(words: str, over: Sequence[Part], start: int) -> Markup:
    """One piece between two boundaries, in the marks of all parts over it."""
    if not over:
        return Markup("{}").format(words)
    html = Markup("{}").format(words)
    for part in over:
        if part.kind in ("cue", "act"):
            html = _linked(html, part, is_first=part.span.start == start)
            break  # a link in a link is not HTML; the other claim is reached from its own cue
    return Markup('<mark class="{}">{}</mark>').format(_classes(over), html)


def _linked(html: Markup, part: Part, *, is_first: bool) -> Markup:
    number = Markup('<sup class="number" aria-hidden="true">{}</sup>').format(part.number)
    return Markup('<a class="to-note" href="#{}" aria-describedby="{}">{}{}</a>').format(
        part.anchor, part.anchor, html, number if is_first else ""
    )


def _classes(over: Sequence[Part]) -> str:
    kinds = {p.kind for p in over if p.kind != "content"}
    if kinds & {"accused", "act", "target"}:
        kinds.add("blame")
    depth = min(len({p.number for p in over if p.kind == "content"}), _DEEPEST)
    deep = [f"content{depth}"] if depth else []
    return " ".join([*sorted(kinds), *deep, *sorted({kin(p.number) for p in over})])


def mark_hits(snippet: str) -> Markup:
    """A snippet of a search with its hits, which the database marked with \\x02 and \\x03."""
    escaped = str(Markup("{}").format(snippet))
    marked = escaped.replace("\x02", "<mark class=hit>").replace("\x03", "</mark>")
    # Nothing but our own two tags is left unescaped.
    return Markup(marked)  # nosec B704
