"""Takes withdrawn words out of a database: the one place that knows all that must be purged.

::

    withdrawn articles, outlets        deleted with all that hangs on them
    texts, headlines, bylines          withdrawn words blotted out, at the same length
    claims, mentions, alerts           deleted where any part of them is blotted out
    every other column of every table  blotted out (a table not thought of here is swept as well)
    what is made of words (DERIVED)    deleted, to be made anew of what is left
    full-text indexes, free pages, log made anew, overwritten, truncated

Hashes, spans and counts of what stays are kept. Blobs are not looked into: a table that keeps words
in one belongs into DERIVED.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..masking import BLOT, HIDDEN, Marks, is_blotted
from ..models import digest
from .claims import refresh_summaries
from .columns import SPANS, spans_of
from .compare import forget_story
from .grouping import mark_changed_groups
from .leaving import leave_story
from .unwriting import blot_reviews, hide_codings, key_hash

# Tables whose rows are made of an article's words, by the columns that say of which article: they
# go as soon as the article loses a word, and are made anew of what is left. EMPTIED are those of
# which it is not known whose words they are made of.
DERIVED: Mapping[str, tuple[str, ...]] = {
    "compared": ("article",),
    "differences": ("a_article", "b_article"),
    "timeline": ("article",),
}
EMPTIED = ("vectors",)
# Tables that refuse changes by triggers; a withdrawal stands above them.
_GUARDED = ("claim_group_decisions", "verdicts", "decisions")

# Rows that say nothing any more once a word of theirs is withdrawn.
_DROPPED = (
    *("claims", "responsibility_claims", "claim_group_members"),
    *("alerts", "sources", "entities", "entity_aliases", "ascriptions"),
)
_CLAIMS = ("claims", "responsibility_claims")
_REPEATED = frozenset(("title", "url", "outlet"))  # of the article; blotted out, and no reason
_BATCH = 200


@dataclass(slots=True)
class Purged:
    """What a purge did. ``texts`` are articles that lost some words, ``articles`` those deleted,
    ``rows`` of other tables lost some.

    ``keys`` are those of deleted articles; ``found`` says by key which marks an article holds.
    ``is_log_cut`` is False where words may still stand in the log beside the file; ``files`` are
    those of exports that hold the words.
    """

    articles: int = 0
    texts: int = 0
    claims: int = 0
    rows: int = 0
    keys: list[str] = field(default_factory=list)
    found: dict[str, frozenset[str]] = field(default_factory=dict)
    is_log_cut: bool = True
    files: tuple[Path, ...] = ()


def purge(db: Database, marks: Marks, found: Mapping[str, frozenset[str]] | None = None) -> Purged:
    """Take out of ``db`` all that ``marks`` name, in one transaction. Then call :func:`finish`.

    ``found`` tells of articles whose texts are not in ``db``, as in a published copy.
    """
    done = Purged(found=dict(found or {}))
    if not marks:
        return done
    with db.atomic():
        before = _count_claims(db)
        with unguarded(db):
            _delete_articles(db, marks, done)
            _delete_outlets(db, marks)
            if marks.has_words:
                _blot_all(db, marks, done)
        for table in EMPTIED if done.articles or done.texts else ():
            db.execute(f"delete from {table}")
        db.execute("delete from entities where id not in (select entity from mentions)")
        blot_reviews(db, marks, done.keys)
        hide_codings(db, done.keys)
        done.claims = before - _count_claims(db)
        _count_again(db)
        mark_changed_groups(db)
    refresh_summaries(db)
    return done


@contextmanager
def unguarded(db: Database) -> Iterator[None]:
    """Without the triggers that let nothing be changed; part of a transaction."""
    named = ", ".join(f"'{name}'" for name in _GUARDED)
    sql = f"select name, sql from sqlite_master where type = 'trigger' and tbl_name in ({named})"
    triggers = db.execute(sql).fetchall()
    for name, _ in triggers:
        db.execute(f"drop trigger [{name}]")
    yield
    for _, made in triggers:
        db.execute(made)


def finish(db: Database) -> bool:
    """Leave no trace in indexes, free pages or the log beside the file.

    False where another program reads the database, so that the log could not be cut.
    """
    for (name,) in db.execute(
        "select name from sqlite_master where sql like 'create virtual table%fts5%'"
    ).fetchall():
        db.execute(f"insert into [{name}]([{name}]) values ('optimize')")
    db.conn.commit()
    busy, *_ = db.execute("pragma wal_checkpoint(truncate)").fetchone()
    return not busy


def _count_claims(db: Database) -> int:
    sql = " union all ".join(f"select count(*) as n from {name}" for name in _CLAIMS)
    return int(db.execute(f"select sum(n) from ({sql})").fetchone()[0])


def _count_again(db: Database) -> None:
    for name in _CLAIMS:
        db.execute(
            f"update articles set {name} = (select count(*) from {name} c where c.article ="
            f" articles.id and c.current = 1) where {name} > 0"
        )


# --- whole articles and outlets -----------------------------------------------------------------


def _delete_articles(db: Database, marks: Marks, done: Purged) -> None:
    rows = db.execute("select id, key, url, outlet from articles").fetchall()
    aliases: dict[int, list[str]] = {}
    for url, article in db.execute("select url, article from article_urls").fetchall():
        aliases.setdefault(article, []).append(url)
    for article, key, url, outlet in rows:
        addresses = [a for a in (key, url, *aliases.get(article, ())) if a]
        if marks.holds("outlet", outlet) or any(marks.holds("address", a) for a in addresses):
            _delete_article(db, article, addresses)
            done.articles += 1
            done.keys.append(key)


def _delete_article(db: Database, article: int, addresses: Sequence[str]) -> None:
    db.execute(
        "insert or ignore into stale_sources"
        " select distinct source from claims where article = ? and source is not null",
        [article],
    )
    for address in addresses:
        db.execute("delete from feed_entries where url = ? or key = ?", [address, address])
        db.execute("delete from fetches where url = ? or final_url = ?", [address, address])
        db.execute("delete from alerts where url = ?", [address])
    db.execute("delete from feed_entries where article = ?", [article])
    for table in _CLAIMS:  # by article, for which there is an index of all rows
        copies = "article in (select id from articles where copy_of = ?)"
        db.execute(f"update {table} set copy_of = null where {copies}", [article])
    db.execute("update articles set copy_of = null where copy_of = ?", [article])
    db.execute("update claim_group_decisions set quote = null where article = ?", [article])
    story = db.execute("select story from articles where id = ?", [article]).fetchone()[0]
    leave_story(db, story, article)
    db.execute("delete from articles where id = ?", [article])


def _delete_outlets(db: Database, marks: Marks) -> None:
    for (name,) in db.execute("select name from outlets").fetchall():
        if marks.holds("outlet", name):
            urls = "select url from feeds where outlet = :name"
            db.execute(f"delete from fetches where url in ({urls})", {"name": name})
            for table in ("alerts", "gaps", "feeds"):
                db.execute(f"delete from {table} where outlet = ?", [name])
            db.execute("delete from outlets where name = ?", [name])


# --- words --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Home:
    """What is to be known of an article to find marked words in rows that belong to it."""

    article: str  # the hash of its key
    found: frozenset[str]


# By the article's number, and by each of its addresses.
_Homes = Mapping[int | str | None, _Home]


def _blot_all(db: Database, marks: Marks, done: Purged) -> None:
    for key, hits in _found(db, marks).items():
        done.found[key] = done.found.get(key, frozenset()) | hits
    homes = _homes(db, done.found)
    for article, key in db.execute("select id, key from articles").fetchall():
        if key in done.found and _blot_article(db, marks, article, homes[article]):
            done.texts += 1
            _compare_anew(db, article)
            _drop_derived(db, article)
    for table in text_tables(db):
        if table.name not in ("revisions", "reviews"):
            done.rows += blot_table(db, marks, table, homes)
    db.execute(
        f"update articles set visit_url = null, revisit_at = null where visit_url like '{HIDDEN}%'"
    )


def _found(db: Database, marks: Marks) -> dict[str, frozenset[str]]:
    """By key, the marks of words that stand in any text or byline of an article."""
    rows = db.execute(
        "select a.key, r.text, r.title, r.byline from articles a, revisions r"
        " where r.article = a.id order by a.id"
    )
    found: dict[str, frozenset[str]] = {}
    for key, *texts in rows:
        for hits in map(marks.found, texts):
            if hits:
                found[key] = found.get(key, frozenset()) | hits
    return found


def _homes(db: Database, found: Mapping[str, frozenset[str]]) -> _Homes:
    homes: dict[int | str | None, _Home] = {}
    for article, key in db.execute("select id, key from articles"):
        home = _Home(key_hash(key), found.get(key, frozenset()))
        homes |= {article: home, key: home}
    for url, article in db.execute("select url, article from article_urls"):
        homes[url] = homes[article]
    return homes


def _blot_article(db: Database, marks: Marks, article: int, home: _Home) -> bool:
    """Blot words out of every revision, and delete the claims and mentions that touch them."""
    sql = "select id, title, byline, text from revisions where article = ?"
    touched = False
    for revision, *texts in db.execute(sql, [article]).fetchall():
        new = [marks.blotted(t, article=home.article, around=home.found) for t in texts]
        if new == texts:
            continue
        touched = True
        db.execute(
            "update revisions set title = ?, byline = ?, text = ?, text_hash = ? where id = ?",
            [*new, digest(new[2]), revision],
        )
        drop_touching(db, revision, new[2])
    return touched


def drop_touching(db: Database, revision: int, text: str) -> None:
    """Delete what was found in the revision where a part of it is blotted out in ``text``."""
    for table, columns in SPANS.items():
        rows = db.execute(
            f"select id, {', '.join(columns)} from {table} where revision = ?", [revision]
        ).fetchall()
        for number, *places in rows:
            if is_blotted(text, (span for place in places for span in spans_of(place))):
                _delete_row(db, table, number)
    for number, start, end in db.execute(
        "select id, span_start, span_end from mentions where revision = ?", [revision]
    ).fetchall():
        if BLOT in text[start:end]:
            db.execute("delete from mentions where id = ?", [number])


def _delete_row(db: Database, table: str, number: int) -> None:
    if table == "claims":
        db.execute(
            "insert or ignore into stale_sources select source from claims where id = ?"
            " and source is not null",
            [number],
        )
    if table == "entities":
        db.execute("delete from mentions where entity = ?", [number])
    db.execute(f"delete from {table} where id = ?", [number])


def _compare_anew(db: Database, article: int) -> None:
    """Have the articles of this one's story compared anew: what is kept of each names the first."""
    (story,) = db.execute("select story from articles where id = ?", [article]).fetchone()
    if story is not None:
        forget_story(db, story)


def _drop_derived(db: Database, article: int) -> None:
    for table, columns in DERIVED.items():
        for column in columns:
            db.execute(f"delete from {table} where {column} = ?", [article])


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table with its columns of text; ``home`` is the SQL that tells a row's article."""

    name: str
    columns: tuple[str, ...]
    home: str
    has_rowid: bool


_WAYS = ("article", "url", "article_key")  # columns that tell the article of a row


def text_tables(db: Database) -> Iterator[TextTable]:
    """Every table of our own with columns of text, whichever they are."""
    rows = db.execute(
        "select m.name, m.sql, group_concat(c.name) from sqlite_master m,"
        " pragma_table_info(m.name) c where m.type = 'table' and m.sql not like 'create virtual%'"
        " and m.name not like '%\\_fts%' escape '\\' and m.name not like '\\_sqlite%' escape '\\'"
        " and m.name not like 'sqlite\\_%' escape '\\' and c.type like 'text' group by m.name"
    ).fetchall()
    for name, sql, columns in rows:
        own = [column for (column,) in db.execute(f"select name from pragma_table_info('{name}')")]
        ways = ["id"] if name == "articles" else [c for c in _WAYS if c in own]
        home = f"coalesce({', '.join(ways)}, null)" if ways else "null"
        yield TextTable(name, tuple(columns.split(",")), home, "without rowid" not in sql.lower())


def blot_table(db: Database, marks: Marks, table: TextTable, homes: _Homes) -> int:
    """Blot marked words out of the columns of a table, or drop rows that say nothing without.

    How many rows held some.
    """
    chosen = ", ".join(f"[{c}]" for c in table.columns)
    handle = "rowid" if table.has_rowid else "null"
    sql = f"select {handle}, {table.home}, {chosen} from [{table.name}]"
    changes = []
    for row, article, *values in db.execute(sql):
        if not marks.may_hold("\n".join(filter(None, values))):
            continue
        home = homes.get(article)
        old = dict(zip(table.columns, values, strict=True))
        new = {c: _blotted(marks, v, home) for c, v in old.items() if v}
        changed = {c: v for c, v in new.items() if v != old[c]}
        if changed:
            changes.append((row, old, changed))
    for row, old, changed in changes:
        _change(db, table, row, old, changed)
    return len(changes)


def _blotted(marks: Marks, value: str, home: _Home | None) -> str:
    if home is None:
        return marks.blotted(value)
    return marks.blotted(value, article=home.article, around=home.found)


def _change(
    db: Database, table: TextTable, row: int, old: dict[str, Any], changed: dict[str, str]
) -> None:
    if table.name in _DROPPED and (table.name not in _CLAIMS or changed.keys() - _REPEATED):
        _delete_row(db, table.name, row)
        return
    if table.name == "stale_sources":
        db.execute("delete from stale_sources where name = ?", [old["name"]])
        return
    for column, value in changed.items():
        where, at = ("rowid = ?", row) if table.has_rowid else (f"[{column}] = ?", old[column])
        db.execute(f"update [{table.name}] set [{column}] = ? where {where}", [value, at])
