"""The command that makes a database which may be shown to others."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ..errors import InputError
from ..publish import publish
from ..rulings import apply_rulings
from ..store import load_about, open_database, save_output
from ..store.verdicts import open_verdicts
from ..withdrawing import heed_withdrawals
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
@click.option(
    "--contact",
    required=True,
    envvar="CLAIMTRACK_CONTACT",
    help="An e-mail address or web page for those who are named; also CLAIMTRACK_CONTACT.",
)
def publish_command(db: Path, verdicts: Path | None, target: Path, contact: str) -> None:
    """Write a copy that may be published: quoted passages instead of texts.

    Of each article at most 15 % of the text and 600 characters are quoted, of each claim at most
    200; the rest is told by fields, offsets, hash and link. Before that, what checkers decided on
    the published copy is carried out in the database itself. Claims that hold a person responsible
    are left out unless they were confirmed (docs/trust.md). Every page shows the contact.

    \b
    Example:  claimtrack publish --to db/public.db --contact desk@news.example
    """
    if target.resolve() == db.resolve():
        raise InputError(f"{target}: is the database to copy; name another with --to")
    if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+|https?://\S+", contact):
        raise InputError(f"'{contact}' is no contact: give an e-mail address or a web address")
    with open_database(db, create=False) as database:
        beside = verdicts or verdicts_beside(db, is_demo=bool(load_about(database, "banner")))
        if beside.exists():
            with open_verdicts(beside) as filed:
                heed_withdrawals(database, filed)
                apply_rulings(database, filed)
        number = publish(database, target, contact=contact)
        save_output(database, target, "published")
    click.echo(f"{number} articles, {target.stat().st_size:,} bytes in {target}")
