"""A claim with all that was said of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from .lines import one, rows

_TABLES = ("claims", "responsibility_claims")
_SHOWN = {
    "claims": ("source", "source_type", "cue", "content", "quotation", "stance", "tone"),
    "responsibility_claims": (
        *("accused", "act", "target", "accuser", "stance", "voice", "basis", "kind"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedClaim:
    """A claim of either kind as it stands, and its reviews in order.

    ``seen`` is the number of the last one: who then says something is known to have seen it.
    """

    kind: str
    key: str
    article: int
    title: str
    outlet: str | None
    review: str | None
    extracted: str | None
    values: dict[str, Any]
    history: tuple[dict[str, Any], ...]
    seen: int


def load_reviewed(conn: sqlite3.Connection, key: str) -> ReviewedClaim | None:
    """The claim of this key; None if there is none."""
    for kind in _TABLES:
        row = one(conn, f"select * from {kind} where key = ?", [key])
        if row:
            history = rows(
                conn,
                "select r.id, r.at, r.who, r.judgement, r.field, r.value, r.note from reviews r"
                " join review_claims c on c.review = r.id where c.kind = ? and c.claim = ?"
                " order by r.at, r.id",
                [kind, row["id"]],
            )
            return ReviewedClaim(
                kind=kind,
                key=key,
                **{name: row[name] for name in ("article", "title", "outlet", "review")},
                extracted=row["extracted"],
                values={name: row[name] for name in _SHOWN[kind]},
                history=tuple(history),
                seen=max((said["id"] for said in history), default=0),
            )
    return None
