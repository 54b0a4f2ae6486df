"""Times as the database holds them: ISO 8601 text in UTC, to the second, with a ``Z``."""

from __future__ import annotations

from datetime import UTC, datetime

from ..models import Moment


def to_text(at: datetime) -> str:
    """Return ``at`` as stored. Naive times are taken for UTC."""
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def from_text(text: str) -> datetime:
    """The inverse of :func:`to_text`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def moment_text(moment: Moment | None) -> str | None:
    """Return the stored time of ``moment``; a day's is the date alone; None where unknown."""
    if moment is None:
        return None
    return to_text(moment.at)[:10] if moment.precision == "day" else to_text(moment.at)
