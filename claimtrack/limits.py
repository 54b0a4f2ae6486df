"""Reading what others wrote takes no longer than we allow.

Parsers of other houses hold regular expressions that take hours for some texts of 100 KB, so a
limit on size alone bounds nothing.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SHORTEST = 0.01  # seconds; a timer of zero would never go off


class TookTooLong(BaseException):
    """The time is over. Not an Exception, so that no parser's ``except Exception`` eats it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise :class:`TookTooLong` in the block after so much processor time of this thread.

    Holds on the main thread of a POSIX system; elsewhere there is no limit.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or not hasattr(signal, "setitimer"):
        yield
        return
    end = time.thread_time() + seconds

    def stop(number: int, frame: FrameType | None) -> None:
        """The timer counts other threads too, so it may go off too early."""
        left = end - time.thread_time()
        if left <= 0:
            raise TookTooLong
        signal.setitimer(signal.ITIMER_VIRTUAL, max(left, _SHORTEST))

    old = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, old)
