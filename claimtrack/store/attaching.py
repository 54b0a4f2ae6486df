"""Reviews are carried out in the rows of claims, and found again after texts were read anew.

Rows hold the corrected values themselves, and what the program had found in ``extracted``: so every
view, index and search sees what people said. A claim that a reviewer calls wrong is not current.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from ..masking import hidden, words_of
from ..models import Judgement
from ..reviews import FIELDS, Quoted, Review, best_match, standing
from .alerts import correct_alerts
from .changes import forget_comparisons
from .columns import SPANS, spans_of
from .linking import link_revision
from .timeline import mark_stale_story

WORDS = {
    "claims": ("source_words", "cue", "content"),
    "responsibility_claims": ("accused_words", "act", "target_words"),
}
# Name column → what is shown in its place where there is no name.
_SHOWN = {
    "source_name": ("source", "source_words"),
    "accused_name": ("accused", "accused_words"),
    "target_name": ("target", "target_words"),
    "accuser_name": ("accuser", "accuser_words"),
}
_CARRIED = ("source", "source_type", "quotation", "tone")


def attach_reviews(db: Database, article: int) -> None:
    """Find the claims of an article that its reviews belong to, and carry them out; part of a
    transaction. Claims that no review belongs to any more are as the program found them."""
    (key,) = db.execute("select key from articles where id = ?", [article]).fetchone()
    sql = "select * from reviews where article_key in (?, ?) order by at, id"
    reviews = list(db.query(sql, [key, hidden(key)]))
    for kind in FIELDS:
        rows = _claims(db, kind, article) if reviews or _has_reviewed(db, kind, article) else []
        said: dict[int, list[Review]] = {}
        for review in (r for r in reviews if r["kind"] == kind):
            db.execute("delete from review_claims where review = ?", [review["id"]])
            for claim in _matches(review, rows, kind):
                said.setdefault(claim, []).append(review_of(review))
                db.execute(
                    "insert into review_claims values (?, ?, ?)", [review["id"], kind, claim]
                )
        for row in rows:
            _carry_out(db, kind, row, said.get(row["id"], []))
    for name in FIELDS:
        db.execute(
            f"update articles set {name} = (select count(*) from {name} c where c.article = ?"
            " and c.current = 1) where id = ?",
            [article, article],
        )


def attach_all_reviews(db: Database) -> None:
    """The same for every article that was ever reviewed."""
    sql = "select distinct a.id from articles a join reviews r on r.article_key = a.key"
    with db.atomic():
        for (article,) in db.execute(sql).fetchall():
            attach_reviews(db, article)
        log_reviews(db)


def _has_reviewed(db: Database, kind: str, article: int) -> bool:
    sql = f"select 1 from {kind} where article = ? and review is not null limit 1"
    return db.execute(sql, [article]).fetchone() is not None


def _claims(db: Database, kind: str, article: int) -> list[dict[str, Any]]:
    sql = (
        f"select c.*, r.hash as text_of, a.revision as current_revision from {kind} c"
        " join revisions r on r.id = c.revision join articles a on a.id = c.article"
        " where c.article = ?"
    )
    return list(db.query(sql, [article]))


def _matches(review: dict[str, Any], rows: list[dict[str, Any]], kind: str) -> Iterator[int]:
    """The claim that the review belongs to, in each revision that has one."""
    spans = json.loads(review["spans"] or "{}")
    wanted = Quoted(
        id=0,
        text=review["revision_hash"],
        places=_places(json.dumps(place) for place in spans.values()) if spans else frozenset(),
        words=tuple(words_of(review["words"])),
    )
    for revision in {row["revision"]: None for row in rows}:
        near = [_quoted(row, kind) for row in rows if row["revision"] == revision]
        found = best_match(wanted, near)
        if found is not None:
            yield found


def _quoted(row: dict[str, Any], kind: str) -> Quoted:
    words = " ".join(str(row[name]) for name in WORDS[kind] if row[name])
    return Quoted(
        id=row["id"],
        text=row["text_of"],
        places=_places(row[name] for name in SPANS[kind]),
        words=tuple(words_of(words)),
    )


def _places(texts: Iterable[str | None]) -> frozenset[int]:
    spans = (span for text in texts for span in spans_of(text))
    return frozenset(place for span in spans for place in range(span.start, span.end))


def review_of(row: dict[str, Any]) -> Review:
    return Review(
        judgement=Judgement(row["judgement"]),
        field=row["field"],
        value=row["value"],
        note=row["note"],
    )


# --- carrying out -------------------------------------------------------------------------------


def _carry_out(db: Database, kind: str, row: dict[str, Any], reviews: list[Review]) -> None:
    """Set the columns of a claim to what holds now; the program's own values are kept beside."""
    found = json.loads(row["extracted"] or "{}")
    verdict, corrected = standing(kind, reviews)
    if verdict is None and row["review"] is None:
        return
    values: dict[str, Any] = {**found, **corrected}
    own = {column: found.get(column, row[column]) for column in corrected}
    for name, (shown, words) in _SHOWN.items():
        if name in values:
            values[shown] = values[name] or row[words]
    values |= {
        "review": verdict,
        "extracted": json.dumps(own, ensure_ascii=False) if own else None,
        "current": int(row["revision"] == row["current_revision"] and verdict != "wrong"),
    }
    _mark_stale(db, kind, row["source"], values.get("source"))
    db.table(kind).update(row["id"], values)
    if kind == "claims":
        repeated = {name: values[name] for name in _CARRIED if name in values}
        for name, value in repeated.items():
            sql = f"update responsibility_claims set {name} = ? where claim = ?"
            db.execute(sql, [value, row["id"]])
    correct_alerts(db, kind, row, values)
    _mark_made_of(db, kind, row)


def _mark_made_of(db: Database, kind: str, row: dict[str, Any]) -> None:
    """Have made anew what is made of the claim; what its names mean is told at once."""
    mark_stale_story(db, row["story"])
    forget_comparisons(db, row["article"])
    link_revision(db, row["revision"])
    if kind == "claims":
        db.execute(
            "insert or ignore into stale_groups select claim_group from claim_group_members"
            " where claim = ? and state <> 'rejected'",
            [row["id"]],
        )


def _mark_stale(db: Database, kind: str, *names: str | None) -> None:
    for name in names:
        if name and kind == "claims":
            db.execute("insert or ignore into stale_sources values (?)", [name])


def log_reviews(db: Database) -> None:
    """Bring the public log up to date with what was corrected: neither who nor the words."""
    db.execute(
        "insert or ignore into corrections (uid, at, action, kind, field, outlet, claim_key)"
        " select r.uid, r.at, r.judgement, 'claim', r.field, a.outlet, r.claim_key"
        " from reviews r left join articles a on a.key = r.article_key"
        " where r.judgement in ('corrected', 'wrong') order by r.at, r.id"
    )
