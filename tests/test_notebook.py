"""docs/notebook.ipynb runs as it is and draws three plots."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "notebook.ipynb"


# the kernel's own sockets and loop, left to the garbage collector
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_notebook_draws_three_plots_of_the_sample_newsroom(demo_db, monkeypatch):
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("CLAIMTRACK_DB", str(demo_db))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    told = "".join(output.get("text", "") for output in outputs)

    assert len([o for o in outputs if "image/png" in o.get("data", {})]) == 3
    assert told.count("according to") == 3
    assert not [o for o in outputs if o["output_type"] == "error"]


def test_the_notebook_is_kept_without_outputs():
    import json

    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]

    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
