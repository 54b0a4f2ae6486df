"""Dask: where the workers are, and orders given to them a few at a time.

Dask schedules, moves work away from workers that died, and tries what killed its worker on three
more. Decided here is only what it cannot know: that an order which failed is worth another
attempt, and that a worker which cannot do any order is to be retired.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from distributed import Client, KilledWorker, LocalCluster, as_completed, get_worker
from distributed.client import FutureCancelledError
from distributed.comm import CommClosedError
from distributed.utils import silence_logging_cmgr

from ..errors import ClaimtrackError, InputError
from .work import Order, Unfit, do, extractor_version

_ATTEMPTS = 3  # of an order that raised something
_AHEAD = 2  # orders that wait for each worker: more gains nothing, and the scheduler holds them
_CONNECT = 30  # seconds
_GONE = "the scheduler is gone; what is done is kept: run it again when there is one"
_LOCAL = "127.0.0.1"


class SchedulerGone(ClaimtrackError):
    """The scheduler cannot be reached any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of an order: its counts, or why it was given up."""

    order: Order
    counts: dict[str, int] | None = None
    reason: str = ""


@contextmanager
def connected(scheduler: str | None, workers: int | None) -> Iterator[Client]:
    """The workers of a scheduler that runs, or ``workers`` processes of this machine.

    Errors: :class:`InputError` where no scheduler answers.
    """
    with ExitStack() as stack:
        stack.enter_context(silence_logging_cmgr(logging.CRITICAL))  # we tell what is lost
        target = scheduler or stack.enter_context(_local(workers))
        try:
            client = Client(target, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise InputError(f"{scheduler}: no Dask scheduler answers: {error}") from error
        yield stack.enter_context(client)


def _local(workers: int | None) -> LocalCluster:
    with warnings.catch_warnings():  # the address that the dashboard takes instead is told
        warnings.filterwarnings("ignore", message=r"\s*Port \d+ is already in use")
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host=_LOCAL,
            dashboard_address=f"{_LOCAL}:8787",
            silence_logs=logging.CRITICAL,
        )


def ask_version(client: Client) -> str:
    """The extractor version of the workers; waits for the first of them.

    Errors: :class:`InputError` where workers read several texts at once: models are shared by no
    two threads.
    """
    with _attached():
        found: str = client.submit(extractor_version, pure=False).result()
    wide = sorted(address for address, threads in client.nthreads().items() if threads > 1)
    if wide:
        raise InputError(
            f"worker {wide[0]} has several threads; start workers with --nthreads 1"
            " --nworkers auto: a process for each core"
        )
    return found


def carry_out(client: Client, orders: Iterable[Order]) -> Iterator[Result]:
    """Have every order done, and tell each as it ends. Holds few orders at a time.

    Errors: :class:`SchedulerGone`.
    """
    with _attached():
        yield from _carry_out(client, orders)


@contextmanager
def _attached() -> Iterator[None]:
    """Say so where the scheduler goes away."""
    try:
        yield
    except (CommClosedError, FutureCancelledError) as error:
        raise SchedulerGone(_GONE) from error


def _carry_out(client: Client, orders: Iterable[Order]) -> Iterator[Result]:
    waiting, flow = iter(orders), as_completed(loop=client.loop, raise_errors=False)
    given: dict[str, tuple[Order, int]] = {}

    def give(order: Order, attempt: int) -> None:
        key = f"bulk-{order.chunk.partition}-{attempt}"
        given[key] = (order, attempt)
        flow.add(client.submit(_do, order, key=key, pure=False))

    def fill() -> None:
        room = _AHEAD * max(len(client.nthreads()), 1)
        while len(given) < room and (order := next(waiting, None)):
            give(order, 1)

    fill()
    for future in flow:
        order, attempt = given.pop(future.key)
        if future.status == "finished":
            yield Result(order=order, counts=future.result())
        elif future.status != "error":
            raise SchedulerGone(_GONE)
        elif _is_worth_another(client, error := future.exception(), attempt):
            give(order, attempt + 1)
        else:
            yield Result(order=order, reason=_reason(error))
        future.release()
        fill()


def _do(order: Order) -> dict[str, int]:
    return do(order, worker=get_worker().address)


def _is_worth_another(client: Client, error: BaseException, attempt: int) -> bool:
    if isinstance(error, Unfit):
        return _retire(client, error.worker)
    return not isinstance(error, KilledWorker) and attempt < _ATTEMPTS


def _retire(client: Client, worker: str) -> bool:
    """Give the worker no more work; False where it is the last."""
    known = client.nthreads().keys()
    if not known - {worker}:
        return False
    if worker in known:
        client.retire_workers([worker], close_workers=True, remove=True)
    return True


def _reason(error: BaseException) -> str:
    if isinstance(error, KilledWorker):
        return f"ended each of {error.allowed_failures + 1} workers that tried it"
    said: Any = str(error).strip().splitlines() or [""]
    name = "" if isinstance(error, ClaimtrackError) else f"{type(error).__name__}: "
    return f"{name}{said[0]}"
