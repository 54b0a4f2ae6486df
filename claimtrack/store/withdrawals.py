"""What was withdrawn: saved as hashes, applied at once and at every opening, lifted by a restore.

A withdrawal holds until a restore of the same target. Its words are kept nowhere: a restore lets
them in again where the page is fetched, imported, or taken from a backup (docs/trust.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlite_utils import Database

from ..errors import InputError
from ..masking import (
    BLOT,
    Mark,
    Marks,
    as_row,
    hash_whole,
    mark_words,
    marks_of,
)
from ..models import Withdrawable
from .ledger import sync_ledger
from .marking import Withdrawal
from .purge import Purged, finish, purge
from .times import to_text
from .unwriting import purge_ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who decided something, when, and the reason that stands in the public log."""

    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore brings: pages to be fetched again, texts had from a backup."""

    marks: Marks
    to_fetch: int
    texts: int = 0


# --- withdraw and restore -----------------------------------------------------------------------


def save_withdrawal(
    db: Database, path: Path, plan: Withdrawal, decision: Signed, *, ahead: bool = False
) -> Purged:
    """Withdraw: note it, take the words out of the database and of its ledger, leave no trace.

    A person whom nothing names is refused, since the name may be misspelt, unless ``ahead``.
    """
    marks = Marks(plan.marks, hints=plan.hints if plan.hints else ())
    if any(marks.spans(decision.reason, article=m.article) for m in plan.marks):
        raise InputError("the reason stands in a public log: leave the withdrawn words out of it")
    with db.atomic():
        _note(db, "withdraw", plan, decision)
        done = purge(db, marks)
        if plan.kind is Withdrawable.PERSON and not (ahead or done.texts or done.rows):
            raise InputError(
                "nothing that is held names this person; is the name spelt as in the articles?"
                " To keep out what may come later, say --ahead"
            )
        db.execute("update withdrawals set applied = 1")
    sync_ledger(db, path)
    purge_ledger(db, path, marks, done.keys)
    done.is_log_cut = finish(db)
    return done


def save_restore(
    db: Database, path: Path, kind: Withdrawable, what: str, decision: Signed
) -> Restored:
    """Lift a withdrawal, and have the pages looked at again that lost words."""
    target = _target(db, kind, what.strip())
    lifted = [r for r in load_active(db) if r["kind"] == kind and r["target"] == target]
    if not lifted:
        raise InputError(f"{what}: is not withdrawn")
    plan = Withdrawal(kind=kind, target=target, marks=())
    with db.atomic():
        _note(db, "restore", plan, decision)
        again = _fetch_again(db)
        for row in lifted:
            db.execute("delete from withdrawn_addresses where withdrawal = ?", [row["uid"]])
        db.execute("update withdrawals set applied = 1")
    sync_ledger(db, path)
    return Restored(marks=Marks(marks_of_rows(lifted)), to_fetch=again)


def _target(db: Database, kind: Withdrawable, what: str) -> str:
    """What tells the withdrawn from others, by what the user gives for it."""
    if kind is Withdrawable.CLAIM:
        return what.rstrip("/").rsplit("/", 1)[-1]
    if kind is Withdrawable.PERSON:
        mark = mark_words(what)
        return mark.hash if mark else ""
    return hash_whole("outlet" if kind is Withdrawable.OUTLET else "address", what)


def load_active(db: Database) -> list[dict[str, Any]]:
    """The withdrawals that no later restore has lifted."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in db.query("select * from withdrawals order by at, id"):
        held = found.setdefault((row["kind"], row["target"]), [])
        if row["action"] == "withdraw":
            held.append(row)
        else:
            held.clear()
    return [row for held in found.values() for row in held]


def _note(db: Database, action: str, plan: Withdrawal, decision: Signed) -> None:
    if not decision.reason.strip():
        raise InputError("a reason is needed: it stands in the public log")
    row = {
        "uid": uuid4().hex,
        "at": to_text(decision.at),
        "who": decision.who,
        "action": action,
        "kind": plan.kind.value,
        "target": plan.target,
        "reason": decision.reason.strip(),
        "outlet": plan.outlet,
        "marks": json.dumps([as_row(mark) for mark in plan.marks]),
    }
    db.table("withdrawals").insert(row)
    log_withdrawals(db)


def log_withdrawals(db: Database) -> None:
    """Bring the public log up to date: who decided it and how it is found are not in it."""
    db.execute(
        "insert or ignore into corrections (uid, at, action, kind, outlet, reason)"
        " select uid, at, action, kind, outlet, reason from withdrawals order by at, id"
    )


def _fetch_again(db: Database) -> int:
    """Have the pages of articles with blotted words looked at, whole, at the next run."""
    return db.execute(
        "update articles set revisit_at = visited_at, etag = null, last_modified = null"
        " where visit_url is not null and id in"
        f" (select article from revisions where instr(text, '{BLOT}'))"
    ).rowcount


def apply_withdrawals(db: Database, path: Path) -> None:
    """Purge what was withdrawn while this database was not there to see it, as a backup is."""
    pending = {row["uid"] for row in db.query("select uid from withdrawals where applied = 0")}
    if not pending:
        return
    with db.atomic():
        marks = Marks(marks_of_rows(row for row in load_active(db) if row["uid"] in pending))
        done = purge(db, marks)
        log_withdrawals(db)
        db.execute("update withdrawals set applied = 1")
    purge_ledger(db, path, marks, done.keys)
    finish(db)


def marks_of_rows(rows: Iterable[dict[str, Any]]) -> Iterator[Mark]:
    for row in rows:
        yield from marks_of(json.loads(row["marks"]))
