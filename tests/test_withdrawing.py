"""Withdrawals: what is withdrawn is gone from every file, and stays away whatever comes after."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from factories import AT, ScriptedExtractor, sighting
from newsroom import WORDS

from claimtrack import pipeline, store
from claimtrack.cli import main
from claimtrack.cli.tools import verdicts_beside
from claimtrack.masking import BLOT, HIDDEN, Marks, blot, mark_whole, mark_words
from claimtrack.models import Span, Watch
from claimtrack.store.verdicts import open_verdicts

CONTENT = "hackers attacked the studio"
OTHER = (
    "The bureau said that hackers attacked the studio. Mara Lindqvist kept the keys. "
    + " ".join(
        f"Baker number {n} told Lindqvist at {n} that bread had sold out and that rain was near."
        for n in range(12)
    )
)


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def good(*arguments):
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, byte for byte, but for locks and the empty logs of databases."""
    files = {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}
    return {
        name: held for name, held in files.items() if held and name[-4:] not in ("lock", "-shm")
    }


def rows(path: Path, sql: str, *values) -> list[tuple]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql, values).fetchall()


class House:
    """A newsroom with everything made from its database: published, alerts, backup, ledger."""

    def __init__(self, newsroom, folder: Path) -> None:
        self.newsroom, self.folder = newsroom, folder
        self.db = folder / "x.db"
        self.public, self.backup = folder / "public.db", folder.parent / "old-backup.db"
        settings = newsroom.config.settings
        newsroom.config = type(newsroom.config)(
            outlets=newsroom.config.outlets,
            settings=type(settings)(alerts_file=str(folder / "alerts.xml")),
            watches=(Watch(name="W", words=("studio", "bread", "keys")),),
        )

    def ingest(self) -> None:
        with store.open_database(self.db) as db:
            self.newsroom.run(db)

    def publish(self) -> None:
        good("publish", "--db", self.db, "--to", self.public, "--contact", "desk@a.example")

    def reextract(self, version: str = "2") -> None:
        self.newsroom.extractor = ScriptedExtractor(version)
        with store.open_database(self.db) as db:
            pipeline.reextract(db, self.newsroom.tools())

    def everything_again(self) -> None:
        """All that could bring words back."""
        self.ingest()
        self.reextract()
        good("regroup", "--db", self.db)
        self.publish()
        good("backup", "--restore", self.backup, "--db", self.db)
        self.ingest()
        self.reextract("3")
        self.publish()

    def raw(self) -> bytes:
        return b"".join(p.read_bytes() for p in sorted(self.folder.iterdir()) if p.is_file())

    def holds(self, words: str) -> bool:
        return words.lower().encode() in self.raw().lower()


@pytest.fixture
def house(newsroom, tmp_path):
    folder = tmp_path / "house"
    folder.mkdir()
    house = House(newsroom, folder)
    newsroom.publish("one", "two")
    newsroom.web.pages["/two"] = newsroom.page("two", OTHER)
    house.ingest()
    house.publish()
    good("backup", house.backup, "--db", house.db)
    assert house.holds(CONTENT)
    return house


def withdraw(house, kind, what, reason="asked for by those concerned"):
    return good("withdraw", kind, what, "--reason", reason, "--who", "ann", "--db", house.db)


def key_of(house, title):
    return rows(house.db, "select key from claims where title = ?", title)[0][0]


# --- a claim ------------------------------------------------------------------------------------


def test_a_withdrawn_claim_is_gone_at_once_and_stays_away(house):
    for title in ("On one", "On two"):
        withdraw(house, "claim", key_of(house, title))

    assert not house.holds(CONTENT)
    assert rows(house.db, "select count(*) from claim_list") == [(0,)]
    assert rows(house.db, "select count(*) from responsibility_list") == [(0,)]
    assert rows(house.db, "select count(*) from alert_list") == [(0,)]
    assert rows(house.public, "select count(*) from claim_list") == [(0,)]
    found = "select count(*) from {0} where {0} match 'hackers'"
    for index in ("claims_fts", "revisions_fts"):
        assert rows(house.db, found.format(index)) == [(0,)]
    assert b"hackers" not in (house.folder / "alerts.xml").read_bytes()

    house.everything_again()

    assert not house.holds(CONTENT)
    assert rows(house.db, "select count(*) from claim_list") == [(0,)]
    assert rows(house.db, "select count(*), min(revisions) from articles") == [(2, 1)]


def test_a_few_words_are_withdrawn_in_their_own_article_alone(house):
    withdraw(house, "claim", key_of(house, "On one"))

    assert [r[0] for r in rows(house.db, "select title from claim_list")] == ["On two"]


def test_many_words_are_withdrawn_in_copies_too(house):
    words = "the clerk had burnt nine ledgers in the yard behind the mill"
    marks = Marks([mark_words(words)])

    assert marks.blotted(f"He said {words}.", article="any") == f"He said {BLOT * len(words)}."


def test_offsets_into_a_text_hold_after_a_withdrawal(house):
    before = rows(house.db, "select id, length(text), hash from revisions order by id")
    withdraw(house, "claim", key_of(house, "On one"))

    assert rows(house.db, "select id, length(text), hash from revisions order by id") == before


# --- an article, an outlet ----------------------------------------------------------------------


def test_a_withdrawn_article_is_deleted_and_not_collected_again(house):
    url = house.newsroom.web.url
    withdraw(house, "article", f"{url}/two")
    pages = house.newsroom.web.paths().count("/two")

    assert rows(house.db, "select title from article_list") == [("On one",)]
    assert not house.holds("Mara Lindqvist")
    house.everything_again()

    assert rows(house.db, "select title from article_list") == [("On one",)]
    assert rows(house.public, "select title from article_list") == [("On one",)]
    assert not house.holds("Mara Lindqvist")
    assert not house.holds(f"{url}/two")
    assert house.newsroom.web.paths().count("/two") == pages


def test_a_story_outlives_its_first_article(house):
    with store.open_database(house.db) as db:
        db.execute("update articles set story = 1")
        db.execute("update claims set story = 1")
        db.execute("delete from stories where id = 2")
        db.execute("update stories set articles = 2")
    withdraw(house, "article", 1)

    assert rows(house.db, "select id, title, articles from stories") == [(2, "On two", 1)]
    assert rows(house.db, "select story from articles") == [(2,)]
    assert rows(house.db, "pragma foreign_key_check") == []


def test_a_withdrawn_outlet_is_not_collected_again(house):
    withdraw(house, "outlet", "Alpha")
    house.everything_again()

    for path in (house.db, house.public):
        for table in ("articles", "outlets", "feeds", "claims", "feed_entries", "alerts"):
            assert rows(path, f"select count(*) from {table}") == [(0,)]
    assert not house.holds(CONTENT)


# --- a person -----------------------------------------------------------------------------------


def test_a_withdrawn_person_is_named_nowhere(house):
    about = good("about", "mara LINDQVIST", "--db", house.db)
    withdraw(house, "person", "Mara Lindqvist")

    assert "Mara Lindqvist kept the keys" in about.stdout
    for _ in range(2):
        assert not house.holds("Lindqvist")
        assert good("about", "Lindqvist", "--db", house.db).stdout == ""
        assert rows(house.db, "select count(*) from article_list") == [(2,)]
        assert rows(house.db, "select count(*) from claim_list where title = 'On two'") == [(1,)]
        house.everything_again()


def test_a_surname_alone_is_blotted_where_the_full_name_stands():
    name = mark_words("Mara Lindqvist")
    marks = Marks([name, mark_words("Lindqvist", beside=name.hash)])

    assert marks.blotted("Lindqvist met Mara Lindqvist.") == f"{BLOT * 9} met {BLOT * 14}."
    assert marks.blotted("Lindqvist is a common name.") == "Lindqvist is a common name."
    assert marks.blotted("MARA  LINDQVIST’s keys") == f"{BLOT * 15}’s keys"


def test_an_address_that_holds_a_withdrawn_name_is_not_kept(house):
    slug = "mara-lindqvist-arrested"
    house.newsroom.publish("one", slug, words=OTHER)
    house.ingest()
    assert house.holds(slug)
    withdraw(house, "person", "Mara Lindqvist")
    house.ingest()

    assert not house.holds(slug)
    assert not house.holds("Lindqvist")


def test_a_withdrawn_person_is_taken_out_of_verdicts_too(house):
    beside = verdicts_beside(house.db, is_demo=False)
    address = "https://a.example/mara-lindqvist"
    with open_verdicts(beside) as db:
        db.execute(
            "insert into verdicts (claim_group, checker, rating, text, evidence, claims, articles,"
            " recorded_at) values (1, 'ann', 'false', 'Mara Lindqvist denies it.', '[]', '[]', ?,"
            " '2026-03-01T12:00:00Z')",
            [f'["{address}"]'],
        )
    withdraw(house, "person", "Mara Lindqvist")

    assert b"Lindqvist" not in beside.read_bytes()
    assert b"lindqvist" not in beside.read_bytes()
    assert rows(beside, "select rating, json_array_length(articles) from verdicts") == [
        ("false", 1)
    ]


@pytest.mark.parametrize("kind", ["article", "outlet"])
def test_withdrawn_addresses_are_hidden_in_verdicts_too(house, kind):
    url = f"{house.newsroom.web.url}/two"
    beside = verdicts_beside(house.db, is_demo=False)
    kept = "https://other.example/x"
    with open_verdicts(beside) as db:
        links = json.dumps([{"url": url, "words": "its page"}, {"url": kept, "words": ""}])
        db.execute(
            "insert into verdicts (claim_group, checker, rating, text, evidence, claims, articles,"
            " recorded_at) values (1, 'ann', 'false', 'No.', ?, '[]', ?, '2026-03-01T12:00:00Z')",
            [links, json.dumps([url, kept])],
        )
    old = beside.read_bytes()
    withdraw(house, kind, url if kind == "article" else "Alpha")
    ((evidence, articles),) = rows(beside, "select evidence, articles from verdicts")

    assert not house.holds(f"{url}")
    assert [link["url"] for link in json.loads(evidence)][1] == kept
    assert json.loads(articles)[1] == kept
    assert json.loads(articles)[0].startswith(HIDDEN)
    if kind == "article":  # an old copy put back loses them again
        beside.write_bytes(old)
        house.publish()
        assert not house.holds(f"{url}")


# --- exports ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("claim", {"claim_list", "responsibility_list"}),
        ("article", {"article_list", "claim_list", "responsibility_list"}),
        ("outlet", {"article_list", "claim_list", "outlet_list", "responsibility_list"}),
        ("person", set()),
    ],
)
def test_files_that_were_exported_before_are_named(house, kind, files):
    folder = house.folder.parent / "export"
    good("export", "--db", house.db, "--to", folder)
    what = {
        "claim": key_of(house, "On two"),
        "article": f"{house.newsroom.web.url}/two",
        "outlet": "Alpha",
        "person": "Mara Lindqvist",  # whose name stands in no view
    }[kind]
    told = withdraw(house, kind, what).stderr

    assert {Path(line.split(": ", 1)[1]).stem for line in told.splitlines()} >= files
    assert bool(told) == bool(files)


# --- the log, the ledger, restoring -------------------------------------------------------------


def test_the_public_log_tells_all_but_the_words_and_who(house):
    withdraw(house, "claim", key_of(house, "On one"), reason="the bureau took it back")
    withdraw(house, "person", "Mara Lindqvist")
    house.publish()
    log = "select action, kind, outlet, reason from correction_list order by correction"
    expected = [
        ("withdraw", "claim", "Alpha", "the bureau took it back"),
        ("withdraw", "person", None, "asked for by those concerned"),
    ]

    assert rows(house.db, log) == rows(house.public, log) == expected
    assert "withdraw person: asked for" in good("withdrawals", "--db", house.db).stdout
    assert rows(house.public, "select count(*) from withdrawals") == [(0,)]
    assert b"ann" not in b"".join(
        str(v).encode() for r in rows(house.public, "select * from corrections") for v in r
    )


def test_a_database_without_its_ledger_makes_it_anew(house):
    withdraw(house, "person", "Mara Lindqvist")
    ledger = house.folder / "x.reviews.db"
    ledger.unlink()
    with store.open_database(house.db):
        pass
    good("backup", "--restore", house.backup, "--db", house.db)

    assert not house.holds("Lindqvist")


def test_the_words_come_back_when_a_restored_claim_is_fetched_again(house):
    key = key_of(house, "On one")
    withdraw(house, "claim", key)
    back = good("restore", "claim", key, "--reason", "it was right", "--db", house.db)
    house.ingest()

    assert "1 to be fetched again" in back.stdout
    assert rows(house.db, "select key from claims where title = 'On one'") == [(key,)]
    assert rows(house.db, "select count(*) from revisions where text like ?", f"%{BLOT}%") == [(0,)]
    log = "select action, kind from correction_list order by correction"
    assert rows(house.db, log) == [("withdraw", "claim"), ("restore", "claim")]


@pytest.mark.parametrize("kind", ["article", "outlet", "person"])
def test_the_words_come_back_from_a_backup(house, kind):
    url = f"{house.newsroom.web.url}/two"
    what = {"article": url, "outlet": "Alpha", "person": "Mara Lindqvist"}[kind]
    before = rows(
        house.db,
        "select key, hash, text from articles a, revisions r on r.id = a.revision order by key",
    )
    withdraw(house, kind, what)
    good("restore", kind, what, "--reason", "in error", "--db", house.db, "--from", house.backup)

    assert before == rows(
        house.db,
        "select key, hash, text from articles a, revisions r on r.id = a.revision order by key",
    )
    assert rows(house.db, "select count(*) from claim_list")[0][0] > 0


def test_what_was_restored_is_not_purged_from_an_old_backup(house):
    url = f"{house.newsroom.web.url}/two"
    withdraw(house, "article", url)
    good("restore", "article", url, "--reason", "in error", "--db", house.db)
    good("backup", "--restore", house.backup, "--db", house.db)

    assert rows(house.db, "select count(*) from article_list") == [(2,)]


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("claim", "ffff", "--reason", "x"), 1, "no such claim"),
        (("claim", "999", "--reason", "x"), 1, "no such claim"),
        (("article", "999", "--reason", "x"), 1, "no article with this number or URL"),
        (("outlet", "Nobody", "--reason", "x"), 1, "no outlet of this name"),
        (("person", "!", "--reason", "x"), 1, "a name needs words"),
        (("person", "Mara Lindquist", "--reason", "x"), 1, "nothing that is held names"),
        (("person", "Mara Lindqvist"), 2, "Missing option '--reason'"),
        (("person", "Mara Lindqvist", "--reason", " "), 1, "a reason is needed"),
        (("person", "Mara Lindqvist", "--reason", "M. Mara Lindqvist asked"), 1, "public log"),
        (("thing", "x", "--reason", "x"), 2, "is not one of"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(tmp_path, arguments, code, message):
    path = tmp_path / "x.db"
    with store.open_database(path) as db:
        store.save_sighting(db, store.start_run(db, "t", version="1", at=AT), sighting(text=OTHER))
    before = files_of(tmp_path)
    result = run("withdraw", *arguments, "--db", path)

    assert result.exit_code == code
    assert message in result.output
    assert files_of(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("restore", "person", "Mara Lindqvist", "--reason", "x"), 1, "is not withdrawn"),
        (("restore", "claim", "ffff", "--reason", "x"), 1, "is not withdrawn"),
        (("restore", "outlet", "Alpha"), 2, "Missing option '--reason'"),
        (("restore", "article", "x", "--reason", "x", "--from", "none.db"), 1, "no such file"),
        (("about", "!"), 1, "a name needs words"),
        (("review", "list", "999"), 1, "no such claim"),
        (("review", "wrong", "r999"), 1, "no such claim"),
        (("gold", "gold"), 1, "was found right or corrected yet"),
    ],
)
def test_bad_input_leaves_every_file_as_it_was(house, monkeypatch, arguments, code, message):
    monkeypatch.chdir(house.folder.parent)
    before = files_of(house.folder)
    result = run(*arguments, "--db", house.db)

    assert result.exit_code == code
    assert message in result.output
    assert files_of(house.folder) == before


def test_a_person_whom_nothing_names_yet_can_be_withdrawn_ahead(house):
    good("withdraw", "person", "Ute Varga", "--reason", "x", "--ahead", "--db", house.db)
    house.newsroom.publish("three", words=f"Ute Varga sold the ledger. {WORDS}")
    house.ingest()

    assert not house.holds("Varga")
    assert len(rows(house.db, "select 1 from article_list")) == 3


def test_only_what_is_withdrawn_can_be_restored(house):
    result = run("restore", "person", "Mara Lindqvist", "--reason", "x", "--db", house.db)

    assert result.exit_code == 1
    assert "is not withdrawn" in result.output


def test_no_copy_of_a_database_is_told(house, tmp_path):
    withdraw(house, "person", "Mara Lindqvist")
    (tmp_path / "no.db").write_bytes(b"no database at all, just a few words here")
    for name in ("none.db", "no.db"):
        result = run(
            "restore",
            "person",
            "Mara Lindqvist",
            "--reason",
            "x",
            "--db",
            house.db,
            "--from",
            tmp_path / name,
        )
        assert result.exit_code == 1
        assert name in result.output
    assert rows(house.db, "select count(*) from withdrawals") == [(1,)]


def test_marks_know_whole_addresses_and_names():
    marks = Marks([mark_whole("address", "https://A.example/1"), mark_whole("outlet", "Alpha")])

    assert marks.holds("address", "https://a.example/1")
    assert marks.holds("outlet", "alpha")
    assert not marks.holds("outlet", "https://a.example/1")
    assert blot("a\nbc d", [Span(start=0, end=4)]) == f"{BLOT}\n{BLOT * 2} d"
    assert WORDS.startswith("The bureau said")
