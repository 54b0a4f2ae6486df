"""Facets of the list of all claims, from counts that are kept rather than made for each page.

Datasette counts the values of a facet for every visitor, over a million rows a tenth of a second
each, and twice where the facet is there by default and in the address as well.
"""

from __future__ import annotations

from typing import Any

from datasette.facets import ColumnFacet, Facet
from datasette.utils import path_with_added_args, path_with_removed_args

from ..queries import FACET_COUNTS
from ..schema.counts import COUNTED
from .site import home_of

_COUNTED_VIEW = "claim_list"
_Facets = tuple[list[dict[str, Any]], list[str]]


def _column(facet: dict[str, Any]) -> str:
    config = facet["config"]
    return str(config.get("column") or config["simple"])


class CountedFacet(ColumnFacet):  # type: ignore[misc]  # Datasette has no types
    """Facets by column; those of our unfiltered claim list come from the counts."""

    _done: frozenset[str] = frozenset()

    def get_configs(self) -> list[dict[str, Any]]:
        """Each facet that is still to be counted, once."""
        configs: dict[str, dict[str, Any]] = {}
        for config in super().get_configs():
            configs.setdefault(_column(config), config)
        return [config for column, config in configs.items() if column not in self._done]

    async def facet_results(self) -> _Facets:
        """What was counted and how often, and the names of those that took too long."""
        counted: list[dict[str, Any]] = []
        if self._is_whole():
            known = [c for c in self.get_configs() if _column(c) in COUNTED]
            counted = [await self._counted(config) for config in known]
            self._done = frozenset(map(_column, known))
        others, timed_out = await super().facet_results()
        return [*counted, *others], timed_out

    def _is_whole(self) -> bool:
        """Whether every claim is listed: no filter, no search."""
        if self.table != _COUNTED_VIEW or self.database != home_of(self.ds):
            return False
        return str(self.sql).rstrip().endswith(f" from {_COUNTED_VIEW}")

    async def _counted(self, config: dict[str, Any]) -> dict[str, Any]:
        """A facet in the form of Datasette's own."""
        column, size = _column(config), self.get_facet_size()
        values = {"view": _COUNTED_VIEW, "column": column, "limit": size + 1}
        rows = (await self.ds.execute(self.database, FACET_COUNTS, values, truncate=False)).rows
        off = path_with_removed_args(self.request, {"_facet": column})
        return {
            "name": column,
            "type": self.type,
            "hideable": config["source"] != "metadata",
            "toggle_url": self.ds.urls.path(off),
            "results": [self._line(column, value, number) for value, number in rows[:size]],
            "truncated": len(rows) > size,
        }

    def _line(self, column: str, value: str, number: int) -> dict[str, Any]:
        on = self.ds.urls.path(path_with_added_args(self.request, {column: value}))
        return {
            "value": value,
            "label": value,
            "count": number,
            "toggle_url": self.ds.absolute_url(self.request, on),
            "selected": False,
        }


def with_counts(classes: list[list[type[Facet]]]) -> list[list[type[Facet]]]:
    """Datasette's kinds of facets, ours in place of that by column."""
    return [[CountedFacet if c is ColumnFacet else c for c in some] for some in classes]
