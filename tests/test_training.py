"""training: labelled paragraphs of other domains become documents of one paragraph each."""

from __future__ import annotations

import hashlib
import itertools
import json
import random

import pytest

from claimtrack.attribution import load_model
from claimtrack.attribution.decode import TAGS
from training.corpus import NONE, cut
from training.other import LABELS, load_other, read_other

TITLE = "Harbour wall breached"
BODY = 'The wall gave way at noon.\nMayor Ada Quist said: "We saw it coming." No one was hurt.'
TEXT = "Harbour wall breached\n\nThe wall gave way at noon.\n\n" + BODY.split("\n")[1]
START = TEXT.index("Mayor")


def spans(*words):
    return [[TEXT.index(w), TEXT.index(w) + len(w)] for w in words]


SAID = {
    "source": spans("Mayor Ada Quist"),
    "cue": spans("said:"),
    "content": spans('"We saw it coming."'),
}


@pytest.fixture
def tokenizer():
    return load_model().tokenizer


def collection(folder, body=BODY):
    (folder / "harbour").mkdir(exist_ok=True)
    row = {"id": "a", "title": TITLE, "body_text": body}
    (folder / "harbour" / "articles.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    rows = [
        {**labelled(START, len(TEXT)), "attributions": [SAID]},
        {**labelled(0, len(TITLE)), "attributions": [], "held_out": True},
    ]
    (folder / "labels.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    return folder


def labelled(start, end):
    text = hashlib.sha256(TEXT.encode()).hexdigest()[:16]
    return {"set": "harbour", "id": "a", "text": text, "start": start, "end": end}


def test_a_labelled_paragraph_is_a_text_of_its_own(tmp_path):
    folder = collection(tmp_path)
    found = list(read_other(folder, folder / "labels.jsonl", held_out=False))

    [(name, text, [gold])] = found
    assert name == f"harbour/a:{START}"
    assert text == TEXT[START:]
    assert [text[s.start : s.end] for s in (*gold.source, *gold.cue, *gold.content)] == [
        "Mayor Ada Quist",
        "said:",
        '"We saw it coming."',
    ]


def test_paragraphs_held_out_are_not_trained_on(tmp_path, tokenizer):
    folder = collection(tmp_path)
    held = list(read_other(folder, folder / "labels.jsonl", held_out=True))

    assert [(text, gold) for _, text, gold in held] == [(TITLE, ())]
    assert len(load_other(folder, folder / "labels.jsonl", tokenizer)) == 1


def test_a_labelled_paragraph_is_cut_into_one_window_with_its_tags_and_link(tmp_path, tokenizer):
    folder = collection(tmp_path)
    [document] = load_other(folder, folder / "labels.jsonl", tokenizer)
    [window] = cut(document, random.Random(1))

    [(cue, source, starts, ends)] = window.links
    assert TAGS[window.tags[cue]] == "B-cue"
    assert TAGS[window.tags[source]] == "B-source"
    assert source not in (NONE, 0)
    assert [TAGS[window.tags[place]] for place in (*starts, *ends)] == ["B-content", "I-content"]


def test_text_files_under_a_title_are_a_collection_too(tmp_path):
    folder = collection(tmp_path)
    (folder / "harbour" / "articles.jsonl").unlink()
    (folder / "harbour" / "text").mkdir()
    (folder / "harbour" / "text" / "a.txt").write_text(f"{TITLE}\n\n{BODY}", "utf-8")

    assert len(list(read_other(folder, folder / "labels.jsonl", held_out=False))) == 1


def test_labels_of_another_text_are_refused(tmp_path):
    folder = collection(tmp_path, body=BODY.replace("noon", "one"))

    with pytest.raises(ValueError, match="not the labelled one"):
        list(read_other(folder, folder / "labels.jsonl", held_out=False))


def test_the_shipped_labels_lie_in_their_paragraphs_and_never_overlap():
    for row in map(json.loads, LABELS.read_text("utf-8").splitlines()):
        for attribution in row["attributions"]:
            parts = sorted(
                tuple(span) for part in ("source", "cue", "content") for span in attribution[part]
            )
            assert attribution["cue"]
            assert attribution["content"]
            assert all(row["start"] <= a < b <= row["end"] for a, b in parts)
            assert all(b <= c for (_, b), (c, _) in itertools.pairwise(parts))
