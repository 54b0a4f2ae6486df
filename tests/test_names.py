"""Names: (source) in a small article → the fullest name that the article gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimtrack.entities import find_mentions
from claimtrack.models import AttributionClaim, Referent, Span
from claimtrack.names import AUTHOR, Resolver, name_mentions
from claimtrack.names.forms import is_full, is_initials, is_part_of_organization, is_same_person
from tests.marked import parse, read

CASES = [
    # surnames and titles
    ("Maria Bell runs the plant. (Bell) {said} [it was safe].", "Maria Bell"),
    ("Maria Bell runs the plant. (Ms. Bell) {said} [it was safe].", "Maria Bell"),
    ("(Senator Maria Bell) {said} [it was safe].", "Maria Bell"),
    ("(Maria Bell, the head of the plant,) {said} [it was safe].", "Maria Bell"),
    ("(The plant's head, Maria Bell,) {said} [it was safe].", "Maria Bell"),
    ("Peter Van Dorn spoke first. (Mr. Van Dorn) {said} [it was safe].", "Peter Van Dorn"),
    ("John Bell met his wife, Mary Bell. (Mrs. Bell) {said} [so].", "Mary Bell"),
    ("John Bell met his wife, Mary Bell. (Mr. Bell) {said} [so].", "John Bell"),
    ("John Bell met his sister, Mary Bell. (Bell) {said} [so].", "John Bell"),
    # pronouns
    ("Maria Bell runs the plant. (She) {said} [it was safe].", "Maria Bell"),
    ("John Ode met Maria Bell on Monday. (She) {said} [it was safe].", "Maria Bell"),
    ("Maria Bell met John Ode on Monday. (He) {said} [it was safe].", "John Ode"),
    ("Maria Bell lost. Later John Ode spoke to the crowd. (She) {wept} [it].", "Maria Bell"),
    ("The dam broke at noon. (He) {said} [it was safe].", None),
    # lists
    ("Maria Bell and John Ode met. (Bell and Ode) {said} [so].", "Maria Bell and John Ode"),
    ("(Senators Maria Bell and John Ode) {said} [so].", "Maria Bell and John Ode"),
    ("(France and Germany) {said} [so].", "France and Germany"),
    # descriptions keep their own words
    ("(A senior official) {said} [so].", "A senior official"),
    ("(A spokesman for the firm) {said} [so].", "A spokesman for the firm"),
    ("(Two experts, who asked for anonymity,) {said} [so].", "Two experts"),
    ("(A poll released on Monday) {shows} [a fall].", "A poll"),
    # roles
    ("Senator Maria Bell spoke first. (The senator) {said} [so].", "Maria Bell"),
    ("Maria Bell, a doctor, spoke first. Many came. (The doctor) {said} [so].", "Maria Bell"),
    ("John Ode met a doctor. Later (the president) {said} [so].", None),
    ("A doctor came. Later (the president) {said} [so].", "the president"),
    ("The vice president, John Ode, came. Later (the president) {said} [so].", None),
    ("The mayor's son, John Ode, came. Later (the mayor) {said} [so].", None),
    ("MILFORD -- President Ode came. Later (the president) {said} [so].", "Ode"),
    ("Ann Lee, a doctor, met John Ode. Later (the moderator) {said} [so].", None),
    (
        "Ann Lee came. Lee sat. Lee rose. Lee sang. Lee ran. (The 34-year-old mother) {said} [it].",
        "Ann Lee",
    ),
    ("John Ode came. Later (the GOP nominee) {said} [so].", None),
    ("Norvania and Milford met. Later (the two countries) {said} [so].", None),
    ("Ann Lee, an editor of a book on the GOP, met John Ode. (The GOP nominee) {said} [so].", None),
    ("Ann Lee met Ann Ode. Lee sat. Lee sang. Later (the GOP nominee) {said} [so].", "Ann Lee"),
    ("Many came to the fair. Later (the band leader) {said} [so].", "the band leader"),
    # described before they are named
    ("(A Milford judge) {said} [so]. Many came. Judge Ann Lee was firm.", "Ann Lee"),
    ("(A Milford judge) {said} [so]. Many came.", None),
    ("(A senior adviser) {said} [so]. Many came.", "A senior adviser"),
    # by whose they are
    ("An attorney for John Ode, Ann Lee, came. (His attorney) {said} [so].", "Ann Lee"),
    ("John Ode's wife, Ann Lee, came. Later (Ode's wife) {said} [so].", "Ann Lee"),
    ("John Ode and Ann Lee came. Later (Ode's wife) {said} [so].", None),
    ("(My father) {said} [so].", None),
    ("My father came. Later (he) {said} [so].", None),
    ("Ann Lee founded a firm. Many came. (Ms. Lee's firm) {said} [so].", "Ann Lee's firm"),
    ("Ann Lee came. (Her lawyer) {said} [so].", "Ann Lee's lawyer"),
    ("The Milfords came, (whose lawyers) {said} [so].", None),
    # misspelt, unfinished, counted
    ("Ann Standish came. Later (Standich) {said} [so].", "Standich"),
    ("Ann Standish came. Later (Standsh) {said} [so].", "Ann Standish"),
    ("(One) {said} [so].", None),
    (
        "Among likely voters in May, 40 percent were sure and (9 percent) {said} [so].",
        "9 percent of likely voters",
    ),
    ("Of all adults 40 percent came. (Twelve percent) {said} [so].", "Twelve percent"),
    # documents told of elsewhere
    ("A club made a film. (The film) {says} [so].", None),
    ("(Poll) {says} [so].\n\nMany came.", None),
    # several, of whom one is meant
    ("He met Ann Lee and John Ode, (who) {said} [so].", None),
    # of the kind told of before
    ("Norvanian hackers broke in. Later (the hackers) {said} [so].", "Norvanian hackers"),
    ("Russian hackers met Chinese hackers. Later (the hackers) {said} [so].", "the hackers"),
    ("(A group that it calls Grey Heron) {said} [so].", "Grey Heron"),
    ("(N. Korea) {denied} [it].", "North Korea"),
    ("(The party's leader), Ann Lee, {denied} [it].", "Ann Lee"),
    # letters
    ("(I) {think} [so].\n\nAnn Lee\n\nIt is not.\n\nJohn Ode", "Ann Lee"),
    # namesakes
    ("Maria Bell came with Mr. Bell. Later (President Bell) {said} [so].", "Bell"),
    # cut short or run on
    ("(Sen.) Ann Lee {said} [so].", "Ann Lee"),
    ("No (one) {said} [so].", "No one"),
    ("(Federal prosecutors in May) {said} [so].", "Federal prosecutors"),
    ("(Norvania, Milford's only ally and its lifeline,) {said} [so].", "Norvania"),
    # organisations and states
    ("(Pyongyang) {denied} [it].", "North Korea"),
    ("(The Kremlin) {denied} [it].", "Kremlin"),
    ("The Clinton campaign hired him. (The campaign) {denied} [it].", "Clinton campaign"),
    (
        "The Food and Drug Administration acted. (The FDA) {said} [so].",
        "Food and Drug Administration",
    ),
    (
        "The International Wheat Fund met. Many came. (The fund) {said} [so].",
        "International Wheat Fund",
    ),
    (
        "The Food and Drug Administration met. (The F.D.A.) {said} [so].",
        "Food and Drug Administration",
    ),
    (
        "The FBI met. (A group of hackers known as the Lazarus Group) {denied} [it].",
        "Lazarus Group",
    ),
    ("Many came. (A group calling itself Grey Heron) {denied} [it].", "Grey Heron"),
    # first person
    ("(We) {don't know} [how the server was opened].", AUTHOR),
    ("(I) {believe} [it was late].", AUTHOR),
    # relative pronouns
    ("The police questioned Maria Bell, (who) {denied} [it].", "Maria Bell"),
    # told anew
    ("Two aides of the mayor met. (The aides) {said} [so].", "The aides"),
    ("Aides of the mayor met. (The aides) {said} [so].", "Aides of the mayor"),
    ("Velmar's Ann Lee came. (The Velmaran president) {said} [so].", "The Velmaran president"),
    ("France's Anne Lee came. John Ode left. (The French president) {said} [so].", "Anne Lee"),
    ("Harbour Systems sold it. Many came. (The software company) {said} [so].", "Harbour Systems"),
    ("Will Ode resign?\n\nJohn Ode came. (He) {said} [so].", "John Ode"),
    ("Sen. Lindsey Ode came. Later (Mr. Ode) {said} [so].", "Lindsey Ode"),
    ("(US) {charges} [seven spies].", "US"),
    ("(Today's report) {says} [so].", "report"),
    # caught at the ends
    ("(The Velmaran ministry expelled four agents) {saying} [so].", "The Velmaran ministry"),
    ("MILFORD - (MILFORD - Two officials) {said} [so].", "Two officials"),
]


def resolved(marked: str) -> Referent:
    text, claim = read(marked)
    doc = parse(text)
    mentions = name_mentions(doc, find_mentions(doc))
    return Resolver(doc, mentions, [claim]).resolve(claim.source[0])


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_source_has_the_fullest_name_of_its_article(marked, expected):
    assert expected == resolved(marked).name


def test_capital_stands_for_its_state_only_where_it_acts():
    text, claim = read("(Moscow) {denied} [it].")
    doc = parse(text)
    resolver = Resolver(doc, name_mentions(doc, find_mentions(doc)))

    assert resolver.resolve(claim.source[0]).name == "Russia"
    assert resolver.resolve(claim.source[0], acts=False).name == "Moscow"


def test_every_referent_tells_its_rule():
    assert all(resolved(marked).rule for marked, _ in CASES)


def test_who_is_described_in_the_headline_is_who_is_named_next_and_speaks():
    text, outer = read("(Former board member) {says} [so].\n\nMany came. Ann Lee said it was so.")
    _, inner = read("Former board member says so.\n\nMany came. (Ann Lee) {said} [it was so].")
    doc = parse(text)
    resolver = Resolver(doc, name_mentions(doc, find_mentions(doc)), [outer, inner])

    assert resolver.resolve(outer.source[0]).name == "Ann Lee"


def test_first_person_in_a_quotation_is_its_speaker():
    text, outer = read('(Maria Bell) {said}: ["We deny it."]')
    doc = parse(text)
    _, inner = read('Maria Bell said: "(We) {deny} [it]."')
    claims: list[AttributionClaim] = [outer, inner]
    resolver = Resolver(doc, name_mentions(doc, find_mentions(doc)), claims)

    assert resolver.resolve(inner.source[0]).name == "Maria Bell"


@pytest.mark.parametrize(
    "text", ["", "?", "“ ” — …", "he he she it they who", "and and and", "\n\n"]
)
def test_odd_text_never_raises(text):
    doc = parse(text or " ")
    resolver = Resolver(doc, name_mentions(doc, find_mentions(doc)))

    assert resolver.resolve(read(f"({doc.text})")[1].source[0]).rule


@pytest.mark.parametrize(
    ("short", "full", "expected"),
    [
        ("Sony", "Sony Pictures", True),
        ("Sony", "Sony Open", False),
        ("EPA", "Environmental Protection Agency", True),
        ("E.P.A.", "Environmental Protection Agency", True),
        ("EPA", "European Press Office", False),
        ("Supreme Court", "U.S. Supreme Court", True),
        ("Supreme Court", "Ohio Supreme Court", False),
    ],
)
def test_short_names_of_organisations(short, full, expected):
    assert expected == is_part_of_organization(short, full)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("James Comey", "James B. Comey", True),
        ("Bobby Scott", 'Robert C. "Bobby" Scott', True),
        ("John Roe", "John Roe Jr.", False),
        ("John Roe", "Jane Roe", False),
    ],
)
def test_forms_of_one_person(a, b, expected):
    assert expected == is_same_person(a, b)


@pytest.mark.parametrize(
    ("name", "expected"), [("Ann Lee", True), ("Lee", False), ("de Lee", False)]
)
def test_full_names_have_a_first_name(name, expected):
    assert expected == is_full(name)


def test_initials_are_those_of_the_long_words():
    assert is_initials("FBI", "Federal Bureau of Investigation")
    assert not is_initials("Fbi", "Federal Bureau of Investigation")


ROOT = Path(__file__).parent.parent
TRAIN = ROOT.parent / "shared" / "data" / "polnear" / "train" / "text"


@pytest.mark.slow
@pytest.mark.skipif(not TRAIN.is_dir(), reason="the corpus may not be passed on")
def test_nine_of_ten_judged_sources_have_their_fullest_name(extractor):
    judged: dict[str, list[dict]] = {}
    for line in (ROOT / "training" / "names.jsonl").read_text("utf-8").splitlines():
        judged.setdefault(json.loads(line)["doc"], []).append(json.loads(line))
    right, wrong = 0, 0
    for name, rows in judged.items():
        text = (TRAIN / f"{name}.txt").read_bytes().decode("utf-8")
        found = extractor.extract(text).attributions
        doc = next(iter(extractor.parse([text])))
        resolver = Resolver(doc, name_mentions(doc, find_mentions(doc)), found)
        for row in rows:
            given = resolver.resolve(Span(start=row["source"][0], end=row["source"][1])).name
            full = text[slice(*row["name"])] if row["name"] else None
            right += (given or "").removeprefix("The ") == full if full else given is not None
            wrong += bool(given) and bool(full) and given.removeprefix("The ") != full
    total = sum(map(len, judged.values()))

    assert right >= 0.9 * total
    assert wrong <= 0.07 * total
