"""claimtrack.revisions: an edit is one of the article's own words, not of the page around it."""

from __future__ import annotations

import pytest

from claimtrack.models import Revision
from claimtrack.revisions import judge_edit

BODY = (
    "The mayor said on Monday that the bridge would close for a month.\n\n"
    "Engineers found cracks in two of its pillars, according to a report of the city.\n\n"
    "Published in 2024, an earlier report had found none."
)


def revision(body: str = BODY, title: str = "Bridge to close", byline: str = "Ann Lee") -> Revision:
    return Revision(title=title, byline=byline, text=f"{title}\n\n{body}")


@pytest.mark.parametrize(
    "line",
    [
        "Updated 5 minutes ago",
        "Last updated: 1 March 2026 at 12:05 GMT",
        "3 hours ago",
        "1,204 comments",
        "Share (12)",
        "4 min read",
        "Sunday, March 1, 2026",
        "Most read: Ten ways to cross a river",
        "Related",
    ],
)
def test_lines_that_change_by_themselves_are_no_edit(line):
    edit = judge_edit(revision(), revision(f"{line}\n\n{BODY}"))

    assert (edit.is_change, edit.problem) == (False, None)


@pytest.mark.parametrize(
    ("old", "new"),
    [("two of its", "two  of its"), ("said", "said"), ("report of", "report of"), ('"', "”")],
)
def test_typography_is_no_edit(old, new):
    body = BODY.replace("cracks", '"cracks"')

    assert judge_edit(revision(body), revision(body.replace(old, new))).is_change is False


def test_another_byline_alone_is_no_edit():
    assert judge_edit(revision(), revision(byline="Ann Lee and Bo Day")).is_change is False


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a month", "a year"),
        ("cracks in two", "cracks in three"),
        ("found none", "found some"),
        ("said", "denied"),
        (BODY, BODY + "\n\nCorrection: An earlier version named the wrong bridge."),
        (BODY, BODY + "\n\nUpdated with a comment of the ministry."),
    ],
)
def test_other_words_are_an_edit(old, new):
    assert judge_edit(revision(), revision(BODY.replace(old, new))).is_change is True


def test_another_headline_is_an_edit():
    assert judge_edit(revision(), revision(title="Bridge may close")).is_change is True


def test_a_page_with_a_small_part_of_the_words_is_a_wall_unless_it_says_why():
    wall = judge_edit(revision(), revision("Subscribe to read on."))
    gone = judge_edit(revision(), revision("This article was removed."))

    assert (wall.is_change, "of the" in wall.problem) == (False, True)
    assert (gone.is_change, gone.problem) == (True, None)
