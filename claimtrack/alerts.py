"""Watchlists of feeds.yaml → which claims are worth an alert. Decides only."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator, Sequence

from .models import Alert, ReportedClaim, Watch, digest

_WORD = re.compile(r"[^\W_]+")
_KEY_LENGTH = 20


def find_alerts(watches: Sequence[Watch], claims: Iterable[ReportedClaim]) -> Iterator[Alert]:
    """An alert for each watch and claim that meet.

    Its key is made of the watch, the article and the words, so that another extractor that finds
    the same claim again raises no second alert. Who watches a story alone is told of an article.
    """
    for claim in claims:
        for watch in watches:
            if is_match(watch, claim):
                yield Alert(key=_key(watch, claim), watch=watch.name, claim=claim)


def _key(watch: Watch, claim: ReportedClaim) -> str:
    article = (watch.name, claim.url or claim.title)
    if not (watch.source or watch.accused or watch.words):
        return digest(*article, "story", str(claim.story))[:_KEY_LENGTH]
    return digest(*article, claim.found_source, claim.content, claim.found_accused)[:_KEY_LENGTH]


def is_match(watch: Watch, claim: ReportedClaim) -> bool:
    """Whether every part that the watch names is met: source, accused, words of claim or title,
    story.

    Names and words are met as whole words, in any case; "Ann" is in "Ann Lee", not in "Anna".
    """
    texts = f"{claim.title} {claim.content or ''}"
    asked = ((watch.source, claim.source), (watch.accused, claim.accused), (watch.words, texts))
    if watch.story and not _is_of(claim, watch.story):
        return False
    return any([watch.story, *(wanted for wanted, _ in asked)]) and all(
        not wanted or _holds(text, wanted) for wanted, text in asked
    )


def _is_of(claim: ReportedClaim, wanted: Sequence[str]) -> bool:
    """Whether the claim belongs to one of these stories."""
    if claim.story is None:
        return False
    return (
        str(claim.story) in wanted
        or claim.story_url in wanted
        or _holds(claim.story_title, [w for w in wanted if not w.isdigit() and "://" not in w])
    )


def _holds(text: str | None, wanted: Sequence[str]) -> bool:
    words = _spaced(text or "")
    return any(_spaced(one) in words for one in wanted)


def _spaced(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def message_of(alerts: Sequence[Alert]) -> bytes:
    """What a webhook is sent: JSON, an object for each alert."""
    rows = [
        {
            "key": alert.key,
            "watch": alert.watch,
            "outlet": alert.claim.outlet,
            "title": alert.claim.title,
            "url": alert.claim.url,
            "published_at": alert.claim.published_at,
            "source": alert.claim.source,
            "content": alert.claim.content,
            "accused": alert.claim.accused,
            "story": alert.claim.story,
        }
        for alert in alerts
    ]
    return json.dumps({"alerts": rows}, ensure_ascii=False).encode()


def signature_of(body: bytes, secret: str) -> str:
    """HMAC-SHA-256 of the body, so that the receiver knows who sent it."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
