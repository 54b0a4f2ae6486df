"""The command that makes a database which may be shown to others."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InputError
from ..publish import publish
from ..store import open_database
from .tools import db_option


@click.command(name="publish")
@db_option
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("db/public.db"),
    show_default=True,
    help="The database to write; one that is there is replaced.",
)
def publish_command(db: Path, target: Path) -> None:
    """Write a copy that may be published: quoted passages instead of texts.

    Of each article at most 15 % of the text and 600 characters are quoted, of each claim at most
    200; the rest is told by fields, offsets, hash and link.

    \b
    Example:  claimtrack publish --db db/claimtrack.db --to db/public.db
    """
    if target.resolve() == db.resolve():
        raise InputError(f"{target}: is the database to copy; name another with --to")
    with open_database(db, create=False) as database:
        number = publish(database, target)
    click.echo(f"{number} articles, {target.stat().st_size:,} bytes in {target}")
