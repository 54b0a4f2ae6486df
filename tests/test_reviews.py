"""Reviews: what people say of claims wins everywhere and survives whatever is done after."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading

import pytest
from datasette.app import Datasette
from factories import AT, ScriptedExtractor, extraction, sighting, span
from hypothesis import given
from hypothesis import strategies as st
from newsroom import WORDS
from test_withdrawing import House, files_of, good, rows, run, withdraw

from claimtrack import store
from claimtrack.errors import StoreError
from claimtrack.models import AttributionClaim, Extraction, Judgement
from claimtrack.reviews import Quoted, Review, best_match, standing


@pytest.fixture
def house(newsroom, tmp_path):
    folder = tmp_path / "house"
    folder.mkdir()
    house = House(newsroom, folder)
    newsroom.publish("one")
    house.ingest()
    house.publish()
    good("backup", house.backup, "--db", house.db)
    return house


@pytest.fixture
def small(tmp_path):
    """One article with one claim and one responsibility claim."""
    path = tmp_path / "small.db"
    with store.open_database(path) as db:
        run = store.start_run(db, "test", version="1", at=AT)
        store.save_sighting(db, run, sighting())
        store.use_extractor(db, "1", at=AT)
        ((pending,),) = store.load_pending(db, None)
        store.save_extraction(db, run, pending.id, "1", extraction(), at=AT)
        store.refresh_summaries(db)
    return path


def review(path, *arguments, who="ann"):
    return good("review", *arguments, "--who", who, "--db", path)


CLAIM = "select source, source_type, stance, review from claim_list"
BLAME = "select accused, stance, source, review from responsibility_list"


class Widening(ScriptedExtractor):
    """A second version: contents a little wider, and one more claim."""

    def extract_many(self, texts):
        for text, found in zip(texts, super().extract_many(texts), strict=True):
            if not found.attributions:
                yield found
                continue
            (claim,) = found.attributions
            wider = AttributionClaim(
                source=claim.source,
                cue=claim.cue,
                content=(span(text, "that hackers attacked the studio"),),
                source_name="National Bureau",
                confidence=0.8,
            )
            other = AttributionClaim(
                source=(), cue=(span(text, "quiet"),), content=(), confidence=0.4
            )
            yield Extraction(attributions=(other, wider), responsibility=found.responsibility)


# --- winning ------------------------------------------------------------------------------------


def test_a_correction_wins_in_every_view_and_says_what_it_replaced(small):
    review(small, "set", "1", "source", "Norvania's bureau")
    review(small, "set", "1", "stance", "hedges", who="ben")
    review(small, "set", "r1", "accused", "Kestrel")

    assert rows(small, CLAIM) == [("Norvania's bureau", "organization", "hedges", "corrected")]
    assert rows(small, BLAME) == [("Kestrel", "asserts", "Norvania's bureau", "corrected")]
    assert rows(small, "select source, claims from source_list") == [("Norvania's bureau", 1)]
    ((found,),) = rows(small, "select extracted from claim_list")
    assert json.loads(found) == {"source_name": "National Bureau", "stance": "asserts"}
    found = "select count(*) from claims_fts where claims_fts match ?"
    assert rows(small, found, "norvania") == [(1,)]
    assert rows(small, found, "national") == [(0,)]
    ((statement,),) = rows(small, "select statement from responsibility_list")
    assert statement.startswith("Kestrel held responsible")


def test_a_claim_called_wrong_leaves_every_view_and_comes_back_when_cleared(small):
    review(small, "wrong", "1")
    gone = rows(small, CLAIM), rows(small, "select claims from article_list")
    review(small, "clear", "1")

    assert gone == ([], [(0,)])
    assert rows(small, CLAIM) == [("National Bureau", "organization", "asserts", None)]


def test_the_extraction_itself_is_kept_as_it_was(small):
    with store.open_database(small) as db:
        before = store.load_extraction(db, 1)
        store.save_review(
            db,
            small,
            "1",
            Review(judgement=Judgement.CORRECTED, field="source", value="X"),
            store.Signed(who="ann", at=AT, reason=""),
        )
        after = store.load_extraction(db, 1)

    assert before == after == extraction()


def test_the_history_tells_who_said_what_and_when(small):
    review(small, "set", "1", "source", "X")
    review(small, "right", "1", "--note", "checked", who="ben")
    lines = good("review", "list", "1", "--db", small).stdout.splitlines()

    assert [line.split(" ", 2)[2].split(";")[0] for line in lines] == [
        "ann: corrected source = X",
        "ben: right (checked)",
    ]
    log = "select action, kind, field, outlet from correction_list"
    assert rows(small, log) == [("corrected", "claim", "source", "Alpha")]


# --- surviving ----------------------------------------------------------------------------------


def test_reviews_survive_everything_that_is_done_after(house):
    review(house.db, "set", "1", "source", "Norvania")
    review(house.db, "set", "r1", "accused", "Kestrel")

    def holds(path):
        return [r[0] for r in rows(path, CLAIM)] == ["Norvania"] and [
            r[0] for r in rows(path, BLAME)
        ] == ["Kestrel"]

    house.ingest()
    assert holds(house.db)
    house.newsroom.extractor = Widening("2")
    with store.open_database(house.db) as db:
        from claimtrack import pipeline

        pipeline.reextract(db, house.newsroom.tools())
    shown = rows(house.db, "select source, content from claim_list where source is not null")
    assert shown == [("Norvania", "that hackers attacked the studio")]
    house.reextract("3")
    assert holds(house.db)
    good("regroup", "--db", house.db)
    house.publish()
    assert holds(house.db)
    assert holds(house.public)
    good("backup", "--restore", house.backup, "--db", house.db)
    assert holds(house.db)
    house.everything_again()
    assert holds(house.db)
    assert holds(house.public)


def test_a_review_holds_in_the_next_revision_while_its_words_stand(house):
    review(house.db, "set", "1", "source", "Norvania")
    page = house.newsroom.page("one", f"An editor added this. {WORDS}")
    house.newsroom.web.pages["/one"] = page
    with store.open_database(house.db) as db:
        db.execute("update articles set revisit_at = visited_at, etag = null")
    house.ingest()

    assert rows(house.db, "select revisions from articles") == [(2,)]
    assert [r[0] for r in rows(house.db, CLAIM)] == ["Norvania"]


def test_what_belongs_to_no_claim_any_more_is_listed_and_not_lost(house):
    review(house.db, "set", "1", "source", "Norvania")
    house.newsroom.extractor = ScriptedExtractor("2")
    house.newsroom.extractor.extract_many = lambda texts: (Extraction() for _ in texts)
    with store.open_database(house.db) as db:
        from claimtrack import pipeline

        pipeline.reextract(db, house.newsroom.tools())
    orphans = good("review", "list", "--orphans", "--db", house.db).stdout
    house.reextract("3")

    assert "ann: corrected source = Norvania; article 1:" in orphans
    assert good("review", "list", "--orphans", "--db", house.db).stdout == ""
    assert [r[0] for r in rows(house.db, CLAIM)] == ["Norvania"]


def test_a_withdrawal_takes_its_words_out_of_reviews_too(house):
    review(house.db, "set", "1", "source", "Mara Lindqvist", "--note", "it was Lindqvist")
    withdraw(house, "person", "Mara Lindqvist")

    assert not house.holds("Lindqvist")
    house.everything_again()
    assert not house.holds("Lindqvist")


# --- two at once --------------------------------------------------------------------------------


def test_two_people_at_once_lose_nothing(small):
    def many(who):
        by = store.Signed(who=who, at=AT, reason="")
        for n in range(5):
            said = Review(judgement=Judgement.CORRECTED, field="source", value=f"{who}{n}")
            with store.open_database(small) as db:
                store.save_review(db, small, "1", said, by)

    threads = [threading.Thread(target=many, args=(who,)) for who in ("ann", "ben")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = rows(small, "select who, value from reviews order by who, value")

    assert said == [(who, f"{who}{n}") for who in ("ann", "ben") for n in range(5)]
    last = rows(small, "select value from reviews order by at desc, id desc limit 1")
    assert [(r[0],) for r in rows(small, CLAIM)] == last


SCRIPT = """
import sys
from click.testing import CliRunner
from claimtrack.cli import main
path, who = sys.argv[1:]
for n in range(8):
    said = ["review", "set", "1", "source", f"{who}{n}", "--who", who, "--db", path]
    assert CliRunner().invoke(main, said).exit_code == 0
"""


def test_two_programs_at_once_lose_nothing(small):
    programs = [
        subprocess.Popen([sys.executable, "-c", SCRIPT, str(small), who]) for who in ("ann", "ben")
    ]
    assert [program.wait(120) for program in programs] == [0, 0]
    expected = [(who, f"{who}{n}") for who in ("ann", "ben") for n in range(8)]

    for path in (small, small.parent / "small.reviews.db"):
        assert rows(path, "select who, value from reviews order by 1, 2") == expected
    last = rows(small, "select value from reviews order by at desc, id desc limit 1")
    assert [(r[0],) for r in rows(small, CLAIM)] == last


def test_who_did_not_see_the_last_review_is_told_and_nothing_is_saved(small):
    by = store.Signed(who="ben", at=AT, reason="")
    right = Review(judgement=Judgement.RIGHT)
    with store.open_database(small) as db:
        first = store.save_review(db, small, "1", right, by, seen=0)
        with pytest.raises(StoreError, match="ben has reviewed this claim meanwhile"):
            store.save_review(db, small, "1", Review(judgement=Judgement.WRONG), by, seen=0)
        store.save_review(db, small, "1", right, by, seen=first)

        assert [r.review for r in store.load_reviews(db, "1")] == [right, right]


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("right", "ffff"), 1, "no such claim"),
        (("set", "1", "stance", "sure"), 1, "'stance' must be one of asserts, hedges"),
        (("set", "1", "stance", "self_claims"), 1, "'stance' must be one of"),
        (("set", "1", "accused", "X"), 1, "'accused' is no field here; known: source"),
        (("set", "r1", "tone", "neutral"), 1, "known: accused, target"),
        (("set", "1", "colour", "x"), 2, "is not one of"),
        (("set", "1", "source"), 2, "Missing argument"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(small, arguments, code, message):
    before = files_of(small.parent)
    result = run("review", *arguments, "--db", small)

    assert result.exit_code == code
    assert message in result.output
    assert files_of(small.parent) == before


# --- in the browser ------------------------------------------------------------------------------


def visit(path, *posts, actor=None, allow=True, headers=None):
    """Post each form to the page of the claim, then get it; the answers in order."""
    config = {"permissions": {"review-claims": {"id": "*"}}} if allow else {}
    ((key,),) = rows(path, "select key from claims")

    async def go():
        datasette = Datasette([str(path)], config=config)
        await datasette.invoke_startup()
        client, url = datasette.client, f"/-/review/{key}"
        answers = [
            await client.post(url, data=form, actor=actor, headers=headers or {}) for form in posts
        ]
        shown = await client.get(url, actor=actor)
        article = await client.get("/-/article/1", actor=actor)
        datasette.close()
        return [*answers, shown, article]

    return asyncio.run(go())


ANN = {"id": "ann"}
FORM = {"judgement": "corrected", "field": "source", "value": "Norvania", "seen": "0"}


def test_a_signed_in_user_corrects_a_claim_in_the_browser(small):
    posted, shown, article = visit(small, FORM, actor=ANN)

    assert posted.status_code == 302
    assert "ann: corrected source = Norvania" in shown.text
    assert "reviewed: corrected" in article.text
    assert f"/-/review/{rows(small, 'select key from claims')[0][0]}" in article.text
    assert rows(small, CLAIM) == [("Norvania", "organization", "asserts", "corrected")]
    assert (small.parent / "small.reviews.db").exists()


@pytest.mark.parametrize("who", [{"actor": None}, {"actor": ANN, "allow": False}])
def test_who_is_not_signed_in_or_not_allowed_is_refused(small, who):
    posted, shown, article = visit(small, FORM, **who)

    assert (posted.status_code, shown.status_code) == (403, 403)
    assert article.status_code == 200
    assert rows(small, "select count(*) from reviews") == [(0,)]


def test_a_form_that_another_site_sends_is_refused(small):
    posted, *_ = visit(small, FORM, actor=ANN, headers={"sec-fetch-site": "cross-site"})

    assert posted.status_code == 403
    assert rows(small, "select count(*) from reviews") == [(0,)]


def test_who_did_not_see_the_other_is_shown_it(small):
    first, second, *_ = visit(small, FORM, FORM | {"value": "Sollim"}, actor=ANN)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "ann has reviewed this claim meanwhile" in second.text
    assert "corrected source = Norvania" in second.text
    assert rows(small, "select value from reviews") == [("Norvania",)]


@pytest.mark.parametrize(
    "form",
    [{}, FORM | {"judgement": "maybe"}, FORM | {"field": "colour"}, FORM | {"seen": "x"}],
)
def test_a_malformed_form_is_told_and_changes_nothing(small, form):
    posted, *_ = visit(small, form, actor=ANN)

    assert posted.status_code == 400
    assert rows(small, "select count(*) from reviews") == [(0,)]


def test_a_published_copy_takes_no_reviews(house):
    posted, *_ = visit(house.public, FORM, actor=ANN)

    assert posted.status_code == 403


# --- deciding -----------------------------------------------------------------------------------


def quoted(id, words, places=(), text="t"):
    return Quoted(id=id, text=text, places=frozenset(places), words=tuple(words.split()))


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([quoted(1, "x", range(10)), quoted(2, "x", range(20, 30))], 1),
        ([quoted(1, "x", range(30))], None),  # too much else in it
        ([quoted(1, "x", range(10)), quoted(2, "x", range(10))], None),  # two as good
        ([quoted(1, "the dam broke at night", text="u")], 1),
        ([quoted(1, "the mill burnt down", text="u")], None),
        ([], None),
    ],
)
def test_a_review_belongs_to_the_best_overlap_or_to_none(claims, expected):
    said = quoted(0, "the dam broke at dawn", range(10))

    assert best_match(said, claims) == expected


@given(st.lists(st.sampled_from(list(Judgement))))
def test_what_holds_is_what_was_said_last(said):
    reviews = [
        Review(judgement=j, field="stance", value="hedges")
        if j is Judgement.CORRECTED
        else Review(judgement=j)
        for j in said
    ]
    verdict, columns = standing("claims", reviews)
    since = (
        said[len(said) - said[::-1].index(Judgement.CLEARED) :]
        if Judgement.CLEARED in said
        else said
    )

    assert bool(columns) == (Judgement.CORRECTED in since)
    assert (verdict == "wrong") == (bool(since) and since[-1] is Judgement.WRONG)
    assert (verdict is None) == (not since)
