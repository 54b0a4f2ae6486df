"""What a site reserves of its rights in what was fetched: read, named, and what it forbids.

| said by | reserved |
|---|---|
| `/.well-known/tdmrep.json`, header or meta `tdm-reservation: 1` | `tdm` |
| `X-Robots-Tag` or meta robots `noai`, `noml`, `notrain` | `noai` |
| the same with `noarchive`, `nocache`, `nosnippet` | `noarchive` |

What is reserved is stored with the fetch, as ``word (who said it)``. Decides only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

AGENT = "claimtrack"
_WORDS = {
    "noai": "noai",
    "noml": "noai",
    "notrain": "noai",
    "noarchive": "noarchive",
    "nocache": "noarchive",
    "nosnippet": "noarchive",
}
_NO_MINING = ("tdm", "noai")
_HEAD = 200_000  # bytes in which a page's meta elements stand
_META = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"\b(name|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE
)


def of_headers(headers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What the headers of an answer reserve; rules for other agents are not ours."""
    found: list[str] = []
    for name, value in headers:
        if name.lower() == "x-robots-tag":
            found += [f"{word} (X-Robots-Tag)" for word in _robots(value)]
        elif name.lower() == "tdm-reservation" and value.strip() == "1":
            found.append("tdm (header)")
    return tuple(dict.fromkeys(found))


def of_page(body: bytes) -> tuple[str, ...]:
    """What the meta elements of a page reserve."""
    found: list[str] = []
    for element in _META.findall(body[:_HEAD]):
        pairs = _ATTRIBUTE.findall(element.decode("utf-8", "replace"))
        said = {name.lower(): (a or b or c).strip() for name, a, b, c in pairs}
        name, content = said.get("name", "").lower(), said.get("content", "")
        if name in ("robots", AGENT):
            found += [f"{word} (meta {name})" for word in _robots(content)]
        elif name == "tdm-reservation" and content == "1":
            found.append("tdm (meta)")
    return tuple(dict.fromkeys(found))


def _robots(value: str) -> list[str]:
    """The words of a rule that concern us; ``agent: rule`` concerns that agent alone."""
    agent, colon, rest = value.partition(":")
    if colon and "," not in agent:
        if agent.strip().lower() not in (AGENT, "*"):
            return []
        value = rest
    words = (word.strip().lower() for word in value.split(","))
    return [_WORDS[word] for word in words if word in _WORDS]


def of_tdmrep(body: bytes, url: str) -> tuple[str, ...]:
    """What a tdmrep.json reserves of ``url``: its first rule that matches the path holds."""
    try:
        rules = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    path = urlsplit(url).path or "/"
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, dict) and _matches(str(rule.get("location", "")), path):
            return ("tdm (tdmrep.json)",) if rule.get("tdm-reservation") in (1, "1") else ()
    return ()


def _matches(pattern: str, path: str) -> bool:
    """Whether a location, in which ``*`` stands for anything and ``$`` for the end, is of path."""
    ends = pattern.endswith("$")
    parts = map(re.escape, pattern.removesuffix("$").split("*"))
    return bool(pattern) and bool(re.match(".*".join(parts) + ("$" if ends else ""), path))


def forbids_mining(rights: Iterable[str]) -> bool:
    """Whether the page may not be analysed; otherwise at most its text may not be kept."""
    return any(word.split(" ")[0] in _NO_MINING for word in rights)
