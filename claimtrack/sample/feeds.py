"""The outlets' feeds: RSS 2.0, Atom 1.0 and JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.utils import format_datetime
from xml.sax.saxutils import escape

from .outlets import Form, SampleOutlet
from .stories import Story

FEED_PATHS: dict[Form, str] = {"rss": "/rss.xml", "atom": "/atom.xml", "json": "/feed.json"}
_TRACKING = "?utm_source=rss&utm_medium=feed"


def render_feed(outlet: SampleOutlet, stories: Sequence[Story]) -> str:
    """The feed as the outlet would send it, newest first."""
    return {"rss": _rss, "atom": _atom, "json": _json}[outlet.form](outlet, stories)


def _rss(outlet: SampleOutlet, stories: Sequence[Story]) -> str:
    items = "".join(_rss_item(outlet, story) for story in stories)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>{escape(outlet.name)}</title>
<link>https://{outlet.domain}/</link>
<description>Latest from {escape(outlet.name)}</description>
<language>en</language>
{items}{_notice(outlet)}</channel>
</rss>
"""


def _rss_item(outlet: SampleOutlet, story: Story) -> str:
    url = outlet.url(story.slug, story.date)
    authors = "".join(f"<dc:creator>{escape(name)}</dc:creator>\n" for name in story.authors)
    return f"""<item>
<title>{escape(story.title)}</title>
<link>{escape(url + _TRACKING)}</link>
<guid isPermaLink="false">{outlet.slug}-{story.slug}</guid>
<pubDate>{format_datetime(story.date)}</pubDate>
<category>{escape(story.topic)}</category>
{authors}<description>{escape(f"<p>{escape(story.summary)}</p>")}</description>
</item>
"""


def _notice(outlet: SampleOutlet) -> str:
    """Some papers put notices into their feeds: entries that link to nothing."""
    if outlet.slug != "eastcourier":
        return ""
    return """<item>
<title>Paper delivery resumes on Monday in the lower town</title>
<description>A notice to subscribers.</description>
</item>
"""


def _atom(outlet: SampleOutlet, stories: Sequence[Story]) -> str:
    entries = "".join(_atom_entry(outlet, story) for story in stories)
    newest = stories[0].date.isoformat() if stories else "2026-01-01T00:00:00+00:00"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>{escape(outlet.name)}</title>
<id>https://{outlet.domain}/</id>
<link href="https://{outlet.domain}/"/>
<updated>{newest}</updated>
{entries}</feed>
"""


def _atom_entry(outlet: SampleOutlet, story: Story) -> str:
    authors = "".join(f"<author><name>{escape(n)}</name></author>\n" for n in story.authors)
    return f"""<entry>
<title>{escape(story.title)}</title>
<id>tag:{outlet.domain},2026:{story.slug}</id>
<link rel="alternate" href="{outlet.path(story.slug, story.date)}"/>
<published>{story.date.isoformat()}</published>
<updated>{story.date.isoformat()}</updated>
<category term="{escape(story.topic)}"/>
{authors}<summary>{escape(story.summary)}</summary>
</entry>
"""


def _json(outlet: SampleOutlet, stories: Sequence[Story]) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"https://{outlet.domain}/",
        "language": "en",
        "items": [
            {
                "id": f"{outlet.slug}/{story.slug}",
                "url": outlet.url(story.slug, story.date) + "#top",
                "title": story.title,
                "summary": story.summary,
                "date_published": story.date.isoformat(),
                "authors": [{"name": name} for name in story.authors],
                "tags": [story.topic],
            }
            for story in stories
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)
