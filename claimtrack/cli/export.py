"""The command that writes a database as plain files."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from ..export import FORMS, SUMS, export
from ..store import load_about, open_database, save_output
from ..store.verdicts import open_verdicts
from .tools import db_option, now, verdicts_beside, verdicts_option


@click.command(name="export")
@db_option
@verdicts_option
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to write; an export that is there is replaced.",
)
@click.option(
    "--format",
    "forms",
    type=click.Choice(FORMS),
    multiple=True,
    default=["csv"],
    show_default=True,
    help="May be given several times; parquet needs 'claimtrack[parquet]'.",
)
def export_command(db: Path, verdicts: Path | None, folder: Path, forms: tuple[str, ...]) -> None:
    """Write every view as files, with a description of each column and checksums.

    The folder is a Frictionless data package. An export of what 'claimtrack publish' wrote holds
    no more words than that.

    \b
    Example:  claimtrack export --to export --format csv --format parquet
    """
    with ExitStack() as stack:
        database = stack.enter_context(open_database(db, create=False))
        beside = verdicts or verdicts_beside(db, is_demo=bool(load_about(database, "banner")))
        found = stack.enter_context(open_verdicts(beside)) if beside.exists() else None
        files = export(
            database,
            folder,
            forms=tuple(dict.fromkeys(forms)),
            created=now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            verdicts=found,
        )
        if load_about(database, "published") is None:  # a published copy tells no path of ours
            save_output(database, folder, "export")
    size = sum(file.bytes for file in files)
    click.echo(f"{len(files)} files, {size:,} bytes in {folder}; check: sha256sum -c {SUMS}")
