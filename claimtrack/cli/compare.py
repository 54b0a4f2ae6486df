"""Commands that compare articles: copies, stories, regroup."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from .. import pipeline
from ..copies import find_copies
from ..errors import InputError
from ..imports import BadLine, parse_line
from ..models import ComparedArticle, Sighting
from ..store import open_database
from ..stories import group_stories
from .collect import open_lines
from .tools import db_option, make_tools, now

_Command = TypeVar("_Command", bound=Callable[..., Any])


def articles_option(command: _Command) -> _Command:
    """Options of a command that compares the articles of a file."""
    form = click.option(
        "--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True
    )
    articles = click.option(
        "--articles", "file", required=True, metavar="FILE.jsonl[.gz]|-", help="As for import."
    )
    return articles(form(command))


@click.command()
@articles_option
def copies(file: str, form: str) -> None:
    """Print which articles of a file copy which, a JSON line for each copy.

    \b
    Example:  claimtrack copies --articles archive.jsonl --format jsonl
    """
    for copy in find_copies(read_articles(file)):
        row = {"id": copy.id, "copy_of": copy.copy_of, "share": copy.share, "kind": copy.kind}
        click.echo(json.dumps(row, ensure_ascii=False))


@click.command()
@articles_option
def stories(file: str, form: str) -> None:
    """Print the story of each article of a file, a JSON line each; the lines are in order of date.

    A story is named after its first article. Articles without a date come last.

    \b
    Example:  claimtrack stories --articles archive.jsonl --format jsonl
    """
    articles = read_articles(file)
    for article, story in zip(articles, group_stories(articles), strict=True):
        row = {"id": article.id, "story": articles[story].id}
        click.echo(json.dumps(row, ensure_ascii=False))


@click.command()
@db_option
def regroup(db: Path) -> None:
    """Find all stories and copies of a database anew, in order of date.

    \b
    Example:  claimtrack regroup --db db/claimtrack.db
    """
    with open_database(db, create=False) as database:
        articles = pipeline.regroup(database, make_tools())
    click.echo(f"{articles} articles compared")


def read_articles(file: str) -> list[ComparedArticle]:
    """The articles of a file in the form of import, by date; bad lines are reported."""
    with open_lines(file) as lines:
        articles = list(_parsed(lines, file))
    if not articles:
        raise InputError(f"{file}: holds no article")
    return sorted(articles, key=lambda a: (a.day is None, a.day.toordinal() if a.day else 0))


def _parsed(lines: Iterable[bytes], file: str) -> Iterable[ComparedArticle]:
    seen = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        parsed = parse_line(line, number, seen_at=now())
        if isinstance(parsed, BadLine):
            click.echo(f"claimtrack: {file}: line {parsed.number} {parsed.problem}", err=True)
        elif parsed.key in seen:
            click.echo(f"claimtrack: {file}: line {number} repeats an article", err=True)
        else:
            seen.add(parsed.key)
            yield _compared(parsed)


def _compared(sighting: Sighting) -> ComparedArticle:
    host = urlsplit(sighting.url or "").hostname
    title = sighting.revision.title
    return ComparedArticle(
        id=sighting.external_id or sighting.key,
        title=title,
        body=sighting.revision.text.removeprefix(title).lstrip("\n"),
        host=host.removeprefix("www.") if host else sighting.outlet,
        day=sighting.published.at.date() if sighting.published else None,
        byline=sighting.revision.byline,
    )
