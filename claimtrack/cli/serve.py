"""Commands that show a database: serve, and demo, which makes one of the sample newsroom."""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import click
from sqlite_utils import Database

from .. import pipeline
from ..config import load_config
from ..errors import InputError
from ..reviews import REVIEW_CLAIMS
from ..rulings import apply_rulings
from ..sample import BANNER, write_newsroom
from ..store import load_about, load_status, open_database, run_lock, save_about
from ..store.verdicts import open_verdicts
from ..verdicts import FILE_VERDICTS
from ..withdrawing import heed_withdrawals
from .tools import db_option, make_tools, verdicts_beside, verdicts_option

_CHECKER = "CLAIMTRACK_CHECKER_"  # and a name: the hash of that checker's password

# Counting the values of a facet over a million claims takes most of a second on a small machine.
_SETTINGS = {
    "sql_time_limit_ms": "5000",
    "facet_time_limit_ms": "2000",
    "facet_suggest_time_limit_ms": "50",
    "suggest_facets": "off",
    "max_returned_rows": "2000",
    "max_csv_mb": "500",
}
# For everybody: no SQL of one's own (one query can hold a gigabyte), no download of the file.
_PUBLIC = {
    "default_allow_sql": "off",
    "allow_download": "off",
    "default_cache_ttl": "60",
}


@click.command()
@db_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8001, show_default=True, help="The port to listen on.")
@verdicts_option
@click.option("--public", is_flag=True, help="As for everybody: no own SQL, no download.")
def serve(db: Path, host: str, port: int, verdicts: Path | None, *, public: bool) -> None:
    """Serve a database with Datasette.

    What 'claimtrack publish' wrote is always served as with --public. Checkers are named by the
    environment, each with the hash of a password: CLAIMTRACK_CHECKER_ANNA lets anna sign in,
    file verdicts and review claims.

    \b
    Example:  claimtrack serve --db db/demo.db
    """
    from datasette.cli import cli as datasette

    # opening brings the schema up to date, and tells now what is wrong with the file
    with open_database(db, create=False) as database:
        is_published = load_about(database, "published") is not None
        verdicts = verdicts or verdicts_beside(db, is_demo=bool(load_about(database, "banner")))
        with open_verdicts(verdicts) as filed:
            if not is_published:
                heed_withdrawals(database, filed)
                apply_rulings(database, filed)
    public = public or is_published
    settings = _SETTINGS | (_PUBLIC if public else {}) | _sign_in(os.environ)
    options = [part for name, value in settings.items() for part in ("--setting", name, value)]
    arguments = ["serve", str(db), str(verdicts), "--host", host, "--port", str(port), *options]
    datasette.main(arguments, prog_name="claimtrack", standalone_mode=False)


def _sign_in(environment: Mapping[str, str]) -> dict[str, str]:
    """Datasette's settings that let the checkers of the environment sign in, file and review.

    Only the variables' names are passed on: hashes stand in no command line.
    """
    names = {n: n.removeprefix(_CHECKER).lower() for n in environment if n.startswith(_CHECKER)}
    bad = [variable for variable, name in names.items() if not re.fullmatch("[a-z0-9_]+", name)]
    if bad:
        raise InputError(f"{bad[0]}: name a checker by letters, digits and _ after {_CHECKER}")
    settings = {
        f"plugins.datasette-auth-passwords.{name}_password_hash.$env": variable
        for variable, name in names.items()
    }
    checkers = json.dumps(sorted(names.values()))
    return settings | {f"permissions.{p}.id": checkers for p in (FILE_VERDICTS, REVIEW_CLAIMS)}


@click.command()
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("db/demo.db"),
    show_default=True,
    help="The database to make.",
)
def demo(db: Path) -> None:
    """Ingest the bundled sample newsroom: invented articles, as feeds and pages.

    Two runs, as if days apart: between them new articles appear and one is silently edited. What
    another demo left in the database stays; one with real articles is refused.

    \b
    Example:  claimtrack demo --db db/demo.db && claimtrack serve --db db/demo.db
    """
    started = time.monotonic()
    with run_lock(db), open_database(db) as database, tempfile.TemporaryDirectory() as folder:
        _refuse_real(database, db)
        save_about(database, "banner", BANNER)
        for feeds_file in write_newsroom(Path(folder)):
            config = load_config(feeds_file)
            pipeline.ingest(database, config, make_tools(config))
        state = load_status(database)
    click.echo(
        f"{state.articles} articles, {state.revisions} revisions, {state.claims} claims, "
        f"{state.responsibility_claims} responsibility claims in {time.monotonic() - started:.0f} s"
    )
    click.echo(f"look at it: claimtrack serve --db {db}")


def _refuse_real(database: Database, db: Path) -> None:
    if load_about(database, "banner") is None and load_status(database).articles:
        raise InputError(f"{db}: holds real articles; name another database with --db")
