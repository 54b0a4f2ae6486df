"""What of the expectations of others' feed suites comes out of parse_feed, suite by suite.

    python benchmarks/feeds.py FOLDER [--show]

FOLDER holds the unpacked suites (feedparser_tests, gofeed_testdata, feed-rs_fixture,
rss-parser_input_output, feedvalidator_testcases). Compared is only what claimtrack keeps of a feed.
Both sides are brought to claimtrack's form first: canonical URLs, times in UTC, titles without
markup and double spaces.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claimtrack.errors import NotAFeed
from claimtrack.feeds import parse_feed
from claimtrack.feeds.values import line, plain
from claimtrack.models import FeedEntry, Moment, ParsedFeed
from claimtrack.urls import canonical_url

EMPTY = ParsedFeed(form="", title=None, link=None, language=None, entries=())
_HEADER = re.compile(rb"Header:\s*Content-type:\s*(.+)", re.I)
_EXPECT = re.compile(rb"Expect:\s*(.+)")
_EQUAL = re.compile(r"(feed|entries\[(\d+)\])\[u?'(\w+)'\](\[.*\])? == (.+)", re.S)
Check = tuple[str, str, object, object]  # field, file, expected, found


def read(path: Path, url: str = "", content_type: str | None = None) -> ParsedFeed:
    try:
        return parse_feed(path.read_bytes(), url=url, content_type=content_type)
    except NotAFeed:
        return EMPTY


def title(value: object) -> str | None:
    return line(plain(value))


def text(value: object) -> str:
    """The words alone: sanitizers differ in what they do with markup."""
    return re.sub(r"\W+", "", plain(str(value or "")) or "")


def at(value: object) -> str | None:
    """A time as the suites write it."""
    if not value:
        return None
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()[:19]


def ours(moment: Moment | None) -> str | None:
    return moment.at.isoformat()[:19] if moment else None


# --- feedparser ---------------------------------------------------------------------------------


def feedparser(root: Path) -> Iterator[Check]:
    for path in sorted((root / "feedparser_tests").rglob("*.xml")):
        body = path.read_bytes()
        expect, header = _EXPECT.search(body), _HEADER.search(body)
        found = expect and _EQUAL.search(expect[1].decode("utf-8", "replace").strip())
        if not found:
            continue
        try:
            value = ast.literal_eval(found[5].strip())
        except (ValueError, SyntaxError):
            continue
        kind = header[1].decode("latin-1").strip() if header else None
        base = "http://127.0.0.1:8097/" + str(path.relative_to(root / "feedparser_tests"))
        feed = read(path, base, kind)
        number = int(found[2] or 0)
        entry = feed.entries[number] if number < len(feed.entries) else FeedEntry(key="", url=None)
        check = _feedparser_field(feed, entry, found[1] == "feed", found[3], found[4] or "", value)
        if check:
            yield (check[0], str(path), check[1], check[2])


def _feedparser_field(
    feed: ParsedFeed, entry: FeedEntry, is_feed: bool, name: str, rest: str, value: object
) -> tuple[str, object, object] | None:
    if is_feed:
        fields = {
            "title": ("title", title, feed.title),
            "link": ("link", canonical_url, feed.link),
            "language": ("language", line, feed.language),
        }
    else:
        fields = {
            "title": ("title", title, entry.title),
            "link": ("link", canonical_url, entry.url),
            "id": ("id", line, entry.key),
            "author": ("author", line, ", ".join(entry.authors) or None),
            "summary": ("text", text, text(entry.summary)),
            "description": ("text", text, text(entry.summary)),
            "content": ("text", text, text(entry.content)),
        }
    if name not in fields or (rest and not (name == "content" and rest == "[0]['value']")):
        return None
    label, norm, found = fields[name]
    return (f"{'feed' if is_feed else 'entry'} {label}", norm(value), found)  # type: ignore[arg-type]


# --- suites with JSON beside the feed -----------------------------------------------------------


def gofeed(root: Path) -> Iterator[Check]:
    for path in sorted((root / "gofeed_testdata" / "testdata" / "translator").rglob("*.xml")):
        feed, want = read(path), json.loads(path.with_suffix(".json").read_text("utf-8"))
        yield ("feed title", str(path), title(want.get("title")), feed.title)
        yield ("feed link", str(path), canonical_url(want.get("link")), feed.link)
        yield ("feed language", str(path), line(want.get("language")), feed.language)
        yield from _entries(path, feed, [_gofeed_item(i) for i in want.get("items") or ()])


def _gofeed_item(item: dict[str, Any]) -> dict[str, Any]:
    authors = item.get("authors") or [item["author"]] if item.get("author") else []
    return {
        "title": item.get("title"),
        "link": item.get("link"),
        "id": item.get("guid"),
        "published": item.get("publishedParsed"),
        "updated": item.get("updatedParsed"),
        "author": ", ".join(a["name"] for a in authors if a.get("name")),
        "text": item.get("content") or item.get("description"),
        "topics": item.get("categories"),
    }


def feed_rs(root: Path) -> Iterator[Check]:
    for want_path in sorted((root / "feed-rs_fixture").rglob("*.serde.json")):
        stem = want_path.name.removesuffix(".serde.json")
        path = next(
            p for p in (want_path.with_name(stem + e) for e in (".xml", ".json")) if p.exists()
        )
        feed, want = read(path), json.loads(want_path.read_text("utf-8"))
        yield ("feed title", str(path), title(_content(want["title"])), feed.title)
        yield from _entries(path, feed, [_feed_rs_item(i) for i in want["entries"]])


def _content(part: dict[str, Any] | None) -> str | None:
    return part.get("content") or part.get("body") if part else None


def _feed_rs_item(item: dict[str, Any]) -> dict[str, Any]:
    links = [link for link in item["links"] if link["rel"] in (None, "alternate")]
    return {
        "title": _content(item["title"]),
        "link": links[0]["href"] if links else None,
        "published": item["published"],
        "updated": item["updated"] if item["updated"] != item["published"] else None,
        "author": ", ".join(a["name"] for a in item["authors"]),
        "text": _content(item["content"]) or _content(item["summary"]),
        "topics": [c["term"] for c in item["categories"]],
    }


def rss_parser(root: Path) -> Iterator[Check]:
    folder = root / "rss-parser_input_output" / "test"
    for want_path in sorted((folder / "output").glob("*.json")):
        path = next(p for p in (folder / "input").glob(want_path.stem + ".*"))
        feed, want = read(path), json.loads(want_path.read_text("utf-8", "replace"))["feed"]
        yield ("feed title", str(path), title(want.get("title")), feed.title)
        yield ("feed link", str(path), canonical_url(want.get("link")), feed.link)
        yield from _entries(path, feed, [_rss_parser_item(i) for i in want["items"]])


def _rss_parser_item(item: dict[str, Any]) -> dict[str, Any]:
    body = item.get("content:encoded") or item.get("content") or item.get("summary")
    return {
        "title": item.get("title"),
        "link": item.get("link"),
        "id": item.get("guid") or item.get("id"),
        "published": item.get("isoDate"),
        "author": item.get("creator") or item.get("author"),
        "text": body,
    }


def _entries(path: Path, feed: ParsedFeed, items: list[dict[str, Any]]) -> Iterator[Check]:
    yield ("number of entries", str(path), len(items), len(feed.entries))
    for want, entry in zip(items, feed.entries, strict=False):
        date = ours(entry.published) or ours(entry.updated)
        pairs = {
            "title": (title(want.get("title")), entry.title),
            "link": (canonical_url(want.get("link")), entry.url),
            "id": (line(want.get("id")), entry.key),
            "published": (at(want.get("published")), date),
            "updated": (at(want.get("updated")), ours(entry.updated)),
            "author": (line(want.get("author")), ", ".join(entry.authors) or None),
            "text": (text(want.get("text")), text(entry.content or entry.summary)),
            "topics": (want.get("topics"), list(entry.topics)),
        }
        for field, (expected, found) in pairs.items():
            if expected:
                yield (f"entry {field}", str(path), expected, found)


# --- feedvalidator ------------------------------------------------------------------------------


def feedvalidator(root: Path) -> Iterator[Check]:
    """What is valid is read without complaint; broken XML is told."""
    for path in sorted((root / "feedvalidator_testcases").rglob("*.xml")):
        body = path.read_bytes()
        expect = _EXPECT.search(body)
        is_feed = re.search(rb"<(?:\w+:)?(?:feed|rss|RDF)\b", body)
        wanted = expect[1].decode("utf-8", "replace") if expect else ""
        if not is_feed:
            continue
        feed = read(path)
        if wanted.startswith("!Error"):
            yield ("valid is read", str(path), True, bool(feed.form) and feed.problem is None)
        elif wanted.startswith("SAXError"):
            yield ("broken is told", str(path), True, feed.problem is not None or not feed.form)
        elif re.match(r"Valid(RFC2822|W3CDTF|RFC3339)Date.*(pubDate|published|dc:date)", wanted):
            dates = [e.published for e in feed.entries]
            if dates:
                yield ("valid date is read", str(path), True, dates[0] is not None)


SUITES = {
    "feedparser": feedparser,
    "gofeed": gofeed,
    "feed-rs": feed_rs,
    "rss-parser": rss_parser,
    "feedvalidator": feedvalidator,
}


def main() -> None:
    root, is_shown = Path(sys.argv[1]), "--show" in sys.argv
    for name, suite in SUITES.items():
        agree, total = Counter[str](), Counter[str]()
        for field, file, expected, found in suite(root):
            total[field] += 1
            agree[field] += expected == found
            if is_shown and expected != found:
                print(
                    f"{name}\t{field}\t{Path(file).relative_to(root)}\t{expected!r:.120}\t{found!r:.120}"
                )
        print(f"{name}: {sum(agree.values())} of {sum(total.values())}")
        for field in sorted(total):
            print(f"    {field:<22} {agree[field]:>5} of {total[field]:>5}")


if __name__ == "__main__":
    main()
