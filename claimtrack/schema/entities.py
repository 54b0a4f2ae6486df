"""Tables of entities across articles: their aliases with evidence, rulings, what is said of them.

Released text is never edited.
"""

from __future__ import annotations

ENTITIES = """
alter table entities add column judged integer not null default 0;

alter table entities add column claims integer not null default 0;

alter table entities add column accused integer not null default 0;

alter table entities add column accuses integer not null default 0;

alter table entities add column articles integer not null default 0;

alter table entities add column outlets integer not null default 0;

alter table entities add column first_published_at text;

alter table entities add column last_published_at text;

alter table mentions add column kind text;

alter table mentions add column name text;

alter table claims add column source_entity integer references entities(id) on delete set null;

alter table responsibility_claims
  add column accused_entity integer references entities(id) on delete set null;

alter table responsibility_claims
  add column accuser_entity integer references entities(id) on delete set null;

create table entity_aliases (
  id integer primary key,
  entity integer not null references entities(id) on delete cascade,
  alias text not null,
  kind text not null,
  everywhere integer not null check (everywhere in (0, 1)),
  only_article integer references articles(id) on delete cascade,
  how text not null,
  article integer references articles(id) on delete set null,
  revision integer references revisions(id) on delete set null,
  span_start integer,
  span_end integer
) strict;

create table entity_rulings (
  id integer primary key,
  ruling text not null check (ruling in ('same', 'apart', 'split')),
  kind text not null,
  name text not null,
  other text not null,
  url text not null default '',
  unique (ruling, kind, name, other, url)
) strict;

create table ascriptions (
  id integer primary key,
  entity integer not null references entities(id) on delete cascade,
  field text not null,
  value text not null,
  said_by text not null,
  unique (entity, field, value, said_by)
) strict;

create table unlinked (
  revision integer primary key references revisions(id) on delete cascade
) strict;

create unique index i_entity_aliases_everywhere
  on entity_aliases(alias, kind, coalesce(only_article, 0)) where everywhere = 1;

create unique index i_entity_aliases_own
  on entity_aliases(entity, alias, kind) where everywhere = 0;

create index i_entity_aliases_entity on entity_aliases(entity);

create index i_entities_judged on entities(judged) where judged = 0;

create index i_entities_claims on entities(claims);

create index i_entities_accused on entities(accused);

create index i_claims_source_entity on claims(source_entity);

create index i_responsibility_claims_accused_entity on responsibility_claims(accused_entity);

create index i_responsibility_claims_accuser_entity on responsibility_claims(accuser_entity);

insert into unlinked select revision from analyses;
"""
