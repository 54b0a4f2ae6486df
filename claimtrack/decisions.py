"""What a person decides on claim groups: done, noted with who and when, and counted anew."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from . import store
from .errors import InputError
from .independence import count_independent
from .models import GroupAction
from .store import Judgement


def decide(
    db: Database,
    action: GroupAction,
    by: Judgement,
    *,
    group: int | None = None,
    claims: Sequence[int] = (),
    other: int | None = None,
) -> int:
    """Do what the person decided; the number of the group that it made or changed.

    ``create`` takes claims; ``confirm`` a group and claims (none: all of its claims); ``reject``
    and ``split`` a group and some of its claims; ``merge`` a group and the ``other`` that goes into
    it. Raises :class:`InputError` for an unknown group or claim, and then changes nothing.
    """
    if not by.who.strip():
        raise InputError("a decision needs the name of who decides")
    touched = {store.group_of(db, claim) for claim in claims} | {group, other}
    done = _done(db, action, by, group=group, claims=claims, other=other)
    for one in sorted(touched - {None} | {done}, key=lambda n: n or 0):
        if one is not None:
            refresh_group(db, one)
    return done


def _done(
    db: Database,
    action: GroupAction,
    by: Judgement,
    *,
    group: int | None,
    claims: Sequence[int],
    other: int | None,
) -> int:
    if action is GroupAction.CREATE:
        return store.create_group(db, claims, by)
    if group is None:
        raise InputError(f"'{action}' needs the number of a claim group")
    if action is GroupAction.SPLIT:
        return store.split_group(db, group, claims, by)
    if action is GroupAction.MERGE:
        if other is None:
            raise InputError("'merge' needs the numbers of two claim groups")
        store.merge_groups(db, group, other, by)
    elif action is GroupAction.CONFIRM:
        store.confirm_claims(db, group, claims, by)
    else:
        store.reject_claims(db, group, claims, by)
    return group


def refresh_group(db: Database, group: int) -> None:
    """Count the claims, outlets and stances of a group anew."""
    store.save_group_counts(db, group, count_independent(store.load_group_reports(db, group)))
