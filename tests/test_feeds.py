"""claimtrack.feeds: what a feed said comes out, whatever form it has; the rest is told apart."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.errors import NotAFeed
from claimtrack.feeds import keep_entry, parse_feed
from claimtrack.models import FeedEntry, Moment, Origin, Precision

URL = "https://news.example/feeds/rss.xml"


def rss(items: str, head: str = "<title>News</title><link>https://news.example/</link>") -> bytes:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()
    )


def only(body: bytes) -> FeedEntry:
    (entry,) = parse_feed(body, url=URL).entries
    return entry


def test_rss_comes_out_whole():
    body = rss(
        """<item><title>Dam &amp;amp; flood &lt;b&gt;today&lt;/b&gt;</title>
        <link>/a?utm_source=rss#x</link><guid isPermaLink="false">n-1</guid>
        <pubDate>Mon, 02 Mar 2026 11:00:00 +0100</pubDate><category>World</category>
        <dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Ann Lee</dc:creator>
        <description>&lt;p&gt;Short.&lt;/p&gt;</description>
        <content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">
        &lt;p&gt;Long text.&lt;/p&gt;</content:encoded></item>"""
    )
    feed = parse_feed(body, url=URL)

    assert (feed.form, feed.title, feed.link) == ("rss20", "News", "https://news.example/")
    assert feed.problem is None
    assert feed.entries == (
        FeedEntry(
            key="n-1",
            url="https://news.example/a",
            title="Dam & flood today",
            authors=("Ann Lee",),
            published=Moment(
                at=datetime(2026, 3, 2, 10, tzinfo=UTC),
                precision=Precision.SECOND,
                origin=Origin.FEED,
            ),
            summary="<p>Short.</p>",
            content="<p>Long text.</p>",
            topics=("World",),
        ),
    )


def test_atom_comes_out_with_links_of_its_base():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/x/">
    <title>N</title><entry><id>tag:1</id><title type="html">A &amp;lt;i&amp;gt;b</title>
    <link rel="alternate" href="a.html"/><published>2026-03-02</published>
    <updated>2026-03-03T00:00:00Z</updated><author><name>Bo</name></author></entry></feed>"""
    entry = only(body)

    assert (entry.url, entry.authors) == ("https://base.example/x/a.html", ("Bo",))
    assert entry.published.precision == Precision.DAY
    assert entry.updated.precision == Precision.SECOND


def test_json_feed_comes_out():
    body = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "N",
            "items": [
                {
                    "id": 7,
                    "url": "/a#top",
                    "title": "T",
                    "content_text": "x",
                    "date_published": "2026-03-02T11:00:00+01:00",
                    "authors": [{"name": "Ann"}, {}],
                    "tags": ["World", 3],
                },
                "no item",
            ],
        }
    ).encode()
    feed = parse_feed(body, url=URL)
    (entry,) = feed.entries

    assert feed.form == "json11"
    assert (entry.key, entry.url, entry.content) == ("7", "https://news.example/a", "x")
    assert (entry.authors, entry.topics) == (("Ann",), ("World",))
    assert entry.published.at == datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>https://a.example/1</link>", "https://a.example/1"),
        ("<guid>https://a.example/2</guid>", "https://a.example/2"),
        ('<guid isPermaLink="false">https://a.example/3</guid>', None),
        ("<link>javascript:alert(1)</link>", None),
        ("<title>only</title>", None),
    ],
)
def test_the_link_is_found_or_none(item, url):
    assert only(rss(f"<item>{item}</item>")).url == url


@pytest.mark.parametrize(
    "date", ["", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 99 Mar 2026 10:00:00 GMT"]
)
def test_a_date_that_means_nothing_is_unknown(date):
    assert only(rss(f"<item><title>x</title><pubDate>{date}</pubDate></item>")).published is None


@pytest.mark.parametrize(
    ("date", "expected", "precision"),
    [
        ("Seg, 02 Mar 2026 11:00:00 +0100", datetime(2026, 3, 2, 10, tzinfo=UTC), "second"),
        ("mer, 4 févr 2026 00:38:15 +0100", datetime(2026, 2, 3, 23, 38, 15, tzinfo=UTC), "second"),
        ("2 de marzo de 2026", datetime(2026, 3, 2, tzinfo=UTC), "day"),
        ("2026-03-02T10:00:00.000Z", datetime(2026, 3, 2, 10, tzinfo=UTC), "second"),
    ],
)
def test_dates_are_read_in_the_words_of_other_languages(date, expected, precision):
    published = only(rss(f"<item><title>x</title><pubDate>{date}</pubDate></item>")).published

    assert (published.at, published.precision) == (expected, precision)


def test_a_json_feed_in_the_form_of_others_comes_out():
    body = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1",
            "title": "News &#8211; all",
            "author": {"name": "Desk"},
            "items": [
                {
                    "id": 1.5,
                    "title": "A &amp; B",
                    "date_published": "Mon, 02 Mar 2026 10:00:00 GMT",
                },
                {"id": "2", "authors": ["Ann", {"name": "Bo"}, {"name": "Ann"}]},
            ],
        }
    ).encode()
    feed = parse_feed(body, url=URL)
    one, two = feed.entries

    assert feed.title == "News – all"
    assert (one.key, one.title, one.authors) == ("1.5", "A & B", ("Desk",))
    assert one.published.at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert two.authors == ("Ann", "Bo")


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        ("<ttl>30</ttl>", 1800),
        ("<ttl>soon</ttl>", None),
        ("<ttl>1e999</ttl>", None),
        (
            '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily'
            '</sy:updatePeriod><sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/'
            'syndication/">2</sy:updateFrequency>',
            43_200,
        ),
        ("", None),
    ],
)
def test_how_long_a_feed_stays_as_it_is(head, ttl):
    assert parse_feed(rss("<item><title>x</title></item>", head), url=URL).ttl == ttl


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("&#xFFFFFFFF;", "\ufffd"),
        ("&#xD800;", "\ufffd"),
        ("&#55296;", "\ufffd"),
        ("&#1114112;", "\ufffd"),
        ("&#99999999999999999999;", "\ufffd"),
        ("&#57344;", "\ue000"),
        ("&#1114111;", "\U0010ffff"),
        ("&#x00E9;", "é"),
        ("&#x1F600;", "😀"),
    ],
)
def test_references_to_characters_that_there_are_not_break_nothing(reference, expected):
    """Found by fuzzing: the parser failed on the first of them."""
    broken = rss(f"<item><title>a{reference}b</title><x></item>")
    whole = rss(f"<item><title>a{reference}b</title></item>")

    assert only(whole).title == f"a{expected}b"
    assert only(broken).title == f"a{expected}b"


def test_the_title_of_a_feed_is_without_markup():
    feed = parse_feed(rss("", "<title>The &lt;b&gt;News&lt;/b&gt;</title>"), url=URL)

    assert feed.title == "The News"


def test_keys_are_ids_links_or_words_and_shared_ids_name_nothing_alone():
    entries = parse_feed(
        rss(
            "<item><guid isPermaLink='false'>1</guid><link>https://a.example/1</link></item>"
            "<item><guid isPermaLink='false'>1</guid><link>https://a.example/2</link></item>"
            "<item><guid isPermaLink='false'>2</guid></item>"
            "<item><link>https://a.example/3</link></item>"
            "<item><title>words</title></item>"
        ),
        url=URL,
    ).entries
    keys = [entry.key for entry in entries]

    assert keys[:4] == [
        "1 https://a.example/1",
        "1 https://a.example/2",
        "2",
        "https://a.example/3",
    ]
    assert keys[4].startswith("words:")


def test_the_hash_of_an_entry_follows_its_words():
    one = only(rss("<item><title>a</title><guid>https://a.example/1</guid></item>"))
    two = only(rss("<item><title>b</title><guid>https://a.example/1</guid></item>"))

    assert one.key == two.key
    assert one.hash != two.hash


def test_broken_xml_is_read_and_told():
    feed = parse_feed(rss("<item><title>a</title></item><item><title>b"), url=URL)

    assert feed.entries[0].title == "a"
    assert feed.problem


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"\x89PNG\r\n\x1a\n", "no feed of a known form"),
        (b"{}", "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1"', "broken"),
        (b"[" * 100_000, "no feed of a known form"),
        (b'{"a":' * 100_000, "broken"),
        (b"<!doctype html><p>Hello", "links to none"),
        (
            b"<html><head><link rel=alternate type='application/rss+xml' href='/r.xml'></head>",
            "it links to https://news.example/r.xml",
        ),
    ],
)
def test_what_is_no_feed_is_told_with_the_way_out(body, reason):
    with pytest.raises(NotAFeed, match=reason):
        parse_feed(body, url=URL)


def test_hostile_feeds_stay_small():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE r [<!ENTITY l0 "lol">{lol}]>'
    body = (
        f'<?xml version="1.0"?>{bomb}<rss version="2.0"><channel><item><title>&l9;</title>'
        "</item></channel></rss>"
    ).encode()
    file = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>"""
    title = only(rss(f"<item><title>{'x' * 1_000_000}</title></item>")).title

    assert len(str(parse_feed(body, url=URL))) < 10_000
    assert "root:" not in str(parse_feed(file, url=URL))
    assert len(title) == 2_000


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_told(data):
    outcome = outcome_of(data)

    assert outcome in ("feed", "not a feed")


@given(st.text(alphabet="<>/&;'\"=item link title rss guid! [](){}CDATA-x0é", max_size=200))
def test_any_markup_is_read(text):
    outcome = outcome_of(rss(text))

    assert outcome in ("feed", "not a feed")


def outcome_of(data: bytes) -> str:
    try:
        parse_feed(data, url=URL)
    except NotAFeed:
        return "not a feed"
    return "feed"


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        ((), True),
        (("world",), True),
        (("Dam",), True),
        (("oil and gas",), False),
        (("da",), False),
    ],
)
def test_topics_keep_by_category_or_word(topics, expected):
    entry = FeedEntry(key="1", url=None, title="The dam fails", topics=("World",))

    assert keep_entry(entry, topics) is expected
