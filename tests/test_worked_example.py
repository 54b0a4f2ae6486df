"""One article of our own in the shape of a report of a cyberattack, page furniture included.

Eight things must come out of it, each with its fields; the names of parties are those that the
article gives.
"""

from __future__ import annotations

import pytest

from claimtrack.models import Quotation, SourceType, Stance, Voice

TEXT = """How a film studio went back to paper

By Tessa Quill on December 9, 2014 04:12 pm Email

On a Monday in November, Lumen Pictures was attacked by Iran. The studio is still holding off on \
its official announcement, but it seems clear that the attack came in retaliation for a comedy \
about the palace. Iranian officials had denounced the comedy as an act of aggression, and Iranian \
leaders have yet to deny the country is responsible for the attack.

A skeleton on every screen announced “You've been hacked by #RedDawn.”

Employees were forced to do business by fax and on old telephones, according to The Daily Ledger.

We don't know how that server was compromised.

Share 214 Tweet Read next: the ten best films of the year
"""

# cue, source name, source type, stance
ATTRIBUTIONS = [
    ("had denounced", "Iranian officials", SourceType.OFFICIAL, Stance.EVALUATES),
    ("have yet to deny", "Iranian leaders", SourceType.OFFICIAL, Stance.WITHHOLDS),
    ("according to", "The Daily Ledger", SourceType.OUTLET, Stance.ASSERTS),
    ("is still holding off on", "Lumen Pictures", SourceType.ORGANIZATION, Stance.WITHHOLDS),
    ("it seems clear", None, SourceType.UNKNOWN, Stance.HEDGES),
    ("don't know", "AUTHOR", SourceType.AUTHOR, Stance.QUESTIONS),
]
# accused, act, stance, voice, accuser
RESPONSIBILITY = [
    ("Iran", "attacked", Stance.ASSERTS, Voice.AUTHOR, None),
    ("Iran", "attack", Stance.WITHHOLDS, Voice.SOURCE, "Iranian leaders"),
    ("#RedDawn", "hacked", Stance.SELF_CLAIMS, Voice.SOURCE, "#RedDawn"),
]


@pytest.fixture(scope="module")
def found(extractor):
    return extractor.extract(TEXT)


@pytest.mark.parametrize(("cue", "name", "kind", "stance"), ATTRIBUTIONS)
def test_who_says_it_and_what_he_commits_to(found, cue, name, kind, stance):
    claims = [c for c in found.attributions if TEXT[c.cue[0].start : c.cue[-1].end] == cue]

    assert [(kind, stance)] == [(c.source_type, c.stance) for c in claims]
    assert _bare(name) == _bare(claims[0].source_name)


def test_who_is_held_to_have_done_what(found):
    claims = [
        (c.accused_name, TEXT[c.act.start : c.act.end], c.stance, c.voice, c.accuser_name)
        for c in found.responsibility
    ]

    assert claims == RESPONSIBILITY


def test_the_screen_is_quoted_word_for_word(found):
    quoted = [c for c in found.attributions if "hacked" in TEXT[_slice(c.content)]]

    assert [c.quotation for c in quoted] == [Quotation.DIRECT]


def test_furniture_says_nothing(found):
    start = TEXT.index("Share 214")

    assert not [c for c in found.attributions if c.cue[0].start >= start]


def _bare(name):
    return name and name.removeprefix("The ")


def _slice(spans):
    return slice(spans[0].start, spans[-1].end)
