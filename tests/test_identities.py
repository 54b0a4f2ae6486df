"""Names of different articles → entities: what is one, what stays apart, what people overrule."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from factories import AT, sighting

from claimtrack import store
from claimtrack.cli import main
from claimtrack.errors import InputError
from claimtrack.identifying import identify_new, rule
from claimtrack.identities import (
    Newcomer,
    Register,
    Verdict,
    form_of,
    is_nobody,
    is_short_form,
    judge,
    parse_rulings,
    suspected_state,
)
from claimtrack.models import (
    AttributionClaim,
    Extraction,
    Mention,
    MentionKind,
    Ruling,
    SourceType,
    Span,
)

PERSON, FIRM, PLACE = MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.PLACE
PART, WHOLE = "Orion Pictures", "Orion Pictures Entertainment"
_TYPES = {PERSON: SourceType.PERSON, FIRM: SourceType.ORGANIZATION, PLACE: SourceType.ORGANIZATION}


@pytest.mark.parametrize(
    ("a", "b", "kind", "expected"),
    [
        ("Orion Pictures Inc.", "The Orion Pictures", FIRM, True),
        ("Orion Pictures", "Orion", FIRM, False),
        ("Orion & Sons", "Orion and Sons", FIRM, True),
        ("U.N.", "UN", FIRM, True),
        ("WHO", "Who", FIRM, False),
        ("Jean-Luc Lée", "Jean Luc Lee", PERSON, True),
        ('Ann "Annie" Lee', "Ann Lee", PERSON, True),
        ("Ann Lee Jr.", "Ann Lee", PERSON, False),
        ("Ann B. Lee", "Ann Lee", PERSON, False),
    ],
)
def test_names_that_differ_in_form_alone_are_one(a, b, kind, expected):
    assert expected == (form_of(a, kind) == form_of(b, kind))


@pytest.mark.parametrize(
    ("short", "name", "kind", "expected"),
    [
        (PART, WHOLE, FIRM, True),
        ("Orion", WHOLE, FIRM, False),
        ("Pictures Entertainment", WHOLE, FIRM, False),
        ("Ann Lee", "Ann B. Lee", PERSON, True),
        ("Ann Lee", "Ann Lee Jr.", PERSON, False),
        ("Lee", "Ann Lee", PERSON, False),
        ("New York", "New York City", PLACE, False),
    ],
)
def test_short_forms_have_two_words_and_begin_alike(short, name, kind, expected):
    assert expected == is_short_form(short, name, kind)


def known(*names: tuple[int, MentionKind, str]) -> Register:
    register = Register()
    for entity, kind, name in names:
        register.add(entity, kind, name)
    return register


@pytest.mark.parametrize(
    ("kind", "name", "own", "expected"),
    [
        (FIRM, "Orion Pictures Inc.", (), 1),
        (FIRM, WHOLE, (PART,), 1),
        (FIRM, WHOLE, (), None),
        (FIRM, "Orion", (), None),
        (PLACE, PART, (), None),
        (PERSON, "Ann B. Lee", ("Ann Lee",), 2),
        (PERSON, "Ann B. Lee", ("Lee",), None),
        (FIRM, "Twice", (), None),
    ],
)
def test_a_name_joins_only_what_is_surely_the_same(kind, name, own, expected):
    register = known(
        (1, FIRM, PART), (2, PERSON, "Ann Lee"), (3, FIRM, "Twice"), (4, FIRM, "Twice")
    )
    verdict = judge(Newcomer(id=9, kind=kind, name=name, own=own), register, [])

    assert expected == verdict.entity


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        (FIRM, "FBI", (FIRM, "Federal Bureau of Investigation")),
        (PLACE, "FBI", (FIRM, "Federal Bureau of Investigation")),
        (PLACE, "U.S.", (PLACE, "United States")),
        (FIRM, "Russian government", (PLACE, "Russia")),
        (FIRM, "APT 38", (FIRM, "Lazarus Group")),
        (PLACE, "Moscow", None),
        (PERSON, "FBI", None),
        (FIRM, "Guardians of Peace", None),
    ],
)
def test_lists_tell_what_is_the_same(kind, name, expected):
    assert expected == judge(Newcomer(id=9, kind=kind, name=name), Register(), []).listed


def test_rulings_win_over_lists_and_forms():
    apart = Ruling(ruling="apart", kind=FIRM, name=PART, other="Orion Pictures Inc.")
    same = Ruling(ruling="same", kind=FIRM, name="Orion", other=PART)
    bureau = Ruling(ruling="apart", kind=FIRM, name="Federal Bureau of Investigation", other="FBI")
    register = known((1, FIRM, PART))

    assert judge(Newcomer(id=9, kind=FIRM, name=apart.other), register, [apart]) == Verdict()
    assert judge(Newcomer(id=9, kind=FIRM, name=PART), register, [same]).listed == (FIRM, "Orion")
    assert judge(Newcomer(id=9, kind=FIRM, name="FBI"), register, [bureau]) == Verdict()


def test_a_surname_alone_is_nobody_and_a_suspicion_is_somebodys():
    assert is_nobody(PERSON, "Lee")
    assert not is_nobody(FIRM, "Orion")
    assert suspected_state("Orion Pictures") is None
    assert "Council on Foreign Relations" in suspected_state("Lazarus Group").said_by


# --- in a database ------------------------------------------------------------------------------


def save(db, number: int, *names: tuple[str, MentionKind, str]) -> None:
    """An article whose text is the words of ``names``; each (words, kind, name) is a source."""
    text = f"Title {number}\n\n" + " and ".join(words for words, _, _ in names)
    run = store.start_run(db, "test", version="1", at=AT)
    url = f"https://a.example/{number}"
    saved = sighting(title=f"Title {number}", key=url, url=url, text=text)
    store.save_sighting(db, run, saved)
    mentions, claims, start = [], [], text.index("\n\n") + 2
    for words, kind, name in names:
        place = text.index(words, start)
        span, start = Span(start=place, end=place + len(words)), place + len(words)
        mentions.append(Mention(span=span, kind=kind, name=name))
        claims.append(
            AttributionClaim(
                source=(span,), cue=(span,), content=(span,), source_name=name,
                source_type=_TYPES[kind],
            )
        )  # fmt: skip
    found = Extraction(mentions=tuple(mentions), attributions=tuple(claims))
    revision = db.execute("select revision from articles where key = ?", [url]).fetchone()[0]
    store.use_extractor(db, "1", at=AT)
    store.save_extraction(db, run, revision, "1", found, at=AT)
    assert store.load_extraction(db, revision).mentions == found.mentions
    identify_new(db)
    assert store.load_extraction(db, revision).mentions == found.mentions


def entities(db) -> dict[str, int]:
    return dict(db.execute("select name, entity from entity_list").fetchall())


def spoken(db) -> list[tuple]:
    return db.execute(
        "select l.name, r.words from entity_record r join entity_list l using (entity)"
        " order by r.claim"
    ).fetchall()


def dump(db) -> list[str]:
    tables = ("entities", "entity_aliases", "mentions", "claims", "entity_rulings", "ascriptions")
    return [
        x for x in db.conn.iterdump() if x.startswith(tuple(f'INSERT INTO "{t}"' for t in tables))
    ]


def test_later_articles_join_and_no_number_changes(db):
    save(db, 1, (PART, FIRM, PART))
    before = entities(db)
    save(db, 2, (WHOLE, FIRM, WHOLE), (PART, FIRM, WHOLE))
    save(db, 3, ("FBI", FIRM, "FBI"))
    save(db, 4, ("F.B.I.", FIRM, "F.B.I."), ("Orion", FIRM, "Orion"))
    after = entities(db)

    assert before[PART] == after[PART]
    assert set(after) == {PART, "Federal Bureau of Investigation", "Orion"}
    assert spoken(db) == [
        (PART, PART),
        (PART, WHOLE),
        (PART, PART),
        ("Federal Bureau of Investigation", "FBI"),
        ("Federal Bureau of Investigation", "F.B.I."),
        ("Orion", "Orion"),
    ]


def test_every_alias_has_its_reason_and_its_first_article(db):
    save(db, 1, (PART, FIRM, PART))
    save(db, 2, (WHOLE, FIRM, WHOLE), (PART, FIRM, WHOLE))
    sql = "select alias, how, url, span_start from alias_list where name = ? order by article"
    found = db.execute(sql, [PART]).fetchall()

    assert found == [
        (PART, "its own name", "https://a.example/1", 9),
        (WHOLE, "an article calls it so for short", "https://a.example/2", 9),
    ]


def test_a_second_run_changes_nothing(db):
    save(db, 1, (PART, FIRM, PART), ("APT38", FIRM, "APT38"))
    before = dump(db)
    identify_new(db)

    assert before == dump(db)
    assert db.execute("select value from ascription_list").fetchall() == [
        ("Korea (Democratic People's Republic of)",)
    ]


def test_claims_of_a_bare_surname_belong_to_nobody(db):
    save(db, 1, ("Lee", PERSON, "Lee"), ("Ann Lee", PERSON, "Ann Lee"))
    sql = "select source, source_entity is null from claims order by id"

    assert db.execute(sql).fetchall() == [("Lee", 1), ("Ann Lee", 0)]


def test_a_name_read_as_two_kinds_is_one_where_an_article_has_both(db):
    save(db, 1, ("Norvania", PLACE, "Norvania"), ("Norvania", FIRM, "Norvania"))
    save(db, 2, ("Milford", PLACE, "Milford"))
    save(db, 3, ("Milford", FIRM, "Milford"))
    sql = "select name, kind, claims from entity_list order by name, kind"

    assert db.execute(sql).fetchall() == [
        ("Milford", "organization", 1),
        ("Milford", "place", 1),
        ("Norvania", "place", 2),
    ]


def test_rulings_merge_part_and_outlast_extracting_anew(db):
    save(db, 1, ("Orion", FIRM, "Orion"), ("FBI", FIRM, "FBI"))
    save(db, 2, (PART, FIRM, PART))
    rulings = [
        Ruling(ruling="same", kind=FIRM, name=PART, other="Orion"),
        Ruling(ruling="apart", kind=FIRM, name="Federal Bureau of Investigation", other="FBI"),
    ]
    assert rule(db, rulings) == 2
    assert rule(db, rulings) == 0
    after = spoken(db)
    save(db, 1, ("Orion", FIRM, "Orion"), ("FBI", FIRM, "FBI"))

    assert after == [(PART, "Orion"), ("FBI", "FBI"), (PART, PART)]
    assert sorted(after) == sorted(spoken(db))


def test_a_name_can_be_somebody_else_in_one_article(db):
    save(db, 1, ("Ann Lee", PERSON, "Ann Lee"))
    save(db, 2, ("Ann Lee", PERSON, "Ann Lee"))
    painter = Ruling(
        ruling="split", kind=PERSON, name="Ann Lee", other="Ann Lee (painter)",
        url="https://a.example/2",
    )  # fmt: skip
    rule(db, [painter])
    rule(db, [painter])

    assert spoken(db) == [("Ann Lee", "Ann Lee"), ("Ann Lee (painter)", "Ann Lee")]
    save(db, 2, ("Ann Lee", PERSON, "Ann Lee"))
    assert spoken(db) == [("Ann Lee", "Ann Lee"), ("Ann Lee (painter)", "Ann Lee")]


def test_former_databases_get_their_entities_at_the_next_run(db):
    save(db, 1, ("FBI", FIRM, "FBI"))
    db.execute("update claims set source_entity = null")
    db.execute("insert into unlinked select revision from analyses")
    db.conn.commit()
    identify_new(db)

    assert spoken(db) == [("Federal Bureau of Investigation", "FBI")]


# --- commands -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["same\torganization\tA", "other\tperson\tA B\tC D", "split\tperson\tA B\tC D"]
)
def test_rulings_that_are_none_are_told_with_their_line(text):
    with pytest.raises(InputError, match="line 2"):
        parse_rulings(f"# comment\n{text}\n")


def test_commands_list_show_and_overrule(tmp_path):
    path, file = tmp_path / "a.db", tmp_path / "rulings.txt"
    with store.open_database(path) as db:
        save(db, 1, ("Orion", FIRM, "Orion"), (PART, FIRM, PART))
    file.write_text(f"# ours\nsame\torganization\t{PART}\tOrion\n", "utf-8")

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["entities", *words, "--db", str(path)])
        return result.exit_code, result.output

    assert f"{PART} ← Orion" not in run("aliases")[1]
    assert "Orion" in run("list", "--kind", "organization")[1]
    assert run("aliases") == (0, "")
    assert run("rule", str(file)) == (0, "1 rulings, 1 of them new\n")
    assert f"{PART} ← Orion (organization): ruled to be the same" in run("aliases")[1]
    assert f"{PART} ← {PART}" in run("aliases", "Orion")[1]
    assert run("aliases", "Nobody")[0] == 1
    file.write_text("nonsense", "utf-8")
    assert run("rule", str(file))[0] == 1
