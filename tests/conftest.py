"""Fixtures: db, web, clock, extractor."""

from __future__ import annotations

import pytest
from fakes import FakeClock, LocalWeb
from hypothesis import settings
from newsroom import Newsroom

from claimtrack.extract import Extractor
from claimtrack.store import open_database

# A busy machine is no failure: only what is wrong fails, not what is slow for once.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture
def db(tmp_path):
    """A database file, migrated."""
    with open_database(tmp_path / "test.db") as database:
        yield database


@pytest.fixture
def web():
    """A local web server."""
    server = LocalWeb()
    yield server
    server.close()


@pytest.fixture
def clock():
    """A clock that we move."""
    return FakeClock()


@pytest.fixture
def newsroom(web, clock):
    """One outlet with a feed on the local web."""
    return Newsroom(web, clock)


@pytest.fixture(scope="session")
def extractor():
    """The real models."""
    return Extractor.load()
