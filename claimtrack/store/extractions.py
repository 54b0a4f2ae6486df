"""What was extracted from a revision, read back: as it was found, or as reviewers corrected it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from ..models import (
    AttributionClaim,
    AttributionKind,
    Basis,
    ConfidenceLevel,
    Extraction,
    Mention,
    MentionKind,
    Quotation,
    ResponsibilityClaim,
    SourceType,
    Span,
    Stance,
    Tone,
    Voice,
)
from .columns import to_hedges, to_span, to_spans, to_why, word_of


def load_extraction(db: Database, revision: int) -> Extraction:
    """What was saved of the revision, as the extractor found it."""
    claims, blames = _rows_of(db, revision)
    return _extraction(db, revision, map(_as_found, claims), map(_as_found, blames))


def load_reviewed(db: Database, revision: int) -> Extraction:
    """The same as reviewers corrected it, without what they called wrong."""
    claims, blames = _rows_of(db, revision)
    return _extraction(db, revision, filter(_is_held, claims), filter(_is_held, blames))


def _rows_of(db: Database, revision: int) -> tuple[Iterator[dict[str, Any]], ...]:
    sql = "select * from {} where revision = ? order by id"
    return tuple(
        db.query(sql.format(table), [revision]) for table in ("claims", "responsibility_claims")
    )


def _is_held(row: dict[str, Any]) -> bool:
    return bool(row["review"] != "wrong")


def _extraction(
    db: Database,
    revision: int,
    claims: Iterable[dict[str, Any]],
    blames: Iterable[dict[str, Any]],
) -> Extraction:
    mentions = db.query(
        "select m.span_start, m.span_end, coalesce(m.kind, e.kind) as kind,"
        " coalesce(m.name, e.name) as name from mentions m"
        " join entities e on e.id = m.entity where m.revision = ? order by m.id",
        [revision],
    )
    outermost, nested = split_nested(claims)
    return Extraction(
        mentions=tuple(
            Mention(
                span=Span(start=row["span_start"], end=row["span_end"]),
                kind=MentionKind(row["kind"]),
                name=row["name"],
            )
            for row in mentions
        ),
        attributions=outermost,
        nested=nested,
        responsibility=tuple(map(responsibility_of, blames)),
    )


def split_nested(
    rows: Iterable[dict[str, Any]],
) -> tuple[tuple[AttributionClaim, ...], tuple[AttributionClaim, ...]]:
    """The claims of these rows: the outermost, and those inside the content of others."""
    held = list(rows)
    return (
        tuple(attribution_of(row) for row in held if row["inside"] is None),
        tuple(attribution_of(row) for row in held if row["inside"] is not None),
    )


def attribution_of(row: dict[str, Any]) -> AttributionClaim:
    return AttributionClaim(
        source=to_spans(row["source_spans"]),
        cue=to_spans(row["cue_spans"]),
        content=to_spans(row["content_spans"]),
        source_name=row["source_name"],
        source_type=word_of(SourceType, row["source_type"]),
        quotation=word_of(Quotation, row["quotation"]),
        stance=word_of(Stance, row["stance"]),
        tone=word_of(Tone, row["tone"]),
        hedges=to_hedges(row["hedges"]),
        anonymity=to_span(row["anonymity_span"]),
        confidence=row["confidence"],
        why=to_why(row["why"]),
    )


def responsibility_of(row: dict[str, Any]) -> ResponsibilityClaim:
    return ResponsibilityClaim(
        accused=to_span(row["accused_span"]),
        act=to_span(row["act_span"]),
        target=to_span(row["target_span"]),
        accuser=to_span(row["accuser_span"]),
        accused_name=row["accused_name"],
        target_name=row["target_name"],
        accuser_name=row["accuser_name"],
        accuser_names=tuple(json.loads(row["accuser_names"])),
        stance=word_of(Stance, row["stance"]),
        voice=word_of(Voice, row["voice"]),
        basis=word_of(Basis, row["basis"]),
        kind=word_of(AttributionKind, row["kind"]),
        stated_confidence=row["stated_confidence"],
        confidence_level=word_of(ConfidenceLevel, row["confidence_level"]),
        attributed=to_span(row["attributed_span"]),
        confidence=row["confidence"],
        why=to_why(row["why"]),
    )


def _as_found(row: dict[str, Any]) -> dict[str, Any]:
    """The row of a claim as the program found it, whatever was corrected since."""
    found: dict[str, Any] = json.loads(row["extracted"] or "{}")
    return row | found
