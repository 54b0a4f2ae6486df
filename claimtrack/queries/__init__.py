"""Named read-only SQL behind pages: what stands outside the store asks these, nothing else."""

ABOUT = "select value from about where key = :key"

# The commonest values of a faceted column.
FACET_COUNTS = """
select value, claims from facet_counts where view = :view and column = :column and claims > 0
order by claims desc, value limit :limit
"""

# Times in which outlets, or the one named, could not be read.
GAPS = """
select count(*) as gaps, count(distinct outlet) as outlets from gaps
where :outlet is null or outlet = :outlet
"""

# Datasette's own notes on tables and columns: hundreds of them, which one by one take two seconds.
NOTE_RESOURCE = """
insert or replace into metadata_resources (database_name, resource_name, key, value)
values (?, ?, ?, ?)
"""
NOTE_COLUMN = """
insert or replace into metadata_columns (database_name, resource_name, column_name, key, value)
values (?, ?, ?, 'description', ?)
"""
