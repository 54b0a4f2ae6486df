"""The command that makes a database which may be shown to others."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InputError
from ..publish import publish
from ..rulings import apply_rulings
from ..store import load_about, open_database
from ..store.verdicts import open_verdicts
from .tools import db_option, verdicts_beside, verdicts_option


@click.command(name="publish")
@db_option
@verdicts_option
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("db/public.db"),
    show_default=True,
    help="The database to write; one that is there is replaced.",
)
def publish_command(db: Path, verdicts: Path | None, target: Path) -> None:
    """Write a copy that may be published: quoted passages instead of texts.

    Of each article at most 15 % of the text and 600 characters are quoted, of each claim at most
    200; the rest is told by fields, offsets, hash and link. Before that, what checkers decided on
    the published copy is carried out in the database itself.

    \b
    Example:  claimtrack publish --db db/claimtrack.db --to db/public.db
    """
    if target.resolve() == db.resolve():
        raise InputError(f"{target}: is the database to copy; name another with --to")
    with open_database(db, create=False) as database:
        beside = verdicts or verdicts_beside(db, is_demo=bool(load_about(database, "banner")))
        if beside.exists():
            with open_verdicts(beside) as filed:
                apply_rulings(database, filed)
        number = publish(database, target)
    click.echo(f"{number} articles, {target.stat().st_size:,} bytes in {target}")
