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
