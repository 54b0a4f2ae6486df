"""Reviews of claims: what people said is kept for good, and read back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlite_utils import Database

from ..errors import StoreError
from ..reviews import Review, check_review
from .attaching import WORDS, attach_reviews, log_reviews, review_of
from .claims import refresh_summaries
from .columns import SPANS
from .ledger import sync_ledger
from .lock import writing
from .marking import find_claim
from .times import to_text
from .withdrawals import Signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One review as it was kept, and of which claim."""

    id: int
    at: str
    who: str
    kind: str
    claim_key: str
    article: int | None
    words: str
    review: Review


# --- saving -------------------------------------------------------------------------------------


def save_review(
    db: Database, path: Path, claim: str, review: Review, by: Signed, *, seen: int | None = None
) -> int:
    """Keep a review of a claim and carry it out; its number.

    ``seen`` is the last review of the claim that its author knew of (0: none). Where there is a
    later one by somebody else, nothing is saved: :class:`StoreError` says by whom.
    """
    with writing(db):
        kind, row = find_claim(db, claim)
        checked = check_review(kind, review)
        number = _insert(db, kind, row, checked, by)
        if seen is not None:
            _refuse_unseen(db, kind, row["id"], seen)
        attach_reviews(db, row["article"])
        log_reviews(db)
    refresh_summaries(db)
    sync_ledger(db, path)
    return number


def _insert(db: Database, kind: str, row: dict[str, Any], review: Review, by: Signed) -> int:
    sql = "select a.key, r.hash from articles a, revisions r where a.id = ? and r.id = ?"
    key, text = db.execute(sql, [row["article"], row["revision"]]).fetchone()
    words = " ".join(str(row[name]) for name in WORDS[kind] if row[name])
    spans = {name: json.loads(row[name]) for name in SPANS[kind] if row[name]}
    values = {
        "uid": uuid4().hex,
        "at": to_text(by.at),
        "who": by.who,
        "kind": kind,
        "claim_key": row["key"],
        "article_key": key,
        "revision_hash": text,
        "extractor": row["extractor"],
        "spans": json.dumps(spans),
        "words": words,
        "judgement": review.judgement.value,
        "field": review.field,
        "value": review.value,
        "note": review.note,
    }
    pk = db.table("reviews").insert(values).last_pk
    assert isinstance(pk, int)
    return pk


def _refuse_unseen(db: Database, kind: str, claim: int, seen: int) -> None:
    sql = (
        "select r.who, r.at from reviews r join review_claims c on c.review = r.id"
        " where c.kind = ? and c.claim = ? and r.id > ? order by r.id desc limit 1"
    )
    later = db.execute(sql, [kind, claim, seen]).fetchone()
    if later:
        raise StoreError(
            f"{later[0]} has reviewed this claim meanwhile ({later[1]}); look at it, then say again"
            " what you think"
        )


# --- reading ------------------------------------------------------------------------------------

_REVIEWS = """
select r.*, (select a.id from articles a where a.key = r.article_key) as article from reviews r
"""


def load_reviews(db: Database, claim: str | None = None) -> list[Reviewed]:
    """All that was said of a claim, or of all claims, in order."""
    if claim is None:
        return [_reviewed(row) for row in db.query(f"{_REVIEWS} order by r.at, r.id")]
    kind, row = find_claim(db, claim)
    sql = (
        f"{_REVIEWS} join review_claims c on c.review = r.id where c.kind = ? and c.claim = ?"
        " order by r.at, r.id"
    )
    return [_reviewed(row) for row in db.query(sql, [kind, row["id"]])]


def load_orphans(db: Database) -> list[Reviewed]:
    """Reviews that belong to no claim of the present text: for a person to look at."""
    sql = (
        f"{_REVIEWS} where r.words <> '' and not exists (select 1 from review_claims c"
        " left join claims x on c.kind = 'claims' and x.id = c.claim"
        " left join responsibility_claims y on c.kind <> 'claims' and y.id = c.claim"
        " join articles a on a.revision = coalesce(x.revision, y.revision)"
        " where c.review = r.id) order by r.at, r.id"
    )
    return [_reviewed(row) for row in db.query(sql)]


def _reviewed(row: dict[str, Any]) -> Reviewed:
    return Reviewed(
        id=row["id"],
        at=row["at"],
        who=row["who"],
        kind=row["kind"],
        claim_key=row["claim_key"],
        article=row["article"],
        words=row["words"],
        review=review_of(row),
    )
