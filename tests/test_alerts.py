"""claimtrack.alerts: a new claim that somebody waits for is told once, to a feed and a webhook."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from dataclasses import replace

import feedparser
import pytest
from click.testing import CliRunner
from factories import ScriptedExtractor
from fakes import Answer
from newsroom import WORDS

from claimtrack.alerts import find_alerts, is_match
from claimtrack.cli import main
from claimtrack.config import load_config
from claimtrack.errors import ConfigError
from claimtrack.fetch import Manners, post_json
from claimtrack.models import ReportedClaim, Watch
from claimtrack.pipeline import reextract
from claimtrack.store import load_alerts

CLAIM = ReportedClaim(
    outlet="Alpha",
    title="Studio was hacked",
    url="https://a.example/1",
    published_at="2026-03-01",
    source="National Bureau",
    content="hackers attacked the studio",
    accused="the hackers",
    story=7,
    story_title="Studio goes dark",
    story_url="https://b.example/7",
)


@pytest.mark.parametrize(
    ("watch", "expected"),
    [
        ({"source": ("bureau",)}, True),
        ({"source": ("Bure",)}, False),
        ({"source": ("FBI", "national  BUREAU")}, True),
        ({"accused": ("hackers",)}, True),
        ({"words": ("was hacked",)}, True),
        ({"words": ("attacked the studio",)}, True),
        ({"words": ("dam",)}, False),
        ({"source": ("bureau",), "words": ("studio",)}, True),
        ({"source": ("bureau",), "words": ("dam",)}, False),
        ({"source": ("bureau",), "accused": ("the north",)}, False),
        ({}, False),
        ({"story": ("7",)}, True),
        ({"story": ("8", "https://b.example/7")}, True),
        ({"story": ("goes dark",)}, True),
        ({"story": ("8", "https://b.example/8", "dam")}, False),
        ({"story": ("7",), "source": ("FBI",)}, False),
    ],
)
def test_a_watch_is_met_in_all_its_parts(watch, expected):
    assert is_match(Watch(name="w", **watch), CLAIM) is expected


def test_the_same_words_raise_the_same_alert():
    watches = [Watch(name="a", words=("studio",)), Watch(name="b", words=("studio",))]
    first, again = (list(find_alerts(watches, [CLAIM])) for _ in range(2))

    assert [alert.watch for alert in first] == ["a", "b"]
    assert [alert.key for alert in first] == [alert.key for alert in again]
    assert len({alert.key for alert in first}) == 2


def watching(newsroom, tmp_path, **settings) -> None:
    config = newsroom.config
    newsroom.config = replace(
        config,
        watches=(Watch(name="Bureau", source=("bureau",)),),
        settings=replace(config.settings, alerts_file=str(tmp_path / "alerts.xml"), **settings),
    )


def test_a_claim_is_told_once_whatever_runs_later(db, newsroom, tmp_path):
    watching(newsroom, tmp_path)
    newsroom.publish("one")
    first = newsroom.run(db)
    second = newsroom.run(db)
    newsroom.extractor = ScriptedExtractor("2")
    reextract(db, newsroom.tools())
    third = newsroom.run(db)
    feed = feedparser.parse((tmp_path / "alerts.xml").read_bytes())

    assert (first.alerts, second.alerts, third.alerts) == (1, 0, 0)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["Bureau: On one"]
    assert feed.entries[0].link == f"{newsroom.web.url}/one"
    assert "National Bureau: hackers attacked the studio" in feed.entries[0].summary


def test_who_watches_a_story_is_told_of_each_further_article_once():
    second = replace(CLAIM, content="nothing was taken", accused=None)
    other = replace(CLAIM, url="https://c.example/2")
    watches = [Watch(name="Studio", story=("7",))]
    keys = [alert.key for alert in find_alerts(watches, [CLAIM, second, other])]

    assert keys[0] == keys[1] != keys[2]


def test_alerts_know_the_story_that_an_article_has_joined(db, newsroom, tmp_path):
    watching(newsroom, tmp_path)
    newsroom.publish("one")
    newsroom.run(db)
    first = db.execute("select id from articles").fetchone()[0]
    newsroom.config = replace(
        newsroom.config, watches=(Watch(name="Story", story=(f"{newsroom.web.url}/one",)),)
    )
    newsroom.publish("one", "two", words=WORDS)
    counts = newsroom.run(db)

    assert counts.alerts == 1
    assert db.execute("select title, story from alert_list where watch = 'Story'").fetchall() == [
        ("On two", first)
    ]


def test_a_watch_added_later_does_not_tell_of_old_claims(db, newsroom, tmp_path):
    newsroom.publish("one")
    newsroom.run(db)
    watching(newsroom, tmp_path)
    newsroom.publish("one", "two")
    counts = newsroom.run(db)

    assert counts.alerts == 1
    assert db.execute("select title from alert_list").fetchall() == [("On two",)]


def test_what_the_webhook_does_not_take_is_sent_at_the_next_run(db, newsroom, tmp_path):
    sent = []
    answers = ["HTTP status 500", None]

    async def post(body: bytes, key: str) -> str | None:
        sent.append((json.loads(body), key))
        return answers[len(sent) - 1]

    watching(newsroom, tmp_path)
    newsroom.post = post
    newsroom.publish("one")
    newsroom.run(db)
    left = load_alerts(db, limit=10, only_undelivered=True)
    newsroom.run(db)
    newsroom.run(db)

    assert len(left) == 1
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert sent[0][0]["alerts"][0]["watch"] == "Bureau"
    assert "webhook: HTTP status 500" in newsroom.progress.notes[0]
    assert db.execute("select attempts, delivered_at is not null, detail from alert_list") \
        .fetchall() == [(2, 1, None)]  # fmt: skip


# --- the webhook over real HTTP -----------------------------------------------------------------


def send(url: str, **values) -> str | None:
    manners = Manners(user_agent="test", timeout=0.5, **values)
    return asyncio.run(post_json(url, b"{}", headers={"X-A": "1"}, manners=manners, pause=0.01))


@pytest.mark.parametrize(
    ("answers", "problem", "posts"),
    [
        ([Answer(status=204)], None, 1),
        ([Answer(status=500), Answer(status=200)], None, 2),
        ([Answer(status=429), Answer(status=503), Answer(status=202)], None, 3),
        ([Answer(status=500)] * 3, "HTTP status 500", 3),
        ([Answer(status=403)], "HTTP status 403", 1),
        ([Answer(status=302, headers={"Location": "/b"})], "HTTP status 302", 1),
        ([Answer(delay=1.0), Answer(status=200)], None, 2),
    ],
)
def test_a_webhook_is_tried_with_patience(web, answers, problem, posts):
    left = iter(answers)
    web.pages["/hook"] = lambda seen: next(left)
    found = send(f"{web.url}/hook", allow_private=frozenset({"127.0.0.1"}))

    assert found == problem
    assert len(web.posted) == posts
    assert web.requests[0].headers["X-A"] == "1"


def test_a_webhook_in_the_house_is_refused_unless_named(web):
    assert "private address" in send(f"{web.url}/hook")
    assert web.posted == []


def test_the_command_signs_what_it_sends_and_tells_no_secret(tmp_path, web, monkeypatch):
    """The webhook's address is a secret too: whoever knows it may post there."""
    web.pages["/hook/t0ken"] = Answer(status=403)
    web.pages["/one"] = Answer(
        f"<html><title>Studio hacked</title><article><p>{WORDS}</article>".encode(),
        headers={"Content-Type": "text/html"},
    )
    link = f"<item><guid>1</guid><link>{web.url}/one</link><title>Studio hacked</title></item>"
    web.pages["/rss"] = Answer(f"<rss version='2.0'><channel>{link}</channel></rss>".encode())
    (tmp_path / "feeds.yaml").write_text(
        f"settings: {{allow_private: [127.0.0.1], host_gap: 0s, alerts_file: a.xml,"
        f" webhook: '{web.url}/hook/t0ken'}}\n"
        "watch: [{name: Studio, words: [studio]}]\n"
        f"outlets: [{{name: A, domain: a.example, feeds: ['{web.url}/rss']}}]\n"
    )
    monkeypatch.setenv("CLAIMTRACK_WEBHOOK_SECRET", "s3cret")
    arguments = [
        "ingest",
        "--log",
        "json",
        "--feeds",
        tmp_path / "feeds.yaml",
        "--db",
        tmp_path / "x.db",
    ]
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    (body,) = web.posted
    headers = next(seen.headers for seen in web.requests if seen.path.startswith("/hook"))
    signature = hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()

    assert result.exit_code == 0
    assert headers["X-Claimtrack-Signature"] == f"sha256={signature}"
    assert headers["Idempotency-Key"]
    assert {row["watch"] for row in json.loads(body)["alerts"]} == {"Studio"}
    assert "webhook: HTTP status 403" in result.output
    written = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.name != "feeds.yaml"}
    assert {"x.db", "a.xml"} <= set(written)
    for secret in (b"s3cret", b"t0ken"):
        assert secret not in result.output.encode()
        assert [name for name, data in written.items() if secret in data] == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("watch: [{name: a}]", "a watch needs 'source', 'accused', 'words' or 'story'"),
        ("watch: [{words: [x]}]", "'name' is missing"),
        (
            "watch: [{name: a, words: [x]}, {name: a, words: [y]}]",
            "the watch 'a' stands here twice",
        ),
        ("settings: {webhook: 'https://me:secret@hook.example/'}", "must hold no password"),
        (
            "outlets: [{name: A, domain: a.example, feeds: ['https://me:secret@a.example/rss']}]",
            "no p",
        ),
        (
            "outlets: [{name: A, domain: a.example, feeds: [], terms_url: 'http://a:secret@b.c/'}]",
            "must hold no password",
        ),
        ("settings: {revisits: [soon]}", "'revisits' must be a time"),
    ],
)
def test_mistakes_in_watchlists_are_told(tmp_path, text, problem):
    path = tmp_path / "feeds.yaml"
    path.write_text(text if "outlets" in text else f"{text}\noutlets: []\n")
    with pytest.raises(ConfigError, match=problem) as raised:
        load_config(path)

    assert "secret" not in str(raised.value)
