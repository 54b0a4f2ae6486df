"""claimtrack.factchecks and its commands: ClaimReview in, suggested matches, people's decisions."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from factories import AT, TEXT, extraction, sighting
from fakes import Answer

from claimtrack import store
from claimtrack.cli import main
from claimtrack.comparing import compare_new
from claimtrack.comparison import FactCheck, GroupHit
from claimtrack.errors import InputError
from claimtrack.factchecks import match_groups, parse_factchecks
from claimtrack.grouping import group_new
from claimtrack.match.encoder import load_encoder
from claimtrack.models import Moment, Origin, Precision

REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://checks.example/1",
    "claimReviewed": "Hackers attacked the studio",
    "datePublished": "2026-03-05",
    "author": {"@type": "Organization", "name": "Check Desk"},
    "reviewRating": {
        "@type": "Rating",
        "ratingValue": 2,
        "bestRating": "5",
        "worstRating": 1,
        "alternateName": "Mostly false",
    },
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Ann Lee"},
        "datePublished": "2026-03-01",
        "appearance": [{"@type": "CreativeWork", "url": "https://a.example/1"}],
    },
}


def parse(value: object) -> tuple[FactCheck, ...]:
    return parse_factchecks(json.dumps(value).encode(), "x.json")


def review(**values: object) -> dict[str, object]:
    made = REVIEW | values
    return {key: value for key, value in made.items() if value is not None}


def test_a_review_is_read_whole():
    (found,) = parse(REVIEW)

    assert found == FactCheck(
        key=found.key,
        url="https://checks.example/1",
        claim="Hackers attacked the studio",
        reviewer="Check Desk",
        claimant="Ann Lee",
        claimed_at="2026-03-01",
        published=Moment(at=AT.replace(day=5, hour=0), precision=Precision.DAY, origin=Origin.PAGE),
        rating="Mostly false",
        rating_value=2.0,
        best_rating=5.0,
        worst_rating=1.0,
        appearances=("https://a.example/1",),
    )


OTHER = review(url="https://checks.example/2")


@pytest.mark.parametrize(
    "value",
    [
        [REVIEW, OTHER],
        {"@graph": [{"@type": "WebPage", "name": "x"}, REVIEW, OTHER]},
        {"@type": "DataFeed", "dataFeedElement": [REVIEW, OTHER]},
        {
            "@type": "DataFeed",
            "dataFeedElement": [
                {"@type": "DataFeedItem", "item": [REVIEW]},
                {"@type": "DataFeedItem", "item": OTHER},
            ],
        },
        [{"@graph": [REVIEW]}, {"@graph": [OTHER]}],
        [REVIEW, OTHER, REVIEW],
    ],
)
def test_reviews_are_found_in_every_container_once(value):
    assert [one.url for one in parse(value)] == [REVIEW["url"], OTHER["url"]]


@pytest.mark.parametrize(
    "values",
    [
        {"@type": ["ClaimReview"]},
        {"@type": "http://schema.org/ClaimReview"},
        {"@type": "schema:ClaimReview"},
        {"author": [{"name": "Check Desk"}]},
        {"author": "Check Desk"},
        {"author": None, "publisher": {"name": "Check Desk"}},
        {"reviewRating": {"ratingValue": "2"}},
        {"reviewRating": {"name": "False"}},
        {"itemReviewed": None},
        {"datePublished": None},
    ],
)
def test_forms_that_sites_write_are_read(values):
    (found,) = parse(review(**values))

    assert (found.reviewer, found.claim) == ("Check Desk", REVIEW["claimReviewed"])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (review(claimReviewed=None), "ClaimReview: has no 'claimReviewed'"),
        (review(claimReviewed="  "), "ClaimReview: has no 'claimReviewed'"),
        (review(url=None), "ClaimReview: has no 'url'"),
        (review(url="javascript:alert(1)"), "ClaimReview: has no 'url' that begins with http"),
        (review(author=None), "ClaimReview: has no 'author' with a name"),
        (review(reviewRating=None), "has no 'reviewRating' with a name or a value"),
        (review(reviewRating={"ratingValue": "NaN"}), "has no 'reviewRating'"),
        (review(datePublished="soon"), "has an unreadable 'datePublished': 'soon'"),
        ([REVIEW, review(url=None)], "x.json: [1]: has no 'url'"),
        ({"@graph": [REVIEW, review(author=3)]}, "x.json: @graph[1]: has no 'author'"),
        ({"@type": "WebPage"}, "x.json: holds no ClaimReview"),
        ([], "x.json: holds no ClaimReview"),
        ("ClaimReview", "x.json: holds no ClaimReview"),
    ],
)
def test_what_is_malformed_is_told_with_its_place(value, message):
    with pytest.raises(InputError) as error:
        parse(value)

    assert message in str(error.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe\xfa", "is not UTF-8"),
        (b"[" * 100_000, "is not JSON"),
        (b"", "is not JSON"),
    ],
)
def test_what_is_no_json_is_told(data, message):
    with pytest.raises(InputError, match=message):
        parse_factchecks(data, "x.json")


def test_many_mistakes_are_told_at_once_but_not_all():
    with pytest.raises(InputError) as error:
        parse([review(url=None)] * 30)

    assert len(str(error.value).splitlines()) == 21
    assert "and 10 more mistakes" in str(error.value)


# --- matching -----------------------------------------------------------------------------------

HITS = [
    GroupHit(group=1, content="hackers attacked the studio on Monday", score=0.9),
    GroupHit(group=2, content="the dam burst", score=0.7),
    GroupHit(group=2, content="the dam broke after the storm", score=0.8),
    GroupHit(group=3, content="hackers like the studio", score=0.6),
]


def test_groups_are_suggested_best_first_with_reasons():
    (found,) = parse(review(claimReviewed="Hackers attacked a studio"))
    matches = match_groups(found, HITS)

    assert [(match.group, match.score) for match in matches] == [(1, 0.9), (2, 0.8)]
    assert matches[0].why == "meaning, and words in common: hack, attack, studio"
    assert matches[1].why == "meaning alone"


# --- stored, and the commands -------------------------------------------------------------------


@pytest.fixture
def path(tmp_path):
    """A database with one claim group: hackers attacked the studio."""
    path = str(tmp_path / "x.db")
    with store.open_database(path) as db:
        run = store.start_run(db, "test", version="1", at=AT)
        store.use_extractor(db, "1", at=AT)
        for n in (1, 2):
            url = f"https://a.example/{n}"
            saved = store.save_sighting(db, run, sighting(url=url, outlet=f"O{n}"))
            (row,) = db.query("select revision from articles where id = ?", [saved.article])
            store.save_extraction(db, run, row["revision"], "1", extraction(TEXT), at=AT)
        compare_new(db)
        group_new(db, load_encoder)
    return path


def command(*arguments: str, **values):
    return CliRunner().invoke(main, ["factchecks", *arguments], **values)


def rows(path: str, sql: str) -> list[tuple]:
    with store.open_database(path) as db:
        return db.execute(sql).fetchall()


STORED = "select reviewer, claim, rating, published_at, published_precision from factcheck_list"
MATCHED = "select factcheck, claim_group, state, who from factcheck_match_list"


def bring(path: str, value: object):
    return command("import", "-", "--db", path, input=json.dumps(value))


def test_a_file_is_imported_and_matched_and_twice_changes_nothing(path):
    first = bring(path, REVIEW)
    dump = rows(path, "select * from factchecks")
    second = bring(path, REVIEW)

    assert first.exit_code == second.exit_code == 0
    assert first.stdout == "1 fact-checks, 1 new or changed; 1 suggested matches\n"
    assert second.stdout == "1 fact-checks, 0 new or changed; 1 suggested matches\n"
    assert rows(path, STORED) == [
        ("Check Desk", "Hackers attacked the studio", "Mostly false", "2026-03-05", "day")
    ]
    assert rows(path, MATCHED) == [(1, 1, "suggested", None)]
    assert rows(path, "select * from factchecks") == dump


@pytest.mark.parametrize(
    ("claim", "number"),
    [("The studio was attacked by intruders", 1), ("Gulls steal bread", 0)],
)
def test_a_group_is_suggested_for_what_is_said_in_other_words(path, claim, number):
    result = bring(path, review(claimReviewed=claim))

    assert result.stdout.endswith(f"; {number} suggested matches\n")


def test_a_verdict_that_changed_is_stored(path):
    bring(path, REVIEW)
    result = bring(path, review(reviewRating={"alternateName": "False"}))

    assert result.stdout.startswith("1 fact-checks, 1 new or changed")
    assert [row[2] for row in rows(path, STORED)] == ["False"]


def test_one_malformed_review_and_nothing_is_stored(path):
    result = bring(path, [REVIEW, review(url=None)])

    assert result.exit_code == 1
    assert "-: [1]: has no 'url'" in result.stderr
    assert rows(path, STORED) == []


def test_what_a_person_decided_stays(path):
    bring(path, REVIEW)
    rejected = command("reject", "1", "1", "--by", "A. Reader", "--db", path)
    again = command("match", "--db", path)

    assert (rejected.exit_code, again.exit_code) == (0, 0)
    assert rejected.stdout == "fact-check 1, group 1: rejected\n"
    assert rows(path, MATCHED) == [(1, 1, "rejected", "A. Reader")]

    command("confirm", "1", "1", "--by", "B. Reader", "--db", path)
    listed = command("list", "--db", path)

    assert rows(path, MATCHED) == [(1, 1, "confirmed", "B. Reader")]
    assert listed.stdout.splitlines()[0] == (
        "1  Check Desk: Mostly false: Hackers attacked the studio"
    )
    assert "group 1: confirmed" in listed.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["confirm", "9", "1", "--by", "x"], 1, "there is no fact-check 9"),
        (["reject", "1", "9", "--by", "x"], 1, "there is no claim group 9"),
        (["reject", "1", "1", "--by", " "], 1, "needs the name of who decides"),
        (["reject", "1", "1"], 2, "Missing option '--by'"),
        (["import", "/nowhere/x.json"], 1, "/nowhere/x.json: cannot be read"),
    ],
)
def test_unknown_numbers_and_files_are_errors_and_change_nothing(path, arguments, code, message):
    bring(path, REVIEW)
    before = rows(path, MATCHED)
    result = command(*arguments, "--db", path)

    assert result.exit_code == code
    assert message in result.stderr
    assert rows(path, MATCHED) == before


SETTINGS = """
settings:
  allow_private: [127.0.0.1]
outlets:
  - {name: Alpha, domain: a.example, feeds: [https://a.example/rss]}
"""


@pytest.mark.parametrize(
    ("settings", "page", "code", "message"),
    [
        (SETTINGS, "feed.json", 0, "1 fact-checks, 1 new or changed; 1 suggested matches"),
        (SETTINGS, "none.json", 1, "none.json: cannot be fetched (http"),
        (None, "feed.json", 1, "feed.json: cannot be fetched (blocked"),
    ],
)
def test_a_data_feed_is_fetched_with_the_manners_of_feeds_yaml(
    path, web, tmp_path, settings, page, code, message
):
    web.pages["/feed.json"] = Answer(json.dumps({"dataFeedElement": [REVIEW]}).encode())
    file = tmp_path / "feeds.yaml"
    if settings:
        file.write_text(settings, "utf-8")
    result = command("import", f"{web.url}/{page}", "--db", path, "--feeds", str(file))

    assert result.exit_code == code
    assert message in result.output
    assert len(rows(path, STORED)) == (code == 0)
