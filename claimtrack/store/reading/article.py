"""An article with one revision in full and its edits, and a claim to be cited."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from ...pages import (
    ArticleLine,
    ArticlePage,
    ClaimPage,
    Edit,
    EditedClaims,
    RevisionLine,
    ShownBlame,
    ShownClaim,
)
from .lines import article_line, one, rows, shown_blames, shown_claim

_Shown = TypeVar("_Shown", ShownClaim, ShownBlame)
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
        blames=_blames(conn, shown.id),
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


def _blames(conn: sqlite3.Connection, revision: int) -> tuple[ShownBlame, ...]:
    return shown_blames(conn, "where r.revision = ? order by r.id", [revision])


def _edits(conn: sqlite3.Connection, revisions: Sequence[RevisionLine]) -> tuple[Edit, ...]:
    return tuple(
        Edit(before=before, after=after, claims=_edited(conn, before.id, after.id))
        for before, after in reversed(list(pairwise(revisions))[-_EDITS:])
    )


def _edited(conn: sqlite3.Connection, before: int, after: int) -> EditedClaims:
    """Claims that say the same in the same words are the same, wherever they stand."""
    old, new = _claims(conn, before), _claims(conn, after)
    old_blames, new_blames = _blames(conn, before), _blames(conn, after)
    gone = _without(old, new, _words_of_claim)
    return EditedClaims(
        gone=gone,
        added=_without(new, old, _words_of_claim),
        kept=len(old) - len(gone),
        blames_gone=_without(old_blames, new_blames, _words_of_blame),
        blames_added=_without(new_blames, old_blames, _words_of_blame),
    )


def _without(
    these: Sequence[_Shown], those: Sequence[_Shown], words_of: Callable[[_Shown], object]
) -> tuple[_Shown, ...]:
    left = Counter(map(words_of, those))
    found = []
    for item in these:
        if left[words_of(item)]:
            left[words_of(item)] -= 1
        else:
            found.append(item)
    return tuple(found)


def _words_of_claim(claim: ShownClaim) -> object:
    return claim.source_words, claim.cue, claim.content


def _words_of_blame(blame: ShownBlame) -> object:
    return blame.accused, blame.act, blame.target, blame.accuser, blame.found.stance


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
