"""The quality gate: the extractor keeps its floors on our own gold, and on real corpora."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from quality.differing import measure as measure_differences
from quality.gate import FOLDER, floors, measure, read_gold

import claimtrack
from claimtrack.evaluation import Count, agreement, read_corpus
from claimtrack.extract import Extractor

CORPORA = Path(claimtrack.__file__).parent.parent.parent / "shared" / "data"
needs_corpora = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="the corpora may not be passed on; they lie beside few checkouts"
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load()


def test_the_gold_is_of_its_size_and_every_part_is_marked():
    paragraphs = list(read_gold())

    assert len(paragraphs) >= 60
    assert len({p.label for p in paragraphs}) >= 9
    assert sum(not p.gold for p in paragraphs) >= 5
    assert all(claim.content and claim.cue for p in paragraphs for claim in p.gold)


def test_no_measure_falls_below_its_floor(extractor):
    totals, _ = measure(extractor)
    fallen = {name: count.f1 for name, count in totals.items() if count.f1 < floors()[name]}

    assert fallen == {}


@pytest.mark.slow
@needs_corpora
def test_polnear_floors_hold(extractor):
    documents = list(read_corpus(CORPORA / "polnear" / "dev"))
    found = extractor.extract_many(text for _, text, _ in documents)
    totals: dict[str, Count] = {}
    for (_, text, gold), extraction in zip(documents, found, strict=True):
        for name, count in agreement(text, gold, extraction.attributions).counts.items():
            totals.setdefault(name, Count()).add(count)
    baseline = json.loads((FOLDER / "baseline.json").read_text("utf-8"))["polnear_dev"]
    fallen = {name: count.f1 for name, count in totals.items() if count.f1 < baseline[name]}

    assert fallen == {}


@pytest.mark.slow
@needs_corpora
def test_differences_in_ten_events_keep_their_floors(extractor):
    """The aim, .80 and .50, is not reached: docs/comparing.md says why."""
    halves = measure_differences(CORPORA, extractor).values()
    found, marked = Count(), Count()
    for one, other in halves:
        found.add(one)
        marked.add(other)

    assert found.precision >= 0.65
    assert marked.recall >= 0.20


@pytest.mark.slow
@needs_corpora
def test_nothing_of_dev_was_trained_on():
    manifest = json.loads(
        (Path(claimtrack.__file__).parent.parent / "training" / "manifest.json").read_text("utf-8")
    )
    trained = set(manifest["trained_on"]) | set(manifest["tuned_on"])
    dev = {name for name, _, _ in read_corpus(CORPORA / "polnear" / "dev")}

    assert len(trained) > 800
    assert not trained & dev
