"""A text with its claims, fields and reasons, paragraph by paragraph, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import click

from ..models import AttributionClaim, Extraction, Reason, ResponsibilityClaim, Span, Spans

_PARTS = {"source": "cyan", "cue": "yellow", "content": "green"}


def explain(text: str, extraction: Extraction) -> Iterator[str]:
    """Yield the lines: each paragraph that holds a claim, coloured, then what was decided why."""
    for paragraph in _paragraphs(text):
        claims = [c for c in extraction.claims if _starts_in(_first(c.cue), paragraph)]
        blamed = [r for r in extraction.responsibility if _starts_in(r.act, paragraph)]
        if not claims and not blamed:
            continue
        yield ""
        yield _coloured(text, paragraph, claims)
        for claim in claims:
            yield from _attribution_lines(text, claim)
        for blame in blamed:
            yield from _responsibility_lines(text, blame)


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield Span(start=start, end=start + len(line))
        start += len(line) + 1


def _first(spans: Spans) -> Span | None:
    return spans[0] if spans else None


def _starts_in(span: Span | None, paragraph: Span) -> bool:
    return span is not None and paragraph.start <= span.start < paragraph.end


def _coloured(text: str, paragraph: Span, claims: list[AttributionClaim]) -> str:
    """The paragraph with every part in its colour; where parts overlap, the cue wins."""
    colours: list[str | None] = [None] * (paragraph.end - paragraph.start)
    for part in ("content", "source", "cue"):
        for claim in claims:
            for span in getattr(claim, part):
                for place in range(max(span.start, paragraph.start), min(span.end, paragraph.end)):
                    colours[place - paragraph.start] = _PARTS[part]
    out, start = [], 0
    for place in range(1, len(colours) + 1):
        if place == len(colours) or colours[place] != colours[start]:
            piece = text[paragraph.start + start : paragraph.start + place]
            out.append(click.style(piece, fg=colours[start]) if colours[start] else piece)
            start = place
    return "".join(out)


def _attribution_lines(text: str, claim: AttributionClaim) -> Iterator[str]:
    source = claim.source_name or _words(text, claim.source) or "nobody named"
    yield (
        f"  {click.style(source, fg='cyan')} ({_value(claim.source_type)}) "
        f"{click.style(_words(text, claim.cue), fg='yellow')}: "
        f"{click.style(_short(_words(text, claim.content)), fg='green')}"
    )
    yield (
        f"    stance {_value(claim.stance)}, tone {_value(claim.tone)}, "
        f"{_value(claim.quotation)}, confidence {_number(claim.confidence)}"
    )
    for hedge in claim.hedges:
        yield f"    hedge “{_span_words(text, hedge.span)}”: {hedge.kind}, of the {hedge.whose}"
    if claim.anonymity:
        yield f"    not named: “{_span_words(text, claim.anonymity)}”"
    yield from _why_lines(claim.why)


def _responsibility_lines(text: str, claim: ResponsibilityClaim) -> Iterator[str]:
    accused = claim.accused_name or _span_words(text, claim.accused) or "nobody named"
    accuser = " and ".join(claim.accuser_names) or claim.accuser_name
    accuser = accuser or _span_words(text, claim.accuser) or _value(claim.voice)
    target = claim.target_name or _span_words(text, claim.target)
    yield (
        f"  {click.style('held responsible', fg='red')}: {accused} for "
        f"“{_span_words(text, claim.act)}”{f' of {target}' if target else ''}, "
        f"by {accuser}: {_value(claim.stance)}, confidence {_number(claim.confidence)}"
    )
    yield (
        f"    voice {_value(claim.voice)}, basis {_value(claim.basis)}, kind {_value(claim.kind)}, "
        f"stated confidence {_stated(claim)}, date {_span_words(text, claim.attributed) or 'none'}"
    )
    yield from _why_lines(claim.why)


def _stated(claim: ResponsibilityClaim) -> str:
    words = claim.stated_confidence
    return f"“{words}” ({claim.confidence_level})" if words else "none"


def _why_lines(why: tuple[Reason, ...]) -> Iterator[str]:
    for reason in why:
        field = click.style(reason.field, dim=True)
        yield f"    {field}: {reason.rule} ({_number(reason.confidence)})"


def _words(text: str, spans: Spans) -> str:
    return " … ".join(text[s.start : s.end] for s in spans)


def _span_words(text: str, span: Span | None) -> str | None:
    return text[span.start : span.end] if span else None


def _short(words: str, length: int = 160) -> str:
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + " …"


def _value(value: str | None) -> str:
    return "not decided" if value is None else str(value)


def _number(value: float | None) -> str:
    return "not estimated" if value is None else f"{value:.2f}"
