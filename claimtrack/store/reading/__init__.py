"""What pages show, from a read-only connection: rows → the values of :mod:`claimtrack.pages`.

| module | what it loads |
|---|---|
| lines | claims, responsibility claims and articles as lines of a list |
| article | an article with a revision and its edits; a claim to be cited |
| source | everything one name is reported to have said |
| story | a story: its articles by time, who is heard, who is held responsible |
| group | groups of claims that state the same |
| outlet | an outlet with its feeds, gaps and sourcing |
| home | the database at a glance |
| faults | known faults, as far as they were measured |
| search | ranked hits in claims and articles |
| matched | claims that are like what was asked |
| tables | which tables and views there are, with their columns |
| whole | every row of a view, batch by batch |

The connection is a plain sqlite3 one, as Datasette gives it. Every query is answered from an
index: lists are cut at a page, and counts over all rows come from the tables of summaries.
"""

from .article import load_article, load_claim
from .faults import load_faults
from .group import (
    contradicted_groups,
    groups_of_claims,
    lines_of,
    load_group,
    newest_of_group,
)
from .home import load_home
from .lines import newest_of
from .matched import load_matched
from .outlet import load_outlet
from .search import fts_words, load_search, newest_found
from .source import load_source
from .story import load_story, newest_of_story
from .tables import load_tables
from .whole import batches

__all__ = [
    "batches",
    "contradicted_groups",
    "fts_words",
    "groups_of_claims",
    "lines_of",
    "load_article",
    "load_claim",
    "load_faults",
    "load_group",
    "load_home",
    "load_matched",
    "load_outlet",
    "load_search",
    "load_source",
    "load_story",
    "load_tables",
    "newest_found",
    "newest_of",
    "newest_of_group",
    "newest_of_story",
]
