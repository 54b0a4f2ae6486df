"""Coding sheets: rows for them, what coders said, and gold made of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from ..coding import CODED, SHOWN, Code, choose
from ..errors import InputError
from ..models import AttributionClaim, Extraction
from .claims import _attribution as attribution_of
from .claims import _responsibility as responsibility_of
from .spans import spans_of
from .times import to_text

_STRATA = ("outlet", "country", "stance", "source_type", "tone", "voice", "text_kind", "quotation")
_AROUND = 200  # characters of the text before and after a claim
_PLACES = {
    "claims": ("source_spans", "cue_spans", "content_spans"),
    "responsibility_claims": ("accused_span", "act_span", "target_span", "accuser_span"),
}


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
    spans = [span for name in _PLACES[kind] for span in spans_of(row[name])]
    if not spans:
        return ""
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    text = row["text"]
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return " ".join(f"{before}«{text[start:end]}»{after}".split())


def save_codes(db: Database, codes: Iterable[Code], *, at: datetime) -> int:
    """Keep what coders said; the same coder's later word on a field takes the place of the former.

    Errors: :class:`InputError` where a claim is not known here; then nothing is saved.
    """
    number = 0
    with db.atomic():
        for code in codes:
            found = db.execute(f"select 1 from {code.kind} where key = ?", [code.claim]).fetchone()
            known = db.execute("select 1 from codings where claim_key = ?", [code.claim]).fetchone()
            if not (found or known):
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
    return number


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


# Claims that a reviewer or every coder, of those who judged it, found right in all that was judged.
_GOLD = """
select * from {kind} c where c.current = 1 and c.revision = ? and (c.review in
  ('right', 'corrected') or (c.review is null
    and exists (select 1 from codings k where k.claim_key = c.key and k.field = 'is_claim')
    and not exists (select 1 from codings k where k.claim_key = c.key and k.is_right = 0)))
order by c.id
"""


def load_gold(db: Database) -> list[GoldText]:
    """The texts in which claims were found right or corrected, with these claims alone.

    What else stands in them was not judged: recall on such gold means nothing.
    """
    found = []
    sql = "select r.id, r.text, r.hash from articles a join revisions r on r.id = a.revision"
    for number, text, name in db.execute(f"{sql} where r.text <> '' order by a.id").fetchall():
        claims, blames = (list(db.query(_GOLD.format(kind=kind), [number])) for kind in CODED)
        if claims or blames:
            extraction = Extraction(
                attributions=tuple(map(attribution_of, claims)),
                responsibility=tuple(map(responsibility_of, blames)),
            )
            found.append(GoldText(name=name[:16], text=text, extraction=extraction))
    return found


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
