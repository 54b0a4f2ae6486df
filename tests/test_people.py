"""People in public: accused only where it is confirmed, victims and minors not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import AT, TEXT, extraction, sighting, span
from test_withdrawing import good, rows, run
from visitors import get

from claimtrack import store
from claimtrack.models import Extraction, Judgement, Mention, MentionKind
from claimtrack.persons import SURE, Accusation, held_back, is_minor, is_person
from claimtrack.reviews import Review

PERSON = TEXT.replace("hackers", "Ole Brandt")
CONTACT = ("--contact", "desk@a.example")


def accusing(text: str, name: str, *, confidence: float = 0.9) -> Extraction:
    """``name`` attacked the studio, says the bureau."""
    found = extraction(text.replace(name, "hackers"))
    words = span(text, name)
    (claim,) = found.attributions
    (blame,) = found.responsibility
    claim = replace(claim, content=(span(text, f"{name} attacked the studio"),))
    blame = replace(
        blame,
        accused=words,
        accused_name=name,
        act=span(text, "attacked"),
        target=span(text, "the studio"),
        confidence=confidence,
    )
    mention = Mention(span=words, kind=MentionKind.PERSON, name=name)
    return Extraction(mentions=(mention,), attributions=(claim,), responsibility=(blame,))


def house(path, outlets=("Alpha",), **values):
    """One story in which each outlet has an article that accuses Ole Brandt."""
    with store.open_database(path) as db:
        run = store.start_run(db, "test", version="1", at=AT)
        store.use_extractor(db, "1", at=AT)
        for number, outlet in enumerate(outlets, 1):
            url = f"https://{outlet.lower()}.example/{number}"
            store.save_sighting(db, run, sighting(text=PERSON, url=url, outlet=outlet))
        for batch in store.load_pending(db, None):
            for one in batch:
                found = accusing(one.text, "Ole Brandt", **values)
                store.save_extraction(db, run, one.id, "1", found, at=AT)
        for table in ("articles", "claims", "responsibility_claims"):
            db.execute(f"update {table} set story = 1")
        store.refresh_summaries(db)
    return path


def published(path):
    target = path.with_name("public.db")
    good("publish", "--db", path, "--to", target, *CONTACT)
    return target


ACCUSED = "select accused from responsibility_list"


def test_one_outlet_does_not_make_somebody_a_suspect_in_public(tmp_path):
    public = published(house(tmp_path / "x.db"))

    assert rows(public, ACCUSED) == []
    assert rows(public, "select content from claim_list") == [("",)]
    assert b"Ole Brandt attacked" not in public.read_bytes()


def test_two_independent_outlets_do(tmp_path):
    public = published(house(tmp_path / "x.db", ("Alpha", "Beta")))

    assert rows(public, ACCUSED) == [("Ole Brandt",)] * 2


def test_two_outlets_that_are_not_sure_or_not_independent_do_not(tmp_path):
    unsure = house(tmp_path / "unsure.db", ("Alpha", "Beta"), confidence=SURE - 0.01)
    copied = house(tmp_path / "copied.db", ("Alpha", "Beta"))
    owned = house(tmp_path / "owned.db", ("Alpha", "Beta"))
    with store.open_database(copied) as db:
        db.execute("update responsibility_claims set copy_of = 1 where outlet = 'Beta'")
    with store.open_database(owned) as db:
        db.execute("update outlets set owner = 'One House'")

    assert [rows(published(path), ACCUSED) for path in (unsure, copied, owned)] == [[], [], []]


def test_what_a_reviewer_confirmed_may_appear(tmp_path):
    path = house(tmp_path / "x.db")
    with store.open_database(path) as db:
        by = store.Signed(who="ann", at=AT, reason="")
        store.save_review(db, path, "r1", Review(judgement=Judgement.RIGHT), by)

    assert rows(published(path), ACCUSED) == [("Ole Brandt",)]


def test_the_working_database_keeps_them(tmp_path):
    path = house(tmp_path / "x.db")
    published(path)

    assert rows(path, ACCUSED) == [("Ole Brandt",)]


def test_victims_and_minors_are_no_entities_in_public(tmp_path):
    path = tmp_path / "x.db"
    text = "Fire at mill\n\nHackers attacked Pia Holm at the mill. Lars Vik, 14, said it was loud."
    names = ("Pia Holm", "Lars Vik")
    mentions = tuple(Mention(span=span(text, n), kind=MentionKind.PERSON, name=n) for n in names)
    (blame,) = extraction().responsibility
    blame = replace(
        blame,
        accused=span(text, "Hackers"),
        act=span(text, "attacked"),
        target=span(text, "Pia Holm"),
        target_name="Pia Holm",
        accuser=None,
        accuser_name=None,
    )
    (claim,) = extraction().attributions
    claim = replace(
        claim,
        source=(span(text, "Lars Vik"),),
        source_name="Lars Vik",
        cue=(span(text, "said"),),
        content=(span(text, "it was loud"),),
    )
    found = Extraction(mentions=mentions, attributions=(claim,), responsibility=(blame,))
    with store.open_database(path) as db:
        number = store.start_run(db, "test", version="1", at=AT)
        store.save_sighting(db, number, sighting(text=text))
        store.use_extractor(db, "1", at=AT)
        ((pending,),) = store.load_pending(db, None)
        store.save_extraction(db, number, pending.id, "1", found, at=AT)
    public = published(path)

    assert rows(public, "select count(*) from entities") == [(0,)]
    assert rows(public, "select target from responsibility_list") == [("(name not published)",)]
    assert rows(public, "select source from claim_list") == [("(name not published)",)]
    for name in names:
        assert name.encode() not in public.read_bytes()


# --- contact, noindex ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"), [((), 2), (("--contact", "nobody"), 1), (("--contact", ""), 1)]
)
def test_nothing_is_published_without_a_contact(tmp_path, arguments, code):
    path = house(tmp_path / "x.db")
    result = run("publish", "--db", path, "--to", tmp_path / "public.db", *arguments)

    assert result.exit_code == code
    assert "contact" in result.output
    assert not (tmp_path / "public.db").exists()


@pytest.mark.parametrize(
    "url",
    ["/", "/-/article/1", "/-/search?q=bureau", "/-/dictionary", "/public", "/public/claim_list"],
)
def test_every_page_shows_the_contact(tmp_path, url):
    public = published(house(tmp_path / "x.db", ("Alpha", "Beta")))

    assert "desk@a.example" in get(public, url).text


def test_pages_of_people_are_not_to_be_indexed(tmp_path):
    path = house(tmp_path / "x.db")
    person, bureau = (get(path, f"/-/source?name={n}") for n in ("Ole+Brandt", "National+Bureau"))

    assert person.headers["x-robots-tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in person.text
    assert "x-robots-tag" not in bureau.headers
    assert "noindex" not in bureau.text


# --- deciding -----------------------------------------------------------------------------------

CASE = Accusation(
    id=1,
    story=1,
    accused="Ole Brandt",
    words="Brandt",
    name="Ole Brandt",
    kinds=frozenset({"person"}),
    owner="Alpha",
    is_copy=False,
    confidence=0.9,
    review=None,
)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, True),
        ({"kinds": frozenset({"organization"})}, False),
        ({"kinds": frozenset()}, True),  # a name of unknown kind may be a person's
        ({"kinds": frozenset(), "name": None, "accused": "he", "words": "he"}, True),
        ({"kinds": frozenset(), "name": None, "accused": "the aide", "words": "the aide"}, True),
        ({"kinds": frozenset(), "name": None, "accused": "hackers", "words": "hackers"}, False),
        ({"accused": None, "words": None, "name": None}, False),
    ],
)
def test_in_doubt_somebody_is_a_person(values, expected):
    assert is_person(replace(CASE, **values)) == expected


def test_claims_of_different_stories_do_not_confirm_each_other():
    claims = [CASE, replace(CASE, id=2, story=2, owner="Beta")]

    assert held_back(claims) == [1, 2]
    assert held_back([CASE, replace(CASE, id=2, owner="Beta")]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lars Vik, 14, ran.", True),
        ("Lars Vik (9) ran.", True),
        ("Lars Vik, aged 17, ran.", True),
        ("The 15-year-old Lars Vik ran.", True),
        ("A 15-year-old boy named Lars Vik ran.", True),
        ("Lars Vik, 41, ran.", False),
        ("Lars Vik ran 12 miles.", False),
        ("She met a 15-year-old. Then Lars Vik ran.", False),
    ],
)
def test_an_age_right_beside_a_name_counts(text, expected):
    place = span(text, "Lars Vik")

    assert is_minor(text, [(place.start, place.end)]) == expected
