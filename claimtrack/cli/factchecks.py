"""Commands on fact-checks of others: import, match, list, confirm, reject."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlite_utils import Database

from ..config import Config, load_config
from ..errors import InputError
from ..factchecks import match_groups, parse_factchecks
from ..fetch import Request
from ..matching import ClaimBank
from ..models import MemberState, Outcome
from ..store import (
    Judgement,
    StoredMatch,
    decide_match,
    load_factchecks,
    load_matches,
    open_database,
    run_lock,
    save_factchecks,
    save_suggestions,
)
from .tools import db_option, feeds_option, load_encoder, make_fetch_all, now

_Command = TypeVar("_Command", bound=Callable[..., Any])
_MOST_BYTES = 50_000_000  # of a file


@click.group()
def factchecks() -> None:
    """Import verdicts of fact-checkers (ClaimReview) and tell which claim groups they are on."""


@factchecks.command("import")
@click.argument("origin", metavar="FILE|URL|-")
@feeds_option
@db_option
def import_factchecks(origin: str, feeds_file: Path, db: Path) -> None:
    """Store the ClaimReviews of a JSON-LD file or address: one, an array, @graph or a data feed.

    Where one of them is malformed all mistakes are told and nothing is stored. An address is
    fetched with the settings of feeds.yaml, where there is one.

    \b
    Example:  claimtrack factchecks import claimreviews.json
    """
    found = parse_factchecks(_bytes_of(origin, feeds_file), origin)
    with run_lock(db), open_database(db) as database:
        news = save_factchecks(database, found, at=now(), origin=origin)
        suggested = _suggest(database)
    click.echo(f"{len(found)} fact-checks, {news} new or changed; {suggested} suggested matches")


def _bytes_of(origin: str, feeds_file: Path) -> bytes:
    if origin.startswith(("http://", "https://")):
        config = load_config(feeds_file) if feeds_file.exists() else Config(outlets=())
        return asyncio.run(_fetch(origin, config))
    try:
        with click.open_file(origin, "rb") as file:
            data: bytes = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{origin}: cannot be read: {error.strerror}") from error
    if len(data) > _MOST_BYTES:
        raise InputError(f"{origin}: is larger than {_MOST_BYTES // 1_000_000} MB; cut it in parts")
    return data


async def _fetch(url: str, config: Config) -> bytes:
    fetch_all = make_fetch_all(config)
    (fetched,) = [one async for one in fetch_all([Request(url=url, kind="feed")])]
    if fetched.outcome is not Outcome.OK:
        detail = f": {fetched.detail}" if fetched.detail else ""
        raise InputError(f"{url}: cannot be fetched ({fetched.outcome}{detail})")
    return fetched.body


def _suggest(db: Database) -> int:
    """Suggest claim groups for every fact-check; how many suggestions there are."""
    known, number = load_factchecks(db), 0
    bank = ClaimBank(db, load_encoder()) if known else None
    for one in known:
        hits = bank.find_groups(one.factcheck.claim) if bank else []
        matches = match_groups(one.factcheck, hits)
        save_suggestions(db, one.id, matches)
        number += len(matches)
    return number


@factchecks.command("match")
@db_option
def match_factchecks(db: Path) -> None:
    """Suggest claim groups for every fact-check anew; what a person decided stays.

    \b
    Example:  claimtrack factchecks match
    """
    with run_lock(db), open_database(db, create=False) as database:
        number = _suggest(database)
    click.echo(f"{number} suggested matches")


@factchecks.command("list")
@db_option
def list_factchecks(db: Path) -> None:
    """List fact-checks with the claim groups they may be on.

    \b
    Example:  claimtrack factchecks list
    """
    with open_database(db, create=False) as database:
        found = load_matches(database)
    shown = 0
    for one in found:
        if one.factcheck != shown:
            shown = one.factcheck
            click.echo(f"{shown}  {one.reviewer}: {one.rating or 'rated by a number'}: {one.claim}")
        if one.claim_group is not None:
            click.echo(f"     {_told(one)}")


def _told(one: StoredMatch) -> str:
    score = "" if one.score is None else f" {one.score:.2f}"
    return f"group {one.claim_group}: {one.state}{score}, {one.why}"


def _decision(command: _Command) -> _Command:
    """Arguments of a command by which a person decides."""
    who = click.option("--by", "who", required=True, help="Who decides.")
    group = click.argument("group", type=int)
    return click.argument("factcheck", type=int)(group(who(db_option(command))))


@factchecks.command()
@_decision
def confirm(factcheck: int, group: int, who: str, db: Path) -> None:
    """Confirm that a fact-check is on a claim group, suggested or not.

    \b
    Example:  claimtrack factchecks confirm 3 12 --by "A. Reader"
    """
    _decide(db, factcheck, group, MemberState.CONFIRMED, who)


@factchecks.command()
@_decision
def reject(factcheck: int, group: int, who: str, db: Path) -> None:
    """Reject that a fact-check is on a claim group; it is not suggested again.

    \b
    Example:  claimtrack factchecks reject 3 12 --by "A. Reader"
    """
    _decide(db, factcheck, group, MemberState.REJECTED, who)


def _decide(db: Path, factcheck: int, group: int, state: MemberState, who: str) -> None:
    if not who.strip():
        raise InputError("a decision needs the name of who decides")
    with run_lock(db), open_database(db, create=False) as database:
        decide_match(database, factcheck, group, state, Judgement(who=who.strip(), at=now()))
    click.echo(f"fact-check {factcheck}, group {group}: {state}")
