"""Alerts → an Atom feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as Xml

from ..models import Alert

_NS = "http://www.w3.org/2005/Atom"


def alerts_atom(alerts: Sequence[Alert], updated: datetime) -> bytes:
    """A feed of the alerts, in the order given; each entry's id is that of its alert."""
    Xml.register_namespace("", _NS)
    feed = Xml.Element(f"{{{_NS}}}feed")
    _add(feed, "title", "claimtrack alerts")
    _add(feed, "id", "urn:claimtrack:alerts")
    _add(feed, "updated", _time(updated))
    _add(_add(feed, "author"), "name", "claimtrack")
    for alert in alerts:
        entry = _add(feed, "entry")
        _add(entry, "title", f"{alert.watch}: {alert.claim.title}")
        _add(entry, "id", f"urn:claimtrack:alert:{alert.key}")
        _add(entry, "updated", _time(alert.at or updated))
        if alert.claim.url:
            _add(entry, "link").set("href", alert.claim.url)
        _add(entry, "summary", _summary(alert))
    return bytes(Xml.tostring(feed, encoding="utf-8", xml_declaration=True))


def _summary(alert: Alert) -> str:
    claim = alert.claim
    said = f"{claim.source or 'unknown source'}: {claim.content or '-'}"
    accused = f" (accused: {claim.accused})" if claim.accused else ""
    return f"{said}{accused} — {claim.outlet or 'unknown outlet'}"


def _add(parent: Xml.Element, name: str, text: str | None = None) -> Xml.Element:
    element = Xml.SubElement(parent, f"{{{_NS}}}{name}")
    element.text = text
    return element


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
