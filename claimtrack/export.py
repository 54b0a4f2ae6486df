"""A database → a folder of plain files that describe themselves: a Frictionless data package.

::

    for each view:                     streamed, from one state of the database
        write its rows                 render.tables
        note size and checksum
    datapackage.json                   what every file and column means
    SHA256SUMS                         written last: a folder without it is not complete
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from . import __version__
from .errors import InputError
from .pages import CAUTION
from .render.tables import SINKS, Column
from .schema import DICTIONARY, VIEWS, TableNote
from .schema.verdicts import VERDICT_COLUMNS, VERDICT_DICTIONARY, VERDICT_TABLES
from .store import load_about
from .store.reading.whole import columns_of, every_row, one_state
from .vocabularies import values_of

DESCRIPTION = "datapackage.json"
SUMS = "SHA256SUMS"
FORMS = tuple(SINKS)
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_LEGAL = "Texts and quotations stay their publishers' copyright; see terms_url of outlet_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One file of the package."""

    table: str
    form: str
    path: Path
    columns: tuple[Column, ...]
    rows: int
    sha256: str

    @property
    def bytes(self) -> int:
        """Size of the file."""
        return self.path.stat().st_size


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A database with the tables of it that are exported, and what they mean."""

    db: Database
    tables: tuple[str, ...]
    notes: dict[str, TableNote]
    columns: dict[str, str]

    def note(self, table: str, column: str) -> str:
        return self.notes[table].note(column) or self.columns.get(column, "")


def export(
    db: Database,
    folder: Path,
    *,
    forms: Sequence[str],
    created: str,
    verdicts: Database | None = None,
) -> tuple[Exported, ...]:
    """Write every view of ``db``, and what checkers filed, into ``folder``.

    A folder that holds other files is refused; an export that is there is replaced. What is capped
    in a published database is capped in its export.
    """
    _make_room(folder)
    sources = [_Source(db=db, tables=tuple(v.name for v in VIEWS), notes=DICTIONARY, columns={})]
    if verdicts is not None:
        sources.append(
            _Source(
                db=verdicts,
                tables=VERDICT_TABLES,
                notes=VERDICT_DICTIONARY,
                columns=VERDICT_COLUMNS,
            )
        )
    files = [(source, file) for source in sources for file in _export_all(source, folder, forms)]
    package = _package(files, created=created, published=load_about(db, "published"))
    described = folder / DESCRIPTION
    described.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", "utf-8")
    sums = [(file.sha256, file.path.name) for _, file in files]
    sums.append((_sha256(described), DESCRIPTION))
    lines = "".join(f"{digest}  {name}\n" for digest, name in sums)
    (folder / SUMS).write_text(lines, "utf-8")
    return tuple(file for _, file in files)


def _make_room(folder: Path) -> None:
    """An empty folder, or one that an export made, emptied of it."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; name a folder with --to")
    folder.mkdir(parents=True, exist_ok=True)
    known = {SUMS, DESCRIPTION}
    tables = (*(v.name for v in VIEWS), *VERDICT_TABLES)
    known |= {f"{table}.{form}" for table in tables for form in FORMS}
    foreign = sorted(p.name for p in folder.iterdir() if p.name not in known)
    if foreign:
        raise InputError(f"{folder}: holds {foreign[0]}, which no export made; name another folder")
    for path in sorted(folder.iterdir(), key=lambda p: p.name != SUMS):
        path.unlink()


def _export_all(source: _Source, folder: Path, forms: Sequence[str]) -> Iterator[Exported]:
    with one_state(source.db.conn):
        for table in source.tables:
            yield from _export(source, table, folder, forms)


def _export(source: _Source, table: str, folder: Path, forms: Sequence[str]) -> Iterator[Exported]:
    columns = columns_of(source.db.conn, table)
    paths = {form: folder / f"{table}.{form}" for form in forms}
    number = 0
    with ExitStack() as stack:
        sinks = [SINKS[form](path, columns) for form, path in paths.items()]
        for sink in sinks:
            stack.callback(sink.close)
        for batch in every_row(source.db.conn, table):
            number += len(batch)
            for sink in sinks:
                sink.write(batch)
    for form, path in paths.items():
        yield Exported(
            table=table, form=form, path=path, columns=columns, rows=number, sha256=_sha256(path)
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- the description ----------------------------------------------------------------------------


def _package(
    files: Sequence[tuple[_Source, Exported]], *, created: str, published: str | None
) -> dict[str, Any]:
    about = f"News coverage and the attribution claims in it. Every claim is {CAUTION}: found by a "
    about += "program, with errors, in articles that report it."
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "claimtrack-export",
        "title": "claimtrack: news coverage and the attribution claims in it",
        "description": f"{about} {published}" if published else about,
        "version": __version__,
        "created": created,
        "licenses": [{"name": "other-closed", "title": _LEGAL}],
        "resources": [_resource(source, file) for source, file in files],
    }


def _resource(source: _Source, file: Exported) -> dict[str, Any]:
    note = source.notes[file.table]
    is_csv = file.form == "csv"
    return {
        "name": file.table if is_csv else f"{file.table}-{file.form}",
        "type": "table",
        "path": file.path.name,
        "title": note.title,
        "description": note.description,
        "format": file.form,
        "mediatype": _MEDIA[file.form],
        **({"encoding": "utf-8", "dialect": {"lineTerminator": "\r\n"}} if is_csv else {}),
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        "schema": {
            "fields": [_field(source, file.table, *column) for column in file.columns],
            "missingValues": [""],
        },
    }


def _field(source: _Source, table: str, name: str, kind: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": name,
        "type": kind,
        "description": source.note(table, name),
    }
    values = values_of(table, name)
    return field | ({"constraints": {"enum": list(values)}} if values else {})
