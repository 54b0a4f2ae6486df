"""Rows of bulk runs → the database, many at once. Not imported with the rest of ``store``.

::

    articles that are new here:    number them, insert the rows of all tables as they are
    articles that are known:       save one sighting after the other           (resaving)

The second way is the one of ``import``; the first makes the same rows of what was read as
``import`` reads it. Where anything was ever withdrawn, all go the second way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from typing import Any

from sqlite_utils import Database

from ..models import Mention, MentionKind, Span
from .attaching import attach_reviews
from .claims import use_extractor
from .columnar import Columns
from .entities import belonging
from .resaving import save_again
from .times import to_text

_ROWS = ("articles", "revisions", "mentions", "claims", "responsibility_claims")
_HERE = {"partition", "place", "number", "urls"}  # columns of the Parquet alone
_Row = Mapping[str, Any]
_Columns = dict[str, Iterable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What comparing found of an article: its story (by its first article), what it copies."""

    story: int
    copy_of: int | None


@dataclass(slots=True, kw_only=True)
class Loader:
    """Loads partitions, in one run.

    ``numbers`` are those that articles are to have, by key, and ``placed`` their stories; both
    only where all is loaded into a new database.
    """

    db: Database
    run: int
    at: datetime
    numbers: Mapping[str, int] = field(default_factory=dict)
    placed: Mapping[str, Placed] = field(default_factory=dict)
    _entities: dict[tuple[str, str], int] = field(default_factory=dict)

    def load(self, tables: Mapping[str, Columns]) -> dict[str, int]:
        """Save a partition in one transaction; how many rows of each table are new."""
        with self.db.atomic():
            before = self._newest()
            known = self._known(tables["articles"])
            new = {t: _of_articles(c, t, known, inside=False) for t, c in tables.items()}
            if len(new["articles"]):
                _Inserting(self, new).insert()
            if known:
                again = {t: _of_articles(c, t, known, inside=True) for t, c in tables.items()}
                save_again(self.db, self.run, self.at, again)
            after = self._newest()
        return {table: after[table] - before[table] for table in after}

    def next_number(self, table: str) -> int:
        """The number of the next row of a table."""
        return int(self.db.execute(f"select coalesce(max(id), 0) + 1 from {table}").fetchone()[0])

    def _newest(self) -> dict[str, int]:
        return {table: self.next_number(table) for table in _ROWS if table != "mentions"}

    def _known(self, articles: Columns) -> set[str]:
        """Keys of articles that are here, that a feed tells of, or that may be withdrawn."""
        keys = articles.of["key"]
        if self.db.execute("select 1 from withdrawals limit 1").fetchone():
            return set(keys)
        urls = zip(keys, map(json.loads, articles.of["urls"]), strict=True)
        pairs = [[url, key] for key, some in urls for url in some]
        found = self.db.execute(_KNOWN, {"keys": json.dumps(keys), "urls": json.dumps(pairs)})
        return {key for (key,) in found.fetchall()}


_KNOWN = """
select k.value from json_each(:keys) k where exists (select 1 from articles where key = k.value)
union
select u.value ->> 1 from json_each(:urls) u
where exists (select 1 from article_urls where url = u.value ->> 0)
  or exists (select 1 from feed_entries where url = u.value ->> 0 and state = 'pending')
"""


_ENTITIES = """
select e.kind, e.name, e.id from json_each(?) n
join entities e on e.kind = n.value ->> 0 and e.name = n.value ->> 1
"""


_REVIEWED = """
select distinct article_key from reviews where article_key in (select value from json_each(?))
"""


def _of_articles(columns: Columns, table: str, keys: set[str], *, inside: bool) -> Columns:
    """The rows of these articles, or of all others."""
    if not keys and not inside:
        return columns
    return columns.where("key" if table == "articles" else "article", keys, inside=inside)


class _Inserting:
    """The rows of one partition's new articles, on their way into the tables."""

    def __init__(self, loader: Loader, tables: Mapping[str, Columns]) -> None:
        self._loader, self._db = loader, loader.db
        self._tables = {name: columns.of for name, columns in tables.items()}
        keys, words = self._tables["articles"]["key"], self._tables["revisions"]
        first = loader.next_number("articles")
        self._number = {key: loader.numbers.get(key, n) for n, key in enumerate(keys, first)}
        hashes = zip(words["article"], words["hash"], strict=True)
        self._revision = {pair: n for n, pair in enumerate(hashes, loader.next_number("revisions"))}

    def insert(self) -> None:
        """Insert all of them."""
        self._db.execute("pragma defer_foreign_keys = on")
        self._insert_articles()
        self._insert_revisions()
        self._insert_mentions()
        claims = self._insert_claims()
        self._insert_responsibility(claims)
        self._attach()

    def _insert_articles(self) -> None:
        rows = self._tables["articles"]
        outlets = {name for name in rows["outlet"] if name is not None}
        sql = "insert or ignore into outlets (name) values (?)"
        self._db.conn.executemany(sql, [(name,) for name in sorted(outlets)])
        pairs = zip(rows["key"], rows["revision"], strict=True)
        changed: _Columns = {
            "id": [self._number[key] for key in rows["key"]],
            "revision": [self._revision.get(pair) for pair in pairs],
            **self._stories(rows["key"]),
        }
        self._put("articles", {**_kept(rows), **changed})
        urls = zip(rows["key"], map(json.loads, rows["urls"]), strict=True)
        homes = [(url, self._number[key]) for key, some in urls for url in some]
        self._db.conn.executemany("insert or ignore into article_urls values (?, ?)", homes)

    def _insert_revisions(self) -> None:
        rows, run = self._tables["revisions"], self._loader.run
        before = zip(rows["article"], rows["from_revision"], strict=True)
        changed: _Columns = {
            "id": list(self._revision.values()),
            "article": self._articles(rows),
            "from_revision": [self._revision.get(pair) for pair in before],
            "run": repeat(run),
        }
        kept = {name: v for name, v in _kept(rows).items() if name != "extractor"}
        self._put("revisions", {**kept, **changed})
        for version in sorted(set(rows["extractor"]) - {None}):
            use_extractor(self._db, version, at=self._loader.at)
        read, at = zip(self._revision.values(), rows["extractor"], strict=True), self._loader.at
        analyses = [(n, version, to_text(at), run) for n, version in read if version is not None]
        sql = "insert into analyses (revision, extractor, at, run) values (?, ?, ?, ?)"
        self._db.conn.executemany(sql, analyses)
        self._db.conn.executemany("insert into unlinked values (?)", [(a[0],) for a in analyses])

    def _insert_mentions(self) -> None:
        rows = self._tables["mentions"]
        named = zip(rows["kind"], rows["name"], self._articles(rows), strict=True)
        found = self._belonging(named)
        changed = {
            "revision": self._revisions(rows),
            "entity": [one["entity"] for one in found],
            "kind": [one["kind"] for one in found],
            "name": [one["name"] for one in found],
        }
        kept = {name: v for name, v in _kept(rows).items() if name != "article"}
        self._put("mentions", {**kept, **changed})

    def _belonging(self, named: Iterable[tuple[str, str, int]]) -> list[_Row]:
        """The entity of each name, made where no entity has it."""
        if self._db.execute("select 1 from entity_aliases limit 1").fetchone():
            return self._judged(named)
        pairs = [(kind, name) for kind, name, _ in named]
        known, fresh = self._loader._entities, dict.fromkeys(pairs)
        new = [pair for pair in fresh if pair not in known]
        self._db.conn.executemany("insert or ignore into entities (kind, name) values (?, ?)", new)
        found = self._db.execute(_ENTITIES, [json.dumps(new)])
        known.update({(kind, name): number for kind, name, number in found})
        return [{"entity": known[pair], "kind": None, "name": None} for pair in pairs]

    def _judged(self, named: Iterable[tuple[str, str, int]]) -> list[_Row]:
        """The same where names were joined to entities before: as ``import`` finds them."""
        found: dict[tuple[str, str, int], _Row] = {}
        nowhere, rows = Span(start=0, end=1), list(named)
        for kind, name, article in rows:
            if (kind, name, article) not in found:
                mention = Mention(span=nowhere, kind=MentionKind(kind), name=name)
                found[kind, name, article] = belonging(self._db, mention, article)
        return [found[row] for row in rows]

    def _insert_claims(self) -> dict[str, int]:
        rows = self._tables["claims"]
        first = self._loader.next_number("claims")
        numbers = {key: n for n, key in enumerate(rows["key"], first)}
        self._put("claims", {**_kept(rows), **self._wide(rows), "id": numbers.values()})
        named = {(name,) for name in rows["source"] if name is not None}
        sql = "insert or ignore into stale_sources values (?)"
        self._db.conn.executemany(sql, sorted(named))
        return numbers

    def _insert_responsibility(self, claims: Mapping[str, int]) -> None:
        rows = self._tables["responsibility_claims"]
        carried = [claims[key] if key else None for key in rows["claim"]]
        self._put("responsibility_claims", {**_kept(rows), **self._wide(rows), "claim": carried})

    def _wide(self, rows: dict[str, list[Any]]) -> _Columns:
        """What the wide tables have of their article, by its number here."""
        homes: _Columns = {"article": self._articles(rows), "revision": self._revisions(rows)}
        return {**homes, **self._stories(rows["article"])}

    def _articles(self, rows: dict[str, list[Any]]) -> list[int]:
        return [self._number[key] for key in rows["article"]]

    def _revisions(self, rows: dict[str, list[Any]]) -> list[int]:
        pairs = zip(rows["article"], rows["revision"], strict=True)
        return [self._revision[pair] for pair in pairs]

    def _stories(self, keys: list[str]) -> _Columns:
        placed = self._loader.placed
        if not placed:
            return {}
        found = [placed[key] for key in keys]
        return {"story": [p.story for p in found], "copy_of": [p.copy_of for p in found]}

    def _put(self, table: str, columns: Mapping[str, Iterable[Any]]) -> None:
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        sql = f"insert into {table} ({names}) values ({marks})"
        rows = zip(*columns.values())  # noqa: B905  # what is the same in all rows has no end
        self._db.conn.executemany(sql, rows)

    def _attach(self) -> None:
        """Carry out what people decided of these articles before they were here."""
        keys = json.dumps(list(self._number))
        for (key,) in self._db.execute(_REVIEWED, [keys]).fetchall():
            attach_reviews(self._db, self._number[key])


def _kept(rows: dict[str, list[Any]]) -> _Columns:
    return {name: values for name, values in rows.items() if name not in _HERE}
