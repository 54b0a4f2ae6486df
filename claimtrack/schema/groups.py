"""Tables of claim groups: claims that state the same, what people decided, and claims' vectors.

A member is known by its article and quoted words, so that it outlives a re-extraction: ``claim``
is null until it is attached again. Decisions are only ever added.
"""

from __future__ import annotations

GROUPS = """
create table claim_groups (
  id integer primary key autoincrement,
  story integer,
  merged_into integer references claim_groups(id),
  state text not null default 'suggested' check (state in ('suggested', 'confirmed')),
  first_claim integer references claims(id) on delete set null,
  first_published_at text,
  last_published_at text,
  claims integer not null default 0,
  articles integer not null default 0,
  outlets integer not null default 0,
  independent_outlets integer not null default 0,
  subtracted text not null default '[]',
  stances text not null default '{}',
  denied integer not null default 0,
  opposed integer not null default 0
) strict;

create table claim_group_members (
  id integer primary key,
  claim_group integer not null references claim_groups(id),
  claim integer references claims(id) on delete set null,
  article integer not null references articles(id) on delete cascade,
  quote text not null,
  state text not null check (state in ('suggested', 'confirmed', 'rejected')),
  score real,
  why text not null
) strict;

create table claim_group_decisions (
  id integer primary key,
  at text not null,
  who text not null,
  action text not null check (action in ('create', 'confirm', 'reject', 'split', 'merge')),
  claim_group integer not null,
  other_group integer,
  article integer,
  quote text,
  note text
) strict;

create table grouped (
  claim integer primary key references claims(id) on delete cascade,
  method text not null,
  encoder text not null,
  hash blob not null
) strict;

create unique index i_claim_group_members_claim on claim_group_members(claim)
  where state <> 'rejected' and claim is not null;

create index i_claim_group_members_any_claim on claim_group_members(claim);

create index i_claim_group_members_claim_group on claim_group_members(claim_group);

create index i_claim_group_members_article on claim_group_members(article);

create index i_claim_group_members_lost on claim_group_members(article) where claim is null;

create index i_claim_group_decisions_claim_group on claim_group_decisions(claim_group);

create index i_claim_groups_first_claim on claim_groups(first_claim);

create index i_claim_groups_story on claim_groups(story);

create index i_claim_groups_last_published_at on claim_groups(last_published_at);

create index i_claim_groups_independent_outlets on claim_groups(independent_outlets);

create index i_claim_groups_merged_into on claim_groups(merged_into);

create trigger claim_group_decisions_stay before delete on claim_group_decisions
begin select raise(abort, 'decisions are only ever added'); end;

create trigger claim_group_decisions_stand before update on claim_group_decisions
begin select raise(abort, 'decisions are only ever added'); end;
"""

# With row numbers: by hash alone the rows would lie in no order, and pages be two thirds full.
VECTORS = """
create table vectors (
  hash blob not null,
  encoder text not null,
  vector blob not null,
  unique (hash, encoder)
) strict;
"""
