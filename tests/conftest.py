"""Fixtures: db, web, clock, extractor, demo_db."""

from __future__ import annotations

import pytest
import visitors
from click.testing import CliRunner
from fakes import FakeClock, LocalWeb
from hypothesis import settings
from newsroom import Newsroom

from claimtrack.cli import main
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


@pytest.fixture(scope="session")
def demo_db(tmp_path_factory):
    """The sample newsroom as a database, by the real pipeline. To be read only."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    result = CliRunner().invoke(main, ["demo", "--db", str(path)])
    assert result.exit_code == 0, result.output
    visitors.keep(path)
    yield path
    visitors.close()
