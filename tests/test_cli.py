"""claimtrack.cli: thin doors, clear sentences, the right exit code."""

from __future__ import annotations

import gzip
import json
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from fakes import Answer
from jsonschema import Draft202012Validator

from claimtrack.cli import main

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
STORY = (
    "The mayor denied on Monday that the city had lost any ballots.\n\n"
    "“We counted every one of them,” Mayor Ruth Calloway said."
)
COMMANDS = [
    *("ingest", "import", "reextract", "extract", "explain", "evaluate", "page", "feeds", "serve"),
    *("status", "demo", "backup", "compact", "schedule", "publish", "copies", "stories", "regroup"),
]


def run(*arguments, **values):
    return CliRunner().invoke(main, [str(a) for a in arguments], **values)


def check(schema: str, value: object) -> None:
    Draft202012Validator(json.loads((DOCS / schema).read_text("utf-8"))).validate(value)


def feeds_file(tmp_path, *urls: str) -> Path:
    path = tmp_path / "feeds.yaml"
    feeds = "".join(f"\n      - {url}" for url in urls)
    path.write_text(
        "settings: {allow_private: [127.0.0.1], host_gap: 0s, timeout: 2s}\n"
        f"outlets:\n  - name: A\n    domain: a.example\n    feeds:{feeds}\n"
    )
    return path


def test_every_command_has_a_sentence_and_an_example():
    top = run("--help").output
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", top, re.M)
    for command in [[c] for c in COMMANDS if c != "feeds"] + [
        ["feeds", sub] for sub in ("list", "check", "parse", "resume")
    ]:
        output = run(*command, "--help").output
        assert "Example:  claimtrack" in output


def test_extract_prints_a_line_a_file(tmp_path, extractor):
    path = tmp_path / "story.txt"
    path.write_bytes(STORY.replace("\n", "\r\n").encode())
    missing = tmp_path / "none.txt"
    result = run("extract", "--format", "jsonl", missing, path)
    row = json.loads(result.stdout)
    text = path.read_bytes().decode()
    contents = [text[s:e] for a in row["attributions"] for s, e in a["content"]]

    check("extract.schema.json", row)
    assert row["doc"] == "story"
    assert result.exit_code == 1
    assert f"{missing}: cannot be read: No such file" in result.stderr
    assert any(c.endswith("the city had lost any ballots") for c in contents)
    assert "“We counted every one of them,”" in contents


def test_extract_reads_standard_input():
    result = run("extract", "-", input=STORY)

    assert json.loads(result.stdout)["doc"] == "-"
    assert result.exit_code == 0


def test_explain_shows_claims_with_reasons(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    output = run("explain", path).output

    assert "stance denies" in output
    assert "Ruth Calloway (person) said" in output
    assert "source_name: " in output


def test_import_status_and_explain_by_number(tmp_path):
    db = tmp_path / "x.db"
    row = {"id": "a", "outlet": "A", "title": "Ballots", "date": "2026-03-01", "body_text": STORY}
    lines = tmp_path / "x.jsonl.gz"
    lines.write_bytes(gzip.compress((json.dumps(row) + "\n{\n").encode()))
    check("import.schema.json", row)
    imported = run("import", lines, "--db", db)
    again = run("import", "-", "--db", db, input=lines.read_bytes())
    explained = run("explain", "1", "--db", db)
    status = run("status", "--db", db)

    assert imported.exit_code == 0
    assert "1 new articles" in imported.stdout
    assert "line 2 is not JSON" in imported.stderr
    assert "0 new articles" in again.stdout
    assert "stance denies" in explained.stdout
    assert "1 articles, 1 revisions" in status.stdout


def test_damaged_and_useless_imports_fail(tmp_path):
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(b'{"id": 1, "title": "x"}\n' * 2000)[:60])
    useless = tmp_path / "useless.jsonl"
    useless.write_text("hello\n")

    assert "cut off or damaged" in run("import", cut, "--db", tmp_path / "x.db").stderr
    assert run("import", useless, "--db", tmp_path / "x.db").exit_code == 1
    assert run("import", tmp_path / "none", "--db", tmp_path / "x.db").exit_code == 1


def test_page_prints_the_article(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(f"<html><h1>Ballots</h1><article><p>{STORY * 3}</p></article></html>")
    result = run("page", path, "--url", "https://a.example/ballots")
    row = json.loads(result.stdout)

    check("page.schema.json", row)
    assert (row["title"], row["language"]) == ("Ballots", "en")
    assert row["canonical_url"] == "https://a.example/ballots"


def test_feeds_are_parsed_checked_and_listed(web, tmp_path):
    path = tmp_path / "rss.xml"
    path.write_text(
        "<rss version='2.0'><channel><title>N</title><item><title>x</title>"
        "<link>https://a.example/1</link></item><item><title>y</title></item></channel></rss>"
    )
    parsed = run("feeds", "parse", path)
    checked = run("feeds", "check", path)
    listed = run("feeds", "list", "--feeds", ROOT / "feeds.yaml", "--db", tmp_path / "none.db")
    row = json.loads(parsed.stdout)

    check("feed.schema.json", row)
    assert [entry["url"] for entry in row["entries"]] == ["https://a.example/1", None]
    assert "2 entries, 1 with a link, 0 with a date" in checked.stdout
    assert "never polled" in listed.stdout


def test_ingest_says_when_some_feeds_failed(web, tmp_path):
    web.pages["/rss"] = Answer(b"<rss version='2.0'><channel></channel></rss>")
    db = tmp_path / "x.db"
    good = run("ingest", "--feeds", feeds_file(tmp_path, f"{web.url}/rss"), "--db", db)
    some = feeds_file(tmp_path, f"{web.url}/rss", f"{web.url}/none")
    failed = run("ingest", "--feeds", some, "--db", db)

    assert good.exit_code == 0
    assert failed.exit_code == 3
    assert f"{web.url}/none: http: HTTP status 404" in failed.stderr
    assert "2 feeds (1 unchanged, 1 failed)" in failed.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["ingest", "--feeds", "none.yaml"], 1, "none.yaml: cannot be read: No such file"),
        (["ingest", "--feeds", "broken.yaml"], 1, "broken.yaml: line 1: is no YAML"),
        (["status", "--db", "none.db"], 1, "none.db: no such database; make one with"),
        (["status", "--db", "text.db"], 1, "text.db: this file is not a SQLite database"),
        (["import", "lines", "--db", "folder/x/y.db"], 1, "folder/x/y.db: cannot be used"),
        (["reextract", "--db", "none.db"], 1, "no such database"),
        (["explain", "7", "--db", "none.db"], 1, "no such database"),
        (["extract", "latin.txt"], 1, "latin.txt: is not UTF-8 at byte 3"),
        (["page", "empty.html", "--url", "https://a.example/"], 1, "empty.html: "),
        (["feeds", "parse", "text.db"], 1, "is no feed of a known form"),
        (["feeds", "check", "none.xml"], 1, "no_file: the file cannot be read"),
        (
            ["feeds", "check", "http://127.0.0.1/"],
            1,
            "blocked: robots.txt: 127.0.0.1 has a private",
        ),
        (["evaluate", "."], 1, "holds no text/NAME.txt"),
        (["ingest", "--nonsense"], 2, "No such option"),
        (["page", "empty.html"], 2, "Missing option '--url'"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_bad_input_gets_one_clear_sentence(tmp_path, monkeypatch, arguments, code, sentence):
    monkeypatch.chdir(tmp_path)
    Path("broken.yaml").write_text("outlets: [")
    Path("text.db").write_text("hello " * 200)
    Path("latin.txt").write_bytes("caf\xe9".encode("latin-1"))
    Path("empty.html").write_text("")
    Path("lines").write_text("{}")
    Path("folder").write_text("a file")
    result = run(*arguments)

    assert result.exit_code == code
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_without_weights_the_way_out_is_told(tmp_path, monkeypatch):
    from claimtrack.attribution import weights

    monkeypatch.setattr(weights.load_model, "__defaults__", (tmp_path,))
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    result = run("extract", path)

    assert result.exit_code == 1
    assert "the attribution weights are missing" in result.stderr
    assert "install claimtrack anew" in result.stderr


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_serve_answers_on_its_port(tmp_path):
    db = tmp_path / "x.db"
    row = {"id": "a", "outlet": "A", "title": "Ballots", "body_text": ""}
    run("import", "-", "--db", db, input=json.dumps(row))
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "claimtrack", "serve", "--db", str(db), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        answer = asked(f"http://127.0.0.1:{port}/x/article_list.json?_shape=array")
    finally:
        server.terminate()
        server.wait(10)

    assert [row["title"] for row in json.loads(answer)] == ["Ballots"]


def asked(url: str) -> bytes:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return response.read()
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")


def test_feeds_are_listed_with_their_health_and_resumed(tmp_path, web):
    web.pages["/gone"] = Answer(status=410)
    web.pages["/late"] = Answer(status=503, headers={"Retry-After": "7200"})
    web.pages["/ok"] = Answer(b"<rss version='2.0'><channel><title>N</title></channel></rss>")
    db = tmp_path / "x.db"
    path = feeds_file(tmp_path, *(f"{web.url}/{name}" for name in ("ok", "none", "gone", "late")))
    run("ingest", "--feeds", path, "--db", db)
    listed = run("feeds", "list", "--feeds", path, "--db", db).stdout
    resumed = run("feeds", "resume", f"{web.url}/gone", "--db", db)
    unknown = run("feeds", "resume", f"{web.url}/who", "--db", db)
    states = {
        line.rpartition("/")[2]: " ".join(line[26:48].split()) for line in listed.splitlines()[1:]
    }

    assert states["gone"] == "gone: http"
    assert states["ok"] == "ok"
    assert "never" in next(line for line in listed.splitlines() if "/gone" in line)
    assert resumed.exit_code == 0
    assert (unknown.exit_code, "not a known feed" in unknown.stderr) == (1, True)


def test_a_feed_is_diagnosed(tmp_path, web):
    item = "<item><guid>x</guid><pubDate>Fri, 01 Mar 2999 10:00:00 GMT</pubDate></item>"
    web.pages["/new"] = Answer(
        f"<rss version='2.0'><channel><ttl>60</ttl>{item * 2}</channel></rss>".encode(),
        headers={"ETag": '"1"'},
    )
    web.pages["/old"] = Answer(status=301, headers={"Location": "/new"})
    output = run("feeds", "check", "--allow-private", f"{web.url}/old").stdout

    assert f"moved for good: put {web.url}/new into feeds.yaml" in output
    assert "says how long it stays: ttl 3600 s" in output
    assert "tells when unchanged: yes" in output
    assert "wrong: 2 entries are dated ahead of now" in output
    assert "wrong: 1 entries stand here twice" in output
    assert "wrong: 2 entries have no title" in output
