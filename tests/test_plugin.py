"""claimtrack.plugin: Datasette shows our databases described, faceted and searchable."""

from __future__ import annotations

import asyncio

import pytest
from datasette.app import Datasette
from factories import AT, extraction, sighting

from claimtrack import store
from claimtrack.schema import VIEWS


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
    import sqlite3

    other = tmp_path / "other.db"
    sqlite3.connect(other).execute("create table claims (id integer)").connection.commit()
    page, _ = ask(other, "/other", "/")

    assert page.status_code == 200
    assert "attribution claims" not in page.text
