"""What is loaded when: no language model without news, nothing of bulk runs without one."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    *("spacy", "onnxruntime", "torch"),
    *("dask", "distributed", "duckdb", "fsspec", "pyarrow", "warcio"),  # claimtrack[cluster]
)


def loaded_after(code: str) -> set[str]:
    program = f"{code}\nimport sys\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "module",
    ["claimtrack", "claimtrack.plugin", "claimtrack.cli", "claimtrack.pipeline"],
)
def test_loads_no_language_model(module):
    assert loaded_after(f"import {module}") == set()


def test_second_run_without_news_loads_no_language_model(tmp_path):
    code = f"""
from pathlib import Path
from claimtrack.cli import main
from claimtrack.sample import write_newsroom
folder = Path({str(tmp_path)!r})
feeds, _ = write_newsroom(folder)
arguments = ["ingest", "--feeds", str(feeds), "--db", str(folder / "x.db")]
{{run}}
"""
    run = "main(arguments, standalone_mode=False)"
    first = loaded_after(code.replace("{run}", run))
    second = loaded_after(code.replace("{run}", run))

    assert first >= {"spacy", "onnxruntime"}
    assert second == set()


def test_every_public_name_is_there():
    import claimtrack

    assert all(getattr(claimtrack, name) is not None for name in claimtrack.__all__)
    with pytest.raises(AttributeError, match="no attribute 'quote'"):
        claimtrack.quote  # noqa: B018


@pytest.mark.parametrize("missing", ["dask", "distributed", "fsspec", "pyarrow", "warcio"])
def test_without_its_extra_a_bulk_run_says_what_to_install(missing, tmp_path):
    code = f"import sys; sys.modules[{missing!r}] = None; from claimtrack.cli import main; main()"
    (tmp_path / "a.jsonl").touch()
    arguments = ["bulk", "run", str(tmp_path / "a.jsonl"), "--out", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("claimtrack: bulk runs need ")
    assert "pip install 'claimtrack[cluster]'" in done.stderr
