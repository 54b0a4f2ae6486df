"""Pages that stand before the article: consent to cookies, sign-in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOST = re.compile(
    r"(?:consent|guce|cmp|privacy|login|signin|account|accounts|auth|sso|id|myaccount)\."
)
_PATH = re.compile(
    r"/(?:consent|collectconsent|cookie-?consent|cookies?|gdpr|privacy-?(?:wall|gate|consent)|"
    r"log-?in|sign-?in|subscribe|subscription|paywall|register|auth)(?:[/.]|$)",
    re.IGNORECASE,
)


def find_wall(asked: str, came: str) -> str | None:
    """Say so where a request for an article ended on a page of consent or sign-in; else None.

    Judges by the addresses alone: a wall that is shown at the article's own address is seen by its
    text (truncated), or not at all.
    """
    try:
        old, new = urlsplit(asked), urlsplit(came)
    except ValueError:
        return None
    if (old.hostname, old.path) == (new.hostname, new.path):
        return None
    is_host = _HOST.match(new.hostname or "") and not _HOST.match(old.hostname or "")
    is_path = _PATH.search(new.path) and not _PATH.search(old.path)
    return (
        f"led to {new.hostname}{new.path[:80]}, which wants consent or sign-in"
        if (is_host or is_path)
        else None
    )
