"""Coding sheets: a fair sample, read back with intervals and agreement, exported as gold."""

from __future__ import annotations

import csv
import io
import json

import pytest
from factories import AT, TEXT, extraction, sighting
from hypothesis import given
from hypothesis import strategies as st
from test_withdrawing import files_of, good, rows, run
from visitors import Seen, get

from claimtrack import store
from claimtrack.coding import Code, alpha, choose, measure, wilson
from claimtrack.evaluation import agreement, read_corpus


@pytest.fixture
def path(tmp_path):
    """Six articles of two outlets with a claim and a responsibility claim each."""
    path = tmp_path / "x.db"
    with store.open_database(path) as db:
        number = store.start_run(db, "test", version="1", at=AT)
        store.use_extractor(db, "1", at=AT)
        for n in range(6):
            outlet = "Alpha" if n < 4 else "Beta"
            url = f"https://a.example/{n}"
            store.save_sighting(
                db, number, sighting(url=url, outlet=outlet, text=f"{TEXT} Number {n}.")
            )
        for batch in store.load_pending(db, None):
            for one in batch:
                store.save_extraction(db, number, one.id, "1", extraction(one.text), at=AT)
    return path


def sheet(path, *arguments) -> list[dict[str, str]]:
    result = good("sample", *arguments, "--db", path)
    return list(csv.DictReader(io.StringIO(result.stdout)))


def filled(tmp_path, rows_of_sheet, name, **codes):
    """The sheet as a coder fills it in: a value for a column, or one for each row."""
    for number, row in enumerate(rows_of_sheet):
        for field, value in codes.items():
            row[field] = value if isinstance(value, str) else value[number]
    out = io.StringIO()
    writer = csv.DictWriter(out, rows_of_sheet[0])
    writer.writeheader()
    writer.writerows(rows_of_sheet)
    (tmp_path / name).write_text(out.getvalue())
    return tmp_path / name


def test_a_sample_is_the_same_for_the_same_seed_and_in_proportion(path):
    drawn = [sheet(path, "-n", 3, "--by", "outlet,stance", "--seed", s) for s in (1, 1, 2, 3, 4)]

    assert drawn[0] == drawn[1]
    assert len({tuple(row["claim"] for row in one) for one in drawn}) > 1
    assert all(sorted(r["outlet"] for r in one) == ["Alpha", "Alpha", "Beta"] for one in drawn)


def test_a_sheet_shows_the_claim_in_its_passage(path):
    row = sheet(path, "-n", 1)[0]

    assert row["passage"].startswith(
        "Studio was hacked «The bureau said that hackers attacked the studio». It was quiet."
    )
    assert row["code_is_claim"] == row["coder"] == ""
    assert row["content"] == "hackers attacked the studio"


def test_a_sheet_read_back_gives_precision_with_intervals_and_agreement(path, tmp_path):
    one = sheet(path, "-n", 6)
    ann = filled(
        tmp_path, one, "ann.csv", coder="ann", code_is_claim="y", code_stance=list("yyyyyn")
    )
    ben = filled(
        tmp_path, one, "ben.csv", coder="ben", code_is_claim="y", code_stance=list("yyyynn")
    )
    out = good("coded", ann, ben, "--db", path).stdout
    stance = next(line for line in out.splitlines() if line.startswith("stance")).split()

    assert stance == ["stance", "9", "12", "0.750", "0.468–0.911", "0.59"]
    assert "is claim 100.0 % (75.8–100.0, n = 12)" in out
    assert "was coded by 2 coders" in out
    assert good("coded", "--db", path).stdout == out
    assert rows(path, "select count(*) from codings") == [(24,)]


def test_fields_of_what_is_no_claim_do_not_count(path, tmp_path):
    one = sheet(path, "-n", 6)
    file = filled(tmp_path, one, "a.csv", coder="ann", code_is_claim=list("nyyyyy"), code_tone="y")
    good("coded", file, "--db", path)
    tone = "select count(*), sum(is_right) from codings where field = 'tone'"

    assert rows(path, tone) == [(5, 5)]


def test_a_sheet_of_responsibility_claims(path, tmp_path):
    one = sheet(path, "--kind", "responsibility_claims", "--by", "outlet")
    file = filled(tmp_path, one, "a.csv", code_is_claim="y", code_accused="n")
    out = good("coded", file, "--coder", "ann", "--db", path).stdout

    assert "accused                        0     6   0.000     0.000–0.390" in out


def test_what_was_found_right_is_gold(path, tmp_path):
    one = sheet(path, "-n", 6)
    file = filled(tmp_path, one, "a.csv", coder="ann", code_is_claim=list("yyynnn"))
    good("coded", file, "--db", path)
    good("review", "set", one[3]["claim"], "stance", "hedges", "--db", path)
    good("gold", tmp_path / "gold", "--db", path)
    good("gold", tmp_path / "lines", "--format", "jsonl", "--db", path)
    corpus = list(read_corpus(tmp_path / "gold"))
    lines = (tmp_path / "lines" / "gold.jsonl").read_text().splitlines()

    assert len(corpus) == len(lines) == 4
    for _, text, gold in corpus:
        counts = agreement(text, gold, extraction(text).attributions).counts
        assert {name: count.f1 for name, count in counts.items()} == dict.fromkeys(counts, 1.0)
    stances = [json.loads(line)["attributions"][0]["stance"] for line in lines]
    assert sorted(stances) == ["asserts", "asserts", "asserts", "hedges"]


# --- the page of faults --------------------------------------------------------------------------


def test_the_page_of_faults_is_made_from_the_data_and_linked_from_every_page(path, tmp_path):
    empty = Seen(get(path, "/-/faults").text)
    one = sheet(path, "-n", 6)
    good(
        "coded",
        filled(tmp_path, one, "a.csv", coder="ann", code_is_claim="y", code_stance="n"),
        "--db",
        path,
    )
    with store.open_database(path) as db:
        db.execute("update articles set language = 'de', state = 'gone' where id = 1")
    public = tmp_path / "public.db"
    good("publish", "--db", path, "--to", public, "--contact", "desk@a.example")

    assert "Nothing was coded here yet" in empty.text
    for file in (path, public):
        seen = Seen(get(file, "/-/faults").text)
        assert "6 claims drawn at random were coded by 1 coder" in seen.text
        assert "stance 0 6 0.000 0.000–0.390" in seen.text
        assert "de: 1" in seen.text
        assert "gone: 1" in seen.text
        assert "full: 6" in seen.text
        assert "ann" not in seen.text.split()
        for url in (
            "/",
            "/-/article/2",
            "/-/dictionary",
            f"/{file.stem}",
            f"/{file.stem}/claim_list",
        ):
            assert "/-/faults" in get(file, url).text
    assert rows(public, "select distinct coder from codings") == [("#1",)]


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"code_stance": "maybe"}, "line 2: 'code_stance' must be y, n or ?, not 'maybe'"),
        ({"kind": "thing"}, "line 2: 'kind' must be one of"),
        ({"claim": ""}, "line 2: 'claim' is empty"),
        ({"claim": "ffff"}, "claim ffff is not known here"),
        ({"coder": ""}, "line 2: 'coder' is empty"),
        ({"code_is_claim": "", "code_stance": ""}, "nothing is coded in it yet"),
    ],
)
def test_a_malformed_sheet_is_told_and_changes_nothing(path, tmp_path, values, message):
    one = sheet(path, "-n", 2)
    filled(tmp_path, one, "a.csv", coder="ann", code_is_claim="y", code_stance="y")
    sheet_file = filled(tmp_path, one, "a.csv", **values)
    before = files_of(path.parent)
    result = run("coded", sheet_file, "--db", path)

    assert result.exit_code == 1
    assert message in result.output
    assert files_of(path.parent) == before


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "is no coding sheet"), ("a,b\n1,2\n", "lacks"), ("\x00", "is no coding sheet")],
)
def test_what_is_no_sheet_is_told(path, tmp_path, content, message):
    (tmp_path / "no.csv").write_text(content)
    result = run("coded", tmp_path / "no.csv", "--db", path)

    assert result.exit_code == 1
    assert message in result.output


def test_an_unknown_stratum_is_told(path):
    for by, message in (("colour", "is no stratum"), ("voice", "is no field of claims")):
        result = run("sample", "--by", by, "--db", path)
        assert result.exit_code == 1
        assert message in result.output


# --- figures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "n", "expected"),
    [(8, 10, (0.490, 0.943)), (0, 10, (0.0, 0.278)), (10, 10, (0.722, 1.0)), (0, 0, (0.0, 1.0))],
)
def test_intervals_are_wilsons(right, n, expected):
    assert wilson(right, n) == pytest.approx(expected, abs=0.001)


def code(coder, claim, is_right):
    return Code(
        coder=coder,
        kind="claims",
        claim=claim,
        article="a",
        outlet="A",
        extractor="1",
        field="stance",
        is_right=is_right,
    )


def test_agreement_is_told_only_where_it_is_defined():
    same = [code(c, k, True) for c in ("ann", "ben") for k in "12"]
    mixed = [code(c, k, k == "1") for c in ("ann", "ben") for k in "12"]

    assert alpha(same) is None
    assert alpha(mixed) == 1.0
    assert alpha(mixed[:2]) is None
    assert measure(mixed)[0].n == 4


@given(
    st.dictionaries(st.text(max_size=3), st.lists(st.text(max_size=4), unique=True, max_size=9)),
    st.integers(1, 40),
    st.integers(),
)
def test_a_sample_has_the_wanted_size_and_takes_each_key_of_its_stratum_once(parts, number, seed):
    strata = {name: [f"{name}:{key}" for key in keys] for name, keys in parts.items()}
    chosen = choose(strata, number=number, seed=seed)
    total = sum(map(len, strata.values()))

    assert len(chosen) == min(number, total)
    assert len(chosen) <= len({key for keys in strata.values() for key in keys})
    for keys in strata.values():
        exact = min(number, total) * len(keys) / total if total else 0
        assert abs(sum(key in keys for key in chosen) - exact) <= len(strata)
