"""Withdraw, restore, tell what is held: in the database and in every file written from it.

::

    withdraw:  find what is meant → note it → purge the database and its ledger
               compare anew what lost words
               for each published file: purge;  for each file of alerts: write it anew
    restore:   note it → have the pages fetched again, or take the texts from a backup
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from . import comparing, store
from .errors import StoreError
from .masking import Marks
from .models import Withdrawable
from .render.alerts import alerts_atom
from .store import Signed
from .store.verdicts import open_verdicts

ALERTS_IN_FEED = 200  # the latest, in the Atom feed of alerts


def withdraw(
    db: Database,
    path: Path,
    kind: Withdrawable,
    what: str,
    decision: Signed,
    *,
    verdicts: Path | None = None,
) -> store.Purged:
    """Withdraw ``what``. Nothing changes where it is not known or the reason is missing.

    ``verdicts`` is the database of verdicts on it, where there is one.
    """
    plan = store.plan_withdrawal(db, kind, what)
    done = store.save_withdrawal(db, path, plan, decision)
    comparing.compare_new(db)
    marks = Marks(plan.marks, hints=plan.hints)
    for published in store.load_outputs(db, "published"):
        with store.open_database(published, create=False) as copy:
            store.purge_copy(db, copy, marks, done.found)
    if verdicts and verdicts.exists():
        with open_verdicts(verdicts) as filed:
            store.purge_verdicts(filed, marks)
    for file in store.load_outputs(db, "alerts"):
        write_alerts(db, file, at=decision.at)
    return done


def write_alerts(db: Database, path: Path, *, at: datetime) -> None:
    """Write the latest alerts to their Atom feed."""
    latest = store.load_alerts(db, limit=ALERTS_IN_FEED)
    told = max((alert.at for alert in latest if alert.at), default=at)
    _replace(path, alerts_atom(latest, told))


def _replace(path: Path, body: bytes) -> None:
    """Replace the file in one step, so that no reader sees half of it."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(body)
        part.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: alerts cannot be written: {error.strerror}") from error


def restore(
    db: Database,
    path: Path,
    kind: Withdrawable,
    what: str,
    decision: Signed,
    *,
    backup: Path | None = None,
) -> store.Restored:
    """Lift a withdrawal. The texts that ``backup`` holds come back at once, still to be read."""
    if backup is None:
        return store.save_restore(db, path, kind, what, decision)
    with store.open_copy(backup) as copy:  # first, for it may be none
        done = store.save_restore(db, path, kind, what, decision)
        return replace(done, texts=store.take_texts(db, copy, done.marks))
