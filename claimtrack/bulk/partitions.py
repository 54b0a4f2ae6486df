"""A partition on disk: written aside, moved into place, and done when its manifest stands there.

::

    DIR/.writing/NAME.…/     what is being written; nobody reads it
    move its files           each whole, none counted yet
    DIR/manifest/NAME.json   written last: from here on the partition is there

The folder is one that all workers write to: a disk, or a network file system with atomic renames.
Written twice, a partition has the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import parquet

from ..errors import InputError, StoreError
from .tables import MONTH, TABLES, UNKNOWN_MONTH, VERSION, Table

Manifest = dict[str, Any]
Rows = Iterable[list[dict[str, Any]]]

MANIFESTS = "manifest"
_ASIDE = ".writing"
_TYPES = {
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "string": pyarrow.string(),
    "bytes": pyarrow.binary(),
}


def schema_of(table: Table) -> Any:
    """The columns as Arrow knows them."""
    return pyarrow.schema([(name, _TYPES[kind]) for name, kind in table.columns])


# --- writing ------------------------------------------------------------------------------------


def write_partition(
    folder: Path, name: str, tables: Mapping[str, Rows], about: Mapping[str, Any]
) -> Manifest:
    """Write the rows of each table, by month; the manifest tells ``about`` too. OSError if it
    cannot be written: then nothing is there.
    """
    with _aside(folder, name) as aside:
        files = {}
        for table in TABLES:
            for path, rows in _write_table(aside, name, table, tables[table.name]):
                files[str(path.relative_to(aside))] = {"rows": rows, **_sum(path)}
        for file in files:
            _move(aside / file, folder / file)
        manifest = {"format": VERSION, "partition": name, **about, "files": files}
        _write_json(aside / "manifest.json", manifest)
        _move(aside / "manifest.json", folder / MANIFESTS / f"{name}.json")
    return manifest


@contextmanager
def _aside(folder: Path, name: str) -> Iterator[Path]:
    parent = folder / _ASIDE
    parent.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=parent))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _write_table(aside: Path, name: str, table: Table, rows: Rows) -> Iterator[tuple[Path, int]]:
    """One file for each month that the rows have."""
    schema, months = schema_of(table), dict[str, list[Any]]()
    for batch in rows:
        sorted_rows: dict[str, list[dict[str, Any]]] = {}
        for row in batch:
            row["partition"] = name
            sorted_rows.setdefault(row.pop(MONTH, None) or UNKNOWN_MONTH, []).append(row)
        for month, some in sorted_rows.items():
            months.setdefault(month, []).append(pyarrow.RecordBatch.from_pylist(some, schema))
    for month, batches in sorted(months.items()):
        path = aside / table.name / f"{MONTH}={month}" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = pyarrow.Table.from_batches(batches, schema)
        with path.open("wb") as file:
            parquet.write_table(data, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        yield path, data.num_rows


def _sum(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {
            "bytes": path.stat().st_size,
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
        }


def _move(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    path.replace(to)
    handle = os.open(to.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_json(path: Path, value: object) -> None:
    """Put a JSON file in the place of the one that is there, whole."""
    aside = path.with_name(f".{path.name}.new")
    _write_json(aside, value)
    _move(aside, path)


def _write_json(path: Path, value: object) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())


# --- reading ------------------------------------------------------------------------------------


def load_manifests(folder: Path) -> Iterator[Manifest]:
    """The manifests of all partitions that are done, in the order of the partitions."""
    for path in sorted((folder / MANIFESTS).glob("*.json")):
        try:
            manifest: Manifest = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            raise StoreError(f"{path}: is no manifest; remove it and run again") from error
        if manifest.get("format") != VERSION:
            raise StoreError(f"{path}: was written by another version of claimtrack")
        yield manifest


def load_whole(folder: Path) -> list[Manifest]:
    """The manifests of the partitions whose files are there; :class:`InputError` if none is."""
    manifests = [m for m in load_manifests(folder) if is_whole(folder, m)]
    if not manifests:
        raise InputError(f"{folder}: holds no partition; make some with 'claimtrack bulk run'")
    return manifests


def files_of(folder: Path, manifests: Iterable[Manifest], table: str) -> list[Path]:
    """The files of one table, in order."""
    names = sorted(name for m in manifests for name in m["files"])
    return [folder / name for name in names if Path(name).parts[0] == table]


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Whether all files of the partition are there, by their size."""
    return all(
        (path := folder / name).is_file() and path.stat().st_size == file["bytes"]
        for name, file in manifest["files"].items()
    )


def sweep(folder: Path) -> dict[str, tuple[str, int]]:
    """Remove what is of no whole partition; by name of those that are done, address and size of
    their source.
    """
    shutil.rmtree(folder / _ASIDE, ignore_errors=True)
    done: dict[str, tuple[str, int]] = {}
    for manifest in load_manifests(folder):
        if is_whole(folder, manifest):
            source = manifest["input"]
            done[manifest["partition"]] = (sys.intern(source["uri"]), source["size"])
        else:
            (folder / MANIFESTS / f"{manifest['partition']}.json").unlink()
    for table in TABLES:
        for path in (folder / table.name).glob(f"{MONTH}=*/*.parquet"):
            if path.stem not in done:
                path.unlink()
    return done
