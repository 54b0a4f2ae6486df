"""claimtrack bulk load and query: Parquet into SQLite as import makes it, and read in place."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime

import pytest

pytest.importorskip("duckdb", reason="needs claimtrack[cluster]")


from click.testing import CliRunner
from dealt import write_archive
from pyarrow import parquet

from claimtrack.bulk.load import Load, bulk_load
from claimtrack.bulk.partitions import load_manifests, write_partition
from claimtrack.bulk.tables import TABLES
from claimtrack.bulk.wanted import Wanted
from claimtrack.cli import main
from claimtrack.cli.tools import TerminalProgress
from claimtrack.store import open_database
from claimtrack.store.keyed import keyed_rows

AT = datetime(2026, 3, 1, tzinfo=UTC)
SEARCHES = (
    ("claims_fts", "denied"),
    ("articles_fts", "dam"),
    ("revisions_fts", "refinery"),
)
# What is told of a whole by views: columns that hold no row's number.
VIEWS = {
    "claim_list": "outlet, published_at, title, url, source, source_type, cue, content, stance,"
    " tone, confidence, text_kind, source_spans, cue_spans, content_spans, why",
    "responsibility_list": "outlet, published_at, accused, act, target, accuser, stance, statement,"
    " source, content, accused_span, act_span, target_span, accuser_span, why",
    "article_list": "outlet, published_at, title, byline, url, language, text_kind, words,"
    " revisions, claims, responsibility_claims, external_id",
    "source_list": "*",
}


@pytest.fixture(scope="module")
def archive(demo_db, tmp_path_factory):
    """The sample newsroom as the Parquet of three partitions."""
    folder = tmp_path_factory.mktemp("archive") / "bulk"
    with open_database(shutil.copy(demo_db, folder.with_suffix(".db"))) as db:
        write_archive(db, folder)
    return folder


def load(folder, to, **wanted):
    """Load by the function behind the command."""
    told = []
    load = Load(
        folder=folder,
        to=to,
        wanted=Wanted(**wanted),
        clock=lambda: AT,
        progress=TerminalProgress(),
        tell=told.append,
    )
    return bulk_load(load), told


def kept(path):
    """Every row of a bulk run's tables, by natural keys; and what a search finds."""
    rows = {}
    with open_database(path, create=False) as db:
        for table in TABLES:
            if table.name != "rejects":
                names = [n for n, _ in table.columns if n not in ("partition", "place")]
                found = (row for batch in keyed_rows(db, table.name, names) for row in batch)
                rows[table.name] = sorted(json.dumps(row) for row in found)
        for table, word in SEARCHES:
            sql = f"select count(*) from {table} where {table} match ?"
            rows[table] = db.execute(sql, [word]).fetchone()[0]
        for view, columns in VIEWS.items():
            rows[view] = sorted(map(repr, db.execute(f"select {columns} from {view}").fetchall()))
        rows["facets"] = sorted(db.execute("select * from facet_counts").fetchall())
    return rows


def dump(path):
    """All that a database holds, its runs aside."""
    with open_database(path, create=False) as db:
        lines = list(db.conn.iterdump())
    return [line for line in lines if not line.startswith('INSERT INTO "runs"')]


def faults(path):
    """What SQLite finds wrong, in rows, references and full-text indexes."""
    with open_database(path, create=False) as db:
        for table, _ in SEARCHES:
            db.execute(f"insert into {table} ({table}) values ('integrity-check')")
        checks = ("integrity_check", "foreign_key_check")
        return [row for check in checks for row in db.execute(f"pragma {check}").fetchall()]


def schema(path):
    """All tables, indexes, triggers and views."""
    with open_database(path, create=False) as db:
        return sorted(map(str, db.execute("select type, name, sql from sqlite_master").fetchall()))


def test_a_new_database_holds_what_import_made(demo_db, archive, tmp_path):
    counts, _ = load(archive, tmp_path / "new.db")

    assert kept(tmp_path / "new.db") == kept(demo_db)
    assert schema(tmp_path / "new.db") == schema(demo_db)
    assert faults(tmp_path / "new.db") == [("ok",)]
    assert counts.claims == len(kept(demo_db)["claims"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new.db", "new.db.lock"]


def test_loaded_again_nothing_changes(archive, tmp_path):
    load(archive, tmp_path / "new.db")
    before = dump(tmp_path / "new.db")

    counts, _ = load(archive, tmp_path / "new.db")

    assert dump(tmp_path / "new.db") == before
    assert counts.articles == counts.revisions == counts.claims == 0


def test_a_part_and_then_the_rest_is_the_whole(demo_db, archive, tmp_path):
    first, _ = load(archive, tmp_path / "new.db", outlets=("Harbor Wire",))
    second, _ = load(archive, tmp_path / "new.db")

    assert 0 < first.articles < 46
    assert first.articles + second.articles == 46
    assert kept(tmp_path / "new.db") == kept(demo_db)
    assert faults(tmp_path / "new.db") == [("ok",)]


@pytest.mark.parametrize(
    ("wanted", "condition"),
    [
        ({"since": date(2026, 6, 20)}, "published_at >= '2026-06-20'"),
        ({"until": date(2026, 3, 4)}, "published_at < '2026-03-05'"),
        ({"outlets": ("Circuitry", "The Current")}, "outlet in ('Circuitry', 'The Current')"),
        (
            {"words": ("refinery", "FIRE")},
            "revision in (select rowid from revisions_fts where revisions_fts match"
            " 'text:refinery AND text:fire')",
        ),
    ],
    ids=["since", "until", "outlet", "words"],
)
def test_a_part_is_what_was_asked_for(demo_db, archive, tmp_path, wanted, condition):
    load(archive, tmp_path / "new.db", **wanted)

    with open_database(tmp_path / "new.db") as new, open_database(demo_db) as old:
        loaded = {key for (key,) in new.execute("select key from articles").fetchall()}
        sql = f"select key from articles where {condition}"
        assert loaded == {key for (key,) in old.execute(sql).fetchall()}
        assert 0 < len(loaded) < 46


def test_an_edit_in_a_later_partition_is_saved_as_import_saves_it(demo_db, archive, tmp_path):
    with open_database(demo_db) as db:
        sql = "select key, count(*) from revisions r join articles a on a.id = r.article group by 1"
        edited = [key for key, n in db.execute(sql).fetchall() if n == 2]
    parted = tmp_path / "bulk"
    shutil.copytree(archive, parted)
    part_edited_article(parted, edited[0])

    load(parted, tmp_path / "new.db")
    before = dump(tmp_path / "new.db")
    load(parted, tmp_path / "new.db")

    assert kept(tmp_path / "new.db") == kept(demo_db)
    assert faults(tmp_path / "new.db") == [("ok",)]
    assert dump(tmp_path / "new.db") == before


def part_edited_article(folder, key):
    """Have the first partition of an article know only its first words, a new one the second."""
    manifest = next(m for m in manifests(folder) if holds(folder, m, "articles", "key", key))
    first, second = split_article(folder, manifest, key)
    for name, tables in ((manifest["partition"], first), ("part-99999", second)):
        about = {"counts": {}, "extractor": "test", "input": {}}
        write_partition(folder, name, tables, about)


def split_article(folder, manifest, key):
    """The tables of a partition with an article's first revision; those of its second alone."""
    rows = {t.name: read_rows(folder, manifest, t.name) for t in TABLES}
    old, new = sorted(
        (r for r in rows["revisions"] if r["article"] == key), key=lambda row: row["number"]
    )
    before, after = {}, {}
    for name, some in rows.items():
        before[name] = [r for r in some if r.get("revision", r.get("hash")) != new["hash"]]
        after[name] = [r for r in some if r.get("revision", r.get("hash")) == new["hash"]]
    article = after["articles"][0]
    counts = {
        n: sum(r["article"] == key for r in before[n]) for n in ("claims", "responsibility_claims")
    }
    first = {**article, **counts, "revision": old["hash"], "revisions": 1, "title": old["title"]}
    before["articles"].append({**first, "words": old["words"]})
    for name in counts:
        before[name] = [{**r, "current": 1} for r in before[name]]
    after["articles"] = [{**article, "revisions": 1}]
    after["revisions"] = [{**new, "number": 1, "from_revision": None}]
    return {n: [v] for n, v in before.items()}, {n: [v] for n, v in after.items()}


def manifests(folder):
    return list(load_manifests(folder))


def read_rows(folder, manifest, table):
    """The rows of a partition as they are to be written."""
    names = [n for n in manifest["files"] if n.startswith(f"{table}/")]
    months = {n: n.split("month=")[1].split("/")[0] for n in names}
    return [
        {**row, "month": months[n]}
        for n in names
        for row in parquet.ParquetFile(folder / n).read().to_pylist()
    ]


def holds(folder, manifest, table, column, value):
    return any(row[column] == value for row in read_rows(folder, manifest, table))


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from claimtrack.bulk.load import Load, bulk_load
from claimtrack.bulk.wanted import Wanted

class Progress:
    stage, steps = "", 0
    def start(self, stage, total):
        self.stage = stage
        self.fall_at(stage)
    def step(self, note=""):
        self.steps += 1
        self.fall_at(f"{self.stage} {self.steps}")
    def finish(self):
        self.fall_at(f"{self.stage} done")
    def fall_at(self, where):
        if where == sys.argv[3]:
            os.kill(os.getpid(), signal.SIGKILL)

now = lambda: datetime(2026, 3, 1, tzinfo=UTC)
bulk_load(Load(folder=Path(sys.argv[1]), to=Path(sys.argv[2]), wanted=Wanted(), clock=now,
               progress=Progress(), tell=print))
"""


@pytest.mark.slow
@pytest.mark.parametrize("is_new", [True, False], ids=["new", "known"])
def test_killed_anywhere_and_repeated_it_is_whole(demo_db, archive, tmp_path, is_new):
    db = tmp_path / "new.db"
    if not is_new:
        load(archive, db, outlets=("Harbor Wire",))
    for where in ("partitions 1", "partitions 2", "partitions done", "indexes", "indexes done"):
        command = [sys.executable, "-c", KILLED, str(archive), str(db), where]
        done = subprocess.run(command, check=False, capture_output=True)
        has_indexes = is_new or "indexes" not in where
        assert done.returncode == (-signal.SIGKILL if has_indexes else 0), done.stderr
        assert db.exists() is not is_new

    load(archive, db)

    assert kept(db) == kept(demo_db)
    assert schema(db) == schema(demo_db)
    assert faults(db) == [("ok",)]


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on(demo_db, archive, tmp_path):
    db, filled = tmp_path / "new.db", tmp_path / "new.db.loading"
    command = [sys.executable, "-m", "claimtrack", "bulk", "load", str(archive), "--db", str(db)]
    for wait in (0.0, 0.02, 0.05, 0.1, 0.2):
        size = filled.stat().st_size if filled.exists() else -1
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
            while running.poll() is None and (not filled.exists() or filled.stat().st_size == size):
                time.sleep(0.001)
            time.sleep(wait)
            running.kill()

    load(archive, db)

    assert kept(db) == kept(demo_db)
    assert faults(db) == [("ok",)]


@pytest.mark.slow
def test_completed_it_tells_what_import_tells(demo_db, archive, tmp_path):
    done = CliRunner().invoke(
        main, ["bulk", "load", str(archive), "--db", str(tmp_path / "new.db"), "--complete"]
    )
    lists = {
        "entity_list": "name, kind, claims, accused, accuses, articles, outlets",
        "copy_list": "outlet, title, original_outlet, original_title, share, kind, why",
        "story_list": "first_published_at, articles, copies, outlets, independent_outlets",
        "change_list": "kind, before, after, source, title",
    }

    assert done.exit_code == 0, done.output
    assert f"{len(kept(demo_db)['claims'])} claims" in done.output
    with open_database(tmp_path / "new.db") as new, open_database(demo_db) as old:
        for view, columns in lists.items():
            sql = f"select {columns} from {view}"
            assert sorted(new.execute(sql).fetchall()) == sorted(old.execute(sql).fetchall()), view


# --- questions ----------------------------------------------------------------------------------


def ask(folder, sql, form="json"):
    return CliRunner().invoke(main, ["bulk", "query", str(folder), sql, "--format", form])


@pytest.mark.parametrize("view", VIEWS)
def test_views_of_the_parquet_are_those_of_the_database(demo_db, archive, view):
    columns = VIEWS[view].replace("*", "source, source_type, claims, direct, articles, outlets")
    sql = f"select {columns} from {view}"

    asked = ask(archive, sql)

    with open_database(demo_db) as db:
        stored = sorted(repr(list(row)) for row in db.execute(sql).fetchall())
    assert sorted(repr(list(json.loads(x).values())) for x in asked.output.splitlines()) == stored


def test_every_column_of_a_view_is_there(demo_db, archive):
    for view in (*VIEWS, "copy_list"):
        asked = ask(archive, f"select * from {view} limit 1", "csv")
        with open_database(demo_db) as db:
            names = [column[0] for column in db.execute(f"select * from {view}").description]

        assert asked.output.splitlines()[0].split(",") == names


def test_an_answer_is_a_table_csv_or_json(archive):
    sql = "select outlet, claims from article_list where outlet = 'Circuitry' order by url limit 1"
    number = json.loads(ask(archive, sql).output)["claims"]

    assert ask(archive, sql, "csv").output == f"outlet,claims\nCircuitry,{number}\n"
    assert ask(archive, sql, "table").output == f"outlet     claims\nCircuitry  {number}\n"


@pytest.mark.parametrize(
    "sql",
    [
        "create table mine (a int)",
        "copy (select 1) to 'mine.csv'",
        "select 1; drop view claim_list",
        "attach 'mine.db'",
        "set enable_external_access = true",
        "",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('pyproject.toml')",
        "select nothing from claim_list",
        "select from where",
    ],
)
def test_what_writes_or_reads_elsewhere_is_refused_in_one_line(archive, sql):
    before = sorted(archive.rglob("*"))

    asked = ask(archive, sql)

    assert asked.exit_code != 0
    assert not isinstance(asked.exception, AttributeError | TypeError)
    assert sorted(archive.rglob("*")) == before


def test_a_folder_without_partitions_is_told(tmp_path):
    asked = CliRunner().invoke(
        main, ["bulk", "load", str(tmp_path), "--db", str(tmp_path / "x.db")]
    )

    assert asked.exit_code == 1
    assert "holds no partition" in asked.output
    assert not (tmp_path / "x.db").exists()
