"""An article with one revision in full and its edits, and a claim to be cited."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ...pages import (
    ArticleLine,
    ArticlePage,
    ClaimPage,
    Edit,
    EditedClaims,
    RevisionLine,
    ShownClaim,
)
from .lines import article_line, one, rows, shown_blames, shown_claim

_EDITS = 10  # the last ones; a ticker that was changed two hundred times would make a huge page

_REVISIONS = """
select r.id, r.title, r.hash, r.seen_at, r.words, r.text, r.run, a.extractor, a.at as analysed_at
from revisions r left join analyses a on a.revision = r.id
"""


def load_article(
    conn: sqlite3.Connection, article: int, revision: int | None = None
) -> ArticlePage | None:
    """The article with its current revision, or with ``revision``; None if there is none."""
    row = one(conn, "select * from articles where id = ?", [article])
    if row is None:
        return None
    revisions = _revisions(conn, article)
    wanted = row["revision"] if revision is None else revision
    shown = next((r for r in revisions if r.id == wanted), None)
    if shown is None:
        return None
    return ArticlePage(
        line=article_line(row),
        byline=row["byline"],
        published_precision=row["published_precision"],
        published_origin=row["published_origin"],
        country=row["country"],
        language=row["language"],
        text_kind=row["text_kind"],
        first_seen_at=row["first_seen_at"],
        story=row["story"],
        copy_of=_article(conn, row["copy_of"]),
        revision=shown,
        is_current=shown.id == row["revision"],
        claims=_claims(conn, shown.id),
        blames=shown_blames(conn, "where r.revision = ? order by r.id", [shown.id]),
        revisions=revisions,
        edits=_edits(conn, revisions),
    )


def _article(conn: sqlite3.Connection, article: int | None) -> ArticleLine | None:
    row = one(conn, "select * from articles where id = ?", [article])
    return article_line(row) if row else None


def _revisions(conn: sqlite3.Connection, article: int) -> tuple[RevisionLine, ...]:
    found = rows(conn, f"{_REVISIONS} where r.article = ? order by r.seen_at, r.id", [article])
    return tuple(RevisionLine(**row) for row in found)


def _claims(conn: sqlite3.Connection, revision: int) -> tuple[ShownClaim, ...]:
    found = rows(conn, "select * from claims where revision = ? order by id", [revision])
    return tuple(shown_claim(row) for row in found)


def _edits(conn: sqlite3.Connection, revisions: Sequence[RevisionLine]) -> tuple[Edit, ...]:
    edits = []
    for before, after in list(pairwise(revisions))[-_EDITS:]:
        claims = _edited(_claims(conn, before.id), _claims(conn, after.id))
        edits.append(Edit(before=before, after=after, claims=claims))
    return tuple(reversed(edits))


def _edited(before: Sequence[ShownClaim], after: Sequence[ShownClaim]) -> EditedClaims:
    """Claims that say the same in the same words are the same, wherever they stand."""
    gone = _without(before, after)
    return EditedClaims(
        gone=gone, added=_without(after, before), kept=len(before) - len(gone)
    )


def _without(
    these: Sequence[ShownClaim], those: Sequence[ShownClaim]
) -> tuple[ShownClaim, ...]:
    left = Counter(map(_words, those))
    found = []
    for claim in these:
        if left[_words(claim)]:
            left[_words(claim)] -= 1
        else:
            found.append(claim)
    return tuple(found)


def _words(claim: ShownClaim) -> tuple[str | None, str, str]:
    return claim.source_words, claim.cue, claim.content


def load_claim(conn: sqlite3.Connection, claim: str) -> ClaimPage | None:
    """The claim of this key, else of this number; None if there is none."""
    row = _claim_row(conn, claim)
    if row is None:
        return None
    revision = one(conn, f"{_REVISIONS} where r.id = ?", [row["revision"]])
    if revision is None:
        return None
    return ClaimPage(
        claim=shown_claim(row),
        is_current=bool(row["current"]),
        revision=RevisionLine(**revision),
        blames=shown_blames(conn, "where r.claim = ? order by r.id", [row["id"]]),
    )


def _claim_row(conn: sqlite3.Connection, claim: str) -> dict[str, Any] | None:
    row = one(conn, "select * from claims where key = ?", [claim])
    if row is None and claim.isascii() and claim.isdigit():
        row = one(conn, "select * from claims where id = ?", [int(claim)])
    return row
