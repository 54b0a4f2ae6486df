"""Commands for archives: Dask's workers read them, Parquet keeps what they found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from .. import pipeline
from ..errors import InputError
from ..render.rows import csv_lines, json_lines, table_lines
from ..store import open_database, run_lock
from .tools import TerminalProgress, db_option, make_tools, now

LOST = 3  # exit code: done, but some partitions are missing
_EXTRA = {"bokeh", "dask", "distributed", "duckdb", "fsspec", "pyarrow", "warcio"}


@contextmanager
def cluster_extra() -> Iterator[None]:
    """Say which extra is to be installed where an import in the block fails for want of it."""
    try:
        yield
    except ImportError as error:
        if (error.name or "").split(".")[0] not in _EXTRA:
            raise
        raise InputError(
            f"bulk runs need {error.name}, which is not installed:"
            " pip install 'claimtrack[cluster]'"
        ) from error


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_FORMS = {"table": table_lines, "csv": csv_lines, "json": json_lines}


def _tell(line: str) -> None:
    click.echo(f"claimtrack: {line}", err=True)


@click.group()
def bulk() -> None:
    """Read archives with many workers into Parquet, and load or query what they found.

    Needs 'claimtrack[cluster]'.
    """


@bulk.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder of the Parquet files; all workers must see it under this name.",
)
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as tcp://10.0.0.1:8786.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Processes on this machine instead; one a core by default.",
)
@click.option(
    "--articles",
    type=click.IntRange(min=1),
    help="About how many articles a partition has (1000).",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=3600,
    show_default=True,
    help="Seconds after which a partition's worker is taken to hang, and is replaced.",
)
@click.pass_context
def run(
    ctx: click.Context,
    sources: tuple[str, ...],
    out: Path,
    scheduler: str | None,
    workers: int | None,
    articles: int | None,
    timeout: float,
) -> None:
    """Read WARC, JSONL and Parquet files, packed or not, and folders and patterns of them.

    Run again with the same --out it does what is missing. Records that cannot be used are rows of
    the table rejects. Exit code 3: some partitions are missing; run.json says which and why.

    \b
    Example:  claimtrack bulk run 'archive/*.warc.gz' --out bulk --workers 8
    """
    if scheduler and workers:
        raise click.UsageError("--scheduler and --workers exclude each other")
    if ":/" in str(out):
        raise click.UsageError("--out is a folder that all workers reach by its path, no address")
    with cluster_extra():
        from ..bulk.run import Plan, bulk_run
    plan = Plan(
        sources=sources,
        folder=out,
        scheduler=scheduler,
        workers=workers,
        articles=articles,
        seconds=timeout,
    )
    outcome = bulk_run(plan, now=now(), progress=TerminalProgress(), tell=_tell)
    counts = outcome.counts
    click.echo(
        f"{outcome.done} partitions ({outcome.before} were done before, {len(outcome.lost)} lost), "
        f"{counts['articles']} articles, {counts['claims']} claims, "
        f"{counts['responsibility_claims']} responsibility claims, {counts['rejects']} rejects"
        f" in {out}"
    )
    if outcome.lost:
        ctx.exit(LOST)


@bulk.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as tcp://10.0.0.1:8786.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes on this machine instead.")
def compare(folder: Path, scheduler: str | None, workers: int | None) -> None:
    """Find the copies and stories among all articles of DIR; they are kept in DIR/compared.

    They are those that 'claimtrack regroup' finds in a database of the same articles.

    \b
    Example:  claimtrack bulk compare bulk --workers 8
    """
    if scheduler and workers:
        raise click.UsageError("--scheduler and --workers exclude each other")
    with cluster_extra():
        from ..bulk.comparing import bulk_compare
    found = bulk_compare(
        folder,
        scheduler=scheduler,
        workers=workers,
        progress=TerminalProgress(),
        tell=_tell,
    )
    click.echo(
        f"{found.articles} articles compared: {found.copies} copies, {found.stories} stories"
        f" in {folder / 'compared'}"
    )


@bulk.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@db_option
@click.option("--since", type=_DAY, metavar="DAY", help="Published on this day or later.")
@click.option("--until", type=_DAY, metavar="DAY", help="Published on this day or before.")
@click.option("--outlet", "outlets", multiple=True, help="Of this outlet; may be repeated.")
@click.option("--words", multiple=True, help="With this word or phrase; all, if repeated.")
@click.option(
    "--complete",
    is_flag=True,
    help="Also find what 'import' finds after reading: entities, stories, claim groups.",
)
def load(
    folder: Path,
    db: Path,
    since: datetime | None,
    until: datetime | None,
    outlets: tuple[str, ...],
    words: tuple[str, ...],
    complete: bool,
) -> None:
    """Put what is in DIR, or a part of it, into a database; again, it adds what is missing.

    A new database is filled aside and appears whole. What is not found with --complete is found by
    the next 'claimtrack ingest' or 'import'.

    \b
    Example:  claimtrack bulk load bulk --db db/2025.db --since 2025-03-01 --words ransomware
    """
    with cluster_extra():
        from ..bulk.load import Load, bulk_load
        from ..bulk.wanted import Wanted
    wanted = Wanted(
        since=since.date() if since else None,
        until=until.date() if until else None,
        outlets=outlets,
        words=words,
    )
    tools = make_tools()
    counts = bulk_load(
        Load(
            folder=folder,
            to=db,
            wanted=wanted,
            clock=now,
            progress=tools.progress,
            tell=_tell,
        )
    )
    if complete:
        with run_lock(db), open_database(db, create=False) as database:
            pipeline.finish_import(database, tools)
    click.echo(
        f"{counts.articles} articles, {counts.revisions} revisions, {counts.claims} claims, "
        f"{counts.responsibility_claims} responsibility claims are new in {db}"
    )


@bulk.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.argument("sql")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="json: an object a line.",
)
def query(folder: Path, sql: str, form: str) -> None:
    """Answer a question of SQL over the Parquet in DIR, in place: claim_list, responsibility_list,
    article_list, source_list, copy_list, as in the database.

    Articles, revisions, claims and stories are named by keys where the database has numbers.

    \b
    Example:  claimtrack bulk query bulk "from responsibility_list limit 9"
    """
    with cluster_extra():
        from ..bulk.query import bulk_query
    with bulk_query(folder, sql) as answer:
        for line in _FORMS[form](answer.columns, answer.rows):
            click.echo(line)
