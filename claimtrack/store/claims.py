"""What was extracted from a revision: mentions, attribution claims, responsibility claims."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from ..dating import find_date
from ..masking import without_blots
from ..models import (
    AttributionClaim,
    Extraction,
    Span,
    digest,
)
from .attaching import attach_reviews
from .columns import (
    hedges_text,
    span_text,
    spans_text,
    why_text,
    words_of,
)
from .entities import save_mentions
from .extractions import load_extraction
from .gaps import refresh_gap_days
from .timeline import mark_stale_story
from .times import to_text

_KEY_LENGTH = 20  # hex digits: 80 bits, so that no two of 10^9 claims meet by chance
# "Finch said she believes": one source, twice with the same words; counted once.
NO_ECHO = """not exists (select 1 from claims h where h.key = c.inside and h.source = c.source)"""
EVERY_SOURCE = "source is not null"
INSERT_SOURCES = (
    "insert into sources (name, type, claims, direct, articles, outlets,"
    " first_published_at, last_published_at)"
)
_REFRESH = 200  # sources brought up to date in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRevision:
    """A revision whose text is still to be analysed."""

    id: int
    text: str
    text_hash: str


def use_extractor(db: Database, version: str, *, at: datetime) -> None:
    """Make the extractor version known."""
    db.execute("insert or ignore into extractors values (?, ?)", [version, to_text(at)])


# English texts, no revision of which was analysed by this extractor version (since a time).
_PENDING = """
from revisions r left join analyses a on a.revision = r.id
where r.language = 'en' and r.expired_at is null and (a.revision is null or {stale})
"""
_BY_OTHER = "a.extractor <> :extractor"
_BY_OTHER_OR_BEFORE = "(a.extractor <> :extractor or a.at < :since)"


def load_pending(
    db: Database,
    extractor: str | None,
    *,
    since: datetime | None = None,
    after: int = 0,
    batch: int = 64,
) -> Iterator[list[PendingRevision]]:
    """Revisions not yet analysed by ``extractor``, in batches, oldest first.

    ``extractor`` None asks for those that were never analysed at all; ``since`` also asks for
    those analysed before it, ``after`` for those that are later than a row. Texts that are not in
    English are stored, not analysed.
    """
    stale = "0" if extractor is None else _BY_OTHER_OR_BEFORE if since else _BY_OTHER
    sql = f"select r.id, r.text, r.text_hash {_PENDING.format(stale=stale)} and r.id > :after"
    while True:
        values = {
            "extractor": extractor,
            "since": to_text(since) if since else None,
            "after": after,
            "batch": batch,
        }
        rows = list(db.query(f"{sql} order by r.id limit :batch", values))
        if not rows:
            return
        after = rows[-1]["id"]
        yield [PendingRevision(**row) for row in rows]


def last_revision(db: Database) -> int:
    """The row of the latest revision; 0 if there is none."""
    return int(db.execute("select coalesce(max(id), 0) from revisions").fetchone()[0])


def count_pending(db: Database, extractor: str | None, *, since: datetime | None = None) -> int:
    """How many revisions :func:`load_pending` would give."""
    stale = "0" if extractor is None else _BY_OTHER_OR_BEFORE if since else _BY_OTHER
    values = {"extractor": extractor, "since": to_text(since) if since else None}
    sql = f"select count(*) as n {_PENDING.format(stale=stale)}"
    return int(next(db.query(sql, values))["n"])


def stored_extraction(
    db: Database, text_hash: str, extractor: str, *, since: datetime | None = None
) -> Extraction | None:
    """What ``extractor`` found in the same text elsewhere, so that it is computed once."""
    sql = (
        "select r.id from revisions r join analyses a on a.revision = r.id"
        " where r.text_hash = ? and a.extractor = ? and a.at >= ? limit 1"
    )
    values = [text_hash, extractor, to_text(since) if since else ""]
    for row in db.query(sql, values):
        return load_extraction(db, row["id"])
    return None


def save_extraction(
    db: Database, run: int, revision: int, extractor: str, extraction: Extraction, *, at: datetime
) -> None:
    """Swap all that was extracted from the revision for ``extraction``, in one transaction."""
    home = next(
        db.query(
            "select a.*, r.id as revision_id, r.text, r.hash, r.text_kind as revision_kind"
            " from revisions r join articles a on a.id = r.article where r.id = ?",
            [revision],
        )
    )
    extraction = without_blots(home["text"], extraction)
    with db.atomic():
        _forget(db, revision)
        keys = _save_claims(db, home, extractor, extraction)
        _save_responsibility(db, home, extractor, extraction, keys)
        save_mentions(db, home["id"], revision, extraction.mentions)
        db.execute(
            "insert or replace into analyses (revision, extractor, at, run) values (?, ?, ?, ?)",
            [revision, extractor, to_text(at), run],
        )
        _mark_stale(db, revision)
        mark_stale_story(db, home["story"])
        if home["revision"] == revision:
            counts = {
                "claims": len(extraction.claims),
                "responsibility_claims": len(extraction.responsibility),
            }
            db.table("articles").update(home["id"], counts)
        attach_reviews(db, home["id"])


def _forget(db: Database, revision: int) -> None:
    _mark_stale(db, revision)
    for table in ("responsibility_claims", "claims", "mentions"):
        db.execute(f"delete from {table} where revision = ?", [revision])


def _mark_stale(db: Database, revision: int) -> None:
    db.execute(
        "insert or ignore into stale_sources"
        " select distinct source from claims where revision = ? and source is not null",
        [revision],
    )


def _wide_row(home: dict[str, Any], extractor: str) -> dict[str, Any]:
    repeated = ("outlet", "country", "published_at", "published_precision", "title", "url")
    return {
        **{name: home[name] for name in repeated},
        "text_kind": home["revision_kind"],
        "story": home["story"],
        "copy_of": home["copy_of"],
        "article": home["id"],
        "revision": home["revision_id"],
        "current": int(home["revision"] == home["revision_id"]),
        "extractor": extractor,
    }


def _save_claims(
    db: Database, home: dict[str, Any], extractor: str, extraction: Extraction
) -> dict[AttributionClaim, str]:
    wide, text = _wide_row(home, extractor), home["text"]
    keys: dict[AttributionClaim, str] = {}
    rows = []
    for claim in extraction.claims:
        spans = _spans_of(claim)
        key = _key_of(home, extractor, claim)
        if key in keys.values():
            continue
        keys[claim] = key
        holder = extraction.holder(claim)
        words = words_of(text, claim.source)
        rows.append(
            {
                **wide,
                "key": key,
                "source": claim.source_name or words,
                "source_words": words,
                "source_name": claim.source_name,
                "source_type": claim.source_type,
                "cue": words_of(text, claim.cue) or "",
                "content": words_of(text, claim.content) or "",
                "quotation": claim.quotation,
                "stance": claim.stance,
                "tone": claim.tone,
                "hedges": hedges_text(claim.hedges),
                "anonymity": words_of(text, (claim.anonymity,)) if claim.anonymity else None,
                "anonymity_span": span_text(claim.anonymity),
                "confidence": claim.confidence,
                "source_spans": spans[0],
                "cue_spans": spans[1],
                "content_spans": spans[2],
                "inside": _key_of(home, extractor, holder) if holder else None,
                "why": why_text(claim.why),
            }
        )
    db.table("claims").insert_all(rows, pk="id")
    return keys


def _key_of(home: dict[str, Any], extractor: str, claim: AttributionClaim) -> str:
    """The key of a claim: of its article, its text, who found it, and where."""
    return digest(home["key"], home["hash"], extractor, *_spans_of(claim))[:_KEY_LENGTH]


def _spans_of(claim: AttributionClaim) -> list[str]:
    return [spans_text(part) for part in (claim.source, claim.cue, claim.content)]


def _save_responsibility(
    db: Database,
    home: dict[str, Any],
    extractor: str,
    extraction: Extraction,
    keys: dict[AttributionClaim, str],
) -> None:
    wide, text = _wide_row(home, extractor), home["text"]
    rows = []
    for claim in extraction.responsibility:
        parts = (claim.accused, claim.act, claim.target, claim.accuser)
        spans = [span_text(span) for span in parts]
        accused, act, target, accuser = (words_of(text, (s,)) if s else None for s in parts)
        carrier = extraction.carrier(claim)
        rows.append(
            {
                **wide,
                "key": digest(home["key"], home["hash"], extractor, *spans, claim.stance)[
                    :_KEY_LENGTH
                ],
                **_carried(db, keys[carrier] if carrier else None),
                "accused": claim.accused_name or accused,
                "accused_words": accused,
                "accused_name": claim.accused_name,
                "act": act,
                "target": claim.target_name or target,
                "target_words": target,
                "target_name": claim.target_name,
                "accuser": claim.accuser_name or accuser,
                "accuser_words": accuser,
                "accuser_name": claim.accuser_name,
                "accuser_names": json.dumps(claim.accuser_names, ensure_ascii=False),
                "stance": claim.stance,
                "voice": claim.voice,
                "basis": claim.basis,
                "kind": claim.kind,
                "stated_confidence": claim.stated_confidence,
                "confidence_level": claim.confidence_level,
                **_attributed(text, claim.attributed, home["published_at"]),
                "confidence": claim.confidence,
                "accused_span": spans[0],
                "act_span": spans[1],
                "target_span": spans[2],
                "accuser_span": spans[3],
                "why": why_text(claim.why),
            }
        )
    db.table("responsibility_claims").insert_all(rows, pk="id")


def _attributed(text: str, span: Span | None, published_at: str | None) -> dict[str, Any]:
    """The words that date the accusation, and the date, seen from the day of publication."""
    words = words_of(text, (span,)) if span else None
    published = date.fromisoformat(published_at[:10]) if published_at else None
    dated = find_date(words, published) if words else None
    return {
        "attributed_words": words,
        "attributed_span": span_text(span),
        "attributed_at": dated.at if dated else None,
        "attributed_precision": dated.precision if dated else None,
    }


_CARRIED = ("source", "source_type", "cue", "content", "quotation", "tone")


def _carried(db: Database, key: str | None) -> dict[str, Any]:
    """What a responsibility claim repeats of the attribution claim that carries it."""
    query = f"select id as claim, {', '.join(_CARRIED)} from claims where key = ?"
    return next(db.query(query, [key]), dict.fromkeys(("claim", *_CARRIED)))


def refresh_summaries(db: Database) -> None:
    """Bring ``sources``, the counts of ``outlets`` and the days of gaps up to date."""
    while names := [
        row["name"] for row in db.query(f"select * from stale_sources limit {_REFRESH}")
    ]:
        with db.atomic():
            for name in names:
                _refresh_source(db, name)
    with db.atomic():
        db.execute(
            "update outlets set"
            " articles = (select count(*) from articles where outlet = name),"
            " claims = (select count(*) from claims where outlet = name and current = 1),"
            " last_published_at = (select max(published_at) from articles where outlet = name)"
        )
        refresh_gap_days(db)


def count_sources(which: str) -> str:
    """What stands in ``sources``, of those that the condition ``which`` names."""
    return f"""
select source as name, source_type as type, count(*) as claims,
  count(case when quotation = 'direct' then 1 end) as direct,
  count(distinct article) as articles, count(distinct outlet) as outlets,
  min(published_at) as first_published_at, max(published_at) as last_published_at
from claims c where current = 1 and {which} and {NO_ECHO}
group by source, source_type
"""


def _refresh_source(db: Database, name: str) -> None:
    db.execute("delete from sources where name = ?", [name])
    db.execute(f"{INSERT_SOURCES} {count_sources('source = ?')}", [name])
    db.execute("delete from stale_sources where name = ?", [name])
