"""Withdraw, restore, tell what is held: in the database and in every file written from it.

::

    withdraw:  find what is meant → note it → purge the database and its ledger
               compare anew what lost words
               for each published file: purge;  make anew what is made of claims (following)
               for each file of an export: does it hold the words?
    restore:   note it → have the pages fetched again, or take the texts from a backup
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from . import comparing, store
from .following import follow, refresh_groups
from .masking import Marks
from .models import Withdrawable
from .store import Signed
from .store.verdicts import open_verdicts


def withdraw(
    db: Database,
    path: Path,
    kind: Withdrawable,
    what: str,
    decision: Signed,
    *,
    verdicts: Path | None = None,
    ahead: bool = False,
) -> store.Purged:
    """Withdraw ``what``. Nothing changes where it is not known or the reason is missing.

    ``verdicts`` is the database of verdicts on it, where there is one; ``ahead``: a person may be
    named nowhere yet.
    """
    plan = store.plan_withdrawal(db, kind, what)
    done = store.save_withdrawal(db, path, plan, decision, ahead=ahead)
    comparing.compare_new(db)
    marks = Marks(plan.marks, hints=plan.hints)
    for published in store.load_outputs(db, "published"):
        with store.open_database(published, create=False) as copy:
            store.purge_copy(db, copy, marks, done.found)
            refresh_groups(copy)
    if verdicts and verdicts.exists():
        with open_verdicts(verdicts) as filed:
            store.purge_verdicts(filed, marks, done.keys)
    follow(db, at=decision.at)
    done.files = tuple(store.files_holding(db, plan.marks, plan.hints))
    return done


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


def heed_withdrawals(db: Database, filed: Database) -> None:
    """Take out of a database of verdicts what is withdrawn, as where an old copy was put back."""
    marks = store.load_marks(db)
    if marks:
        store.purge_verdicts(filed, marks)
