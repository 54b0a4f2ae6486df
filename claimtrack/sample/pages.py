"""The articles' pages in three families, with the furniture that real pages carry.

linked: JSON-LD tells title, date and authors · meta: Open Graph and a time element · plain: only
what a reader sees.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from .outlets import SampleOutlet
from .stories import Story


def render_page(outlet: SampleOutlet, story: Story, others: Sequence[Story]) -> str:
    """The page of ``story``; some of ``others`` are teased beside it."""
    head = {"linked": _linked_head, "meta": _meta_head, "plain": _plain_head}[outlet.family]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{escape(story.title)} | {escape(outlet.name)}</title>
<link rel="canonical" href="{outlet.url(story.slug, story.date)}">
{head(outlet, story)}
</head>
<body>
{_top(outlet)}
<main>
<article class="story">
<h1>{escape(story.title)}</h1>
{_byline(outlet, story)}
{_share()}
<div class="story-body">
{_body(story)}
</div>
</article>
{_teasers(outlet, others)}
</main>
{_bottom(outlet)}
</body>
</html>
"""


def _linked_head(outlet: SampleOutlet, story: Story) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.date.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
        "mainEntityOfPage": outlet.url(story.slug, story.date),
    }
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def _meta_head(outlet: SampleOutlet, story: Story) -> str:
    authors = "".join(f'<meta name="author" content="{escape(n)}">\n' for n in story.authors)
    return f"""<meta property="og:type" content="article">
<meta property="og:title" content="{escape(story.title)}">
<meta property="og:site_name" content="{escape(outlet.name)}">
<meta property="article:published_time" content="{story.date.isoformat()}">
{authors}"""


def _plain_head(outlet: SampleOutlet, story: Story) -> str:
    return f'<meta name="description" content="{escape(story.summary)}">'


def _byline(outlet: SampleOutlet, story: Story) -> str:
    names = " and ".join(story.authors) or f"{outlet.name} staff"
    date = f"{story.date:%B} {story.date.day}, {story.date:%Y}"
    return (
        f'<p class="byline">By <a rel="author" href="/staff">{escape(names)}</a></p>\n'
        f'<time class="published" datetime="{story.date.isoformat()}">{date}</time>'
    )


def _body(story: Story) -> str:
    paragraphs = [f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in story.paragraphs]
    if len(paragraphs) > 4:
        paragraphs.insert(3, '<aside class="newsletter">Sign up for our newsletter</aside>')
    return "\n".join(paragraphs)


def _top(outlet: SampleOutlet) -> str:
    sections = ("World", "Politics", "Business", "Technology", "Opinion", "Weather")
    links = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in sections)
    return f"""<div id="consent" role="dialog">We value your privacy. <button>Accept all</button>
<button>Manage choices</button></div>
<header><a href="/" class="logo">{escape(outlet.name)}</a>
<nav><ul>{links}</ul></nav>
<form action="/search"><input name="q" placeholder="Search"></form></header>"""


def _share() -> str:
    names = ("Share", "Email", "Print", "Copy link")
    return '<ul class="share">' + "".join(f"<li><button>{n}</button></li>" for n in names) + "</ul>"


def _teasers(outlet: SampleOutlet, others: Sequence[Story]) -> str:
    links = "".join(
        f'<li><a href="{outlet.path(o.slug, o.date)}">{escape(o.title)}</a></li>'
        for o in others[:4]
    )
    return f'<section class="related"><h2>Most read</h2><ol>{links}</ol></section>'


def _bottom(outlet: SampleOutlet) -> str:
    return f"""<footer><ul><li><a href="/about">About us</a></li><li><a href="/terms">Terms</a></li>
<li><a href="/contact">Contact</a></li></ul>
<p>© 2026 {escape(outlet.name)}. An invented outlet.</p></footer>"""
