"""One run at a time: a lock beside the database, which the system drops when its holder dies.

People who decide something while a run writes take their turn by transactions (:func:`writing`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from ..errors import StoreError

if sys.platform != "win32":
    import fcntl


@contextmanager
def run_lock(database: Path) -> Iterator[None]:
    """Hold the lock of ``database``; :class:`StoreError` at once where another run holds it.

    The lock is the system's own on ``NAME.lock`` (flock), so that a killed run leaves none behind;
    the file stays and names the process that holds it, or held it last. Limits: on network file
    systems without flock, and on Windows, nothing is locked.
    """
    path = database.with_name(database.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"{database}: cannot be used as a database: {error.strerror}") from error
    try:
        _take(handle, database)
        yield
    finally:
        os.close(handle)


def _take(handle: int, database: Path) -> None:
    if sys.platform == "win32":
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(handle, 20).decode("ascii", "replace").strip()
        raise StoreError(
            f"{database}: another run (process {holder or 'unknown'}) is writing to it;"
            " wait for it to finish"
        ) from error
    except OSError:
        return  # a file system without locks
    with suppress(OSError):  # a full disk: the lock holds all the same
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """A transaction that may write from its start, so that what it reads stays so to its end."""
    db.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.execute("commit")
