"""Small charts as SVG, made on the server: they need no script, print, and say what they show."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ..pages import Count

_HEIGHT, _STEP, _MOST = 64, 22, 48  # a bar for each of the last 48 months


def share_bar(n: int, total: int) -> Markup:
    """A bar as long as the share; the numbers stand beside it in the page, so it is decoration."""
    width = 100 * n / total if total else 0
    return Markup(
        '<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false"><rect class="whole" width="100" height="8"/>'
        '<rect class="part" width="{:.1f}" height="8"/></svg>'
    ).format(width)


def month_bars(months: Sequence[Count], what: str) -> Markup:
    """Counts by month, months without any left blank; empty where there is but one month."""
    filled = _without_holes(months)[-_MOST:]
    if len(filled) < 2:
        return Markup("")
    highest = max(count.n for count in filled)
    bars = Markup("").join(_bar(place, count, highest) for place, count in enumerate(filled))
    told = "; ".join(f"{count.label}: {count.n}" for count in filled if count.n)
    return Markup(
        '<svg class="months" role="img" aria-label="{} by month: {}" viewBox="0 0 {} {}"'
        ' width="{}" height="{}">{}</svg>'
    ).format(
        what,
        told,
        len(filled) * _STEP,
        _HEIGHT + 30,
        len(filled) * _STEP,
        _HEIGHT + 30,
        bars,
    )


def _bar(place: int, count: Count, highest: int) -> Markup:
    height = _HEIGHT * count.n / highest
    x = place * _STEP
    year = count.label[:4] if place == 0 or count.label.endswith("-01") else ""
    return Markup(
        '<g><title>{}: {}</title><rect x="{}" y="{:.1f}" width="{}" height="{:.1f}"/>'
        '<text x="{}" y="{}">{}</text><text x="{}" y="{}">{}</text></g>'
    ).format(
        count.label,
        count.n,
        x + 2,
        _HEIGHT - height,
        _STEP - 4,
        height,
        x + 3,
        _HEIGHT + 12,
        count.label[5:7],
        x,
        _HEIGHT + 26,
        year,
    )


def _without_holes(months: Sequence[Count]) -> list[Count]:
    found = {count.label: count.n for count in months}
    if not found:
        return []
    year, month = map(int, min(found).split("-"))
    last, filled = max(found), []
    while (label := f"{year:04}-{month:02}") <= last:
        filled.append(Count(label=label, n=found.get(label, 0)))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return filled
