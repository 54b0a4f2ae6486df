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

_CODINGS = """
create table {exists} codings (
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
"""

CODINGS = (
    _CODINGS.format(exists="")
    + """
create index i_codings_claim_key on codings(claim_key);
"""
)

# What is still to be made anew of claims that people corrected or withdrew; alerts on claims that
# a reviewer called wrong.
FOLLOWING = """
create table stale_groups (
  claim_group integer primary key
) strict;

insert into stale_groups select distinct m.claim_group from claim_group_members m
  join claims c on c.id = m.claim where c.review is not null;

insert or ignore into stale_stories select distinct story from (
  select story from claims where review is not null
  union select story from responsibility_claims where review is not null) where story is not null;

alter table alerts add column wrong integer not null default 0;

create index i_alerts_url on alerts(url);
"""

# Folders that an export was written to.
EXPORTS = """
create table outputs_new (
  path text primary key not null,
  kind text not null check (kind in ('published', 'alerts', 'export'))
) strict, without rowid;

insert into outputs_new select * from outputs;

drop table outputs;

alter table outputs_new rename to outputs;
"""

_CODED_CLAIMS = """
create table {exists} coded_claims (
  claim_key text primary key not null,
  kind text not null,
  article_key text not null,
  revision_hash text not null,
  confidence real,
  claim text
) strict, without rowid;
"""

# Claims as they were when they were coded, so that codings outlive what is read anew.
CODED_CLAIMS = (
    _CODED_CLAIMS.format(exists="")
    + """
insert or ignore into coded_claims
select c.key, 'claims', a.key, r.hash, c.confidence, json_object('source_spans', c.source_spans,
  'cue_spans', c.cue_spans, 'content_spans', c.content_spans, 'source_name', c.source_name,
  'source_type', c.source_type, 'quotation', c.quotation, 'stance', c.stance, 'tone', c.tone,
  'hedges', c.hedges, 'anonymity_span', c.anonymity_span, 'confidence', c.confidence)
from claims c join articles a on a.id = c.article join revisions r on r.id = c.revision
where c.key in (select claim_key from codings);

insert or ignore into coded_claims
select c.key, 'responsibility_claims', a.key, r.hash, c.confidence, json_object('accused_span',
  c.accused_span, 'act_span', c.act_span, 'target_span', c.target_span, 'accuser_span',
  c.accuser_span, 'accused_name', c.accused_name, 'target_name', c.target_name, 'accuser_name',
  c.accuser_name, 'accuser_names', c.accuser_names, 'stance', c.stance, 'voice', c.voice,
  'basis', c.basis, 'kind', c.kind, 'stated_confidence', c.stated_confidence,
  'confidence_level', c.confidence_level, 'attributed_span', c.attributed_span,
  'confidence', c.confidence)
from responsibility_claims c join articles a on a.id = c.article
  join revisions r on r.id = c.revision
where c.key in (select claim_key from codings);
"""
)

LEDGER = (_REVIEWS + _WITHDRAWALS + _CODINGS + _CODED_CLAIMS).format(exists="if not exists")
