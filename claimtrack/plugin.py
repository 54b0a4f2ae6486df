"""Datasette plugin: titles, descriptions, facets and search for a claimtrack database.

Loaded by Datasette through its entry point; imports no spaCy. Databases that are not ours are left
alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from markupsafe import Markup

from . import __version__
from .queries import ABOUT
from .schema import DICTIONARY, VIEWS

if TYPE_CHECKING:  # Datasette loads its plugins while it is being imported itself
    from datasette.app import Datasette
    from datasette.database import Database

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
_PAGE_SIZE = 50


@hookimpl
def startup(datasette: Datasette) -> Any:
    """Describe every claimtrack database that is served."""

    async def describe() -> None:
        for name, database in datasette.databases.items():
            if await _is_ours(database):
                _configure(datasette, name)
                await _describe(datasette, name)

    return describe


async def _is_ours(database: Database) -> bool:
    names = await database.table_names()
    return {"claims", "extractors", "about"} <= set(names)


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
    database = datasette.get_database(name)
    for table, note in DICTIONARY.items():
        words = {"title": note.title, "description": note.description, **_LICENSE}
        for key, value in words.items():
            await datasette.set_resource_metadata(name, table, key, value)
        for column in await database.table_columns(table):
            words_of_column = note.note(column)
            if words_of_column:
                await datasette.set_column_metadata(
                    name, table, column, "description", words_of_column
                )


# --- banner -------------------------------------------------------------------------------------

_BANNER = Markup(
    '<p role="note" style="background:#fff3cd;color:#4d3800;border:1px solid #b58900;'
    'padding:.6em 1em;margin:.5em 0">{}</p>'
)


async def _banner(datasette: Datasette, name: str | None = None) -> Markup:
    """What the databases say of themselves that readers must know before anything else."""
    words = []
    for database_name, database in datasette.databases.items():
        if name in (None, database_name) and await _is_ours(database):
            rows = await database.execute(ABOUT, {"key": "banner"})
            words += [row["value"] for row in rows]
    return Markup("").join(_BANNER.format(text) for text in words)


@hookimpl
def top_homepage(datasette: Datasette) -> Any:
    """The banner on the home page."""
    return lambda: _banner(datasette)


@hookimpl
def top_database(datasette: Datasette, database: str) -> Any:
    """The banner on the page of the database."""
    return lambda: _banner(datasette, database)


@hookimpl
def top_table(datasette: Datasette, database: str) -> Any:
    """The banner above a table or view."""
    return lambda: _banner(datasette, database)


@hookimpl
def top_row(datasette: Datasette, database: str) -> Any:
    """The banner above a row."""
    return lambda: _banner(datasette, database)


@hookimpl
def top_query(datasette: Datasette, database: str) -> Any:
    """The banner above a query."""
    return lambda: _banner(datasette, database)


@hookimpl
def top_stored_query(datasette: Datasette, database: str) -> Any:
    """The banner above a stored query."""
    return lambda: _banner(datasette, database)
