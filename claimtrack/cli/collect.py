"""Commands that fill a database: ingest, import, reextract."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from .. import pipeline
from ..config import load_config
from ..errors import InputError
from ..imports import BadLine
from ..store import RunCounts, open_database, run_lock
from .log import JsonProgress
from .tools import FEEDS_FAILED, db_option, feeds_option, make_tools

_GZIP = b"\x1f\x8b"


@click.command()
@feeds_option
@db_option
@click.option("--due", is_flag=True, help="Only the feeds whose time has come.")
@click.option(
    "--log",
    type=click.Choice(["lines", "json"]),
    default="lines",
    envvar="CLAIMTRACK_LOG",
    show_default=True,
    help="How progress is told; also CLAIMTRACK_LOG.",
)
@click.pass_context
def ingest(ctx: click.Context, feeds_file: Path, db: Path, due: bool, log: str) -> None:
    """Fetch every feed, store what is new, extract its claims.

    \b
    Example:  claimtrack ingest --feeds feeds.yaml --db db/claimtrack.db
    """
    config = load_config(feeds_file)
    tools = make_tools(config)
    if log == "json":
        tools = replace(tools, progress=JsonProgress())
    with run_lock(db), open_database(db) as database:
        counts = pipeline.ingest(database, config, tools, only_due=due)
    click.echo(
        f"{counts.feeds} feeds ({counts.feeds_unchanged} unchanged, {counts.feeds_failed} failed"
        f"{f', {counts.feeds_waiting} not due' if counts.feeds_waiting else ''}), "
        f"{counts.pages} pages ({counts.pages_failed} failed), "
        f"{f'{counts.revisits} looked at again, ' if counts.revisits else ''}{summary(counts)}"
    )
    if counts.feeds_failed:
        ctx.exit(FEEDS_FAILED)


def summary(counts: RunCounts) -> str:
    """What a run brought, in words."""
    edits = f", {counts.changes} changes by edits" if counts.changes else ""
    return (
        f"{counts.articles} new articles, {counts.revisions} new revisions, "
        f"{counts.claims} claims, {counts.responsibility_claims} responsibility claims{edits}"
    )


@click.command("import")
@click.argument("file", metavar="FILE.jsonl[.gz]|-")
@db_option
@click.pass_context
def import_command(ctx: click.Context, file: str, db: Path) -> None:
    """Store the articles of a JSONL file and extract their claims.

    A line is an object with "id" or "url", and outlet, title, date, authors, body_text or html
    where known (docs/import.schema.json). Bad lines are reported by number; the rest goes in.

    \b
    Example:  claimtrack import archive.jsonl.gz --db db/archive.db
    """
    bad: list[BadLine] = []

    def report(line: BadLine) -> None:
        bad.append(line)
        click.echo(f"claimtrack: {file}: line {line.number} {line.problem}", err=True)

    with open_lines(file) as lines, run_lock(db), open_database(db) as database:
        counts = pipeline.import_articles(database, lines, make_tools(), report=report)
    click.echo(f"{summary(counts)}, {len(bad)} bad lines")
    if bad and not counts.articles and not counts.revisions:
        ctx.exit(1)


@contextmanager
def open_lines(file: str) -> Iterator[Iterator[bytes]]:
    """The lines of a file, packed or not, or of standard input."""
    with _opened(file) as stream:
        packed = stream.peek(2)[:2] == _GZIP
        yield _lines(gzip.GzipFile(fileobj=stream) if packed else stream, file)


def _opened(file: str) -> io.BufferedReader:
    if file == "-":
        return io.BufferedReader(sys.stdin.buffer)  # type: ignore[arg-type]
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error


def _lines(stream: Iterable[bytes], file: str) -> Iterator[bytes]:
    try:
        yield from stream
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{file}: is cut off or damaged: {error}") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error


@click.command()
@db_option
@click.option("--stale", is_flag=True, help="Only what another extractor version has read last.")
def reextract(db: Path, stale: bool) -> None:
    """Extract the claims of every stored text anew; goes on where it was interrupted.

    \b
    Example:  claimtrack reextract --stale
    """
    with open_database(db, create=False) as database, run_lock(db):
        counts = pipeline.reextract(database, make_tools(), only_stale=stale)
    click.echo(f"{counts.claims} claims, {counts.responsibility_claims} responsibility claims")
