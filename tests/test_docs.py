"""The documentation is true: generated parts are fresh, links lead somewhere, locks are clean."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("training/*.md")])
LOCKS = tuple(
    ROOT / name for name in ("requirements.lock", "tests/requirements.lock", "tests/cluster.lock")
)


def test_generated_parts_are_fresh():
    command = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text("utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]

    assert missing == []


def test_readme_names_only_targets_that_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", (ROOT / "README.md").read_text("utf-8")))

    assert named <= targets


def test_readme_explains_every_key_of_feeds_yaml():
    from dataclasses import fields

    from claimtrack.config import Settings
    from claimtrack.models import Feed, Outlet

    text = (ROOT / "README.md").read_text("utf-8")
    section = text.partition("## feeds.yaml")[2].partition("## Commands")[0]
    keys = {field.name for kind in (Settings, Outlet, Feed) for field in fields(kind)}

    assert {key for key in keys if f"{key}`" not in section} == set()


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_locks_have_hashes_and_neither_addresses_nor_torch(lock):
    text = lock.read_text("utf-8")
    names = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)

    assert len(names) > 50
    assert text.count("--hash=sha256:") >= len(names)
    assert "://" not in text
    assert "torch" not in names
