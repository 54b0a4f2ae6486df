"""Archives made by code: articles of our own sentences as JSONL, WARC and Parquet."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import parquet
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Row = dict[str, Any]

_SAYS = (
    "The minister said on {day} that the dam at Norvale was unsafe.",
    '"We had warned them," engineer Orla Finch told the Ledger, "and nobody listened."',
    "Police blamed the Kestrel group for the attack on station {n}.",
    "The group denied that it was behind the attack.",
    "According to a report of the water board, {n} families may have to move.",
    "The mayor of Norvale claimed that the state had known of the crack since {day}.",
)


def article(n: int, *, sentences: int = 6, **changes: Any) -> Row:
    """One article; every third month another, every seventh without a date."""
    says = (
        _SAYS[(n + k) % len(_SAYS)].format(n=n, day=f"{1 + n % 28} May") for k in range(sentences)
    )
    row: Row = {
        "id": f"a{n}",
        "outlet": f"The Norvale Ledger {n % 3}",
        "title": f"Dam {n} at Norvale is examined",
        "date": None if n % 7 == 6 else f"2014-{1 + n % 3:02d}-{1 + n % 28:02d}",
        "authors": ["Ann Lee"],
        "body_text": "\n".join(says),
    }
    return {name: value for name, value in (row | changes).items() if value is not None}


def write_jsonl(path: Path, rows: Iterable[Row | str]) -> Path:
    """A line for each row; a text stands as it is. Packed where the name ends in .gz."""
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    data = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def write_parquet(path: Path, rows: Sequence[Row], *, group: int) -> Path:
    """Row groups of so many rows."""
    parquet.write_table(pyarrow.Table.from_pylist(list(rows)), path, row_group_size=group)
    return path


def page(n: int) -> str:
    """An article's page."""
    row = article(n, sentences=8)
    body = "".join(f"<p>{line}</p>" for line in row["body_text"].splitlines())
    return (
        f"<html lang=en><head><title>{row['title']}</title>"
        f'<meta property="article:published_time" content="2014-05-{1 + n % 28:02d}T08:00:00Z">'
        f"</head><body><article><h1>{row['title']}</h1>{body}</article></body></html>"
    )


def response(
    writer: WARCWriter,
    url: str,
    body: bytes,
    *,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    headers: Sequence[tuple[str, str]] = (),
) -> Any:
    """A captured answer."""
    http = StatusAndHeaders(status, [("Content-Type", kind), *headers], protocol="HTTP/1.1")
    return writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        http_headers=http,
        warc_headers_dict={"WARC-Date": "2014-06-01T00:00:00Z"},
    )


def write_warc(path: Path, pages: int) -> list[int]:
    """Pages, each followed by a record that is none; where the pages' records begin."""
    places = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for n in range(pages):
            places.append(file.tell())
            url = f"https://ledger.example/{n}"
            writer.write_record(response(writer, url, page(n).encode()))
            writer.write_record(response(writer, f"{url}.png", b"\x89PNG" * 50, kind="image/png"))
    return places
