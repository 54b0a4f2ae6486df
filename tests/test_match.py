"""claimtrack.match, claimtrack.matching and the command: has this been claimed before?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from claimtrack.cli import main
from claimtrack.errors import WeightsMissing
from claimtrack.match.encoder import load_encoder
from claimtrack.match.rank import Candidate, probes, rank
from claimtrack.match.vectors import VectorIndex, pack, unpack
from claimtrack.matching import ClaimBank, match_texts
from claimtrack.store import open_database

QUESTIONS = Path(__file__).parent / "quality/match_queries.jsonl"
BANK = {
    "fire": "A fire at the refinery burnt 38,000 barrels of fuel",
    "dam": "The dam gave way because the lake was kept too high",
    "drug": "The company hid a letter about its blood thinner",
    "votes": "Officials lost 3,100 mail ballots",
}


def unit(rng, *shape: int):
    rows = rng.standard_normal(shape, dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def test_a_vector_comes_back_nearly_as_it_was():
    vector = unit(np.random.default_rng(1), 384)
    packed = pack(vector)

    assert len(packed) == 388
    assert np.abs(unpack(packed) - vector).max() < 0.001


def test_the_nearest_of_many_are_found_by_signs_first():
    rng = np.random.default_rng(2)
    rows = unit(rng, 20_000, 384)
    near = rows[7] + 0.5 * unit(rng, 20, 384)
    rows[100:120] = near / np.linalg.norm(near, axis=1, keepdims=True)
    index = VectorIndex([pack(row) for row in rows])
    places, cosines = index.nearest(rows[7], 21)

    assert set(places.tolist()) == {7, *range(100, 120)}
    assert places[0] == 7
    assert cosines.tolist() == sorted(cosines.tolist(), reverse=True)


def test_what_is_nearly_the_same_is_found_among_very_many():
    rng = np.random.default_rng(3)
    rows = unit(rng, 21_000, 384)
    near = rows[7] + 0.4 * unit(rng, 20, 384)
    rows[100:120] = near / np.linalg.norm(near, axis=1, keepdims=True)
    places, cosines = VectorIndex([pack(row) for row in rows]).alike(rows[7], 21)

    assert set(places.tolist()) >= {7, *range(100, 120)}
    assert places[0] == 7
    assert cosines.tolist() == sorted(cosines.tolist(), reverse=True)


def test_words_in_common_decide_between_texts_of_like_meaning():
    candidates = {
        "a": Candidate(text="a claim", cosine=0.8),
        "b": Candidate(text="a claim", cosine=0.8, bm25=3.0),
        "c": Candidate(text="a claim", cosine=0.5, bm25=1.0),
    }
    matches = rank("what is asked", candidates, 2)

    assert [m.id for m in matches] == ["b", "a"]
    assert [m.score for m in matches] == [0.84, 0.64]


def test_what_stands_in_the_headline_tells_what_a_quotation_is_on():
    candidates = {
        "bare": Candidate(text="They never told us", cosine=0.5, around="Fleet parade"),
        "dam": Candidate(text="They never told us", cosine=0.5, around="Fleet dam leak"),
    }

    assert rank("nobody was told of the leak in the dam", candidates, 1)[0].id == "dam"


def test_a_fragment_comes_after_a_claim_that_says_enough():
    whole = "the pump in the lower hall had been broken since the spring of last year"
    candidates = {
        "piece": Candidate(text="the pump", cosine=0.7, around=""),
        "whole": Candidate(text=whole, cosine=0.65, around=""),
    }

    assert rank("a pump was broken", candidates, 1)[0].id == "whole"


def test_rare_words_are_looked_for_first():
    assert probes("The mayor of Ostrava said the Ostrava count")[0] == "ostrava"


def test_what_was_claimed_in_other_words_is_found():
    queries = {"q": "thousands of ballots sent by mail have been lost by officials"}
    ((id, matches),) = match_texts(queries, BANK, load_encoder())

    assert (id, matches[0].id, len(matches)) == ("q", "votes", 4)
    assert 0 <= matches[-1].score <= matches[0].score <= 1


def test_without_the_weights_the_way_out_is_told(tmp_path):
    with pytest.raises(WeightsMissing, match=r"training/encoder\.py"):
        load_encoder(tmp_path / "none.onnx")


def lines(tmp_path, name: str, *rows: object) -> str:
    path = tmp_path / name
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows), "utf-8")
    return str(path)


def run(*args: str):
    return CliRunner().invoke(main, ["match", *args])


def test_files_are_matched_a_line_for_each_query(tmp_path):
    bank = lines(tmp_path, "bank.jsonl", *({"id": k, "text": v} for k, v in BANK.items()))
    queries = lines(tmp_path, "queries.jsonl", {"id": 1, "text": "why the dam failed"})
    result = run("--queries", queries, "--bank", bank)
    (row,) = [json.loads(line) for line in result.output.splitlines()]

    assert (row["query"], row["matches"][0]["id"]) == ("1", "dam")
    assert set(row["matches"][0]) == {"id", "score"}


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([], "holds no text"),
        (["{"], "line 1 is not JSON"),
        ([["a"]], "line 1 is no JSON object with 'id' and 'text'"),
        ([{"text": "x"}], "line 1 has no 'id'"),
        ([{"id": "a", "text": "x"}, {"id": "a", "text": "y"}], "line 2 repeats the id a"),
    ],
)
def test_a_bad_bank_is_told(tmp_path, rows, problem):
    bank = lines(tmp_path, "bank.jsonl", *rows)
    queries = lines(tmp_path, "queries.jsonl", {"id": 1, "text": "x"})
    result = run("--queries", queries, "--bank", bank)

    assert result.exit_code == 1
    assert problem in result.output


@pytest.mark.parametrize("args", [(), ("text", "--bank", "b"), (" ",), ("--queries", "q")])
def test_wrong_usage_is_told(args):
    assert run(*args).exit_code == 2


def test_an_empty_database_has_nothing_like_it(db, tmp_path):
    result = run("anything", "--db", str(tmp_path / "test.db"))

    assert result.output == "nothing like it is in the database\n"
    assert result.exit_code == 0


@pytest.mark.slow
def test_the_sample_newsroom_is_asked(demo_db):
    asked = "Norvania broke into the network of the film studio Meridian Pictures"
    result = run(asked, "--format", "jsonl", "--db", str(demo_db))
    rows = [json.loads(line) for line in result.output.splitlines()]

    assert len(rows) == 20
    assert any("Norvania" in row["content"] for row in rows[:5])


@pytest.mark.slow
def test_a_hundred_questions_to_the_sample_newsroom_find_what_was_claimed(demo_db):
    """MAP@5, over claims whose content holds one of the words wanted."""
    questions = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    with open_database(demo_db) as db:
        bank = ClaimBank(db, load_encoder())
        sql = (
            "select id, replace(content, char(10), ' ') as content from claims"
            " where current = 1 and inside is null"
        )
        contents = {row["id"]: row["content"] for row in db.query(sql)}
        scores = []
        for one in questions:
            wanted = {n for n, c in contents.items() if any(w in c for w in one["wanted"])}
            found = [claim.claim for claim, _ in bank.find(db, one["query"], limit=5)]
            scores.append(average_precision(found, wanted))

    assert len(scores) == 100
    assert sum(scores) / len(scores) >= 0.85


def average_precision(found, wanted) -> float:
    """Of the first five; 0 where nothing wanted was extracted."""
    hits = [n for n, claim in enumerate(found, 1) if claim in wanted]
    return sum(k / n for k, n in enumerate(hits, 1)) / max(1, min(5, len(wanted)))
