"""claimtrack publish: others get quoted passages, capped, and never the text."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest
from click.testing import CliRunner
from factories import AT, extraction, sighting
from hypothesis import given
from hypothesis import strategies as st
from visitors import Seen, ask, get, row

from claimtrack import store
from claimtrack.cli import main
from claimtrack.excerpts import ARTICLE, CLAIM, Ledger, Passage, Quoted, Shared, allowance, excerpts
from claimtrack.models import Span, StorePolicy
from claimtrack.store.claims import NO_ECHO
from claimtrack.store.publishing import NOT_PUBLISHED

CONTACT = ("--contact", "desk@a.example")
SHINGLE = 7  # words in a row that tell an article's text from what many texts say


@pytest.fixture(scope="module")
def public(demo_db, tmp_path_factory):
    path = tmp_path_factory.mktemp("public") / "public.db"
    result = CliRunner().invoke(
        main, ["publish", "--db", str(demo_db), "--to", str(path), *CONTACT]
    )
    assert result.exit_code == 0, result.output
    return path


def rows(path, sql, *values):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def texts(demo_db):
    """The current text of every article, and its headline."""
    sql = "select a.id, r.text, r.title from articles a join revisions r on r.id = a.revision"
    return {article: (text, title) for article, text, title in rows(demo_db, sql)}


# Word columns of the published tables with the columns of their spans.
QUOTING = {
    "claims": {"source_words": "source_spans", "cue": "cue_spans", "content": "content_spans"},
    "responsibility_claims": {
        "accused_words": "accused_span",
        "act": "act_span",
        "target_words": "target_span",
        "accuser_words": "accuser_span",
    },
}


def published_places(public, article, text):
    """The places of the text whose characters the published claims show."""
    places = set()
    for table, columns in QUOTING.items():
        for words, spans in columns.items():
            sql = f"select {words}, {spans} from {table} where article = ?"
            for shown, where in rows(public, sql, article):
                if not shown or shown == NOT_PUBLISHED:
                    continue
                found = json.loads(where)
                pairs = [found] if isinstance(found[0], int) else found
                for piece, (start, end) in zip(shown.split(" … "), pairs, strict=False):
                    piece = piece.removesuffix("…")
                    assert text[start:end].startswith(piece)
                    places |= set(range(start, start + len(piece)))
    return places


def test_quoted_words_of_every_article_stay_below_the_caps(demo_db, public):
    quoted = 0
    for article, (text, title) in texts(demo_db).items():
        places = published_places(public, article, text)
        body = [place for place in places if place >= len(title)]
        assert len(body) <= min(ARTICLE, 0.15 * len(text))
        quoted += len(body)
    longest = rows(public, "select max(length(content)) from claims")

    assert quoted > 10_000
    assert longest[0][0] <= CLAIM


def strings(path):
    """Every text that a database file holds in any table, its full-text indexes' words as well."""
    connection = sqlite3.connect(path)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    names = [
        n for (n,) in connection.execute("select name from sqlite_master where type = 'table'")
    ]
    for name in names:
        for values in connection.execute(f"select * from [{name}]"):
            yield from (value for value in values if isinstance(value, str) and " " in value)


def test_no_article_can_be_rebuilt_from_everything_that_is_published(demo_db, public):
    shown = set()
    for text in strings(public):
        words = re.findall(r"\w+", text)
        shown |= {tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1)}
    assert len(shown) > 1000
    for article, (text, title) in texts(demo_db).items():
        allowed = published_places(public, article, text) | set(range(len(title)))
        words = list(re.finditer(r"\w+", text))
        recovered = set()
        for n in range(len(words) - SHINGLE + 1):
            run = words[n : n + SHINGLE]
            if tuple(w.group() for w in run) in shown:
                recovered |= set(range(run[0].start(), run[-1].end()))
        body = {place for place in recovered if place > len(title)}
        beyond = {place for place in body - allowed if not text[place].isspace()}
        assert len(body) <= min(ARTICLE, 0.15 * len(text))
        # what is recovered is what was quoted, but for a sentence that a copy quotes as well
        assert len(beyond) <= 0.03 * len(text)


def test_the_file_keeps_no_word_that_was_cut(demo_db, public):
    data = public.read_bytes()
    held = sum(text[600:680].encode() in data for text, _ in texts(demo_db).values())

    assert held <= 2  # a passage that was chosen to be quoted


def test_full_text_indexes_know_published_words_only(demo_db, public):
    assert rows(demo_db, "select count(*) from revisions_fts where revisions_fts match 'the'")[0][0]
    assert rows(public, "select count(*) from revisions_fts where revisions_fts match 'the'") == [
        (0,)
    ]
    hits = "select c.content, c.source from claims_fts f join claims c on c.id = f.rowid"
    for content, source in rows(public, f"{hits} where claims_fts match 'study'"):
        assert re.search("stud", f"{content} {source}", re.I)
    for path in (demo_db, public):
        sqlite3.connect(path).execute(
            "insert into claims_fts(claims_fts, rank) values ('integrity-check', 1)"
        )


def test_what_is_cut_is_still_told_by_fields_offsets_hash_and_link(demo_db, public):
    sql = (
        "select c.key, c.content_spans, c.stance, c.url, r.hash from claim_list l join claims c"
        " on c.id = l.claim join revisions r on r.id = c.revision order by c.key"
    )

    assert rows(public, sql) == rows(demo_db, sql)
    assert row(public, "select count(*) from claims where content = ''") > (100,)


def test_no_statement_says_that_nobody_was_named_where_somebody_was(demo_db, public):
    sql = "select key, statement from responsibility_claims r join responsibility_list l"
    sql += " on l.responsibility_claim = r.id"
    before, after = dict(rows(demo_db, sql)), dict(rows(public, sql))

    assert after.keys() < before.keys()  # claims against people are not all published
    for key, statement in after.items():
        for words in ("not named", "the article itself"):
            assert (words in statement) == (words in before[key])


def test_the_highest_confidence_is_quoted_first(public):
    ranked = rows(
        public,
        "select avg(confidence) filter (where content <> ''),"
        " avg(confidence) filter (where content = '') from claims",
    )

    assert ranked[0][0] > ranked[0][1] + 0.05


def test_summaries_are_of_what_is_published(public):
    listed = rows(public, "select name, sum(claims) from sources group by name order by name")
    counted = rows(
        public,
        f"select source, count(*) from claims c where source is not null and {NO_ECHO}"
        " group by source order by source",
    )

    assert listed == counted


def test_an_outlet_that_lets_nothing_be_stored_is_not_quoted(tmp_path):
    db, public = tmp_path / "x.db", tmp_path / "public.db"
    with store.open_database(db) as database:
        run = store.start_run(database, "test", version="1", at=AT)
        store.save_sighting(database, run, sighting())
        store.use_extractor(database, "1", at=AT)
        ((pending,),) = store.load_pending(database, None)
        store.save_extraction(database, run, pending.id, "1", extraction(), at=AT)
        database.execute("update outlets set store = ?", [StorePolicy.NONE.value])
        database.conn.commit()
    CliRunner().invoke(main, ["publish", "--db", str(db), "--to", str(public), *CONTACT])

    assert rows(public, "select content, cue from claims") == [("", "")]
    assert rows(public, "select act from responsibility_claims") == [(NOT_PUBLISHED,)]


def test_a_table_that_publishing_does_not_know_is_emptied(tmp_path):
    db, public = tmp_path / "x.db", tmp_path / "public.db"
    with store.open_database(db) as database:
        database.execute("create table drafts (words text)")
        database.execute("insert into drafts values ('a whole text')")
        database.conn.commit()
    CliRunner().invoke(main, ["publish", "--db", str(db), "--to", str(public), *CONTACT])

    assert rows(public, "select * from drafts") == []
    assert b"a whole text" not in public.read_bytes()


def test_publishing_twice_gives_the_same_and_leaves_no_draft(demo_db, public, tmp_path):
    again = tmp_path / "public.db"
    for _ in range(2):
        CliRunner().invoke(main, ["publish", "--db", str(demo_db), "--to", str(again), *CONTACT])

    sql = "select key, source, cue, content from claims order by key"
    assert rows(again, sql) == rows(public, sql)
    assert [p.name for p in tmp_path.iterdir()] == ["public.db"]


def test_a_database_is_not_published_over_itself(tmp_path):
    path = tmp_path / "x.db"
    with store.open_database(path):
        pass
    result = CliRunner().invoke(main, ["publish", "--db", str(path), "--to", str(path), *CONTACT])

    assert result.exit_code == 1
    assert "name another with --to" in result.stderr


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/-/article/10",
        "/-/story/7",
        "/-/story.atom?id=7",
        "/-/export/responsibility_timeline.csv",
        "/-/export/difference_list.json",
        "/-/export/claim_group_member_list.jsonl",
        "/-/source?name=Halden",
        "/-/outlet?name=The+Daily+Ledger",
        "/-/search?q=halden",
        "/-/search.atom?q=halden",
        "/-/export/claim_list.jsonl",
        "/public/claim_list",
    ],
)
def test_every_page_stands_on_the_published_database(public, url):
    assert get(public, url)


def test_the_article_page_shows_passages_and_the_link(public):
    seen = Seen(get(public, "/-/article/10").text)

    assert "The full text is not kept here" in seen.text
    quoted = rows(public, "select content from claims where article = 10 and content != ''")
    assert quoted
    assert all(words.rstrip("…") in seen.text for (words,) in quoted)
    assert "Words not published: characters" in seen.text
    assert "https://dailyledger.example/2026/05/07/halden-clovarex-trial-data" in seen.links


def test_what_the_public_may_not_do_is_refused(public):
    sql, download = ask(
        public,
        "/public/-/query?sql=select+1",
        "/public.db",
        default_allow_sql=False,
        allow_download=False,
    )

    assert (sql.status_code, download.status_code) == (403, 403)


# --- the choice itself --------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("ab cd\nefé😀"), min_size=1, max_size=3000)


@st.composite
def passages(draw):
    text = draw(WORDS)
    found = []
    for number in range(draw(st.integers(0, 12))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        part = Quoted(column="content", spans=(Span(start=start, end=end),), may_be_cut=True)
        confidence = draw(st.none() | st.floats(0, 1))
        found.append(Passage(id=("claims", number), confidence=confidence, parts=(part,)))
    return text, found


@given(passages())
def test_no_choice_of_passages_goes_beyond_the_caps(case):
    text, found = case
    chosen = excerpts(1, text, found, Ledger(left={1: allowance(text)}))
    places = set()
    for passage in found:
        words = chosen[passage.id]["content"]
        if words:
            piece = words.removesuffix("…")
            start = passage.parts[0].spans[0].start
            assert text.startswith(piece, start)
            assert len(words) <= CLAIM
            places |= set(range(start, start + len(piece)))

    assert len(places) <= allowance(text) <= min(600, 0.15 * len(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x" * 6000, None),  # one word of 6,000 letters cannot be cut at a word
        ("word " * 1200, "word " * 39 + "word…"),
    ],
)
def test_contents_are_cut_at_a_word(text, expected):
    part = Quoted(column="content", spans=(Span(start=0, end=len(text)),), may_be_cut=True)
    passage = Passage(id=("claims", 1), confidence=1.0, parts=(part,))
    found = excerpts(1, text, [passage], Ledger(left={1: allowance(text)}))

    assert found["claims", 1]["content"] == expected


def test_the_headline_costs_nothing():
    text = "A headline that says it all\n\n" + "word " * 20
    part = Quoted(column="content", spans=(Span(start=0, end=27),), may_be_cut=True)
    passage = Passage(id=("claims", 1), confidence=1.0, parts=(part,))

    def chosen(headline):
        return excerpts(1, text, [passage], Ledger(left={1: 19}), headline=headline)

    assert chosen(text[:27]) == {("claims", 1): {"content": "A headline that says it all"}}
    assert chosen("") == {("claims", 1): {"content": None}}


def test_copies_pay_together_for_what_one_of_them_is_quoted_with():
    sentence = "The dam held for nine hours before it gave way to the water."
    part = Quoted(column="content", spans=(Span(start=0, end=len(sentence)),))
    passage = Passage(id=("claims", 1), confidence=1.0, parts=(part,))
    shared = [Shared(span=Span(start=0, end=len(sentence)), key=7, holders=(2,))]
    ledger = Ledger(left={1: 100, 2: 100})
    poor = Ledger(left={1: 100, 2: 10})

    first = excerpts(1, sentence, [passage], ledger, shared=shared)
    back = [Shared(span=shared[0].span, key=7, holders=(1,))]
    again = excerpts(2, sentence, [passage], ledger, shared=back)
    refused = excerpts(1, sentence, [passage], poor, shared=shared)

    assert first == again == {("claims", 1): {"content": sentence}}
    assert ledger.left == {1: 100 - len(sentence), 2: 100 - len(sentence)}
    assert refused == {("claims", 1): {"content": None}}
