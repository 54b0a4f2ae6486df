"""Commands on what articles say differently: differences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..comparison import Difference, Side
from ..differing import differences_of
from ..errors import InputError
from ..store import StoredDifference, load_differences, open_database
from .compare import read_articles
from .tools import db_option, load_extractor


@click.command()
@click.option("--articles", "file", metavar="FILE.jsonl[.gz]|-", help="As for import.")
@click.option("--story", type=int, help="List the stored differences of a story.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text")
@db_option
def differences(file: str | None, story: int | None, form: str, db: Path) -> None:
    """Print where the articles of a story differ, the words of both sides.

    Of a story in the database, or of all articles of a file; the latter as JSON lines.

    \b
    Example:  claimtrack differences --story 12
              claimtrack differences --articles archive.jsonl --format jsonl
    """
    if (file is None) == (story is None):
        raise click.UsageError("give either --articles FILE or --story NUMBER")
    if file is not None:
        found = differences_of(read_articles(file), load_extractor().extract_many)
        lines: Iterator[str] = (json.dumps(_row(one), ensure_ascii=False) for one in found)
    else:
        with open_database(db, create=False) as database:
            stored = load_differences(database, story or 0)
        if not stored:
            raise InputError(f"{db}: no differences are known of story {story}")
        lines = (_stored(one, form) for one in stored)
    for line in lines:
        click.echo(line)


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
