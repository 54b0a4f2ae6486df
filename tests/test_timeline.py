"""claimtrack.timeline and its view: who says what of one matter, who was first, how it stands."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from factories import AT, sighting
from test_copies import WIRE

from claimtrack import store
from claimtrack.comparing import compare_new, refresh_stories, regroup
from claimtrack.comparison import Blame, MatterState
from claimtrack.models import (
    Extraction,
    Moment,
    Origin,
    Outlet,
    Precision,
    ResponsibilityClaim,
    Span,
    Stance,
    Voice,
)
from claimtrack.parties import act_sort, party_words, same_party
from claimtrack.timeline import build_timeline

TEXT = "The bureau said Norvania hacked the studio."
HELD = {"accused": "Norvania", "act": "hacked", "accuser": "Cyber Bureau", "stance": Stance.ASSERTS}


def blame(number: int, **values: object) -> Blame:
    text = str(values.pop("text", TEXT))
    act = str(values.get("act", "hacked"))
    start = text.find(act)
    defaults = {
        "id": number,
        "key": f"k{number}",
        "article": number,
        "outlet": f"O{number}",
        "at": f"2026-03-0{number}T10:00:00Z",
        "precision": Precision.SECOND,
        "text": text,
        "act_span": Span(start=start, end=start + len(act)) if start >= 0 else None,
        "voice": Voice.SOURCE,
    }
    return Blame(**defaults | HELD | values)


def one(*blames: Blame):
    (entry,) = build_timeline(1, blames)
    return entry


# --- same matter, same party, same act ----------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Norvania", "the Norvanian government", True),
        ("the National Cyber Bureau", "Cyber Bureau", True),
        ("Halden Therapeutics", "Halden", True),
        ("Graham Voss", "Adrian Voss", False),
        ("Norvania", "ten Norvanian officials and a trading house", False),
        ("Norvania", "Red Lantern", False),
        ("the operator", "the contractor", False),
    ],
)
def test_parties_are_one_by_the_words_that_tell_them_apart(a, b, same):
    assert same_party(party_words(a), party_words(b)) is same


@pytest.mark.parametrize("pronoun", ["they", "he", "It", "", None, "the people"])
def test_a_pronoun_names_no_party(pronoun):
    assert party_words(pronoun) == frozenset()


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("hacked into", "the intrusion", True),
        ("broke into", "breach", True),
        ("murdered", "killing", True),
        ("defrauding", "defrauded", True),
        ("spilled", "spill", True),
        ("hacked", "stole", False),
        ("killing", "fraud", False),
    ],
)
def test_acts_are_one_by_their_sort(a, b, same):
    assert (act_sort(a) == act_sort(b)) is same


def test_reports_of_one_accusation_are_one_entry():
    entry = one(blame(1), blame(2, accused="the Norvanian government", act="the breach"), blame(3))

    assert entry.claims == (1, 2, 3)
    assert (entry.articles, entry.counts.outlets, entry.counts.independent) == (3, 3, 3)
    assert entry.state is MatterState.UNANSWERED
    assert entry.denied_since is None


def test_another_accuser_or_stance_is_another_entry_of_the_matter():
    entries = build_timeline(
        1, [blame(1), blame(2, accuser="Ann Lee"), blame(3, stance=Stance.HEDGES)]
    )

    assert [e.claims for e in entries] == [(1,), (2,), (3,)]
    assert len({e.matter for e in entries}) == 1


def test_another_accused_another_act_another_named_target_are_other_matters():
    entries = build_timeline(
        1,
        [
            blame(1, target="Meridian", is_target_named=True),
            blame(2, accused="Red Lantern"),
            blame(3, act="bribed"),
            blame(4, target="Tamarack", is_target_named=True),
            blame(5, target="a studio"),
        ],
    )

    assert len({e.matter for e in entries}) == 4
    assert entries[0].claims == (1, 5)


def test_nobody_named_is_no_matter():
    assert build_timeline(1, [blame(1, accused=None), blame(2, accused="they")]) == ()


# --- who was first ------------------------------------------------------------------------------

DAY = {"at": "2026-03-01", "precision": Precision.DAY}


@pytest.mark.parametrize(
    ("blames", "first"),
    [
        ([blame(1), blame(2)], "O1"),
        ([blame(1), blame(2, **DAY)], "same day: O1, O2"),
        ([blame(3), blame(2, **DAY)], "O2"),
        ([blame(1), blame(2, at="2026-03-01T10:00:00Z")], "same day: O1, O2"),
        ([blame(1), blame(2, at="2026-03-01T10:00:01Z")], "O1"),
        (
            [blame(1), blame(2), blame(3, at=None, precision=Precision.UNKNOWN)],
            "O1; undated: O3",
        ),
        (
            [
                blame(1, precision=Precision.UNKNOWN),
                blame(2, precision=Precision.UNKNOWN),
            ],
            None,
        ),
        ([blame(1, outlet=None)], None),
        ([blame(1, **DAY), blame(2, outlet="O1", **DAY)], "O1"),
    ],
)
def test_first_is_said_only_where_the_dates_tell(blames, first):
    assert one(*blames).first_outlet == first


# --- independent outlets ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("second", "independent", "reason"),
    [
        ({"original": 1, "copy_of": "O1"}, 1, "copies O1"),
        ({"relays": "O1"}, 1, "relays O1"),
        ({"relays": "O9"}, 2, None),
        ({"owner": "Same"}, 1, "same owner as O1"),
        ({}, 2, None),
    ],
)
def test_outlets_that_copy_relay_or_share_an_owner_are_subtracted(second, independent, reason):
    counts = one(blame(1, owner="Same"), blame(2, **second)).counts

    assert (counts.outlets, counts.independent) == (2, independent)
    assert [s.reason for s in counts.subtracted] == ([reason] if reason else [])


def test_of_copies_without_their_original_the_first_stands_for_it():
    copies = [blame(n, original=9, copy_of="O9") for n in (1, 2, 3)]
    counts = one(*copies).counts

    assert (counts.outlets, counts.independent) == (3, 1)
    assert [s.reason for s in counts.subtracted] == ["copies O1", "copies O1"]


# --- how it stands ------------------------------------------------------------------------------


def test_a_denial_later_contests_the_matter_and_is_dated():
    accusation, denial = build_timeline(
        1, [blame(1), blame(3, stance=Stance.DENIES, accuser="Norvania")]
    )

    assert (accusation.denied_since, accusation.denied_by) == ("2026-03-03T10:00:00Z", "Norvania")
    assert (denial.denied_since, denial.denied_by) == (None, None)
    assert {accusation.state, denial.state} == {MatterState.CONTESTED}


def test_a_doubt_contests_the_matter_but_denies_nothing():
    entry, _ = build_timeline(1, [blame(1), blame(2, stance=Stance.QUESTIONS, accuser="Ann Lee")])

    assert (entry.state, entry.denied_since) == (MatterState.CONTESTED, None)


def test_a_self_claim_settles_unless_another_is_held_responsible():
    own = blame(1, stance=Stance.SELF_CLAIMS, accused="Red Lantern", accuser="Red Lantern")
    alone = one(own)
    both = build_timeline(1, [own, blame(2)])

    assert (alone.state, alone.settled_by) == (MatterState.SETTLED, "Red Lantern says so itself")
    assert [e.state for e in both] == [MatterState.CONTESTED, MatterState.CONTESTED]


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("A jury convicted the clerk of the fraud.", "jury convicted"),
        ("The clerk pleaded guilty to the fraud.", "pleaded guilty"),
        ("The clerk was found guilty of the fraud.", "was found guilty"),
        ("The clerk admitted to the fraud.", "admitted to"),
        ("The paper retracted its report on the fraud of the clerk.", "retracted"),
        ("The clerk was not convicted of the fraud.", None),
        ("If he was convicted of the fraud, the clerk would go to prison.", None),
        ("The clerk has not pleaded guilty to the fraud.", None),
        ("The clerk is accused of the fraud.", None),
        ("The clerk is accused of the fraud. A driver was convicted of theft.", None),
    ],
)
def test_settled_is_what_somebody_said_so(text, settled):
    entry = one(blame(1, text=text, accused="the clerk", act="fraud", accuser=None))

    assert (entry.state is MatterState.SETTLED, entry.settled_by) == (bool(settled), settled)


def test_what_first_reports_leave_open_later_ones_tell():
    entry = one(
        blame(1, basis="unknown", kind="unknown"),
        blame(2, basis="intelligence", kind="official", stated_confidence="high confidence"),
    )

    assert (entry.basis, entry.kind) == ("intelligence", "official")
    assert entry.stated_confidence == "high confidence"


# --- stored -------------------------------------------------------------------------------------

ACCUSES = "Studio was hacked\n\nThe bureau said that Norvania hacked Meridian Pictures on Monday."
DENIES = "Studio was hacked\n\nNorvania denied that Norvania hacked Meridian Pictures on Monday."


def claim(text: str, stance: Stance, accuser: str) -> Extraction:
    def span(words: str) -> Span:
        return Span(start=text.index(words), end=text.index(words) + len(words))

    found = ResponsibilityClaim(
        accused=span("Norvania"),
        act=span("hacked Meridian"),
        accuser=span(accuser),
        accused_name="Norvania",
        accuser_name=accuser,
        stance=stance,
        voice=Voice.SOURCE,
    )
    return Extraction(responsibility=(found,))


def save(db, number: int, text: str, stance: Stance, accuser: str, **values: object) -> None:
    run = store.start_run(db, "test", version="1", at=AT)
    store.use_extractor(db, "1", at=AT)
    store.save_outlets(db, [Outlet(name=f"O{number}", domain=f"o{number}.example")])
    url = f"https://o{number}.example/{number}"
    told = Moment(
        at=datetime(2026, 3, number, 10, tzinfo=UTC), precision=Precision.DAY, origin=Origin.PAGE
    )
    one = sighting(key=url, url=url, outlet=f"O{number}", text=text, published=told, **values)
    saved = store.save_sighting(db, run, one)
    revision = next(db.query("select revision from articles where id = ?", [saved.article]))
    store.save_extraction(db, run, revision["revision"], "1", claim(text, stance, accuser), at=AT)


def rows(db, sql: str) -> list[tuple]:
    return db.execute(sql).fetchall()


STATE = (
    "select accuser, stance, outlets, denied_since, denied_by, state from responsibility_timeline"
)


def test_the_view_tells_the_story_and_a_denial_that_comes_later(db):
    save(db, 1, ACCUSES, Stance.ASSERTS, "The bureau")
    compare_new(db)

    assert rows(db, STATE) == [("The bureau", "asserts", 1, None, None, "unanswered")]

    save(db, 3, DENIES, Stance.DENIES, "Norvania")
    compare_new(db)

    assert rows(db, STATE) == [
        ("The bureau", "asserts", 1, "2026-03-03", "Norvania", "contested"),
        ("Norvania", "denies", 1, None, None, "contested"),
    ]
    assert rows(db, "select statement from responsibility_timeline order by entry") == [
        (
            "Norvania held responsible for “hacked Meridian”, according to The bureau, in O1, "
            "2026-03-01",
        ),
        (
            "Norvania said not to be responsible for “hacked Meridian”, according to Norvania, "
            "in O3, 2026-03-03",
        ),
    ]


def test_a_second_run_changes_nothing_and_nothing_is_left_to_refresh(db):
    save(db, 1, ACCUSES, Stance.ASSERTS, "The bureau")
    save(db, 3, DENIES, Stance.DENIES, "Norvania")
    compare_new(db)
    before = rows(db, "select * from timeline")
    changes = db.conn.total_changes
    compare_new(db)

    assert db.conn.total_changes == changes
    assert rows(db, "select * from timeline") == before
    assert rows(db, "select * from stale_stories") == []

    regroup(db)

    assert rows(db, "select * from timeline") == before


def test_a_claim_extracted_anew_is_told_anew(db):
    save(db, 1, ACCUSES, Stance.ASSERTS, "The bureau")
    compare_new(db)
    found = claim(ACCUSES, Stance.HEDGES, "The bureau")
    store.use_extractor(db, "2", at=AT)
    store.save_extraction(db, 1, 1, "2", found, at=AT)
    refresh_stories(db)

    assert rows(db, "select stance, reports from responsibility_timeline") == [("hedges", "[1]")]


def test_the_reports_of_an_entry_are_rows(db):
    text = f"{ACCUSES} {WIRE}"
    save(db, 1, text, Stance.ASSERTS, "The bureau")
    save(db, 2, text, Stance.ASSERTS, "The bureau")
    compare_new(db)
    ((reports, outlets, independent, subtracted),) = rows(
        db, "select reports, outlets, independent_outlets, subtracted from responsibility_timeline"
    )

    assert json.loads(reports) == [1, 2]
    assert (outlets, independent) == (2, 1)
    assert json.loads(subtracted) == [{"outlet": "O2", "reason": "copies O1"}]
