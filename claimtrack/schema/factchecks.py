"""Tables of fact-checks that were imported, and of the claim groups they are on."""

from __future__ import annotations

FACTCHECKS = """
create table factchecks (
  id integer primary key,
  key text not null unique,
  url text not null,
  claim text not null,
  claimant text,
  claimed_at text,
  reviewer text not null,
  published_at text,
  published_precision text not null check (published_precision in ('second', 'day', 'unknown')),
  rating text,
  rating_value real,
  best_rating real,
  worst_rating real,
  appearances text not null default '[]',
  imported_at text not null,
  imported_from text not null
) strict;

create index i_factchecks_reviewer on factchecks(reviewer);

create index i_factchecks_published_at on factchecks(published_at);

create index i_factchecks_rating on factchecks(rating);
"""

FACTCHECK_MATCHES = """
create table factcheck_matches (
  id integer primary key,
  factcheck integer not null references factchecks(id) on delete cascade,
  claim_group integer not null references claim_groups(id),
  score real,
  why text not null,
  state text not null check (state in ('suggested', 'confirmed', 'rejected')),
  who text,
  decided_at text,
  unique (factcheck, claim_group)
) strict;

create index i_factcheck_matches_claim_group on factcheck_matches(claim_group);

create index i_factcheck_matches_state on factcheck_matches(state);
"""
