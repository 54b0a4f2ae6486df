"""Compare pages and what checkers file on them: the real Datasette over both databases."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from dataclasses import replace

import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from factories import AT, extraction, sighting, span
from hypothesis import given
from hypothesis import strategies as st
from schemaorg import faults
from visitors import Seen

from claimtrack import store
from claimtrack.cli import main
from claimtrack.cli.serve import _sign_in
from claimtrack.decisions import decide
from claimtrack.errors import InputError
from claimtrack.models import GroupAction
from claimtrack.pages import CAUTION
from claimtrack.reviews import REVIEW_CLAIMS
from claimtrack.store import Judgement
from claimtrack.store.verdicts import load_verdicts, open_verdicts
from claimtrack.verdicts import FILE_VERDICTS, MOST_TEXT, is_web_link, read_draft

CHECKERS = {"permissions": {FILE_VERDICTS: {"id": ["anna", "ben"]}}}
VERDICT = {
    "rating": "mostly_false",
    "text": "The log says otherwise.\n\nSee below.",
    "evidence": "https://archive.example/log The log of that night\nhttps://b.example/",
}
HOSTILE = "</script><script>alert(8)</script><img src=x onerror=alert(9)>\u2028&amp;"
SAME = "Studio was hacked\n\nThe bureau said that hackers attacked the studio. It was quiet."
OTHER = "Later\n\nThe bureau said that hackers attacked the studio and its mail. All slept."


def told(text):
    """The claim of the text, to its last word."""
    found = extraction(text)
    (claim,) = found.attributions
    words = re.search(r"hackers [^.]+", text)[0]
    return replace(found, attributions=(replace(claim, content=(span(text, words),)),))


def add(db, run, number, text, outlet):
    store.save_sighting(
        db,
        run,
        sighting(
            text=text,
            title=text.split("\n")[0],
            url=f"https://{outlet.lower()}.example/{number}",
            outlet=outlet,
        ),
    )


@pytest.fixture
def path(tmp_path):
    """A database with one claim that three outlets report, as group 1; verdicts beside it."""
    path = tmp_path / "db" / "news.db"
    with store.open_database(path) as db:
        run = store.start_run(db, "test", version="1", at=AT)
        for number, (text, outlet) in enumerate(
            ((SAME, "Alpha"), (SAME, "Beta"), (OTHER, "Gamma")), 1
        ):
            add(db, run, number, text, outlet)
        store.use_extractor(db, "1", at=AT)
        for batch in store.load_pending(db, None):
            for pending in batch:
                found = told(pending.text)
                store.save_extraction(db, run, pending.id, "1", found, at=AT)
        decide(db, GroupAction.CREATE, Judgement(who="test", at=AT), claims=[1, 2, 3])
        with db.atomic():
            db.execute("update claim_group_members set state = 'suggested', why = 'alike'")
        store.refresh_summaries(db)
    with open_verdicts(path.with_name("verdicts.db")):
        pass
    return path


class Desk:
    """A server over both databases, and visits to it by somebody."""

    def __init__(self, *paths, config=None):
        self.datasette = Datasette([str(p) for p in paths], config=CHECKERS | (config or {}))
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(self.datasette.invoke_startup())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.datasette.close()
        self.loop.close()

    def get(self, url, actor=None):
        return self._ask("get", url, actor)

    def post(self, url, data, actor="anna", **headers):
        return self._ask("post", url, actor, data=data, headers=headers)

    def _ask(self, verb, url, actor, **options):
        client = self.datasette.client
        cookies = {"ds_actor": client.actor_cookie({"id": actor})} if actor else {}
        call = getattr(client, verb)
        return self.loop.run_until_complete(call(url, cookies=cookies, **options))


@pytest.fixture
def desk(path):
    with Desk(path, path.with_name("verdicts.db")) as desk:
        yield desk


def filed(path, table="verdicts"):
    connection = sqlite3.connect(path.with_name("verdicts.db"))
    connection.row_factory = sqlite3.Row
    return [dict(row) for row in connection.execute(f"select * from {table} order by id")]


def read_reviews(html):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return json.loads(found[1]) if found else None


def test_reviews_are_given_on_the_compare_page_by_who_may(path):
    keys = [key for (key,) in sqlite3.connect(path).execute("select key from claims")]
    reviewers = {"permissions": {REVIEW_CLAIMS: {"id": ["anna"]}}}
    with Desk(path, config=reviewers) as desk:
        anna, ben = (desk.get("/-/group/1", actor=who).text for who in ("anna", "ben"))
        form = {"judgement": "corrected", "field": "stance", "value": "hedges", "seen": "0"}
        posted = desk.post(f"/-/review/{keys[2]}", form)
        seen = Seen(desk.get("/-/group/1").text)

    assert [key for key in keys if f"/-/review/{key}" in anna] == keys
    assert "/-/review/" not in ben
    assert posted.status_code == 302
    assert seen.text.count("reviewed: corrected") == 1
    assert "hedges" in seen.text


def test_a_published_copy_offers_no_review(path):
    with sqlite3.connect(path) as connection:
        connection.execute("insert into about values ('published', 'x')")
    with Desk(path, config={"permissions": {REVIEW_CLAIMS: {"id": "*"}}}) as desk:
        page = desk.get("/-/group/1", actor="anna").text

    assert "/-/review/" not in page


# --- reading ------------------------------------------------------------------------------------


def test_a_group_is_compared_across_outlets_by_everybody(desk):
    answer = desk.get("/-/group/1")
    seen = Seen(answer.text)

    assert answer.status_code == 200
    assert seen.unclosed == []
    assert len(seen.ids) == len(set(seen.ids))
    assert [outlet for outlet in ("Alpha", "Beta", "Gamma") if outlet in seen.text] == [
        "Alpha",
        "Beta",
        "Gamma",
    ]
    assert CAUTION in seen.text
    assert "and its mail" in " ".join(seen.marked("side"))
    assert [tag for tag, _ in seen.tags if tag == "form"] == ["form"]  # the search alone
    assert "[added:" in seen.text
    assert not re.search(r"\bdid\b|proved", seen.text.replace("did not", ""))


def test_every_responsibility_claim_of_a_group_says_who_says_it(desk):
    seen = Seen(desk.get("/-/group/1").text)
    statements = [words for words in seen.marked("statement") if words.strip()]

    assert len(statements) == 3
    for words in statements:
        assert "according to National Bureau, in " in words
        assert "2026-03-01" in words


def test_fact_checks_of_others_are_shown_with_whether_they_are_confirmed(desk, path):
    connection = sqlite3.connect(path)
    for number, (url, state) in enumerate(
        (("https://c.example/1", "confirmed"), ("javascript:alert(1)", "suggested"))
    ):
        connection.execute(
            "insert into factchecks (id, key, url, claim, reviewer, published_precision, rating,"
            " imported_at, imported_from) values (?, ?, ?, ?, 'Checkers & Co', 'unknown', 'Half"
            " true', '2026-03-01T00:00:00Z', 'x')",
            [number, str(number), url, HOSTILE],
        )
        connection.execute(
            "insert into factcheck_matches (factcheck, claim_group, why, state)"
            " values (?, 1, '', ?)",
            [number, state],
        )
    connection.commit()
    seen = Seen(desk.get("/-/group/1").text)

    assert "Half true Checkers & Co" in seen.text
    assert "✓ Confirmed to be on this claim" in seen.text
    assert "may be on another claim" in seen.text
    assert not [link for link in seen.links if link.startswith("javascript")]
    assert not [tag for tag, _ in seen.tags if tag == "script"]


def test_another_report_may_be_the_one_compared_with(desk, path):
    connection = sqlite3.connect(path)
    (key,) = connection.execute("select key from claims where id = 3").fetchone()
    html = desk.get(f"/-/group/1?against={key}").text

    assert "with the first report instead" in html
    assert "[removed: " in html


def test_a_group_has_a_feed_a_table_and_is_not_there_twice(desk):
    feed = desk.get("/-/group.atom?id=1")
    table = desk.get("/news/claim_group_member_list.json?claim_group=1&_shape=array")

    whole = desk.get("/-/export/claim_group_member_list.jsonl")

    assert whole.text.count("\n") == 3
    assert feed.text.count("<entry>") == 3
    assert len(table.json()) == 3
    for url in ("/-/group/9", "/-/group.atom?id=9", "/-/group/1.jsonld", "/-/group/1/ruling"):
        assert desk.get(url).status_code == 404


def test_without_a_database_of_verdicts_a_group_is_read_and_nothing_filed(path):
    with Desk(path) as desk:
        page, form = desk.get("/-/group/1", "anna"), desk.post("/-/group/1", VERDICT)

    assert page.status_code == 200
    assert "File a verdict" not in page.text
    assert form.status_code == 404


# --- filing -------------------------------------------------------------------------------------


def test_a_verdict_is_filed_shown_changed_and_its_history_kept(desk, path):
    first = desk.post("/-/group/1", VERDICT)
    shown = Seen(desk.get(first.headers["location"], "anna").text)
    second = desk.post("/-/group/1", VERDICT | {"rating": "false"})
    changed = desk.get("/-/group/1").text

    assert first.status_code == second.status_code == 303
    assert "Your verdict is filed." in shown.text
    assert "mostly false anna" in shown.text
    assert "The log of that night" in shown.text
    assert "https://archive.example/log" in shown.links
    assert [row["rating"] for row in filed(path)] == ["mostly_false", "false"]
    assert [(row["checker"], len(json.loads(row["claims"]))) for row in filed(path)] == [
        ("anna", 3)
    ] * 2
    assert "History: all 2 verdicts" in changed
    assert [r["reviewRating"]["ratingValue"] for r in read_reviews(changed)] == [1]


def test_a_form_sent_twice_files_one_verdict(desk, path):
    desk.post("/-/group/1", VERDICT)
    again = desk.post("/-/group/1", VERDICT)

    assert again.headers["location"].endswith("filed=same")
    assert len(filed(path)) == 1


def test_every_checker_has_a_verdict_of_their_own(desk, path):
    desk.post("/-/group/1", VERDICT)
    desk.post("/-/group/1", VERDICT | {"rating": "true"}, actor="ben")
    seen = Seen(desk.get("/-/group/1").text)
    listed = desk.get("/verdicts/verdict_list.json?_shape=array").json()

    assert "true ben" in seen.text
    assert "mostly false anna" in seen.text
    assert {row["checker"] for row in listed} == {"anna", "ben"}


def test_what_was_filed_cannot_be_changed_or_deleted(desk, path):
    desk.post("/-/group/1", VERDICT)
    connection = sqlite3.connect(path.with_name("verdicts.db"))
    for sql in ("update verdicts set rating = 'true'", "delete from verdicts"):
        with pytest.raises(sqlite3.IntegrityError, match="only added"):
            connection.execute(sql)


def test_who_may_not_file_files_nothing(desk, path):
    for actor in (None, "mallory"):
        verdict = desk.post("/-/group/1", VERDICT, actor=actor)
        ruling = desk.post("/-/group/1/ruling", {"claim": "x", "ruling": "rejected"}, actor=actor)
        page = desk.get("/-/group/1", actor)

        assert verdict.status_code == ruling.status_code == 403
        assert page.status_code == 200
        assert "File a verdict" not in page.text
    assert filed(path) == filed(path, "decisions") == []


def test_a_form_on_another_site_files_nothing(desk, path):
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ):
        assert desk.post("/-/group/1", VERDICT, **headers).status_code == 403

    assert filed(path) == []


WRONG = (
    ({"rating": ""}, "Choose a rating"),
    ({"rating": "superb"}, "Choose a rating"),
    ({"text": "  "}, "Say in a few sentences why"),
    ({"text": "x" * (MOST_TEXT + 1)}, "Keep the text below"),
    ({"evidence": ""}, "at least one link"),
    ({"evidence": "javascript:alert(1)"}, "Not an http or https address: javascript:"),
    ({"evidence": "https://a.example\n" * 21}, "at most 20 links"),
)


def test_a_faulty_form_is_shown_again_with_what_is_wrong(desk, path):
    for wrong, told in WRONG:
        answer = desk.post("/-/group/1", VERDICT | wrong)

        assert answer.status_code == 400
        assert told in answer.text
        assert (VERDICT | wrong)["text"].strip()[:40] in answer.text
    assert filed(path) == []


def test_unproven_needs_no_link_and_has_no_place_on_the_scale(desk):
    desk.post("/-/group/1", VERDICT | {"rating": "unproven", "evidence": ""})
    (review,) = desk.get("/-/group/1.jsonld").json()

    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "Unproven"}
    assert faults(review) == []


def test_a_verdict_is_withdrawn_and_stays_on_record(desk, path):
    desk.post("/-/group/1", VERDICT)
    desk.post("/-/group/1", VERDICT | {"rating": "withdrawn", "text": "I misread the log."})
    page = desk.get("/-/group/1").text

    assert "No checker has filed a verdict that stands" in page
    assert "History: all 2 verdicts" in page
    assert read_reviews(page) is None
    assert desk.get("/-/group/1.jsonld").status_code == 404
    assert len(filed(path)) == 2


def test_hostile_words_of_a_checker_are_inert_and_the_review_still_reads(desk):
    desk.post("/-/group/1", VERDICT | {"text": HOSTILE, "evidence": f"https://e.example {HOSTILE}"})
    html = desk.get("/-/group/1").text
    seen = Seen(html)

    assert [v.get("type") for tag, v in seen.tags if tag == "script"] == ["application/ld+json"]
    assert not [v for _, v in seen.tags if "onerror" in v]
    assert read_reviews(html)[0]["reviewBody"] == HOSTILE
    assert "alert(8)" in seen.text
    assert "\u2028" not in re.search(r"ld\+json\">(.*?)</script>", html, re.S)[1]


def test_a_review_is_valid_schema_org(desk):
    desk.post("/-/group/1", VERDICT)
    (review,) = desk.get("/-/group/1.jsonld").json()

    assert faults(review) == []
    assert review["@type"] == "ClaimReview"
    assert "according to National Bureau, in Alpha, 2026-03-01" in review["claimReviewed"]
    assert [a["publisher"]["name"] for a in review["itemReviewed"]["appearance"]] == [
        "Alpha",
        "Beta",
        "Gamma",
    ]
    assert review["url"].endswith("/-/group/1#verdict-1")


def test_the_validator_sees_what_is_wrong(desk):
    desk.post("/-/group/1", VERDICT)
    (review,) = desk.get("/-/group/1.jsonld").json()
    off = {"@type": "Rating", "alternateName": "x", "ratingValue": 9}
    for change, told in (
        ({"verdict": "x"}, "no property verdict"),
        ({"url": "javascript:x"}, "is none of ['URL']"),
        ({"reviewRating": off}, "off its scale"),
        ({"author": {"@type": "Claim"}}, "is none of ['Organization', 'Person']"),
        ({"datePublished": "yesterday"}, "is none of ['Date']"),
    ):
        assert any(told in fault for fault in faults(review | change))


def test_verdicts_are_closed_to_who_may_not_view_them(path):
    tables = {"tables": {"verdicts": {"allow": {"id": "anna"}}}}
    with Desk(path, path.with_name("verdicts.db"), config={"databases": {"verdicts": tables}}) as d:
        d.post("/-/group/1", VERDICT)
        page, listed, own = d.get("/-/group/1"), d.get("/-/verdicts"), d.get("/-/verdicts", "anna")

    assert page.status_code == own.status_code == 200
    assert "The log says otherwise" not in page.text
    assert listed.status_code == 403
    assert "The log says otherwise" in own.text


def test_a_group_is_closed_to_who_may_not_view_a_table_of_it(path):
    for table in ("claim_groups", "claims"):
        closed = {"databases": {"news": {"tables": {table: {"allow": {"id": "editor"}}}}}}
        with Desk(path, path.with_name("verdicts.db"), config=closed) as desk:
            for url in ("/-/group/1", "/-/group/1.jsonld", "/-/group.atom?id=1"):
                assert desk.get(url).status_code == 403


def test_a_verdict_on_another_group_of_that_number_is_not_shown(desk, path):
    with open_verdicts(path.with_name("verdicts.db")) as db, db.atomic():
        db.execute(
            "insert into verdicts (claim_group, checker, rating, text, evidence, claims, articles,"
            " recorded_at) values (1, 'anna', 'true', 'Of long ago', '[]', '[]',"
            " '[\"https://gone.example/\"]', '2025-01-01T00:00:00Z')"
        )
    page = desk.get("/-/group/1", "anna").text

    assert "Of long ago" not in page
    assert "1 verdict under this number is on other articles" in page


def test_all_verdicts_are_listed_with_their_claims(desk):
    desk.post("/-/group/1", VERDICT)
    seen = Seen(desk.get("/-/verdicts").text)

    assert "hackers attacked the studio" in seen.text
    assert "mostly false anna" in seen.text
    assert CAUTION in seen.text


# --- what belongs to a group --------------------------------------------------------------------


def keys(path):
    return [k for (k,) in sqlite3.connect(path).execute("select key from claims order by id")]


def states(path):
    sql = "select claim, state from claim_group_members where claim_group = 1 order by claim"
    return dict(sqlite3.connect(path).execute(sql).fetchall())


def test_a_claim_is_taken_out_of_a_group_and_put_back(desk, path):
    third = keys(path)[2]
    out = desk.post("/-/group/1/ruling", {"claim": third, "ruling": "rejected"})
    page, after_out = Seen(desk.get("/-/group/1", "anna").text), states(path)
    back = desk.post("/-/group/1/ruling", {"claim": third, "ruling": "confirmed"})

    assert out.headers["location"].endswith("filed=ruling")
    assert after_out == {1: "suggested", 2: "suggested", 3: "rejected"}
    assert "1 claim that checkers took out of this group" in page.text
    assert "Gamma" not in " ".join(page.marked("side"))
    assert back.status_code == 303
    assert states(path) == {1: "suggested", 2: "suggested", 3: "confirmed"}
    assert [(d["ruling"], d["checker"]) for d in filed(path, "decisions")] == [
        ("rejected", "anna"),
        ("confirmed", "anna"),
    ]


def test_a_claim_that_never_was_in_the_group_is_not_decided_on(desk, path):
    for form in ({"claim": "abc", "ruling": "rejected"}, {"claim": keys(path)[0], "ruling": "x"}):
        assert desk.post("/-/group/1/ruling", form).status_code == 404

    assert filed(path, "decisions") == []


def test_a_decision_on_a_published_copy_is_carried_out_by_the_next_publish(path, tmp_path):
    public, third = path.with_name("public.db"), keys(path)[2]
    publish = ["publish", "--db", str(path), "--to", str(public), "--contact", "desk@a.example"]
    assert CliRunner().invoke(main, publish).exit_code == 0
    with Desk(public, path.with_name("verdicts.db")) as desk:
        answer = desk.post("/-/group/1/ruling", {"claim": third, "ruling": "rejected"})
        page = Seen(desk.get("/-/group/1").text)
    before = states(public)
    assert CliRunner().invoke(main, publish).exit_code == 0

    assert answer.headers["location"].endswith("filed=later")
    assert "✗ Rejected as one of this group by anna" in page.text
    assert "hackers attacked the studio" not in page.text  # more than may be quoted
    assert before[3] == "suggested"
    assert states(path)[3] == "rejected"


def test_a_decision_while_a_run_writes_is_filed_and_carried_out_later(desk, path):
    writer = sqlite3.connect(path)
    writer.execute("begin immediate")
    answer = desk.post("/-/group/1/ruling", {"claim": keys(path)[2], "ruling": "rejected"})
    verdict = desk.post("/-/group/1", VERDICT)
    writer.rollback()

    assert answer.headers["location"].endswith("filed=later")
    assert verdict.headers["location"].endswith("filed=verdict")
    assert len(filed(path, "decisions")) == 1


# --- values -------------------------------------------------------------------------------------


def test_checkers_are_named_by_the_environment_and_hashes_stand_in_no_command_line():
    found = _sign_in({"CLAIMTRACK_CHECKER_ANNA": "pbkdf2_sha256$1$s$h", "HOME": "/"})

    assert found == {
        "plugins.datasette-auth-passwords.anna_password_hash.$env": "CLAIMTRACK_CHECKER_ANNA",
        "permissions.file-verdicts.id": '["anna"]',
        "permissions.review-claims.id": '["anna"]',
    }
    assert set(_sign_in({}).values()) == {"[]"}
    with pytest.raises(InputError, match="letters"):
        _sign_in({"CLAIMTRACK_CHECKER_A.B": "x"})


@given(st.dictionaries(st.sampled_from(["rating", "text", "evidence"]), st.text()))
def test_any_form_is_read_without_an_error(values):
    draft = read_draft(values)

    assert draft.problems or all(is_web_link(link.url) for link in draft.links)


def test_the_first_verdict_of_an_empty_desk_is_none(path):
    with open_verdicts(path.with_name("verdicts.db")) as db:
        assert load_verdicts(db.conn, 1) == ()
