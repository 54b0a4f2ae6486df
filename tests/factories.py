"""Makers with defaults, so that a test names only what matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from claimtrack.models import (
    AttributionClaim,
    Extraction,
    FeedEntry,
    Mention,
    MentionKind,
    Moment,
    Origin,
    Precision,
    Quotation,
    Reason,
    ResponsibilityClaim,
    Revision,
    Sighting,
    SourceType,
    Span,
    Stance,
    TextKind,
    TextOrigin,
    Tone,
    Voice,
)

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = "Studio was hacked\n\nThe bureau said that hackers attacked the studio. It was quiet."


def moment(text: str = "2026-03-01T10:00:00+00:00", **values: object) -> Moment:
    defaults = {"precision": Precision.SECOND, "origin": Origin.PAGE}
    return Moment(at=datetime.fromisoformat(text), **defaults | values)


def entry(**values: object) -> FeedEntry:
    defaults = {"key": "1", "url": "https://a.example/1", "title": "Studio was hacked"}
    return FeedEntry(**defaults | values)


def sighting(**values: object) -> Sighting:
    text = values.pop("text", TEXT)
    title = values.pop("title", "Studio was hacked")
    url = values.pop("url", "https://a.example/1")
    defaults = {
        "key": url,
        "url": url,
        "revision": Revision(title=title, byline="Ann Lee", text=text),
        "text_kind": TextKind.FULL,
        "origin": TextOrigin.PAGE,
        "seen_at": AT,
        "outlet": "Alpha",
        "country": "US",
        "language": "en",
        "page_published": moment(),
        "published": moment(),
    }
    return Sighting(**defaults | values)


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start=start, end=start + len(words))


def extraction(text: str = TEXT) -> Extraction:
    claim = AttributionClaim(
        source=(span(text, "The bureau"),),
        cue=(span(text, "said"),),
        content=(span(text, "hackers attacked the studio"),),
        source_name="National Bureau",
        source_type=SourceType.ORGANIZATION,
        quotation=Quotation.INDIRECT,
        stance=Stance.ASSERTS,
        tone=Tone.NEUTRAL,
        confidence=0.9,
        why=(Reason(field="stance", rule="cue of plain speech"),),
    )
    blame = ResponsibilityClaim(
        accused=span(text, "hackers"),
        act=span(text, "attacked"),
        target=span(text, "the studio"),
        accuser=span(text, "The bureau"),
        accuser_name="National Bureau",
        stance=Stance.ASSERTS,
        voice=Voice.SOURCE,
    )
    name = Mention(span=span(text, "bureau"), kind=MentionKind.ORGANIZATION, name="National Bureau")
    return Extraction(mentions=(name,), attributions=(claim,), responsibility=(blame,))


class ScriptedExtractor:
    """Gives every text the same claims; remembers what it was asked."""

    def __init__(self, version: str = "1") -> None:
        self.version = version
        self.texts: list[str] = []

    def extract_many(self, texts: Sequence[str]):
        for text in texts:
            self.texts.append(text)
            is_ours = "The bureau said that hackers attacked the studio" in text
            yield extraction(text) if is_ours else Extraction()
