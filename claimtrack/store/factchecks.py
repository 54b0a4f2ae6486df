"""Fact-checks that were imported, and the claim groups they are on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from ..comparison import FactCheck, FactCheckMatch
from ..errors import InputError
from ..models import MemberState, Precision
from .groups import Judgement
from .times import moment_text, to_text

_COLUMNS = (
    *("key", "url", "claim", "claimant", "claimed_at", "reviewer", "published_at"),
    *("published_precision", "rating", "rating_value", "best_rating", "worst_rating"),
    "appearances",
)


def save_factchecks(
    db: Database, factchecks: Iterable[FactCheck], *, at: datetime, origin: str
) -> int:
    """Keep fact-checks, all or none; how many are new or were changed by their makers."""
    names = (*_COLUMNS, "imported_at", "imported_from")
    updates = ", ".join(f"{c} = excluded.{c}" for c in names if c != "key")
    news = " or ".join(f"factchecks.{c} is not excluded.{c}" for c in _COLUMNS)
    sql = (
        f"insert into factchecks ({', '.join(names)}) values ({', '.join(f':{c}' for c in names)})"
        f" on conflict (key) do update set {updates} where {news}"
    )
    saved = 0
    with db.atomic():
        for one in factchecks:
            row = _row(one) | {"imported_at": to_text(at), "imported_from": origin}
            saved += db.execute(sql, row).rowcount
    return saved


def _row(one: FactCheck) -> dict[str, Any]:
    precision = one.published.precision if one.published else Precision.UNKNOWN
    return {
        "key": one.key,
        "url": one.url,
        "claim": one.claim,
        "claimant": one.claimant,
        "claimed_at": one.claimed_at,
        "reviewer": one.reviewer,
        "published_at": moment_text(one.published),
        "published_precision": precision.value,
        "rating": one.rating,
        "rating_value": one.rating_value,
        "best_rating": one.best_rating,
        "worst_rating": one.worst_rating,
        "appearances": json.dumps(one.appearances),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFactCheck:
    """A fact-check as it is matched and listed."""

    id: int
    factcheck: FactCheck


def load_factchecks(db: Database) -> list[StoredFactCheck]:
    """All fact-checks, the latest first; what matching and listing need of them."""
    rows = db.query(
        "select id, key, url, claim, claimant, reviewer, rating, rating_value from factchecks"
        " order by published_at desc, id"
    )
    return [StoredFactCheck(id=row.pop("id"), factcheck=FactCheck(**row)) for row in rows]


def save_suggestions(db: Database, factcheck: int, matches: Sequence[FactCheckMatch]) -> None:
    """Make these what is suggested for a fact-check; what a person decided stays."""
    groups = json.dumps([match.group for match in matches])
    with db.atomic():
        db.execute(
            "delete from factcheck_matches where factcheck = ? and state = 'suggested'"
            " and claim_group not in (select value from json_each(?))",
            [factcheck, groups],
        )
        for match in matches:
            db.execute(
                "insert into factcheck_matches (factcheck, claim_group, score, why, state)"
                " values (?, ?, ?, ?, 'suggested') on conflict (factcheck, claim_group) do update"
                " set score = excluded.score, why = excluded.why where state = 'suggested'"
                " and (score is not excluded.score or why is not excluded.why)",
                [factcheck, match.group, match.score, match.why],
            )


def decide_match(
    db: Database, factcheck: int, group: int, state: MemberState, by: Judgement
) -> None:
    """Note that a person confirmed or rejected that a fact-check is on a claim group.

    Raises :class:`InputError` for an unknown fact-check or group, and then changes nothing.
    """
    for table, number, name in (
        ("factchecks", factcheck, "fact-check"),
        ("claim_groups", group, "claim group"),
    ):
        if not next(db.query(f"select 1 from {table} where id = ?", [number]), None):
            raise InputError(f"there is no {name} {number}")
    with db.atomic():
        db.execute(
            "insert into factcheck_matches (factcheck, claim_group, why, state, who, decided_at)"
            " values (?, ?, 'put by hand', ?, ?, ?) on conflict (factcheck, claim_group) do update"
            " set state = excluded.state, who = excluded.who, decided_at = excluded.decided_at",
            [factcheck, group, state.value, by.who, to_text(by.at)],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMatch:
    """A fact-check with a claim group it may be on; without one where none was found."""

    factcheck: int
    reviewer: str
    rating: str | None
    claim: str
    url: str
    claim_group: int | None
    state: MemberState | None
    score: float | None
    why: str | None


def load_matches(db: Database) -> list[StoredMatch]:
    """Every fact-check with its claim groups, best first."""
    rows = db.query(
        "select f.id as factcheck, f.reviewer, f.rating, f.claim, f.url, m.claim_group, m.state,"
        " m.score, m.why from factchecks f left join factcheck_matches m on m.factcheck = f.id"
        " order by f.id, m.score desc, m.claim_group"
    )
    return [
        StoredMatch(**row | {"state": MemberState(row["state"]) if row["state"] else None})
        for row in rows
    ]
