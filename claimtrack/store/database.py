"""Opening a database file, and turning SQLite's errors into sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from ..errors import StoreError
from ..schema import migrate
from .attaching import attach_all_reviews
from .claims import refresh_summaries
from .ledger import sync_ledger
from .withdrawals import apply_withdrawals

_BUSY_SECONDS = 30.0


@contextmanager
def open_database(path: Path | str, *, create: bool = True) -> Iterator[Database]:
    """Open the database at ``path``, migrated to the present schema, and close it after.

    Errors: :class:`StoreError`, with the way out.
    """
    if not create and not Path(path).exists():
        raise StoreError(f"{path}: no such database; make one with 'claimtrack ingest --db {path}'")
    with opened(path, migrate) as db:
        _heed_ledger(db, Path(path))
        yield db


@contextmanager
def opened(path: Path | str, migrate: Callable[[Database], None]) -> Iterator[Database]:
    """Open a database file, bring it up to date by ``migrate``, and close it after.

    WAL with ``synchronous = NORMAL``: a power loss may lose the last transactions, which the next
    run makes again, but never damages the file.
    """
    path = Path(path)
    with storing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS)
        db = Database(connection, execute_plugins=False)
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.execute("pragma foreign_keys = on")
            connection.execute("pragma secure_delete = on")
            migrate(db)
            yield db
        finally:
            connection.close()


def _heed_ledger(db: Database, path: Path) -> None:
    """Let what people decided hold here too. A published copy has no ledger."""
    if not db.execute("select 1 from about where key = 'published'").fetchone():
        has_news = sync_ledger(db, path)
        apply_withdrawals(db, path)
        if has_news:
            attach_all_reviews(db)
            refresh_summaries(db)


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Raise what SQLite and the file system say of ``path`` as one sentence."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise  # a bug of ours, not a matter of the file
        raise StoreError(f"{path}: {_sentence(error)}") from error
    except BrokenPipeError:
        raise  # whoever reads our output had enough; no matter of the file
    except OSError as error:
        raise StoreError(f"{path}: cannot be used as a database: {error.strerror}") from error


def _sentence(error: sqlite3.DatabaseError) -> str:
    known = {
        "file is not a database": "this file is not a SQLite database; name another with --db",
        "unable to open database file": "cannot be opened; check the folder and its permissions",
        "attempt to write a readonly database": "is read-only; change its permissions, or --db",
        "database is locked": "another program holds it; wait for it to finish, then run again",
        "database or disk is full": "the disk is full; free space, then run again",
    }
    return known.get(str(error), f"SQLite says: {error}")
