"""Stores what comparing articles finds. Calls the judging modules in order and decides nothing.

::

    load what is kept of the articles compared before
    for each new article, by date:   add to the stories, sketch for copies
    for each new article:            of what is it a copy?
    for each story with news:        count outlets and independent outlets, tell its timeline,
                                     find where its articles differ, where its sources changed

Order of arrival is the order in which articles were first compared; batches change no story.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from sqlite_utils import Database

from . import store
from .changes import find_changes
from .copies import CopyIndex, Sketch, sketch
from .differences import MOST_ARTICLES, find_differences
from .independence import count_independent
from .match.encoding import encode
from .models import ComparedArticle
from .statements import order_statements
from .stories import StoryIndex
from .timeline import build_timeline

METHOD = "2"  # changes with every change of features, weights or thresholds
_LOADED = 20_000  # articles compared before that are loaded at once
_BATCH = 500  # articles held in memory and saved at once

Step = Callable[[], None]


def compare_new(db: Database, *, step: Step = lambda: None) -> int:
    """Put every article that was never compared into its story; how many there were."""
    count = _compare_articles(db, step) if store.count_uncompared(db) else 0
    refresh_stories(db)
    return count


def _compare_articles(db: Database, step: Step) -> int:
    stories, copies, articles = _load_known(db)
    known = len(articles)
    while batch := store.load_uncompared(db, limit=_BATCH):
        store.save_compared(
            db, [_add(a, stories, copies, articles, step) for a in batch], method=METHOD
        )
    fresh = range(known, len(articles))
    store.save_copies(db, [copy for n in fresh if (copy := copies.original(n))])
    return len(fresh)


def _load_known(db: Database) -> tuple[StoryIndex, CopyIndex, list[int]]:
    """The stories and copies so far, and the articles by their number there."""
    stories, copies, articles = StoryIndex(), CopyIndex(), list[int]()
    place: dict[int, int] = {}
    known = store.load_compared(db)
    while batch := list(islice(known, _LOADED)):
        place |= {one.article: n for n, one in enumerate(batch, len(articles))}
        articles += [one.article for one in batch]
        stories.load([one.features for one in batch], [place[one.story] for one in batch])
        copies.load([Sketch.unpack(str(one.article), one.sketch) for one in batch])
    return stories, copies, articles


def refresh_stories(db: Database) -> None:
    """Look at every story again of which something is new: an article, a revision, its claims."""
    for story in store.load_stale_stories(db):
        _refresh(db, story)


def _refresh(db: Database, story: int) -> None:
    """Compute first, then save all in one transaction, so that no half of it is seen."""
    timeline = build_timeline(story, store.load_blames(db, story))
    differences = list(
        find_differences(store.load_differing(db, story, limit=MOST_ARTICLES), encode)
    )
    statements = list(order_statements(store.load_said(db, story)))
    with db.atomic():
        _count_outlets(db, story)
        store.save_timeline(db, story, timeline)
        store.save_differences(db, story, differences)
        store.save_statements(db, story, statements)
        store.save_fresh(db, story)


def _count_outlets(db: Database, story: int) -> None:
    counts = count_independent(store.load_reports(db, story))
    store.save_story(
        db,
        store.StoryCounts(
            story=story,
            outlets=counts.outlets,
            independent=counts.independent,
            subtracted=counts.subtracted,
        ),
    )


def compare_revisions(db: Database, *, step: Step = lambda: None) -> int:
    """Tell what edits did to claims, of each pair of revisions not compared as both stand now."""
    number = 0
    for pair in store.load_comparisons(db):
        changes = find_changes(pair.before, pair.found_before, pair.after, pair.found_after)
        store.save_changes(db, pair, changes)
        number += len(changes)
        step()
    return number


def regroup(db: Database, *, step: Step = lambda: None) -> int:
    """Forget all stories and copies and find them anew, by date; how many articles there were."""
    store.forget_compared(db)
    return compare_new(db, step=step)


def _add(
    article: ComparedArticle,
    stories: StoryIndex,
    copies: CopyIndex,
    articles: list[int],
    step: Step,
) -> store.Compared:
    story, features = stories.add(article)
    one = sketch(article)
    copies.add(one)
    articles.append(int(article.id))
    step()
    return store.Compared(
        article=int(article.id),
        story=articles[story],
        features=features.pack(),
        sketch=one.pack(),
    )
