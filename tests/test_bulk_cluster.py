"""Bulk runs on a cluster: whatever dies, the rows are as if undisturbed, or it is told which lack.

Scheduler, workers and the run are processes of their own that know each other by address alone.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed", reason="needs claimtrack[cluster]; see make test-all")

from archives import article, write_jsonl, write_warc
from pyarrow import parquet

from claimtrack.bulk.chunks import cut, find_sources
from claimtrack.bulk.work import Order, do, extractor_version
from claimtrack.store.times import from_text

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in. <function Spooled"),
]

WAIT = 600  # seconds; a busy machine is no failure
ENVIRONMENT = {**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s"}
TTL = {
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "60s"
}  # after which a worker that is mute is gone


def until(is_so: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + WAIT
    while not is_so():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.1)


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        return found.getsockname()[1]


class Cluster:
    """A scheduler and workers, each a process that can be killed by itself."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder, self.settings = folder, settings
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen] = []
        self.scheduler = self.start_scheduler()

    def start_scheduler(self) -> subprocess.Popen:
        where = ["--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", "--no-show"]
        process = self._start("scheduler", *where, env=ENVIRONMENT | self.settings)
        until(self._answers, "the scheduler")
        return process

    def _answers(self) -> bool:
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self.port), 1)):
            return True
        return False

    def worker(self, *options: str, file_size: int | None = None) -> subprocess.Popen:
        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, resource.RLIM_INFINITY))

        where = ["--host", "127.0.0.1", "--no-dashboard", "--nthreads", "1"]
        where += ["--local-directory", str(self.folder)]
        preexec = limit if file_size else None
        return self._start("worker", self.address, *where, *options, preexec_fn=preexec)

    def _start(self, role: str, *arguments: str, **how: Any) -> subprocess.Popen:
        program = [sys.executable, "-m", f"distributed.cli.dask_{role}", *arguments]
        log = (self.folder / f"{role}{len(self.processes)}.log").open("wb")
        with log:
            how = {"env": ENVIRONMENT, **how}
            process = subprocess.Popen(program, stdout=log, stderr=log, **how)
        self.processes.append(process)
        return process

    def close(self) -> None:
        for process in reversed(self.processes):
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()


@pytest.fixture
def cluster(request, tmp_path) -> Iterator[Cluster]:
    (tmp_path / "dask").mkdir()
    started = Cluster(tmp_path / "dask", getattr(request, "param", {}))
    yield started
    started.close()


@pytest.fixture
def source(tmp_path) -> Path:
    """Forty articles of 1,000 bytes: five partitions of --articles 2."""
    rows = [article(n, sentences=12) for n in range(40)]
    return write_jsonl(tmp_path / "a.jsonl", rows)


def start(cluster: Cluster, *arguments: Any) -> subprocess.Popen:
    program = [sys.executable, "-m", "claimtrack", "bulk", "run", "--scheduler", cluster.address]
    return subprocess.Popen(
        [*program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )


def finish(run: subprocess.Popen) -> tuple[int, str, str]:
    out, err = run.communicate(timeout=WAIT)
    return run.returncode, out, err


def bulk(cluster: Cluster, *arguments: Any) -> tuple[int, str, str]:
    return finish(start(cluster, *arguments))


def manifests(out: Path) -> list[Path]:
    return sorted((out / "manifest").glob("*.json"))


def about(out: Path) -> dict[str, Any]:
    return json.loads((out / "run.json").read_text("utf-8"))


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.startswith("run.json")
    }


def assert_as_undisturbed(out: Path, *sources: Path) -> None:
    """Every file is, byte for byte, what one process makes of the sources in peace."""
    told, calm = about(out), out.with_name("calm")
    for found in find_sources(map(str, sources)):
        for chunk in cut(found, told["articles"]):
            do(
                Order(
                    chunk=chunk,
                    folder=calm,
                    seen_at=from_text(told["seen_at"]),
                    extractor=extractor_version(),
                    seconds=WAIT,
                )
            )
    assert (told["partitions"], told["lost"]) == (told["done"], [])
    assert len(manifests(out)) > 1
    assert content(out) == content(calm)


def test_a_worker_that_is_killed_changes_nothing(cluster, source, tmp_path):
    out = tmp_path / "out"
    first = cluster.worker("--no-nanny")
    run = start(cluster, source, "--out", out, "--articles", 2)
    until(lambda: manifests(out), "the first partition")
    first.kill()
    cluster.worker("--no-nanny")
    code, said, problems = finish(run)

    assert code == 0, problems
    assert "0 lost), 40 articles" in said
    assert_as_undisturbed(out, source)


@pytest.mark.parametrize("cluster", [TTL], indirect=True, ids=["mute"])
def test_a_worker_that_hangs_changes_nothing(cluster, source, tmp_path):
    out = tmp_path / "out"
    hung = cluster.worker("--no-nanny")
    run = start(cluster, source, "--out", out, "--articles", 2)
    until(lambda: manifests(out), "the first partition")
    hung.send_signal(signal.SIGSTOP)
    cluster.worker()  # with a nanny: on a busy machine it may seem to hang too, and is replaced
    code, _, problems = finish(run)

    assert code == 0, problems
    assert_as_undisturbed(out, source)


def test_work_that_takes_too_long_is_lost_and_told_and_done_by_the_next_run(
    cluster, source, tmp_path
):
    out = tmp_path / "out"
    cluster.worker()
    code, said, problems = bulk(cluster, source, "--out", out, "--articles", 200, "--timeout", 1)
    (lost,) = about(out)["lost"]
    again = bulk(cluster, source, "--out", out)

    assert code == 3
    assert "0 partitions (0 were done before, 1 lost)" in said
    assert "ended each of 4 workers that tried it" in problems
    assert lost["reason"] == "ended each of 4 workers that tried it"
    assert lost["input"]["uri"] == source.as_uri()
    assert (again[0], about(out)["lost"]) == (0, [])


def test_a_scheduler_that_is_killed_ends_the_run_and_the_next_one_goes_on(
    cluster, source, tmp_path
):
    out = tmp_path / "out"
    worker = cluster.worker("--no-nanny")
    run = start(cluster, source, "--out", out, "--articles", 1)
    until(lambda: len(manifests(out)) > 1, "the second partition")
    cluster.scheduler.kill()
    worker.kill()  # what it has in hand it would finish otherwise
    worker.wait()
    code, said, problems = finish(run)
    before = {path.name: path.stat().st_mtime_ns for path in manifests(out)}
    cluster.start_scheduler()
    cluster.worker("--no-nanny")
    again, summary, trouble = bulk(cluster, source, "--out", out)
    after = {path.name: path.stat().st_mtime_ns for path in manifests(out)}

    assert (code, said) == (1, "")
    assert problems.splitlines()[-1] == (
        "claimtrack: the scheduler is gone; what is done is kept: run it again when there is one"
    )
    assert again == 0, trouble
    assert f"({len(before)} were done before, 0 lost)" in summary
    assert {name: after[name] for name in before} == before
    assert_as_undisturbed(out, source)


def test_a_worker_whose_disk_is_full_is_sent_away(cluster, source, tmp_path):
    out = tmp_path / "out"
    full = cluster.worker("--no-nanny", file_size=4_000)
    cluster.worker("--no-nanny")
    log = tmp_path / "dask/scheduler0.log"
    until(lambda: log.read_text("utf-8").count("Register worker") == 2, "both workers")
    code, said, problems = bulk(cluster, source, "--out", out, "--articles", 2)

    assert code == 0, problems
    assert "0 lost), 40 articles" in said
    assert full.wait(WAIT) is not None
    assert_as_undisturbed(out, source)


def test_where_no_disk_takes_more_it_is_told_what_lacks(cluster, source, tmp_path):
    out = tmp_path / "out"
    full = cluster.worker("--no-nanny", file_size=4_000)
    code, said, problems = bulk(cluster, source, "--out", out, "--articles", 4)
    lost = about(out)["lost"]
    full.terminate()
    cluster.worker("--no-nanny")
    again = bulk(cluster, source, "--out", out)[0]

    assert code == 3
    assert "0 partitions (0 were done before, 3 lost)" in said
    assert problems.count("has no room for temporary files: File too large") == len(lost) == 3
    assert again == 0
    assert_as_undisturbed(out, source)


def test_what_cannot_be_read_of_archives_is_told_exactly(cluster, source, tmp_path):
    out, cut_off, none = tmp_path / "out", tmp_path / "b.warc.gz", tmp_path / "c.warc"
    places = write_warc(cut_off, 6)
    cut_off.write_bytes(cut_off.read_bytes()[: places[5] + 200])
    none.write_bytes(b"no archive at all\n" * 100)
    cluster.worker("--no-nanny")
    code, said, problems = bulk(cluster, source, cut_off, none, "--out", out)
    rejects = [
        row
        for path in out.glob("rejects/*/*.parquet")
        for row in parquet.ParquetFile(path).read().to_pylist()
    ]

    assert code == 0, problems
    assert "45 articles" in said
    assert "2 rejects" in said
    assert {(row["file"], row["record"]) for row in rejects} == {
        (cut_off.as_uri(), places[5]),
        (none.as_uri(), None),
    }
    assert_as_undisturbed(out, source, cut_off, none)


def test_a_file_that_workers_cannot_open_is_lost_and_told(cluster, source, tmp_path):
    """The run sees a file in its own memory, which no worker does."""
    out = tmp_path / "out"
    cluster.worker("--no-nanny")
    program = (
        "import fsspec, sys\n"
        "with fsspec.open('memory://x.jsonl', 'wb') as file: file.write(b'{}')\n"
        "from claimtrack.cli import main\n"
        "main(sys.argv[1:])"
    )
    arguments = ["memory://x.jsonl", str(source), "--out", str(out)]
    run = subprocess.run(
        [sys.executable, "-c", program, "bulk", "run", "--scheduler", cluster.address, *arguments],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=WAIT,
    )
    (lost,) = about(out)["lost"]

    assert run.returncode == 3, run.stderr
    assert "1 partitions (0 were done before, 1 lost), 40 articles" in run.stdout
    assert lost["reason"].startswith("memory:///x.jsonl: cannot be read: ")
    assert lost["input"]["uri"] == "memory:///x.jsonl"


def test_workers_of_this_machine_do_it_too_and_the_dashboard_is_named(source, tmp_path):
    out = tmp_path / "out"
    program = [sys.executable, "-m", "claimtrack", "bulk", "run", str(source), "--out", str(out)]
    run = subprocess.run(
        [*program, "--workers", "2", "--articles", "2"],
        capture_output=True,
        text=True,
        timeout=WAIT,
    )
    first = content(out)
    other = subprocess.run([*program, "--articles", "5"], capture_output=True, text=True)
    with source.open("a", encoding="utf-8") as file:
        file.write("{}\n")
    changed = subprocess.run(program, capture_output=True, text=True)

    assert run.returncode == 0, run.stderr
    assert run.stderr.startswith("claimtrack: Dask's dashboard: http://127.0.0.1:")
    assert "40 articles" in run.stdout
    assert other.returncode == changed.returncode == 1
    assert "was cut by --articles 2" in other.stderr
    assert "name another folder with --out" in changed.stderr
    assert content(out) == first


def test_a_worker_with_several_threads_is_refused(cluster, source, tmp_path):
    cluster.worker("--no-nanny", "--nthreads", "2")
    code, _, problems = bulk(cluster, source, "--out", tmp_path / "out")

    assert code == 1
    assert "has several threads; start workers with --nthreads 1" in problems


def test_an_address_without_a_scheduler_is_told(source, tmp_path):
    address = f"tcp://127.0.0.1:{free_port()}"
    program = [sys.executable, "-m", "claimtrack", "bulk", "run", str(source)]
    options = ["--out", str(tmp_path / "out"), "--scheduler", address]
    run = subprocess.run(
        [*program, *options], capture_output=True, text=True, timeout=WAIT, env=ENVIRONMENT
    )

    assert run.returncode == 1
    assert f"{address}: no Dask scheduler answers" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_folder_is_no_address_and_one_place_for_the_workers_is_enough(source):
    program = [sys.executable, "-m", "claimtrack", "bulk", "run", str(source), "--out"]
    address = subprocess.run([*program, "s3://bucket/out"], capture_output=True, text=True)
    both = [*program, "out", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"]
    twice = subprocess.run(both, capture_output=True, text=True)

    assert (address.returncode, twice.returncode) == (2, 2)
    assert "no address" in address.stderr
    assert "exclude each other" in twice.stderr
