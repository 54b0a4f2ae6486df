"""Bytes of an article page → title, authors, date, text. Never touches the network.

| module | what it decides |
|---|---|
| document | bytes → tree: encoding, limits; and what JSON-LD and meta elements say |
| titles | the article's headline, without the site's name |
| dates | when it was published, and how exactly that is known |
| body | the article's own paragraphs, how much of the article they are, their language |
| walls | whether a page of consent or sign-in came instead |
"""

from __future__ import annotations

from ..errors import NotAPage
from ..limits import TookTooLong, time_limit
from ..models import Page, TextKind
from ..text import clean_line
from ..urls import canonical_url, site_of
from .body import detect_language, extract_body, is_gated, judge_kind, text_of_html
from .dates import find_published
from .document import Document, read_document
from .titles import find_authors, find_title
from .walls import Wall, find_notice, find_wall

__all__ = ["Wall", "detect_language", "find_notice", "find_wall", "parse_page", "text_of_html"]

_SECONDS = 20  # of processor time; usual pages take a tenth of one


def parse_page(html: bytes, url: str, *, content_type: str | None = None) -> Page:
    """Read the article on the page at ``url``.

    Raises :class:`NotAPage` for what is empty, binary or without any words, and for what takes too
    long to read. What cannot be found is None, or empty. Reads at most the first 5 MB. A list of
    articles is read as one.
    """
    try:
        with time_limit(_SECONDS):
            return _parse(html, url, content_type)
    except TookTooLong as error:
        raise NotAPage(f"the page takes more than {_SECONDS} seconds to read") from error


def _parse(html: bytes, url: str, content_type: str | None) -> Page:
    document = read_document(html, url, content_type=content_type)
    title = find_title(document)
    body = extract_body(document, title)
    if not body and not title:
        raise NotAPage("the page holds no text")
    published = find_published(document)
    kind = judge_kind(document, body) if body else TextKind.HEADLINE
    return Page(
        title=title,
        authors=find_authors(document),
        published=published.moment if published else None,
        date_source=published.source if published else None,
        language=detect_language(f"{title or ''}\n{body}", declared=document.language),
        body_text=body,
        text_kind=kind,
        canonical_url=_canonical(document),
        is_gated=is_gated(document, body),
    )


def _canonical(document: Document) -> str | None:
    """The canonical link if it stays on the site and is no home page, else the page's own URL."""
    own = canonical_url(document.url)
    for href in (*document.links("canonical"), document.meta("og:url")):
        url = canonical_url(clean_line(href), base=document.url or None) if href else None
        if not url or url.startswith("file:") or url.count("/") < 3:
            continue
        is_home = url.split("/", 3)[3] == ""
        if not is_home and (own is None or own.startswith("file:") or site_of(url) == site_of(own)):
            return url
    return own
