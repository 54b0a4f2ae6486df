"""Pages that stand before the article: consent to cookies, sign-in, subscription."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..models import Outcome, Page

_CONSENT_HOST = re.compile(r"(?:consent|guce|cmp|privacy)\.")
_GATE_HOST = re.compile(r"(?:login|signin|account|accounts|auth|sso|id|myaccount)\.")
_CONSENT_PATH = re.compile(
    r"/(?:consent|collectconsent|cookie-?consent|cookies?|gdpr|privacy-?(?:wall|gate|consent))"
    r"(?:[/.]|$)",
    re.IGNORECASE,
)
_GATE_PATH = re.compile(
    r"/(?:log-?in|sign-?in|subscribe|subscription|paywall|register|auth)(?:[/.]|$)", re.IGNORECASE
)
_WALLS = (
    (Outcome.CONSENT, _CONSENT_HOST, _CONSENT_PATH, "consent"),
    (Outcome.PAYWALL, _GATE_HOST, _GATE_PATH, "sign-in or a subscription"),
)
# What such pages say at an article's own address. Two of these phrases, and hardly a text beside
# them: an article on cookies has more to say.
_CONSENT_PHRASES = re.compile(
    r"we (?:and our (?:\d+ )?partners )?(?:value|respect|care about) your privacy"
    r"|we and our (?:\d+ )?partners|use (?:of )?cookies|store and/or access information"
    r"|(?:accept|reject|allow) all(?: cookies)?|manage (?:my |your )?(?:choices|cookies|options)"
    r"|personali[sz]ed (?:ads|advertising)|withdraw (?:your )?consent|legitimate interest",
    re.IGNORECASE,
)
_LEAST_PHRASES = 2
_MOST_WORDS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """What came instead of an article: consent or paywall, and a sentence on it."""

    outcome: Outcome
    detail: str


def find_wall(asked: str, came: str) -> Wall | None:
    """The page of consent or sign-in on which a request for an article ended; None if on none.

    Judges by the addresses alone; :func:`find_notice` looks at the words.
    """
    try:
        old, new = urlsplit(asked), urlsplit(came)
    except ValueError:
        return None
    if (old.hostname, old.path) == (new.hostname, new.path):
        return None
    for outcome, host, path, wants in _WALLS:
        is_host = host.match(new.hostname or "") and not host.match(old.hostname or "")
        is_path = path.search(new.path) and not path.search(old.path)
        if is_host or is_path:
            detail = f"led to {new.hostname}{new.path[:80]}, which wants {wants}"
            return Wall(outcome=outcome, detail=detail)
    return None


def find_notice(page: Page) -> Wall | None:
    """The notice on cookies that came at the article's own address; None if it is an article.

    Limit: a notice in a language other than English is read as an article.
    """
    words = page.body_text.split()
    if len(words) > _MOST_WORDS:
        return None
    said = {found.lower() for found in _CONSENT_PHRASES.findall(f"{page.title} {page.body_text}")}
    if len(said) < _LEAST_PHRASES:
        return None
    return Wall(outcome=Outcome.CONSENT, detail="shows a notice on cookies and no article")
