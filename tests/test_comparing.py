"""claimtrack.comparing and the commands on stories and copies: what is stored, what is printed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from factories import AT, sighting
from test_copies import OWN, WIRE
from test_stories import HILL, RIVER

from claimtrack import store
from claimtrack.cli import main
from claimtrack.comparing import compare_new, regroup
from claimtrack.models import Moment, Origin, Outlet, Precision, Sighting

TEXTS = (RIVER[0], HILL[0], WIRE, RIVER[1], f"{WIRE}\n\n{OWN}", HILL[1])
TITLES = (
    "Man killed on Oskar Street",
    "Shots on Mill Lane",
    "Bridges rust since the fifties",
    "Pavel Dorn named as victim",
    "Under the arches",
    "Joris Abend, 19, is dead",
)
STORIES = [(1, 1, None), (2, 2, None), (3, 3, None), (4, 1, None), (5, 3, 3), (6, 2, None)]


def save(db, *numbers: int) -> None:
    run = store.start_run(db, "test", version="1", at=AT)
    outlets = [Outlet(name=f"O{n}", domain=f"o{n}.example", owner="Same") for n in (0, 3)]
    store.save_outlets(db, outlets)
    for n in numbers:
        store.save_sighting(db, run, sighting_of(n, TITLES[n], TEXTS[n]))


def sighting_of(n: int, title: str, body: str) -> Sighting:
    url = f"https://o{n}.example/{n}"
    told = Moment(
        at=datetime(2026, 3, 3, n, tzinfo=UTC), precision=Precision.SECOND, origin=Origin.PAGE
    )
    text = f"{title}\n\n{body}"
    return sighting(title=title, key=url, url=url, outlet=f"O{n}", text=text, published=told)


def rows(db, sql: str) -> list[tuple]:
    return db.execute(sql).fetchall()


def dump(db) -> list[str]:
    tables = ("stories", "copies", "compared", "articles", "claims")
    return [
        x for x in db.conn.iterdump() if x.startswith(tuple(f'INSERT INTO "{t}"' for t in tables))
    ]


FOUND = "select id, story, copy_of from articles order by id"


def test_articles_get_their_story_and_their_original(db):
    save(db, *range(6))
    count = compare_new(db)

    assert count == 6
    assert rows(db, FOUND) == STORIES
    assert rows(db, "select article, original, kind from copies") == [(5, 3, "extended")]


def test_a_second_run_changes_nothing_nor_does_regrouping(db):
    save(db, *range(6))
    compare_new(db)
    before = dump(db)
    again = compare_new(db)

    assert again == 0
    assert dump(db) == before

    regroup(db)

    assert dump(db) == before


@pytest.mark.parametrize("cut", range(7))
def test_what_comes_later_changes_no_story(db, cut):
    save(db, *range(cut))
    compare_new(db)
    save(db, *range(cut, 6))
    compare_new(db)

    assert rows(db, FOUND) == STORIES


def test_outlets_are_counted_twice_with_reasons(db):
    save(db, *range(6))
    compare_new(db)
    found = rows(
        db, "select story, articles, outlets, independent_outlets, subtracted from story_list"
    )

    assert [row[:4] for row in sorted(found)] == [(1, 2, 2, 1), (2, 2, 2, 2), (3, 2, 2, 1)]
    assert [json.loads(row[4]) for row in sorted(found)] == [
        [{"outlet": "O3", "reason": "same owner as O0"}],
        [],
        [{"outlet": "O4", "reason": "copies O2"}],
    ]


def test_what_people_read_lists_the_copy(db):
    save(db, *range(6))
    compare_new(db)

    assert rows(db, "select outlet, original_outlet from copy_list") == [("O4", "O2")]


# --- commands -----------------------------------------------------------------------------------


def run(*arguments: str, **values):
    return CliRunner().invoke(main, list(arguments), **values)


def lines(*numbers: int) -> str:
    return "\n".join(
        json.dumps(
            {
                "id": f"a{n}",
                "url": f"https://o{n}.example/{n}",
                "title": TITLES[n],
                "date": f"2026-03-03T0{n}:00:00",
                "body_text": TEXTS[n],
            }
        )
        for n in numbers
    )


def test_stories_runs_from_a_file():
    result = run("stories", "--articles", "-", "--format", "jsonl", input=lines(*range(6)))
    found = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert found == [{"id": f"a{n - 1}", "story": f"a{s - 1}"} for n, s, _ in STORIES]


def test_copies_runs_from_a_file():
    result = run("copies", "--articles", "-", input=lines(*range(6)) + "\nno json\n")
    (found,) = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert (found["id"], found["copy_of"], found["kind"]) == ("a4", "a2", "extended")
    assert found.keys() == {"id", "copy_of", "share", "kind"}
    assert "line 7 is not JSON" in result.stderr


@pytest.mark.parametrize("command", ["copies", "stories"])
def test_a_file_without_articles_is_an_error(command):
    result = run(command, "--articles", "-", input="\n")

    assert result.exit_code == 1
    assert "-: holds no article" in result.stderr


def test_regroup_tells_how_many(tmp_path):
    path = str(tmp_path / "x.db")
    with store.open_database(path) as db:
        save(db, *range(6))
    result = run("regroup", "--db", path)

    assert result.exit_code == 0
    assert "6 articles compared" in result.stdout


def test_regroup_of_no_database_is_an_error(tmp_path):
    result = run("regroup", "--db", str(tmp_path / "none.db"))

    assert result.exit_code == 1
    assert "no such database" in result.stderr


def test_articles_whose_text_was_deleted_stay_in_their_stories(db):
    save(db, *range(6))
    compare_new(db)
    together = "select group_concat(id) from articles group by story order by min(id)"
    found = rows(db, together), rows(db, "select * from copies")
    db.execute(
        "update revisions set text = '', expired_at = '2026-03-09T00:00:00Z' where article in"
        " (select id from articles where id in (1, 4, 5))"
    )
    for _ in range(2):
        regroup(db)

        assert (rows(db, together), rows(db, "select * from copies")) == found
