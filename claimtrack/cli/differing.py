"""Commands on what articles say differently: differences, statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from ..comparison import Difference, Side
from ..differing import differences_of
from ..errors import InputError
from ..store import (
    StoredDifference,
    StoredStatement,
    find_speakers,
    load_differences,
    load_group_differences,
    load_statements,
    open_database,
)
from .compare import read_articles
from .tools import db_option, load_extractor


@click.command()
@click.option("--articles", "file", metavar="FILE.jsonl[.gz]|-", help="As for import.")
@click.option("--story", type=int, help="Those stored of a story.")
@click.option("--group", type=int, help="Those stored of a claim group.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text")
@db_option
def differences(
    file: str | None, story: int | None, group: int | None, form: str, db: Path
) -> None:
    """Print where articles differ, the words of both sides.

    Of a story or a claim group in the database, or of all articles of a file; the latter as JSON
    lines.

    \b
    Example:  claimtrack differences --story 12
              claimtrack differences --articles archive.jsonl --format jsonl
    """
    if [file, story, group].count(None) != 2:
        raise click.UsageError("give one of --articles FILE, --story NUMBER, --group NUMBER")
    lines = _of_file(file) if file is not None else _of_database(db, story, group, form)
    for line in lines:
        click.echo(line)


def _of_file(file: str) -> Iterator[str]:
    found = differences_of(read_articles(file), load_extractor().extract_many)
    return (json.dumps(_row(one), ensure_ascii=False) for one in found)


def _of_database(db: Path, story: int | None, group: int | None, form: str) -> Iterator[str]:
    with open_database(db, create=False) as database:
        if group is None:
            name, stored = f"story {story}", load_differences(database, story or 0)
        else:
            name, stored = f"claim group {group}", load_group_differences(database, group)
    if not stored:
        raise InputError(f"{db}: no differences are known of {name}")
    return (_stored(one, form) for one in stored)


_SUGGESTED = 5  # names


@click.command()
@click.argument("name")
@click.option("--story", type=int, help="Of this story only.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text")
@db_option
def statements(name: str, story: int | None, form: str, db: Path) -> None:
    """Print what a source says in each story, first to last, and where it says otherwise.

    Sources heard in two articles of a story at least; NAME as in the list of sources.

    \b
    Example:  claimtrack statements "National Cyber Bureau"
    """
    with open_database(db, create=False) as database:
        said = load_statements(database, name, story=story)
        like = [] if said else find_speakers(database, name, limit=_SUGGESTED)
    if not said:
        hint = f"; known are: {', '.join(like)}" if like else ""
        raise InputError(f"{db}: no statements of '{name}' are known{hint}")
    lines = map(_statement_row, said) if form == "jsonl" else _told(said)
    for line in lines:
        click.echo(line)


def _statement_row(one: StoredStatement) -> str:
    return json.dumps({f.name: getattr(one, f.name) for f in fields(one)}, ensure_ascii=False)


def _told(said: Iterable[StoredStatement]) -> Iterator[str]:
    for (story, title), statements in groupby(said, key=lambda s: (s.story, s.story_title)):
        yield f"story {story}: {title}"
        for one in statements:
            at = (one.published_at or "no date")[:10]
            change = f"  ({one.change}: {one.why})" if one.change else ""
            words = f"{_line(one.cue)}: {_line(one.content)}"
            yield f"  {at} {one.outlet or 'unknown outlet'}: {words}{change}"


def _row(difference: Difference) -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "a": _side(difference.a),
        "b": _side(difference.b),
        "why": difference.why,
    }


def _side(side: Side) -> dict[str, Any]:
    return {"id": side.article, "start": side.span.start, "end": side.span.end}


def _stored(one: StoredDifference, form: str) -> str:
    sides = (
        (one.a_outlet, one.a_published_at, one.a_article, one.a_words),
        (one.b_outlet, one.b_published_at, one.b_article, one.b_words),
    )
    names = ("outlet", "published_at", "article", "words")
    if form == "jsonl":
        a, b = (dict(zip(names, side, strict=True)) for side in sides)
        row = {"kind": one.kind, "story": one.story, "a": a, "b": b, "why": one.why}
        return json.dumps(row, ensure_ascii=False)
    told = (
        f"    {outlet or 'unknown outlet'}, {(at or 'no date')[:10]}: {_line(words)}"
        for outlet, at, _, words in sides
    )
    return "\n".join((f"{one.kind}: {one.why}", *told))


def _line(words: str | None) -> str:
    return " ".join((words or "").split())
