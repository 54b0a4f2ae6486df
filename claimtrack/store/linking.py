"""Which entity the names in a claim mean, and how much is said by and of each."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

_BATCH = 200  # revisions linked in one transaction
LINKS = (
    ("claims", "source_entity"),
    ("responsibility_claims", "accused_entity"),
    ("responsibility_claims", "accuser_entity"),
)


def link_claims(db: Database) -> None:
    """Tie the claims of new revisions to entities, and count anew what these changed."""
    while revisions := [r[0] for r in db.execute(_UNLINKED, [_BATCH]).fetchall()]:
        with db.atomic():
            touched: set[int] = set()
            for revision in revisions:
                touched |= _link(db, revision)
            for entity in sorted(touched):
                db.execute(_COUNT, {"entity": entity})
            places = ", ".join("?" * len(revisions))
            db.execute(f"delete from unlinked where revision in ({places})", revisions)


def link_revision(db: Database, revision: int) -> None:
    """Tie the claims of one revision anew, as their names are now; part of a transaction."""
    for entity in sorted(_link(db, revision)):
        db.execute(_COUNT, {"entity": entity})


_UNLINKED = "select revision from unlinked order by revision limit ?"


def _link(db: Database, revision: int) -> set[int]:
    touched = {
        int(row["entity"])
        for row in db.query("select distinct entity from mentions where revision = ?", [revision])
    }
    for table, column in LINKS:
        name = column.removesuffix("_entity") + "_name"
        kind = "source_type" if table == "claims" else "null"
        rows = db.query(
            f"select id, article, {name} as name, {kind} as kind, {column} as before from {table}"
            f" where revision = ? and ({name} is not null or {column} is not null)",
            [revision],
        )
        for row in list(rows):
            entity = _meant(db, revision, row) if row["name"] else None
            touched |= {e for e in (entity, row["before"]) if e}
            if entity != row["before"]:
                db.execute(f"update {table} set {column} = ? where id = ?", [entity, row["id"]])
    return touched


_KINDS = {
    "person": ("person",),
    "organization": ("organization", "place"),
    "outlet": ("organization",),
    None: ("person", "organization", "place"),
}


def _meant(db: Database, revision: int, row: dict[str, Any]) -> int | None:
    """The one entity with this name in the article, else everywhere; None where there are two."""
    kinds = _KINDS.get(row["kind"])
    if kinds is None:
        return None
    places = ", ".join("?" * len(kinds))
    for sql, values in (
        (_MEANT_HERE.format(places=places), [revision, row["name"], *kinds]),
        (_MEANT_ANYWHERE.format(places=places), [row["name"], *kinds]),
    ):
        found = [int(r["entity"]) for r in db.query(sql, values)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


_NOBODY = "e.kind <> 'person' or instr(e.name, ' ') > 0"
_MEANT_HERE = f"""
select distinct m.entity from mentions m join entities e on e.id = m.entity
where m.revision = ? and coalesce(m.name, e.name) = ?
  and coalesce(m.kind, e.kind) in ({{places}}) and ({_NOBODY})
"""
_MEANT_ANYWHERE = f"""
select distinct a.entity from entity_aliases a join entities e on e.id = a.entity
where a.everywhere = 1 and a.only_article is null and a.alias = ? and a.kind in ({{places}})
  and ({_NOBODY})
"""
_COUNT = """
update entities set (articles, outlets, first_published_at, last_published_at) = (
    select count(distinct a.id), count(distinct a.outlet), min(a.published_at), max(a.published_at)
    from mentions m join revisions r on r.id = m.revision join articles a on a.id = r.article
    where m.entity = :entity and a.revision = m.revision),
  claims = (select count(*) from claims where source_entity = :entity and current = 1),
  accused = (select count(*) from responsibility_claims
    where accused_entity = :entity and current = 1),
  accuses = (select count(*) from responsibility_claims
    where accuser_entity = :entity and current = 1)
where id = :entity
"""
