"""claimtrack.statements and its command: what one source says over time, and where it changes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from factories import AT
from test_comparing import sighting_of
from test_differences import TEXTS, TITLES, says

from claimtrack import store
from claimtrack.cli import main
from claimtrack.comparing import compare_new
from claimtrack.comparison import Said, StatementChange
from claimtrack.models import Extraction, Precision, Stance
from claimtrack.statements import order_statements

SOLD = "the council sold the rusty ferry to a smuggler"
FILLER = [
    ("Bo Dahl", "gulls sat on the crane in the harbour"),
    ("Bo Dahl", "nobody bought tickets on that night"),
]


def said(number: int, content: str = SOLD, **values: object) -> Said:
    defaults = {
        "id": number,
        "source": "Ann Lee",
        "article": number,
        "at": f"2026-03-0{number}T10:00:00Z",
        "precision": Precision.SECOND,
        "content": content,
        "stance": Stance.ASSERTS,
    }
    return Said(**defaults | values)


def others() -> list[Said]:
    return [said(9 - n, c, source=s) for n, (s, c) in enumerate(FILLER)]


def changes(*statements: Said) -> list[tuple]:
    found = order_statements([*statements, *others()])
    return [(e.claim, e.change, e.earlier, e.why) for e in found if e.change]


def test_statements_are_in_order_of_time_with_the_first_and_the_last():
    found = [e for e in order_statements([said(3), said(1), said(2), *others()]) if e.claim < 4]

    assert [(e.claim, e.place, e.of) for e in found] == [(1, 1, 3), (2, 2, 3), (3, 3, 3)]
    assert {(e.first_at, e.last_at) for e in found} == {
        ("2026-03-01T10:00:00Z", "2026-03-03T10:00:00Z")
    }


def test_a_source_of_one_article_says_nothing_over_time():
    assert list(order_statements([said(1), said(2, article=1)])) == []


@pytest.mark.parametrize(
    ("first", "second", "change"),
    [
        ({}, {"stance": Stance.DENIES}, (StatementChange.STANCE, "asserts → denies")),
        ({"stance": Stance.WITHHOLDS}, {}, (StatementChange.STANCE, "withholds → asserts")),
        ({"stance": Stance.HEDGES}, {}, (StatementChange.HEDGE, "hedges → asserts")),
        (
            {"content": "the ferry fire injured 14 people in the harbour"},
            {"content": "the ferry fire injured 22 people in the harbour"},
            (StatementChange.NUMBER, "14 → 22"),
        ),
        ({}, {}, None),
        ({}, {"content": "gulls steal bread", "stance": Stance.DENIES}, None),
        ({}, {"stance": Stance.EVALUATES}, None),
        ({}, {"source": "Bo Dahl", "stance": Stance.DENIES}, None),
    ],
)
def test_a_change_is_told_against_the_earlier_claim(first, second, change):
    expected = [(2, change[0], 1, change[1])] if change else []

    assert changes(said(1, **first), said(2, **second)) == expected


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ({}, {}, True),
        ({"at": "2026-03-02", "precision": Precision.DAY}, {}, False),
        ({"at": "2026-03-01", "precision": Precision.DAY}, {}, True),
        ({"at": None}, {}, False),
        ({"precision": Precision.UNKNOWN}, {}, False),
        ({"article": 2}, {}, False),
    ],
)
def test_a_change_needs_dates_that_tell_which_was_first(first, second, is_told):
    found = changes(said(1, **first), said(2, stance=Stance.DENIES, **second))

    assert bool(found) is is_told


# --- stored, and the command --------------------------------------------------------------------


def save(db) -> None:
    run = store.start_run(db, "test", version="1", at=AT)
    store.use_extractor(db, "1", at=AT)
    contents = (
        "explosion at the Castell refinery injured 14 people",
        "explosion at the refinery injured 22 people",
    )
    names = ("Port Alden hospital", "the Castell workers' union")
    for n, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True)):
        one = sighting_of(n, title, text)
        saved = store.save_sighting(db, run, one)
        (row,) = db.query("select revision from articles where id = ?", [saved.article])
        claim = says(names[n], "said", contents[n], source_name="Port Alden Hospital")
        found = Extraction(attributions=(claim(one.revision.text),))
        store.save_extraction(db, run, row["revision"], "1", found, at=AT)


LISTED = "select source, place, number, outlet, change, why, earlier_claim from statements"


def test_the_view_tells_what_changed_and_a_second_run_changes_nothing(db):
    save(db)
    compare_new(db)
    found = db.execute(f"{LISTED} order by place").fetchall()

    assert found == [
        ("Port Alden Hospital", 1, 2, "O0", None, None, None),
        ("Port Alden Hospital", 2, 2, "O1", "number", "14 → 22", 1),
    ]

    changed = db.conn.total_changes
    compare_new(db)

    assert db.conn.total_changes == changed


@pytest.fixture
def path(tmp_path):
    path = str(tmp_path / "x.db")
    with store.open_database(path) as db:
        save(db)
        compare_new(db)
    return path


def run(*arguments: str):
    return CliRunner().invoke(main, ["statements", *arguments])


def test_the_command_prints_first_to_last_with_changes(path):
    result = run("port alden hospital", "--db", path)
    as_json = run("Port Alden Hospital", "--db", path, "--format", "jsonl", "--story", "1")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "story 1: Castell refinery burns in Port Alden",
        "  2026-03-03 O0: said: explosion at the Castell refinery injured 14 people",
        "  2026-03-03 O1: said: explosion at the refinery injured 22 people  (number: 14 → 22)",
    ]
    assert [json.loads(line)["change"] for line in as_json.stdout.splitlines()] == [None, "number"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hospital", "no statements of 'hospital' are known; known are: Port Alden Hospital"),
        ("Nobody", "no statements of 'Nobody' are known\n"),
    ],
)
def test_an_unknown_name_is_an_error_that_offers_others(path, name, message):
    result = run(name, "--db", path)

    assert result.exit_code == 1
    assert message in result.stderr
