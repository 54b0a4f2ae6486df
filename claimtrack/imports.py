"""One line of an import file → what is to be kept of the article.

A line is a JSON object: ``id`` or ``url``, and ``outlet``, ``title``, ``date`` or ``published_at``,
``authors``, ``body_text`` or ``html`` where known. Unknown keys are ignored; a missing or
unreadable date, a missing outlet are unknown. ``docs/import.schema.json`` is the contract.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .articles import detect_language, parse_page
from .errors import NotAPage
from .models import (
    Moment,
    Origin,
    Page,
    Precision,
    Revision,
    Sighting,
    TextKind,
    TextOrigin,
)
from .text import clean_line, normal_text
from .urls import canonical_url

_DAY = len("2014-12-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that cannot be used, and why."""

    number: int
    problem: str


def parse_line(line: bytes, number: int, *, seen_at: datetime) -> Sighting | BadLine:
    """Read one line. Never raises for what is in it."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return BadLine(number=number, problem=f"is not UTF-8: {error.reason}")
    except (json.JSONDecodeError, RecursionError) as error:
        return BadLine(number=number, problem=f"is not JSON: {error}")
    return parse_row(row, number, seen_at=seen_at)


def parse_row(row: object, number: int, *, seen_at: datetime) -> Sighting | BadLine:
    """Read what a line holds. Never raises for what is in it."""
    if not isinstance(row, dict):
        return BadLine(number=number, problem="is no JSON object")
    try:
        return _sight_row(row, seen_at)
    except (ValueError, NotAPage) as error:
        return BadLine(number=number, problem=str(error))


def _sight_row(row: dict[str, Any], seen_at: datetime) -> Sighting:
    url = canonical_url(_text(row, "url") or "")
    external_id = _text(row, "id")
    if url is None and not external_id:
        raise ValueError("has neither 'id' nor a usable 'url'")
    page = _page(row, url)
    title = _text(row, "title") or (page.title if page else None)
    body = _text(row, "body_text") or (page.body_text if page else "")
    if not clean_line(title) and not clean_line(body):
        raise ValueError("has neither a title nor a text")
    authors = _authors(row) or (page.authors if page else ())
    published = parse_moment(_text(row, "published_at")) or parse_moment(_text(row, "date"))
    published = published or (page.published if page else None)
    text = normal_text(title, body)
    return Sighting(
        key=url or f"id:{external_id}",
        url=url,
        external_id=external_id,
        outlet=clean_line(_text(row, "outlet")) or None,
        revision=Revision(title=clean_line(title), byline=", ".join(authors), text=text),
        text_kind=TextKind.FULL if body else TextKind.HEADLINE,
        origin=TextOrigin.IMPORT,
        seen_at=seen_at,
        language=detect_language(text),
        page_published=published,
        date_source="import" if published else None,
        published=published,
    )


def _page(row: dict[str, Any], url: str | None) -> Page | None:
    html = _text(row, "html")
    if not html or _text(row, "body_text"):
        return None
    return parse_page(
        html.encode("utf-8", "replace"), url or "", content_type="text/html; charset=utf-8"
    )


def _text(row: dict[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and name == "id":
        return str(value)
    raise ValueError(f"'{name}' is no text")


def _authors(row: dict[str, Any]) -> tuple[str, ...]:
    value = row.get("authors") or []
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError("'authors' is no list of names")
    return tuple(name for name in map(clean_line, value) if name)


def parse_moment(text: str | None) -> Moment | None:
    """Read an ISO 8601 date or time; without a zone it is taken for UTC. None if it is neither."""
    try:
        at = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    is_day = len((text or "").strip()) <= _DAY
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    precision = Precision.DAY if is_day else Precision.SECOND
    return Moment(at=at, precision=precision, origin=Origin.PAGE)
