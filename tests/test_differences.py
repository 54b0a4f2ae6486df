"""claimtrack.differences: what differs between articles of one story, and what only seems to."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner
from factories import AT
from test_comparing import sighting_of

from claimtrack import store
from claimtrack.cli import main
from claimtrack.comparing import compare_new, regroup
from claimtrack.comparison import DifferenceKind, DifferingArticle
from claimtrack.differences import find_differences
from claimtrack.differences.quantities import find_quantities, is_apart
from claimtrack.match.encoding import encode
from claimtrack.models import (
    AttributionClaim,
    Extraction,
    Mention,
    MentionKind,
    Quotation,
    ResponsibilityClaim,
    SourceType,
    Span,
    Stance,
)

# --- quantities ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The fire injured 14 people.", [("14", 14, 14, "", "injury")]),
        ("The fire injured at least 14 people.", [("at least 14", 13.86, 17.5, "", "injury")]),
        ("Twelve people are dead.", [("Twelve", 12, 12, "", "death")]),
        ("Two dozen sheep drowned.", [("Two dozen", 24, 24, "", "")]),
        ("Twenty-one boats sank.", [("Twenty-one", 21, 21, "", "")]),
        ("Two-dozen boats sank.", [("Two-dozen", 24, 24, "", "")]),
        ("They paid $1.5 million for it.", [("$1.5 million", 1.5e6, 1.5e6, "$", "")]),
        ("They paid 300 euros for it.", [("300", 300, 300, "€", "")]),
        ("Shares fell 3.1 percent.", [("3.1 percent", 3.1, 3.1, "%", "")]),
        ("Shares fell 3.1%.", [("3.1%", 3.1, 3.1, "%", "")]),
        ("He faces 46 to 57 months.", [("46 to 57", 46, 57, "", "")]),
        ("Between five and ten boats sank.", [("five and ten", 5, 10, "", "")]),
        ("About 6,200 residents left.", [("About 6,200", 5580, 6820, "", "")]),
        ("Up to 1.6 million women sued.", [("Up to 1.6 million", 1.52e6, 1.6e6, "", "")]),
        ("Fewer than 40 boats sank.", [("Fewer than 40", 30, 40, "", "")]),
        ("Hundreds of boats sank.", [("Hundreds", 200, 999, "", "")]),
        (
            "It killed nine and wounded 30.",
            [("nine", 9, 9, "", "death"), ("30", 30, 30, "", "injury")],
        ),
    ],
)
def test_a_quantity_is_an_interval_of_something(text, found):
    quantities = find_quantities(text)

    assert [
        (
            text[q.span.start : q.span.end],
            pytest.approx(q.low),
            pytest.approx(q.high),
            q.unit,
            q.sort,
        )
        for q in quantities
    ] == found


@pytest.mark.parametrize(
    "text",
    [
        "It opened in 1971.",
        "It opened on June 28.",
        "It opened at 2:17 a.m. and at 5 p.m. again.",
        "Ann Lee, 47, spoke.",
        "A 47-year-old man spoke.",
        "A man aged 47 spoke.",
        "They met at 12 Mill Lane Street.",
        "It burnt in the 400 block of Mill Lane.",
        "The 11-month-old and a 35 - year - old man spoke.",
        "The QX 13 gang drove a four-by-four.",
        "They welded near Tank 12 on Route 66.",
        "It was the 21st time.",
        "The vote was 97-1.",
        "The 9/11 families came.",
        "Half of one was gone.",
    ],
)
def test_years_dates_ages_and_addresses_are_no_quantities(text):
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ("12 people died", "20 people died", True),
        ("at least 50 people died", "53 people died", False),
        ("at least 12 people died", "20 people died", True),
        ("about 50 people died", "53 people died", False),
        ("about 50 people died", "63 people died", True),
        ("over 300 boats", "313 boats", False),
        ("nearly 50 boats", "48 boats", False),
        ("up to 40 boats", "45 boats", True),
        ("twelve boats", "12 boats", False),
        ("dozens of boats", "53 boats", False),
        ("46 to 57 months", "50 months", False),
    ],
)
def test_values_are_apart_only_where_both_cannot_be_right(a, b, apart):
    (one,), (other,) = find_quantities(a), find_quantities(b)

    assert is_apart(one, other) is apart


# --- two articles -------------------------------------------------------------------------------

FILLER = "The harbour was quiet. Gulls sat on the crane. Nobody sold tickets for the ferry."


def article(number: int, text: str, *claims: object, **values: object) -> DifferingArticle:
    body = f"Night at the harbour\n\n{text} {FILLER}"
    found = [claim(body) for claim in claims]
    return DifferingArticle(
        id=f"a{number}",
        text=body,
        title="Night at the harbour",
        found=Extraction(
            attributions=tuple(c for c in found if isinstance(c, AttributionClaim)),
            responsibility=tuple(c for c in found if isinstance(c, ResponsibilityClaim)),
            mentions=tuple(
                Mention(span=c.accused, kind=MentionKind.ORGANIZATION, name=c.accused_name)
                for c in found
                if isinstance(c, ResponsibilityClaim) and body[c.accused.start].isupper()
            ),
        ),
        **{"day": date(2026, 3, 4)} | values,
    )


def says(source: str, cue: str, content: str, **values: object):
    def make(text: str) -> AttributionClaim:
        spans = [Span(start=text.index(w), end=text.index(w) + len(w)) for w in (source, cue)]
        start = text.index(content)
        defaults = {
            "source_name": source,
            "source_type": SourceType.PERSON,
            "stance": Stance.ASSERTS,
            "quotation": Quotation.DIRECT if content[0] == "“" else Quotation.INDIRECT,
        }
        return AttributionClaim(
            source=(spans[0],),
            cue=(spans[1],),
            content=(Span(start=start, end=start + len(content)),),
            **defaults | values,
        )

    return make


def blames(accused: str, act: str, target: str | None = None, **values: object):
    def make(text: str) -> ResponsibilityClaim:
        def span(words: str) -> Span:
            return Span(start=text.index(words), end=text.index(words) + len(words))

        return ResponsibilityClaim(
            accused=span(accused),
            act=span(act),
            target=span(target) if target else None,
            target_name=target,
            **{"stance": Stance.ASSERTS, "accused_name": accused} | values,
        )

    return make


def found(*articles: DifferingArticle) -> list[tuple[str, str, str]]:
    texts = {a.id: a.text for a in articles}
    return [
        (
            d.kind.value,
            texts[d.a.article][d.a.span.start : d.a.span.end],
            texts[d.b.article][d.b.span.start : d.b.span.end],
        )
        for d in find_differences(articles, encode)
    ]


@pytest.mark.parametrize(
    ("a", "b", "differ"),
    [
        (
            "The explosion injured 14 people at the refinery.",
            "The blast at the refinery injured 22 people.",
            ("14", "22"),
        ),
        (
            "The explosion injured at least 14 people.",
            "The company put the number of injured at nine.",
            ("at least 14", "nine"),
        ),
        (
            "Officials said 12 people were killed.",
            "Twenty people are dead, officials said.",
            ("12", "Twenty"),
        ),
        (
            "The flames burnt about 90 hectares of marsh.",
            "Some 120 hectares of marsh were burnt.",
            ("about 90", "Some 120"),
        ),
        (
            "She bought a $43,000 silver watch for her aide.",
            "Her aide wore the $43,350 silver watch.",
            ("$43,000", "$43,350"),
        ),
        ("Officials said 12 people were killed.", "Officials said 12 people were killed.", None),
        ("At least 50 people were killed.", "It killed 53 people.", None),
        ("It killed 12 people.", "It injured 20 people.", None),
        ("The union has 600 members in the town.", "The town has 14 members of the council.", None),
        ("Two witnesses saw the smoke.", "Five witnesses wrote letters.", None),
        (
            "She was twice questioned about the crane.",
            "She was questioned about the ferry several times.",
            ("twice", "several"),
        ),
        ("She was questioned twice.", "She was questioned five times as long.", None),
        (
            "The spot runs in Port Alden, Castell, Harlow, Tamarack. It costs $1 million, he said.",
            "The club has booked $600,000 of airtime in Tamarack, Harlow, Castell, Port Alden.",
            ("$1 million", "$600,000"),
        ),
        (
            "The spot runs in Port Alden, Castell, Harlow, Tamarack. It costs $1 million, he said.",
            "The club in Tamarack pays $600,000 a year to its head.",
            None,
        ),
        (
            "The blast killed 12 people.",
            "The blast killed 20 people, the mayor said. The hospital "
            "said the blast killed 12 people.",
            None,
        ),
        ("Two men and two women were injured.", "Police said 14 were injured.", None),
        ("The explosion injured 14 people.", "It injured two more people.", None),
        (
            "The explosion injured 14 people.",
            "It comes a year after an explosion injured 22 people.",
            None,
        ),
        ("The plant opened in 1971.", "The plant opened in 1975.", None),
        ("The fine is $5,000.", "The fine is 5,000 euros.", None),
        ("The suit took four months of work.", "The trial took nine months.", None),
    ],
)
def test_numbers_differ_where_one_quantity_is_given_twice(a, b, differ):
    expected = [("number", *differ)] if differ else []

    assert found(article(1, a), article(2, b)) == expected


@pytest.mark.parametrize(
    ("a", "b", "differ"),
    [
        (
            "The council voted on Tuesday to sell the old ferry.",
            "The council voted on Monday to sell the old ferry.",
            ("Tuesday", "Monday"),
        ),
        (
            "The council voted on Tuesday to sell the old ferry.",
            "The council voted on March 3 to sell the old ferry.",
            None,
        ),
        (
            "The council will vote on Friday to sell the old ferry.",
            "The council is expected to vote on Saturday to sell the old ferry.",
            ("Friday", "Saturday"),
        ),
        (
            "The council voted last weekend to sell the old ferry.",
            "The council voted on Sunday to sell the old ferry.",
            None,
        ),
        ("The council voted on Tuesday to sell the old ferry.", "The mayor wept on Monday.", None),
    ],
)
def test_days_differ_where_one_event_is_dated_twice(a, b, differ):
    expected = [("date", *differ)] if differ else []

    assert found(article(1, a), article(2, b)) == expected


CONTENT = "the council sold the rusty ferry to a smuggler"
SAID = f"Ann Lee said that {CONTENT}."


@pytest.mark.parametrize(
    ("text", "claim", "kind"),
    [
        (
            f"Bo Dahl denied that {CONTENT}.",
            says("Bo Dahl", "denied", CONTENT, stance=Stance.DENIES),
            "opposed_stance",
        ),
        (
            f"Ann Lee suspects that {CONTENT}.",
            says("Ann Lee", "suspects", CONTENT, stance=Stance.HEDGES),
            "hedged_flat",
        ),
        (f"Bo Dahl said that {CONTENT}.", says("Bo Dahl", "said", CONTENT), "other_source"),
        (
            f"An insider said that {CONTENT}.",
            says("An insider", "said", CONTENT, source_type=SourceType.ANONYMOUS),
            "named_anonymous",
        ),
        (f"Lee said that {CONTENT}.", says("Lee", "said", CONTENT), None),
        (f"Ann Lee said that {CONTENT}.", says("Ann Lee", "said", CONTENT), None),
    ],
)
def test_one_content_differs_by_stance_firmness_and_source(text, claim, kind):
    kinds = [
        k
        for k, _, _ in found(
            article(1, SAID, says("Ann Lee", "said", CONTENT)), article(2, text, claim)
        )
    ]

    assert kinds == ([kind] if kind else [])


@pytest.mark.parametrize(("cue", "kind"), [("said", None), ("reportedly said", "hedged_flat")])
def test_one_quote_has_one_source_but_may_be_hearsay(cue, kind):
    quote = f"“{CONTENT.capitalize()}”"
    kinds = [
        k
        for k, _, _ in found(
            article(1, f"{quote}, Ann Lee said.", says("Ann Lee", "said", quote)),
            article(2, f"{quote}, Bo Dahl {cue}.", says("Bo Dahl", cue, quote)),
        )
    ]

    assert kinds == ([kind] if kind else [])


def test_both_sides_quote_source_cue_and_content():
    denial = f"Bo Dahl denied that {CONTENT}"
    ((_, a, b),) = found(
        article(1, SAID, says("Ann Lee", "said", CONTENT)),
        article(2, f"{denial}.", says("Bo Dahl", "denied", CONTENT, stance=Stance.DENIES)),
    )

    assert (a, b) == (f"Ann Lee said that {CONTENT}", denial)


def test_what_the_article_says_itself_counts_as_flat():
    ((kind, _, _),) = found(
        article(1, f"On that night {CONTENT}."),
        article(
            2,
            f"Ann Lee suspects that {CONTENT}.",
            says("Ann Lee", "suspects", CONTENT, stance=Stance.HEDGES),
        ),
    )

    assert kind == "hedged_flat"


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (
            f"Ann Lee said she believed {CONTENT}.",
            says("Ann Lee", "said", f"she believed {CONTENT}"),
        ),
        (f"The court looks into allegations that {CONTENT}.", None),
    ],
)
def test_what_is_believed_or_alleged_is_no_fact(text, claim):
    claims = [claim] if claim else []
    ((kind, a, _),) = found(article(1, text, *claims), article(2, f"On that night {CONTENT}."))

    assert kind == "hedged_flat"
    assert a.rstrip(".").endswith(CONTENT)


def test_what_is_told_in_other_words_is_known_by_its_meaning():
    told = "her bank account was hacked from abroad"
    believed = "she believed her savings account had been infiltrated by a hacker or a prankster"
    other = "she believed his lively account of an elderly hacker amused young readers everywhere"

    def kinds(content: str) -> list[str]:
        hedged = article(1, f"Ann Lee said {content}.", says("Ann Lee", "said", content))
        flat = article(2, f"Ann Lee told us {told}.", says("Ann Lee", "told", told))
        return [kind for kind, _, _ in found(hedged, flat)]

    assert kinds(believed) == ["hedged_flat"]
    assert kinds(other) == []


def test_two_accusations_are_alike_firm():
    accused = "the council of selling the rusty ferry to a smuggler"
    alleged = "the council sold the rusty ferry to a smuggler"

    assert (
        found(
            article(1, f"Ann Lee accused {accused}.", says("Ann Lee", "accused", accused)),
            article(
                2,
                f"Bo Dahl alleges that {alleged}.",
                says("Bo Dahl", "alleges", alleged, stance=Stance.HEDGES),
            ),
        )
        == []
    )


@pytest.mark.parametrize(
    ("source", "is_other"),
    [("Harbour officials", True), ("Ann Lee's spokesman", True), ("The police", False)],
)
def test_one_named_and_several_without_a_name_are_two_sources(source, is_other):
    text = f"{source} said that {CONTENT}."
    described = says(source, "said", CONTENT, source_type=SourceType.OFFICIAL, source_name=None)
    kinds = [
        k
        for k, _, _ in found(
            article(1, SAID, says("Ann Lee", "said", CONTENT)), article(2, text, described)
        )
    ]

    assert kinds == (["other_source"] if is_other else [])


ACCUSES = "Two clerks accused the mayor of taking bribes"


@pytest.mark.parametrize(
    ("denied", "is_opposed"),
    [
        ("the allegations", True),
        ("taking any bribes", True),
        ("that he would retire", False),
    ],
)
def test_an_accusation_and_its_denial_are_opposed(denied, is_opposed):
    accused = says("Two clerks", "accused", "the mayor of taking bribes", source_name="two clerks")
    denies = says("The mayor", "denied", denied, stance=Stance.DENIES, source_name="Ole Mayor")
    blamed = blames("the mayor", "taking bribes", accused_name="Ole Mayor")
    differences = found(
        article(1, f"{ACCUSES}.", accused, blamed),
        article(2, f"The mayor denied {denied}.", denies),
    )

    assert differences == (
        [("opposed_stance", ACCUSES, f"The mayor denied {denied}")] if is_opposed else []
    )


@pytest.mark.parametrize(
    ("a", "b", "differ"),
    [
        (("Norvania", "hacked", "Meridian"), ("Red Lantern", "hacked", "Meridian"), True),
        (("Norvania", "hacked", "Meridian"), ("Norvania", "hacked", "Meridian"), False),
        (("Norvania", "hacked", "Meridian"), ("Red Lantern", "hacked", "Tamarack"), False),
        (("Norvania", "hacked", "Meridian"), ("Red Lantern", "bribed", "Meridian"), False),
        (
            ("Norvania", "hacked", "Meridian"),
            ("another Meridian clerk", "hacked", "Meridian"),
            False,
        ),
    ],
)
def test_one_deed_differs_by_who_is_held_responsible(a, b, differ):
    texts = [f"Police said {' '.join(x)} in winter." for x in (a, b)]
    kinds = [
        k for k, _, _ in found(article(1, texts[0], blames(*a)), article(2, texts[1], blames(*b)))
    ]

    assert ("other_accused" in kinds) is differ


def test_copies_of_each_other_never_differ():
    original = article(1, "The blast killed 12 people.")
    copy = article(2, "The blast killed 20 people.", copies="a1")
    sibling = article(3, "The blast killed 30 people.", copies="a1")
    plain = article(4, "The blast killed 40 people.", is_plain_copy=True)

    assert found(original, copy, sibling, plain) == []


# --- stored, and as commands --------------------------------------------------------------------

LONG = (
    "The Castell refinery in Port Alden caught fire before dawn on Tuesday after a pump in the "
    "tank yard burst. Firemen from three towns held the north side of the yard until noon. "
)
TEXTS = (
    f"{LONG}The explosion at the Castell refinery injured 14 people, Port Alden hospital said.",
    "Smoke stood over Port Alden on Tuesday evening as the Castell refinery burnt for a whole day. "
    "The explosion at the refinery injured 22 people, the Castell workers' union said.",
)
TITLES = ("Castell refinery burns in Port Alden", "Castell refinery fire in Port Alden goes on")


def save(db) -> None:
    run = store.start_run(db, "test", version="1", at=AT)
    store.use_extractor(db, "1", at=AT)
    for number, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True)):
        saved = store.save_sighting(db, run, sighting_of(number, title, text))
        (row,) = db.query("select revision from articles where id = ?", [saved.article])
        store.save_extraction(db, run, row["revision"], "1", Extraction(), at=AT)


def rows(db, sql: str) -> list[tuple]:
    return db.execute(sql).fetchall()


LISTED = "select kind, a_words, a_outlet, b_words, b_outlet, why from difference_list"


def test_differences_are_stored_with_the_words_of_both_sides(db):
    save(db)
    compare_new(db)

    assert rows(db, LISTED) == [("number", "14", "O0", "22", "O1", "14 against 22")]


def test_a_second_run_changes_nothing(db):
    save(db)
    compare_new(db)
    before = rows(db, "select * from differences")
    changes = db.conn.total_changes
    compare_new(db)

    assert db.conn.total_changes == changes
    regroup(db)
    assert rows(db, "select * from differences") == before


def run(*arguments: str, **values):
    return CliRunner().invoke(main, list(arguments), **values)


def test_the_differences_of_a_story_are_listed(tmp_path):
    path = str(tmp_path / "x.db")
    with store.open_database(path) as db:
        save(db)
        compare_new(db)
    result = run("differences", "--db", path, "--story", "1")
    as_json = run("differences", "--db", path, "--story", "1", "--format", "jsonl")

    assert result.exit_code == 0
    assert (
        result.stdout == "number: 14 against 22\n    O0, 2026-03-03: 14\n    O1, 2026-03-03: 22\n"
    )
    assert json.loads(as_json.stdout)["b"]["words"] == "22"


@pytest.mark.parametrize(("claims", "is_found"), [([1, 2], True), ([1, 3], False)])
def test_the_differences_of_a_claim_group_are_those_in_its_claims(tmp_path, claims, is_found):
    path = str(tmp_path / "x.db")
    contents = [
        ["explosion at the Castell refinery injured 14 people"],
        ["explosion at the refinery injured 22 people", "Smoke stood over Port Alden"],
    ]
    with store.open_database(path) as db:
        save(db)
        for n, words in enumerate(contents, 1):
            (row,) = db.query(
                "select r.id, r.text from revisions r join articles a on a.revision = r.id"
                " where a.id = ?",
                [n],
            )
            made = [says("Port Alden", "said", w)(row["text"]) for w in words]
            store.save_extraction(
                db, 1, row["id"], "1", Extraction(attributions=tuple(made)), at=AT
            )
        compare_new(db)
        group = store.create_group(db, claims, store.Judgement(who="A. Reader", at=AT))
    result = run("differences", "--db", path, "--group", str(group))

    assert (result.exit_code == 0) is is_found
    assert ("number: 14 against 22" in result.stdout) is is_found


def test_differences_run_from_a_file(monkeypatch):
    class Finder:
        @staticmethod
        def extract_many(texts):
            return (Extraction() for _ in texts)

    monkeypatch.setattr("claimtrack.cli.differing.load_extractor", Finder)
    lines = "\n".join(
        json.dumps({"id": f"a{n}", "title": TITLES[n], "body_text": TEXTS[n], "date": "2026-03-03"})
        for n in (0, 1)
    )
    result = run("differences", "--articles", "-", "--format", "jsonl", input=lines)
    (row,) = [json.loads(line) for line in result.stdout.splitlines()]
    sides = [
        f"{TITLES[n]}\n\n{TEXTS[n]}"[row[s]["start"] : row[s]["end"]] for n, s in enumerate("ab")
    ]

    assert result.exit_code == 0
    assert (row["kind"], row["a"]["id"], row["b"]["id"]) == (DifferenceKind.NUMBER, "a0", "a1")
    assert sides == ["14", "22"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "give one of --articles FILE, --story NUMBER, --group NUMBER"),
        (["--articles", "-", "--story", "1"], 2, "give one of"),
        (["--articles", "-"], 1, "holds no article"),
        (["--story", "99"], 1, "no differences are known of story 99"),
        (["--group", "99"], 1, "no differences are known of claim group 99"),
    ],
)
def test_what_cannot_be_listed_is_an_error(tmp_path, arguments, code, message):
    path = str(tmp_path / "x.db")
    with store.open_database(path):
        pass
    result = run("differences", "--db", path, *arguments, input="\n")

    assert result.exit_code == code
    assert message in result.stderr
