"""How many outlets report something, and how many of them independently of one another."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Independence, OutletReport, Subtracted


def count_independent(reports: Iterable[OutletReport]) -> Independence:
    """Count outlets twice: all, and those left when dependent ones are taken away.

    An outlet is taken away when all its reports are copies of another outlet's, or rest on another
    outlet of the same reports alone (relays), or when an outlet of the same owner stays already.
    Reports without an outlet count for nothing: nobody knows whose they are.
    """
    by_outlet: dict[str, list[OutletReport]] = {}
    for report in reports:
        if report.outlet:
            by_outlet.setdefault(report.outlet, []).append(report)
    taken: list[Subtracted] = []
    owners: dict[str, str] = {}
    for outlet, own in by_outlet.items():
        reason = _dependence(outlet, own, by_outlet.keys()) or _same_owner(own, owners)
        if reason:
            taken.append(Subtracted(outlet=outlet, reason=reason))
        elif own[0].owner:
            owners.setdefault(own[0].owner, outlet)
    return Independence(
        outlets=len(by_outlet), independent=len(by_outlet) - len(taken), subtracted=tuple(taken)
    )


def _dependence(outlet: str, reports: list[OutletReport], outlets: Iterable[str]) -> str | None:
    known = set(outlets) - {outlet}
    origins = [r.copy_of or (r.relays if r.relays in known else None) for r in reports]
    if not all(origin and origin != outlet for origin in origins):
        return None
    verb = "copies" if reports[0].copy_of else "relays"
    return f"{verb} {origins[0]}"


def _same_owner(reports: list[OutletReport], owners: dict[str, str]) -> str | None:
    first = owners.get(reports[0].owner or "")
    return f"same owner as {first}" if first else None
