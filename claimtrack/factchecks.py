"""ClaimReview as JSON-LD → fact-checks, or every mistake in it; and which claim groups they are on.

Taken: one ClaimReview, an array, an ``@graph``, a DataFeed with ``dataFeedElement``, and these in
one another. Nodes of other types are left alone. A ClaimReview needs what it reviews
(``claimReviewed``), where it stands (``url``), who made it (``author``) and a verdict in words or
as a number (``reviewRating``). Reads and stores nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from .comparison import FactCheck, FactCheckMatch, GroupHit
from .errors import InputError
from .imports import parse_moment
from .models import digest
from .terms import PRIOR_ARTICLES, is_stop, prior, stem_of, words_of
from .text import clean_line

_KEY_LENGTH = 20
_MOST_PROBLEMS = 20  # told in one error
_DEEPEST = 20  # containers in one another
_KINDS_OF_CONTAINER = ("@graph", "dataFeedElement", "item", "itemListElement", "mainEntity")
# Score from which a group is suggested. Errs towards suggesting, for a person decides: where 500
# claims were asked for others that say the same, a third of what was found was right, and seven of
# ten were found. The best three are kept.
_LEAST, _MOST_SUGGESTED = 0.65, 3
_SHOWN = 6  # words in a reason


def parse_factchecks(data: bytes, name: str) -> tuple[FactCheck, ...]:
    """The fact-checks in ``data``; all of it is refused where one of them is malformed.

    Raises :class:`InputError` with a line for each mistake, ``name`` before it.
    """
    try:
        tree = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: is not UTF-8: {error.reason}") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{name}: is not JSON: {error}") from error
    problems: list[str] = []
    found = [_read(node, place, problems) for node, place in _reviews(tree, "", 0)]
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        told = problems[:_MOST_PROBLEMS] + ([f"and {more} more mistakes"] if more > 0 else [])
        raise InputError("\n".join(f"{name}: {problem}" for problem in told))
    if not found:
        raise InputError(f"{name}: holds no ClaimReview")
    return tuple({one.key: one for one in found if one}.values())


def _reviews(tree: object, place: str, depth: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Every ClaimReview with where it stands; containers are opened, other nodes are not."""
    if depth > _DEEPEST:
        return
    if isinstance(tree, list):
        for number, node in enumerate(tree):
            yield from _reviews(node, f"{place}[{number}]", depth + 1)
    elif isinstance(tree, dict):
        if "ClaimReview" in _types(tree):
            yield tree, place or "ClaimReview"
            return
        for key in _KINDS_OF_CONTAINER:
            if key in tree:
                yield from _reviews(tree[key], f"{place}.{key}".lstrip("."), depth + 1)


def _types(node: dict[str, Any]) -> set[str]:
    value = node.get("@type", node.get("type"))
    values = value if isinstance(value, list) else [value]
    return {v.rpartition("/")[2].rpartition(":")[2] for v in values if isinstance(v, str)}


# --- one review ---------------------------------------------------------------------------------


def _read(node: dict[str, Any], place: str, problems: list[str]) -> FactCheck | None:
    claim, url = _text(node.get("claimReviewed")), _text(node.get("url")) or _text(node.get("@id"))
    reviewer = _name(node.get("author")) or _name(node.get("publisher"))
    rating = _first(node.get("reviewRating"))
    told, value = _words_of_rating(rating), _number(rating.get("ratingValue"))
    published, item = _text(node.get("datePublished")), _first(node.get("itemReviewed"))
    moment = parse_moment(published)
    mistakes = [
        (not claim, "has no 'claimReviewed'"),
        (not _is_web(url), "has no 'url' that begins with http:// or https://"),
        (not reviewer, "has no 'author' with a name"),
        (told is None and value is None, "has no 'reviewRating' with a name or a value"),
        (bool(published) and moment is None, f"has an unreadable 'datePublished': {published!r}"),
    ]
    mine = [f"{place}: {words}" for is_wrong, words in mistakes if is_wrong]
    problems += mine
    if mine or not (claim and url and reviewer):
        return None
    return FactCheck(
        key=digest(url, claim)[:_KEY_LENGTH],
        url=url,
        claim=claim,
        claimant=_name(item.get("author")),
        claimed_at=_text(item.get("datePublished")),
        reviewer=reviewer,
        published=moment,
        rating=told,
        rating_value=value,
        best_rating=_number(rating.get("bestRating")),
        worst_rating=_number(rating.get("worstRating")),
        appearances=tuple(_appearances(item)),
    )


def _text(value: object) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    return clean_line(value) or None if isinstance(value, str) else None


def _first(value: object) -> dict[str, Any]:
    """A node, or the first of several; an empty one where there is none."""
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, dict) else {}


def _name(value: object) -> str | None:
    if isinstance(value, str):
        return clean_line(value) or None
    return _text(_first(value).get("name"))


def _words_of_rating(rating: dict[str, Any]) -> str | None:
    return _text(rating.get("alternateName")) or _text(rating.get("name"))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _is_web(url: str | None) -> bool:
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _appearances(item: dict[str, Any]) -> Iterator[str]:
    for key in ("firstAppearance", "appearance"):
        values = item.get(key)
        for value in values if isinstance(values, list) else [values]:
            url = value if isinstance(value, str) else _text(_first(value).get("url"))
            if url and _is_web(url):
                yield url


# --- which claim groups -------------------------------------------------------------------------


def match_groups(factcheck: FactCheck, hits: Iterable[GroupHit]) -> list[FactCheckMatch]:
    """The claim groups that a fact-check is most likely on, best first: suggestions.

    A group counts by that one of its claims which is most like what was checked.
    """
    best: dict[int, GroupHit] = {}
    for hit in hits:
        if hit.score >= max(_LEAST, best[hit.group].score if hit.group in best else 0.0):
            best[hit.group] = hit
    found = sorted(best.values(), key=lambda hit: (-hit.score, hit.group))[:_MOST_SUGGESTED]
    return [
        FactCheckMatch(group=h.group, score=round(h.score, 3), why=_why(factcheck.claim, h.content))
        for h in found
    ]


def _why(claim: str, content: str) -> str:
    words, other = _telling(claim), _telling(content)
    common = sorted(words.keys() & other.keys(), key=lambda w: (-words[w], w))[:_SHOWN]
    return f"meaning, and words in common: {', '.join(common)}" if common else "meaning alone"


def _telling(text: str) -> dict[str, float]:
    """The stems of a text that tell something, weighed by how rare their words are in English."""
    words = (word.lower() for word in words_of(text))
    return {
        stem_of(w): math.log((PRIOR_ARTICLES + 1) / (prior(w) + 0.5))
        for w in words
        if not is_stop(w)
    }
