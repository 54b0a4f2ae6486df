"""A small validator of schema.org JSON-LD, of the types and properties that make a ClaimReview.

Property → what it may hold: names of types, or Text, URL, Date (a day or a time), Number. A type
has the properties of the types it is one of as well. Taken from the vocabulary's definitions; what
is not listed here is unknown and so an error.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

PARENTS = {
    "CreativeWork": "Thing",
    "Review": "CreativeWork",
    "ClaimReview": "Review",
    "Claim": "CreativeWork",
    "Article": "CreativeWork",
    "NewsArticle": "Article",
    "Rating": "Thing",
    "Person": "Thing",
    "Organization": "Thing",
}
PROPERTIES = {
    "Thing": {
        "name": {"Text"},
        "alternateName": {"Text"},
        "description": {"Text"},
        "url": {"URL"},
        "sameAs": {"URL"},
        "identifier": {"Text", "URL"},
    },
    "CreativeWork": {
        "author": {"Person", "Organization"},
        "publisher": {"Person", "Organization"},
        "datePublished": {"Date"},
        "dateModified": {"Date"},
        "headline": {"Text"},
        "text": {"Text"},
        "citation": {"CreativeWork", "Text"},
        "inLanguage": {"Text"},
        "license": {"CreativeWork", "URL"},
    },
    "Review": {
        "itemReviewed": {"Thing"},
        "reviewBody": {"Text"},
        "reviewRating": {"Rating"},
        "reviewAspect": {"Text"},
    },
    "ClaimReview": {"claimReviewed": {"Text"}},
    "Claim": {"appearance": {"CreativeWork"}, "firstAppearance": {"CreativeWork"}},
    "Rating": {
        "ratingValue": {"Number"},
        "bestRating": {"Number"},
        "worstRating": {"Number"},
        "ratingExplanation": {"Text"},
        "author": {"Person", "Organization"},
    },
}
# What a ClaimReview must have to be taken up by those who read them.
REQUIRED = {
    "ClaimReview": {"claimReviewed", "reviewRating", "url", "author", "datePublished"},
    "Claim": set(),
    "Rating": {"alternateName"},
    "Person": {"name"},
    "Organization": {"name"},
    "NewsArticle": {"url", "headline"},
}
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


def faults(node: object, path: str = "") -> list[str]:
    """Everything in which ``node`` is no valid schema.org value; empty where it is."""
    if not isinstance(node, dict) or node.get("@type") not in {"Thing", *PARENTS}:
        return [f"{path}: no node of a known type"]
    kind = node["@type"]
    path = path or kind
    found = [f"{path}: lacks {name}" for name in REQUIRED.get(kind, set()) - node.keys()]
    allowed = _properties(kind)
    for name, value in node.items():
        if name == "@context":
            found += [] if value == "https://schema.org" else [f"{path}: context {value}"]
        elif name != "@type" and name not in allowed:
            found.append(f"{path}: {kind} has no property {name}")
        elif name != "@type":
            values = value if isinstance(value, list) else [value]
            found += [] if values else [f"{path}.{name}: empty"]
            found += [f for v in values for f in _value(v, allowed[name], f"{path}.{name}")]
    return found + (_scale(node, path) if kind == "Rating" else [])


def _properties(kind: str) -> dict[str, set[str]]:
    own = PROPERTIES.get(kind, {})
    return own | (_properties(PARENTS[kind]) if kind in PARENTS else {}) | own


def _kinds(kind: str) -> set[str]:
    return {kind} | (_kinds(PARENTS[kind]) if kind in PARENTS else set())


def _value(value: object, ranges: set[str], path: str) -> list[str]:
    if isinstance(value, dict):
        own = faults(value, path)
        is_one = own or _kinds(value["@type"]) & ranges
        return own if is_one else [f"{path}: a {value['@type']} is none of {sorted(ranges)}"]
    if isinstance(value, int | float) and "Number" in ranges:
        return []
    if isinstance(value, str) and value:
        if "Text" in ranges or ("Date" in ranges and _DATE.fullmatch(value)):
            return []
        parts = urlsplit(value)
        if "URL" in ranges and parts.scheme in ("http", "https") and parts.netloc:
            return []
    return [f"{path}: {value!r} is none of {sorted(ranges)}"]


def _scale(node: dict, path: str) -> list[str]:
    if "ratingValue" not in node:
        return []
    is_within = node.get("worstRating", 1) <= node["ratingValue"] <= node.get("bestRating", 5)
    return [] if is_within else [f"{path}: a value off its scale"]
