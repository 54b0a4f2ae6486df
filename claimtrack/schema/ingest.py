"""Tables and columns by which collecting runs for years: polls, revisits, changes.

Released text is never edited.
"""

from __future__ import annotations

POLLING = """
alter table feeds add column fetch_url text;

alter table feeds add column moves integer not null default 0;

alter table feeds add column every_seconds integer;

alter table feeds add column ttl_seconds integer;

alter table feeds add column next_poll_at text;

alter table feeds add column trouble text;

alter table feeds add column stopped_at text;

alter table feeds add column news_at text;

alter table feed_entries add column updated_at text;

alter table feed_entries add column redated integer not null default 0;

alter table articles add column visits integer not null default 0;

alter table articles add column visited_at text;

alter table articles add column revisit_at text;

alter table articles add column visit_url text;

alter table articles add column etag text;

alter table articles add column last_modified text;

alter table articles add column visit_failures integer not null default 0;

alter table runs add column feeds_waiting integer not null default 0;

alter table runs add column revisits integer not null default 0;

alter table runs add column changes integer not null default 0;

alter table revisions add column expired_at text;

create index i_articles_revisit_at on articles(revisit_at) where revisit_at is not null;

create index i_feeds_next_poll_at on feeds(next_poll_at);
"""

CHANGES = """
create table changes (
  id integer primary key,
  key text not null unique,
  article integer not null references articles(id) on delete cascade,
  outlet text references outlets(name) on update cascade,
  country text,
  published_at text,
  title text not null,
  url text,
  at text not null,
  kind text not null,
  before text,
  after text,
  source text,
  detail text,
  from_revision integer not null references revisions(id) on delete cascade,
  revision integer not null references revisions(id) on delete cascade
) strict;

create index i_changes_article on changes(article);

create index i_changes_revision on changes(revision);

create index i_changes_from_revision on changes(from_revision);

create index i_changes_kind on changes(kind);

create index i_changes_outlet on changes(outlet);

create index i_changes_at on changes(at);

create index i_articles_revised on articles(id) where revisions > 1;

create table comparisons (
  revision integer primary key references revisions(id) on delete cascade,
  from_revision integer not null references revisions(id) on delete cascade,
  extractor text not null,
  from_extractor text not null
) strict;

create index i_comparisons_from_revision on comparisons(from_revision);
"""

SUCCESSION = """
alter table revisions add column from_revision integer references revisions(id);

update revisions set from_revision =
  (select max(p.id) from revisions p where p.article = revisions.article and p.id < revisions.id);

create index i_revisions_from_revision on revisions(from_revision)
  where from_revision is not null;

create table returns (
  id integer primary key,
  article integer not null references articles(id) on delete cascade,
  from_revision integer not null references revisions(id) on delete cascade,
  revision integer not null references revisions(id) on delete cascade,
  seen_at text not null,
  extractor text,
  from_extractor text,
  run integer references runs(id)
) strict;

create index i_returns_article on returns(article);

create index i_returns_from_revision on returns(from_revision);

create index i_returns_revision on returns(revision);

alter table changes add column returned integer references returns(id) on delete cascade;

create index i_changes_returned on changes(returned) where returned is not null;

create index i_gaps_since on gaps(since);
"""

ALERTED_STORIES = """
alter table alerts add column story integer;

create index i_alerts_story on alerts(story);
"""

ALERTS = """
create table alerts (
  id integer primary key,
  key text not null unique,
  watch text not null,
  at text not null,
  outlet text references outlets(name) on update cascade,
  title text not null,
  url text,
  published_at text,
  source text,
  content text,
  accused text,
  attempts integer not null default 0,
  delivered_at text,
  detail text
) strict;

create index i_alerts_watch on alerts(watch);

create index i_alerts_outlet on alerts(outlet);

create index i_alerts_undelivered on alerts(id) where delivered_at is null;

alter table runs add column alerts integer not null default 0;

alter table analyses add column watched integer not null default 0;

create index i_analyses_unwatched on analyses(revision) where watched = 0;
"""
