"""Stores which names of different articles are one entity. Calls the judging module in order.

::

    for each name that was not judged:  judge → join it to an entity, or let it be one
    for each revision not yet linked:   tie its claims to the entities they name

Names are judged once, in order of arrival: what was judged stays, unless somebody rules otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlite_utils import Database

from . import store
from .identities import Newcomer, Register, judge, suspected_state
from .models import Ruling

Step = Callable[[], None]


def identify_new(db: Database, *, step: Step = lambda: None) -> int:
    """Judge every name that is new and tie claims to entities; how many names there were."""
    number = store.count_unjudged(db)
    if number:
        register, rulings = Register(), store.load_rulings(db)
        for name in store.load_names(db):
            register.add(name.entity, name.kind, name.name)
        for name in store.load_unjudged(db):
            _settle(db, name, register, rulings)
            step()
    store.link_claims(db)
    return number


def rule(db: Database, rulings: Iterable[Ruling]) -> int:
    """Put these rulings in place of the former ones and carry them out; how many are new."""
    new = store.save_rulings(db, rulings)
    identify_new(db)
    return new


def _settle(
    db: Database, name: store.EntityName, register: Register, rulings: list[Ruling]
) -> None:
    newcomer = Newcomer(id=name.entity, kind=name.kind, name=name.name, own=name.own, kin=name.kin)
    verdict = judge(newcomer, register, rulings)
    entity = verdict.entity
    if verdict.listed:
        entity = store.ensure_entity(db, *verdict.listed)
        register.add(entity, *verdict.listed)
    if entity is None or entity == name.entity:
        entity = name.entity
        store.save_own(db, name, how=verdict.how)
    else:
        store.save_same(db, name, entity, how=verdict.how)
    register.add(entity, name.kind, name.name)
    if verdict.listed and (state := suspected_state(verdict.listed[1])):
        store.save_ascription(db, entity, state)
