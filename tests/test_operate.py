"""Running for years: status for monitors, backups while a run writes, retention, the schedule."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from factories import ScriptedExtractor
from fakes import Answer

from claimtrack import store
from claimtrack.cli import main
from claimtrack.errors import StoreError
from claimtrack.pipeline import reextract


def run(*arguments, **values):
    return CliRunner().invoke(main, [str(a) for a in arguments], **values)


def feeds_file(folder: Path, *urls: str, settings: str = "") -> Path:
    path = folder / "feeds.yaml"
    feeds = "".join(f"\n      - {url}" for url in urls)
    path.write_text(
        f"settings: {{allow_private: [127.0.0.1], host_gap: 0s, timeout: 2s{settings}}}\n"
        f"outlets:\n  - name: A\n    domain: a.example\n    feeds:{feeds}\n"
    )
    return path


def rows(path: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


EMPTY = Answer(b"<rss version='2.0'><channel><title>N</title></channel></rss>")


# --- status -------------------------------------------------------------------------------------


def test_status_is_an_object_for_monitors(tmp_path, web):
    web.pages["/rss"] = EMPTY
    db = tmp_path / "x.db"
    run("ingest", "--feeds", feeds_file(tmp_path, f"{web.url}/rss", f"{web.url}/none"), "--db", db)
    result = run("status", "--json", "--db", db)
    row = json.loads(result.stdout)

    assert result.exit_code == 0
    assert (row["feeds"], row["feeds_failing"], row["open_gaps"]) == (2, 1, 1)
    assert row["failing"][0]["trouble"] == "hard"
    assert row["runs"][0]["state"] == "done"
    assert row["last_ingest_at"] == row["runs"][0]["finished_at"]


def test_a_monitor_learns_when_no_run_was_finished_in_time(tmp_path, web):
    web.pages["/rss"] = EMPTY
    db = tmp_path / "x.db"
    with store.open_database(db):
        pass
    never = run("status", "--db", db, "--max-age", 2)
    run("ingest", "--feeds", feeds_file(tmp_path, f"{web.url}/rss"), "--db", db)
    fresh = run("status", "--db", db, "--max-age", 2)

    assert (never.exit_code, fresh.exit_code) == (1, 0)
    assert "no ingest was finished in the last 2 hours" in never.stderr


def test_the_log_can_be_json(tmp_path, web):
    web.pages["/rss"] = EMPTY
    path = feeds_file(tmp_path, f"{web.url}/rss", f"{web.url}/none")
    result = run("ingest", "--log", "json", "--feeds", path, "--db", tmp_path / "x.db")
    events = [json.loads(line) for line in result.stderr.splitlines()]
    notes = [e["note"] for e in events if e["event"] == "note"]

    assert [e["event"] for e in events if e["stage"] == "feeds"][-1] == "finish"
    assert len(notes) == 1
    assert notes[0].startswith(f"{web.url}/none: http")


# --- backup -------------------------------------------------------------------------------------


def test_a_backup_taken_while_a_run_writes_is_whole(tmp_path, newsroom):
    newsroom.publish(*(f"p{n}" for n in range(60)))
    path, copy = tmp_path / "live.db", tmp_path / "copies" / "copy.db"
    states = []

    def work() -> None:
        with store.open_database(path) as db:
            newsroom.run(db)

    with store.open_database(path):
        pass
    writer = threading.Thread(target=work)
    writer.start()
    while writer.is_alive():
        store.backup(path, copy)
        states.append(rows(copy, "select count(*) from articles")[0][0])
        assert rows(copy, "pragma integrity_check") == [("ok",)]
        assert rows(copy, "pragma foreign_key_check") == []
    writer.join()
    store.backup(path, copy)

    assert states == sorted(states)
    assert rows(copy, "select count(*) from articles") == [(60,)]
    assert [p.name for p in copy.parent.iterdir()] == ["copy.db"]


def test_a_backup_comes_back_and_collecting_goes_on(tmp_path, newsroom):
    newsroom.publish("one", "two")
    path, copy = tmp_path / "live.db", tmp_path / "copy.db"
    with store.open_database(path) as db:
        newsroom.run(db)
    made = run("backup", copy, "--db", path)
    newsroom.publish("one", "two", "three")
    with store.open_database(path) as db:
        newsroom.run(db)
    before = rows(path, "select count(*) from articles")
    back = run("backup", "--restore", copy, "--db", path)
    restored = rows(path, "select count(*) from articles")
    with store.open_database(path) as db:
        counts = newsroom.run(db)

    assert (made.exit_code, back.exit_code) == (0, 0)
    assert (before, restored) == ([(3,)], [(2,)])
    assert counts.articles == 1


def test_a_damaged_copy_is_not_brought_back(tmp_path, newsroom):
    newsroom.publish("one")
    path, copy = tmp_path / "live.db", tmp_path / "copy.db"
    with store.open_database(path) as db:
        newsroom.run(db)
    store.backup(path, copy)
    data = bytearray(copy.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20_000] = b"\xff" * 20_000
    copy.write_bytes(data)
    with pytest.raises(StoreError):
        store.restore(copy, path)

    assert rows(path, "pragma integrity_check") == [("ok",)]
    assert rows(path, "select count(*) from articles") == [(1,)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["backup", "copy.db", "--db", "none.db"], "none.db: no such database"),
        (["backup", "--restore", "none.db", "--db", "x.db"], "none.db: no such file"),
        (["backup", "text.db", "--db", "text.db"], "is the database itself"),
        (["backup", "copy.db", "--db", "text.db"], "this file is not a SQLite database"),
        (["compact", "--db", "none.db"], "none.db: no such database"),
    ],
)
def test_what_cannot_be_copied_is_told(tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    Path("text.db").write_text("no database " * 300)
    result = run(*arguments)

    assert result.exit_code == 1
    assert sentence in result.stderr


# --- retention ----------------------------------------------------------------------------------


def test_old_attempts_and_texts_go_and_claims_stay(db, newsroom):
    newsroom.publish("one", "two")
    newsroom.run(db)
    newsroom.run(db)
    db.execute("update outlets set keep_days = 30")
    early = store.compact(db, now=newsroom.clock.now + timedelta(days=29), fetches_days=90)
    done = store.compact(db, now=newsroom.clock.now + timedelta(days=100), fetches_days=90)
    again = store.compact(db, now=newsroom.clock.now + timedelta(days=100), fetches_days=90)
    texts = db.execute("select text, expired_at is not null from revisions").fetchall()
    newsroom.extractor = ScriptedExtractor("2")
    reextract(db, newsroom.tools())

    assert (early.texts, early.fetches) == (0, 0)
    assert (done.texts, done.fetches) == (2, 1)  # the last attempt for each address stays
    assert (again.texts, again.fetches) == (0, 0)
    assert texts == [("", 1), ("", 1)]
    assert db.execute("select count(*) from claim_list").fetchone() == (2,)
    assert db.execute("select count(*) from revisions_fts where revisions_fts match 'bread'") \
        .fetchone() == (0,)  # fmt: skip
    assert db.execute("select count(*) from articles where revisit_at is not null").fetchone() == (
        0,
    )


def test_the_file_shrinks(tmp_path, newsroom):
    newsroom.publish(*(f"p{n}" for n in range(40)))
    path = tmp_path / "x.db"
    with store.open_database(path) as db:
        newsroom.run(db)
        db.execute("update outlets set keep_days = 1")
        db.execute("update articles set first_seen_at = '2020-01-01T00:00:00Z'")
        db.conn.commit()
    before = path.stat().st_size
    result = run("compact", "--db", path)

    assert result.exit_code == 0
    assert "40 texts deleted" in result.stdout
    assert path.stat().st_size < before


# --- schedule -----------------------------------------------------------------------------------


def test_the_schedule_is_printed_with_whole_paths(tmp_path):
    result = run(
        "schedule", "--db", tmp_path / "x.db", "--feeds", tmp_path / "f.yaml", "--every", 5
    )
    line = next(line for line in result.stdout.splitlines() if line.startswith("*/5 * * * *"))

    assert "ingest --due" in line
    assert f"--db {tmp_path}/x.db" in line
    assert f"--feeds {tmp_path}/f.yaml" in line
    assert "OnCalendar=*:0/5" in result.stdout
    assert "SuccessExitStatus=3" in result.stdout


def test_the_schedule_is_installed_once_and_leaves_other_lines(tmp_path):
    """A program of our own stands for crontab: it keeps what it is given in a file."""
    table = tmp_path / "table"
    table.write_text("0 1 * * * other # job\n")
    fake = tmp_path / "bin" / "crontab"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\nif [ "$1" = -l ]; then cat {table}; else cat > {table}; fi\n')
    fake.chmod(0o755)
    path = f"{fake.parent}{os.pathsep}{os.environ['PATH']}"
    for every in (10, 20):
        result = run(
            "schedule", "--install", "--every", every, "--db", tmp_path / "x.db", env={"PATH": path}
        )
        assert result.exit_code == 0, result.output
    lines = table.read_text().splitlines()

    assert len(lines) == 2
    assert lines[0] == "0 1 * * * other # job"
    assert lines[1].startswith("*/20 * * * *")


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
def test_the_printed_line_runs_in_a_shell(tmp_path, web):
    web.pages["/rss"] = EMPTY
    folder = tmp_path / "a folder with spaces"
    folder.mkdir()
    feeds = feeds_file(folder, f"{web.url}/rss")
    result = run("schedule", "--db", folder / "x.db", "--feeds", feeds)
    line = next(line for line in result.stdout.splitlines() if line.startswith("*/"))
    command = line.split(" ", 5)[5]
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120)

    assert done.returncode == 0
    assert "1 feeds" in (folder / "x.log").read_text()
    assert rows(folder / "x.db", "select count(*) from runs") == [(1,)]
    assert sys.executable in command
