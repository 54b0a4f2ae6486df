"""What is found in a text: mentions, claims, responsibility claims, and their changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from .vocabularies import (
    AttributionKind,
    Basis,
    ChangeKind,
    ConfidenceLevel,
    HedgeKind,
    MentionKind,
    Quotation,
    SourceType,
    Stance,
    Tone,
    Voice,
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Half-open range of code points, never empty."""

    start: int
    end: int


Spans = tuple[Span, ...]
"""A part of a claim: several spans where it is broken, none where it is absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Which rule or model decided a field, and how sure it is (None: not estimated)."""

    field: str
    rule: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in the text; ``name`` is the fullest form that the article gives for it."""

    span: Span
    kind: MentionKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What somebody decided of two names: that they mean the ``same``, or are kept ``apart``.

    ``split``: in the article at ``url`` the name means ``other``.
    """

    ruling: str
    kind: MentionKind
    name: str
    other: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ascription:
    """What somebody says of an entity, such as the state suspected behind it: no fact."""

    field: str
    value: str
    said_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referent:
    """Whom or what some words name: ``name`` in its fullest form, ``kind`` where it is a name.

    ``name`` None: two candidates or none. ``rule`` says how it was found. ``described`` are the
    words before that a pronoun stands for.
    """

    name: str | None
    kind: MentionKind | None
    rule: str
    is_several: bool = False
    described: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge:
    """Words that keep the content open, and whose they are: the source's or the article's."""

    span: Span
    kind: HedgeKind
    whose: Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionClaim:
    """Somebody (source) says (cue) something (content), as the article reports it.

    ``anonymity`` is the reason that the article states for not naming the source.
    """

    source: Spans
    cue: Spans
    content: Spans
    source_name: str | None = None
    source_type: SourceType | None = None
    quotation: Quotation | None = None
    stance: Stance | None = None
    tone: Tone | None = None
    hedges: tuple[Hedge, ...] = ()
    anonymity: Span | None = None
    confidence: float | None = None
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityClaim:
    """Somebody (accused) is held to have done something harmful (act) to somebody (target).

    ``accuser_names`` has every accuser where several speak together. ``attributed`` are the words
    that date the accusation, not the act.
    """

    accused: Span | None
    act: Span | None
    target: Span | None = None
    accuser: Span | None = None
    accused_name: str | None = None
    target_name: str | None = None
    accuser_name: str | None = None
    accuser_names: tuple[str, ...] = ()
    stance: Stance | None = None
    voice: Voice | None = None
    basis: Basis | None = None
    kind: AttributionKind | None = None
    stated_confidence: str | None = None
    confidence_level: ConfidenceLevel | None = None
    attributed: Span | None = None
    confidence: float | None = None
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that one text holds, in order of appearance.

    ``attributions`` are the outermost; each of ``nested`` stands in the content of one of them.
    """

    mentions: tuple[Mention, ...] = field(default=())
    attributions: tuple[AttributionClaim, ...] = field(default=())
    nested: tuple[AttributionClaim, ...] = field(default=())
    responsibility: tuple[ResponsibilityClaim, ...] = field(default=())

    @property
    def claims(self) -> tuple[AttributionClaim, ...]:
        """All attributions, nested ones too, by their cues."""
        return tuple(sorted((*self.attributions, *self.nested), key=lambda claim: claim.cue))

    def holder(self, claim: AttributionClaim) -> AttributionClaim | None:
        """The outermost attribution in whose content a nested claim stands; None of others."""
        return carrier_of(claim.cue[0], self.attributions) if claim in self.nested else None

    def carrier(self, claim: ResponsibilityClaim) -> AttributionClaim | None:
        """The narrowest attribution whose content holds the act of ``claim``; None if none does."""
        return carrier_of(claim.act, self.attributions) if claim.act else None


def carrier_of(span: Span, attributions: Iterable[AttributionClaim]) -> AttributionClaim | None:
    """The narrowest attribution whose content holds ``span``; None if none does."""
    holding = [a for a in attributions if covers(a.content, span)]
    return min(holding, key=lambda a: sum(s.end - s.start for s in a.content), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that an edit did; ``before`` and ``after`` are the sentences, None where absent."""

    kind: ChangeKind
    before: str | None = None
    after: str | None = None
    source: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What somebody wants to be told of. All parts that are given must be met, one word of each.

    ``story`` holds numbers of stories, URLs of the articles they began with, or words of titles.
    """

    name: str
    source: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    story: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedClaim:
    """A claim with its article, as it stands in the wide tables.

    ``story_title`` and ``story_url`` are those of the article that its story began with;
    ``found_source`` and ``found_accused`` what the program found, whatever was corrected since.
    """

    outlet: str | None
    title: str
    url: str | None
    published_at: str | None
    source: str | None
    content: str | None
    accused: str | None
    story: int | None = None
    story_title: str | None = None
    story_url: str | None = None
    found_source: str | None = None
    found_accused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A claim that met a watch. ``at`` is when it was found; None before it is stored."""

    key: str
    watch: str
    claim: ReportedClaim
    at: datetime | None = None


def touch(a: Iterable[Span], b: Iterable[Span]) -> bool:
    """Whether any span of the one and any of the other share a character."""
    others = tuple(b)
    return any(s.start < t.end and t.start < s.end for s in a for t in others)


def covers(spans: Spans, span: Span) -> bool:
    """Whether one of ``spans`` holds all of ``span``."""
    return any(s.start <= span.start and span.end <= s.end for s in spans)


def digest(*parts: str | None) -> str:
    """Hex SHA-256 of the parts in order; an absent part differs from an empty one."""
    sha = hashlib.sha256()
    for part in parts:
        data = b"\x00" if part is None else b"\x01" + part.encode("utf-8", "surrogatepass")
        sha.update(len(data).to_bytes(8, "big") + data)
    return sha.hexdigest()
