"""Tables of what is found by comparing articles: stories, copies, and what is kept to go on."""

from __future__ import annotations

COMPARE = """
create table stories (
  id integer primary key references articles(id),
  title text not null,
  first_published_at text,
  last_published_at text,
  articles integer not null,
  copies integer not null,
  outlets integer not null,
  independent_outlets integer not null,
  subtracted text not null default '[]'
) strict;

create table copies (
  article integer primary key references articles(id) on delete cascade,
  original integer not null references articles(id) on delete cascade,
  share real not null,
  kind text not null check (kind in ('plain', 'extended')),
  why text not null
) strict;

create table compared (
  place integer primary key,
  article integer not null unique references articles(id) on delete cascade,
  story integer not null,
  method text not null,
  features blob not null,
  sketch blob not null
) strict;

create index i_copies_original on copies(original);

create index i_stories_last_published_at on stories(last_published_at);

create index i_stories_first_published_at on stories(first_published_at);

create index i_stories_independent_outlets on stories(independent_outlets);

create index i_stories_outlets on stories(outlets);
"""

TIMELINE = """
create table timeline (
  id integer primary key,
  key text not null unique,
  story integer not null,
  matter text not null,
  responsibility_claim integer not null references responsibility_claims(id) on delete cascade,
  article integer not null references articles(id) on delete cascade,
  outlet text,
  published_at text,
  published_precision text not null,
  title text not null,
  url text,
  accused text,
  act text,
  target text,
  accuser text,
  source text,
  source_type text,
  stance text,
  voice text,
  basis text,
  kind text,
  stated_confidence text,
  first_outlet text,
  articles integer not null,
  outlets integer not null,
  independent_outlets integer not null,
  subtracted text not null,
  denied_since text,
  denied_by text,
  state text not null check (state in ('contested', 'unanswered', 'settled')),
  settled_by text,
  claims text not null
) strict;

create index i_timeline_story on timeline(story, published_at);

create index i_timeline_published_at on timeline(published_at);

create index i_timeline_responsibility_claim on timeline(responsibility_claim);

create index i_timeline_article on timeline(article);

create table stale_stories (
  story integer primary key
) strict;

insert into stale_stories select id from stories;
"""

DIFFERENCES = """
create table differences (
  id integer primary key,
  key text not null unique,
  story integer not null,
  kind text not null check (kind in ('opposed_stance', 'hedged_flat', 'named_anonymous',
    'other_source', 'other_accused', 'number', 'date')),
  a_article integer not null references articles(id) on delete cascade,
  a_outlet text,
  a_published_at text,
  a_title text not null,
  a_words text,
  a_start integer not null,
  a_end integer not null,
  a_revision integer not null,
  b_article integer not null references articles(id) on delete cascade,
  b_outlet text,
  b_published_at text,
  b_title text not null,
  b_words text,
  b_start integer not null,
  b_end integer not null,
  b_revision integer not null,
  why text
) strict;

create index i_differences_story on differences(story, kind);

create index i_differences_kind on differences(kind);

create index i_differences_a_article on differences(a_article);

create index i_differences_b_article on differences(b_article);

create index i_differences_a_outlet on differences(a_outlet);

create index i_differences_b_outlet on differences(b_outlet);

insert or ignore into stale_stories select id from stories;
"""

STATEMENTS = """
create table said (
  claim integer primary key references claims(id) on delete cascade,
  story integer not null,
  source text not null collate nocase,
  source_type text,
  place integer not null,
  number integer not null,
  first_at text,
  last_at text,
  change text check (change in ('stance', 'hedge', 'number')),
  earlier_claim integer references claims(id) on delete set null,
  why text,
  article integer not null references articles(id) on delete cascade,
  outlet text,
  published_at text,
  published_precision text not null,
  title text not null,
  url text,
  cue text not null,
  content text not null,
  quotation text,
  stance text
) strict;

create index i_said_source on said(source, story, place);

create index i_said_story on said(story);

create index i_said_change on said(change);

create index i_said_article on said(article);

create index i_said_earlier_claim on said(earlier_claim);

create index i_said_published_at on said(published_at);

insert or ignore into stale_stories select id from stories;
"""
