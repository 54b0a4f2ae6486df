"""Bulk runs without a cluster: what is read of a source, and what a partition holds."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest

pytest.importorskip("warcio", reason="needs claimtrack[cluster]; see make test-all")

from archives import article, page, response, write_jsonl, write_parquet, write_warc
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from warcio.warcwriter import WARCWriter

from claimtrack.bulk.chunks import Chunk, Form, cut, find_sources
from claimtrack.bulk.partitions import load_manifests, sweep, write_partition
from claimtrack.bulk.records import read_records
from claimtrack.bulk.tables import TABLES
from claimtrack.bulk.work import Order, Unfit, do, extractor_version
from claimtrack.cli import main
from claimtrack.errors import InputError

pytestmark = [
    pytest.mark.slow,
    # warcio's writer leaves its own to the collector
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in. <function Spooled"),
]

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "data"


def chunks_by(path: Path, step: int) -> list[Chunk]:
    """The file cut every so many bytes or rows."""
    (source,) = find_sources([str(path)])
    length = max(source.size, 40_000) if source.form is not Form.PARQUET else 100
    starts = range(0, length, step)
    return [
        Chunk(
            uri=source.uri,
            form=source.form,
            size=source.size,
            start=start,
            stop=None if start == starts[-1] else start + step,
        )
        for start in starts
    ]


def read(path: Path, step: int = 10**9) -> list[tuple[int | None, str | None]]:
    """Place, and key or reason of every record, in order; None for those passed over."""
    return [
        (r.place, r.sighting.key if r.sighting else r.reason)
        for chunk in chunks_by(path, step)
        for r in read_records(chunk, seen_at=AT)
    ]


# --- cutting ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def archives(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("archives")
    rows = [article(n) for n in range(20)]
    lines = [*rows[:9], "", "{broken", *rows[9:]]
    files = {
        "jsonl": write_jsonl(folder / "a.jsonl", lines),
        "jsonl.gz": write_jsonl(folder / "a.jsonl.gz", lines),
        "parquet": write_parquet(folder / "a.parquet", rows, group=6),
        "warc": folder / "a.warc",
        "warc.gz": folder / "a.warc.gz",
    }
    write_warc(files["warc"], 12)
    write_warc(files["warc.gz"], 12)
    return files


@pytest.mark.parametrize("form", ["jsonl", "jsonl.gz", "warc", "warc.gz"])
@given(step=st.integers(150, 30_000))
def test_wherever_a_file_is_cut_each_record_is_read_once_and_in_order(archives, form, step):
    whole = read(archives[form])

    assert len(whole) >= 21
    assert read(archives[form], step) == whole


@given(step=st.integers(1, 30))
def test_wherever_parquet_is_cut_each_row_is_read_once(archives, step):
    assert read(archives["parquet"], step) == [(n, f"id:a{n}") for n in range(20)]


def test_a_name_may_be_a_file_a_folder_or_a_pattern_and_no_file_is_read_twice(archives):
    folder = archives["warc"].parent
    names = [str(folder), str(folder / "*.jsonl"), str(archives["warc"])]
    found = find_sources(names)

    assert {source.form for source in found} == set(Form)
    assert len(found) == 5


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nothing.jsonl", "cannot be read: No such file"),
        ("x.csv", "is of no known form; it must end in .jsonl"),
        ("empty", "holds no file that ends in .jsonl"),
        ("*.warc", "holds no file that ends in .jsonl"),
        ("ftps://a.example/b.jsonl", "cannot be read: Protocol not known: ftps"),
    ],
)
def test_a_source_that_cannot_be_used_is_told(tmp_path, name, reason):
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.csv").touch()
    with pytest.raises(InputError, match=reason):
        find_sources([name if "://" in name else str(tmp_path / name)])


def test_a_file_is_cut_into_parts_of_about_so_many_articles(tmp_path):
    rows = [article(n, body_text="word " * 800) for n in range(100)]
    plain = find_sources([str(write_jsonl(tmp_path / "a.jsonl", rows))])[0]
    packed = find_sources([str(write_jsonl(tmp_path / "a.jsonl.gz", rows))])[0]

    assert len(list(cut(plain, 10))) == len(list(cut(packed, 10))) == 11
    assert len(list(cut(plain, 1000))) == 1


# --- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(("at", "step"), [(15, 10**9), (60, 10**9), (60, 100), (300, 700)])
def test_a_damaged_record_of_a_packed_warc_costs_itself_alone(tmp_path, at, step):
    path = tmp_path / "a.warc.gz"
    places = write_warc(path, 5)
    data = bytearray(path.read_bytes())
    data[places[2] + at : places[2] + at + 30] = b"x" * 30
    path.write_bytes(data)
    found = read(path, step)

    assert [what for _, what in found if what and what.startswith("https")] == [
        f"https://ledger.example/{n}" for n in (0, 1, 3, 4)
    ]
    ((place, reason),) = [f for f in found if f[1] and not f[1].startswith("https")]
    assert place == places[2]
    assert "damaged" in reason


@pytest.mark.parametrize("step", [900, 10**9])
@pytest.mark.parametrize("after", [20, 250])
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_warc_that_is_cut_off_says_so_at_its_last_record(tmp_path, name, after, step):
    path = tmp_path / name
    places = write_warc(path, 5)
    path.write_bytes(path.read_bytes()[: places[4] + after])
    found = read(path, step)

    assert found[-1][0] == places[4]
    assert "is cut off" in found[-1][1] or "damaged" in found[-1][1]
    assert [what for _, what in found[:-1] if what] == [
        f"https://ledger.example/{n}" for n in range(4)
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.warc", b"no archive\n" * 9, "is no WARC from byte 0 on: Unknown archive format"),
        ("a.warc.gz", gzip.compress(b"no archive\n"), "begins no WARC record that is compressed"),
        ("a.jsonl.gz", b"not packed", "is cut off or damaged: Not a gzipped file"),
        ("a.jsonl.gz", gzip.compress(b"{}\n" * 999)[:-9], "is cut off or damaged: "),
        ("a.parquet", b"not parquet at all", "is cut off or damaged: Parquet magic bytes"),
    ],
)
def test_a_file_that_is_none_of_its_kind_says_so(tmp_path, name, data, reason):
    (tmp_path / name).write_bytes(data)
    place, told = read(tmp_path / name)[-1]

    assert place is None
    assert told.startswith(reason)


def test_pages_that_are_no_articles_to_be_read_are_told(tmp_path):
    path = tmp_path / "a.warc.gz"
    html = page(1).encode()
    reserved = html.replace(b"<head>", b'<head><meta name="tdm-reservation" content="1">')
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, body, more in (
            ("https://a.example/good", html, {}),
            ("https://a.example/moved", html, {"status": "301 Moved"}),
            ("https://a.example/packed", b"?", {"headers": [("Content-Encoding", "br")]}),
            (
                "https://a.example/zipped",
                gzip.compress(html),
                {"headers": [("Content-Encoding", "gzip")]},
            ),
            ("https://a.example/reserved", reserved, {}),
            ("https://a.example/header", html, {"headers": [("X-Robots-Tag", "noai")]}),
            ("https://a.example/empty", b"<html></html>", {}),
        ):
            writer.write_record(response(writer, url, body, **more))
    found = [what for _, what in read(path)]

    assert found[:4] == [
        "https://a.example/good",
        None,
        "https://a.example/packed: is packed as br, which is not read",
        "https://a.example/zipped",
    ]
    assert [what.partition(": ")[2].partition(":")[0] for what in found[4:]] == [
        "reserved",
        "reserved",
        "not_a_page",
    ]


def test_a_line_that_is_too_long_costs_itself_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("claimtrack.bulk.records._LONGEST", 500)
    rows = [article(0, sentences=1), article(1, sentences=30), article(2, sentences=1)]
    found = [what for _, what in read(write_jsonl(tmp_path / "a.jsonl", rows))]

    assert found == ["id:a0", "is longer than 500 bytes", "id:a2"]


# --- partitions ---------------------------------------------------------------------------------


def order(chunk: Chunk, folder: Path) -> Order:
    return Order(chunk=chunk, folder=folder, seen_at=AT, extractor=extractor_version(), seconds=600)


def make(path: Path, folder: Path, step: int = 10**9) -> None:
    for chunk in chunks_by(path, step):
        do(order(chunk, folder))


def rows_of(folder: Path, table: str) -> list[dict]:
    """The rows of the partitions that are done, by what their manifests list."""
    rows = []
    for path in sorted((folder / "manifest").glob("*.json")):
        for name in json.loads(path.read_text("utf-8"))["files"]:
            if name.startswith(f"{table}/"):
                rows += parquet.ParquetFile(folder / name).read().to_pylist()
    return rows


# Columns of the database that no Parquet table has, since row ids and what is compared, joined,
# corrected or collected later stand in them.
LEFT_OUT = {
    "articles": {
        *("id", "story", "copy_of", "published_origin_", "feed_published_at", "feed_precision"),
        *("visits", "visited_at", "revisit_at", "visit_url", "etag", "last_modified"),
        *("visit_failures", "rights", "state", "state_at"),
    },
    "revisions": {"id", "run", "expired_at"},
    "mentions": {"id", "entity"},
    "claims": {"id", "story", "copy_of", "source_entity", "review", "extracted"},
    "responsibility_claims": {
        *("id", "story", "copy_of", "accused_entity", "accuser_entity", "review", "extracted"),
    },
}
ADDED = {"urls", "partition", "place", "number"}
SEEN = {"first_seen_at", "seen_at"}  # import and bulk run at different times
REWRITTEN = {
    "articles": "select t.*, r.hash as revision from articles t"
    " join revisions r on r.id = t.revision",
    "revisions": "select t.*, a.key as article, p.hash as from_revision, n.extractor"
    " from revisions t join articles a on a.id = t.article"
    " left join revisions p on p.id = t.from_revision"
    " left join analyses n on n.revision = t.id",
    "mentions": "select t.*, coalesce(t.kind, e.kind) as kind, coalesce(t.name, e.name) as name,"
    " a.key as article, r.hash as revision from mentions t join entities e on e.id = t.entity"
    " join revisions r on r.id = t.revision join articles a on a.id = r.article",
    "claims": "select t.*, a.key as article, r.hash as revision from claims t"
    " join articles a on a.id = t.article join revisions r on r.id = t.revision",
    "responsibility_claims": "select t.*, a.key as article, r.hash as revision, c.key as claim"
    " from responsibility_claims t join articles a on a.id = t.article"
    " join revisions r on r.id = t.revision left join claims c on c.id = t.claim",
}


def imported(source: Path, folder: Path) -> sqlite3.Connection:
    db = folder / "imported.db"
    done = CliRunner().invoke(main, ["import", str(source), "--db", str(db)])
    assert done.exit_code == 0, done.output
    connection = sqlite3.connect(db)
    connection.row_factory = sqlite3.Row
    return connection


def plain(rows: list[dict], drop: set[str]) -> list[str]:
    """Rows that can be compared, whatever their order."""
    kept = ({k: v for k, v in row.items() if k not in drop} for row in rows)
    return sorted(json.dumps(row, sort_keys=True) for row in kept)


def assert_equal(db: sqlite3.Connection, folder: Path) -> int:
    """Every row and field is that of the import; how many rows were compared."""
    compared = 0
    for table, sql in REWRITTEN.items():
        names = {c[0] for t in TABLES if t.name == table for c in t.columns}
        # the last of two columns of one name wins: the rewritten one
        expected = [dict(zip(row.keys(), row, strict=True)) for row in db.execute(sql)]
        found = rows_of(folder, table)
        assert plain(found, ADDED | SEEN) == plain(
            [{k: v for k, v in row.items() if k in names} for row in expected], ADDED | SEEN
        ), table
        compared += len(found)
    return compared


def test_rows_equal_those_of_an_import_field_by_field(tmp_path):
    rows = [article(n) for n in range(24)]
    edited = article(3, title="Dam 3 is safe", body_text="The mayor said that the dam was safe.")
    german = article(30, body_text="Der Minister sagte, dass der Damm nicht sicher sei. " * 5)
    headline = article(31, sentences=0)
    linked = article(32, id=None, url="https://ledger.example/32?utm_source=x")
    rows = [*rows[:4], edited, *rows[4:], german, headline, linked, rows[7], "{"]
    source = write_jsonl(tmp_path / "a.jsonl", rows)
    make(source, tmp_path / "one")
    make(source, tmp_path / "many", 9_000)
    db = imported(write_jsonl(tmp_path / "b.jsonl", rows[:-1]), tmp_path)

    assert_equal(db, tmp_path / "one")
    assert len(rows_of(tmp_path / "one", "claims")) > 100
    assert len(rows_of(tmp_path / "one", "revisions")) == 28
    assert len(list((tmp_path / "many/manifest").iterdir())) > 1
    for table in ("mentions", "claims", "responsibility_claims"):
        one, many = (rows_of(tmp_path / name, table) for name in ("one", "many"))
        assert set(plain(one, {"partition"})) == set(plain(many, {"partition"}))


def test_urls_and_order_are_kept(tmp_path):
    rows = [article(n, id=None, url=f"https://ledger.example/{n}") for n in range(4)]
    make(write_jsonl(tmp_path / "a.jsonl", rows), tmp_path / "out")
    articles, claims = (rows_of(tmp_path / "out", name) for name in ("articles", "claims"))

    assert {a["key"]: a["urls"] for a in articles} == {
        f"https://ledger.example/{n}": f'["https://ledger.example/{n}"]' for n in range(4)
    }
    assert sorted(a["place"] for a in articles) == [p for p, _ in read(tmp_path / "a.jsonl")]
    for row in articles:
        numbers = [c["number"] for c in claims if c["article"] == row["key"]]
        assert numbers == list(range(1, row["claims"] + 1))


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora lie beside few checkouts")
def test_rows_of_two_thousand_real_articles_equal_those_of_an_import(tmp_path):
    path = CORPORA / "events_gunviolence/gva_incidents.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows = list({row.get("url") or row["id"]: row for row in rows if row.get("body_text")}.values())
    shortest = sorted(rows, key=lambda row: len(row["body_text"]))[:2000]
    source = write_jsonl(tmp_path / "a.jsonl", shortest)
    beside = get_context("spawn").Process(target=make, args=(source, tmp_path / "out", 500_000))
    beside.start()
    db = imported(source, tmp_path)
    beside.join()

    assert beside.exitcode == 0
    assert len(list((tmp_path / "out/manifest").iterdir())) > 3
    assert assert_equal(db, tmp_path / "out") > 20_000


@pytest.mark.parametrize("table", sorted(REWRITTEN))
def test_a_column_of_the_database_is_kept_or_left_out_on_purpose(db, table):
    """A new migration decides it."""
    columns = {column.name for column in db[table].columns}
    kept = {name for t in TABLES if t.name == table for name, _ in t.columns}

    assert columns - kept - LEFT_OUT[table] == set()
    assert kept - columns - ADDED <= {"extractor", "article", "claim"}


def test_files_lie_by_month_and_rejects_name_their_place(tmp_path):
    rows = [article(0), "{broken", article(6)]
    make(write_jsonl(tmp_path / "a.jsonl", rows), tmp_path / "out")
    out = tmp_path / "out"
    (reject,) = rows_of(out, "rejects")
    place = len(json.dumps(article(0))) + 1

    assert {p.parent.name for p in out.glob("claims/*/*")} == {"month=2014-01", "month=unknown"}
    assert (reject["file"], reject["record"]) == ((tmp_path / "a.jsonl").as_uri(), place)
    assert reject["reason"].startswith("is not JSON")


def test_a_partition_written_twice_has_the_same_bytes(tmp_path):
    source = write_jsonl(tmp_path / "a.jsonl", [article(n) for n in range(5)])
    make(source, tmp_path / "one")
    make(source, tmp_path / "two")

    assert content(tmp_path / "one") == content(tmp_path / "two")


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.startswith("run.json")
    }


def test_a_partition_that_cannot_be_written_is_not_there_at_all(tmp_path):
    source = write_jsonl(tmp_path / "a.jsonl", [article(n) for n in range(5)])
    (tmp_path / "out").mkdir()
    (tmp_path / "out/revisions").write_text("a file where a folder is to be")
    with pytest.raises(Unfit, match=r"worker : cannot write to .*out: "):
        make(source, tmp_path / "out")
    done = sweep(tmp_path / "out")

    assert done == {}
    assert [p.name for p in (tmp_path / "out").rglob("*") if p.is_file()] == ["revisions"]


def test_what_has_no_manifest_or_lacks_a_file_is_made_anew(tmp_path):
    rows = [article(n) for n in range(12)]
    source = write_jsonl(tmp_path / "a.jsonl", rows)
    make(source, tmp_path / "calm", 1500)
    shutil.copytree(tmp_path / "calm", tmp_path / "out")
    manifests = sorted((tmp_path / "out/manifest").iterdir())
    manifests[0].unlink()
    lacking = json.loads(manifests[1].read_text("utf-8"))
    (tmp_path / "out" / next(iter(lacking["files"]))).unlink()
    (tmp_path / "out/.writing/x").mkdir(parents=True)
    done = sweep(tmp_path / "out")
    left = {p.stem for p in (tmp_path / "out").rglob("*") if p.is_file()}
    for chunk in chunks_by(source, 1500):
        if chunk.partition not in done:
            do(order(chunk, tmp_path / "out"))

    assert len(done) == len(manifests) - 2 > 0
    assert left == set(done)
    assert content(tmp_path / "out") == content(tmp_path / "calm")


def test_a_manifest_tells_input_counts_version_and_sums(tmp_path):
    source = write_jsonl(tmp_path / "a.jsonl", [article(1), article(1), "["])
    (chunk,) = chunks_by(source, 10**9)
    counts = do(order(chunk, tmp_path / "out"))
    path = tmp_path / f"out/manifest/{chunk.partition}.json"
    manifest = json.loads(path.read_text("utf-8"))

    assert manifest["input"] == {
        "uri": source.as_uri(),
        "form": "jsonl",
        "size": source.stat().st_size,
        "start": 0,
        "stop": None,
    }
    assert manifest["counts"] == counts
    assert (counts["records"], counts["articles"], counts["rejects"]) == (3, 1, 1)
    assert manifest["extractor"] == extractor_version()
    assert manifest["files"]["articles/month=2014-02/" + chunk.partition + ".parquet"]["rows"] == 1


def test_a_worker_with_another_extractor_is_unfit(tmp_path):
    source = write_jsonl(tmp_path / "a.jsonl", [article(1)])
    (chunk,) = chunks_by(source, 10**9)
    other = Order(chunk=chunk, folder=tmp_path, seen_at=AT, extractor="old", seconds=60)
    with pytest.raises(Unfit, match=r"worker tcp://x: has extractor .*, not old"):
        do(other, worker="tcp://x")


def test_an_empty_source_makes_a_partition_without_files(tmp_path):
    (tmp_path / "a.jsonl").touch()
    make(tmp_path / "a.jsonl", tmp_path / "out")
    (manifest,) = load_manifests(tmp_path / "out")

    assert (manifest["files"], manifest["counts"]["records"]) == ({}, 0)


def test_write_partition_needs_every_table(tmp_path):
    with pytest.raises(KeyError):
        write_partition(tmp_path, "x", {"articles": []}, {})
