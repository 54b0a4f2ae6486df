"""Commands for running claimtrack for years: status, backup, compact, schedule."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from ..errors import InputError, StoreError
from ..following import follow
from ..publish import delete_bodies
from ..store import (
    RunCounts,
    Status,
    compact,
    load_status,
    open_database,
    restore,
    run_lock,
)
from ..store import backup as make_backup
from .collect import summary
from .tools import db_option, feeds_option, now

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@db_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for monitors.")
@click.option(
    "--max-age",
    type=click.FloatRange(min=0),
    metavar="HOURS",
    help="Exit 1 if no ingest was finished in so many hours.",
)
@click.pass_context
def status(ctx: click.Context, db: Path, as_json: bool, max_age: float | None) -> None:
    """Show what is stored, the last runs, failing feeds and gaps.

    \b
    Example:  claimtrack status --db db/claimtrack.db
    """
    with open_database(db, create=False) as database:
        state = load_status(database)
    if as_json:
        click.echo(json.dumps(_status_row(state), ensure_ascii=False))
    else:
        _tell(state)
    if max_age is not None and _is_late(state, now() - timedelta(hours=max_age)):
        click.echo(f"claimtrack: no ingest was finished in the last {max_age:g} hours", err=True)
        ctx.exit(1)


def _is_late(state: Status, limit: datetime) -> bool:
    return state.last_ingest_at is None or state.last_ingest_at < limit


def _tell(state: Status) -> None:
    click.echo(
        f"{state.articles} articles, {state.revisions} revisions, {state.claims} claims, "
        f"{state.responsibility_claims} responsibility claims, {state.changes} changes, "
        f"{state.bytes / 1e6:.1f} MB"
    )
    oldest = f", the oldest since {_minute(state.oldest_pending_at)}" * bool(state.pending_pages)
    click.echo(
        f"to do: {state.pending_pages} pages to fetch{oldest}, {state.pending_texts} texts to read;"
        f" {state.due_visits} pages to look at again"
    )
    if state.gaps:
        click.echo(
            f"{state.gaps} gaps, {state.open_gaps} of them open, {state.lossy_gaps} with a loss of"
            " entries: counts of those days may be short"
        )
    if state.last_failures:
        kinds = ", ".join(f"{n} {kind}" for kind, n in state.last_failures)
        click.echo(f"failed in the last ingest: {kinds}")
    for run in state.runs:
        line = f"run {run.id}: {run.command} {run.started_at:%Y-%m-%d %H:%M} UTC, {run.state}"
        click.echo(f"{line}: {summary(run.counts)}")
    for feed in state.failing:
        trouble = f"{feed.trouble}, {feed.failures} times"
        click.echo(f"failing ({trouble}): {feed.url}: {feed.detail or feed.outcome}")


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "unknown"


def _status_row(state: Status) -> dict[str, Any]:
    """The answer of ``status --json``; keys are added, never renamed."""
    return {
        "articles": state.articles,
        "revisions": state.revisions,
        "claims": state.claims,
        "responsibility_claims": state.responsibility_claims,
        "changes": state.changes,
        "bytes": state.bytes,
        "pending_pages": state.pending_pages,
        "pending_texts": state.pending_texts,
        "due_visits": state.due_visits,
        "oldest_pending_at": _time(state.oldest_pending_at),
        "gaps": state.gaps,
        "open_gaps": state.open_gaps,
        "lossy_gaps": state.lossy_gaps,
        "last_failures": dict(state.last_failures),
        "feeds": state.feeds,
        "feeds_failing": len(state.failing),
        "last_ingest_at": _time(state.last_ingest_at),
        "runs": [
            {
                "run": run.id,
                "command": run.command,
                "state": run.state,
                "started_at": _time(run.started_at),
                "finished_at": _time(run.finished_at),
                "detail": run.detail,
                **{name: getattr(run.counts, name) for name in RunCounts.__dataclass_fields__},
            }
            for run in state.runs
        ],
        "failing": [
            {
                "url": feed.url,
                "outlet": feed.outlet,
                "trouble": feed.trouble,
                "outcome": feed.outcome,
                "failures": feed.failures,
                "succeeded_at": _time(feed.succeeded_at),
                "detail": feed.detail,
            }
            for feed in state.failing
        ],
    }


def _time(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None


@click.command()
@click.argument("file", type=_FILE)
@db_option
@click.option(
    "--restore", "is_restore", is_flag=True, help="The other way: FILE into the database."
)
def backup(file: Path, db: Path, is_restore: bool) -> None:
    """Copy the database to FILE, also while a run writes to it; or bring a copy back.

    \b
    Example:  claimtrack backup /backups/claimtrack.db
              claimtrack backup --restore /backups/claimtrack.db
    """
    if file.resolve() == db.resolve():
        raise InputError(f"{file}: is the database itself; name another file")
    if is_restore:
        with run_lock(db):
            restore(file, db)
            with open_database(db) as database:  # which carries out what was decided since the copy
                delete_bodies(database, now())
                follow(database, at=now())
        click.echo(f"{db} holds what {file} held")
        return
    make_backup(db, file)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB, checked")


@click.command("compact")
@db_option
@click.option(
    "--fetches-days",
    type=click.IntRange(min=1),
    default=90,
    show_default=True,
    help="How long attempts to fetch are kept.",
)
def compact_command(db: Path, fetches_days: int) -> None:
    """Delete old attempts and the texts whose keep_days are over, and shrink the file.

    \b
    Example:  claimtrack compact --fetches-days 30
    """
    with open_database(db, create=False) as database, run_lock(db):
        texts = delete_bodies(database, now())
        done = compact(database, now=now(), fetches_days=fetches_days)
    click.echo(
        f"{done.fetches} attempts and {done.texts + texts} texts deleted; "
        f"{done.bytes_before / 1e6:.1f} MB → {done.bytes_after / 1e6:.1f} MB"
    )


# --- schedule -----------------------------------------------------------------------------------

_MARK = "# claimtrack"


@click.command()
@feeds_option
@db_option
@click.option(
    "--every", type=click.IntRange(1, 59), default=10, show_default=True, metavar="MINUTES"
)
@click.option("--install", is_flag=True, help="Put the line into your crontab.")
def schedule(feeds_file: Path, db: Path, every: int, install: bool) -> None:
    """Print the crontab line and a systemd timer that collect what is due; or install the line.

    \b
    Example:  claimtrack schedule --every 10
    """
    program = [sys.executable, "-m", "claimtrack", "ingest", "--due"]
    program += ["--feeds", str(feeds_file.resolve()), "--db", str(db.resolve())]
    log = db.resolve().with_suffix(".log")
    line = (
        f"*/{every} * * * * {_quoted(program)} >> {_quoted([str(log)])} 2>&1 {_MARK} {db.resolve()}"
    )
    if install:
        _install(line, f"{_MARK} {db.resolve()}")
        click.echo(f"installed; take it out with 'crontab -e'. The log is {log}")
        return
    click.echo(f"# crontab -e:\n{line}\n")
    click.echo(_SERVICE.format(program=_quoted(program), every=every))


_SERVICE = """# ~/.config/systemd/user/claimtrack.service:
[Unit]
Description=Collect news coverage and its claims

[Service]
Type=oneshot
ExecStart={program}
SuccessExitStatus=3

# ~/.config/systemd/user/claimtrack.timer, then: systemctl --user enable --now claimtrack.timer
[Unit]
Description=Collect news coverage every {every} minutes

[Timer]
OnCalendar=*:0/{every}
Persistent=true

[Install]
WantedBy=timers.target"""


def _quoted(words: list[str]) -> str:
    """For a shell, and for cron, which takes % for the end of a line."""
    return shlex.join(words).replace("%", r"\%")


def _install(line: str, mark: str) -> None:
    """Put ``line`` into the user's crontab, in place of the one with the same mark."""
    crontab = shutil.which("crontab")
    if crontab is None:
        raise StoreError("there is no crontab here; use the systemd timer that is printed")
    # No shell; the program is the system's own, and the line is quoted.
    old = subprocess.run([crontab, "-l"], capture_output=True, text=True).stdout  # nosec B603
    kept = [entry for entry in old.splitlines() if not entry.endswith(mark)]
    new = "".join(f"{entry}\n" for entry in [*kept, line])
    done = subprocess.run([crontab, "-"], input=new, capture_output=True, text=True)  # nosec B603
    if done.returncode:
        raise StoreError(f"crontab: {done.stderr.strip() or 'refused the line'}")
