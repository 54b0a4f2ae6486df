"""Entities across articles: which names belong to which, on what evidence, and who ruled so.

The number of an entity that was judged never changes; a name joins it as a further alias.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..models import Ascription, Mention, MentionKind, Ruling
from .linking import LINKS

_SAME = "ruled to be the same"
_OWN = 20  # further words for a name that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityName:
    """A name of an entity; ``own`` are other words that articles use where they mean it.

    ``kin``: the one entity of the same name and another kind that the same revisions name.
    """

    entity: int
    kind: MentionKind
    name: str
    own: tuple[str, ...] = ()
    kin: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityLine:
    """An entity and how often claims name it."""

    id: int
    kind: str
    name: str
    claims: int
    accused: int
    accuses: int
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasLine:
    """A name that belongs to an entity, why, and the first article that has it."""

    entity: int
    name: str
    alias: str
    kind: str
    how: str
    article: int | None
    url: str | None


# --- reading ------------------------------------------------------------------------------------


def load_entities(db: Database, *, kind: str | None = None, limit: int = 50) -> list[EntityLine]:
    """Those that most claims name, first."""
    rows = db.query(
        "select id, kind, name, claims, accused, accuses, articles from entities"
        " where judged = 1 and kind in ('person', 'organization', 'place')"
        " and (:kind is null or kind = :kind)"
        " order by claims + accused + accuses desc, articles desc, name limit :limit",
        {"kind": kind, "limit": limit},
    )
    return [EntityLine(**row) for row in rows]


def load_aliases(db: Database, name: str | None = None) -> list[AliasLine]:
    """The aliases of the entities with this name; without one, all names that were merged."""
    rows = db.query(
        "select a.entity, e.name, a.alias, a.kind, a.how, a.article, t.url"
        " from entity_aliases a join entities e on e.id = a.entity"
        " left join articles t on t.id = a.article"
        " where a.entity in (select entity from entity_aliases where alias = :name)"
        " or (:name is null and (a.alias <> e.name or a.kind <> e.kind))"
        " order by a.entity, a.id",
        {"name": name},
    )
    return [AliasLine(**row) for row in rows]


# --- mentions -----------------------------------------------------------------------------------


def save_mentions(db: Database, article: int, revision: int, mentions: Iterable[Mention]) -> None:
    """Keep where names stand; a name that no entity has makes one, to be judged later."""
    rows, known = [], dict[tuple[MentionKind, str], dict[str, Any]]()
    for mention in mentions:
        if (mention.kind, mention.name) not in known:
            known[mention.kind, mention.name] = belonging(db, mention, article)
        span = {"span_start": mention.span.start, "span_end": mention.span.end}
        rows.append({"revision": revision, **span, **known[mention.kind, mention.name]})
    db.table("mentions").insert_all(rows, pk="id")
    db.execute("insert or ignore into unlinked values (?)", [revision])


def belonging(db: Database, mention: Mention, article: int) -> dict[str, Any]:
    """Its entity; kind and name where they are not those of the entity."""
    entity = _entity_of(db, mention, article)
    own = next(db.query("select kind, name from entities where id = ?", [entity]))
    kind = None if own["kind"] == mention.kind else mention.kind.value
    name = None if own["name"] == mention.name else mention.name
    return {"entity": entity, "kind": kind, "name": name}


def _entity_of(db: Database, mention: Mention, article: int) -> int:
    known = db.query(
        "select entity from entity_aliases where everywhere = 1 and alias = ? and kind = ?"
        " and coalesce(only_article, ?) = ? order by only_article is null limit 1",
        [mention.name, mention.kind.value, article, article],
    )
    for row in known:
        return int(row["entity"])
    return _own_entity(db, mention.kind, mention.name)


def _own_entity(db: Database, kind: MentionKind, name: str) -> int:
    row = [kind.value, name]
    db.execute("insert or ignore into entities (kind, name) values (?, ?)", row)
    found = db.query("select id from entities where kind = ? and name = ?", row)
    return int(next(found)["id"])


# --- judging ------------------------------------------------------------------------------------


def count_unjudged(db: Database) -> int:
    """How many entities are still to be judged."""
    return int(next(db.query("select count(*) as n from entities where judged = 0"))["n"])


def load_unjudged(db: Database) -> Iterator[EntityName]:
    """Entities that were never judged, oldest first, with the other words used for them."""
    for row in list(db.query("select id, kind, name from entities where judged = 0 order by id")):
        words = db.query(
            "select distinct substr(r.text, m.span_start + 1, m.span_end - m.span_start) as words"
            " from mentions m join revisions r on r.id = m.revision where m.entity = ? limit ?",
            [row["id"], _OWN],
        )
        own = tuple(w["words"] for w in words if w["words"] != row["name"])
        kind = MentionKind(row["kind"])
        kin = [int(k["id"]) for k in db.query(_KIN, {"id": row["id"], "name": row["name"]})]
        only = kin[0] if len(kin) == 1 else None
        yield EntityName(entity=row["id"], kind=kind, name=row["name"], own=own, kin=only)


_KIN = """
select distinct e.id from entities e join mentions m on m.entity = e.id
where e.name = :name and e.id <> :id and e.judged = 1
  and (e.kind in ('organization', 'place') or e.kind = 'person' and instr(e.name, ' ') > 0)
  and m.revision in (select revision from mentions where entity = :id)
"""


def load_names(db: Database) -> Iterator[EntityName]:
    """All names that belong to entities which were judged, their own first."""
    sql = (
        "select id as entity, kind, name from entities where judged = 1 union all"
        " select entity, kind, alias from entity_aliases where everywhere = 1"
        " and only_article is null"
    )
    for row in db.query(sql):
        yield EntityName(**{**row, "kind": MentionKind(row["kind"])})


def save_own(db: Database, name: EntityName, *, how: str) -> None:
    """The name is an entity of its own."""
    with db.atomic():
        _add_alias(db, name.entity, name, how)
        db.execute("update entities set judged = 1 where id = ?", [name.entity])


def save_same(db: Database, name: EntityName, entity: int, *, how: str) -> None:
    """The name belongs to another entity, which gets all that the name had."""
    with db.atomic():
        _move(db, name.entity, entity)
        _add_alias(db, entity, name, how)


def ensure_entity(db: Database, kind: MentionKind, name: str) -> int:
    """The entity of a listed name, made where it is not there; it counts as judged."""
    with db.atomic():
        known = db.query(
            "select entity from entity_aliases where everywhere = 1 and alias = ? and kind = ?"
            " and only_article is null",
            [name, kind.value],
        )
        for row in known:
            return int(row["entity"])
        entity = _own_entity(db, kind, name)
        one = EntityName(entity=entity, kind=kind, name=name)
        _add_alias(db, entity, one, "its own name")
        db.execute("update entities set judged = 1 where id = ?", [entity])
        return entity


def save_ascription(db: Database, entity: int, ascription: Ascription) -> None:
    """Keep what somebody says of an entity."""
    row = [entity, ascription.field, ascription.value, ascription.said_by]
    with db.atomic():
        db.execute(
            "insert or ignore into ascriptions (entity, field, value, said_by) values (?, ?, ?, ?)",
            row,
        )


def _add_alias(db: Database, entity: int, name: EntityName, how: str) -> None:
    """With the first mention of the name as its evidence, where there is one."""
    db.execute(
        "insert or ignore into entity_aliases (entity, alias, kind, everywhere, how, article,"
        " revision, span_start, span_end)"
        " select :entity, :alias, :kind, 1, :how, m.article, m.revision, m.span_start, m.span_end"
        " from (select 1) left join (select r.article, m.revision, m.span_start, m.span_end"
        "   from mentions m join entities e on e.id = m.entity join revisions r"
        "   on r.id = m.revision where m.entity = :entity and coalesce(m.name, e.name) = :alias"
        "   order by m.id limit 1) m",
        {"entity": entity, "alias": name.name, "kind": name.kind.value, "how": how},
    )


def _move(db: Database, old: int, new: int) -> None:
    """Give all of one entity to another, and drop it."""
    if old == new:
        return
    db.execute(
        "update mentions set name = coalesce(name, (select name from entities where id = :old)),"
        " kind = coalesce(kind, (select kind from entities where id = :old)), entity = :new"
        " where entity = :old",
        {"old": old, "new": new},
    )
    for table, column in LINKS:
        db.execute(f"update {table} set {column} = ? where {column} = ?", [new, old])
    for table in ("entity_aliases", "ascriptions"):
        db.execute(f"update or ignore {table} set entity = ? where entity = ?", [new, old])
    db.execute("delete from entities where id = ?", [old])


# --- rulings ------------------------------------------------------------------------------------


def load_rulings(db: Database) -> list[Ruling]:
    """What was ruled, in the order in which it was."""
    rows = db.query("select ruling, kind, name, other, url from entity_rulings order by id")
    return [Ruling(**{**row, "kind": MentionKind(row["kind"])}) for row in rows]


def save_rulings(db: Database, rulings: Iterable[Ruling]) -> int:
    """Put these in place of all former rulings and carry them out; how many are new."""
    wanted = list(dict.fromkeys(rulings))
    known = set(load_rulings(db))
    with db.atomic():
        db.execute("delete from entity_rulings")
        rows = [[r.ruling, r.kind.value, r.name, r.other, r.url] for r in wanted]
        for row in rows:
            db.execute(
                "insert into entity_rulings (ruling, kind, name, other, url)"
                " values (?, ?, ?, ?, ?)",
                row,
            )
        for ruling in wanted:
            _carry_out(db, ruling)
    return sum(ruling not in known for ruling in wanted)


def _carry_out(db: Database, ruling: Ruling) -> None:
    if ruling.ruling == "split":
        _split(db, ruling)
        return
    first, second = (_named(db, ruling.kind, name) for name in (ruling.name, ruling.other))
    if ruling.ruling == "same" and first != second:
        db.execute("update entities set judged = 1 where id = ?", [first])
        _move(db, second, first)
        for name in (ruling.name, ruling.other):
            _add_alias(db, first, EntityName(entity=first, kind=ruling.kind, name=name), _SAME)
        db.execute(
            "update entity_aliases set how = ? where entity = ? and alias = ? and kind = ?",
            [_SAME, first, ruling.other, ruling.kind.value],
        )
        _queue(db, first)
    elif ruling.ruling == "apart" and first == second:
        _part(db, first, ruling)


def _named(db: Database, kind: MentionKind, name: str) -> int:
    mention = db.query(
        "select entity from entity_aliases where everywhere = 1 and alias = ? and kind = ?"
        " and only_article is null",
        [name, kind.value],
    )
    return next((int(row["entity"]) for row in mention), 0) or _own_entity(db, kind, name)


def _part(db: Database, entity: int, ruling: Ruling) -> None:
    """The name that is not the entity's own gets one of its own again."""
    own = next(db.query("select name from entities where id = ?", [entity]))["name"]
    leaving = ruling.other if own != ruling.other else ruling.name
    values = {"kind": ruling.kind.value, "name": leaving, "old": entity}
    db.execute(
        "delete from entity_aliases where everywhere = 1 and alias = :name and kind = :kind", values
    )
    new = _own_entity(db, ruling.kind, leaving)
    db.execute(
        "update mentions set entity = :new, name = null, kind = null"
        " where entity = :old and name = :name and coalesce(kind, :kind) = :kind",
        {**values, "new": new},
    )
    name = EntityName(entity=new, kind=ruling.kind, name=leaving)
    _add_alias(db, new, name, "ruled to be apart")
    db.execute("update entities set judged = 1 where id = ?", [new])
    _queue(db, entity)
    _queue(db, new)


def _split(db: Database, ruling: Ruling) -> None:
    """In one article the name is somebody else's."""
    url = (
        "select article from article_urls where url = ? union select id from articles where key = ?"
    )
    for row in list(db.query(url, [ruling.url, ruling.url])):
        new = _own_entity(db, ruling.kind, ruling.other)
        db.execute("update entities set judged = 1 where id = ?", [new])
        values = {
            "new": new,
            "name": ruling.name,
            "kind": ruling.kind.value,
            "article": row["article"],
        }
        db.execute(
            "insert or ignore into entity_aliases (entity, alias, kind, everywhere, only_article,"
            " how) values (:new, :name, :kind, 1, :article, 'ruled so for one article')",
            values,
        )
        db.execute(
            "update mentions set entity = :new, name = :name, kind = :kind where revision in"
            " (select id from revisions where article = :article) and id in (select m.id from"
            " mentions m join entities e on e.id = m.entity where"
            " coalesce(m.name, e.name) = :name and coalesce(m.kind, e.kind) = :kind)",
            values,
        )
        _queue(db, new)


def _queue(db: Database, entity: int) -> None:
    db.execute(
        "insert or ignore into unlinked select distinct revision from mentions where entity = ?",
        [entity],
    )
