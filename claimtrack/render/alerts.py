"""Alerts → an Atom feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as Xml

from ..models import Alert
from .atom import ATOM, add


def alerts_atom(alerts: Sequence[Alert], updated: datetime) -> bytes:
    """A feed of the alerts, in the order given; each entry's id is that of its alert."""
    Xml.register_namespace("", ATOM)
    feed = Xml.Element(f"{{{ATOM}}}feed")
    add(feed, "title", "claimtrack alerts")
    add(feed, "id", "urn:claimtrack:alerts")
    add(feed, "updated", _time(updated))
    add(add(feed, "author"), "name", "claimtrack")
    for alert in alerts:
        entry = add(feed, "entry")
        add(entry, "title", f"{alert.watch}: {alert.claim.title}")
        add(entry, "id", f"urn:claimtrack:alert:{alert.key}")
        add(entry, "updated", _time(alert.at or updated))
        if alert.claim.url:
            add(entry, "link").set("href", alert.claim.url)
        add(entry, "summary", _summary(alert))
    return bytes(Xml.tostring(feed, encoding="utf-8", xml_declaration=True))


def _summary(alert: Alert) -> str:
    claim = alert.claim
    said = f"{claim.source or 'unknown source'}: {claim.content or '-'}"
    accused = f" (accused: {claim.accused})" if claim.accused else ""
    return f"{said}{accused} — {claim.outlet or 'unknown outlet'}"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
