"""The tables and indexes of the first schema, as the migrations make them.

Released text is never edited. Wide tables (claims, responsibility_claims) repeat what they need of
their article and outlet, so that a view of them needs no join.
"""

from __future__ import annotations

COVERAGE = """
create table about (
  key text primary key not null,
  value text not null
) strict, without rowid;

create table outlets (
  name text primary key not null,
  domain text,
  country text,
  language text,
  kind text,
  owner text,
  terms_url text,
  store text not null default 'full' check (store in ('full', 'excerpt', 'none')),
  keep_days integer,
  articles integer not null default 0,
  claims integer not null default 0,
  last_published_at text
) strict;

create table runs (
  id integer primary key,
  command text not null,
  version text not null,
  started_at text not null,
  finished_at text,
  state text not null check (state in ('running', 'done', 'failed', 'interrupted')),
  feeds integer not null default 0,
  feeds_unchanged integer not null default 0,
  feeds_failed integer not null default 0,
  pages integer not null default 0,
  pages_failed integer not null default 0,
  articles integer not null default 0,
  revisions integer not null default 0,
  claims integer not null default 0,
  responsibility_claims integer not null default 0,
  detail text
) strict;

create table feeds (
  id integer primary key,
  outlet text not null references outlets(name) on update cascade,
  url text not null unique,
  title text,
  form text,
  interval_seconds integer not null,
  active integer not null default 1,
  etag text,
  last_modified text,
  body_hash text,
  moved_to text,
  polled_at text,
  succeeded_at text,
  changed_at text,
  outcome text,
  status integer,
  detail text,
  failures integer not null default 0,
  entries integer not null default 0
) strict;

create table fetches (
  id integer primary key,
  run integer not null references runs(id),
  kind text not null check (kind in ('feed', 'page')),
  url text not null,
  final_url text,
  at text not null,
  seconds real not null,
  outcome text not null,
  status integer,
  bytes integer not null,
  detail text
) strict;

create table articles (
  id integer primary key,
  key text not null unique,
  url text,
  external_id text,
  outlet text references outlets(name) on update cascade,
  country text,
  title text not null,
  byline text not null default '',
  published_at text,
  published_precision text not null check (published_precision in ('second', 'day', 'unknown')),
  published_origin text check (published_origin in ('feed', 'page', 'seen')),
  feed_published_at text,
  feed_precision text not null default 'unknown',
  page_published_at text,
  page_precision text not null default 'unknown',
  date_source text,
  first_seen_at text not null,
  language text,
  text_kind text not null check (text_kind in ('full', 'truncated', 'summary', 'headline')),
  words integer not null,
  revision integer references revisions(id),
  revisions integer not null default 1,
  claims integer not null default 0,
  responsibility_claims integer not null default 0,
  story integer,
  copy_of integer references articles(id)
) strict;

create table article_urls (
  url text primary key not null,
  article integer not null references articles(id) on delete cascade
) strict, without rowid;

create table feed_entries (
  id integer primary key,
  feed integer not null references feeds(id) on delete cascade,
  key text not null,
  hash text not null,
  url text,
  title text,
  authors text not null default '[]',
  published_at text,
  published_precision text not null default 'unknown',
  summary text,
  content text,
  first_seen_at text not null,
  state text not null check (state in ('pending', 'done', 'no_link', 'off_topic', 'failed')),
  attempts integer not null default 0,
  article integer references articles(id) on delete set null,
  unique (feed, key)
) strict;

create table revisions (
  id integer primary key,
  article integer not null references articles(id) on delete cascade,
  hash text not null,
  text_hash text not null,
  title text not null,
  byline text not null,
  text text not null,
  text_kind text not null,
  language text,
  origin text not null check (origin in ('page', 'feed', 'import')),
  words integer not null,
  seen_at text not null,
  run integer references runs(id),
  unique (article, hash)
) strict;

create table gaps (
  id integer primary key,
  feed integer not null references feeds(id) on delete cascade,
  outlet text not null references outlets(name) on update cascade,
  url text not null,
  since text,
  until text,
  attempts integer not null,
  outcome text not null,
  detail text,
  lost text
) strict;
"""

CLAIMS = """
create table extractors (
  version text primary key not null,
  first_used_at text not null
) strict;

create table analyses (
  revision integer primary key references revisions(id) on delete cascade,
  extractor text not null references extractors(version),
  at text not null,
  run integer references runs(id)
) strict;

create table entities (
  id integer primary key,
  kind text not null,
  name text not null,
  unique (name, kind)
) strict;

create table mentions (
  id integer primary key,
  revision integer not null references revisions(id) on delete cascade,
  entity integer not null references entities(id),
  span_start integer not null,
  span_end integer not null,
  check (span_start < span_end)
) strict;

create table claims (
  id integer primary key,
  key text not null unique,
  article integer not null references articles(id) on delete cascade,
  revision integer not null references revisions(id) on delete cascade,
  current integer not null check (current in (0, 1)),
  extractor text not null references extractors(version),
  outlet text references outlets(name) on update cascade,
  country text,
  published_at text,
  published_precision text not null,
  title text not null,
  url text,
  text_kind text not null,
  story integer,
  copy_of integer,
  source text,
  source_words text,
  source_name text,
  source_type text,
  cue text not null,
  content text not null,
  quotation text,
  stance text,
  tone text,
  confidence real,
  source_spans text not null,
  cue_spans text not null,
  content_spans text not null,
  why text not null
) strict;

create table responsibility_claims (
  id integer primary key,
  key text not null unique,
  claim integer references claims(id) on delete set null,
  article integer not null references articles(id) on delete cascade,
  revision integer not null references revisions(id) on delete cascade,
  current integer not null check (current in (0, 1)),
  extractor text not null references extractors(version),
  outlet text references outlets(name) on update cascade,
  country text,
  published_at text,
  published_precision text not null,
  title text not null,
  url text,
  text_kind text not null,
  story integer,
  copy_of integer,
  source text,
  source_type text,
  cue text,
  content text,
  quotation text,
  tone text,
  accused text,
  accused_words text,
  accused_name text,
  act text,
  target text,
  target_words text,
  target_name text,
  accuser text,
  accuser_words text,
  accuser_name text,
  stance text,
  voice text,
  basis text,
  kind text,
  stated_confidence text,
  confidence real,
  accused_span text,
  act_span text,
  target_span text,
  accuser_span text,
  why text not null
) strict;

create table sources (
  id integer primary key,
  name text not null,
  type text,
  claims integer not null,
  direct integer not null,
  articles integer not null,
  outlets integer not null,
  first_published_at text,
  last_published_at text,
  unique (name, type)
) strict;

create table stale_sources (
  name text primary key not null
) strict, without rowid;
"""

_WIDE = ["outlet", "country", "date(published_at)", "published_at", "text_kind", "story", "copy_of"]
HAS_CURRENT = ("claims", "responsibility_claims")
FACETS = {
    "claims": [*_WIDE, "source", "source_type", "cue", "quotation", "stance", "tone", "extractor"],
    "responsibility_claims": [
        *_WIDE,
        *("accused", "act", "target", "accuser", "voice", "basis", "kind", "stance", "source_type"),
        "claim",
    ],
    "articles": [*_WIDE, "language", "first_seen_at"],
    "sources": ["claims", "type"],
    "feeds": ["outlet"],
    "gaps": ["outlet", "feed", "until"],
}

INDEXES = """
create index i_claims_article on claims(article);

create index i_claims_revision on claims(revision);

create index i_responsibility_claims_article on responsibility_claims(article);

create index i_responsibility_claims_revision on responsibility_claims(revision);

create index i_responsibility_claims_all_claim on responsibility_claims(claim);

create index i_mentions_revision on mentions(revision);

create index i_mentions_entity on mentions(entity);

create index i_analyses_extractor on analyses(extractor);

create index i_revisions_text_hash on revisions(text_hash);

create index i_feed_entries_article on feed_entries(article);

create index i_feed_entries_url on feed_entries(url);

create index i_feed_entries_pending on feed_entries(state) where state = 'pending';

create index i_fetches_run on fetches(run);

create index i_fetches_url on fetches(url);

create index i_article_urls_article on article_urls(article);
"""
