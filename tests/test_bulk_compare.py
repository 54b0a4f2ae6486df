"""claimtrack.bulk.comparing: the engine finds the copies and stories that the small path finds."""

from __future__ import annotations

import gzip
import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("distributed", reason="needs claimtrack[cluster]")


from click.testing import CliRunner
from dealt import store_lines, write_archive
from pyarrow import parquet

from claimtrack import comparing
from claimtrack.bulk.bands import join_band
from claimtrack.bulk.comparing import bulk_compare
from claimtrack.cli import main
from claimtrack.cli.tools import TerminalProgress
from claimtrack.store import open_database

GUNS = Path(__file__).parents[2] / "shared/data/events_gunviolence/gva_incidents.jsonl.gz"
AT = datetime(2026, 3, 1, tzinfo=UTC)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def stored(path):
    """Copies and stories as the small path finds them, by key."""
    with open_database(path) as db:
        comparing.regroup(db)
    return kept(path)


def kept(path):
    """Copies and stories that a database holds, by key."""
    copies = (
        "select a.key as article, o.key as copy_of, c.share, c.kind, c.why from copies c"
        " join articles a on a.id = c.article join articles o on o.id = c.original"
    )
    stories = (
        "select a.key as article, s.key as story, c.method, c.features, c.sketch"
        " from compared c join articles a on a.id = c.article join articles s on s.id = c.story"
        " order by c.place"
    )
    with open_database(path) as db:
        return sorted(map(tuple, db.execute(copies))), list(map(tuple, db.execute(stories)))


def found_in(folder):
    """What ``bulk compare`` wrote."""
    copies = parquet.read_table(folder / "compared/copies").to_pylist()
    stories = parquet.read_table(folder / "compared/stories").to_pylist()
    stories.sort(key=lambda row: row.pop("place"))
    return sorted(tuple(r.values()) for r in copies), [tuple(r.values()) for r in stories]


def compare(folder, **options):
    """Compare with one worker, telling nobody."""
    quiet = {"progress": TerminalProgress(), "tell": lambda _: None}
    return bulk_compare(folder, scheduler=None, workers=2, **quiet, **options)


def test_copies_and_stories_are_those_of_the_small_path(demo_db, tmp_path):
    shutil.copy(demo_db, tmp_path / "small.db")
    with open_database(tmp_path / "small.db") as db:
        write_archive(db, tmp_path / "bulk")

    compared = compare(tmp_path / "bulk", window=7)

    copies, stories = stored(tmp_path / "small.db")
    assert found_in(tmp_path / "bulk") == (copies, stories)
    assert (compared.articles, compared.copies) == (len(stories), len(copies))
    assert copies


def test_a_new_database_takes_copies_and_stories_over(demo_db, tmp_path):
    shutil.copy(demo_db, tmp_path / "small.db")
    with open_database(tmp_path / "small.db") as db:
        write_archive(db, tmp_path / "bulk")
    compare(tmp_path / "bulk", window=20)

    for name in ("new.db", "completed.db"):
        options = ["--complete"] if name == "completed.db" else []
        to = ["--db", str(tmp_path / name), *options]
        done = CliRunner().invoke(main, ["bulk", "load", str(tmp_path / "bulk"), *to])
        assert done.exit_code == 0, done.output

    small = stored(tmp_path / "small.db")
    assert kept(tmp_path / "new.db") == kept(tmp_path / "completed.db") == small
    with (
        open_database(tmp_path / "completed.db") as new,
        open_database(tmp_path / "small.db") as old,
    ):
        sql = "select title, articles, copies, independent_outlets from story_list order by title"
        assert new.execute(sql).fetchall() == old.execute(sql).fetchall()


def test_a_band_of_furniture_alone_joins_nothing():
    held = np.zeros(5, [("run", "u4"), ("number", "u4"), ("day", "i4"), ("host", "i8")])
    held["number"] = range(5)

    assert join_band((0, [(0, held)]), 10) == []


@pytest.mark.skipif(not GUNS.exists(), reason="needs ../shared")
def test_three_thousand_real_articles_have_the_same_copies_and_stories(tmp_path):
    store_lines(gzip.decompress(GUNS.read_bytes()).splitlines(), tmp_path / "small.db", AT)
    with open_database(tmp_path / "small.db") as db:
        write_archive(db, tmp_path / "bulk", partitions=5)

    compare(tmp_path / "bulk", window=500)

    copies, stories = stored(tmp_path / "small.db")
    assert found_in(tmp_path / "bulk") == (copies, stories)
    assert len(copies) > 30
