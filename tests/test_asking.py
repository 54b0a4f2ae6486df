"""The page that tells whether something has been claimed before, over both kinds of databases."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from urllib.parse import quote_plus

import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from visitors import Seen, ask, get, row

from claimtrack.cli import main
from claimtrack.match import encoder
from claimtrack.pages import CAUTION
from claimtrack.plugin import asking
from claimtrack.store.grouping import text_hash
from claimtrack.store.publishing import NOT_PUBLISHED

LOST = "officials lost thousands of ballots that came by mail"
HOSTILE = "<script>alert(1)</script>\"'<img src=x onerror=alert(2)>"


def match(question: str) -> str:
    return "/-/match?q=" + quote_plus(question)


def contents(html: str) -> list[str]:
    """What the claims on the page say, in their order."""
    return re.findall("<blockquote>(.*?)</blockquote>", html)


@pytest.fixture(scope="module")
def public(demo_db, tmp_path_factory):
    path = tmp_path_factory.mktemp("public") / "public.db"
    arguments = ["publish", "--db", str(demo_db), "--to", str(path), "--contact", "a@a.example"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return path


def copy(path, target):
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as other:
        source.backup(other)
    return target


def test_what_was_claimed_in_other_words_comes_first_and_says_who_where_and_when(demo_db):
    seen = Seen(get(demo_db, match(LOST)).text)
    start = seen.text.index("best first")
    first = seen.text[start : seen.text.index(" · cite")]

    assert "lost 3,100 mail ballots" in first
    assert "alike 0." in first
    assert "UTC" in first
    assert CAUTION in seen.text
    assert any(link.startswith("/-/outlet?name=") for link in seen.links)
    assert any(link.startswith("/-/group/") for link in seen.links)


def test_what_nobody_claimed_has_an_honest_answer(demo_db):
    seen = Seen(get(demo_db, match("zebras migrate through Kenya every spring")).text)

    assert "Nothing like it was found in what was collected here" in seen.text
    assert "cite" not in seen.text
    assert "/-/search?q=zebras+migrate+through+Kenya+every+spring" in seen.links


def test_what_is_only_near_is_not_called_the_same(demo_db):
    seen = Seen(get(demo_db, match("the prime minister resigned after the vote")).text)

    assert "No claim here clearly says this" in seen.text
    assert "~ near 0." in seen.text
    assert "alike 0." not in seen.text


@pytest.mark.parametrize("url", ["/-/match", "/-/match?q=", "/-/match?q=+%0A"])
def test_without_a_question_there_is_the_form(demo_db, url):
    seen = Seen(get(demo_db, url).text)

    assert "in your own words" in seen.text
    assert "Nothing like it" not in seen.text


@pytest.mark.parametrize("question", [HOSTILE, "\x00", "“”", "*" * 5000, "😀" * 600, 'a" OR "b'])
def test_any_question_is_answered_and_runs_nothing(demo_db, question):
    answer = get(demo_db, match(question))
    seen = Seen(answer.text)

    assert seen.unclosed == []
    assert not [tag for tag, _ in seen.tags if tag in ("script", "img")]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("table", ["claims", "articles"])
@pytest.mark.parametrize("url", ["/-/match", match(LOST)])
def test_the_page_is_closed_to_who_may_not_view_what_it_reads(demo_db, table, url):
    config = {"databases": {"demo": {"tables": {table: {"allow": {"id": "editor"}}}}}}
    visitor, editor = (
        ask(demo_db, url, config=config, actor=actor)[0] for actor in (None, {"id": "editor"})
    )

    assert (visitor.status_code, editor.status_code) == (403, 200)
    assert "ballots" not in visitor.text


def test_groups_are_not_told_to_who_may_not_view_them(demo_db):
    config = {"databases": {"demo": {"tables": {"claim_groups": {"allow": {"id": "editor"}}}}}}
    (answer,) = ask(demo_db, match(LOST), config=config)

    assert "lost 3,100 mail ballots" in answer.text
    assert "/-/group/" not in answer.text


def test_claims_that_went_or_came_since_the_vectors_were_loaded_are_heeded(demo_db, tmp_path):
    path = copy(demo_db, tmp_path / "demo.db")
    told = "the vanished kangaroo of Port Alden was seen on the harbour wall"

    async def visit() -> list[str]:
        datasette = Datasette([str(path)])
        await datasette.invoke_startup()
        pages = [(await datasette.client.get(match(LOST))).text]
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("pragma foreign_keys = on")
            connection.execute("delete from claims where content like '%3,100 mail ballots%'")
            columns = [c for _, c, *_ in connection.execute("pragma table_info(claims)")]
            same = ", ".join(c for c in columns if c not in ("id", "key", "content"))
            connection.execute(
                f"insert into claims (key, content, {same}) select 'fresh', ?, {same}"
                " from claims where current = 1 limit 1",
                [told],
            )
            connection.commit()
        pages += [(await datasette.client.get(match(words))).text for words in (LOST, told)]
        return pages

    before, after, fresh = asyncio.run(visit())

    assert any("3,100 mail ballots" in words for words in contents(before))
    assert not any("3,100 mail ballots" in words for words in contents(after))
    assert contents(fresh)[0] == told


def test_the_vectors_are_loaded_anew_when_there_are_others(demo_db, tmp_path, monkeypatch):
    path = copy(demo_db, tmp_path / "demo.db")
    monkeypatch.setattr(asking, "_STAYS", -1.0)

    async def visit() -> list[int]:
        datasette = Datasette([str(path)])
        await datasette.invoke_startup()
        sizes, banks = [], set()
        for statement in ("select 1", "select 1", "delete from grouped where claim % 2"):
            with closing(sqlite3.connect(path)) as connection:
                connection.execute(statement)
                connection.commit()
            await datasette.client.get(match(LOST))
            bank = asking._kept[datasette].bank
            banks.add(bank)
            sizes.append(len(bank))
        return [*sizes, len(banks)]

    first, second, third, banks = asyncio.run(visit())

    assert first == second > third > 0
    assert banks == 2


def test_without_the_encoder_it_is_told_and_no_path_of_the_server(demo_db, monkeypatch, tmp_path):
    nowhere = (tmp_path / "none.onnx", encoder.VOCABULARY)
    monkeypatch.setattr(encoder.load_encoder, "__defaults__", nowhere)
    (answer,) = ask(demo_db, match(LOST), config={"title": "no encoder"})

    assert answer.status_code == 503
    assert "the sentence encoder is not installed" in answer.text
    assert str(tmp_path) not in answer.text


# --- what is published --------------------------------------------------------------------------


def test_published_claims_are_found_with_published_words_alone(demo_db, public):
    html = get(public, match("thousands of mail ballots were lost")).text
    shown = {words for (words,) in _all(public, "select content from claims where content <> ''")}
    seen = Seen(html)
    hidden = [
        words
        for (words,) in _all(demo_db, "select content from claims where length(content) > 60")
        if words not in shown
    ]

    assert "alike 0." in seen.text
    assert NOT_PUBLISHED not in seen.text
    assert len(hidden) > 100
    assert not [words for words in hidden if words in seen.text]


def test_only_vectors_of_published_words_are_published(demo_db, public):
    sql = "select c.content, g.hash from grouped g join claims c on c.id = g.claim"
    (vectors,), (before,) = (row(p, "select count(*) from vectors") for p in (public, demo_db))
    placed = _all(public, sql)

    assert placed
    assert all(text_hash(content) == key for content, key in placed)
    assert 0 < vectors < before
    assert row(
        public, "select count(*) from vectors where hash not in (select hash from grouped)"
    ) == (0,)
    assert row(
        public, "select count(*) from grouped where claim not in (select id from claims)"
    ) == (0,)


def _all(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()
