"""claimtrack.limits: a block may take so much of its own processor time."""

from __future__ import annotations

import threading
import time

import pytest

from claimtrack.limits import TookTooLong, time_limit


def work(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_what_takes_too_long_is_stopped():
    with pytest.raises(TookTooLong), time_limit(0.05):
        work(5)


def test_what_other_threads_take_does_not_count():
    is_over = threading.Event()

    def others() -> None:
        while not is_over.is_set():
            work(0.01)

    thread = threading.Thread(target=others)
    thread.start()
    try:
        with time_limit(0.3):
            work(0.25)
    finally:
        is_over.set()
        thread.join()


def test_the_limit_ends_with_its_block():
    with time_limit(0.05):
        pass
    work(0.1)
