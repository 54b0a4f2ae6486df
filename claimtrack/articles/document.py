"""Bytes → tree, and what the page's machine-readable parts say of the article.

JSON-LD: schema.org/NewsArticle and its kin, also in ``@graph``, in lists, or with broken line
ends. Meta elements by name, property or itemprop, in lower case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from trafilatura.utils import decode_file

from ..errors import NotAPage
from ..text import clean_line

MAX_BYTES = 5_000_000
_MAX_NODES = 400  # JSON-LD objects looked at; real pages have under 100
_ARTICLE = re.compile(r".*(?:Article|Posting|Report|Story|Review|Analysis)", re.DOTALL)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_WRAPPING = re.compile(
    r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>(?:\*/)?)\s*$"
)
_LINE_ENDS = re.compile(r"[\x00-\x1f]+")


@dataclass(slots=True, kw_only=True)
class Linked:
    """What JSON-LD says of the article; "" or empty where it is silent."""

    headline: str = ""
    authors: list[str] = field(default_factory=list)
    date_published: str = ""
    body: str = ""
    is_free: bool | None = None
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A page as a tree, with lazily read metadata. ``markup`` is the decoded text."""

    url: str
    markup: str
    tree: Any

    def xpath(self, path: str) -> list[Any]:
        """What ``path`` selects."""
        found = self.tree.xpath(path)
        return found if isinstance(found, list) else []

    @cached_property
    def metas(self) -> dict[str, str]:
        """First content of every meta element."""
        found: dict[str, str] = {}
        for element in self.xpath("//meta[@content or @value]"):
            content = element.get("content") or element.get("value")
            for key in ("property", "name", "itemprop", "http-equiv"):
                name = (element.get(key) or "").strip().lower()
                if name and content:
                    found.setdefault(name, clean_line(unescape(content[:5000])))
        return found

    def meta(self, *names: str) -> str:
        """The first of the meta elements ``names`` that is there; "" without any."""
        return next((self.metas[name] for name in names if name in self.metas), "")

    def links(self, rel: str) -> list[str]:
        """Targets of the link elements of this relation."""
        return [str(href) for href in self.xpath(f'//link[@rel="{rel}"]/@href')]

    @cached_property
    def linked(self) -> Linked:
        """What JSON-LD says of the article."""
        linked = Linked()
        for node in _article_nodes(self.xpath('//script[contains(@type, "ld+json")]/text()')):
            _merge(linked, node)
        return linked

    @property
    def language(self) -> str | None:
        """The language that the page declares, as two letters."""
        declared = next(iter(self.xpath("/html/@lang | /html/@xml:lang")), "")
        declared = declared or self.linked.language or self.meta("og:locale", "content-language")
        letters = re.match(r"[A-Za-z]{2}(?![A-Za-z])", str(declared))
        return letters.group().lower() if letters else None


def read_document(data: bytes, url: str, *, content_type: str | None) -> Document:
    """Decode and parse ``data``. Raises :class:`NotAPage` for what is empty or binary."""
    data = data[:MAX_BYTES]
    if not data.strip():
        raise NotAPage("the page is empty")
    if _is_binary(data):
        raise NotAPage("the page is no HTML but binary data")
    markup = _decode(data, content_type).replace("\x00", "")
    try:
        tree = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise NotAPage(f"the page cannot be parsed: {error}") from error
    return Document(url=url, markup=markup, tree=tree)


def _is_binary(data: bytes) -> bool:
    head = data[:2048]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return odd > len(head) * 0.05 and b"<html" not in head.lower()


def _decode(data: bytes, content_type: str | None) -> str:
    """UTF-8 if it is that, whatever is declared; else as declared; else as it looks."""
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4:  # cut in the middle of a character
            return data.decode("utf-8", "ignore")
    declared = _CHARSET.search(content_type or "")
    declared = declared or _CHARSET.search(data[:4096].decode("ascii", "replace"))
    if declared:
        try:
            name = declared.group(1).lower()
            return data.decode("cp1252" if name in ("iso-8859-1", "latin1") else name, "replace")
        except (LookupError, UnicodeError):
            pass
    return str(decode_file(data))


def _article_nodes(scripts: list[str]) -> Iterator[dict[str, Any]]:
    for script in scripts:
        todo: list[Any] = [_load_json(str(script))]
        for _ in range(_MAX_NODES):
            if not todo:
                break
            node = todo.pop(0)
            if isinstance(node, list):
                todo += node
            elif isinstance(node, dict):
                todo += [node[key] for key in ("@graph", "mainEntity") if key in node]
                if _ARTICLE.match(str(node.get("@type", ""))):
                    yield node


def _load_json(script: str) -> Any:
    text = _WRAPPING.sub("", script).strip().rstrip("; \n")
    for attempt in (text, _LINE_ENDS.sub(" ", text)):
        try:
            return json.loads(attempt, strict=False)
        except (json.JSONDecodeError, RecursionError):
            continue
    return None


def _merge(linked: Linked, node: dict[str, Any]) -> None:
    """Keep of each property the first that is there."""
    linked.headline = linked.headline or _words(node.get("headline"))
    linked.date_published = linked.date_published or _words(node.get("datePublished"))
    linked.body = linked.body or _words(node.get("articleBody"), lines=True)
    linked.language = linked.language or _words(node.get("inLanguage"))
    linked.authors = linked.authors or _names(node.get("author"))
    free = _words(node.get("isAccessibleForFree")).lower()
    if linked.is_free is None and free:
        linked.is_free = free == "true"


def _words(value: Any, *, lines: bool = False) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return ""
    text = unescape(unescape(value))
    return text if lines else clean_line(text)


def _names(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, str):
        return [clean_line(unescape(value))]
    if isinstance(value, list):
        return [name for item in value[:20] for name in _names(item)]
    return []
