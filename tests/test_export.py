"""claimtrack export: plain files that say what they hold."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import sys

import pytest
from click.testing import CliRunner
from factories import AT, extraction, sighting
from pyarrow import parquet

from claimtrack import store
from claimtrack.cli import main
from claimtrack.pages import CAUTION
from claimtrack.schema import VIEWS
from claimtrack.store.reading.whole import every_row, one_state
from claimtrack.store.verdicts import open_verdicts, save_verdict
from claimtrack.verdicts import Draft, Judged

TABLES = (*(view.name for view in VIEWS), "verdict_list", "verdicts", "decisions")


@pytest.fixture
def path(tmp_path):
    """A database of one article, and a verdict beside it."""
    path = tmp_path / "db" / "news.db"
    with store.open_database(path) as db:
        run = store.start_run(db, "test", version="1", at=AT)
        store.save_sighting(db, run, sighting())
        store.use_extractor(db, "1", at=AT)
        ((pending,),) = store.load_pending(db, None)
        store.save_extraction(db, run, pending.id, "1", extraction(), at=AT)
        store.refresh_summaries(db)
    draft = Draft(
        rating="false", text="No, “not so”.\nSee:", evidence="https://e.example/1 The log"
    )
    with open_verdicts(path.with_name("verdicts.db")) as db, db.atomic():
        judged = Judged(group=1, claims=("k1",), articles=("https://a.example/1",))
        save_verdict(db.conn, judged, draft, checker="anna", at="2026-05-07T10:00:00Z")
    return path


def run(path, folder, *options):
    return CliRunner().invoke(main, ["export", "--db", str(path), "--to", str(folder), *options])


def exported(path, folder, *options):
    result = run(path, folder, *options)
    assert result.exit_code == 0, result.output
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def database_rows(path, table):
    file = path.with_name("verdicts.db") if table in TABLES[-3:] else path
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row
    return [dict(row) for row in connection.execute(f"select * from [{table}] order by 1, 2")]


@pytest.mark.parametrize("table", TABLES)
def test_csv_and_parquet_hold_every_row_and_column(path, tmp_path, table):
    exported(path, tmp_path / "out", "--format", "csv", "--format", "parquet")
    expected = database_rows(path, table)
    with (tmp_path / "out" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))

    assert parquet.read_table(tmp_path / "out" / f"{table}.parquet").to_pylist() == expected
    assert found == [{k: "" if v is None else str(v) for k, v in row.items()} for row in expected]
    assert expected or table not in ("claim_list", "responsibility_list", "verdict_list")


def test_the_description_tells_every_file_and_column(path, tmp_path):
    package = exported(path, tmp_path / "out", "--format", "csv", "--format", "parquet")
    resources = package["resources"]
    fields = [field for resource in resources for field in resource["schema"]["fields"]]
    stance = next(f for f in resources[0]["schema"]["fields"] if f["name"] == "stance")

    assert {r["path"] for r in resources} == {
        f"{t}.{f}" for t in TABLES for f in ("csv", "parquet")
    }
    assert len({r["name"] for r in resources}) == len(resources)
    assert [f["name"] for f in fields if len(f["description"]) < 4] == []
    assert {f["type"] for f in fields} == {"string", "integer", "number"}
    assert all(r["description"] and r["title"] for r in resources)
    assert "denies" in stance["constraints"]["enum"]
    assert CAUTION in package["description"]


def test_checksums_hold_of_every_file(path, tmp_path):
    package = exported(path, tmp_path / "out")
    lines = (tmp_path / "out" / "SHA256SUMS").read_text("utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir() if p.name != "SHA256SUMS"}

    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    for resource in package["resources"]:
        assert resource["hash"] == f"sha256:{sums[resource['path']]}"
        assert resource["bytes"] == len(files[resource["path"]])


def test_every_row_of_a_responsibility_claim_says_who_says_it(path, tmp_path):
    exported(path, tmp_path / "out")
    with (tmp_path / "out" / "responsibility_list.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))

    assert len(found) == 1
    assert "according to" in found[0]["statement"]
    assert found[0]["caution"] == CAUTION


def test_an_export_is_replaced_and_other_files_are_kept_safe(path, tmp_path):
    exported(path, tmp_path / "out", "--format", "csv", "--format", "parquet")
    exported(path, tmp_path / "out")
    names = {p.suffix for p in (tmp_path / "out").iterdir()}
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work")
    refused = run(path, other)

    assert ".parquet" not in names
    assert refused.exit_code == 1
    assert "thesis.txt" in refused.output
    assert [p.name for p in other.iterdir()] == ["thesis.txt"]


def test_without_pyarrow_the_extra_is_named(path, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = run(path, tmp_path / "out", "--format", "parquet")

    assert result.exit_code == 1
    assert "claimtrack[parquet]" in result.output
    assert not (tmp_path / "out" / "SHA256SUMS").exists()


def test_an_export_of_what_was_published_holds_no_more_words(path, tmp_path):
    public = tmp_path / "db" / "public.db"
    assert (
        CliRunner()
        .invoke(
            main, ["publish", "--db", str(path), "--to", str(public), "--contact", "desk@a.example"]
        )
        .exit_code
        == 0
    )
    package = exported(public, tmp_path / "out")
    words = "".join(p.read_text("utf-8") for p in (tmp_path / "out").glob("*.csv"))
    shown = sqlite3.connect(public).execute("select content from claims").fetchone()[0]
    whole = sqlite3.connect(path).execute("select content from claims").fetchone()[0]

    assert shown != whole
    assert shown in words
    assert whole not in words
    assert "Quoted passages only" in package["description"]


def test_what_is_written_meanwhile_is_in_no_file(path):
    with store.open_database(path) as db, one_state(db.conn):
        before = sum(len(batch) for batch in every_row(db.conn, "claim_list"))
        other = sqlite3.connect(path)
        other.execute("update claims set current = 0")
        other.commit()
        after = sum(len(batch) for batch in every_row(db.conn, "claim_list"))

    assert before == after == 1
