"""claimtrack.independence: what is subtracted, and why."""

from __future__ import annotations

import pytest

from claimtrack.independence import count_independent
from claimtrack.models import OutletReport as Report


@pytest.mark.parametrize(
    ("reports", "counts", "reasons"),
    [
        ([], (0, 0), []),
        ([Report(outlet=None)], (0, 0), []),
        ([Report(outlet="A"), Report(outlet="B")], (2, 2), []),
        ([Report(outlet="A"), Report(outlet="B", copy_of="A")], (2, 1), ["B copies A"]),
        ([Report(outlet="A"), Report(outlet="B", relays="A")], (2, 1), ["B relays A"]),
        ([Report(outlet="A"), Report(outlet="B", relays="Z")], (2, 2), []),
        (
            [Report(outlet="A"), Report(outlet="B", copy_of="A"), Report(outlet="B")],
            (2, 2),
            [],
        ),
        ([Report(outlet="A"), Report(outlet="A", copy_of="A")], (1, 1), []),
        (
            [Report(outlet="A", owner="O"), Report(outlet="B", owner="O")],
            (2, 1),
            ["B same owner as A"],
        ),
        (
            [Report(outlet="A", copy_of="Z", owner="O"), Report(outlet="B", owner="O")],
            (2, 1),
            ["A copies Z"],
        ),
    ],
)
def test_outlets_count_twice(reports, counts, reasons):
    found = count_independent(reports)

    assert (found.outlets, found.independent) == counts
    assert [f"{s.outlet} {s.reason}" for s in found.subtracted] == reasons
