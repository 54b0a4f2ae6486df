"""The command ``claimtrack``. A command parses options, calls one function, prints one summary.

Exit codes: 0 done · 1 failed · 2 wrong usage · 3 done, but some feeds failed.
"""

from __future__ import annotations

import sys

import click

from .. import __version__
from ..errors import ClaimtrackError
from .bulk import bulk
from .coding import coded, gold, sample_command
from .collect import import_command, ingest, reextract
from .compare import copies, regroup, stories
from .differing import differences, statements
from .entities import entities
from .export import export_command
from .factchecks import factchecks
from .feeds import feeds
from .groups import groups
from .match import match_command
from .operate import backup, compact_command, schedule, status
from .publish import publish_command
from .review import review
from .serve import demo, serve
from .texts import evaluate, explain, extract, page
from .trust import about, restore_command, withdraw_command, withdrawals


class _Group(click.Group):
    """Turns errors that are the user's business into a sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ClaimtrackError as error:
            for line in str(error).splitlines():
                click.echo(f"claimtrack: {line}", err=True)
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="claimtrack")
def main() -> None:
    """Track news coverage and the attribution claims in it.

    \b
    Look at it:   claimtrack demo && claimtrack serve --db db/demo.db
    Use it:       claimtrack ingest && claimtrack serve
    """


for command in (
    ingest,
    import_command,
    bulk,
    reextract,
    extract,
    explain,
    evaluate,
    page,
    feeds,
    serve,
    status,
    demo,
    backup,
    compact_command,
    schedule,
    publish_command,
    export_command,
    copies,
    stories,
    differences,
    statements,
    factchecks,
    regroup,
    entities,
    withdraw_command,
    restore_command,
    withdrawals,
    about,
    review,
    sample_command,
    coded,
    gold,
    groups,
    match_command,
):
    main.add_command(command)


if __name__ == "__main__":
    sys.exit(main())
