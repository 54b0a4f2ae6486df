"""Commands on texts and pages, without a database: extract, explain, evaluate, page."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..articles import parse_page
from ..errors import InputError, NotAPage
from ..packed import unpacked
from ..render.explain import explain as explain_lines
from ..render.jsonl import extraction_line, page_json
from ..store import find_revision, load_extraction, load_text, open_database
from .tools import db_option, load_extractor

_MAX_PAGE = 50_000_000  # bytes; the parser itself reads less


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...|-")
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.pass_context
def extract(ctx: click.Context, files: tuple[str, ...], form: str) -> None:
    """Print the claims of plain text files, one JSON line a file (docs/extract.schema.json).

    Files are UTF-8 and changed in nothing; offsets are code points. Attributions inside the content
    of others stand in "nested", not in "attributions".

    \b
    Example:  claimtrack extract --format jsonl article.txt
    """
    extractor = load_extractor()
    failed = False
    for file in files:
        try:
            text = read_text(file)
        except InputError as error:
            click.echo(f"claimtrack: {error}", err=True)
            failed = True
            continue
        name = file if file == "-" else Path(file).stem
        click.echo(extraction_line(name, extractor.extract(text)))
    ctx.exit(1 if failed else 0)


def read_text(file: str) -> str:
    """The text of a UTF-8 file, or of standard input, with its line ends as they are."""
    return _decoded(_read(file), file)


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{file}: is not UTF-8 at byte {error.start}; convert it, for example with iconv"
        ) from error


@click.command()
@click.argument("article", metavar="ARTICLE|FILE")
@db_option
def explain(article: str, db: Path) -> None:
    """Show each claim of a text in its paragraph, its fields, and why they were decided so.

    ARTICLE is a stored article's number or URL; a FILE is read and extracted.

    \b
    Example:  claimtrack explain article.txt
    """
    if article == "-" or Path(article).exists():
        text = read_text(article)
        extraction = load_extractor().extract(text)
    else:
        with open_database(db, create=False) as database:
            revision = find_revision(database, article)
            text, extraction = load_text(database, revision), load_extraction(database, revision)
    for line in explain_lines(text, extraction):
        click.echo(line)


@click.command()
@click.argument(
    "corpus", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="CORPUS_DIR"
)
def evaluate(corpus: Path) -> None:
    """Score the extractor on a corpus in brat standoff: text/NAME.txt, attributions/NAME_*.ann.

    \b
    Example:  claimtrack evaluate polnear/dev
    """
    from ..evaluation import evaluate as run_evaluation

    for line in run_evaluation(corpus, load_extractor()):
        click.echo(line)


@click.command()
@click.argument("file", metavar="FILE.html|-")
@click.option("--url", required=True, help="The address that the page came from.")
def page(file: str, url: str) -> None:
    """Print an article page's title, date, authors and text as JSON (docs/page.schema.json).

    \b
    Example:  claimtrack page saved.html --url https://news.example/a
    """
    try:
        found = parse_page(unpacked(_read(file), _MAX_PAGE), url)
    except NotAPage as error:
        raise InputError(f"{file}: {error}") from error
    click.echo(page_json(found))
