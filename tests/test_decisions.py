"""claimtrack.decisions: what people decide on claim groups, and how it is kept and counted."""

from __future__ import annotations

import json
import sqlite3

import pytest
from factories import AT, extraction, moment, sighting

from claimtrack import store
from claimtrack.decisions import decide
from claimtrack.errors import InputError
from claimtrack.models import GroupAction, MemberState, Outlet

ANN = store.Judgement(who="Ann", at=AT, note="read both")
NAMES = ("Alpha", "Beta", "Gamma")


@pytest.fixture
def claims(db) -> list[int]:
    """Three claims of three outlets, the first two of one owner."""
    run = store.start_run(db, "test", version="1", at=AT)
    outlets = [
        Outlet(name=n, domain=f"{n}.example", owner="Same" if n != "Gamma" else None) for n in NAMES
    ]
    store.save_outlets(db, outlets)
    store.use_extractor(db, "1", at=AT)
    for n, outlet in enumerate(NAMES):
        told = moment(f"2026-03-01T1{n}:00:00+00:00")
        url = f"https://{outlet}.example/1"
        store.save_sighting(db, run, sighting(url=url, outlet=outlet, published=told))
    for pending in next(store.load_pending(db, None)):
        found = extraction(pending.text)
        store.save_extraction(db, run, pending.id, "1", found, at=AT)
    return [row["id"] for row in db.query("select id from claims order by article")]


def members(db, group: int) -> list[int | None]:
    return [m.id for m in store.load_group(db, group).members]


def test_a_group_is_made_counted_and_its_decisions_told(db, claims):
    group = decide(db, GroupAction.CREATE, ANN, claims=claims)
    found = store.load_group(db, group)
    decisions = store.load_decisions(db, group)

    assert members(db, group) == claims
    assert (found.state, found.story, found.stances) == (
        MemberState.CONFIRMED,
        None,
        {"asserts": 3},
    )
    assert (found.counts.outlets, found.counts.independent) == (3, 2)
    assert [s.reason for s in found.counts.subtracted] == ["same owner as Alpha"]
    assert [(d.who, d.action, d.note) for d in decisions] == [("Ann", "create", "read both")] * 3
    assert store.group_of(db, claims[0]) == group


def test_to_confirm_twice_notes_it_once(db, claims):
    group = decide(db, GroupAction.CREATE, ANN, claims=claims[:2])
    decide(db, GroupAction.CONFIRM, ANN, group=group, claims=claims[2:])
    before = list(db.conn.iterdump())
    decide(db, GroupAction.CONFIRM, ANN, group=group)

    assert list(db.conn.iterdump()) == before
    assert members(db, group) == claims


def test_what_is_split_off_stays_out_until_it_is_merged_again(db, claims):
    group = decide(db, GroupAction.CREATE, ANN, claims=claims)
    part = decide(db, GroupAction.SPLIT, ANN, group=group, claims=claims[2:])

    assert (members(db, group), members(db, part)) == (claims[:2], claims[2:])

    decide(db, GroupAction.MERGE, ANN, group=group, other=part)
    merged = store.load_group(db, part)

    assert members(db, group) == claims
    assert (merged.merged_into, merged.members) == (group, ())
    assert [g.id for g in store.load_groups(db)] == [group]
    with pytest.raises(InputError, match=f"was merged into {group}"):
        decide(db, GroupAction.CONFIRM, ANN, group=part, claims=claims[:1])


def test_a_rejected_claim_is_counted_no_longer(db, claims):
    group = decide(db, GroupAction.CREATE, ANN, claims=claims)
    decide(db, GroupAction.REJECT, ANN, group=group, claims=claims[:1])
    found = store.load_group(db, group)
    kept = db.execute("select claim from claim_group_members where state = 'rejected'").fetchall()

    assert [m.outlet for m in found.members] == ["Beta", "Gamma"]
    assert (found.counts.outlets, kept) == (2, [(claims[0],)])


def test_a_claim_that_moves_is_counted_where_it_was_and_where_it_is(db, claims):
    old = decide(db, GroupAction.CREATE, ANN, claims=claims[:2])
    new = decide(db, GroupAction.CREATE, ANN, claims=claims[1:])
    counts = {g.id: len(g.members) for g in store.load_groups(db)}
    counted = dict(db.execute("select id, claims from claim_groups").fetchall())

    assert counts == counted == {old: 1, new: 2}


@pytest.mark.parametrize(
    ("action", "values", "problem"),
    [
        ("create", {"claims": [99]}, "no claim 99"),
        ("create", {}, "no claim was named"),
        ("confirm", {"group": 99}, "no claim group 99"),
        ("reject", {"group": 1, "claims": [3]}, "claim 3 is not in claim group 1"),
        ("split", {"group": 1, "claims": []}, "no claim was named"),
        ("merge", {"group": 1, "other": 1}, "into itself"),
        ("merge", {"group": 1}, "two claim groups"),
        ("reject", {"claims": [1]}, "needs the number"),
    ],
)
def test_an_unknown_id_is_told_and_changes_nothing(db, claims, action, values, problem):
    decide(db, GroupAction.CREATE, ANN, claims=claims[:2])
    before = list(db.conn.iterdump())
    with pytest.raises(InputError, match=problem):
        decide(db, GroupAction(action), ANN, **values)

    assert list(db.conn.iterdump()) == before


def test_a_decision_needs_a_name(db, claims):
    with pytest.raises(InputError, match="name of who"):
        decide(db, GroupAction.CREATE, store.Judgement(who=" ", at=AT), claims=claims)


@pytest.mark.parametrize("sql", ["delete from {}", "update {} set who = 'Bob'"])
def test_decisions_are_only_ever_added(db, claims, sql):
    decide(db, GroupAction.CREATE, ANN, claims=claims)
    with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
        db.execute(sql.format("claim_group_decisions"))


def test_opposed_stances_are_marked(db, claims):
    db.execute("update claims set stance = 'denies' where id = ?", [claims[0]])
    group = decide(db, GroupAction.CREATE, ANN, claims=claims)
    (row,) = db.query("select * from claim_group_list")

    assert store.load_group(db, group).is_opposed
    assert (row["opposed"], row["denied"], json.loads(row["stances"])["denies"]) == (1, 1, 1)
    assert (row["first_outlet"], row["content"]) == ("Alpha", "hackers attacked the studio")
