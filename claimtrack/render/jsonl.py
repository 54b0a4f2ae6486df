"""Extractions, pages and feeds as JSON. What is not determined is null, never ""."""

from __future__ import annotations

import json
from typing import Any

from ..models import (
    AttributionClaim,
    Extraction,
    FeedEntry,
    Moment,
    Page,
    ParsedFeed,
    Precision,
    Reason,
    ResponsibilityClaim,
    Span,
    Spans,
)


def extraction_line(doc: str, extraction: Extraction) -> str:
    """One line of ``claimtrack extract``; offsets are code points of the text as given."""
    row = {
        "doc": doc,
        "entities": [
            {"start": m.span.start, "end": m.span.end, "kind": m.kind, "name": m.name}
            for m in extraction.mentions
        ],
        "attributions": [_attribution(claim) for claim in extraction.attributions],
        "nested": [_attribution(claim) for claim in extraction.nested],
        "responsibility": [_responsibility(claim) for claim in extraction.responsibility],
    }
    return json.dumps(row, ensure_ascii=False)


def _attribution(claim: AttributionClaim) -> dict[str, Any]:
    return {
        "source": _spans(claim.source),
        "cue": _spans(claim.cue),
        "content": _spans(claim.content),
        "source_name": claim.source_name,
        "source_type": claim.source_type,
        "quotation": claim.quotation,
        "stance": claim.stance,
        "tone": claim.tone,
        "hedges": [
            {"start": h.span.start, "end": h.span.end, "class": h.kind, "whose": h.whose}
            for h in claim.hedges
        ],
        "anonymity": _span(claim.anonymity),
        "confidence": claim.confidence,
        "why": _why(claim.why),
    }


def _responsibility(claim: ResponsibilityClaim) -> dict[str, Any]:
    return {
        "accused": _span(claim.accused),
        "act": _span(claim.act),
        "target": _span(claim.target),
        "accuser": _span(claim.accuser),
        "accused_name": claim.accused_name,
        "target_name": claim.target_name,
        "accuser_name": claim.accuser_name,
        "accuser_names": list(claim.accuser_names),
        "stance": claim.stance,
        "voice": claim.voice,
        "basis": claim.basis,
        "kind": claim.kind,
        "stated_confidence": claim.stated_confidence,
        "confidence_level": claim.confidence_level,
        "attributed": _span(claim.attributed),
        "confidence": claim.confidence,
        "why": _why(claim.why),
    }


def _span(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def _spans(spans: Spans) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _why(why: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [{"field": r.field, "rule": r.rule, "confidence": r.confidence} for r in why]


def page_json(page: Page) -> str:
    """The answer of ``claimtrack page``."""
    row = {
        "title": page.title,
        "authors": list(page.authors),
        "published_at": _moment(page.published),
        "published_precision": page.published.precision if page.published else Precision.UNKNOWN,
        "date_source": page.date_source,
        "language": page.language,
        "body_text": page.body_text,
        "text_kind": page.text_kind,
        "canonical_url": page.canonical_url,
    }
    return json.dumps(row, ensure_ascii=False, indent=2)


def feed_json(feed: ParsedFeed) -> str:
    """The answer of ``claimtrack feeds parse``."""
    row = {
        "form": feed.form,
        "title": feed.title,
        "link": feed.link,
        "language": feed.language,
        "problem": feed.problem,
        "entries": [_entry(entry) for entry in feed.entries],
    }
    return json.dumps(row, ensure_ascii=False, indent=2)


def _entry(entry: FeedEntry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "url": entry.url,
        "title": entry.title,
        "authors": list(entry.authors),
        "published_at": _moment(entry.published),
        "updated_at": _moment(entry.updated),
        "topics": list(entry.topics),
        "summary": entry.summary,
        "content": entry.content,
    }


def _moment(moment: Moment | None) -> str | None:
    """ISO 8601 in UTC; the day alone where no more is known."""
    if moment is None:
        return None
    if moment.precision == Precision.DAY:
        return moment.at.date().isoformat()
    return moment.at.strftime("%Y-%m-%dT%H:%M:%SZ")
