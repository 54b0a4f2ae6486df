"""claimtrack.groups and claimtrack.grouping: which claims state the same, and what is stored."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from factories import AT, moment, sighting, span

from claimtrack import store
from claimtrack.cli import main
from claimtrack.comparing import compare_new
from claimtrack.decisions import decide
from claimtrack.following import follow
from claimtrack.grouping import group_new, regroup_claims
from claimtrack.groups import GroupIndex, Statement, group_statements, likeness
from claimtrack.match.encoder import load_encoder
from claimtrack.models import AttributionClaim, Extraction, GroupAction, Mention, Span, Stance
from claimtrack.models import Judgement as Said
from claimtrack.models import MentionKind as Kind
from claimtrack.reviews import Review
from claimtrack.wording import plain_words, resolved_words

ANN = store.Judgement(who="Ann", at=AT)
BREACH = "the dam at Millbrae had given way after four days of storms"
PAYROLL = "wages would be paid late because the payroll office had no power"


@pytest.fixture(scope="session")
def encoder():
    """The real sentence encoder."""
    return load_encoder()


def statements(encoder, *texts: str, articles: str = "") -> list[Statement]:
    vectors = encoder.vectors(texts)
    return [
        Statement(
            id=str(n),
            article=articles[n] if articles else str(n),
            content=(Span(start=0, end=len(text)),),
            plain=text,
            resolved=text,
            vector=vector,
            said=vector,
        )
        for n, (text, vector) in enumerate(zip(texts, vectors, strict=True))
    ]


def test_the_same_in_other_words_is_one_group_and_another_matter_is_none(encoder):
    reworded = "after storms of four days the Millbrae dam had given way"
    groups = group_statements(statements(encoder, BREACH, PAYROLL, reworded))

    assert groups == ["0", "1", "0"]


def test_a_content_that_names_a_topic_is_in_no_group(encoder):
    assert group_statements(statements(encoder, "the deal", "the deal")) == ["0", "1"]


def test_claims_that_share_words_of_one_text_are_not_the_same_twice(encoder):
    one, inside = statements(encoder, BREACH, BREACH, articles="aa")

    assert likeness(one, inside) < 0.01


def test_a_group_from_which_a_person_took_a_claim_does_not_get_it_back(encoder):
    one, again = statements(encoder, BREACH, BREACH)
    free, barred = GroupIndex(), GroupIndex({"1": frozenset({"g"})})
    for index in (free, barred):
        index.keep(one, "g")

    assert [placed.beside for placed in free.place([again])] == ["0"]
    assert barred.place([again]) == [None]


def test_two_groups_that_stood_before_stay_two_and_a_new_claim_joins_one_of_them(encoder):
    one, other, again = statements(encoder, BREACH, BREACH, BREACH)
    index = GroupIndex()
    index.keep(one, "g")
    index.keep(other, "h")
    (placed,) = index.place([again])

    assert placed.beside in {"0", "1"}
    assert index.group_of == {"0": "g", "1": "h"}


def test_in_which_order_claims_come_does_not_part_what_is_the_same(encoder):
    texts = [BREACH, PAYROLL, f"after storms of four days, {BREACH}", PAYROLL, BREACH]
    there = group_statements(statements(encoder, *texts))
    back = group_statements(statements(encoder, *reversed(texts)))

    assert there == ["0", "1", "0", "1", "0"]
    assert back == ["0", "1", "0", "1", "0"]


def test_names_are_put_in_their_fullest_form():
    text = "She said Voss hid it. Voss denies it."
    names = [Mention(span=span(text, "Voss"), kind=Kind.PERSON, name="Graham Voss")]
    content = (span(text, "Voss hid it"),)

    assert plain_words(text, content) == "Voss hid it"
    assert resolved_words(text, content, names) == "Graham Voss hid it"


# --- stored -------------------------------------------------------------------------------------

OUTLETS = ("Alpha", "Beta", "Gamma")


def text_of(n: int) -> str:
    said = f"The mayor said that {BREACH}." if n < 2 else f"The mayor denied that {BREACH}."
    return f"Dam at Millbrae gives way\n\n{said} The clerk said that {PAYROLL}."


def found_in(text: str, *, cut: int = 0) -> Extraction:
    denies = "denied" in text
    content = BREACH[: len(BREACH) - cut]
    claims = (
        AttributionClaim(
            source=(span(text, "The mayor"),),
            cue=(span(text, "denied" if denies else "said"),),
            content=(span(text, content),),
            stance=Stance.DENIES if denies else Stance.ASSERTS,
        ),
        AttributionClaim(source=(span(text, "The clerk"),), cue=(), content=(span(text, PAYROLL),)),
    )
    return Extraction(attributions=claims)


@pytest.fixture
def filled(db, encoder):
    """Three articles of three outlets on one event, read and grouped."""
    run = store.start_run(db, "test", version="1", at=AT)
    store.use_extractor(db, "1", at=AT)
    for n, outlet in enumerate(OUTLETS):
        url = f"https://{outlet}.example/1"
        told = moment(f"2026-03-01T1{n}:00:00+00:00")
        one = sighting(
            url=url,
            outlet=outlet,
            title="Dam at Millbrae gives way",
            text=text_of(n),
            published=told,
        )
        store.save_sighting(db, run, one)
    extract(db, "1")
    compare_new(db)
    group_new(db, lambda: encoder)
    return db


def extract(db, version: str, **values: int) -> None:
    run = store.start_run(db, "test", version=version, at=AT)
    store.use_extractor(db, version, at=AT)
    for pending in list(store.load_pending(db, version)):
        for one in pending:
            found = found_in(one.text, **values)
            store.save_extraction(db, run, one.id, version, found, at=AT)


def groups_of(db) -> dict[int, list[str]]:
    return {g.id: [f"{m.outlet} {m.quote[:8]}" for m in g.members] for g in store.load_groups(db)}


DAM = [f"{outlet} {BREACH[:8]}" for outlet in OUTLETS]
WAGES = [f"{outlet} {PAYROLL[:8]}" for outlet in OUTLETS]


def test_claims_of_a_story_are_grouped_with_their_stances(filled):
    found = groups_of(filled)
    (group,) = [g for g in store.load_groups(filled) if g.is_opposed]

    assert sorted(found.values()) == sorted([DAM, WAGES])
    assert group.stances == {"asserts": 2, "denies": 1}
    assert (group.counts.outlets, group.state) == (3, "suggested")
    assert all(m.score is None or m.score > 0.5 for m in group.members)


def test_a_second_run_and_a_regrouping_change_no_group(filled, encoder):
    before = groups_of(filled)
    again = group_new(filled, lambda: encoder)

    assert again == 0

    regroup_claims(filled, lambda: encoder)

    assert groups_of(filled) == before


def test_no_run_undoes_what_a_person_decided(filled, encoder):
    (dam,) = [g for g, members in groups_of(filled).items() if members == DAM]
    gamma = store.load_group(filled, dam).members[2].id
    part = decide(filled, GroupAction.SPLIT, ANN, group=dam, claims=[gamma])
    decided = groups_of(filled)
    regroup_claims(filled, lambda: encoder)

    assert groups_of(filled) == decided
    assert decided[part] == [DAM[2]]
    assert decided[dam] == DAM[:2]


def test_a_decision_is_attached_again_after_a_re_extraction(filled, encoder):
    (dam,) = [g for g, members in groups_of(filled).items() if members == DAM]
    decide(filled, GroupAction.CONFIRM, ANN, group=dam)
    extract(filled, "2", cut=12)
    group_new(filled, lambda: encoder)
    found = store.load_group(filled, dam)

    assert [m.outlet for m in found.members] == list(OUTLETS)
    assert (found.state, store.load_group_orphans(filled)) == ("confirmed", [])


def test_a_decision_whose_claim_is_gone_is_listed(filled, encoder):
    (dam,) = [g for g, members in groups_of(filled).items() if members == DAM]
    decide(filled, GroupAction.CONFIRM, ANN, group=dam)
    extract(filled, "2", cut=50)
    group_new(filled, lambda: encoder)
    orphans = store.load_group_orphans(filled)

    assert [(o.group, o.quote, o.state) for o in orphans] == [(dam, BREACH, "confirmed")] * 3
    assert store.load_group(filled, dam).counts.outlets == 0


def test_no_vector_is_made_twice(filled):
    class Refusing:
        version = load_encoder().version

        def vectors(self, texts):
            raise AssertionError(texts)

    before = groups_of(filled)
    regroup_claims(filled, Refusing)

    assert groups_of(filled) == before


# --- commands -----------------------------------------------------------------------------------


def run(*args: str):
    return CliRunner().invoke(main, [*args])


def test_a_person_decides_on_the_command_line(filled, tmp_path):
    db = ["--db", str(tmp_path / "test.db")]
    (dam,) = [g for g, members in groups_of(filled).items() if members == DAM]
    listed = run("groups", "list", *db)
    confirmed = run("groups", "confirm", str(dam), "--by", "Ann", "--note", "read", *db)
    shown = run("groups", "show", str(dam), *db)
    refused = run("groups", "reject", str(dam), "99", "--by", "Ann", *db)

    assert len(listed.output.splitlines()) == 2
    assert f"group {dam} (confirmed; 3 outlets" in confirmed.output
    assert "Ann: confirm" in shown.output
    assert (refused.exit_code, refused.output) == (1, "claimtrack: there is no claim 99\n")
    assert run("groups").exit_code == 2
    assert run("groups", "orphans", *db).output == ""


@pytest.mark.slow
def test_claims_of_a_file_are_grouped(tmp_path):
    rows = [
        {"id": f"a{n}", "date": f"2026-03-0{n + 1}", "title": "Dam gives way", "body_text": text}
        for n, text in enumerate(
            [
                f"The mayor said on Monday that {BREACH}.",
                f"The mayor denied that {BREACH}. Nobody was hurt, the police said.",
            ]
        )
    ]
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = run("groups", "--articles", str(file), "--format", "jsonl")
    (group,) = [json.loads(line) for line in result.output.splitlines()]

    assert [claim["id"] for claim in group["claims"]] == ["a0", "a1"]
    for row, claim in zip(rows, group["claims"], strict=True):
        text = f"{row['title']}\n\n{row['body_text']}"
        assert BREACH in " ".join(text[s:e] for s, e in claim["content"])


def test_vectors_have_the_length_of_one(encoder):
    vectors = encoder.vectors([BREACH, "", "x" * 5000])

    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors[[0, 2]], axis=1), 1, atol=1e-3)


# --- reviewed -----------------------------------------------------------------------------------


def said(db, claim, **values):
    path = Path(db.conn.execute("pragma database_list").fetchone()[2])
    by = store.Signed(who="ann", at=AT, reason="")
    store.save_review(db, path, str(claim), Review(**values), by)
    follow(db, at=AT)


def counted(db):
    sql = "select stances, opposed, claims, outlets from claim_group_list where content like ?"
    return next((tuple(r.values()) for r in db.query(sql, [f"{BREACH[:20]}%"])), None)


def test_a_group_tells_the_stances_that_reviewers_gave(filled):
    before = counted(filled)
    ((denial,),) = filled.execute("select id from claims where stance = 'denies'").fetchall()
    corrected = {"judgement": Said.CORRECTED, "field": "stance", "value": "asserts"}
    said(filled, denial, **corrected)
    after = counted(filled)
    said(filled, denial, judgement=Said.CLEARED)

    assert before == ('{"asserts": 2, "denies": 1}', 1, 3, 3)
    assert after == ('{"asserts": 3}', 0, 3, 3)
    assert counted(filled) == before


def test_a_claim_called_wrong_is_not_counted_and_is_back_in_its_group_when_cleared(filled, encoder):
    before = counted(filled)
    ((denial,),) = filled.execute("select id from claims where stance = 'denies'").fetchall()
    said(filled, denial, judgement=Said.WRONG)
    extract(filled, "2", cut=4)
    group_new(filled, lambda: encoder)
    follow(filled, at=AT)
    wrong = counted(filled)
    (again,) = next(iter(filled.execute("select id from claims where review = 'wrong'").fetchall()))
    said(filled, again, judgement=Said.CLEARED)

    assert wrong == ('{"asserts": 2}', 0, 2, 2)
    assert counted(filled) == before
