"""Which databases our pages are of, who may see them, and how a page is loaded and rendered.

Pages are of the first claimtrack database that Datasette serves, and of the first one of verdicts.
Every route asks for the permission to view each table that it reads; loading stops at a time
limit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from datasette.resources import TableResource
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import NotFound, Response
from datasette.views.base import DatasetteError

from ..queries import ABOUT
from ..reviews import REVIEW_CLAIMS
from ..verdicts import FILE_VERDICTS
from .headers import PAGE_POLICY
from .links import Links

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

Value = TypeVar("Value")
_LIMIT_MS = 5_000
_homes: WeakKeyDictionary[Any, str] = WeakKeyDictionary()
_desks: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


def _too_slow() -> DatasetteError:
    return DatasetteError("This took too long; the database may be busy. Try again.", status=503)


async def is_ours(database: Database) -> bool:
    """Whether the database is one that claimtrack made."""
    return {"claims", "extractors", "about"} <= set(await database.table_names())


def remember_home(datasette: Datasette, name: str) -> None:
    """Note the database that pages are of; the first one noted stays."""
    _homes.setdefault(datasette, name)


def home_of(datasette: Datasette) -> str | None:
    """The name of the database that pages are of; None if none of ours is served."""
    return _homes.get(datasette)


async def is_desk(database: Database) -> bool:
    """Whether the database is one of verdicts."""
    return {"verdicts", "decisions", "about"} <= set(await database.table_names())


def remember_desk(datasette: Datasette, name: str) -> None:
    """Note the database of verdicts; the first one noted stays."""
    _desks.setdefault(datasette, name)


def desk_of(datasette: Datasette) -> str | None:
    """The name of the database of verdicts; None if none is served."""
    return _desks.get(datasette)


async def may_view(datasette: Datasette, request: Any, *tables: str, of: str | None = None) -> bool:
    """Whether the visitor may view all these tables of our database, or of the one named."""
    name = of or home_of(datasette)
    if name is None:
        return False
    for table in tables:
        resource = TableResource(database=name, table=table)
        if not await datasette.allowed(action="view-table", resource=resource, actor=request.actor):
            return False
    return True


async def ensure_view(
    datasette: Datasette, request: Any, *tables: str, of: str | None = None
) -> str:
    """The name of our database, or the one named, if the visitor may view ``tables`` of it.

    Errors: NotFound without a database of ours, Forbidden.
    """
    name = of or home_of(datasette)
    if name is None:
        raise NotFound("No claimtrack database is served here")
    for table in tables:
        resource = TableResource(database=name, table=table)
        await datasette.ensure_permission(
            action="view-table", resource=resource, actor=request.actor
        )
    return name


async def load(
    datasette: Datasette,
    request: Any,
    tables: tuple[str, ...],
    read: Callable[[sqlite3.Connection], Value],
    *,
    of: str | None = None,
) -> Value:
    """Run ``read`` on our database, or the one named, if the visitor may view ``tables``.

    Errors: those of :func:`ensure_view`, DatasetteError with status 503.
    """
    name = await ensure_view(datasette, request, *tables, of=of)

    def within_limit(conn: sqlite3.Connection) -> Value:
        with sqlite_timelimit(conn, _LIMIT_MS):
            return read(conn)

    try:
        return await datasette.get_database(name).execute_fn(within_limit)  # type: ignore[no-any-return]
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        raise _too_slow() from error


async def may_file(datasette: Datasette, request: Any) -> bool:
    """Whether the visitor may file verdicts, and there is a place for them."""
    if desk_of(datasette) is None or request.actor is None:
        return False
    return bool(await datasette.allowed(action=FILE_VERDICTS, actor=request.actor))


async def takes_changes(datasette: Datasette) -> bool:
    """Whether our database may be written to: a published copy is made anew each time."""
    name = home_of(datasette)
    if name is None:
        return False
    home = datasette.get_database(name)
    return home.is_mutable and not list(await home.execute(ABOUT, {"key": "published"}))


async def may_review(datasette: Datasette, request: Any) -> bool:
    """Whether the visitor may say what is right and wrong with claims."""
    if request.actor is None or not await takes_changes(datasette):
        return False
    return bool(await datasette.allowed(action=REVIEW_CLAIMS, actor=request.actor))


async def contact(datasette: Datasette, name: str) -> str | None:
    """Whom those who are named in the database can write to, where it is published."""
    rows = await datasette.get_database(name).execute(ABOUT, {"key": "contact"})
    return next((str(row["value"]) for row in rows), None)


async def banner(datasette: Datasette, name: str) -> str | None:
    """What the database says of itself that readers must know before anything else."""
    rows = await datasette.get_database(name).execute(ABOUT, {"key": "banner"})
    return next((str(row["value"]) for row in rows), None)


async def page(
    datasette: Datasette,
    request: Any,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> Response:
    """An HTML page of ours, under the strict policy: no script at all, nothing from elsewhere."""
    home = home_of(datasette)
    shared = {
        "to": Links(datasette, home or ""),
        "home": home,
        "banner": await banner(datasette, home) if home else None,
        "contact": await contact(datasette, home) if home else None,
        "question": request.args.get("q") or "",
        "may_file": await may_file(datasette, request),
        "may_review": await may_review(datasette, request),
        "can_sign_in": bool(datasette.plugin_config("datasette-auth-passwords")),
    }
    html = await datasette.render_template(
        f"claimtrack/{template}", shared | (context or {}), request=request
    )
    headers = dict(PAGE_POLICY)
    if request.actor:
        headers["cache-control"] = "private, no-store"
    return Response.html(html, status=status, headers=headers)
