"""Coding sheets: rows for them, what coders said, and gold made of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..coding import CODED, SHOWN, Code, choose
from ..errors import InputError
from ..masking import without_blots
from ..models import AttributionClaim, Extraction
from ..reviews import is_same_place
from .columns import SPANS, spans_of
from .extractions import attribution_of, responsibility_of
from .ledger import sync_ledger
from .times import to_text

_STRATA = ("outlet", "country", "stance", "source_type", "tone", "voice", "text_kind", "quotation")
_AROUND = 200  # characters of the text before and after a claim


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldText:
    """A text with the claims in it that people found right, or corrected."""

    name: str
    text: str
    extraction: Extraction


def sample_claims(
    db: Database, kind: str, by: Sequence[str], *, number: int, seed: int
) -> list[dict[str, Any]]:
    """Rows of a sheet: claims whose text is held, from each stratum in proportion to its size."""
    unknown = [name for name in by if name not in _STRATA]
    if unknown:
        raise InputError(f"'{unknown[0]}' is no stratum; known: {', '.join(_STRATA)}")
    own = {column.name for column in db.table(kind).columns}
    if lacking := [name for name in by if name not in own]:
        raise InputError(f"'{lacking[0]}' is no field of {kind}")
    stratum = " || '|' || ".join(f"coalesce({name}, '')" for name in by) or "''"
    strata: dict[str, list[str]] = {}
    sql = (
        f"select {stratum}, c.key from (select c.* from {kind} c join revisions r"
        " on r.id = c.revision where c.current = 1 and r.text <> '') c"
    )
    for name, key in db.execute(sql).fetchall():
        strata.setdefault(name, []).append(key)
    keys = choose(strata, number=number, seed=seed)
    if not keys:
        raise InputError("there is no claim whose text is held")
    return [_sheet_row(db, kind, key) for key in keys]


def _sheet_row(db: Database, kind: str, key: str) -> dict[str, Any]:
    sql = (
        f"select c.*, a.key as article_key, r.text from {kind} c join articles a on a.id ="
        " c.article join revisions r on r.id = c.revision where c.key = ?"
    )
    row = next(db.query(sql, [key]))
    shown = {name: row[name] for name in SHOWN[kind]}
    known = {name: row[name] for name in ("outlet", "published_at", "title", "extractor")}
    return {
        **known,
        **shown,
        "kind": kind,
        "claim": key,
        "article": row["article_key"],
        "passage": _passage(row, kind),
    }


def _passage(row: dict[str, Any], kind: str) -> str:
    """The text around the claim, what the claim is about between «»."""
    spans = [span for name in SPANS[kind] for span in spans_of(row[name])]
    if not spans:
        return ""
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    text = row["text"]
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return " ".join(f"{before}«{text[start:end]}»{after}".split())


def save_codes(db: Database, path: Path, codes: Iterable[Code], *, at: datetime) -> int:
    """Keep what coders said; the same coder's later word on a field takes the place of the former.

    Errors: :class:`InputError` where a claim is not known here; then nothing is saved.
    """
    number = 0
    with db.atomic():
        for code in codes:
            _keep_claim(db, code.kind, code.claim)
            known = "select 1 from coded_claims where claim_key = ? union all"
            known += " select 1 from codings where claim_key = ?"
            if not db.execute(known, [code.claim, code.claim]).fetchone():
                raise InputError(
                    f"claim {code.claim} is not known here; was the sheet made from another"
                    " database, or the text read anew since?"
                )
            row = {
                "coder": code.coder,
                "at": to_text(at),
                "kind": code.kind,
                "claim_key": code.claim,
                "article_key": code.article,
                "outlet": code.outlet or None,
                "extractor": code.extractor,
                "field": code.field,
                "is_right": int(code.is_right),
            }
            db.table("codings").upsert(row, pk=("coder", "claim_key", "field"))
            number += 1
    sync_ledger(db, path)
    return number


# What is kept of a claim that is coded: no words but names.
_KEPT = {
    "claims": (
        *("source_spans", "cue_spans", "content_spans", "source_name", "source_type", "quotation"),
        *("stance", "tone", "hedges", "anonymity_span", "confidence"),
    ),
    "responsibility_claims": (
        *("accused_span", "act_span", "target_span", "accuser_span", "accused_name"),
        *("target_name", "accuser_name", "accuser_names", "stance", "voice", "basis", "kind"),
        *("stated_confidence", "confidence_level", "attributed_span", "confidence"),
    ),
}


def _keep_claim(db: Database, kind: str, key: str) -> None:
    """Keep a claim as it is now, so that it is gold also after its text was read anew."""
    pairs = ", ".join(f"'{name}', c.{name}" for name in _KEPT[kind])
    db.execute(
        f"insert or ignore into coded_claims select c.key, ?, a.key, r.hash, c.confidence,"
        f" json_object({pairs}) from {kind} c join articles a on a.id = c.article"
        " join revisions r on r.id = c.revision where c.key = ?",
        [kind, key],
    )


def load_codes(db: Database) -> list[Code]:
    """All that coders said."""
    return [
        Code(
            coder=row["coder"],
            kind=row["kind"],
            claim=row["claim_key"],
            article=row["article_key"],
            outlet=row["outlet"] or "",
            extractor=row["extractor"],
            field=row["field"],
            is_right=bool(row["is_right"]),
        )
        for row in db.query("select * from codings order by claim_key, coder, field")
    ]


_REVIEWED = "select * from {kind} c where c.revision = ? and c.review is not null order by c.id"
# Claims that every coder, of those who judged it, found right in all that was judged.
_FOUND_RIGHT = """
select s.claim from coded_claims s where s.kind = ? and s.revision_hash = ? and s.claim is not null
  and exists (select 1 from codings k where k.claim_key = s.claim_key and k.field = 'is_claim')
  and not exists (select 1 from codings k where k.claim_key = s.claim_key and k.is_right = 0)
order by s.claim_key
"""


def load_gold(db: Database) -> list[GoldText]:
    """The texts in which claims were found right or corrected, with these claims alone.

    What else stands in them was not judged: recall on such gold means nothing. Claims are as they
    were when they were coded, whatever was found since; a reviewer's word stands above coders'.
    """
    found = []
    sql = (
        "select r.id, r.text, r.hash from revisions r join articles a on a.id = r.article"
        " where r.text <> '' and (r.id = a.revision or r.hash in"
        " (select revision_hash from coded_claims)) order by a.id, r.id"
    )
    for number, text, name in db.execute(sql).fetchall():
        claims, blames = (_judged(db, kind, number, name) for kind in CODED)
        extraction = without_blots(
            text,
            Extraction(
                attributions=tuple(map(attribution_of, claims)),
                responsibility=tuple(map(responsibility_of, blames)),
            ),
        )
        if extraction.attributions or extraction.responsibility:
            found.append(GoldText(name=name[:16], text=text, extraction=extraction))
    return found


def _judged(db: Database, kind: str, revision: int, text: str) -> list[dict[str, Any]]:
    """Rows of the claims of a text that people found right or corrected."""
    reviewed = list(db.query(_REVIEWED.format(kind=kind), [revision]))
    places = [_places(row, kind) for row in reviewed]
    coded = [
        json.loads(row["claim"]) | {"why": "[]"} for row in db.query(_FOUND_RIGHT, [kind, text])
    ]
    return [row for row in reviewed if row["review"] != "wrong"] + [
        row for row in coded if not any(is_same_place(_places(row, kind), p) for p in places)
    ]


def _places(row: dict[str, Any], kind: str) -> frozenset[int]:
    """The places of what is said: of two readings of a text, what stands there is one claim."""
    names = ("content_spans",) if kind == "claims" else ("accused_span", "act_span")
    spans = (span for name in names for span in spans_of(row[name]))
    return frozenset(place for span in spans for place in range(span.start, span.end))


def brat(text: str, claims: Iterable[AttributionClaim]) -> str:
    """Attribution claims in brat standoff, as ``claimtrack evaluate`` reads it."""
    lines: list[str] = []
    events: list[str] = []
    number = 0
    for claim in claims:
        parts = []
        for role in ("cue", "source", "content"):
            spans = getattr(claim, role)
            if spans:
                number += 1
                places = ";".join(f"{s.start} {s.end}" for s in spans)
                words = json.dumps(" ".join(text[s.start : s.end] for s in spans))[1:-1]
                lines.append(f"T{number}\t{role.capitalize()} {places}\t{words}")
                parts.append(f"{role.capitalize()}:T{number}")
        events.append(f"E{len(events) + 1}\t{' '.join(parts)}")
    return "\n".join([*lines, *events]) + "\n"
