"""What is counted beforehand, so that no page of a million claims counts it.

How many current claims have each value of a faceted column is kept by triggers: it changes in the
same transaction as the claims, whoever writes them. On which days which outlet could not be read is
made anew with the other summaries.
"""

from __future__ import annotations

COUNTED = ("outlet", "country", "source_type", "quotation", "stance", "tone", "text_kind")

_TABLE = """
create table facet_counts (
  view text not null,
  column text not null,
  value text not null,
  claims integer not null,
  primary key (view, column, value)
) strict, without rowid
"""
_FILL = """
insert into facet_counts select 'claim_list', '{column}', {column}, count(*)
from claims where current = 1 and {column} is not null group by {column}
"""
_ADD = """
  insert into facet_counts select 'claim_list', '{column}', new.{column}, 1
    where new.current = 1 and new.{column} is not null
    on conflict do update set claims = claims + 1;"""
_TAKE = """
  update facet_counts set claims = claims - 1 where old.current = 1
    and view = 'claim_list' and column = '{column}' and value = old.{column};"""
_TRIGGERS = (
    "create trigger claims_counted_ai after insert on claims begin{add}\nend",
    "create trigger claims_counted_ad after delete on claims begin{take}\nend",
    "create trigger claims_counted_au after update of current, {columns} on claims"
    " begin{take}{add}\nend",
)


def _each(statement: str) -> str:
    return "".join(statement.format(column=column) for column in COUNTED)


COUNT_FACETS = tuple(_FILL.format(column=column) for column in COUNTED)
# The table, what it holds of the claims that are there, and what keeps it so.
FACET_COUNTS = (
    _TABLE,
    *COUNT_FACETS,
    *(
        trigger.format(add=_each(_ADD), take=_each(_TAKE), columns=", ".join(COUNTED))
        for trigger in _TRIGGERS
    ),
)

# ``up_to`` numbers the rows in order of day, so that a difference of two counts those between.
GAP_DAYS = """
create table gap_days (
  day text not null,
  outlet text not null,
  gaps integer not null,
  up_to integer not null,
  primary key (day, outlet)
) strict, without rowid
"""

# A gap that lasts is counted until the last run.
REFRESH_GAP_DAYS = """
delete from gap_days;

insert into gap_days with recursive days (day, outlet, last) as (
  select substr(since, 1, 10), outlet, substr(coalesce(until, (select max(started_at) from runs)),
    1, 10) from gaps where since is not null
  union all select date(day, '+1 day'), outlet, last from days where day < last)
select day, outlet, count(*), row_number() over (order by day, outlet)
from days group by day, outlet
"""
