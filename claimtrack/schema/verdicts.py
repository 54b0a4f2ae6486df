"""The database of verdicts: a file of its own, written by the server alone, and only added to.

It is kept apart so that a verdict never waits for a run that writes, and so that it stays when
the other database is made again. Nothing of an article's words is in it.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from .dictionary import TableNote

verdict_migrations = Migrations("claimtrack-verdicts")

_VERDICTS = """
create table about (
  key text primary key not null,
  value text not null
) strict, without rowid;

create table verdicts (
  id integer primary key,
  claim_group integer not null,
  checker text not null,
  rating text not null check (rating in
    ('true', 'mostly_true', 'mixed', 'mostly_false', 'false', 'unproven', 'withdrawn')),
  text text not null,
  evidence text not null check (json_valid(evidence)),
  claims text not null check (json_valid(claims)),
  articles text not null check (json_valid(articles)),
  recorded_at text not null
) strict;

create table decisions (
  id integer primary key,
  claim_group integer not null,
  claim text not null,
  ruling text not null check (ruling in ('confirmed', 'rejected')),
  checker text not null,
  note text not null default '',
  recorded_at text not null
) strict;

create index i_verdicts_group on verdicts(claim_group, checker, id);

create index i_verdicts_recorded_at on verdicts(recorded_at);

create index i_decisions_group on decisions(claim_group, claim, id);
"""
_FOR_EVER = ("verdicts", "decisions")
_VIEW = """
create view verdict_list as
select id as verdict, claim_group, rating, checker, recorded_at, text, evidence, claims,
  articles, (select count(*) from verdicts o
    where o.claim_group = v.claim_group and o.checker = v.checker and o.id < v.id) as earlier
from verdicts v
where rating <> 'withdrawn' and not exists (
  select 1 from verdicts n
  where n.claim_group = v.claim_group and n.checker = v.checker and n.id > v.id)
"""

VERDICT_TABLES = ("verdict_list", "verdicts", "decisions")  # those that readers see
VERDICT_DICTIONARY = {
    "verdict_list": TableNote(
        title="Verdicts that stand",
        description="What checkers found of groups of claims: the newest verdict of each checker "
        "on each group, but for those withdrawn.",
    ),
    "verdicts": TableNote(
        title="Verdicts, all",
        description="Every verdict ever filed, with those replaced or withdrawn since. Rows are "
        "only added, never changed.",
    ),
    "decisions": TableNote(
        title="Decisions on suggestions",
        description="Which claims belong to which group, as checkers confirmed or rejected it; of "
        "each claim and group the newest row stands. Rows are only added, never changed.",
    ),
    "about": TableNote(title="About", description="What this database is.", hidden=True),
}
VERDICT_COLUMNS = {
    "id": "Row number",
    "verdict": "Number of the verdict",
    "claim_group": "The group of claims, by its number, which never changes",
    "rating": "true, mostly_true, mixed, mostly_false, false, unproven, or withdrawn (the checker "
    "took the verdict back)",
    "checker": "Who filed it, by the name signed in with",
    "recorded_at": "When it was filed, ISO 8601, UTC",
    "text": "Why, in the checker's words",
    "evidence": "Links that bear it out, a JSON list of objects with url and words",
    "claims": "Keys of the claims that the group held when it was filed, a JSON list",
    "earlier": "Number of earlier verdicts of the same checker on the same group",
    "articles": "Keys of the articles that reported it then, a JSON list: a group of the same "
    "number in a database that was made anew is known by them as another",
    "claim": "The claim, by its key",
    "ruling": "confirmed (belongs to the group) or rejected (does not)",
    "note": "Why, in the checker's words; may be empty",
    "key": "What is told",
    "value": "Its value",
}


def migrate_verdicts(db: Database) -> None:
    """Bring a database of verdicts to the present schema."""
    if verdict_migrations.pending(db):
        verdict_migrations.apply(db)


@verdict_migrations()
def v001_verdicts(db: Database) -> None:
    """Verdicts and decisions, to which rows are only added."""
    for statement in _VERDICTS.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for table in _FOR_EVER:
        for verb in ("update", "delete"):
            db.execute(
                f"create trigger {table}_no_{verb} before {verb} on {table}"
                f" begin select raise(abort, 'rows of {table} are only added'); end"
            )
    db.execute(_VIEW)
    db.execute("insert into about values ('kind', 'claimtrack verdicts')")
