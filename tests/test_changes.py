"""claimtrack.changes: what an edit did to claims, on edits of all kinds and the real extractor."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from factories import ScriptedExtractor, span
from fakes import Answer
from hypothesis import given
from hypothesis import strategies as st
from newsroom import WORDS

from claimtrack.alignment import align, split_sentences
from claimtrack.changes import find_changes
from claimtrack.models import (
    AttributionClaim,
    Change,
    ChangeKind,
    Extraction,
    Revision,
    Stance,
)
from claimtrack.pipeline import reextract

EDITS = Path(__file__).parent / "data" / "edits.txt"
FLOOR = 0.85
TITLE = "A night in the valley"
BEFORE = (
    "The town lies on the river, an hour from the coast.",
    "“Nobody here will forget this week,” said Maria Keller, who runs the bakery.",
)
AFTER = (
    "The state government said it would send help by the weekend.",
    "Trains will run again from Thursday.",
)


@dataclass
class Edit:
    """One edit of the gold data."""

    kinds: frozenset[str]
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)

    def revision(self, mark: str) -> Revision:
        """The article before (-) or after (+) the edit."""
        title = self.titles.get(mark, TITLE)
        own = self.before if mark == "-" else self.after
        text = "\n\n".join((title, *BEFORE, *own, *AFTER))
        return Revision(title=title, byline="", text=text)


def edits() -> list[Edit]:
    found: list[Edit] = []
    for line in EDITS.read_text("utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "@":
            found.append(Edit(frozenset(text.replace(" ", "").split(",")) - {"none"}))
        elif mark in ("-", "+"):
            (found[-1].before if mark == "-" else found[-1].after).append(text)
        elif mark in ("t-", "t+"):
            found[-1].titles[mark[1]] = text
    return found


def kinds_of(edit: Edit, extractor) -> frozenset[str]:
    before, after = edit.revision("-"), edit.revision("+")
    found = list(extractor.extract_many([before.text, after.text]))
    return frozenset(c.kind for c in find_changes(before, found[0], after, found[1]))


def revision(body: str, title: str = TITLE) -> Revision:
    return Revision(title=title, byline="", text=f"{title}\n\n{body}")


def said(text: str, source: str, cue: str, content: str, **values) -> AttributionClaim:
    parts = {"source": (span(text, source),), "cue": (span(text, cue),)}
    return AttributionClaim(
        **parts, content=(span(text, content),), stance=Stance.ASSERTS, **values
    )


NOTHING = Extraction()
FIRST = "The mayor said the bridge was safe. It was built in 1970."
SECOND = "The river rose by 2 metres. Shops stayed open."


def test_a_moved_paragraph_is_no_change():
    before, after = revision(f"{FIRST}\n\n{SECOND}"), revision(f"{SECOND}\n\n{FIRST}")
    found = Extraction(
        attributions=(said(before.text, "The mayor", "said", "the bridge was safe"),)
    )

    assert find_changes(before, found, after, NOTHING) == ()


def test_what_the_extractor_overlooks_in_an_unchanged_sentence_is_no_change():
    before, after = revision(FIRST), revision(f"{FIRST}\n\n{SECOND}")
    found = Extraction(
        attributions=(said(before.text, "The mayor", "said", "the bridge was safe"),)
    )

    assert find_changes(before, found, after, NOTHING) == ()
    assert find_changes(after, NOTHING, before, found) == ()


def test_a_changed_source_is_told_with_both_and_their_sentences():
    before, after = revision(FIRST), revision(FIRST.replace("The mayor", "An engineer"))
    old = Extraction(attributions=(said(before.text, "The mayor", "said", "the bridge was safe"),))
    new = Extraction(attributions=(said(after.text, "An engineer", "said", "the bridge was safe"),))

    assert find_changes(before, old, after, new) == (
        Change(
            kind=ChangeKind.SOURCE_CHANGED,
            before="The mayor said the bridge was safe.",
            after="An engineer said the bridge was safe.",
            source="An engineer",
            detail="The mayor → An engineer",
        ),
    )


def test_the_full_name_of_the_same_source_is_no_other_source():
    before, after = revision(FIRST), revision(FIRST.replace("The mayor", "Mayor Ruth Calloway"))
    old = Extraction(attributions=(said(before.text, "The mayor", "said", "the bridge was safe"),))
    claim = said(after.text, "Mayor Ruth Calloway", "said", "the bridge was safe")
    new = Extraction(attributions=(claim,))

    assert find_changes(before, old, after, new) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Lee met Gov. A. B. Cole on Jan. 5 in St. Louis.",
        "It cost $2.5 million, the U.S. Treasury said.",
        "“Go home!” she said.",
    ],
)
def test_abbreviations_end_no_sentence(text):
    assert [s.text for s in split_sentences(text)] in ([text], ["“Go home!”", "she said."])


@given(st.text(alphabet="ABab.!? \n“”'1290,", max_size=200))
def test_sentences_stand_where_they_say(text):
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.end].strip() == sentence.text


@given(*[st.lists(st.sampled_from([*BEFORE, *AFTER, *FIRST.split(". "), SECOND]), max_size=8)] * 2)
def test_every_sentence_is_the_same_changed_gone_or_new(one, other):
    before, after = (split_sentences("\n".join(lines)) for lines in (one, other))
    aligned = align(before, after)
    gone_and_new = len(aligned.gone) - len(aligned.new)

    assert gone_and_new == len(before) - len(after)
    assert align(before, before).changed == ()


def test_a_text_written_anew_is_compared_in_bounded_time():
    texts = [
        "\n".join(
            f"Word{n * k} of it and the {k} other things were {n} and more." for n in range(900)
        )
        for k in (3, 7)
    ]
    started = time.process_time()
    find_changes(revision(texts[0]), NOTHING, revision(texts[1]), NOTHING)

    assert time.process_time() - started < 5


def test_an_edit_is_a_row_once(db, newsroom):
    newsroom.publish("one")
    newsroom.run(db)
    newsroom.clock.now += timedelta(hours=2)
    newsroom.web.pages["/one"] = newsroom.page(
        "one", WORDS.replace("12", "15") + " It has 4 doors."
    )
    newsroom.web.pages["/one"].body = newsroom.web.pages["/one"].body.replace(b"On one", b"On two")
    first = newsroom.run(db)
    again = newsroom.run(db)
    rows = db.execute(
        "select kind, before, after, title, outlet, from_revision < revision from change_list"
    ).fetchall()

    assert (first.revisions, first.changes, again.changes) == (1, 1, 0)
    assert rows == [("headline_changed", "On one", "On two", "On two", "Alpha", 1)]


def test_another_extractor_compares_anew(db, newsroom):
    test_an_edit_is_a_row_once(db, newsroom)
    newsroom.extractor = ScriptedExtractor("2")
    counts = reextract(db, newsroom.tools())

    assert counts.changes == 1
    assert db.execute("select count(*) from changes").fetchone() == (1,)
    assert db.execute("select extractor from comparisons").fetchall() == [("2",)]


def test_an_edit_that_is_taken_back_is_listed_and_so_is_every_further_one(db, newsroom):
    hourly = replace(newsroom.config.settings, revisits=tuple(range(3_600, 99_999, 3_600)))
    newsroom.config = replace(newsroom.config, settings=hourly)
    newsroom.publish("one")
    newsroom.run(db)
    found = []
    for headline in (b"On two", b"On one", b"On two", b"On one", b"On one"):
        newsroom.clock.now += timedelta(hours=2)
        page = newsroom.web.pages["/one"] = newsroom.page("one")
        page.body = page.body.replace(b"On one", headline)
        found.append(newsroom.run(db).changes)
    steps = db.execute(
        "select from_revision, revision, count(distinct at), count(*) from changes"
        " group by 1, 2 order by 1, 2"
    ).fetchall()

    assert found == [1, 1, 1, 1, 0]
    assert [step[:3] for step in steps] == [(1, 2, 2), (2, 1, 2)]
    assert db.execute("select revisions, revision from articles").fetchall() == [(2, 1)]
    newsroom.extractor = ScriptedExtractor("2")
    assert reextract(db, newsroom.tools()).changes == sum(found)
    assert db.execute("select count(*) from changes").fetchone() == (sum(found),)


def test_a_summary_that_became_the_full_text_is_no_edit(db, newsroom):
    newsroom.publish("one")
    newsroom.web.pages["/one"] = Answer(status=404)
    newsroom.run(db)
    newsroom.publish("one")
    feed = newsroom.web.pages["/rss"]
    feed.body = feed.body.replace(b"On one", b"On one, again")
    counts = newsroom.run(db)

    assert (counts.revisions, counts.changes) == (1, 0)


def test_the_gold_data_hold_at_least_six_edits_of_each_kind():
    counts = Counter(kind for edit in edits() for kind in edit.kinds)

    assert len(edits()) >= 60
    assert {kind: n for kind, n in counts.items() if n < 6} == {}
    assert set(counts) == set(ChangeKind)


def test_edits_are_named_by_kind(extractor):
    right, missed, wrong = Counter(), Counter(), Counter()
    for edit in edits():
        found = kinds_of(edit, extractor)
        right.update(edit.kinds & found)
        missed.update(edit.kinds - found)
        wrong.update(found - edit.kinds)
        if found != edit.kinds:
            print(sorted(edit.kinds), sorted(found), edit.before, edit.after)
    scores = {
        kind: 2 * right[kind] / (2 * right[kind] + missed[kind] + wrong[kind])
        for kind in ChangeKind
    }
    print({kind: round(score, 2) for kind, score in scores.items()})

    assert {kind: score for kind, score in scores.items() if score < FLOOR} == {}
