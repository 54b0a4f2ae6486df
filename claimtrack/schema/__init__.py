"""Tables, indexes and views, and what each of them means.

| module | what it holds |
|---|---|
| migrations | the tables as a sequence of named steps, never changed once released |
| views | the flat views that users read, made anew whenever their text here changes |
| dictionary | a title and a description of every table, view and column |
"""

from .counts import COUNT_FACETS
from .dictionary import COLUMNS, DICTIONARY, FAULTS, TableNote
from .migrations import migrate
from .trust import LEDGER
from .views import STATEMENT, VIEWS, View

__all__ = [
    "COLUMNS",
    "COUNT_FACETS",
    "DICTIONARY",
    "FAULTS",
    "LEDGER",
    "STATEMENT",
    "VIEWS",
    "TableNote",
    "View",
    "migrate",
]
