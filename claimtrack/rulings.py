"""What checkers decided on groups → the working database."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from .decisions import decide
from .errors import InputError
from .models import GroupAction
from .store import Judgement
from .store.verdicts import find_member, load_decisions
from .verdicts import Decision, Ruling

_ACTIONS = {Ruling.CONFIRMED: GroupAction.CONFIRM, Ruling.REJECTED: GroupAction.REJECT}


def apply_rulings(db: Database, verdicts: Database) -> int:
    """Carry out every decision that stands and was not; returns how many were.

    A decision on a claim or group that is not there is passed over: the texts were read anew, or
    the database is another one.
    """
    return sum(apply_ruling(db, decision) for decision in load_decisions(verdicts.conn))


def apply_ruling(db: Database, decision: Decision) -> bool:
    """Carry out one decision; False where nothing is to be done."""
    found = find_member(db.conn, decision.claim, group=decision.group)
    if found is None or found[1] == decision.ruling:
        return False
    by = Judgement(
        who=decision.checker,
        at=datetime.fromisoformat(decision.recorded_at),
        note=decision.note or None,
    )
    try:
        decide(db, _ACTIONS[decision.ruling], by, group=decision.group, claims=[found[0]])
    except InputError:  # merged, or moved to another group by a later decision
        return False
    return True
