"""Commands by which people say what is right and wrong with claims: review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..following import follow
from ..models import Judgement
from ..reviews import FIELDS, Review
from ..store import (
    Reviewed,
    Signed,
    load_orphans,
    load_reviews,
    open_database,
    save_review,
)
from .tools import db_option, now
from .trust import who_option

_Command = TypeVar("_Command", bound=Callable[..., Any])
_NAMES = sorted({name for fields in FIELDS.values() for name in fields})


@click.group()
def review() -> None:
    """Say what is right and wrong with claims. It is kept for good, and wins in every view.

    CLAIM is a claim's key or number; r and its number for a responsibility claim.
    """


def _options(command: _Command) -> _Command:
    note = click.option("--note", help="What is to be said of it; never published.")
    return note(who_option(db_option(command)))


def _save(db: Path, claim: str, review: Review, who: str) -> None:
    with open_database(db, create=False) as database:
        by = Signed(who=who, at=now(), reason="")
        number = save_review(database, db, claim, review, by)
        follow(database, at=by.at)
    click.echo(f"review {number} is kept")


@review.command()
@click.argument("claim")
@_options
def right(claim: str, db: Path, who: str, note: str | None) -> None:
    """Confirm a claim as it stands.

    \b
    Example:  claimtrack review right 12
    """
    _save(db, claim, Review(judgement=Judgement.RIGHT, note=note), who)


@review.command()
@click.argument("claim")
@_options
def wrong(claim: str, db: Path, who: str, note: str | None) -> None:
    """Say that a claim is none, or not as it stands; it leaves every view.

    \b
    Example:  claimtrack review wrong r7 --note "a film plot"
    """
    _save(db, claim, Review(judgement=Judgement.WRONG, note=note), who)


@review.command("set")
@click.argument("claim")
@click.argument("field", type=click.Choice(_NAMES))
@click.argument("value")
@_options
def set_command(claim: str, field: str, value: str, db: Path, who: str, note: str | None) -> None:
    """Correct one field of a claim; an empty VALUE says that there is none.

    \b
    Example:  claimtrack review set 12 source "National Bureau"
    """
    corrected = Review(judgement=Judgement.CORRECTED, field=field, value=value, note=note)
    _save(db, claim, corrected, who)


@review.command()
@click.argument("claim")
@_options
def clear(claim: str, db: Path, who: str, note: str | None) -> None:
    """Take back all that was said of a claim: it stands as the program found it.

    \b
    Example:  claimtrack review clear 12
    """
    _save(db, claim, Review(judgement=Judgement.CLEARED, note=note), who)


@review.command("list")
@click.argument("claim", required=False)
@click.option("--orphans", is_flag=True, help="Only those that belong to no present claim.")
@db_option
def list_command(claim: str | None, orphans: bool, db: Path) -> None:
    """List what was said, of one claim or of all, in order; or what belongs to no claim any more.

    \b
    Example:  claimtrack review list --orphans
    """
    with open_database(db, create=False) as database:
        found = load_orphans(database) if orphans else load_reviews(database, claim)
    for one in found:
        click.echo(_line(one))


def _line(one: Reviewed) -> str:
    said = one.review
    change = f" {said.field} = {said.value or 'none'}" if said.field else ""
    note = f" ({said.note})" if said.note else ""
    article = f"article {one.article}" if one.article else "no article"
    return f"{one.id} {one.at} {one.who}: {said.judgement}{change}{note}; {article}: {one.words}"
