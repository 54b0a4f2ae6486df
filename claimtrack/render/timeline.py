"""Reports by outlet and time, as SVG made on the server: no script, and it prints.

Every outlet is a line, in order of its first report; filled marks are reports of its own, hollow
ones copies. A report of which only the day is known is a bar over that day. The table beside the
drawing tells the same in words, which the drawing refers to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from ..coverage import Report
from .words import moment

_WIDE, _LEFT, _RIGHT = 960, 200, 24
_LANE, _TOP, _FOOT = 26, 14, 36
_STEPS_HOURS = (
    1,
    3,
    6,
    12,
    24,
    48,
    72,
    24 * 7,
    24 * 14,
    24 * 30,
    24 * 61,
    24 * 91,
    24 * 182,
    24 * 365,
)
_MOST_TICKS = 9
_UNNAMED = "outlet not named"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """Time → place on the paper."""

    first: datetime
    last: datetime

    def x(self, at: datetime) -> float:
        share = (at - self.first) / (self.last - self.first)
        return _LEFT + share * (_WIDE - _LEFT - _RIGHT)


def story_timeline(reports: Sequence[Report], title: str) -> Markup:
    """The reports on a time line; empty where fewer than two have a date."""
    dated = [(report, at) for report in reports if (at := _time(report.article.published_at))]
    if len(dated) < 2:
        return Markup("")
    lanes = list(dict.fromkeys(report.article.outlet or _UNNAMED for report, _ in dated))
    scale = _scale([at for _, at in dated])
    height = _TOP + _LANE * len(lanes) + _FOOT
    parts = Markup("").join(
        (*_axis(scale, len(lanes)), *_lanes(lanes), *_marks(dated, lanes, scale))
    )
    return Markup(
        '<svg class="timeline" role="img" aria-labelledby="tl-title tl-desc" viewBox="0 0 {w} {h}"'
        ' width="{w}" height="{h}"><title id="tl-title">Who reported when: {title}</title>'
        '<desc id="tl-desc">{told}</desc>{parts}</svg>'
    ).format(w=_WIDE, h=height, title=title, told=_told(dated, lanes), parts=parts)


def _time(at: str | None) -> datetime | None:
    if at is None:
        return None
    moment = datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _scale(times: Sequence[datetime]) -> _Scale:
    """From a little before the first report to a little after the last."""
    first, last = min(times), max(times)
    margin = max((last - first) * 0.02, timedelta(minutes=30))
    return _Scale(first=first - margin, last=last + margin)


def _axis(scale: _Scale, lanes: int) -> Iterator[Markup]:
    bottom = _TOP + _LANE * lanes
    for at, label in _ticks(scale):
        yield Markup(
            '<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{y1}" y2="{y2}"/>'
            '<text class="tick" x="{x:.1f}" y="{y3}" text-anchor="middle">{label}</text>'
        ).format(x=scale.x(at), y1=_TOP - 4, y2=bottom, y3=bottom + 18, label=label)


def _ticks(scale: _Scale) -> Iterator[tuple[datetime, str]]:
    span = scale.last - scale.first
    hours = next((h for h in _STEPS_HOURS if span <= timedelta(hours=h * _MOST_TICKS)), None)
    step = timedelta(hours=hours) if hours else span / _MOST_TICKS
    at = scale.first.replace(minute=0, second=0, microsecond=0)
    if step >= timedelta(days=1):
        at = at.replace(hour=0)
    shown = None
    while (at := at + step) < scale.last:
        day, clock = f"{at.day} {at:%b}", f"{at:%H}:00"
        if step >= timedelta(days=1):
            yield at, day if at.year == scale.first.year else f"{day} {at.year}"
        else:
            yield at, clock if day == shown else f"{day}, {clock}"
        shown = day


def _lanes(lanes: Sequence[str]) -> Iterator[Markup]:
    for number, outlet in enumerate(lanes):
        y = _TOP + _LANE * number + _LANE / 2
        name = outlet if len(outlet) <= 24 else f"{outlet[:23]}…"
        yield Markup(
            '<line class="lane" x1="{}" x2="{}" y1="{y}" y2="{y}"/>'
            '<text class="outlet" x="{}" y="{}" text-anchor="end">{}</text>'
        ).format(_LEFT, _WIDE - _RIGHT, _LEFT - 10, y + 4, name, y=y)


def _marks(
    dated: Sequence[tuple[Report, datetime]], lanes: Sequence[str], scale: _Scale
) -> Iterator[Markup]:
    for report, at in dated:
        y = _TOP + _LANE * lanes.index(report.article.outlet or _UNNAMED) + _LANE / 2
        kind = "copy" if report.copy_of else "own"
        yield Markup('<g class="{}"><title>{}</title>{}</g>').format(
            kind, _words(report), _mark(report, at, y, scale)
        )


def _mark(report: Report, at: datetime, y: float, scale: _Scale) -> Markup:
    if report.precision == "second":
        return Markup('<circle cx="{:.1f}" cy="{}" r="6"/>').format(scale.x(at), y)
    end = min(at + timedelta(days=1), scale.last)
    x = scale.x(at)
    return Markup('<rect x="{:.1f}" y="{}" width="{:.1f}" height="8" rx="4"/>').format(
        x, y - 4, max(scale.x(end) - x, 8)
    )


def _words(report: Report) -> str:
    line = report.article
    copied = report.copy_of
    kind = f"copy of {copied.outlet or 'another article'}" if copied else "independent text"
    when = moment(line.published_at)
    return f"{line.outlet or _UNNAMED}, {when}: {line.title or 'Untitled'} ({kind})"


def _told(dated: Sequence[tuple[Report, datetime]], lanes: Sequence[str]) -> str:
    first, last = dated[0][0].article, dated[-1][0].article
    copies = sum(report.copy_of is not None for report, _ in dated)
    return (
        f"{len(dated)} reports of {len(lanes)} outlets, {copies} of them copies; first "
        f"{first.outlet or _UNNAMED}, {moment(first.published_at)}; last "
        f"{last.outlet or _UNNAMED}, {moment(last.published_at)}. The table below lists them all."
    )
