"""Tables of what people decided: reviews, withdrawals, coded sheets, and the public log of them.

``reviews`` and ``withdrawals`` are only ever added to; the same rows stand in the ledger beside
the database (:mod:`claimtrack.store.ledger`), which is made from :data:`LEDGER`.
"""

from __future__ import annotations

_REVIEWS = """
create table {exists} reviews (
  id integer primary key,
  uid text not null unique,
  at text not null,
  who text not null,
  kind text not null check (kind in ('claims', 'responsibility_claims')),
  claim_key text not null,
  article_key text not null,
  revision_hash text not null,
  extractor text not null,
  spans text not null,
  words text not null,
  judgement text not null check (judgement in ('right', 'wrong', 'corrected', 'cleared')),
  field text,
  value text,
  note text
) strict;
"""

_WITHDRAWALS = """
create table {exists} withdrawals (
  id integer primary key,
  uid text not null unique,
  at text not null,
  who text not null,
  action text not null check (action in ('withdraw', 'restore')),
  kind text not null check (kind in ('claim', 'article', 'outlet', 'person')),
  target text not null,
  reason text not null,
  outlet text,
  marks text not null
) strict;
"""

LEDGER = (_REVIEWS + _WITHDRAWALS).format(exists="if not exists")

TRUST = (
    _REVIEWS.format(exists="")
    + _WITHDRAWALS.format(exists="")
    + """
alter table withdrawals add column applied integer not null default 0;

create index i_reviews_article_key on reviews(article_key);

create table review_claims (
  review integer not null references reviews(id) on delete cascade,
  kind text not null,
  claim integer not null,
  primary key (review, kind, claim)
) strict, without rowid;

create index i_review_claims_claim on review_claims(kind, claim);

create table withdrawn_addresses (
  hash text primary key not null,
  withdrawal text not null
) strict, without rowid;

create table corrections (
  id integer primary key,
  uid text not null unique,
  at text not null,
  action text not null,
  kind text not null,
  field text,
  outlet text,
  reason text,
  claim_key text
) strict;

create table outputs (
  path text primary key not null,
  kind text not null check (kind in ('published', 'alerts'))
) strict, without rowid;

alter table claims add column review text;

alter table claims add column extracted text;

alter table responsibility_claims add column review text;

alter table responsibility_claims add column extracted text;

create index i_claims_review on claims(review) where review is not null;

create index i_responsibility_claims_review on responsibility_claims(review)
  where review is not null;
"""
)

RIGHTS = """
alter table fetches add column rights text;

alter table articles add column rights text;

alter table articles add column state text check (state in ('gone', 'retracted'));

alter table articles add column state_at text;

create index i_articles_state on articles(state) where state is not null;
"""

CODINGS = """
create table codings (
  coder text not null,
  claim_key text not null,
  field text not null,
  at text not null,
  kind text not null,
  article_key text not null,
  outlet text,
  extractor text not null,
  is_right integer not null check (is_right in (0, 1)),
  primary key (coder, claim_key, field)
) strict, without rowid;

create index i_codings_claim_key on codings(claim_key);
"""
