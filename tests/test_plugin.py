"""claimtrack.plugin: Datasette shows our databases described, faceted and searchable."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest
from datasette.app import Datasette
from factories import AT, extraction, sighting

from claimtrack import store
from claimtrack.schema import VIEWS
from claimtrack.schema.counts import COUNTED


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "news.db"
    with store.open_database(path) as db:
        run = store.start_run(db, "test", version="1", at=AT)
        store.save_sighting(db, run, sighting())
        store.use_extractor(db, "1", at=AT)
        ((pending,),) = store.load_pending(db, None)
        store.save_extraction(db, run, pending.id, "1", extraction(), at=AT)
        store.refresh_summaries(db)
        store.save_about(db, "banner", "All <invented>.")
    return path


def ask(path, *urls: str) -> list:
    async def run() -> list:
        datasette = Datasette([str(path)])
        await datasette.invoke_startup()
        return [await datasette.client.get(url) for url in urls]

    return asyncio.run(run())


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.name)
def test_every_view_shows_its_description_and_facets(path, view):
    page, data = ask(path, f"/news/{view.name}", f"/news/{view.name}.json?_shape=array")

    assert page.status_code == data.status_code == 200
    assert all(f"_facet={facet}" in page.text or facet in page.text for facet in view.facets)
    assert "All &lt;invented&gt;." in page.text


def test_columns_are_described(path):
    (page,) = ask(path, "/news/claim_list")

    assert "What the source commits to" in page.text or "stance" in page.text
    assert 'data-column-description="' in page.text


def test_claims_are_found_by_their_words(path):
    hit, miss = ask(
        path,
        "/news/claim_list.json?_search=hackers&_shape=array",
        "/news/claim_list.json?_search=elephants&_shape=array",
    )

    assert [row["source"] for row in hit.json()] == ["National Bureau"]
    assert miss.json() == []


def test_other_databases_are_left_alone(tmp_path):
    other = tmp_path / "other.db"
    sqlite3.connect(other).execute("create table claims (id integer)").connection.commit()
    page, _ = ask(other, "/other", "/")

    assert page.status_code == 200
    assert "attribution claims" not in page.text


COUNTS = (
    "select column, value, claims from facet_counts where view = 'claim_list' and claims > 0"
    " order by column, value"
)
COUNTED_ANEW = " union all ".join(
    f"select '{column}' as column, {column} as value, count(*) from claims"
    f" where current = 1 and {column} is not null group by {column}"
    for column in COUNTED
)


def counts(connection) -> tuple[list, list]:
    """What is kept, and the same counted anew."""
    anew = f"select * from ({COUNTED_ANEW}) order by column, value"
    return connection.execute(COUNTS).fetchall(), connection.execute(anew).fetchall()


def test_kept_counts_follow_every_insert_update_and_delete(path):
    with closing(sqlite3.connect(path)) as connection:
        start, anew = counts(connection)
        connection.execute("update claims set stance = 'denies', source_type = null")
        changed, changed_anew = counts(connection)
        connection.execute("update claims set current = 0")
        hidden = counts(connection)
        connection.execute("update claims set current = 1, tone = null, country = 'NO'")
        shown, shown_anew = counts(connection)
        connection.execute("delete from claims")
        gone = counts(connection)

    assert start == anew
    assert ("stance", "asserts", 1) in start
    assert changed == changed_anew
    assert ("stance", "denies", 1) in changed
    assert shown == shown_anew
    assert ("country", "NO", 1) in shown
    assert hidden == gone == ([], [])


def test_counts_of_the_sample_newsroom_are_those_of_its_claims(demo_db):
    with closing(sqlite3.connect(demo_db)) as connection:
        kept, anew = counts(connection)

    assert kept == anew
    assert len(kept) > 20


def test_facets_of_all_claims_are_those_that_datasette_would_count(demo_db):
    columns = "outlet", "source_type", "stance", "cue"
    facets = "&".join(f"_facet={column}" for column in columns)
    kept, anew = ask(
        demo_db,
        f"/demo/claim_list.json?{facets}&_size=0",
        f"/demo/claim_list.json?{facets}&_size=0&claim__gt=0",
    )
    found, wanted = kept.json()["facet_results"], anew.json()["facet_results"]

    assert found["timed_out"] == wanted["timed_out"] == []
    assert sorted(found["results"]) == sorted(wanted["results"]) == sorted(columns)
    for column in columns:
        ours, theirs = found["results"][column], wanted["results"][column]
        assert [(line["value"], line["label"], line["count"]) for line in ours["results"]] == [
            (line["value"], line["label"], line["count"]) for line in theirs["results"]
        ]
        assert [line["toggle_url"] for line in ours["results"]] == [
            line["toggle_url"].replace("&claim__gt=0", "") for line in theirs["results"]
        ]
        assert (ours["hideable"], ours["truncated"]) == (theirs["hideable"], theirs["truncated"])


def test_a_facet_that_is_there_by_default_is_not_shown_twice(demo_db):
    (page,) = ask(demo_db, "/demo/claim_list?_facet=outlet&_facet=outlet&_facet_size=2")

    assert page.text.count('class="facet-info facet-') == 3
    assert page.text.count("facet-truncated") == 3  # ten outlets and more than two of the others
