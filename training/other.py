"""Labelled paragraphs of other domains → documents of one paragraph each.

``other/labels.jsonl`` keeps ids, offsets and labels only, for the texts belong to others::

    {"set", "id", "text": hash of the article's text, "start", "end" (of the paragraph),
     "attributions": [{"source": [[start, end]], "cue": …, "content": …}], "held_out": true}

Offsets count in the article's normal text. Paragraphs with ``held_out`` are for measuring.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from claimtrack.attribution.encode import encode
from claimtrack.models import AttributionClaim, Span
from claimtrack.text import normal_text

from .corpus import Document, labels_of

LABELS = Path(__file__).parent / "other" / "labels.jsonl"
_PARTS = ("source", "cue", "content")


def load_other(folder: Path, labels: Path, tokenizer: Tokenizer) -> list[Document]:
    """The paragraphs to train on. Raises ValueError where a text is not the labelled one."""
    return [
        Document(name, pieces := encode(text, tokenizer), (labels_of(pieces, gold),))
        for name, text, gold in read_other(folder, labels, held_out=False)
    ]


def read_other(
    folder: Path, labels: Path, *, held_out: bool
) -> Iterator[tuple[str, str, tuple[AttributionClaim, ...]]]:
    """Name, text and gold of each paragraph, offsets counting in the paragraph."""
    articles = functools.cache(lambda name: _articles(folder / name))
    for line in labels.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row.get("held_out", False) is held_out:
            text = articles(row["set"]).get(row["id"], "")
            if hashlib.sha256(text.encode()).hexdigest()[:16] != row["text"]:
                raise ValueError(f"{row['set']}: the text of {row['id']} is not the labelled one")
            gold = tuple(_gold(a, row["start"]) for a in row["attributions"])
            yield _name(row), text[row["start"] : row["end"]], gold


def paragraphs(*, held_out: bool) -> list[str]:
    """Which paragraphs are trained on, or are held out, by name."""
    rows = map(json.loads, LABELS.read_text("utf-8").splitlines())
    return [_name(row) for row in rows if row.get("held_out", False) is held_out]


def _name(row: dict[str, Any]) -> str:
    return f"{row['set']}/{row['id']}:{row['start']}"


def _gold(attribution: dict[str, list[list[int]]], shift: int) -> AttributionClaim:
    source, cue, content = (
        tuple(Span(start=a - shift, end=b - shift) for a, b in attribution[part]) for part in _PARTS
    )
    return AttributionClaim(source=source, cue=cue, content=content)


def _articles(folder: Path) -> dict[str, str]:
    """The normal texts of a collection by id: lines of JSON, or ``text/ID.txt`` under a title."""
    return {
        str(row["id"]): normal_text(row.get("title"), row.get("body_text"))
        for row in (*read_rows(folder), *_files(folder))
    }


def read_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")]):
        data = path.read_bytes()
        lines = gzip.decompress(data) if path.suffix == ".gz" else data
        yield from map(json.loads, lines.decode("utf-8").splitlines())


def _files(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("text/*.txt")):
        title, _, body = path.read_bytes().decode("utf-8").partition("\n\n")
        yield {"id": path.stem, "title": title, "body_text": body}
