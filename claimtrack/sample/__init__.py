"""The sample newsroom: invented articles of ten invented outlets, as feeds and pages.

``stories/`` holds the words, one file a story; this package makes from them what the web would have
sent: RSS, Atom and JSON feeds, and HTML pages with the furniture that real pages carry.

| module | what it does |
|---|---|
| stories | reads the story files |
| feeds | outlets' feeds in their three forms |
| pages | articles' pages in three families |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import yaml

from .feeds import FEED_PATHS, render_feed
from .outlets import OUTLETS, SampleOutlet
from .pages import render_page
from .stories import Story, load_stories

__all__ = ["BANNER", "load_stories", "write_newsroom"]

BANNER = (
    "These articles are invented: the outlets, people, firms, states and events do not exist. "
    "This is the sample newsroom of claimtrack."
)
# What is out by then is in the first of the two states; the rest and every edit come later.
_FIRST_STATE = datetime(2026, 7, 1, tzinfo=UTC)


def write_newsroom(folder: Path) -> tuple[Path, Path]:
    """Write both states of the newsroom below ``folder``; returns the feeds.yaml of each.

    ``pages/`` holds the first state, ``later/`` what differs in the second.
    """
    stories = load_stories()
    originals = [story for story in stories if not story.is_later]
    first = [story for story in originals if story.date < _FIRST_STATE]
    edits = {story.key: story for story in stories if story.is_later}
    # an edit is silent: the article keeps its address and its date
    second = [replace(edits.get(story.key, story), date=story.date) for story in originals]
    _write(folder / "pages", first)
    _write(folder / "later", second)
    return (
        _write_config(folder / "feeds.yaml", ["pages"]),
        _write_config(folder / "feeds-later.yaml", ["later", "pages"]),
    )


def _write(folder: Path, stories: Sequence[Story]) -> None:
    for outlet in OUTLETS:
        own = sorted((s for s in stories if s.outlet == outlet.slug), key=lambda s: s.date)
        site = folder / outlet.slug
        for story in own:
            path = site / (outlet.path(story.slug, story.date).lstrip("/") + ".html")
            path.parent.mkdir(parents=True, exist_ok=True)
            others = [other for other in own if other is not story]
            path.write_text(render_page(outlet, story, others), encoding="utf-8")
        feed = site / FEED_PATHS[outlet.form].lstrip("/")
        feed.parent.mkdir(parents=True, exist_ok=True)
        feed.write_text(render_feed(outlet, own[::-1]), encoding="utf-8")


def _write_config(path: Path, mirrors: list[str]) -> Path:
    outlets = [_config(outlet, mirrors) for outlet in OUTLETS]
    path.write_text(yaml.safe_dump({"outlets": outlets}, sort_keys=False), encoding="utf-8")
    return path


def _config(outlet: SampleOutlet, mirrors: list[str]) -> dict[str, object]:
    return {
        "name": outlet.name,
        "domain": outlet.domain,
        "country": outlet.country,
        "language": "en",
        "kind": outlet.kind,
        "owner": outlet.owner,
        "store": "full",
        "mirror": [f"{mirror}/{outlet.slug}" for mirror in mirrors],
        "feeds": [f"https://{outlet.domain}{FEED_PATHS[outlet.form]}"],
    }
