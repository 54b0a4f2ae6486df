"""Verdicts as schema.org ClaimReview, for search engines and other checkers.

Only a group with a verdict has one. What is not known is left out rather than guessed; a rating
off the scale (unproven) carries its words and no number. Words come from the same columns as the
page, so a published database publishes no more by this.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ..pages import ArticleLine
from ..verdicts import SCALE, Rating, Verdict
from .words import web_link, words

_MOST = 20  # appearances that are listed
_BARE = ("person", "organization", "outlet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What verdicts are on: the claim as a sentence, who is said to say it, and where it stands.

    ``appearances`` are the articles, first to last; ``url`` is the page that shows them.
    """

    statement: str
    source: str | None
    source_type: str | None
    appearances: Sequence[ArticleLine]
    url: str


def claim_reviews(reviewed: Reviewed, verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """One ClaimReview for each verdict that stands."""
    return [_review(reviewed, verdict) for verdict in verdicts]


def ld_json(reviews: list[dict[str, Any]]) -> Markup:
    """The reviews as JSON that is inert wherever it stands in a page, whatever words it holds."""
    text = json.dumps(reviews, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # nosec B704


def _review(reviewed: Reviewed, verdict: Verdict) -> dict[str, Any]:
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{reviewed.url}#verdict-{verdict.id}",
        "datePublished": verdict.recorded_at,
        "author": {"@type": "Person", "name": verdict.checker},
        "claimReviewed": reviewed.statement,
        "reviewBody": verdict.text,
        "reviewRating": _rating(verdict.rating),
        "itemReviewed": _claim(reviewed),
    }
    links = [_link(link.url, link.words) for link in verdict.evidence]
    return review | ({"citation": links} if links else {})


def _rating(rating: Rating) -> dict[str, Any]:
    told: dict[str, Any] = {"@type": "Rating", "alternateName": words(rating).capitalize()}
    if rating in SCALE:
        told |= {"ratingValue": SCALE[rating], "worstRating": 1, "bestRating": 5}
    return told


def _claim(reviewed: Reviewed) -> dict[str, Any]:
    articles = [told for line in reviewed.appearances if (told := _article(line))]
    claim: dict[str, Any] = {"@type": "Claim", "text": reviewed.statement}
    if reviewed.source and reviewed.source_type in _BARE:
        kind = "Person" if reviewed.source_type == "person" else "Organization"
        claim["author"] = {"@type": kind, "name": reviewed.source}
    if reviewed.appearances and reviewed.appearances[0].published_at:
        claim["datePublished"] = reviewed.appearances[0].published_at
    if articles:
        claim |= {"firstAppearance": articles[0], "appearance": articles[:_MOST]}
    return claim


def _article(line: ArticleLine) -> dict[str, Any] | None:
    """An article by its address; without a safe one it cannot be pointed at."""
    url = web_link(line.url)
    if url is None:
        return None
    told: dict[str, Any] = {"@type": "NewsArticle", "url": url, "headline": line.title}
    if line.published_at:
        told["datePublished"] = line.published_at
    if line.outlet:
        told["publisher"] = {"@type": "Organization", "name": line.outlet}
    return told


def _link(url: str, name: str) -> dict[str, Any]:
    return {"@type": "CreativeWork", "url": url} | ({"name": name} if name else {})
