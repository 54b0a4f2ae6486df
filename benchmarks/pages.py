"""Score ``claimtrack page`` against folders of saved pages, and print pages a second.

    python benchmarks/pages.py FOLDER...

A folder holds ``gold.jsonl``: lines with ``file`` (an HTML file, .gz or not), ``url``, ``lang``
and, if known, ``title``, ``date`` or ``publishing_date``, ``body_text``. Body: F1 over the bag of
words in lower case. Day: of publication, in UTC or as the gold's own clock says it. Title: equal
after folding case, punctuation and space.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path

from claimtrack.articles import parse_page
from claimtrack.errors import NotAPage


def token_f1(gold: str, found: str) -> float:
    """F1 over the words of both texts, in lower case, as bags."""
    a, b = (Counter(re.findall(r"\w+", text.lower())) for text in (gold, found))
    return 2 * (a & b).total() / max(a.total() + b.total(), 1)


def fold(title: str) -> str:
    """The words of a title in lower case."""
    return " ".join(re.findall(r"\w+", title.casefold()))


def score(folder: Path, *, verbose: bool) -> None:
    """Print one line for the folder; with ``verbose`` one for each miss as well."""
    bodies, days, titles, failures, seconds = [], [], [], 0, 0.0
    rows = [json.loads(line) for line in (folder / "gold.jsonl").open(encoding="utf-8")]
    rows = [row for row in rows if row.get("lang", "en") == "en"]
    for row in rows:
        data = (folder / row["file"]).read_bytes()
        data = gzip.decompress(data) if row["file"].endswith(".gz") else data
        start = time.process_time()
        try:
            page = parse_page(data, row.get("url") or "")
        except NotAPage as error:
            failures += 1
            print(f"  {row['id']}: {error}")
            continue
        finally:
            seconds += time.process_time() - start
        if row.get("body_text"):
            bodies.append(token_f1(row["body_text"], page.body_text))
        day = (row.get("publishing_date") or row.get("date") or "")[:10]
        if day:
            found = page.published.at.date().isoformat() if page.published else None
            days.append(day == found)
            if verbose and day != found:
                print(f"  {row['id']}: day {day}, found {found} ({page.date_source})")
        if row.get("title"):
            titles.append(fold(row["title"]) == fold(page.title or ""))
            if verbose and not titles[-1]:
                print(f"  {row['id']}: title {row['title']!r}, found {page.title!r}")
        if verbose and bodies and row.get("body_text") and bodies[-1] < 0.93:
            print(f"  {row['id']}: body {bodies[-1]:.3f}")
    print(
        f"{folder.name:24} pages {len(rows):3}  failed {failures}  body {_mean(bodies)}"
        f"  day {_mean(days)} of {len(days)}  title {_mean(titles)} of {len(titles)}"
        f"  {len(rows) / max(seconds, 1e-9):.1f} pages/CPU-s"
    )


def _mean(values: list[float] | list[bool]) -> str:
    return f"{sum(values) / len(values):.4f}" if values else "  -   "


if __name__ == "__main__":
    paths = [argument for argument in sys.argv[1:] if argument != "-v"]
    if not paths:
        sys.exit(__doc__)
    for path in paths:
        score(Path(path), verbose="-v" in sys.argv)
