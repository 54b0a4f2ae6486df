"""What people corrected or withdrew → all that is made of claims, made anew.

::

    for each edit with reviewed claims:  compare → save changes
    for each story with news:            tell its timeline, where its articles differ, statements
    for each claim group with news:      count its claims, outlets and stances
    for each file of alerts:             write it anew

Where nothing was corrected or withdrawn since, nothing is done.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from . import comparing, store
from .decisions import refresh_group
from .errors import StoreError
from .render.alerts import alerts_atom

ALERTS_IN_FEED = 200  # the latest, in the Atom feed of alerts


def follow(db: Database, *, at: datetime) -> None:
    """Have every view, and the files of alerts, say what people decided."""
    comparing.compare_revisions(db)
    comparing.refresh_stories(db)
    refresh_groups(db)
    for file in store.load_outputs(db, "alerts"):
        write_alerts(db, file, at=at)


def refresh_groups(db: Database) -> None:
    """Count every group anew whose claims were corrected or withdrawn."""
    for group in store.load_stale_groups(db):
        with db.atomic():
            refresh_group(db, group)
            store.save_counted(db, group)


def write_alerts(db: Database, path: Path, *, at: datetime) -> None:
    """Write the latest alerts to their Atom feed."""
    latest = store.load_alerts(db, limit=ALERTS_IN_FEED)
    told = max((alert.at for alert in latest if alert.at), default=at)
    body = alerts_atom(latest, told)
    if not path.exists() or path.read_bytes() != body:
        _replace(path, body)


def _replace(path: Path, body: bytes) -> None:
    """Replace the file in one step, so that no reader sees half of it."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(body)
        part.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: alerts cannot be written: {error.strerror}") from error
