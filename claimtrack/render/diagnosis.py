"""A fetched feed → lines that tell what is right and wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from ..models import FeedEntry, Fetched, ParsedFeed

_STALE = timedelta(days=30)
_MANY = 0.2  # a fault of fewer entries than this part is that of single entries


def diagnose(fetched: Fetched, feed: ParsedFeed, now: datetime) -> Iterator[str]:
    """What an editor of feeds.yaml wants to know of a feed, one line each."""
    size, seconds = len(fetched.body), fetched.seconds
    yield f"fetched {size} bytes in {seconds:.2f} s from {fetched.final_url}"
    if fetched.moved_to:
        yield f"moved for good: put {fetched.moved_to} into feeds.yaml"
    elif fetched.final_url != fetched.url:
        yield "redirected for now"
    yield f"{feed.form}: {feed.title or 'without a title'}"
    entries = feed.entries
    linked = sum(entry.url is not None for entry in entries)
    dated = sum((entry.published or entry.updated) is not None for entry in entries)
    yield f"{len(entries)} entries, {linked} with a link, {dated} with a date"
    has_state = fetched.etag or fetched.last_modified
    yield f"tells when unchanged: {'yes' if has_state else 'no'}"
    hints = [("ttl", feed.ttl), ("max-age", fetched.max_age)]
    if said := [f"{name} {seconds} s" for name, seconds in hints if seconds]:
        yield f"says how long it stays: {', '.join(said)}"
    yield from (f"wrong: {fault}" for fault in _faults(entries, now))
    if feed.problem:
        yield f"overlooked: {feed.problem}"


def _faults(entries: tuple[FeedEntry, ...], now: datetime) -> Iterator[str]:
    if not entries:
        yield "it has no entries"
        return
    dates = [m.at for e in entries if (m := e.published or e.updated)]
    ahead = sum(at > now + timedelta(days=1) for at in dates)
    if ahead:
        yield f"{ahead} entries are dated ahead of now; such dates are not believed"
    if dates and max(dates) < now - _STALE:
        yield f"the latest entry is of {max(dates):%Y-%m-%d}"
    if len(dates) < (1 - _MANY) * len(entries):
        yield "many entries have no date; the page's own or the time of the poll is taken"
    if len(dates) > 2 and len(set(dates)) == 1:
        yield "all entries have one date, so it is that of the feed"
    doubled = sum(n - 1 for n in Counter(e.key for e in entries).values())
    if doubled:
        yield f"{doubled} entries stand here twice"
    untitled = sum(not e.title for e in entries)
    if untitled:
        yield f"{untitled} entries have no title"
