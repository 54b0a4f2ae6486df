"""Speed of extraction against the limit: what plain ``nlp.pipe`` takes for the same texts.

    python benchmarks/extract.py [FOLDER]

FOLDER holds plain text files; without it the sample newsroom is read. Prints words (by white
space) a CPU-second of one thread, and peak memory. Both are measured in turns, the best turn
counts, so that another program on the machine disturbs both alike.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy reads it

import resource
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from claimtrack.extract import Extractor
from claimtrack.sample import load_stories

_TURNS = 3


def texts_of(arguments: Sequence[str]) -> list[str]:
    """The texts to read."""
    if arguments:
        return [path.read_bytes().decode("utf-8") for path in sorted(Path(arguments[0]).glob("*"))]
    return ["\n\n".join((story.title, *story.paragraphs)) for story in load_stories()]


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds that ``work`` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def exhaust(items: Iterable[object]) -> None:
    """Take all and keep none."""
    deque(items, maxlen=0)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    texts = texts_of(arguments)
    words = sum(len(text.split()) for text in texts)
    load = time.process_time()
    extractor = Extractor.load()
    load = time.process_time() - load
    nlp = extractor.nlp
    full = seconds(lambda: exhaust(extractor.extract_many(texts)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # before plain, which takes more
    plain = float("inf")
    for _ in range(_TURNS):
        plain = min(plain, seconds(lambda: exhaust(nlp.pipe(texts))))
        full = min(full, seconds(lambda: exhaust(extractor.extract_many(texts))))
    peak_mb = peak / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"{len(texts)} texts, {words} words; loading takes {load:.1f} s")
    print(f"plain nlp.pipe   {words / plain:7.0f} words/s")
    print(f"extract          {words / full:7.0f} words/s  {plain / full:.2f} of plain")
    print(f"peak memory      {peak_mb:7.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
