"""The tables, as named migrations in the order in which they are applied.

A released migration is never edited: a change is a further one at the end. Times are ISO 8601
text in UTC with a ``Z``; spans are JSON lists of ``[start, end)`` in code points of
``revisions.text``.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.db import Table
from sqlite_utils.migrations import Migrations

from .compare import COMPARE, DIFFERENCES, STATEMENTS, TIMELINE
from .counts import FACET_COUNTS, GAP_DAYS, REFRESH_GAP_DAYS
from .entities import ENTITIES
from .factchecks import FACTCHECK_MATCHES, FACTCHECKS
from .groups import GROUPS, VECTORS
from .ingest import ALERTED_STORIES, ALERTS, CHANGES, POLLING, SUCCESSION
from .tables import CLAIMS, COVERAGE, FACETS, HAS_CURRENT, INDEXES
from .trust import CODED_CLAIMS, CODINGS, EXPORTS, FOLLOWING, RIGHTS, TRUST
from .views import VIEWS

migrations = Migrations("claimtrack")

# Full-text indexes: table → columns. Stemmed, so that "deny" finds "denied".
_FTS = {
    "articles": ["title", "byline"],
    "revisions": ["text"],
    "claims": ["source", "content"],
}


def migrate(db: Database) -> None:
    """Bring ``db`` to the present schema. Changes nothing where it is there already."""
    if migrations.pending(db):
        migrations.apply(db)
    if {name: db[name].schema for name in db.view_names()} != _view_schemas():
        with db.atomic():
            for name in db.view_names():
                db.execute(f"drop view [{name}]")
            for view in VIEWS:
                db.execute(_view_sql(view.name, view.sql))


def _view_sql(name: str, sql: str) -> str:
    return f"CREATE VIEW [{name}] AS\n{sql}"


def _view_schemas() -> dict[str, str]:
    return {view.name: _view_sql(view.name, view.sql) for view in VIEWS}


def _run(db: Database, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m001_coverage(db: Database) -> None:
    """Outlets, their feeds, every attempt to fetch, and the articles that came of it."""
    _run(db, COVERAGE)


@migrations()
def m002_claims(db: Database) -> None:
    """What was found in the texts: wide tables, so that a view of them needs no join."""
    _run(db, CLAIMS)


@migrations()
def m003_indexes(db: Database) -> None:
    """An index for every column that is faceted; partial where only current rows are shown."""
    for table, columns in FACETS.items():
        for column in columns:
            name = "".join(c if c.isalnum() else "_" for c in f"{table}_{column}").strip("_")
            where = " where current = 1" if table in HAS_CURRENT else ""
            db.execute(f"create index [i_{name}] on [{table}]({column}){where}")
    _run(db, INDEXES)


@migrations()
def m004_full_text(db: Database) -> None:
    """Search over titles, texts and contents, kept up to date by triggers."""
    for name, columns in _FTS.items():
        table = db[name]
        assert isinstance(table, Table)
        table.enable_fts(columns, fts_version="FTS5", tokenize="porter", create_triggers=True)


@migrations()
def m005_polling(db: Database) -> None:
    """When feeds are polled and articles looked at again."""
    _run(db, POLLING)


@migrations()
def m006_changes(db: Database) -> None:
    """What edits did to claims."""
    _run(db, CHANGES)


@migrations()
def m007_alerts(db: Database) -> None:
    """Claims that met a watchlist, and what of them was delivered."""
    _run(db, ALERTS)


@migrations()
def m010_compare(db: Database) -> None:
    """Stories, copies, and the features by which the next article is compared."""
    _run(db, COMPARE)


@migrations()
def m020_pages(db: Database) -> None:
    """Indexes from which the pages of sources and outlets are answered at a million claims.

    The first two give the newest claims of one name in order; the third holds all that an outlet's
    profile counts, so that it reads no row.
    """
    for name, columns in (
        ("source_newest", "source, published_at"),
        ("outlet_newest", "outlet, published_at"),
        ("profile", "outlet, text_kind, source_type, stance, tone, quotation"),
    ):
        db.execute(f"create index [i_claims_{name}] on claims({columns}) where current = 1")


@migrations()
def m030_entities(db: Database) -> None:
    """One row for each person, organisation and place across articles, with its aliases."""
    _run(db, ENTITIES)


@migrations()
def m035_hedges(db: Database) -> None:
    """What keeps a content open, and why a source is not named."""
    db.execute("alter table claims add column hedges text not null default '[]'")
    db.execute("alter table claims add column anonymity text")
    db.execute("alter table claims add column anonymity_span text")


@migrations()
def m036_accusations(db: Database) -> None:
    """Every accuser of several, how sure they are said to be, and when they said it."""
    for column in (
        "accuser_names text not null default '[]'",
        *("confidence_level text", "attributed_words text", "attributed_span text"),
        *("attributed_at text", "attributed_precision text"),
    ):
        db.execute(f"alter table responsibility_claims add column {column}")


@migrations()
def m040_groups(db: Database) -> None:
    """Claims that state the same, and what people decided of them."""
    _run(db, GROUPS)


@migrations()
def m041_vectors(db: Database) -> None:
    """Texts as vectors, so that none is computed twice."""
    _run(db, VECTORS)


@migrations()
def m045_timeline(db: Database) -> None:
    """Who holds whom responsible, by story; and which stories are to be looked at again."""
    _run(db, TIMELINE)


@migrations()
def m046_differences(db: Database) -> None:
    """Where the articles of a story differ."""
    _run(db, DIFFERENCES)


@migrations()
def m047_statements(db: Database) -> None:
    """What each source says in a story, first to last."""
    _run(db, STATEMENTS)


@migrations()
def m048_factchecks(db: Database) -> None:
    """Fact-checks of others that were imported."""
    _run(db, FACTCHECKS)


@migrations()
def m049_factcheck_matches(db: Database) -> None:
    """Which claim groups a fact-check is on: suggested, and as people decided."""
    _run(db, FACTCHECK_MATCHES)


@migrations()
def m050_succession(db: Database) -> None:
    """Which words came after which, also where an edit was taken back; gaps by time."""
    _run(db, SUCCESSION)


@migrations()
def m051_alerted_stories(db: Database) -> None:
    """The story that an alert belongs to."""
    _run(db, ALERTED_STORIES)


@migrations()
def m055_pages(db: Database) -> None:
    """Indexes of the few rows that pages and questions ask for among many.

    The newest groups in which some assert what others deny; a name's responsibility claims by
    time; claims of former revisions.
    """
    _run(
        db,
        """
create index i_claim_groups_contradicted on claim_groups(last_published_at) where opposed = 1;
create index i_responsibility_claims_accused_newest on responsibility_claims(accused, published_at)
  where current = 1;
create index i_claims_former on claims(article) where current = 0;
""",
    )


@migrations()
def m060_trust(db: Database) -> None:
    """What people decided: reviews, withdrawals, the public log; and files written elsewhere."""
    _run(db, TRUST)


@migrations()
def m061_rights(db: Database) -> None:
    """What sites reserve, and articles that are gone or retracted."""
    _run(db, RIGHTS)


@migrations()
def m062_codings(db: Database) -> None:
    """What coders said of samples of claims."""
    _run(db, CODINGS)


@migrations()
def m065_facet_counts(db: Database) -> None:
    """How many claims have each value of a faceted column, so that no page counts a million."""
    for statement in FACET_COUNTS:
        db.execute(statement)


@migrations()
def m066_gap_days(db: Database) -> None:
    """On which days which outlet could not be read at some time."""
    _run(db, GAP_DAYS)
    _run(db, REFRESH_GAP_DAYS)


@migrations()
def m070_following(db: Database) -> None:
    """Claim groups to be counted anew, and alerts on claims that are none."""
    _run(db, FOLLOWING)


@migrations()
def m071_exports(db: Database) -> None:
    """Exports are files with words of the database too."""
    _run(db, EXPORTS)


@migrations()
def m072_coded_claims(db: Database) -> None:
    """Claims as they were when they were coded."""
    _run(db, CODED_CLAIMS)


@migrations()
def m073_deleting(db: Database) -> None:
    """Indexes without which to delete an article looks through whole tables."""
    for table, column in (
        ("articles", "revision"),
        ("entity_aliases", "article"),
        ("entity_aliases", "only_article"),
        ("entity_aliases", "revision"),
        ("fetches", "final_url"),
    ):
        db.execute(f"create index i_{table}_{column} on {table}({column})")


@migrations()
def m075_fewer_indexes(db: Database) -> None:
    """Claims by outlet and by source are found by the indexes that have the day behind, too."""
    db.execute("drop index i_claims_outlet")
    db.execute("drop index i_claims_source")


@migrations()
def m076_nested(db: Database) -> None:
    """Claims inside the content of others."""
    db.execute("alter table claims add column inside text")
