"""The commands on claim groups: list, show, and what a person decides."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..decisions import decide
from ..grouping import make_statements
from ..groups import Statement, group_statements
from ..imports import BadLine, parse_line
from ..models import ClaimGroup, GroupAction, GroupMember, Sighting
from ..store import (
    Judgement,
    load_decisions,
    load_group,
    load_group_orphans,
    load_groups,
    open_database,
)
from .collect import open_lines
from .tools import db_option, load_encoder, load_extractor, now

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _decision(command: _Command) -> _Command:
    """Options of a command by which a person decides."""
    who = click.option("--by", "who", required=True, metavar="NAME", help="Who decides.")
    note = click.option("--note", help="Why, in words.")
    return db_option(who(note(command)))


@click.group(invoke_without_command=True)
@click.option("--articles", "file", metavar="FILE.jsonl[.gz]|-", help="As for import.")
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl")
@click.pass_context
def groups(ctx: click.Context, file: str | None, form: str) -> None:
    """Show groups of claims that say the same, and decide on them; or group those of a file.

    With --articles a JSON line is printed for each group of a file's claims.

    \b
    Example:  claimtrack groups --articles archive.jsonl --format jsonl
    """
    if ctx.invoked_subcommand is None:
        if file is None:
            raise click.UsageError("give --articles, or a command such as list", ctx)
        _group_file(file)


def _group_file(file: str) -> None:
    articles = _read(file)
    extractor = load_extractor()
    found = extractor.extract_many([article.revision.text for article in articles])
    texts = [(_id(a), a.revision.text, x) for a, x in zip(articles, found, strict=True)]
    statements = make_statements(texts, load_encoder())
    members: dict[str, list[Statement]] = {}
    for statement, group in zip(statements, group_statements(statements), strict=True):
        members.setdefault(group, []).append(statement)
    for group, own in members.items():
        if len(own) > 1:
            claims = [
                {"id": s.article, "content": [[p.start, p.end] for p in s.content]} for s in own
            ]
            click.echo(json.dumps({"group": group, "claims": claims}, ensure_ascii=False))


def _read(file: str) -> list[Sighting]:
    """The articles of a file by date; bad lines are reported."""
    articles: dict[str, Sighting] = {}
    with open_lines(file) as lines:
        for number, line in enumerate(lines, 1):
            parsed = parse_line(line, number, seen_at=now()) if line.strip() else None
            if isinstance(parsed, BadLine):
                click.echo(f"claimtrack: {file}: line {number} {parsed.problem}", err=True)
            elif parsed:
                articles.setdefault(_id(parsed), parsed)
    return sorted(articles.values(), key=_date)


def _id(article: Sighting) -> str:
    return article.external_id or article.key


def _date(article: Sighting) -> tuple[bool, str]:
    return (article.published is None, str(article.published.at) if article.published else "")


@groups.command("list")
@click.option("--story", type=int, help="Only groups of this story.")
@db_option
def list_groups(story: int | None, db: Path) -> None:
    """List the groups, one line each.

    \b
    Example:  claimtrack groups list --db db/demo.db
    """
    with open_database(db, create=False) as database:
        for group in load_groups(database, story=story):
            click.echo(_summary(group))


@groups.command("show")
@click.argument("group", type=int)
@db_option
def show_group(group: int, db: Path) -> None:
    """Show a group's claims and what people decided on it.

    \b
    Example:  claimtrack groups show 12 --db db/demo.db
    """
    with open_database(db, create=False) as database:
        found, decisions = load_group(database, group), load_decisions(database, group)
    click.echo(_summary(found))
    for member in found.members:
        click.echo(_member(member))
    for one in decisions:
        note = f": {one.note}" if one.note else ""
        click.echo(f"  {one.at:%Y-%m-%d %H:%M} UTC {one.who}: {one.action} “{one.quote}”{note}")


@groups.command("orphans")
@db_option
def list_orphans(db: Path) -> None:
    """List decisions on claims that are not found any more after their article was read anew.

    \b
    Example:  claimtrack groups orphans --db db/claimtrack.db
    """
    with open_database(db, create=False) as database:
        for one in load_group_orphans(database):
            click.echo(f"group {one.group}: {one.state} “{one.quote}” in {one.url or one.title}")


def _summary(group: ClaimGroup) -> str:
    if group.merged_into:
        return f"group {group.id} was merged into {group.merged_into}"
    stances = ", ".join(f"{n} {stance}" for stance, n in group.stances.items())
    counts = f"{group.counts.outlets} outlets, {group.counts.independent} independent"
    first = group.members[0].quote if group.members else "no claims"
    opposed = "; opposed" if group.is_opposed else ""
    return f"group {group.id} ({group.state}; {counts}; {stances}{opposed}): {first}"


def _member(member: GroupMember) -> str:
    score = "" if member.score is None else f" {member.score:.2f}"
    told = f"{member.source or 'nobody named'} {member.stance or '(stance not decided)'}"
    where = f"{member.outlet or 'outlet not named'}, {(member.published_at or 'no date')[:10]}"
    return f"  claim {member.id} ({where}; {member.state}{score}) {told}: {member.quote}"


@groups.command("create")
@click.argument("claims", type=int, nargs=-1, required=True)
@_decision
def create_group(claims: tuple[int, ...], who: str, note: str | None, db: Path) -> None:
    """Make a group of these claims.

    \b
    Example:  claimtrack groups create 17 42 --by "Ann Lee"
    """
    _decide(db, GroupAction.CREATE, who, note, claims=claims)


@groups.command("confirm")
@click.argument("group", type=int)
@click.argument("claims", type=int, nargs=-1)
@_decision
def confirm_group(
    group: int, claims: tuple[int, ...], who: str, note: str | None, db: Path
) -> None:
    """Say that these claims belong to the group; without claims: that all of its claims do.

    \b
    Example:  claimtrack groups confirm 12 --by "Ann Lee"
    """
    _decide(db, GroupAction.CONFIRM, who, note, group=group, claims=claims)


@groups.command("reject")
@click.argument("group", type=int)
@click.argument("claims", type=int, nargs=-1, required=True)
@_decision
def reject_group(group: int, claims: tuple[int, ...], who: str, note: str | None, db: Path) -> None:
    """Take these claims out of the group for good.

    \b
    Example:  claimtrack groups reject 12 42 --by "Ann Lee"
    """
    _decide(db, GroupAction.REJECT, who, note, group=group, claims=claims)


@groups.command("split")
@click.argument("group", type=int)
@click.argument("claims", type=int, nargs=-1, required=True)
@_decision
def split_group(group: int, claims: tuple[int, ...], who: str, note: str | None, db: Path) -> None:
    """Make a group of its own of these claims of the group.

    \b
    Example:  claimtrack groups split 12 42 43 --by "Ann Lee"
    """
    _decide(db, GroupAction.SPLIT, who, note, group=group, claims=claims)


@groups.command("merge")
@click.argument("group", type=int)
@click.argument("other", type=int)
@_decision
def merge_group(group: int, other: int, who: str, note: str | None, db: Path) -> None:
    """Move the claims of OTHER into GROUP.

    \b
    Example:  claimtrack groups merge 12 15 --by "Ann Lee"
    """
    _decide(db, GroupAction.MERGE, who, note, group=group, other=other)


def _decide(db: Path, action: GroupAction, who: str, note: str | None, **values: Any) -> None:
    by = Judgement(who=who, at=now(), note=note)
    with open_database(db, create=False) as database:
        group = load_group(database, decide(database, action, by, **values))
    click.echo(_summary(group))
