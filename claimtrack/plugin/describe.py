"""Titles, descriptions, facets, search and stored queries of a claimtrack database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import __version__
from ..queries import NOTE_COLUMN, NOTE_RESOURCE
from ..queries.stored import STORED
from ..schema import DICTIONARY, VIEWS, TableNote
from ..schema.verdicts import VERDICT_COLUMNS, VERDICT_DICTIONARY
from .site import is_desk, is_ours, remember_desk, remember_home

if TYPE_CHECKING:  # Datasette loads its plugins while it is being imported itself
    from datasette.app import Datasette

_LICENSE = {
    "license": "Texts and quotations stay their publishers' copyright; see each outlet's terms",
    "source": "News feeds, see outlet_list and feed_health",
    "about": f"claimtrack {__version__}: attributions as articles report them, not facts",
}
_DATABASE = {
    "title": "claimtrack: news coverage and the attribution claims in it",
    "description": "Who says what, in which outlet, how firmly, and who is held responsible for "
    "what. Found by a program, with errors: every claim links to its article and says why it was "
    "taken for one.",
    **_LICENSE,
}
_DESK = {
    "title": "Verdicts of checkers",
    "description": "What checkers found of groups of claims, and of suggestions of the program. "
    "Rows are only added, so every change of mind stays on record.",
    "about": _LICENSE["about"],
}
_PAGE_SIZE = 50


async def describe_all(datasette: Datasette) -> None:
    """Describe every claimtrack database that is served; others are left alone."""
    for name, database in datasette.databases.items():
        if await is_ours(database):
            remember_home(datasette, name)
            _configure(datasette, name)
            await _describe(datasette, name)
            await _store_queries(datasette, name)
        elif await is_desk(database):
            remember_desk(datasette, name)
            await _describe_desk(datasette, name)


async def _describe_desk(datasette: Datasette, name: str) -> None:
    tables = datasette.config.setdefault("databases", {}).setdefault(name, {})
    tables = tables.setdefault("tables", {})
    tables["about"] = {"hidden": True} | tables.get("about", {})
    for key, value in _DESK.items():
        await datasette.set_database_metadata(name, key, value)
    await _note(datasette, name, VERDICT_DICTIONARY, VERDICT_COLUMNS)


def _configure(datasette: Datasette, name: str) -> None:
    """Set default facets, order and search. What the operator configured wins."""
    config = datasette.config.setdefault("databases", {}).setdefault(name, {})
    tables = config.setdefault("tables", {})
    for view in VIEWS:
        wanted: dict[str, Any] = {"size": _PAGE_SIZE}
        if view.facets:
            wanted["facets"] = list(view.facets)
        if view.sort_desc:
            wanted["sort_desc"] = view.sort_desc
        if view.fts:
            wanted |= {"fts_table": view.fts, "fts_pk": view.fts_pk}
        tables[view.name] = wanted | tables.get(view.name, {})
    for table, note in DICTIONARY.items():
        if note.label or note.hidden:
            wanted = {"label_column": note.label} if note.label else {"hidden": True}
            tables[table] = wanted | tables.get(table, {})


async def _describe(datasette: Datasette, name: str) -> None:
    for key, value in _DATABASE.items():
        await datasette.set_database_metadata(name, key, value)
    await _note(datasette, name, DICTIONARY, {})


async def _note(
    datasette: Datasette, name: str, notes: dict[str, TableNote], common: dict[str, str]
) -> None:
    """Give titles and descriptions to the tables and columns of a database."""
    database = datasette.get_database(name)
    resources, columns = [], []
    for table, note in notes.items():
        words = {"title": note.title, "description": note.description, **_LICENSE}
        resources += [(name, table, key, value) for key, value in words.items()]
        columns += [
            (name, table, column, words_of_column)
            for column in await database.table_columns(table)
            if (words_of_column := note.note(column) or common.get(column))
        ]
    internal = datasette.get_internal_database()
    await internal.execute_write_many(NOTE_RESOURCE, resources)
    await internal.execute_write_many(NOTE_COLUMN, columns)


async def _store_queries(datasette: Datasette, name: str) -> None:
    """Offer the titled queries, but those whose name the operator uses."""
    own = datasette.config.get("databases", {}).get(name, {}).get("queries") or {}
    for query in STORED:
        if query.name not in own:
            await datasette.add_query(
                name,
                query.name,
                query.sql,
                title=query.title,
                description=query.description,
                is_trusted=True,
                source="claimtrack",
            )
