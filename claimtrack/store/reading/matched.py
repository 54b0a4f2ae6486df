"""Claims that are like what was asked, as a list that tells who said it, where and when."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from ...hits import NEAR, MatchedClaim
from .group import groups_of_claims
from .lines import rows, shown_claim


def load_matched(
    conn: sqlite3.Connection, scores: Mapping[int, float], *, with_groups: bool
) -> tuple[MatchedClaim, ...]:
    """The claims by number that are near enough, best first; those that are gone are left out."""
    near = [claim for claim, score in scores.items() if score >= NEAR]
    marks = ", ".join("?" * len(near))
    found = rows(conn, f"select * from claims where current = 1 and id in ({marks})", near)
    groups = groups_of_claims(conn, near) if with_groups else {}
    return tuple(
        MatchedClaim(claim=shown_claim(row), score=scores[row["id"]], group=groups.get(row["id"]))
        for row in sorted(found, key=lambda row: near.index(row["id"]))
    )
