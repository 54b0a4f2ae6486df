"""A copy of a database that may be shown to others: the same tables, with capped words.

Of each article it holds what :mod:`claimtrack.excerpts` allows, and hash and link instead of the
text. Claims of former revisions and what feeds said are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from sqlite_utils import Database

from ..excerpts import Passage, Quoted, Shared
from ..models import Span, Spans, digest
from .claims import refresh_summaries
from .columns import spans_of
from .database import storing
from .grouping import text_hash
from .people import leave_out_people
from .piecing import pieced_text

# In place of words that are there but not published: null would say that there are none.
NOT_PUBLISHED = "(words not published)"
_BATCH = 200  # articles in one transaction
_FTS = ("articles_fts", "revisions_fts", "claims_fts")

# Name column → the column of its words and the column of its spans.
_CLAIM_NAMES = {"source": ("source_name", "source_words", "source_spans")}
_BLAME_NAMES = {
    name: (f"{name}_name", f"{name}_words", f"{name}_span")
    for name in ("accused", "target", "accuser")
}
_LEFT_OUT = """
drop trigger if exists claim_group_decisions_stay;
insert or replace into about select 'called_wrong', count(*) from (
  select revision from claims where review = 'wrong'
  union all select revision from responsibility_claims where review = 'wrong')
  join articles using (revision);
delete from feed_entries;
delete from fetches;
delete from responsibility_claims where current = 0;
delete from claims where current = 0;
delete from mentions where revision not in (select revision from articles);
update revisions set text = '';
update runs set detail = null;
update responsibility_claims set stated_confidence = null, attributed_words = null;
update responsibility_claims set accuser_names = '[]';
update claims set anonymity = null;
delete from entity_aliases where entity not in (select entity from mentions);
delete from ascriptions where entity not in (select entity from mentions);
update responsibility_claims set extracted = null;
update claims set extracted = null;
delete from entities where id not in (select entity from mentions);
insert or ignore into stale_sources select distinct name from sources;
delete from sources;
insert or ignore into stale_sources select distinct source from claims where source is not null;
"""
# Tables that are published, but for what is left out above. Any other is emptied: a table that is
# new and not thought of here must not publish a text by accident.
_KEPT = frozenset(
    "about outlets runs feeds articles article_urls revisions gaps extractors analyses entities"
    " mentions claims responsibility_claims sources stale_sources stories copies"
    " comparisons returns claim_groups factchecks entity_aliases ascriptions corrections"
    " codings facet_counts gap_days grouped vectors".split()
)
# A timeline repeats the words of its first reports, as they are now.
_TIMELINE = """
update timeline set stated_confidence = null, settled_by = null, denied_by = null,
  (accused, act, target, accuser, source) = (
  select accused, act, target, accuser, source
  from responsibility_claims r where r.id = responsibility_claim)
"""
_SAID = """
update said set why = null, (source, cue, content) = (
  select coalesce(source, 'a source not named'), cue, content from claims c where c.id = claim)
"""
# Tables of which only the words are left out.
_WORDLESS = {
    "coded_claims": "update coded_claims set claim = null",
    "claim_group_members": "update claim_group_members set quote = '', why = ''",
    "timeline": _TIMELINE,
    "said": _SAID,
    "differences": "update differences set a_words = null, b_words = null, why = null",
    "changes": "update changes set before = null, after = null, source = null, detail = null",
}
# A responsibility claim repeats the words of the claim that carries it, as they are now.
_CARRIED = f"""
update responsibility_claims set (source, cue, content) = (
  select coalesce(source, iif(source_spans = '[]', null, '{NOT_PUBLISHED}')), cue, content
  from claims c where c.id = claim)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedArticle:
    """An article to be capped. ``may_quote`` is False where its outlet lets no text be stored."""

    id: int
    headline: str
    text: str
    may_quote: bool
    claims: tuple[Passage, ...]
    shared: tuple[Shared, ...] = ()


Words = Mapping[tuple[str, int], Mapping[str, str | None]]


class Capper(Protocol):
    """Who decides what is quoted. Articles are first shown one by one, then asked for."""

    def sentences(self, text: str) -> Iterable[Span]:
        """The sentences by which copies are known."""

    def see(self, article: QuotedArticle) -> None:
        """Take note of an article, before any is asked for."""

    def words(self, article: QuotedArticle) -> Words:
        """The words of its claims that may be published."""


def copy_capped(db: Database, target: Path, capper: Capper, *, contact: str) -> int:
    """Write a capped copy of ``db`` to ``target`` and return the number of its articles.

    ``contact`` is whom those who are named can write to; every page shows it.

    ``target`` is replaced in one step at the end, so that it is never there by halves.
    """
    draft = target.with_name(f".{target.name}.draft")
    with storing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        db.execute("vacuum into ?", [str(draft)])
        copy = Database(str(draft), execute_plugins=False)
        try:
            number = _cap_all(copy, capper)
            copy.execute("insert or replace into about values ('contact', ?)", [contact])
        finally:
            copy.close()
        for leftover in ("-wal", "-shm"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        draft.replace(target)
    return number


def _cap_all(db: Database, capper: Capper) -> int:
    db.execute("pragma synchronous = off")  # a draft: made again if the power fails
    _note_sentences(db, capper)
    number = 0
    for articles in _batches(db):
        with db.atomic():
            for article in articles:
                save_words(db, capper.words(_quoted(db, article, capper)))
        number += len(articles)
    with db.atomic():
        leave_out_people(db, dict(db.execute("select id, text from revisions").fetchall()))
        for statement in (*_LEFT_OUT.split(";\n"), _CARRIED, *_emptying(db)):
            if statement.strip():
                db.execute(statement)
        _keep_vectors(db)
        _hide_coders(db)
        note = "Quoted passages only: the texts stay with their publishers."
        db.execute("insert or replace into about values ('published', ?)", [note])
    refresh_summaries(db)
    _forget_words(db)
    return number


def _hide_coders(db: Database) -> None:
    """Numbers in place of the coders' names: how far they agree is told, not who they are."""
    names = db.execute("select distinct coder from codings order by coder").fetchall()
    for number, (name,) in enumerate(names, 1):
        db.execute("update codings set coder = ? where coder = ?", [f"#{number}", name])


def _keep_vectors(db: Database) -> None:
    """Leave the vectors of published words alone: others tell of words that are not published."""
    placed = db.execute(
        "select g.claim, g.hash, c.content from grouped g join claims c on c.id = g.claim"
    )
    told = [(claim,) for claim, hash, content in placed if hash != text_hash(content)]
    db.conn.executemany("delete from grouped where claim = ?", told)
    db.execute("delete from grouped where claim not in (select id from claims)")
    db.execute(
        "delete from vectors where not exists (select 1 from grouped g"
        " where g.hash = vectors.hash and g.encoder = vectors.encoder)"
    )


def _emptying(db: Database) -> Iterator[str]:
    for name in db.table_names():
        is_ours = name in _KEPT or name.startswith(("_sqlite", "sqlite_", *_FTS))
        if not is_ours:
            yield _WORDLESS.get(name, f"delete from [{name}]")


def _note_sentences(db: Database, capper: Capper) -> None:
    """Note which articles hold which sentences, in a table that goes with the connection."""
    db.execute("create temp table sentences (key integer, article integer)")
    for articles in _batches(db):
        with db.atomic():
            for article in articles:
                capper.see(_article(article))
                keys = {_key(article["text"], span) for span in capper.sentences(article["text"])}
                rows = [(key, article["id"]) for key in keys]
                db.conn.executemany("insert into temp.sentences values (?, ?)", rows)
    db.execute("create index temp.i_sentences on sentences(key, article)")


def _key(text: str, span: Span) -> int:
    words = " ".join(text[span.start : span.end].split())
    return int(digest(words)[:15], 16)


def _batches(db: Database) -> Iterator[list[dict[str, Any]]]:
    sql = (
        "select a.id, r.id as revision, r.title, r.text, coalesce(o.store, 'full') as store"
        " from articles a join revisions r on r.id = a.revision"
        " left join outlets o on o.name = a.outlet where a.id > ? and not (r.text = ''"
        " and r.expired_at is not null and (o.store <> 'full' or a.rights is not null))"
        " order by a.id limit ?"  # those were capped when their texts were deleted
    )
    after = -1
    while rows := list(db.query(sql, [after, _BATCH])):
        after = rows[-1]["id"]
        yield [r if r["text"] else r | {"text": pieced_text(db, r["revision"])} for r in rows]


def _shared(db: Database, article: dict[str, Any], capper: Capper) -> Iterator[Shared]:
    sql = "select article from temp.sentences where key = ? and article <> ?"
    for span in capper.sentences(article["text"]):
        key = _key(article["text"], span)
        holders = tuple(row["article"] for row in db.query(sql, [key, article["id"]]))
        if holders:
            yield Shared(span=span, key=key, holders=holders)


def _forget_words(db: Database) -> None:
    """Make the full-text indexes and the file anew: both keep what was deleted until then."""
    for table in _FTS:
        db.execute(f"insert into [{table}]([{table}]) values ('rebuild')")
        db.execute(f"insert into [{table}]([{table}]) values ('optimize')")
    db.conn.commit()
    db.execute("vacuum")


def _article(row: dict[str, Any]) -> QuotedArticle:
    return QuotedArticle(
        id=row["id"],
        headline=row["title"],
        text=row["text"],
        may_quote=row["store"] != "none",
        claims=(),
    )


def _quoted(db: Database, article: dict[str, Any], capper: Capper) -> QuotedArticle:
    return replace(
        _article(article),
        claims=quoted_claims(db, article["revision"]),
        shared=tuple(_shared(db, article, capper)),
    )


def quoted_claims(db: Database, revision: int) -> tuple[Passage, ...]:
    """The claims of a revision with the places whose words they quote.

    A part that is an entity's name is told by that name and quotes nothing.
    """
    names = {
        row["name"]
        for row in db.query(
            "select coalesce(m.name, e.name) as name from mentions m join entities e"
            " on e.id = m.entity where m.revision = ? union"
            " select e.name from mentions m join entities e on e.id = m.entity"
            " where m.revision = ?",
            [revision, revision],
        )
    }
    claims = db.query("select * from claims where revision = ?", [revision])
    blames = db.query("select * from responsibility_claims where revision = ?", [revision])
    return (
        *(_quoting_claim(row, names | _corrected_names(row)) for row in claims),
        *(_quoting_blame(row, names | _corrected_names(row)) for row in blames),
    )


def _corrected_names(row: dict[str, Any]) -> set[str]:
    """Names that a reviewer gave: no words of the article, so nothing is quoted with them."""
    columns = (column for column in json.loads(row["extracted"] or "{}"))
    return {row[column] for column in columns if column.endswith("_name") and row[column]}


def _quoting_claim(row: dict[str, Any], names: set[str]) -> Passage:
    spans = {"cue": spans_of(row["cue_spans"]), **_unnamed(row, _CLAIM_NAMES, names)}
    spans["content"] = spans_of(row["content_spans"])
    return _passage(("claims", row["id"]), row["confidence"], spans)


def _quoting_blame(row: dict[str, Any], names: set[str]) -> Passage:
    # few and short, and a claim without its act says nothing: they come first
    spans = {"act": spans_of(row["act_span"]), **_unnamed(row, _BLAME_NAMES, names)}
    return _passage(("responsibility_claims", row["id"]), 1.0, spans)


def _passage(id: tuple[str, int], confidence: float | None, spans: dict[str, Spans]) -> Passage:
    parts = (
        Quoted(column=column, spans=some, may_be_cut=column == "content")
        for column, some in spans.items()
    )
    return Passage(id=id, confidence=confidence, parts=tuple(parts))


def _unnamed(
    row: dict[str, Any], columns: dict[str, tuple[str, str, str]], names: set[str]
) -> dict[str, Spans]:
    """The parts that are told in the article's words, and not by the name of an entity."""
    return {
        column: spans_of(row[spans])
        for column, (name, _, spans) in columns.items()
        if row[spans] not in (None, "[]") and row[name] not in names
    }


def save_words(db: Database, words: Words) -> None:
    """Put the chosen words in place of those of the claims."""
    for (table, row), columns in words.items():
        names = _CLAIM_NAMES if table == "claims" else _BLAME_NAMES
        values = dict(_columns(columns, names, table))
        sets = ", ".join(f"{column} = :{column}" for column in values)
        db.execute(f"update {table} set {sets} where id = :id", {**values, "id": row})


def _columns(
    words: Mapping[str, str | None], names: dict[str, tuple[str, str, str]], table: str
) -> Iterable[tuple[str, str | None]]:
    """The new values of a row. What is absent from ``words`` is told by a name, and stays."""
    missing = None if table == "claims" else NOT_PUBLISHED
    for column, (name, own_words, _) in names.items():
        if column in words:
            yield from ((column, words[column] or missing), (own_words, words[column]))
            yield name, None
        else:
            yield own_words, None
    if table == "claims":
        yield from (("cue", words["cue"] or ""), ("content", words["content"] or ""))
    else:
        yield "act", words["act"] or NOT_PUBLISHED
