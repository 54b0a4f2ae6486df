"""Commands by which people answer for the data: withdraw, restore, withdrawals, about."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from .. import pipeline, withdrawing
from ..errors import StoreError
from ..models import Withdrawable
from ..store import Signed, load_about, load_corrections, load_held, open_database, run_lock
from .tools import db_option, make_tools, now, verdicts_beside

_Command = TypeVar("_Command", bound=Callable[..., Any])
_KINDS = click.Choice([kind.value for kind in Withdrawable])


def who_option(command: _Command) -> _Command:
    """``--who``."""
    return click.option(
        "--who",
        envvar="CLAIMTRACK_USER",
        default=getpass.getuser,
        show_default="your login",
        help="Who decides it; also CLAIMTRACK_USER. Kept, never published.",
    )(command)


def _reason_option(command: _Command) -> _Command:
    return click.option(
        "--reason", required=True, help="Why; it stands in the public log, so without the words."
    )(command)


@click.command("withdraw")
@click.argument("kind", type=_KINDS)
@click.argument("what")
@_reason_option
@who_option
@click.option("--ahead", is_flag=True, help="Also a person whom nothing names yet.")
@db_option
def withdraw_command(kind: str, what: str, reason: str, who: str, db: Path, *, ahead: bool) -> None:
    """Withdraw a claim, an article, an outlet or a person, here and in what was published.

    WHAT is a claim's key or number (r and its number for a responsibility claim), an article's
    number or URL, an outlet's or a person's name. The words are taken out of every file of ours,
    and stay out whatever is collected, extracted or restored later (docs/trust.md). Files that
    'claimtrack export' wrote are not changed: those that hold the words are named.

    \b
    Example:  claimtrack withdraw article 12 --reason "the outlet retracted it"
    """
    decision = Signed(who=who, at=now(), reason=reason)
    with open_database(db, create=False) as database, run_lock(db):
        beside = verdicts_beside(db, is_demo=bool(load_about(database, "banner")))
        done = withdrawing.withdraw(
            database, db, Withdrawable(kind), what, decision, verdicts=beside, ahead=ahead
        )
    click.echo(
        f"withdrawn: {done.articles} articles deleted, words taken out of {done.texts} more, "
        f"{done.claims} claims gone"
    )
    for file in done.files:
        click.echo(f"holds the words still; delete or make anew: {file}", err=True)
    if not done.is_log_cut:
        raise StoreError(
            "the words are out of the database, but not yet out of the log beside it, since another"
            " program reads it; end that program, then run 'claimtrack compact'"
        )


@click.command("restore")
@click.argument("kind", type=_KINDS)
@click.argument("what")
@_reason_option
@who_option
@click.option(
    "--from",
    "backup",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A backup that still holds the words; else they are fetched again.",
)
@db_option
def restore_command(
    kind: str, what: str, reason: str, who: str, backup: Path | None, db: Path
) -> None:
    """Lift a withdrawal: the words may be held again.

    They are kept nowhere, so they come back from a backup, or when the page is fetched (at the
    next run) or imported. WHAT is as it was for withdraw; for an article its URL.

    \b
    Example:  claimtrack restore person "Ann Lee" --reason "withdrawn by mistake"
    """
    decision = Signed(who=who, at=now(), reason=reason)
    with open_database(db, create=False) as database, run_lock(db):
        done = withdrawing.restore(database, db, Withdrawable(kind), what, decision, backup=backup)
        if done.texts:
            pipeline.read_pending(database, make_tools())
    click.echo(
        f"restored: {done.texts} articles from a backup, {done.to_fetch} to be fetched again"
    )


@click.command()
@db_option
def withdrawals(db: Path) -> None:
    """Print the public log of what was corrected, withdrawn and restored.

    \b
    Example:  claimtrack withdrawals --db db/claimtrack.db
    """
    with open_database(db, create=False) as database:
        for line in load_corrections(database):
            click.echo(line)


@click.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="A JSON object for each row.")
@db_option
def about(name: str, as_json: bool, db: Path) -> None:
    """Print all that is held on a person: every row of every table that names them.

    Names are compared word for word; "he" and "the mayor" are not the name.

    \b
    Example:  claimtrack about "Ann Lee"
    """
    with open_database(db, create=False) as database:
        rows = 0
        for held in load_held(database, name):
            rows += 1
            row = {"table": held.table, "row": held.row, "column": held.column, "words": held.words}
            shown = json.dumps(row, ensure_ascii=False)
            click.echo(shown if as_json else f"{held.table} {held.row} {held.column}: {held.words}")
    click.echo(f"{rows} places in {db}", err=True)
