"""Datasette plugin: pages for readers over a claimtrack database, which it describes as well.

Loaded by Datasette through its entry point; imports no spaCy. Databases that are not ours are left
alone. The hooks below are doors; what they open stands in the modules beside:

| module | what it does |
|---|---|
| describe | titles, descriptions, facets, search, stored queries |
| site | which database, who may see it, loading and rendering |
| routes | the pages, feeds and exports by their addresses |
| desk | groups of claims, compared, and what checkers file on them |
| asking | has this been claimed before? |
| reviewing | what signed-in people say of claims |
| exports | every row of a view, streamed |
| links | the addresses |
| facets | facets from counts that are kept |
| cells | links in Datasette's own tables |
| headers | security headers |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.permissions import Action
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

from ..pages import CAUTION
from ..render import chart, words
from ..render.timeline import story_timeline
from ..reviews import REVIEW_CLAIMS
from ..verdicts import FILE_VERDICTS
from . import cells
from .asking import MATCH_ROUTES
from .describe import describe_all
from .facets import with_counts
from .headers import with_headers
from .links import TEMPLATES, Links
from .reviewing import REVIEW_ROUTES
from .routes import ROUTES
from .site import home_of

if TYPE_CHECKING:  # Datasette loads its plugins while it is being imported itself
    from datasette.app import Datasette


@hookimpl
def startup(datasette: Datasette) -> Any:
    """Describe every claimtrack database that is served."""
    return lambda: describe_all(datasette)


@hookimpl
def register_routes() -> Any:
    """Our pages."""
    return [*ROUTES, *MATCH_ROUTES, *REVIEW_ROUTES]


@hookimpl
def register_actions() -> Any:
    """The permissions that reviewers and checkers have."""
    return [
        Action(name=REVIEW_CLAIMS, description="Say what is right and wrong with claims"),
        Action(name=FILE_VERDICTS, description="File verdicts on groups of claims"),
    ]


@hookimpl
def asgi_wrapper() -> Any:
    """Security headers."""
    return with_headers


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Our templates as ``claimtrack/…``, which an operator's own of that name override."""
    own = PrefixLoader({"claimtrack": FileSystemLoader(TEMPLATES)})
    env.loader = ChoiceLoader([env.loader, own])
    env.globals |= {
        "say": words,
        "chart": chart,
        "timeline": story_timeline,
        "caution": CAUTION,
    }


@hookimpl
def render_cell(value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    """Links from Datasette's tables to our pages."""
    if database != home_of(datasette) or table is None:
        return None
    return cells.linked(value, column, table, Links(datasette, database))


@hookimpl(wrapper=True)
def register_facet_classes() -> Any:
    """Facets of our claim list from counts that are kept."""
    return with_counts((yield))


@hookimpl
def extra_css_urls(database: str | None, datasette: Datasette) -> Any:
    """Readable links and focus on Datasette's pages of our database."""
    if database is None or database != home_of(datasette):
        return []
    return [Links(datasette, database).asset("tables.css")]


@hookimpl
def menu_links(datasette: Datasette) -> Any:
    """Our pages in Datasette's menu."""
    home = home_of(datasette)
    return cells.menu(Links(datasette, home)) if home else []


@hookimpl
def top_homepage(datasette: Datasette) -> Any:
    """The banner on Datasette's list of databases."""
    return lambda: cells.top(datasette, home_of(datasette))


@hookimpl
def top_database(datasette: Datasette, database: str) -> Any:
    """The banner on the page of the database."""
    return lambda: cells.top(datasette, database)


@hookimpl
def top_table(datasette: Datasette, request: Any, database: str, table: str) -> Any:
    """The banner above a table or view, the ways to take it along, and what may be missing."""
    return lambda: cells.top(datasette, database, table=table, request=request)


@hookimpl
def top_row(datasette: Datasette, database: str) -> Any:
    """The banner above a row."""
    return lambda: cells.top(datasette, database)


@hookimpl
def top_query(datasette: Datasette, database: str) -> Any:
    """The banner above a query."""
    return lambda: cells.top(datasette, database)


@hookimpl
def top_stored_query(datasette: Datasette, database: str) -> Any:
    """The banner above a stored query."""
    return lambda: cells.top(datasette, database)
