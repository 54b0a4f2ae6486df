"""claimtrack.polling: a feed is asked as often as it brings news, and seldom while it fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from factories import entry, moment
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.models import Fetched, Outcome
from claimtrack.polling import (
    LONGEST,
    KnownEntry,
    Schedule,
    Trouble,
    find_news,
    is_due,
    plan_poll,
    plan_visit,
    trouble_of,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = 3_600, 86_400


def fetched(outcome: Outcome = Outcome.OK, **values) -> Fetched:
    url = "https://a.example/rss"
    return Fetched(url=url, final_url=url, outcome=outcome, at=NOW, seconds=0.1, **values)


def http(status: int, **values) -> Fetched:
    return fetched(Outcome.HTTP, status=status, **values)


def wait(plan) -> float:
    return (plan.next_at - NOW).total_seconds()


@pytest.mark.parametrize(
    ("attempt", "trouble"),
    [
        (fetched(), None),
        (fetched(Outcome.NOT_MODIFIED), None),
        (fetched(Outcome.DNS), Trouble.SOFT),
        (fetched(Outcome.TLS), Trouble.SOFT),
        (fetched(Outcome.TIMEOUT), Trouble.SOFT),
        (fetched(Outcome.CONNECTION), Trouble.SOFT),
        (http(500), Trouble.SOFT),
        (http(503), Trouble.SOFT),
        (http(429), Trouble.SOFT),
        (http(503, retry_after=60.0), Trouble.TEMPORARY),
        (http(429, retry_after=60.0), Trouble.TEMPORARY),
        (http(404), Trouble.HARD),
        (http(403), Trouble.HARD),
        (http(410), Trouble.GONE),
        (fetched(Outcome.NOT_A_FEED, status=200), Trouble.HARD),
        (fetched(Outcome.ROBOTS), Trouble.HARD),
        (fetched(Outcome.BLOCKED), Trouble.HARD),
        (fetched(Outcome.TOO_LARGE), Trouble.HARD),
        (fetched(Outcome.REDIRECT), Trouble.HARD),
    ],
)
def test_failures_are_soft_hard_temporary_or_final(attempt, trouble):
    assert trouble_of(attempt) == trouble


def test_news_brings_the_next_poll_nearer_and_silence_puts_it_off():
    schedule = Schedule(interval=900, every=7_200)
    news = plan_poll(schedule, fetched(), has_news=True)
    none = plan_poll(schedule, fetched(Outcome.NOT_MODIFIED), has_news=False)

    assert (news.every, none.every) == (3_600, 10_800)
    assert 3_600 <= wait(news) <= 3_960


def test_the_pace_stays_between_the_files_interval_and_some_hours():
    quiet = busy = Schedule(interval=900)
    for _ in range(30):
        quiet = replace(quiet, every=plan_poll(quiet, fetched(), has_news=False).every)
        busy = replace(busy, every=plan_poll(busy, fetched(), has_news=True).every)

    assert (busy.every, quiet.every) == (900, LONGEST)


@pytest.mark.parametrize(
    ("ttl", "max_age", "expected"),
    [(None, None, 900), (1_800, None, 1_800), (None, 2_700, 2_700), (DAY, None, 3 * HOUR)],
)
def test_what_a_feed_says_of_itself_is_heeded_within_reason(ttl, max_age, expected):
    schedule = Schedule(interval=900, ttl=ttl)
    plan = plan_poll(schedule, fetched(max_age=max_age), has_news=True)

    assert expected <= wait(plan) <= expected * 1.1 + 1


def test_a_window_that_rolled_over_is_polled_more_often_whatever_the_feed_says():
    schedule = Schedule(interval=900, every=7_200, ttl=DAY)
    plan = plan_poll(schedule, fetched(), has_news=True, rolled_over=True)
    then = plan_poll(Schedule(interval=900, every=plan.every), fetched(), has_news=True)

    assert (plan.every, then.every) == (450, 450)
    assert wait(plan) <= 500


@pytest.mark.parametrize(
    ("attempt", "failures", "low", "high"),
    [
        (fetched(Outcome.TIMEOUT), 0, 1_800, 1_980),
        (fetched(Outcome.TIMEOUT), 2, 7_200, 7_920),
        (fetched(Outcome.TIMEOUT), 40, DAY, 1.1 * DAY),
        (http(404), 0, HOUR, 1.1 * HOUR),
        (http(404), 40, 7 * DAY, 7.7 * DAY),
        (http(429, retry_after=5_000.0), 3, 5_000, 5_500),
        (http(429, retry_after=1.0), 3, 900, 990),
        (http(503, retry_after=1e12), 0, 7 * DAY, 7.7 * DAY),
    ],
)
def test_failures_put_the_next_poll_off(attempt, failures, low, high):
    plan = plan_poll(Schedule(interval=900, failures=failures), attempt, has_news=False)

    assert low <= wait(plan) <= high


def test_who_asks_to_wait_has_not_failed_and_who_is_gone_is_not_asked():
    schedule = Schedule(interval=900, failures=3)
    waiting = plan_poll(schedule, http(429, retry_after=60.0), has_news=False)
    gone = plan_poll(schedule, http(410), has_news=False)
    back = plan_poll(schedule, fetched(), has_news=True)

    assert (waiting.failures, gone.failures, back.failures) == (3, 4, 0)
    assert gone.next_at is None


def test_feeds_that_failed_together_come_back_apart():
    plans = [
        plan_poll(
            Schedule(interval=900),
            replace(fetched(Outcome.DNS), url=f"https://a.example/{n}"),
            has_news=False,
        )
        for n in range(50)
    ]

    assert len({plan.next_at for plan in plans}) > 30


@pytest.mark.parametrize(
    ("next_at", "polled_at", "expected"),
    [
        (None, None, True),
        (NOW + timedelta(minutes=5), NOW - timedelta(minutes=5), False),
        (NOW, NOW - timedelta(minutes=5), True),
        # The clock jumped: what was planned by the wrong clock does not hold.
        (NOW + timedelta(minutes=5), NOW + timedelta(minutes=1), True),
        (NOW + timedelta(days=400), NOW - timedelta(minutes=5), True),
    ],
)
def test_a_feed_is_due_when_its_time_has_come_or_the_clock_was_wrong(next_at, polled_at, expected):
    assert is_due(next_at, polled_at, NOW) is expected


def test_articles_are_looked_at_again_at_ages_and_missed_looks_are_not_made_up_for():
    offsets = (HOUR, DAY, 7 * DAY)
    ages = (0, HOUR - 1, HOUR, 2 * DAY, 8 * DAY)
    plans = [plan_visit(offsets, NOW, now=NOW + timedelta(seconds=age)) for age in ages]
    hours = [None if at is None else (at - NOW).total_seconds() / HOUR for at in plans]

    assert hours == [1, 1, 24, 168, None]
    assert plan_visit((), NOW, now=NOW) is None


# --- news ---------------------------------------------------------------------------------------


def known(*entries) -> dict[str, KnownEntry]:
    rows = {}
    for e in entries:
        published = e.published.at if e.published else None
        updated = e.updated.at if e.updated else None
        row = KnownEntry(
            key=e.key, hash=e.hash, url=e.url, title=e.title, published=published, updated=updated
        )
        rows[e.key] = row
        rows.setdefault(e.url, row)
    return rows


def news(entries, before=(), since=NOW - timedelta(hours=1)):
    return find_news(entries, known(*before), since=since, now=NOW)


def test_new_changed_and_known_entries_are_told_apart():
    old, edited, new = entry(key="1"), entry(key="2", title="Now"), entry(key="3")
    found = news([new, edited, old], [old, entry(key="2", title="Then")])

    assert [e.key for e in found.entries] == ["3", "2"]
    assert (found.new, found.lost) == (1, False)


def test_an_entry_twice_in_a_feed_counts_once():
    found = news([entry(title="First"), entry(title="Second")])

    assert [e.title for e in found.entries] == ["First"]


def test_an_entry_with_another_date_is_no_news():
    old = entry(published=moment("2026-02-01T10:00:00+00:00"))
    found = news([replace(old, published=moment("2026-03-01T11:00:00+00:00"))], [old])

    assert (found.entries, found.new, len(found.redated)) == ((), 0, 1)


def test_a_later_change_that_the_feed_tells_is_worth_a_look():
    old = entry(updated=moment("2026-03-01T10:00:00+00:00"))
    later = replace(old, updated=moment("2026-03-01T11:00:00+00:00"))
    ahead = replace(old, updated=moment("2027-03-01T11:00:00+00:00"))

    assert news([later], [old]).touched == (later,)
    assert news([old], [old]).touched == ()
    assert news([ahead], [old]).touched == ()


def test_an_id_used_again_for_another_article_names_both():
    old = entry(key="7", url="https://a.example/1", title="One")
    again = entry(key="7", url="https://a.example/2", title="Two")
    moved = entry(key="7", url="https://a.example/one", title="One")
    found = news([again], [old])

    assert [e.key for e in found.entries] == ["7 https://a.example/2"]
    assert news([again], [old, found.entries[0]]).entries == ()
    assert [e.key for e in news([moved], [old]).entries] == ["7"]


@pytest.mark.parametrize(
    ("dates", "since", "lost"),
    [
        (["2026-03-01T11:30:00+00:00"], NOW - timedelta(hours=1), True),
        (["2026-03-01T11:30:00+00:00", "2026-03-01T10:30:00+00:00"], NOW - timedelta(hours=1), 0),
        ([None], NOW - timedelta(hours=1), True),
        (["2026-03-01T11:30:00+00:00"], None, False),
    ],
)
def test_a_window_rolled_over_where_nothing_is_known_and_nothing_reaches_back(dates, since, lost):
    entries = [
        entry(key=str(n), url=f"https://a.example/n{n}", published=moment(d) if d else None)
        for n, d in enumerate(dates)
    ]

    assert news(entries, since=since).lost is bool(lost)


def test_changed_ids_of_known_links_are_no_rolled_over_window():
    assert news([entry(key="new-1")], [entry(key="old-1")]).lost is False


@given(
    st.builds(
        Schedule,
        interval=st.integers(60, DAY),
        every=st.none() | st.integers(60, DAY),
        failures=st.integers(0, 10_000),
        ttl=st.none() | st.integers(0, 10**12),
    ),
    st.sampled_from(list(Outcome)),
    st.none() | st.integers(100, 599),
    st.none() | st.floats(0, 1e15),
    st.booleans(),
    st.booleans(),
)
def test_every_plan_is_within_its_bounds(schedule, outcome, status, retry, has_news, rolled_over):
    attempt = fetched(outcome, status=status, retry_after=retry)
    plan = plan_poll(schedule, attempt, has_news=has_news, rolled_over=rolled_over)

    assert plan.every >= 60
    assert plan.next_at is None or 30 <= wait(plan) <= 7.7 * DAY + 1
