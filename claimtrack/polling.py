"""When a feed is asked next, and what a failure means for it. Decides only; clock is an argument.

A poll that brought news halves the time to the next one, a poll that brought none lengthens it by
half, between the interval of feeds.yaml and :data:`LONGEST`. What the feed or its server says of
itself (``ttl``, ``max-age``) is heeded up to :data:`LONGEST_HINT`, for many say a day and change
each quarter of an hour; never after a window rolled over, for then entries were lost. A failing
feed is left alone for twice as long each time, a hard failure from an hour on.

| trouble | what happened | next poll |
|---|---|---|
| soft | time-out, no connection or name, 5xx: passes by itself | 2, 4, 8 … intervals, to a day |
| temporary | 429 or 503 with Retry-After | when the server said; no failure is counted |
| hard | 4xx, robots, no feed, too large, blocked | 1, 2, 4 … hours, to a week |
| gone | 410 | never, until ``feeds resume`` |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from .models import FeedEntry, Fetched, Outcome, digest

LONGEST = 6 * 3_600  # a quiet feed is still asked four times a day
LONGEST_HINT = 3 * 3_600
SHORTEST = 60  # as feeds.yaml allows
_DAY = 86_400
_WEEK = 7 * _DAY
_HARD_STEP = 3_600
_JITTER = 0.1  # so that feeds that failed together do not come back together
MOVES_TO_BELIEVE = 3  # permanent redirects in a row before the new address is asked itself


class Trouble(StrEnum):
    """What a failed poll says about the next."""

    SOFT = "soft"
    TEMPORARY = "temporary"
    HARD = "hard"
    GONE = "gone"


_HARD = frozenset(
    {
        Outcome.NOT_A_FEED,
        Outcome.NO_FILE,
        Outcome.TOO_LARGE,
        Outcome.ROBOTS,
        Outcome.BLOCKED,
        Outcome.REDIRECT,
    }
)
_WAITING = frozenset({429, 503})
_SOFT_STATUS = frozenset({408, 425, 429})  # 4xx answers that mean "later"
_GOOD = frozenset({Outcome.OK, Outcome.NOT_MODIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What is remembered of a feed's polls. ``interval`` is the one of feeds.yaml, in seconds."""

    interval: int
    every: int | None = None
    failures: int = 0
    ttl: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When to ask next (None: never), how often from now on, and what is wrong, if anything."""

    next_at: datetime | None
    every: int
    failures: int
    trouble: Trouble | None


def trouble_of(fetched: Fetched) -> Trouble | None:
    """What kind of failure an attempt is; None where it is none."""
    if fetched.outcome in _GOOD:
        return None
    if fetched.status == 410:
        return Trouble.GONE
    if fetched.retry_after and (fetched.status in _WAITING or fetched.status is None):
        return Trouble.TEMPORARY
    if fetched.outcome == Outcome.HTTP and fetched.status:
        is_hard = 300 <= fetched.status < 500 and fetched.status not in _SOFT_STATUS
        return Trouble.HARD if is_hard else Trouble.SOFT
    return Trouble.HARD if fetched.outcome in _HARD else Trouble.SOFT


def plan_poll(
    schedule: Schedule, fetched: Fetched, *, has_news: bool, rolled_over: bool = False
) -> Plan:
    """Plan the poll after ``fetched``."""
    trouble = trouble_of(fetched)
    every = schedule.every or schedule.interval
    failures = schedule.failures
    if trouble == Trouble.GONE:
        return Plan(next_at=None, every=every, failures=failures + 1, trouble=trouble)
    if trouble == Trouble.TEMPORARY:
        wait = max(float(schedule.interval), min(fetched.retry_after or 0, _WEEK))
    elif trouble:
        failures += 1
        wait = _backoff(schedule.interval, failures, trouble)
    else:
        failures = 0
        every = _interval(schedule, has_news=has_news, rolled_over=rolled_over)
        wait = max(every, 0 if rolled_over else _hint(schedule.ttl, fetched.max_age))
        wait = max(wait, min(fetched.retry_after or 0, _WEEK))
    seconds = wait * (1 + _JITTER * _chance(fetched))
    next_at = fetched.at + timedelta(seconds=round(seconds))
    return Plan(next_at=next_at, every=every, failures=failures, trouble=trouble)


def is_due(next_at: datetime | None, polled_at: datetime | None, now: datetime) -> bool:
    """Whether a feed is to be asked now. A clock that jumped backwards makes it due, not deaf."""
    if next_at is None or polled_at is None or polled_at > now:
        return True
    longest = timedelta(seconds=_WEEK * (1 + _JITTER))
    return next_at <= now or next_at - now > longest


def _interval(schedule: Schedule, *, has_news: bool, rolled_over: bool) -> int:
    every = schedule.every or schedule.interval
    if rolled_over:
        return max(SHORTEST, min(every, schedule.interval) // 2)
    changed = every // 2 if has_news else every + every // 2
    lowest = min(schedule.interval, max(every, SHORTEST))  # a rolled-over window keeps its pace
    return max(lowest, min(changed, max(LONGEST, schedule.interval)))


def _hint(ttl: int | None, max_age: int | None) -> float:
    return min(max(ttl or 0, max_age or 0), LONGEST_HINT)


def _backoff(interval: int, failures: int, trouble: Trouble) -> float:
    steps = float(2 ** min(failures, 20))
    if trouble == Trouble.HARD:
        return min(max(interval, _HARD_STEP) * steps / 2, _WEEK)
    return min(interval * steps, max(_DAY, interval))


def _chance(fetched: Fetched) -> float:
    """A number from 0 to 1, drawn from address and time, so that a run can be repeated."""
    drawn = digest(fetched.url, fetched.at.isoformat())
    return int(drawn[:8], 16) / 0xFFFFFFFF


def plan_visit(offsets: Sequence[int], first_at: datetime, *, now: datetime) -> datetime | None:
    """When an article first seen at ``first_at`` is looked at again: the next of ``offsets``.

    Visits that were missed are not made up for. None: it has been looked at often enough.
    """
    times = (first_at + timedelta(seconds=offset) for offset in sorted(offsets))
    return next((at for at in times if at > now), None)


# --- what a feed's entries say against what is known --------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """What is stored of an entry: what it takes to tell whether it is new, changed or re-dated."""

    key: str
    hash: str
    url: str | None
    title: str | None
    published: datetime | None
    updated: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a poll brought: entries to store, how many of them are new, which have a later change.

    ``redated`` are known entries with another date of publication, which is no news. ``lost`` tells
    that the feed's window may have rolled over since the last poll.
    """

    entries: tuple[FeedEntry, ...] = ()
    new: int = 0
    touched: tuple[FeedEntry, ...] = ()
    redated: tuple[FeedEntry, ...] = ()
    lost: bool = False


def find_news(
    entries: Sequence[FeedEntry],
    known: Mapping[str, KnownEntry],
    *,
    since: datetime | None,
    now: datetime,
) -> News:
    """Compare a feed with what is known of it; ``known`` is by key, and by URL too.

    ``since`` is the last poll that went well, ``now`` this one. An entry twice in a feed counts
    once, as it stands first. An id that is known for another article gets a key of its own.
    """
    own = {e.key: e for e in reversed([_with_own_key(e, known) for e in entries])}
    said = list(reversed(own.values()))
    changed = [e for e in said if e.key not in known or known[e.key].hash != e.hash]
    same = [(e, known[e.key]) for e in said if e.key in known and known[e.key].hash == e.hash]
    return News(
        entries=tuple(changed),
        new=sum(e.key not in known for e in changed),
        touched=tuple(e for e, k in same if _is_touched(e, k, now)),
        redated=tuple(e for e, k in same if e.published and e.published.at != k.published),
        lost=_has_rolled_over(said, known, since),
    )


def _with_own_key(entry: FeedEntry, known: Mapping[str, KnownEntry]) -> FeedEntry:
    old = known.get(entry.key)
    if old is None or old.url is None or entry.url is None or old.url == entry.url:
        return entry
    if old.title == entry.title:
        return entry  # the same article at a new address
    return replace(entry, key=f"{entry.key} {entry.url}")


def _is_touched(entry: FeedEntry, known: KnownEntry, now: datetime) -> bool:
    """Whether the feed says that the article changed, where its own words did not."""
    if entry.updated is None or entry.updated.at > now:
        return False
    return known.updated is None or entry.updated.at > known.updated


def _has_rolled_over(
    entries: Sequence[FeedEntry], known: Mapping[str, KnownEntry], since: datetime | None
) -> bool:
    """No entry is known of a feed that was read before, and none reaches back to that time."""
    if since is None or not entries:
        return False
    if any(e.key in known or (e.url and e.url in known) for e in entries):
        return False
    dates = [e.published.at for e in entries if e.published]
    return not dates or min(dates) > since
