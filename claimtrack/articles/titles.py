"""The headline, without the site's name, and the authors."""

from __future__ import annotations

import re

from ..text import clean_line
from ..urls import host_of
from .document import Document

_SEPARATOR = re.compile(r"\s+[|\u2013\u2014\u00bb\u00b7\u2022:]{1,2}\s+|\s+-\s+|\s*\|\s*")
_WORD = re.compile(r"\w+")
_CUT = ("...", "…")
_MOST_WORDS = 60
# A headline shares this part of its words with what the page elsewhere gives as its title.
_ALIKE = 0.5


def find_title(document: Document) -> str | None:
    """The headline as readers see it; None if the page has none.

    JSON-LD's headline first (it is the outlet's own statement of it), then the heading that agrees
    with what the page's head says, then that.
    """
    stated = [
        document.linked.headline,
        document.meta("og:title", "twitter:title", "dc.title", "title", "sailthru.title"),
        clean_line("".join(document.xpath("//head/title[1]//text()"))),
    ]
    stated = [_without_site(title, document) for title in stated if title]
    headings = _headings(document)
    if document.linked.headline:
        return _uncut(stated[0], headings)
    agreeing = [h for h in headings if any(_alike(h, title) for title in stated)]
    for title in (*agreeing, *stated, *headings):
        if title:
            return title
    return None


def _headings(document: Document) -> list[str]:
    """Texts of the first headings, those within the article before others."""
    found = document.xpath("//article//h1 | //main//h1")[:5] + document.xpath("//h1")[:5]
    found += document.xpath('//*[@itemprop="headline"]')[:2]
    texts = (clean_line(element.text_content()) for element in found)
    return [text for text in dict.fromkeys(texts) if 0 < len(text.split()) <= _MOST_WORDS]


def _uncut(headline: str, headings: list[str]) -> str:
    """The full heading of which ``headline`` is the cut beginning, else ``headline`` itself."""
    start = headline
    for end in _CUT:
        start = start.removesuffix(end)
    for heading in headings:
        if start != headline and heading.startswith(start.rstrip()) and len(heading) > len(start):
            return heading
    return headline


def _alike(a: str, b: str) -> bool:
    one, other = set(_WORD.findall(a.casefold())), set(_WORD.findall(b.casefold()))
    return len(one & other) >= _ALIKE * max(len(one), len(other), 1)


def _without_site(title: str, document: Document) -> str:
    """Cut parts at the end, or one at the start, that name the site or a section of it."""
    parts = _SEPARATOR.split(title)
    gaps = _SEPARATOR.findall(title)
    names = _site_names(document)
    while len(parts) > 1 and _is_site(parts[-1], names):
        parts.pop()
        gaps.pop()
    if len(parts) > 1 and _is_site(parts[0], names):
        parts.pop(0)
        gaps.pop(0)
    joined = parts[0] + "".join(gap + part for gap, part in zip(gaps, parts[1:], strict=True))
    return joined.strip()


def _site_names(document: Document) -> set[str]:
    host = host_of(document.url).removeprefix("www.")
    names = {host, host.split(".")[0], document.meta("og:site_name", "application-name")}
    names.add(document.meta("twitter:site").lstrip("@"))
    return {_squeeze(name) for name in names if name} - {""}


def _is_site(part: str, names: set[str]) -> bool:
    squeezed = _squeeze(part)
    return not squeezed or squeezed in names or squeezed.removeprefix("the") in names


def _squeeze(name: str) -> str:
    return "".join(_WORD.findall(name.casefold())).removeprefix("the")


_BY = re.compile(r"^(?:by|from|von|par|por|di)\s+", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|;|\band\b|&|\|)\s*")
_NO_NAME = re.compile(r"https?://|www\.|@|\d{4}|^(?:admin|staff|editor|newsroom)$", re.IGNORECASE)
_LONGEST_NAME = 60
_AUTHOR_METAS = (
    *("author", "article:author", "parsely-author", "sailthru.author"),
    *("dc.creator", "byl"),
)


def find_authors(document: Document) -> tuple[str, ...]:
    """Names of the authors as the page states them; empty where it does not."""
    stated = document.linked.authors
    if not stated:
        names = (
            "author",
            "article:author",
            "parsely-author",
            "sailthru.author",
            "dc.creator",
            "byl",
        )
        stated = [document.meta(name) for name in names if document.meta(name)][:1]
    if not stated or _NO_NAME.search(stated[0]):
        paths = '//*[@rel="author"] | //*[@itemprop="author"]//*[@itemprop="name"]'
        paths += ' | //*[contains(@class, "byline")]//a'
        stated = [clean_line(element.text_content()) for element in document.xpath(paths)[:5]]
    authors = [name.strip() for text in stated for name in _AND.split(_BY.sub("", text))]
    kept = (n for n in authors if 0 < len(n) <= _LONGEST_NAME and not _NO_NAME.search(n))
    return tuple(dict.fromkeys(kept))
