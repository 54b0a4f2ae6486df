"""Commands for archives: Dask's workers read them, Parquet keeps what they found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ..errors import InputError
from .tools import TerminalProgress, now

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

    def tell(line: str) -> None:
        click.echo(f"claimtrack: {line}", err=True)

    outcome = bulk_run(plan, now=now(), progress=TerminalProgress(), tell=tell)
    counts = outcome.counts
    click.echo(
        f"{outcome.done} partitions ({outcome.before} were done before, {len(outcome.lost)} lost), "
        f"{counts['articles']} articles, {counts['claims']} claims, "
        f"{counts['responsibility_claims']} responsibility claims, {counts['rejects']} rejects"
        f" in {out}"
    )
    if outcome.lost:
        ctx.exit(LOST)
