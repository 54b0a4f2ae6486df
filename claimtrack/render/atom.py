"""Claims as an Atom feed (RFC 4287). Ids come from the claims' keys, never from an address."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

from ..pages import CAUTION, ShownClaim
from .words import confidence, words

ATOM = "http://www.w3.org/2005/Atom"
_SPACE = uuid.UUID("b4f1d2de-6c0c-5c57-9d34-0a7c1f0b9a55")  # of all ids that claimtrack makes
# Characters that XML 1.0 cannot hold, not even escaped.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = "1970-01-01T00:00:00Z"  # a feed without entries must tell some time


def atom(
    claims: Sequence[ShownClaim],
    *,
    feed: str,
    title: str,
    own_url: str,
    page_url: str,
    link: Callable[[ShownClaim], str],
) -> str:
    """A feed of claims; ``feed`` names it for ever, ``link`` gives an entry's address."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")
    add(root, "id", stable_id(f"feed:{feed}"))
    add(root, "title", title)
    add(root, "subtitle", f"Found by a program, with errors. Each entry is {CAUTION}.")
    add(root, "updated", max((_time(c) for c in claims), default=_NEVER))
    add(root, "link", rel="self", type="application/atom+xml", href=own_url)
    add(root, "link", rel="alternate", type="text/html", href=page_url)
    add(add(root, "author"), "name", "claimtrack")
    for claim in claims:
        _entry(root, claim, link(claim))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False)


def stable_id(name: str) -> str:
    """A URN that is the same wherever and whenever it is made of the same name."""
    return uuid.uuid5(_SPACE, name).urn


def _entry(root: ElementTree.Element, claim: ShownClaim, url: str) -> None:
    entry = add(root, "entry")
    where = claim.article.outlet or "an outlet not named"
    add(entry, "id", stable_id(f"claim:{claim.key}"))
    add(entry, "title", f"{claim.source or 'Nobody named'}, in {where}: {_short(claim.content)}")
    add(entry, "updated", _time(claim))
    add(entry, "link", rel="alternate", type="text/html", href=url)
    add(add(entry, "author"), "name", where)
    add(entry, "content", _told(claim), type="text")


def _told(claim: ShownClaim) -> str:
    found = claim.found
    return (
        f"Source: {claim.source or 'nobody named'} ({words(found.source_type)}). "
        f"Cue: {claim.cue}. Content: {claim.content}\n"
        f"Stance: {words(found.stance)}; tone: {words(found.tone)}; "
        f"quotation: {words(found.quotation)}; confidence: {confidence(found.confidence)}.\n"
        f"In “{claim.article.title}”, {claim.article.outlet or 'outlet not named'}, "
        f"{claim.article.published_at or 'date unknown'}. This is {CAUTION}."
    )


def _short(text: str, length: int = 100) -> str:
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def _time(claim: ShownClaim) -> str:
    at = claim.article.published_at or _NEVER
    return at if len(at) > 10 else f"{at}T00:00:00Z"


def add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    """Append an Atom element; characters that XML cannot hold are replaced."""
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = None if text is None else _UNSPEAKABLE.sub("\ufffd", text)
    return element
