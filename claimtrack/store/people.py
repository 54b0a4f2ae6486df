"""People in a copy that is to be published: who may not appear is taken out of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from ..persons import Accusation, held_back, is_minor

NO_NAME = "(name not published)"

_ACCUSATIONS = """
select r.id, r.story, r.accused, r.accused_words as words, r.accused_name as name,
  (select group_concat(distinct e.kind) from mentions m join entities e on e.id = m.entity
   where m.revision = r.revision and (e.name = r.accused_name
     or m.span_start < json_extract(r.accused_span, '$[1]')
       and m.span_end > json_extract(r.accused_span, '$[0]'))) as kinds,
  coalesce(o.owner, r.outlet) as owner, r.copy_of is not null as is_copy, r.confidence, r.review
from responsibility_claims r left join outlets o on o.name = r.outlet where r.current = 1
"""
# Named as harmed, and as nothing else.
_VICTIMS = """
select name from entities where kind = 'person'
  and name in (select target_name from responsibility_claims)
  and name not in (select accused_name from responsibility_claims where accused_name is not null)
  and name not in (select accuser_name from responsibility_claims where accuser_name is not null)
  and name not in (select source_name from claims where source_name is not null)
"""
_NAMES = {
    "claims": {"source": ("source_name", "source_words")},
    "responsibility_claims": {
        name: (f"{name}_name", f"{name}_words") for name in ("accused", "target", "accuser")
    },
}


def leave_out_people(db: Database, claimants: dict[int, str]) -> None:
    """Take out claims against people that may not appear, and victims and minors by name.

    ``claimants`` are the texts by revision: in them ages are looked for. Part of a transaction.
    """
    minors = list(_minors(db, claimants))
    for claim in held_back(_accusations(db)):
        _hold_back(db, claim)
    victims = [name for (name,) in db.execute(_VICTIMS).fetchall()]
    for name in {*victims, *minors}:
        _leave_out(db, name)


def _accusations(db: Database) -> Iterator[Accusation]:
    for row in db.query(_ACCUSATIONS):
        kinds = frozenset((row.pop("kinds") or "").split(",")) - {""}
        yield Accusation(**row | {"kinds": kinds, "is_copy": bool(row["is_copy"])})


def _hold_back(db: Database, claim: int) -> None:
    """Delete the claim, and the words of the claims in whose content it stands."""
    sql = "select revision, act_span, accused_span from responsibility_claims where id = ?"
    row = next(db.query(sql, [claim]))
    db.execute("delete from timeline where responsibility_claim = ?", [claim])
    db.execute("delete from responsibility_claims where id = ?", [claim])
    for span in (row["act_span"], row["accused_span"]):
        if span:
            db.execute(
                "update claims set content = '' where revision = :revision and exists (select 1"
                " from json_each(content_spans) s where json_extract(s.value, '$[0]') <="
                " json_extract(:span, '$[0]') and json_extract(s.value, '$[1]') >="
                " json_extract(:span, '$[1]'))",
                {"revision": row["revision"], "span": span},
            )


def _minors(db: Database, texts: dict[int, str]) -> Iterator[str]:
    places: dict[tuple[str, int], list[tuple[int, int]]] = {}
    rows: Iterator[dict[str, Any]] = db.query(
        "select e.name, m.revision, m.span_start, m.span_end from entities e"
        " join mentions m on m.entity = e.id where e.kind = 'person'"
    )
    for row in rows:
        found = places.setdefault((row["name"], row["revision"]), [])
        found.append((row["span_start"], row["span_end"]))
    for (name, revision), spans in places.items():
        if is_minor(texts.get(revision, ""), spans):
            yield name


def _leave_out(db: Database, name: str) -> None:
    db.execute(
        "delete from mentions where entity in (select id from entities where name = ?)", [name]
    )
    db.execute("delete from entities where name = ?", [name])
    for table, columns in _NAMES.items():
        for column, (own, words) in columns.items():
            db.execute(
                f"update {table} set {column} = ?, {own} = null, {words} = null where {own} = ?",
                [NO_NAME, name],
            )
    db.execute("update claims set content = '' where instr(content, ?)", [name])
