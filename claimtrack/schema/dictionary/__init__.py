"""What every table, view and column means: the one source of the data dictionary.

A column's note stands once under its name; a table that uses the name in another sense says so in
``own``. A test holds that every column of the database has a note.
"""

from __future__ import annotations

from .collected import COLLECTED
from .columns import COLUMNS, TableNote
from .compared import COMPARED

__all__ = ["COLUMNS", "DICTIONARY", "FAULTS", "TableNote"]

DICTIONARY = COLLECTED | COMPARED

# What users must know before they count: said openly wherever the columns are explained.
FAULTS = (
    "Claims are found by a program. Some are missed, some are none, and in some a field is wrong; "
    "the README tells how often.",
    "A source is a name: people of one name are one source, and pronouns that the program could "
    "not resolve stand as they are (he, she, it).",
    "Ten articles that repeat one agency report are ten rows. Where copy_of is set an article is "
    "a copy; where it is null it may still be one.",
    "published_at is what the feed or the page told. Where published_precision is day or unknown, "
    "orders within a day mean nothing.",
    "An edit is dated by when it was seen, not by when it was made; edits between two polls are "
    "not seen.",
    "A denial is joined to an accusation by the name of the accused alone: that both mean the "
    "same deed is not known.",
    "Offsets count code points. JavaScript counts UTF-16 units: the two differ after an emoji.",
    "Only English texts are analysed; others are stored without claims.",
)
