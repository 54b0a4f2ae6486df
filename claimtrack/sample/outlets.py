"""The invented outlets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Form = Literal["rss", "atom", "json"]
Family = Literal["linked", "meta", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleOutlet:
    """An outlet, the form of its feed, and the family of its pages."""

    slug: str
    name: str
    kind: str
    country: str
    owner: str
    form: Form
    family: Family
    is_dated: bool = False  # whether its URLs hold the date

    @property
    def domain(self) -> str:
        """A name that can belong to nobody (RFC 2606)."""
        return f"{self.slug}.example"

    def path(self, slug: str, date: datetime) -> str:
        """Where an article stands on the site."""
        return f"/{date:%Y/%m/%d}/{slug}" if self.is_dated else f"/news/{slug}"

    def url(self, slug: str, date: datetime) -> str:
        """The article's canonical URL."""
        return f"https://{self.domain}{self.path(slug, date)}"


OUTLETS = (
    SampleOutlet(
        slug="harborwire",
        name="Harbor Wire",
        kind="agency",
        country="US",
        owner="Harbor Wire Cooperative",
        form="rss",
        family="linked",
    ),
    SampleOutlet(
        slug="dailyledger",
        name="The Daily Ledger",
        kind="paper",
        country="US",
        owner="Ledger Holdings",
        form="rss",
        family="linked",
        is_dated=True,
    ),
    SampleOutlet(
        slug="northpost",
        name="Northern Post",
        kind="paper",
        country="GB",
        owner="Northern Post Trust",
        form="atom",
        family="meta",
        is_dated=True,
    ),
    SampleOutlet(
        slug="channelsix",
        name="Channel Six News",
        kind="broadcaster",
        country="US",
        owner="Sixfold Media",
        form="json",
        family="meta",
    ),
    SampleOutlet(
        slug="thecurrent",
        name="The Current",
        kind="magazine",
        country="US",
        owner="Current Quarterly Inc.",
        form="atom",
        family="linked",
    ),
    SampleOutlet(
        slug="circuitry",
        name="Circuitry",
        kind="blog",
        country="US",
        owner="Ilya Brandt",
        form="json",
        family="plain",
        is_dated=True,
    ),
    SampleOutlet(
        slug="altatribune",
        name="Alta Tribune",
        kind="paper",
        country="CA",
        owner="Prairie Press Group",
        form="rss",
        family="meta",
    ),
    SampleOutlet(
        slug="eastcourier",
        name="East Bay Courier",
        kind="paper",
        country="US",
        owner="Courier Family Papers",
        form="rss",
        family="plain",
    ),
    SampleOutlet(
        slug="capitolbrief",
        name="Capitol Brief",
        kind="blog",
        country="US",
        owner="Brief Media LLC",
        form="atom",
        family="plain",
        is_dated=True,
    ),
    SampleOutlet(
        slug="publicsafety",
        name="Department of Public Safety",
        kind="official",
        country="US",
        owner="State of Alden",
        form="rss",
        family="meta",
    ),
)
