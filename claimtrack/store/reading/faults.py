"""Known faults, as far as they were measured: what was coded, what is missing, what was skipped."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from ...coding import CODED, Code, measure, wilson
from ...pages import Bin, FaultsPage, Measured
from .home import gap_line
from .lines import counts, rows

_GAPS = 10
_FEW = 30  # fewer coded claims of an outlet say nothing of it
_KINDS = "select text_kind as label, count(*) as n from articles group by text_kind order by n desc"
_SKIPPED = """
select coalesce(language, 'not detected') as label, count(*) as n from articles
where language is not 'en' group by language order by n desc limit 20
"""
_EXTRACTORS = """
select e.version as label, count(a.revision) as n, 'first used ' || substr(e.first_used_at, 1, 10)
  as detail from extractors e left join analyses a on a.extractor = e.version
group by e.version order by e.first_used_at desc limit 10
"""
_REVIEWED = """
select review as label, count(*) as n from (
  select review, revision from claims where review is not null
  union all select review, revision from responsibility_claims where review is not null
) join articles a using (revision) group by review
union all select 'wrong', cast(value as integer) from about
where key = 'called_wrong' and value <> '0'
order by n desc, label
"""
_CALIBRATION = """
select min(cast(c.confidence * 5 as integer), 4) as bin, count(*) as n, avg(c.confidence) as told,
  sum(k.is_right) as right
from codings k join coded_claims c on c.claim_key = k.claim_key
where k.field = 'is_claim' and c.kind = 'claims' and c.confidence is not null
group by bin order by bin
"""


def load_faults(conn: sqlite3.Connection) -> FaultsPage:
    """What is known of the faults of this database, from its own rows."""
    codes = _codes(conn)
    gaps = rows(conn, "select * from gaps order by since desc limit ?", [_GAPS])
    return FaultsPage(
        measured=tuple(
            Measured(kind=kind, outlet=None, figures=tuple(measure(own)))
            for kind in CODED
            if (own := [code for code in codes if code.kind == kind])
        ),
        by_outlet=tuple(_by_outlet(codes)),
        coders=len({code.coder for code in codes}),
        coded=len({code.claim for code in codes}),
        calibration=tuple(_calibration(conn)),
        text_kinds=counts(rows(conn, _KINDS)),
        skipped=counts(rows(conn, _SKIPPED)),
        gaps=tuple(gap_line(row) for row in gaps),
        gaps_total=_number(conn, "select count(*) from gaps"),
        gone=counts(rows(conn, _STATES)),
        reviewed=counts(rows(conn, _REVIEWED)),
        withdrawn=_number(conn, "select count(*) from corrections where action = 'withdraw'"),
        extractors=counts(rows(conn, _EXTRACTORS)),
    )


_STATES = """
select state as label, count(*) as n from articles where state is not null group by state
"""


def _number(conn: sqlite3.Connection, sql: str) -> int:
    return int(conn.execute(sql).fetchone()[0])


def _codes(conn: sqlite3.Connection) -> list[Code]:
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
        for row in rows(conn, "select * from codings")
    ]


def _by_outlet(codes: Sequence[Code]) -> list[Measured]:
    """Outlets of which enough was coded."""
    found = []
    for kind in CODED:
        for outlet in sorted({code.outlet for code in codes if code.kind == kind}):
            own = [code for code in codes if code.kind == kind and code.outlet == outlet]
            if outlet and len({code.claim for code in own}) >= _FEW:
                found.append(Measured(kind=kind, outlet=outlet, figures=tuple(measure(own))))
    return found


def _calibration(conn: sqlite3.Connection) -> list[Bin]:
    return [
        Bin(
            told=row["told"],
            right=row["right"],
            n=row["n"],
            low=wilson(row["right"], row["n"])[0],
            high=wilson(row["right"], row["n"])[1],
        )
        for row in rows(conn, _CALIBRATION)
    ]
