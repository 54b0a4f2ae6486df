"""People in a copy that is to be published: who may not appear is taken out of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from ..persons import Accusation, held_back, is_minor

NO_NAME = "(name not published)"

_ACCUSATIONS = """
select r.id, r.story, r.accused, r.accused_words as words, r.accused_name as name,
  (select group_concat(distinct coalesce(m.kind, e.kind))
   from mentions m join entities e on e.id = m.entity
   where m.revision = r.revision and (e.name = r.accused_name
     or m.span_start < json_extract(r.accused_span, '$[1]')
       and m.span_end > json_extract(r.accused_span, '$[0]'))) as kinds,
  coalesce(o.owner, r.outlet) as owner, r.copy_of is not null as is_copy, r.confidence, r.review
from responsibility_claims r left join outlets o on o.name = r.outlet where r.current = 1
"""
# Every name of every person.
_PEOPLE = """
with people as (
  select id as entity, name from entities where kind = 'person'
  union select a.entity, a.alias from entity_aliases a join entities e on e.id = a.entity
  where e.kind = 'person')
"""
# Named as harmed, and as nothing else.
_VICTIMS = f"""
{_PEOPLE} select entity from people group by entity having
  max(name in (select target_name from responsibility_claims where target_name is not null))
  and not max(name in (
    select accused_name from responsibility_claims where accused_name is not null
    union select accuser_name from responsibility_claims where accuser_name is not null
    union select source_name from claims where source_name is not null))
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
    victims = [entity for (entity,) in db.execute(_VICTIMS).fetchall()]
    for entity in {*victims, *minors}:
        _leave_out(db, entity)


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


def _minors(db: Database, texts: dict[int, str]) -> Iterator[int]:
    places: dict[tuple[int, int], list[tuple[int, int]]] = {}
    rows: Iterator[dict[str, Any]] = db.query(
        "select e.id, m.revision, m.span_start, m.span_end from entities e"
        " join mentions m on m.entity = e.id where e.kind = 'person'"
    )
    for row in rows:
        found = places.setdefault((row["id"], row["revision"]), [])
        found.append((row["span_start"], row["span_end"]))
    for (entity, revision), spans in places.items():
        if is_minor(texts.get(revision, ""), spans):
            yield entity


def _leave_out(db: Database, entity: int) -> None:
    sql = f"{_PEOPLE} select name from people where entity = ?"
    names = [name for (name,) in db.execute(sql, [entity]).fetchall()]
    for table in ("mentions", "entity_aliases", "ascriptions"):
        db.execute(f"delete from {table} where entity = ?", [entity])
    db.execute("delete from entities where id = ?", [entity])
    for name in names:
        for table, columns in _NAMES.items():
            for column, (own, words) in columns.items():
                sets = f"{column} = ?, {own} = null, {words} = null"
                db.execute(f"update {table} set {sets} where {own} = ?", [NO_NAME, name])
        db.execute("update claims set content = '' where instr(content, ?)", [name])
