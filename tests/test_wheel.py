"""The built wheel works by itself, outside the checkout: API, weights, sample, entry points."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PROGRAM = """
import claimtrack
from claimtrack.models import Stance
from claimtrack.sample import load_stories
from importlib.metadata import distribution
print(claimtrack.__file__)
found = claimtrack.extract("Police said on Monday that the dam had been neglected.")
claim, = found.attributions
assert claim.source_name == "Police" and claim.stance is Stance.ASSERTS, claim
assert len(load_stories()) > 40
points = distribution("claimtrack").entry_points
assert {p.group for p in points} == {"console_scripts", "datasette", "spacy_factories"}, points
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # a copy: a build leaves files behind
    shutil.copytree(ROOT / "claimtrack", source / "claimtrack")
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    options = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([*pip, *options, str(source)], check=True, capture_output=True)
    (wheel,) = folder.glob("claimtrack-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_extracts_claims_outside_the_checkout(unpacked, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(unpacked))


def test_the_wheel_is_typed_and_holds_its_licence(unpacked):
    (info,) = unpacked.glob("claimtrack-*.dist-info")

    assert (unpacked / "claimtrack" / "py.typed").exists()
    assert (info / "licenses" / "LICENSE").exists()
    assert (info / "licenses" / "NOTICE").exists()
